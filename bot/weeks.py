"""Weeks, and when in each of them something is due where somebody is.

A week is one of ISO 8601, by the calendar that hangs where it is due. What is kept is the name of the zone and the time
on the wall, never an offset: the moment is worked out anew whenever it is asked for, by the rules of the zone that this
machine knows then. A time that clocks skip is due at the first moment after; one that they show twice, the first time.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""As `Schedule.weekday` counts them."""
ELSEWHERE = "UTC"
"""What a schedule goes by whose zone this machine does not know."""

_WEEK = re.compile(r"([0-9]{4})-?W([0-9]{1,2})", re.ASCII)
_YEARS = range(1900, 9999)
_SCHEDULE = re.compile(r"([0-6]) ([0-9]{2}:[0-9]{2}) (\S+)", re.ASCII)
_MOST_IN_A_NAME = 64
"""Characters of a zone's name."""


class UnknownZoneError(ValueError):
    """No zone has this name here; the text is a sentence that says what to write."""

    def __init__(self, name: str) -> None:
        shown = name[:_MOST_IN_A_NAME]
        zones = sorted(available_timezones())
        known = {each.rpartition("/")[2].casefold(): each for each in zones} | {each.casefold(): each for each in zones}
        near = get_close_matches(shown.strip().casefold().replace(" ", "_"), known, n=1)
        meant = f"did you mean {known[near[0]]}?" if near else "write one such as Europe/Madrid."
        super().__init__(f"No time zone here is called “{shown}”; {meant}")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A week of ISO 8601: the first of a year is the one with its first Thursday. Raises ValueError for none."""

    year: int
    number: int
    """1 to 53."""

    def __post_init__(self) -> None:
        if self.year not in _YEARS:
            raise ValueError(f"no year of ours: {self.year}")
        date.fromisocalendar(self.year, self.number, 1)

    @classmethod
    def read(cls, written: str) -> Self:
        """The week that is written so, as 2026-W47; raises ValueError."""
        found = _WEEK.fullmatch(written.strip().upper())
        if found is None:
            raise ValueError(f"no week: {written!r}")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The week in which this day is."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    def before(self, weeks: int) -> "Week":
        """So many weeks earlier; later where it is negative."""
        return Week.of(self.monday - timedelta(weeks=weeks))

    def after(self, weeks: int) -> "Week":
        """So many weeks later."""
        return self.before(-weeks)


@dataclass(frozen=True)
class Schedule:
    """Once a week, at a time on the wall somewhere."""

    weekday: int
    """0 is Monday."""
    at: time
    """To the minute, without a zone."""
    zone: str
    """Of the IANA database, such as Europe/Madrid."""

    def __post_init__(self) -> None:
        if self.weekday not in range(7) or self.at.tzinfo is not None or self.at.second or self.at.microsecond:
            raise ValueError(f"no schedule: {self.weekday} {self.at}")
        if not self.zone or len(self.zone) > _MOST_IN_A_NAME or any(map(str.isspace, self.zone)):
            raise ValueError(f"no name of a zone: {self.zone[:_MOST_IN_A_NAME]!r}")

    @classmethod
    def read(cls, written: str) -> Self:
        """The schedule that is written so, as `str` writes it; raises ValueError."""
        found = _SCHEDULE.fullmatch(written)
        if found is None:
            raise ValueError(f"no schedule: {written!r}")
        return cls(int(found[1]), time.fromisoformat(found[2]), found[3])

    def __str__(self) -> str:
        return f"{self.weekday} {self.at:%H:%M} {self.zone}"

    @property
    def day(self) -> str:
        """The name of its day."""
        return DAYS[self.weekday]

    @cached_property
    def rules(self) -> tzinfo:
        """When it is what time there; those of UTC where this machine does not know the zone."""
        return _rules(self.zone) or UTC

    @property
    def falls_back_to(self) -> str | None:
        """The zone that it goes by instead, where this machine does not know its own."""
        return None if _rules(self.zone) else ELSEWHERE

    def week_at(self, moment: datetime) -> Week:
        """Which week it is there."""
        return Week.of(moment.astimezone(self.rules).date())

    def moment(self, week: Week) -> datetime:
        """When it is due in this week, in UTC."""
        wall = datetime.combine(week.monday + timedelta(days=self.weekday), self.at)
        first = wall.replace(tzinfo=self.rules).astimezone(UTC)
        if self._wall_at(first) == wall:
            return first
        # Clocks skip it, at a moment between what it would be by the clock before and by the one after.
        early, late = sorted((first, wall.replace(fold=1, tzinfo=self.rules).astimezone(UTC)))
        while late - early > timedelta(seconds=1):
            middle = early + (late - early) // 2
            middle = middle.replace(microsecond=0)
            early, late = (early, middle) if self._wall_at(middle) >= wall else (middle, late)
        return late

    def last(self, now: datetime) -> tuple[Week, datetime]:
        """The last week in which it has been due by now, and when."""
        week = self.week_at(now).after(1)
        while (moment := self.moment(week)) > now:
            week = week.before(1)
        return week, moment

    def next(self, after: datetime) -> tuple[Week, datetime]:
        """The first week in which it is due after that moment, and when."""
        week = self.last(after)[0].after(1)
        return week, self.moment(week)

    def _wall_at(self, moment: datetime) -> datetime:
        return moment.astimezone(self.rules).replace(tzinfo=None, fold=0)


def known_zone(name: str) -> str:
    """The name, where it is that of a zone; raises UnknownZoneError."""
    if _rules(name) is None:
        raise UnknownZoneError(name)
    return name


@lru_cache(maxsize=1024)  # of its own `ZoneInfo` keeps the last eight, and reads every other anew at each look
def _rules(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return None
