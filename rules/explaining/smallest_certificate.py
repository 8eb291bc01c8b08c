"""The most answers that can be left out of a guarantee: a cover with a constraint for each rival, hard in general.

Each group of tied factors offers a choice of which of its answers to leave out, at most 2^n ways for n answers; the
search picks a way for one group after the other. A branch is given up when not even the cheapest ways of the groups to
come, each lead taken by itself, leave out more than the best found so far. Past a budget of steps the search stops.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from rules.budget import Budget, BudgetSpentError
from rules.explaining.leads import Kept, Leads, smaller

_MOST_SUBSETS = 1024


class Smallest(NamedTuple):
    """What a search came to."""

    kept: Sequence[Kept]
    proven: bool
    """Whether no fewer answers do."""


class _Way(NamedTuple):
    """One choice of a group's answers to leave out."""

    kept: Kept
    freed: int
    cost: int
    """What it takes from the leads."""


def fewest(leads: Leads, given: Sequence[Kept], kept: Sequence[Kept], tops: int, budget: int) -> Smallest:
    """Looks for fewer answers than are kept that still hold the leads whose top bits are given."""
    ways = [_ways(leads, group, options) for group, options in enumerate(given)]
    if any(each is None for each in ways):
        return Smallest(kept, proven=False)
    freed = sum(options.count(None) for options in kept) - sum(options.count(None) for options in given)
    search = _Search([each for each in ways if each], tops, freed, budget)
    total = sum((leads.of(group, options) for group, options in enumerate(given)), leads.start)
    try:
        search.look(0, total, 0, ())
    except BudgetSpentError:
        return Smallest(search.found or kept, proven=False)
    return Smallest(search.found or kept, proven=True)


def _ways(leads: Leads, group: int, given: Kept) -> list[_Way] | None:
    """Every way to leave out answers of a group, the most answers first; None where there are too many."""
    places = [place for place, option in enumerate(given) if option is not None]
    if 1 << len(places) > _MOST_SUBSETS:
        return None
    now, ways = leads.of(group, given), []
    for freed in range(len(places), -1, -1):
        for out in combinations(places, freed):
            kept = tuple([None if place in out else option for place, option in enumerate(given)])
            ways.append(_Way(kept, freed, now - leads.of(group, kept)))
    return ways


class _Search:
    def __init__(self, ways: Sequence[Sequence[_Way]], tops: int, freed: int, budget: int) -> None:
        self.found: Sequence[Kept] | None = None
        self._ways, self._tops, self._most = ways, tops, freed
        self._least = _least(ways)
        self._budget = Budget(budget)

    def look(self, at: int, total: int, freed: int, kept: tuple[Kept, ...]) -> None:
        """Goes through the ways of the groups from one on, with what is left of the leads."""
        self._budget.spend()
        if at == len(self._ways):
            if freed > self._most:
                self._most, self.found = freed, kept
            return
        needed = max(0, self._most - freed + 1)
        if needed >= len(self._least[at]) or not self._holds(total - self._least[at][needed]):
            return
        for way in self._ways[at]:
            if self._holds(total - way.cost):
                self.look(at + 1, total - way.cost, freed + way.freed, (*kept, way.kept))

    def _holds(self, total: int) -> bool:
        return total & self._tops == self._tops


def _least(ways: Sequence[Sequence[_Way]]) -> list[list[int]]:
    """For the groups from each on: what leaving out so many answers costs, at least, each lead taken by itself."""
    least = [[0]]
    for group in reversed(ways):
        alone: dict[int, int] = {}
        for way in group:
            alone[way.freed] = smaller(alone.get(way.freed, way.cost), way.cost)
        after = least[0]
        both: dict[int, int] = {}
        for more, cost in enumerate(after):
            for freed, own in alone.items():
                both[more + freed] = smaller(both.get(more + freed, cost + own), cost + own)
        least.insert(0, [both[count] for count in range(len(both))])
    return least
