"""Why a recommendation came out as it did, and what is worth asking next."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rules.completions import possible_outcomes
from rules.explaining.worth import worths
from rules.grid import Model
from rules.policy import MORE_THAN_ANY_POINTS, Effect, Factor, Policy
from rules.recommend import Reason, Recommendation, Standing
from rules.sums import sums_of


@dataclass(frozen=True, slots=True)
class Difference:
    """What one rule did for the recommended model against its runner-up."""

    rule: str
    points: int
    """Points for the recommended model minus points for the runner-up; negative where it speaks for the runner-up."""
    because: str
    source: str
    when: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A missing answer that can still matter."""

    factor: str
    swing: int
    """The most points by which its answer can move the lead; a veto of the leader counts as more than any points."""
    worth: float
    """The uncertainty about the result, in bits, that its answer takes away on average."""


def differences(recommendation: Recommendation) -> tuple[Difference, ...]:
    """What separates the recommended model from the runner-up, largest first."""
    model, rival = recommendation.model, recommendation.runner_up
    grouped: dict[str, list[Reason]] = {}
    for reason in recommendation.reasons:
        if reason.model in {model, rival}:
            grouped.setdefault(reason.rule, []).append(reason)
    found = [
        Difference(
            rule,
            sum(reason.points if reason.model == model else -reason.points for reason in reasons),
            reasons[0].because,
            reasons[0].source,
            reasons[0].when,
        )
        for rule, reasons in grouped.items()
    ]
    return tuple(sorted((each for each in found if each.points), key=lambda each: -abs(each.points)))


# A page of the questionnaire asks several times about the same answers.
@lru_cache(maxsize=128)
def questions(recommendation: Recommendation, policy: Policy) -> tuple[Question, ...]:
    """The missing factors whose answer can still matter, the one that splits the possible results best first.

    A missing factor is left out only where its answer cannot change who wins, whatever the other answers are.
    """
    leader = recommendation.model
    if leader is None or recommendation.outcomes.certain:
        return ()
    rivals = recommendation.outcomes.possible - {leader}
    undecided = [effect for effect in policy.combinations if effect.waits(recommendation.answers)]
    worth = worths(recommendation.answers, recommendation.outcomes, policy)
    found = [
        Question(factor, swing, each.bits)
        for factor, each in worth.items()
        if each.can_matter and (swing := _swing(policy.factor[factor], leader, rivals, undecided, policy)) > 0
    ]
    return tuple(sorted(found, key=lambda question: (-question.worth, -question.swing)))


@lru_cache(maxsize=256)
def settling_answers(factor: str, recommendation: Recommendation, policy: Policy) -> tuple[str, ...]:
    """The answers to a missing factor after which nothing can change the result any more.

    An answer under which the ways known to let each model win still end differently settles nothing: most need no
    search.
    """
    answers, winner = recommendation.answers, sums_of(policy).winner
    ways = [{**answers, **way} for way in recommendation.outcomes.models.values()]
    return tuple(
        option.id
        for option in policy.factor[factor].options
        if len({winner({**way, factor: option.id}) for way in ways}) < 2
        and possible_outcomes({**answers, factor: option.id}, policy).certain
    )


class SettledBy(StrEnum):
    """Why nothing can change a result any more."""

    EVERY_ANSWER_GIVEN = "every_answer_given"
    EVERY_MODEL_RULED_OUT = "every_model_ruled_out"
    EVERY_OTHER_MODEL_RULED_OUT = "every_other_model_ruled_out"
    """By answers already given."""
    OUT_OF_REACH = "out_of_reach"
    """No way to answer what is missing lets another model win."""


def settled_by(recommendation: Recommendation, policy: Policy) -> SettledBy | None:
    """Why nothing can change the result; None where the standing is not settled."""
    if recommendation.standing is not Standing.FIRM:
        return None
    if recommendation.model is None:
        return SettledBy.EVERY_MODEL_RULED_OUT
    if len(recommendation.answers) == len(policy.factors):
        return SettledBy.EVERY_ANSWER_GIVEN
    return SettledBy.OUT_OF_REACH if recommendation.runner_up else SettledBy.EVERY_OTHER_MODEL_RULED_OUT


def _swing(factor: Factor, leader: Model, rivals: AbstractSet[Model], undecided: list[Effect], policy: Policy) -> int:
    """The most by which the answer to one factor, alone or with answers yet to come, can move the lead over a rival."""
    effects = (policy.option_effects.get((factor.id, option.id)) for option in factor.options)
    own = [effect for effect in effects if effect]
    tied = [effect for effect in undecided if any(factor.id == each for each, _ in effect.when)]
    vetoed = {model for effect in (*own, *tied) for model in effect.rules_out}
    if leader in vetoed:
        return 2 * MORE_THAN_ANY_POINTS
    if vetoed & rivals:
        return MORE_THAN_ANY_POINTS
    ahead = policy.order.index(leader)

    def swing(rival: Model) -> int:
        behind = policy.order.index(rival)
        leads = [effect.points[ahead] - effect.points[behind] for effect in own]
        if len(own) < len(factor.options):
            leads.append(0)  # an option without an effect leaves the lead as it is
        return max(leads) - min(leads) + sum(abs(effect.points[ahead] - effect.points[behind]) for effect in tied)

    return max(map(swing, rivals), default=0)
