"""Streams of weeks, steady or changed, and how often something in them is called drift."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rules.drift import WEEKS, Measure, Verdict, WeekCounts, tests

KINDS = 6


def week(
    rng: random.Random,
    many: int,
    *,
    overridden: float = 0.1,
    too_early: float = 0.1,
    weights: Sequence[float] = (1,) * KINDS,
) -> WeekCounts:
    """A week in which so many came in and as many were decided."""
    return WeekCounts(
        new=many,
        too_early=sum(rng.random() < too_early for _ in range(many)),
        kinds={str(kind): found for kind, found in Counter(rng.choices(range(len(weights)), weights, k=many)).items()},
        decided=many,
        overridden=sum(rng.random() < overridden for _ in range(many)),
    )


@dataclass(frozen=True, slots=True)
class Rates:
    """In what share of the weeks something is called drift."""

    of: dict[Measure, float] = field(default_factory=dict)
    anything: float = 0.0
    kinds_unguarded: float = 0.0
    """If a kind of work were drift wherever it lies outside its range."""

    def __getitem__(self, measure: Measure) -> float:
        return self.of[measure]


def steady(many: int, *, weeks: int, seed: int) -> Rates:
    """Of so many weeks that are all alike, with so many decisions in each."""
    rng = random.Random(seed)
    before = [week(rng, many) for _ in range(WEEKS)]
    called, anything, unguarded = Counter[Measure](), 0, 0
    for _ in range(weeks):
        now = week(rng, many)
        compared = tests(now, before)
        drifting = {each.measure for each in compared if each.verdict is Verdict.DRIFT}
        called.update(drifting)
        anything += bool(drifting)
        outside = {Verdict.DRIFT, Verdict.BY_CHANCE}
        unguarded += any(each.measure is Measure.KIND and each.verdict in outside for each in compared)
        before = [now, *before[: WEEKS - 1]]
    return Rates({each: called[each] / weeks for each in Measure}, anything / weeks, unguarded / weeks)


def found(many: int, measure: Measure, *, weeks: int, seed: int, **changed: float | Sequence[float]) -> float:
    """In what share of such weeks, each after eight steady ones, the change is called drift."""
    rng = random.Random(seed)
    hits = 0
    for _ in range(weeks):
        before = [week(rng, many) for _ in range(WEEKS)]
        compared = tests(week(rng, many, **changed), before)  # type: ignore[arg-type]
        hits += any(each.measure is measure and each.verdict is Verdict.DRIFT for each in compared)
    return hits / weeks
