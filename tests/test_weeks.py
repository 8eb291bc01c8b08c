"""When something is due once a week: in every zone there is, whatever is done to its clocks."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.weeks import DAYS, Schedule, UnknownZoneError, Week, known_zone

TRICKY = (
    "Pacific/Apia",
    "Pacific/Kwajalein",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "Australia/Lord_Howe",
    "America/Asuncion",
    "Asia/Gaza",
    "Asia/Tehran",
    "Antarctica/Troll",
    "America/Nuuk",
    "Europe/Dublin",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "America/Havana",
    "Europe/Volgograd",
    "UTC",
)
zones = st.sampled_from(TRICKY) | st.sampled_from(sorted(available_timezones() - {"localtime"}))
wall_times = st.builds(time, st.integers(0, 23), st.sampled_from((0, 1, 15, 29, 30, 31, 45, 59)))
schedules = st.builds(Schedule, st.integers(0, 6), wall_times, zones)
weeks = st.dates(date(1975, 1, 6), date(2037, 12, 20)).map(Week.of)
moments = st.integers(157_766_400, 2_145_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))

MADRID = Schedule(0, time(9), "Europe/Madrid")


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type, misc]


def wall_of(schedule: Schedule, week: Week) -> datetime:
    return datetime.combine(week.monday + timedelta(days=schedule.weekday), schedule.at)


def on_the_wall(schedule: Schedule, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(schedule.zone)).replace(tzinfo=None, fold=0)


@given(schedules, weeks)
@example(Schedule(4, time(9), "Pacific/Apia"), Week(2011, 52))
@example(Schedule(4, time(0), "Africa/Cairo"), Week(2026, 17))
@example(Schedule(6, time(2, 15), "Australia/Lord_Howe"), Week(2026, 40))
@example(Schedule(6, time(1, 45), "Australia/Lord_Howe"), Week(2026, 14))
def test_it_is_due_at_the_first_moment_at_which_clocks_show_its_time_or_a_later_one(
    schedule: Schedule, week: Week
) -> None:
    moment, wall = schedule.moment(week), wall_of(schedule, week)
    assert on_the_wall(schedule, moment) >= wall
    # No earlier moment does: not a second before, nor at any minute of the two days before.
    before = [moment - timedelta(seconds=1), *(moment - timedelta(minutes=minute) for minute in range(1, 2 * 1440, 15))]
    assert all(on_the_wall(schedule, each) < wall for each in before)


@given(schedules, weeks)
def test_it_is_due_exactly_then_wherever_clocks_show_that_time_at_all(schedule: Schedule, week: Week) -> None:
    wall, rules = wall_of(schedule, week), ZoneInfo(schedule.zone)
    shown = [wall.replace(fold=fold, tzinfo=rules).astimezone(UTC) for fold in (0, 1)]
    real = [each for each in shown if on_the_wall(schedule, each) == wall]
    if real:
        assert schedule.moment(week) == min(real)


@given(schedules, moments)
def test_each_week_has_one_moment_and_the_last_and_the_next_stand_side_by_side(
    schedule: Schedule, now: datetime
) -> None:
    (last, was), (coming, is_next) = schedule.last(now), schedule.next(now)
    assert was <= now < is_next
    assert coming == last.after(1)
    assert (schedule.moment(last), schedule.moment(coming)) == (was, is_next)
    assert schedule.last(was) == (last, was)
    assert schedule.next(was - timedelta(microseconds=1)) == (last, was)
    assert timedelta(days=5) < is_next - was < timedelta(days=9)


@given(schedules, weeks)
def test_later_weeks_are_due_later(schedule: Schedule, first: Week) -> None:
    moments_of_weeks = [schedule.moment(first.after(number)) for number in range(6)]
    assert all(one < other for one, other in pairwise(moments_of_weeks))


@given(schedules)
def test_a_schedule_comes_back_as_it_was_written(schedule: Schedule) -> None:
    assert Schedule.read(str(schedule)) == schedule


@given(weeks, st.integers(-600, 600))
def test_a_week_comes_back_as_it_was_written_and_weeks_are_counted_without_gaps(week: Week, number: int) -> None:
    assert Week.read(str(week)) == week
    assert week.before(number).after(number) == week
    assert (week.after(number) < week) == (number < 0)
    assert week.after(number).monday - week.monday == timedelta(weeks=number)
    assert all(Week.of(week.monday + timedelta(days=day)) == week for day in range(7))


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2020, 12, 31), "2020-W53"),
        (date(2021, 1, 3), "2020-W53"),
        (date(2021, 1, 4), "2021-W01"),
        (date(2026, 12, 31), "2026-W53"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2023, 1, 1), "2022-W52"),
    ],
)
def test_weeks_at_the_turn_of_a_year_are_those_of_the_standard(day: date, week: str) -> None:
    assert str(Week.of(day)) == week


def test_after_week_53_comes_week_1() -> None:
    assert MADRID.next(utc(2026, 12, 28, 8)) == (Week(2027, 1), utc(2027, 1, 4, 8))
    assert MADRID.last(utc(2027, 1, 1)) == (Week(2026, 53), utc(2026, 12, 28, 8))


@pytest.mark.parametrize("written", ["2026-w47", " 2026-W47 ", "2026W47"])
def test_a_week_may_be_written_in_other_ways(written: str) -> None:
    assert Week.read(written) == Week(2026, 47)


@pytest.mark.parametrize(
    "written", ["", "47", "2026-W54", "2025-W53", "2026-W00", "2026-11-23", "0000-W01", "9999-W52"]
)
def test_what_is_no_week_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"week|year"):
        Week.read(written)


@pytest.mark.parametrize(
    "written", ["", "7 09:00 UTC", "0 9:00 UTC", "0 25:00 UTC", "0 09:00", "0 09:00 Europe/Madrid ", "0 09:00 a b"]
)
def test_what_is_no_schedule_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"schedule|hour"):
        Schedule.read(written)


@pytest.mark.parametrize(
    ("weekday", "at", "zone"),
    [
        (7, time(9), "UTC"),
        (-1, time(9), "UTC"),
        (0, time(9, tzinfo=UTC), "UTC"),
        (0, time(9, 0, 1), "UTC"),
        (0, time(9, 0, 0, 1), "UTC"),
        (0, time(9), ""),
        (0, time(9), "Europe/New Madrid"),
        (0, time(9), "E" * 65),
    ],
)
def test_nothing_else_is_a_schedule_either(weekday: int, at: time, zone: str) -> None:
    with pytest.raises(ValueError, match=r"schedule|zone"):
        Schedule(weekday, at, zone)


@pytest.mark.parametrize(
    ("schedule", "week", "moment"),
    [
        # Clocks go from 2:00 to 3:00: 2:30 does not exist, and 3:00 is the next time that does.
        (Schedule(6, time(2, 30), "Europe/Madrid"), "2026-W13", utc(2026, 3, 29, 1)),
        # They show 2:30 twice: the first time counts.
        (Schedule(6, time(2, 30), "Europe/Madrid"), "2026-W43", utc(2026, 10, 25, 0, 30)),
        # Half an hour is skipped there, and half an hour comes twice.
        (Schedule(6, time(2, 15), "Australia/Lord_Howe"), "2026-W40", utc(2026, 10, 3, 15, 30)),
        (Schedule(6, time(1, 45), "Australia/Lord_Howe"), "2026-W14", utc(2026, 4, 4, 14, 45)),
        # The day begins at one o'clock.
        (Schedule(4, time(0), "Africa/Cairo"), "2026-W17", utc(2026, 4, 23, 22)),
        # A whole Friday was left out when the date line was moved.
        (Schedule(4, time(9), "Pacific/Apia"), "2011-W52", utc(2011, 12, 30, 10)),
        (Schedule(5, time(9), "Pacific/Apia"), "2011-W52", utc(2011, 12, 30, 19)),
        # Summer time is suspended in the month of the fast.
        (Schedule(6, time(9), "Africa/Casablanca"), "2026-W07", utc(2026, 2, 15, 9)),
        (Schedule(6, time(9), "Africa/Casablanca"), "2026-W06", utc(2026, 2, 8, 8)),
    ],
)
def test_clocks_that_are_changed(schedule: Schedule, week: str, moment: datetime) -> None:
    assert schedule.moment(Week.read(week)) == moment


def test_the_week_is_that_of_the_calendar_on_the_wall() -> None:
    now = utc(2026, 11, 29, 20)  # a Sunday in Europe
    assert MADRID.week_at(now) == Week(2026, 48)
    assert Schedule(0, time(9), "Pacific/Auckland").week_at(now) == Week(2026, 49)


def test_a_zone_that_nobody_knows_is_refused_with_what_was_meant() -> None:
    with pytest.raises(UnknownZoneError, match=r"did you mean Europe/Madrid\?"):
        known_zone("europe/madrit")
    with pytest.raises(UnknownZoneError, match=r"did you mean Asia/Kolkata\?"):
        known_zone("kolkata")
    with pytest.raises(UnknownZoneError, match=r"write one such as Europe/Madrid\."):
        known_zone("../../etc/passwd")
    assert known_zone("Europe/Madrid") == "Europe/Madrid"


def test_a_zone_that_this_machine_no_longer_knows_goes_by_another_and_says_so() -> None:
    gone = Schedule(0, time(9), "Europe/Atlantis")
    assert gone.falls_back_to == "UTC"
    assert gone.moment(Week(2026, 49)) == utc(2026, 11, 30, 9)
    assert MADRID.falls_back_to is None


def test_days_are_named_as_they_are_counted() -> None:
    assert [date(2026, 11, 23 + day).strftime("%A") for day in range(7)] == list(DAYS)
    assert MADRID.day == "Monday"
