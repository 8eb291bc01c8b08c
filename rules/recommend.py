"""From answers to a recommendation: vetoes first, then points, each traced to an answer, a rule and a source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from rules.completions import Outcomes, possible_outcomes
from rules.grid import Model
from rules.likelihood import shares_of_draws
from rules.policy import Answers, Effect, Factor, Flag, Policy
from rules.suggest import did_you_mean


class Standing(StrEnum):
    """How firm a recommendation is."""

    FIRM = "firm"
    """Nothing still missing and no presumption can change it: shown by search over every completion, not estimated."""
    LIKELY = "likely"
    """It stays the best in at least seven of ten ways to answer the rest."""
    CLOSE_CALL = "close_call"
    """Two are closer than the policy's margin, and one or the other comes out: both can be defended."""
    TOO_EARLY = "too_early"
    """Too little is known to name a model."""


UNDECIDED = frozenset({Standing.CLOSE_CALL, Standing.TOO_EARLY})
"""Where no model is ahead for good."""
OFTEN = 0.7
"""The share of ways to answer the rest in which a likely result stays."""


class UnknownAnswerError(ValueError):
    """An answer names a factor or an option that the policy does not have."""


@dataclass(frozen=True, slots=True)
class Veto:
    """Why a model is ruled out."""

    rule: str
    because: str
    source: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A model with its points; ruled out when any veto applies."""

    model: Model
    points: int
    ruled_out: tuple[Veto, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Points that one effect gave to one model. The reasons for a model add up to its points."""

    factor: str
    option: str
    rule: str
    model: Model
    points: int
    because: str
    source: str
    when: Mapping[str, str]
    """All the answers that made the rule fire; for a combination rule more than `factor` and `option`."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the policy says for the answers given."""

    model: Model | None
    """None only where every model is ruled out."""
    standing: Standing
    outcomes: Outcomes
    """What can still come out when the missing answers are filled in."""
    ranking: tuple[Ranked, ...]
    """All seven: those not ruled out first, then by points, then most reversible first."""
    reasons: tuple[Reason, ...]
    flags: tuple[Flag, ...]
    answers: Mapping[str, str]
    """Given by a person or read from the text."""
    presumed: Mapping[str, str] = field(default_factory=dict)
    """Taken as usual for this kind of work: they count for the ranking, and not for what is certain."""
    stays: float = 1.0
    """The share of ways to answer what is missing or presumed in which it stays the best; 1 where it is firm."""
    close_to: Model | None = None
    """The second of a close call."""

    def __hash__(self) -> int:
        """By the answers, so that what is worked out for a recommendation can be kept for it."""
        return hash((*self.answers.items(), *self.presumed.items()))

    @property
    def named(self) -> Model | None:
        """The model to name to people: none while it is too early, or where every model is ruled out."""
        return None if self.standing is Standing.TOO_EARLY else self.model

    @property
    def lead(self) -> int | None:
        """Points between the recommended model and the next best that is not ruled out; None without a rival."""
        return _lead(self.model, self.ranking)

    @property
    def points(self) -> int:
        """The recommended model's points; 0 where every model is ruled out."""
        return _points(self.model, self.ranking)

    @property
    def runner_up(self) -> Model | None:
        """The best other model that is not ruled out."""
        return next(
            (ranked.model for ranked in self.ranking if not ranked.ruled_out and ranked.model != self.model), None
        )


def check_answers(answers: Answers, policy: Policy) -> None:
    """Raises UnknownAnswerError, naming every unknown factor and option and the closest known one."""
    check_options(answers, policy.factor)


def check_options(answers: Answers, factors: Mapping[str, Factor]) -> None:
    """As `check_answers`, for these factors by id."""
    mistakes = []
    for factor, option in answers.items():
        if factor not in factors:
            mistakes.append(f'unknown factor "{factor}"{did_you_mean(factor, factors)}')
        elif option not in factors[factor].option:
            known = factors[factor].option
            guess = did_you_mean(option, known) or f"; it can be {', '.join(known)}"
            mistakes.append(f'factor "{factor}" has no option "{option}"{guess}')
    if mistakes:
        raise UnknownAnswerError("\n".join(mistakes))


def fired_effects(answers: Answers, policy: Policy) -> Iterator[Effect]:
    """The effects of the given answers and of the combination rules that they satisfy, in the policy's order."""
    for factor in policy.factors:
        option = answers.get(factor.id)
        if option is not None and (factor.id, option) in policy.option_effects:
            yield policy.option_effects[factor.id, option]
    for combination in policy.combinations:
        if combination.fires(answers):
            yield combination


_NOTHING: Answers = MappingProxyType({})


def recommend(answers: Answers, policy: Policy, presumed: Answers = _NOTHING) -> Recommendation:
    """What the policy recommends for these answers; an unanswered factor gives no points and no veto.

    What is `presumed`, for factors without an answer, counts for the ranking, but not for what is certain. Raises
    UnknownAnswerError for a factor or option that the policy does not have.
    """
    check_answers(answers, policy)
    given = tuple((each.id, answers[each.id]) for each in policy.factors if each.id in answers)
    return _recommend(given, tuple((f, o) for f, o in presumed.items() if f not in answers), policy)


# A questionnaire asks about the same answers several times on each page, and a card about those of its decision.
@lru_cache(maxsize=128)
def _recommend(
    given: tuple[tuple[str, str], ...], presumed: tuple[tuple[str, str], ...], policy: Policy
) -> Recommendation:
    known = dict(given)
    together = {**dict(presumed), **known}
    counted = {factor.id: together[factor.id] for factor in policy.factors if factor.id in together}
    fired = list(fired_effects(counted, policy))
    outcomes = possible_outcomes(known, policy)
    ranking = _ranking(fired, policy)
    model = _winner(ranking, possible_outcomes(counted, policy) if presumed else outcomes)
    found = Recommendation(
        model=model,
        standing=Standing.TOO_EARLY,
        outcomes=outcomes,
        ranking=ranking,
        reasons=tuple(_reasons(fired, counted, policy)),
        flags=tuple(_flags(model, counted, policy)),
        answers=MappingProxyType(known),
        presumed=MappingProxyType({each: option for each, option in counted.items() if each not in known}),
    )
    return _with_standing(found, policy)


def _ranking(fired: list[Effect], policy: Policy) -> tuple[Ranked, ...]:
    ranked = [
        Ranked(
            model=model,
            points=sum(effect.points[position] for effect in fired),
            ruled_out=tuple(
                Veto(effect.rule, effect.because, effect.source) for effect in fired if model in effect.rules_out
            ),
        )
        for position, model in enumerate(policy.order)
    ]
    return tuple(sorted(ranked, key=lambda each: (bool(each.ruled_out), -each.points)))


def _winner(ranking: tuple[Ranked, ...], outcomes: Outcomes) -> Model | None:
    # The leader so far may be one that no completion lets win (every option of a missing factor speaks against it);
    # recommending it would be false, so the best that can still win is recommended.
    return next((ranked.model for ranked in ranking if ranked.model in outcomes.possible), None)


def _points(model: Model | None, ranking: tuple[Ranked, ...]) -> int:
    return next((ranked.points for ranked in ranking if ranked.model == model), 0)


def _lead(model: Model | None, ranking: tuple[Ranked, ...]) -> int | None:
    rivals = [ranked.points for ranked in ranking if not ranked.ruled_out and ranked.model != model]
    return _points(model, ranking) - max(rivals) if model and rivals else None


def _with_standing(found: Recommendation, policy: Policy) -> Recommendation:
    if found.outcomes.certain:
        by_a_hair = found.lead is not None and found.lead < policy.margin
        if by_a_hair and len(found.answers) == len(policy.factors):
            return replace(found, standing=Standing.CLOSE_CALL, close_to=found.runner_up)
        return replace(found, standing=Standing.FIRM)
    shares = shares_of_draws(found.answers, policy)
    stays = shares.get(found.model, 0.0)
    if len(found.answers) + len(found.presumed) < policy.enough_answers:
        return replace(found, stays=stays)
    if stays >= OFTEN:
        return replace(found, standing=Standing.LIKELY, stays=stays)
    second = found.runner_up
    level = found.lead is not None and found.lead < policy.margin
    if level and second is not None and stays + shares.get(second, 0.0) >= OFTEN:
        return replace(found, standing=Standing.CLOSE_CALL, stays=stays, close_to=second)
    return replace(found, stays=stays)


def _reasons(fired: list[Effect], answers: Answers, policy: Policy) -> Iterator[Reason]:
    for effect in fired:
        when = {factor: answers[factor] for factor, _ in effect.when}
        factor, option = next(iter(when.items()))
        for model, points in zip(policy.order, effect.points, strict=True):
            if points:
                yield Reason(factor, option, effect.rule, model, points, effect.because, effect.source, when)


def _flags(model: Model | None, answers: Answers, policy: Policy) -> Iterator[Flag]:
    for flag in policy.flags:
        holds = all(answers.get(factor) in options for factor, options in flag.when.items())
        if holds and (not flag.models or model in flag.models):
            yield flag


def as_answered(recommendation: Recommendation, policy: Policy) -> Recommendation:
    """The same with its presumptions taken for answers: what it rests on as it stands."""
    if not recommendation.presumed:
        return recommendation
    return recommend({**recommendation.answers, **recommendation.presumed}, policy)
