"""The mornings on which people are reminded, wherever they are and whatever is done to the clocks there."""

from datetime import datetime

import pytest

from bot.working_days import Zone, morning_after


@pytest.mark.parametrize(
    ("since", "days", "zone", "expected"),
    [
        ("2026-10-23T10:00+02:00", 1, "Europe/Madrid", "2026-10-26T09:00+01:00"),  # clocks go back on the Sunday
        ("2026-03-27T10:00+01:00", 1, "Europe/Madrid", "2026-03-30T09:00+02:00"),  # and forward
        ("2026-03-06T17:00-05:00", 2, "America/New_York", "2026-03-10T09:00-04:00"),
        ("2026-11-30T23:30+00:00", 1, "Asia/Manila", "2026-12-02T09:00+08:00"),  # it is Tuesday there already
        ("2026-12-05T10:00+00:00", 1, "Europe/London", "2026-12-07T09:00+00:00"),  # a Saturday
        ("2026-12-04T10:00+00:00", 4, "Europe/London", "2026-12-10T09:00+00:00"),
        ("2026-12-04T10:00+00:00", 1, "Not/Known", "2026-12-07T09:00+00:00"),
    ],
)
def test_a_morning_is_nine_by_the_clock_on_the_wall(since: str, days: int, zone: str, expected: str) -> None:
    morning = morning_after(datetime.fromisoformat(since), days, Zone(zone))
    assert morning == datetime.fromisoformat(expected)
