"""Days and times as they are said in a sentence, by the clock of one zone.

Slack's own dates go by the zone of whoever reads; a digest goes by its channel's.
"""

from datetime import datetime, time, timedelta, tzinfo

from bot.weeks import DAYS

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_NEAR = timedelta(days=6)


def day(moment: datetime, zone: tzinfo) -> str:
    """`Monday 30 November`."""
    there = moment.astimezone(zone)
    return f"{DAYS[there.weekday()]} {there.day} {_MONTHS[there.month - 1]}"


def short_day(moment: datetime, zone: tzinfo) -> str:
    """`Mon 30 Nov`."""
    there = moment.astimezone(zone)
    return f"{DAYS[there.weekday()][:3]} {there.day} {_MONTHS[there.month - 1][:3]}"


def lately(moment: datetime, before: datetime, zone: tzinfo) -> str:
    """`Tuesday` where that can be no other, else `Tuesday 24 November`."""
    there, then = moment.astimezone(zone), before.astimezone(zone)
    is_near = timedelta(0) <= then.date() - there.date() <= _NEAR
    return DAYS[there.weekday()] if is_near else day(moment, zone)


def span(since: datetime, until: datetime, zone: tzinfo) -> str:
    """`23 to 30 November`; months and years only as often as they change."""
    first, last = since.astimezone(zone), until.astimezone(zone)
    end = f"{last.day} {_MONTHS[last.month - 1]}"
    if first.year != last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} {first.year} to {end} {last.year}"
    if first.month != last.month:
        return f"{first.day} {_MONTHS[first.month - 1]} to {end}"
    return end if first.day == last.day else f"{first.day} to {end}"


def clock(at: time) -> str:
    """`9:00`."""
    return f"{at.hour}:{at.minute:02}"
