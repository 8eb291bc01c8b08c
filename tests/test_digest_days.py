"""Days and times as a digest says them, by the clock of its channel."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.views.days import clock, day, lately, short_day, span

MADRID, HONOLULU = ZoneInfo("Europe/Madrid"), ZoneInfo("Pacific/Honolulu")
MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (datetime(2026, 11, 23, 8, tzinfo=UTC), "23 to 30 November"),
        (datetime(2026, 11, 30, 7, tzinfo=UTC), "30 November"),
        (datetime(2026, 10, 30, 8, tzinfo=UTC), "30 October to 30 November"),
        (datetime(2025, 11, 23, 8, tzinfo=UTC), "23 November 2025 to 30 November 2026"),
    ],
)
def test_a_span_names_months_and_years_only_as_often_as_they_change(since: datetime, said: str) -> None:
    assert span(since, MONDAY, MADRID) == said


def test_a_day_is_that_of_the_zone() -> None:
    assert day(MONDAY, MADRID) == "Monday 30 November"
    assert day(MONDAY, HONOLULU) == "Sunday 29 November"
    assert short_day(MONDAY, MADRID) == "Mon 30 Nov"


def test_a_day_is_said_by_its_name_alone_where_that_can_be_no_other() -> None:
    assert lately(datetime(2026, 11, 24, 8, tzinfo=UTC), MONDAY, MADRID) == "Tuesday"
    assert lately(MONDAY, MONDAY, MADRID) == "Monday"
    assert lately(datetime(2026, 11, 23, 22, tzinfo=UTC), MONDAY, MADRID) == "Monday 23 November"
    assert lately(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), MONDAY, MADRID) == "Tuesday"
    assert lately(datetime(2026, 12, 1, 8, tzinfo=UTC), MONDAY, MADRID) == "Tuesday 1 December"


def test_a_time_is_said_as_people_write_it() -> None:
    assert [clock(time(9)), clock(time(16, 5)), clock(time(0))] == ["9:00", "16:05", "0:00"]
