"""When a week is unlike the weeks before it, and what a digest says first."""

import random
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.drift import (
    ENOUGH,
    LOOKED_BACK,
    SELDOM,
    WEEKS,
    Headline,
    Measure,
    Share,
    Test,
    Verdict,
    WeekCounts,
    drifts,
    headline,
)
from rules.drift import tests as compared_in
from tests.size import many
from tests.steady_weeks import steady, week

KINDS = "abc"


@st.composite
def weeks(draw: st.DrawFn) -> WeekCounts:
    """A week with few of everything, often too few."""
    kinds = draw(st.dictionaries(st.sampled_from(KINDS), st.integers(1, 9)))
    unknown, decided = draw(st.integers(0, 4)), draw(st.integers(0, 14))
    new = sum(kinds.values()) + unknown
    return WeekCounts(
        new=new,
        too_early=draw(st.integers(0, new)),
        kinds=kinds,
        decided=decided,
        overridden=draw(st.integers(0, decided)),
    )


def shares(test: Test, weeks: list[WeekCounts]) -> list[tuple[int, int]]:
    """What the test is about, in each of these weeks."""
    match test.measure:
        case Measure.OVERRIDES:
            return [(each.overridden, each.decided) for each in weeks]
        case Measure.TOO_EARLY:
            return [(each.too_early, each.new) for each in weeks]
        case Measure.KIND:
            return [(each.kinds.get(test.kind or "", 0), each.new) for each in weeks]


@settings(max_examples=many(40))
@given(weeks(), st.lists(weeks(), max_size=30))
def test_a_share_is_drift_where_it_would_come_first_or_last_among_the_weeks_with_enough(
    now: WeekCounts, before: list[WeekCounts]
) -> None:
    for test in compared_in(now, before):
        [(count, base)] = shares(test, [now])
        enough = [Fraction(*each) for each in shares(test, before[:LOOKED_BACK]) if each[1] >= ENOUGH][:WEEKS]
        compared = base >= ENOUGH and len(enough) == WEEKS
        assert compared is (test.verdict not in {Verdict.TOO_FEW, Verdict.TOO_FEW_WEEKS})
        if not compared:
            continue
        ordered = sorted([*enough, Fraction(count, base)])
        is_alone = ordered.count(Fraction(count, base)) == 1
        outside = is_alone and Fraction(count, base) in {ordered[0], ordered[-1]}
        assert outside is (test.verdict is not Verdict.WITHIN)
        if test.measure is not Measure.KIND:
            assert outside is (test.verdict is Verdict.DRIFT)


@settings(max_examples=many(40))
@given(weeks(), st.lists(weeks(), max_size=30))
def test_what_was_compared_says_the_numbers_of_the_weeks(now: WeekCounts, before: list[WeekCounts]) -> None:
    for test in compared_in(now, before):
        assert (test.now.count, test.now.base) == shares(test, [now])[0]
        enough = [each for each in shares(test, before[:LOOKED_BACK]) if each[1] >= ENOUGH][:WEEKS]
        assert [(each.count, each.base) for each in test.before] == enough
        if enough:
            assert test.lowest is not None
            assert test.highest is not None
            assert min(Fraction(*each) for each in enough) == Fraction(test.lowest.count, test.lowest.base)
            assert max(Fraction(*each) for each in enough) == Fraction(test.highest.count, test.highest.base)
    assert [each.kind for each in drifts(now, before)] == [
        each.kind for each in compared_in(now, before) if each.verdict is Verdict.DRIFT
    ]


@settings(max_examples=many(40))
@given(weeks(), st.lists(weeks(), min_size=8, max_size=12))
def test_a_kind_of_work_is_drift_only_where_shuffling_the_weeks_would_seldom_bring_it_so_far(
    now: WeekCounts, before: list[WeekCounts]
) -> None:
    compared = [each for each in compared_in(now, before) if each.measure is Measure.KIND]
    for test in compared:
        if test.verdict not in {Verdict.DRIFT, Verdict.BY_CHANCE}:
            continue
        count = sum(each.count for each in test.before) + test.now.count
        base = sum(each.base for each in test.before) + test.now.base

        def ways(drawn: int, count: int = count, base: int = base, now: Share = test.now) -> Fraction:
            return Fraction(comb(count, drawn) * comb(base - count, now.base - drawn), comb(base, now.base))

        above = test.now.value > max(each.value for each in test.before)
        so_far = range(test.now.count, test.now.base + 1) if above else range(test.now.count + 1)
        chance = sum(ways(drawn) for drawn in so_far if 0 <= drawn <= count and test.now.base - drawn <= base - count)
        assert (chance <= SELDOM / 2 / len(compared)) is (test.verdict is Verdict.DRIFT)


def test_five_of_nine_overridden_are_drift_after_weeks_with_up_to_a_fifth() -> None:
    before = [WeekCounts(decided=10, overridden=number % 3) for number in range(8)]
    (found,) = drifts(WeekCounts(decided=9, overridden=5), before)
    assert (found.measure, found.now, found.lowest, found.highest) == (
        Measure.OVERRIDES,
        Share(5, 9),
        Share(0, 10),
        Share(2, 10),
    )


def test_a_kind_of_work_that_takes_over_is_drift_and_one_that_falls_silent_among_many() -> None:
    usual = {"payroll": 8, "cleaning": 8, "testing": 8}
    before = [WeekCounts(new=24, kinds=usual)] * 8
    found = drifts(WeekCounts(new=24, kinds={"payroll": 20, "cleaning": 4}), before)
    assert {each.kind for each in found} == {"payroll", "testing"}


def test_weeks_with_too_few_are_passed_over_for_half_a_year_and_no_longer() -> None:
    enough, few = WeekCounts(decided=8), WeekCounts(decided=7)
    now = WeekCounts(decided=8, overridden=8)
    spread = [each for _ in range(8) for each in (few, few, enough)]
    assert drifts(now, spread)
    assert not drifts(now, [*[few] * 3, *spread])
    assert not drifts(now, [enough] * 7)
    assert not drifts(WeekCounts(decided=7, overridden=7), spread)


@pytest.mark.parametrize(
    ("drifting", "waiting", "said"),
    [
        (0, 0, Headline.NOTHING),
        (0, 3, Headline.WAIT),
        (1, 3, Headline.DRIFT),
        (2, 0, Headline.DRIFT),
    ],
)
def test_drift_comes_before_what_waits_and_what_waits_before_nothing(
    drifting: int, waiting: int, said: Headline
) -> None:
    assert headline(drifts=drifting, waiting=waiting) is said


def test_a_steady_stream_seldom_calls_a_kind_of_work_drift() -> None:
    for count in (12, 40):
        rates = steady(count, weeks=400, seed=3)
        assert rates[Measure.KIND] <= SELDOM
        assert rates.kinds_unguarded > 0.4, "the guard has nothing to guard against"


def test_a_stream_that_turns_over_is_called_drift_in_its_first_week() -> None:
    rng = random.Random(5)
    before = [week(rng, 40) for _ in range(8)]
    assert any(each.measure is Measure.OVERRIDES for each in drifts(week(rng, 40, overridden=0.6), before))
    assert any(each.measure is Measure.TOO_EARLY for each in drifts(week(rng, 40, too_early=0.6), before))
    assert any(each.kind == "1" for each in drifts(week(rng, 40, weights=(1, 9, 1, 1, 1, 1)), before))
