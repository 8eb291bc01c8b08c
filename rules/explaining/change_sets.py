"""Which answers of a request could, changed, bring about what is looked for: by bounds on what that does to the leads.

What is looked for is that a model loses one of its leads, or wins all of them. A group of tied factors offers each set
of its answers that may change; what changing them can do is known from `leads`, by letting any answer stand in
their place. A group that is too large to be listed offers its answers one by one, each with the most that it can do.

For each group and each number of changes the most that they can do in this group and those after it is worked out
first, and a set is followed from group to group only while something can still come of it. Where one lead is to be
lost, and every group is listed, no set is followed in vain, and the time grows with the number of sets that do it.
Where all leads are to be won together, the bounds are those of each lead by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import NamedTuple

from rules.budget import Budget
from rules.explaining.leads import BLOCK, NO_ANSWER, TOPS, Kept, Leads
from rules.policy import Answers


class Place(NamedTuple):
    """Where a factor stands: the place of its group, and its own in it."""

    group: int
    factor: int


class ChangeSet(NamedTuple):
    """Answers to be changed."""

    open: tuple[Place, ...]
    """Those that have no new answer yet."""
    leads: int
    """At their worst or best over what these may become."""
    kept: Mapping[int, tuple[Kept, ...]]
    """By group, in each state, the answers where one has been changed; None for those that are open."""


_Offers = Sequence[tuple[int, tuple[Place, ...]]]
"""What changes of some answers can do to the leads, and those answers."""


def _freed(kept: Kept, places: Sequence[Place]) -> Kept:
    """With any answer in these places."""
    options = list(kept)
    for _, factor in places:
        options[factor] = None
    return tuple(options)


class ChangeSets:
    """The sets of changes to one request."""

    def __init__(
        self,
        leads: Leads,
        states: Sequence[Answers],
        changeable: AbstractSet[str],
        budget: Budget,
        missing: str | None = NO_ANSWER,
    ) -> None:
        """Takes the answers, and perhaps the same with the missing ones filled in: what is lost may be so in either.

        With None for `missing`, an answer that is missing may be any.
        """
        self._leads, self._budget = leads, budget
        self._changeable = changeable
        self._kept = [
            tuple([tuple([state.get(factor, missing) for factor in group.factors]) for state in states])
            for group in leads.groups
        ]
        self._now = list(map(self._of, range(len(self._kept)), self._kept))
        blocks = sum(1 << BLOCK * state for state in range(len(states)))
        self._tops = TOPS * blocks
        self._total = sum(self._now, leads.start * blocks)
        self._units = list(self._split())
        self.most = sum(map(len, self._units))
        """Answers that may change."""
        self._offers: list[list[_Offers]] = [[()] for _ in self._units]
        """By unit and number of changes."""
        self._reach = [[0] for _ in range(len(self._units) + 1)]
        """The most that the units from each on can do with so many changes."""

    def any_hope(self) -> bool:
        """Whether something can come of changes, however many are made."""
        return self._hopeful(self._total + sum(map(self._move, self._units)))

    def of_size(self, size: int) -> Iterator[ChangeSet]:
        """The sets of so many answers of which something can come; to be asked for in order, from 1."""
        reach, pick = self._reach, self._leads.pick
        reach[-1].append(0)
        for at in range(len(self._units) - 1, -1, -1):
            offers = self._offers[at]
            offers.append([(self._move(places), places) for places in combinations(self._units[at], size)])
            most = reach[at + 1][size]
            for own in range(1, size + 1):
                for move, _ in offers[own]:
                    most = pick(most, move + reach[at + 1][size - own])
            reach[at].append(most)
        yield from self._extended(0, size, (), self._total)

    def factors(self, each: ChangeSet) -> list[str]:
        """The factors that are open."""
        return [self._leads.groups[group].factors[factor] for group, factor in each.open]

    def answered(self, each: ChangeSet, option: str) -> ChangeSet | None:
        """The same with a new answer for the first that has none; None where nothing can come of it."""
        self._budget.spend()
        (group, factor), *rest = each.open
        if not self._leads.listed[group]:
            return each._replace(open=tuple(rest))
        before = each.kept.get(group) or self._freed(group, [place for place in each.open if place[0] == group])
        after = tuple([(*kept[:factor], option, *kept[factor + 1 :]) for kept in before])
        leads = each.leads + self._of(group, after) - self._of(group, before)
        return ChangeSet(tuple(rest), leads, {**each.kept, group: after}) if self._hopeful(leads) else None

    def _hopeful(self, leads: int) -> bool:
        return (leads & self._tops == self._tops) is self._leads.best

    def _extended(self, at: int, left: int, places: tuple[Place, ...], leads: int) -> Iterator[ChangeSet]:
        for unit in range(at, len(self._units)):
            if not self._hopeful(leads + self._reach[unit][left]):
                return
            for size in range(1, left + 1):
                rest = self._reach[unit + 1][left - size]
                for move, own in self._offers[unit][size]:
                    self._budget.spend()
                    if self._hopeful(leads + move + rest):
                        if size == left:
                            yield ChangeSet(places + own, leads + move, {})
                        else:
                            yield from self._extended(unit + 1, left - size, places + own, leads + move)

    def _split(self) -> Iterator[tuple[Place, ...]]:
        """The answers that may change, those of a group together where it is listed."""
        for at, group in enumerate(self._leads.groups):
            places = tuple([Place(at, place) for place, each in enumerate(group.factors) if each in self._changeable])
            if places and self._leads.listed[at]:
                yield places
            else:
                yield from ((place,) for place in places)

    def _move(self, places: Sequence[Place]) -> int:
        """The most that changing these answers, all of one unit, can do to the leads."""
        group, factor = places[0]
        if self._leads.listed[group]:
            return self._of(group, self._freed(group, places)) - self._now[group]
        factors = self._leads.groups[group].factors
        changeable = [at for at, each in enumerate(factors) if each in self._changeable]
        moved = (self._leads.moved(group, kept, factor, changeable) for kept in self._kept[group])
        return sum(move << BLOCK * state for state, move in enumerate(moved))

    def _freed(self, group: int, places: Sequence[Place]) -> tuple[Kept, ...]:
        """The answers of a group in each state, with any answer in some places."""
        return tuple([_freed(kept, places) for kept in self._kept[group]])

    def _of(self, group: int, kept: Sequence[Kept]) -> int:
        number = self._leads.of(group, kept[0])
        return number if len(kept) == 1 else number + (self._leads.of(group, kept[1]) << BLOCK)
