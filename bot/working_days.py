"""Working days and mornings where somebody is: Monday to Friday, nine o'clock by the clock on their wall.

A zone's own rules say when that is, also in the weeks in which clocks are changed.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_NINE = time(9)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Zone:
    """Where somebody is, as Slack says it."""

    name: str = "UTC"
    """Of the IANA database, such as Europe/Madrid."""
    offset: int = 0
    """Seconds east of UTC at the moment: what is gone by where the name is not known here."""

    @property
    def rules(self) -> tzinfo:
        """When it is what time there."""
        try:
            return ZoneInfo(self.name)
        except (ValueError, OSError, LookupError):
            return timezone(timedelta(seconds=self.offset)) if abs(self.offset) < 24 * 3600 else UTC


def day_in(zone: Zone, moment: datetime) -> date:
    """Which day it is there."""
    return moment.astimezone(zone.rules).date()


def morning_after(since: datetime, working_days: int, zone: Zone) -> datetime:
    """Nine o'clock on the first, second … working day after the day of that moment, in UTC."""
    day = day_in(zone, since)
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < _SATURDAY
    return datetime.combine(day, _NINE, zone.rules).astimezone(UTC)
