"""What can be handed over together: on no day is anything handed on, or in a circle, or twice."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.delegation import Delegation, in_the_way

FIRST = date(2026, 12, 1)
_days = st.integers(0, 5).map(lambda days: FIRST + timedelta(days=days))
_people = st.sampled_from("abcd")


@st.composite
def _delegations(draw: st.DrawFn) -> Delegation:
    giver, to = draw(st.lists(_people, min_size=2, max_size=2, unique=True))
    first, last = sorted((draw(_days), draw(_days)))
    return Delegation(giver, to, first, last, "Europe/Berlin")


@given(st.lists(_delegations(), max_size=12))
def test_on_no_day_is_anything_handed_on_or_in_a_circle_or_twice(wanted: list[Delegation]) -> None:
    kept: list[Delegation] = []
    for each in wanted:
        if in_the_way(each, kept) is None:
            kept.append(each)
    for day in (FIRST + timedelta(days=days) for days in range(6)):
        noon = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
        holding = [each for each in kept if each.holds(noon)]
        givers = [each.giver for each in holding]
        assert len(givers) == len(set(givers))
        assert set(givers).isdisjoint(each.to for each in holding)


def test_its_days_are_those_where_the_giver_is() -> None:
    tokyo = Delegation("a", "b", FIRST, FIRST, "Asia/Tokyo")
    assert tokyo.holds(datetime(2026, 11, 30, 15, tzinfo=UTC))
    assert not tokyo.holds(datetime(2026, 12, 1, 15, tzinfo=UTC))
    assert tokyo.is_over(datetime(2026, 12, 1, 15, tzinfo=UTC))
