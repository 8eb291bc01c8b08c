"""From answers to a recommendation: vetoes first, then points, each traced to an answer, a rule and a source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from rules.completions import Outcomes, possible_outcomes
from rules.grid import Model
from rules.policy import Answers, Effect, Flag, Policy
from rules.suggest import did_you_mean


class Standing(StrEnum):
    """How firm a recommendation is."""

    SETTLED = "settled"
    """No answer still missing can change it: shown by search over every completion, not estimated."""
    LEANING = "leaning"
    """A missing answer could change it."""
    OPEN = "open"
    """Too little is known, or the first two are closer than the policy's margin."""


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

    def __hash__(self) -> int:
        """By the answers, so that what is worked out for a recommendation can be kept for it."""
        return hash(tuple(self.answers.items()))

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
    mistakes = []
    for factor, option in answers.items():
        if factor not in policy.factor:
            mistakes.append(f'unknown factor "{factor}"{did_you_mean(factor, policy.factor)}')
        elif option not in policy.factor[factor].option:
            known = policy.factor[factor].option
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


def recommend(answers: Answers, policy: Policy) -> Recommendation:
    """What the policy recommends for these answers; an unanswered factor gives no points and no veto.

    Raises UnknownAnswerError for a factor or option that the policy does not have.
    """
    check_answers(answers, policy)
    return _recommend(tuple((each.id, answers[each.id]) for each in policy.factors if each.id in answers), policy)


# A questionnaire asks about the same answers several times on each page, and a card about those of its decision.
@lru_cache(maxsize=128)
def _recommend(given: tuple[tuple[str, str], ...], policy: Policy) -> Recommendation:
    answers = dict(given)
    fired = list(fired_effects(answers, policy))
    outcomes = possible_outcomes(answers, policy)
    ranking = _ranking(fired, policy)
    model = _winner(ranking, outcomes)
    return Recommendation(
        model=model,
        standing=_standing(_lead(model, ranking), len(answers), outcomes, policy),
        outcomes=outcomes,
        ranking=ranking,
        reasons=tuple(_reasons(fired, answers, policy)),
        flags=tuple(_flags(model, answers, policy)),
        answers=MappingProxyType(answers),
    )


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


def _standing(lead: int | None, given: int, outcomes: Outcomes, policy: Policy) -> Standing:
    """`given` is the number of answers."""
    if lead is not None and lead < policy.margin:
        return Standing.OPEN
    if outcomes.certain:
        return Standing.SETTLED
    if given < policy.enough_answers:
        return Standing.OPEN
    return Standing.LEANING


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
