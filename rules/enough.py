"""Are there enough people for everything that is demanded, each another? If not: the fewest demands that cannot be met.

Hall's theorem: all demands can be met unless some of them together ask for more people than there are for them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

_SMALL = 3
"""Up to so many demands are tried together; there are at most some fifty, so that is quick."""


@dataclass(frozen=True, slots=True)
class Demand:
    """So many of these people, each another; None for people without end."""

    needed: int
    people: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Shortage:
    """Demands that ask together for more people than there are for them."""

    demands: tuple[int, ...]
    """Their places."""
    needed: int
    people: frozenset[str]


def shortage(demands: Sequence[Demand]) -> Shortage | None:
    """The fewest demands that cannot all be met; None where all can."""
    return next(shortages(demands), None)


def shortages(demands: Sequence[Demand]) -> Iterator[Shortage]:
    """All of the fewest demands that cannot all be met, where they are few; else one of them."""
    if are_met(demands):
        return
    bounded = [place for place, each in enumerate(demands) if each.people is not None]
    for size in range(1, _SMALL + 1):
        found = [short for places in combinations(bounded, size) if (short := _short_of(places, demands))]
        if found:
            yield from found
            return
    kept = bounded
    for place in bounded:
        fewer = [each for each in kept if each != place]
        if not are_met([demands[each] for each in fewer]):
            kept = fewer
    last = _short_of(tuple(kept), demands)
    if last is not None:
        yield last


def are_met(demands: Sequence[Demand]) -> bool:
    """Whether there are enough people for all of them together."""
    left = [(demand.needed, demand.people) for demand in demands if demand.people is not None]
    while True:
        # Whoever can choose among as many people as are needed in all gets theirs after everybody else.
        needed = sum(each for each, _ in left)
        harder = [(each, people) for each, people in left if len(people) < needed]
        if len(harder) == len(left):
            break
        left = harder
    seats = [people for each, people in left for _ in range(each)]
    holds: dict[str, int] = {}
    return all(_is_seated(seat, seats, holds, set()) for seat in range(len(seats)))


def _is_seated(seat: int, seats: Sequence[frozenset[str]], holds: dict[str, int], tried: set[str]) -> bool:
    """Finds somebody for it, moving them from another seat where that helps (Kuhn's algorithm)."""
    for who in seats[seat]:
        if who not in tried:
            tried.add(who)
            if who not in holds or _is_seated(holds[who], seats, holds, tried):
                holds[who] = seat
                return True
    return False


def _short_of(places: tuple[int, ...], demands: Sequence[Demand]) -> Shortage | None:
    people = frozenset[str]().union(*(demands[place].people or () for place in places))
    needed = sum(demands[place].needed for place in places)
    return Shortage(places, needed, people) if needed > len(people) else None
