"""Which factors are tied together, and the different ways to answer those that are.

Factors of different groups do not influence each other: what their answers do to the models simply adds up. Inside a
group a combination rule may make two answers do more, or less, than each does alone. What is tied to what is a
union-find; a group of n factors with m options each has at most m^n ways.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from operator import add
from typing import Protocol, TypeVar

from rules.policy import Policy

MOST_WAYS = 1024
"""A group that can be answered in more ways than this is not listed way by way."""

Link = TypeVar("Link")
Conditions = tuple[tuple[str, frozenset[str]], ...]
"""Factors, each with the options that meet the condition."""
Answered = tuple[tuple[str, str], ...]
"""Factors, each with its answer."""


class Does(Protocol):
    """What does something to the models: an effect, or a way to answer some factors."""

    @property
    def points(self) -> tuple[int, ...]: ...
    @property
    def mask(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Way:
    """One way to answer some factors: the points it adds for each model, and the models (bit mask) it rules out."""

    points: tuple[int, ...]
    mask: int
    answers: Answered = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Factors that rules tie together, and those rules by their place in the policy."""

    factors: tuple[str, ...]
    rules: tuple[int, ...]

    def ways(self, policy: Policy) -> int:
        """In how many ways all its factors can be answered."""
        return prod(len(policy.factor[factor].options) for factor in self.factors)


@lru_cache(maxsize=1024)
def tied(factors: tuple[str, ...], rules: tuple[int, ...], policy: Policy) -> tuple[Group, ...]:
    """The factors, those that one of the rules has conditions on in one group; conditions on others do not tie.

    Each rule needs a condition on at least one of the factors.
    """
    asked = set(factors)
    links = (([each for each, _ in policy.combinations[place].when if each in asked], place) for place in rules)
    return tuple(Group(tuple(together), tuple(places)) for together, places in unions(links, factors))


def groups_of(policy: Policy) -> tuple[Group, ...]:
    """All factors of the policy, tied by all its rules."""
    return tied(tuple(policy.factor), tuple(range(len(policy.combinations))), policy)


def unions(
    links: Iterable[tuple[Sequence[str], Link]], alone: Iterable[str] = ()
) -> list[tuple[list[str], list[Link]]]:
    """The factors that links tie, directly or through others, with those links; and those that may stay alone."""
    groups: dict[str, tuple[list[str], list[Link]]] = {factor: ([factor], []) for factor in alone}
    for factors, link in links:
        together = groups.setdefault(factors[0], ([factors[0]], []))
        together[1].append(link)
        for factor in factors[1:]:
            other = groups.setdefault(factor, ([factor], []))
            if other is not together:
                together[0].extend(other[0])
                together[1].extend(other[1])
                groups.update(dict.fromkeys(other[0], together))
    return [group for factor, group in groups.items() if group[0][0] == factor]


def most_tied(factors: Iterable[str], links: Iterable[Iterable[str]]) -> str:
    """The factor that most links tie: under each answer to it, a group falls apart the soonest."""
    ties = Counter(factor for link in links for factor in link)
    return max(factors, key=ties.__getitem__)


def added_up(of: Iterable[Does], models: int, answers: Answered = ()) -> Way:
    """What several do to so many models between them."""
    points: Sequence[int] = (0,) * models
    mask = 0
    for each in of:
        points = list(map(add, points, each.points))
        mask |= each.mask
    return Way(tuple(points), mask, answers)


def different_ways(
    alone: Sequence[Sequence[Way]], tying: Sequence[tuple[Conditions, Does]], models: int
) -> tuple[Way, ...]:
    """Each different result of answering some factors, once: from the ways to answer each, and what ties them."""
    found: dict[tuple[tuple[int, ...], int], Way] = {}
    for picked in product(*alone):
        answers = tuple([way.answers[0] for way in picked])
        given = dict(answers)
        met = [does for when, does in tying if all(given[factor] in options for factor, options in when)]
        way = added_up((*picked, *met), models, answers)
        found.setdefault((way.points, way.mask), way)
    return tuple(found.values())
