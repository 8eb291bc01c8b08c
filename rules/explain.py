"""Why a recommendation came out as it did, and what is worth asking next."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rules.grid import Model
from rules.policy import Effect, Policy
from rules.recommend import Reason, Recommendation, recommend


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


_A_VETO = 10_000
"""More than any points: an answer that can rule out the leader, or a rival, is asked for first."""


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


def questions(recommendation: Recommendation, policy: Policy) -> tuple[Question, ...]:
    """The missing factors whose answer can move the lead over a model that can still win, most decisive first.

    A missing factor is left out only when no answer to it can do anything to the models still in play.
    """
    return _questions(tuple(recommendation.answers.items()), policy)


@lru_cache(maxsize=128)
def _questions(given: tuple[tuple[str, str], ...], policy: Policy) -> tuple[Question, ...]:
    recommendation = recommend(dict(given), policy)
    leader = recommendation.model
    if leader is None or recommendation.outcomes.certain:
        return ()
    in_play = set(recommendation.outcomes.models)
    found = [
        Question(factor.id, swing)
        for factor in policy.factors
        if factor.id not in recommendation.answers
        and (swing := _swing(factor.id, leader, in_play, recommendation, policy)) > 0
    ]
    return tuple(sorted(found, key=lambda question: -question.swing))


def _swing(factor: str, leader: Model, in_play: set[Model], recommendation: Recommendation, policy: Policy) -> int:
    """The most by which the answer to one factor, alone or with answers yet to come, can move the lead over a rival."""
    own = [policy.option_effects.get((factor, option.id)) for option in policy.factor[factor].options]
    tied = [effect for effect in policy.combinations if _undecided(effect, factor, recommendation.answers)]
    vetoed = frozenset[Model]().union(*(effect.rules_out for effect in (*own, *tied) if effect))
    if leader in vetoed:
        return 2 * _A_VETO
    if vetoed & in_play:
        return _A_VETO

    def lead(effect: Effect | None, rival: Model) -> int:
        return effect.points[policy.order.index(leader)] - effect.points[policy.order.index(rival)] if effect else 0

    def swing(rival: Model) -> int:
        leads = [lead(effect, rival) for effect in own]
        return max(leads) - min(leads) + sum(abs(lead(effect, rival)) for effect in tied)

    return max((swing(rival) for rival in in_play - {leader}), default=0)


def _undecided(effect: Effect, factor: str, answers: Mapping[str, str]) -> bool:
    """Whether the factor is one that a combination rule still waits for."""
    waits_for = [each for each, _ in effect.when if each not in answers]
    return factor in waits_for and all(answers[each] in options for each, options in effect.when if each in answers)
