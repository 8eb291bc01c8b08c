"""What is fixed by the answers given, and what the missing ones can add to it, group by group of tied factors.

A group of n missing factors with m options has m^n rows, worked out once for each set of rules that can still fire in
it. A group with more than `MOST_WAYS` is split: under each answer to the factor that most rules tie, it falls apart.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rules.budget import Budget
from rules.policy import Answers, Policy
from rules.ties import MOST_WAYS, Group, Way, added_up, different_ways, most_tied, tied

CACHED = 8192
"""Groups kept ready; which groups occur depends on which factors are missing, and on which rules can still fire."""
_OPENED = 50
"""Steps that it takes to see what is fixed and what is tied."""


@dataclass(frozen=True, slots=True)
class Open:
    """A request with answers missing."""

    tried: Mapping[str, str]
    """Answers that were tried for missing factors, to split their group."""
    points: tuple[int, ...]
    """Eight times the points that are fixed, plus a place in the order: no two models can tie."""
    ruled_out: int
    groups: Sequence[Group]
    """The missing factors; a group's rules are those that can still fire."""


def open_request(answers: Answers, policy: Policy, tried: Mapping[str, str] | None = None) -> Open:
    """The request with these answers, which include those tried."""
    fixed = [policy.option_effects[answer] for answer in answers.items() if answer in policy.option_effects]
    live = []
    for place, combination in enumerate(policy.combinations):
        given = [answers[factor] in options for factor, options in combination.when if factor in answers]
        if all(given):
            if len(given) < len(combination.when):
                live.append(place)
            else:
                fixed.append(combination)
    so_far = added_up(fixed, len(policy.order))
    places = range(len(policy.order), 0, -1)
    return Open(
        tried=tried or {},
        points=tuple(8 * each + place for each, place in zip(so_far.points, places, strict=True)),
        ruled_out=so_far.mask,
        groups=tied(tuple([factor for factor in policy.factor if factor not in answers]), tuple(live), policy),
    )


def split(request: Open, answers: Answers, policy: Policy, budget: Budget) -> Iterator[Open]:
    """The request, or where a group is too large to list, the requests under each answer to one of its factors."""
    budget.spend(_OPENED)
    large = next((group for group in request.groups if group.ways(policy) > MOST_WAYS), None)
    if large is None:
        yield request
        return
    rules = (policy.combinations[place] for place in large.rules)
    factor = most_tied(large.factors, ([each for each, _ in rule.when] for rule in rules))
    for option in policy.factor[factor].option:
        given = {**answers, factor: option}
        yield from split(open_request(given, policy, {**request.tried, factor: option}), given, policy, budget)


@lru_cache(maxsize=CACHED)
def ways(group: Group, policy: Policy) -> tuple[Way, ...]:
    """Each different result of answering the group's factors, once."""
    alone = [[_alone(factor, option, policy) for option in policy.factor[factor].option] for factor in group.factors]
    live = [policy.combinations[place] for place in group.rules]
    waiting = [(tuple([each for each in rule.when if each[0] in group.factors]), rule) for rule in live]
    return different_ways(alone, waiting, len(policy.order))


def _alone(factor: str, option: str, policy: Policy) -> Way:
    effect = policy.option_effects.get((factor, option))
    return added_up([effect] if effect else [], len(policy.order), ((factor, option),))


@lru_cache(maxsize=CACHED)
def masks(group: Group, policy: Policy) -> frozenset[int]:
    """The sets of models (bit masks) that the ways to answer a group rule out."""
    return frozenset(way.mask for way in ways(group, policy))
