"""What is fixed by the answers given, and what the missing ones can add to it, group by group of tied factors.

A group of n missing factors with m options has m^n rows, worked out once for each set of rules that can still fire in
it. A group with more than `MOST_WAYS` is split: under each answer to the factor that most rules tie, it falls apart.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from operator import add

from rules.budget import Budget
from rules.policy import Answers, Effect, Policy
from rules.ties import MOST_WAYS, Group, tied

CACHED = 8192
"""Groups kept ready; which groups occur depends on which factors are missing, and on which rules can still fire."""
_OPENED = 50
"""Steps that it takes to see what is fixed and what is tied."""


@dataclass(frozen=True, slots=True)
class Row:
    """One way to answer a group of factors: the points it adds, eightfold, and the models (bit mask) it rules out."""

    points: tuple[int, ...]
    ruled_out: int
    answers: tuple[tuple[str, str], ...]


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
    points, ruled_out = _sum(fixed, policy)
    places = range(len(policy.order), 0, -1)
    return Open(
        tried=tried or {},
        points=tuple(8 * each + place for each, place in zip(points, places, strict=True)),
        ruled_out=ruled_out,
        groups=tied(tuple([factor for factor in policy.factor if factor not in answers]), tuple(live), policy),
    )


def split(request: Open, answers: Answers, policy: Policy, budget: Budget) -> Iterator[Open]:
    """The request, or where a group is too large to list, the requests under each answer to one of its factors."""
    budget.spend(_OPENED)
    large = next((group for group in request.groups if group.ways(policy) > MOST_WAYS), None)
    if large is None:
        yield request
        return
    ties = Counter(factor for place in large.rules for factor, _ in policy.combinations[place].when)
    factor = max(large.factors, key=ties.__getitem__)
    for option in policy.factor[factor].option:
        given = {**answers, factor: option}
        yield from split(open_request(given, policy, {**request.tried, factor: option}), given, policy, budget)


@lru_cache(maxsize=CACHED)
def rows(group: Group, policy: Policy) -> tuple[Row, ...]:
    """Each different result of answering the group's factors, once."""
    live = [policy.combinations[place] for place in group.rules]
    found: dict[tuple[tuple[int, ...], int], Row] = {}
    for options in product(*(policy.factor[factor].option for factor in group.factors)):
        chosen = dict(zip(group.factors, options, strict=True))
        effects = [policy.option_effects[answer] for answer in chosen.items() if answer in policy.option_effects]
        effects += [
            effect
            for effect in live
            if all(chosen[factor] in listed for factor, listed in effect.when if factor in chosen)
        ]
        points, ruled_out = _sum(effects, policy)
        row = Row(tuple(8 * each for each in points), ruled_out, tuple(chosen.items()))
        found.setdefault((row.points, row.ruled_out), row)
    return tuple(found.values())


@lru_cache(maxsize=CACHED)
def masks(group: Group, policy: Policy) -> frozenset[int]:
    """The sets of models (bit masks) that the ways to answer a group rule out."""
    return frozenset(row.ruled_out for row in rows(group, policy))


def _sum(effects: Iterable[Effect], policy: Policy) -> tuple[Sequence[int], int]:
    points = [0] * len(policy.order)
    ruled_out = 0
    for effect in effects:
        points = list(map(add, points, effect.points))
        ruled_out |= effect.mask
    return points, ruled_out
