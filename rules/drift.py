"""Whether a week is unlike the weeks before it: drift, and what was compared to find it.

A share is drift where this week has at least eight of what it is a share of, and it lies outside the range, from lowest
to highest, of the last eight weeks that had at least eight. Where there are not eight such weeks within half a year,
nothing is said.

Of overrides and of *too early* there is one share each. Of kinds of work there are many, and each leaves the range of
the eight weeks before it in up to two of nine weeks by chance alone: with six kinds, most weeks would cry wolf. So a
kind of work is drift only where chance alone would also seldom explain it (`SELDOM`, over all kinds together).

How often weeks that are all alike are called drift, with six kinds, a tenth of overrides and a tenth too early, as
`python -m bench drift` measures it:

    a week    overrides   too early   a kind of work (without its guard)   any of them
    12             8 %         8 %         1 %   (51 %)                        17 %
    40            15 %        15 %         2 %   (62 %)                        29 %
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cmp_to_key

ENOUGH = 8
"""Of what a share is a share of, in a week: with fewer, one more or less is everything."""
WEEKS = 8
"""That many weeks make the range."""
LOOKED_BACK = 26
"""Weeks before this one among which they are looked for."""
SELDOM = 0.05
"""How often chance alone may call a kind of work drift: in so many steady weeks at most, all kinds together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCounts:
    """What there was in a week."""

    new: int = 0
    """Decisions that came in."""
    too_early: int = 0
    """Of those: for how many it was too early to recommend something."""
    kinds: Mapping[str, int] = field(default_factory=dict)
    """Of those: by the id of their kind of work."""
    decided: int = 0
    """Decisions that were accepted or overridden."""
    overridden: int = 0
    """Of those."""


class Measure(StrEnum):
    """What there is a share of."""

    OVERRIDES = "overrides"
    """Of what was decided."""
    TOO_EARLY = "too_early"
    """Of what came in."""
    KIND = "kind"
    """One kind of work, of what came in."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    base: int

    @property
    def value(self) -> float:
        """Between 0 and 1; 0 of nothing."""
        return self.count / self.base if self.base else 0.0


class Verdict(StrEnum):
    """What a comparison comes to."""

    DRIFT = "drift"
    WITHIN = "within"
    """It lies in the range."""
    TOO_FEW = "too_few"
    """This week has fewer than eight."""
    TOO_FEW_WEEKS = "too_few_weeks"
    """Fewer than eight weeks before it had at least eight."""
    BY_CHANCE = "by_chance"
    """It lies outside, as one of so many kinds of work often does by chance alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """What was compared, and what it came to."""

    __test__ = False  # for pytest

    measure: Measure
    kind: str | None = None
    """The id of the kind of work, where it is one."""
    now: Share
    before: tuple[Share, ...]
    """The weeks with at least eight, at most eight of them, the last one first."""
    verdict: Verdict

    @property
    def lowest(self) -> Share | None:
        """The lowest share of the weeks before; None where there are none."""
        return min(self.before, key=_by_value, default=None)

    @property
    def highest(self) -> Share | None:
        """The highest."""
        return max(self.before, key=_by_value, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A share outside its range."""

    measure: Measure
    kind: str | None = None
    """The id of the kind of work, where it is one."""
    now: Share
    lowest: Share
    highest: Share
    """Of the eight weeks before."""


class Headline(StrEnum):
    """What a digest says first."""

    DRIFT = "drift"
    WAIT = "wait"
    NOTHING = "nothing"


def headline(*, drifts: int, waiting: int) -> Headline:
    """Drift before what waits, and what waits before nothing; given how many there are of each."""
    if drifts:
        return Headline.DRIFT
    return Headline.WAIT if waiting else Headline.NOTHING


def drifts(now: WeekCounts, before: Sequence[WeekCounts]) -> tuple[Drift, ...]:
    """What is drift this week; `before` are the weeks before it, the last one first."""
    return drifts_in(tests(now, before))


def drifts_in(compared: Sequence[Test]) -> tuple[Drift, ...]:
    """What is drift among these."""
    return tuple(
        Drift(measure=each.measure, kind=each.kind, now=each.now, lowest=each.lowest, highest=each.highest)
        for each in compared
        if each.verdict is Verdict.DRIFT and each.lowest is not None and each.highest is not None
    )


def tests(now: WeekCounts, before: Sequence[WeekCounts]) -> tuple[Test, ...]:
    """Everything that is compared: overrides, too early, then each kind of work by its id."""
    return tuple(_tests(now, before[:LOOKED_BACK]))


def _tests(now: WeekCounts, before: Sequence[WeekCounts]) -> Iterator[Test]:
    decided = [each for each in before if each.decided >= ENOUGH][:WEEKS]
    overrides = tuple(Share(each.overridden, each.decided) for each in decided)
    yield _test(Measure.OVERRIDES, Share(now.overridden, now.decided), overrides)
    came_in = [each for each in before if each.new >= ENOUGH][:WEEKS]
    early = tuple(Share(each.too_early, each.new) for each in came_in)
    yield _test(Measure.TOO_EARLY, Share(now.too_early, now.new), early)
    kinds = sorted(now.kinds.keys() | set[str]().union(*(each.kinds for each in came_in)))
    for kind in kinds:
        shares = tuple(Share(each.kinds.get(kind, 0), each.new) for each in came_in)
        yield _test(Measure.KIND, Share(now.kinds.get(kind, 0), now.new), shares, kind, among=len(kinds))


def _test(measure: Measure, now: Share, before: tuple[Share, ...], kind: str | None = None, *, among: int = 0) -> Test:
    """`among` so many of the same sort, of which each could be called drift by chance; 0 is taken as it is."""
    if now.base < ENOUGH:
        verdict = Verdict.TOO_FEW
    elif len(before) < WEEKS:
        verdict = Verdict.TOO_FEW_WEEKS
    elif _is_within(now, before):
        verdict = Verdict.WITHIN
    elif among and not _is_seldom(now, before, SELDOM / 2 / among):
        verdict = Verdict.BY_CHANCE
    else:
        verdict = Verdict.DRIFT
    return Test(measure=measure, kind=kind, now=now, before=before, verdict=verdict)


def _is_within(now: Share, before: Sequence[Share]) -> bool:
    compared = [_compared(now, each) for each in before]
    return min(compared) <= 0 <= max(compared)


def _compared(one: Share, other: Share) -> int:
    """Below nought where the first is smaller, without rounding."""
    return one.count * other.base - other.count * one.base


_by_value = cmp_to_key(_compared)


def _is_seldom(now: Share, before: Sequence[Share], most: float) -> bool:
    """Whether chance would give this week a share so far out in so few cases at most, if it were as the others.

    It is Fisher's exact test of this week against the eight before it, to the side on which it lies.
    """
    count, base = sum(each.count for each in before) + now.count, sum(each.base for each in before) + now.base
    above = now.count * base > count * now.base
    end = min(count, now.base) if above else max(0, now.base - (base - count))
    chance = 0.0
    for drawn in range(now.count, end + 1) if above else range(now.count, end - 1, -1):
        one = math.exp(
            _log_of_ways(count, drawn) + _log_of_ways(base - count, now.base - drawn) - _log_of_ways(base, now.base)
        )
        chance += one
        if chance > most:
            return False
        if one < chance * 1e-12:
            break
    return True


def _log_of_ways(many: int, drawn: int) -> float:
    """The logarithm of in how many ways so many can be drawn out of many."""
    return math.lgamma(many + 1) - math.lgamma(drawn + 1) - math.lgamma(many - drawn + 1)
