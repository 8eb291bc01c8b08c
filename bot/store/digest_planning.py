"""When weekly digests are due: what is, is planned once, and what was missed is skipped, and on record as that.

A record that was put back from a backup knows only of its own weeks: what was sent since is planned again, and found by
the sender in Slack; where it is too late for that, it is on record as skipped, though the channel has it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.store import digest_runs
from bot.store.columns import time_column, time_of
from bot.store.digest_settings import Run
from bot.store.driver import Database
from bot.weeks import Schedule, Week

PUNCTUAL = timedelta(minutes=15)
"""What is planned, or sent, later than this after it was due says so."""
MOST_AT_ONCE = 50
"""Weeks that are planned or skipped in one transaction: others who write wait for it."""

_BEING_SENT = """
SELECT DISTINCT schedule FROM outbox CROSS JOIN digests USING (channel)
WHERE outbox.kind = 'digest' AND outbox.state = 'sending'
"""
_DUE = """
SELECT channel, since FROM digests
WHERE state = 'on' AND schedule = :schedule AND since < :moment
    AND NOT EXISTS (
        SELECT 1 FROM digest_runs AS run WHERE run.channel = digests.channel AND year = :year AND week = :week
    )
    AND NOT EXISTS (
        SELECT 1 FROM outbox WHERE outbox.channel = digests.channel AND outbox.state = 'sending' AND kind = 'digest'
    )
LIMIT :most
"""
_OVERDUE = """
SELECT digest_runs.* FROM digest_runs WHERE state = 'planned' AND due_at < :too_late
    AND NOT EXISTS (
        SELECT 1 FROM outbox WHERE outbox.channel = digest_runs.channel AND outbox.state = 'sending' AND kind = 'digest'
    )
LIMIT :most
"""


def schedules(db: Database) -> Mapping[str, int]:
    """Those of the digests that are on, as they are written, each with the last event that set one up so."""
    rows = db.execute("SELECT schedule, max(set_event) FROM digests WHERE state = 'on' GROUP BY schedule")
    return {str(schedule): int(event) for schedule, event in rows}


def held_up(db: Database) -> frozenset[str]:
    """The schedules of channels in which one is just being sent: what comes due there meanwhile is planned after it."""
    return frozenset(row[0] for row in db.execute(_BEING_SENT))


def next_due(db: Database, after: datetime) -> datetime | None:
    """When the next digest may be due after that moment; None where none is set up."""
    return min((schedule.next(after)[1] for schedule in _read(schedules(db))), default=None)


def coming(schedule: str, now: datetime) -> datetime:
    """When a schedule comes due next; in a day, where this program did not write it."""
    found = _read([schedule])
    return found[0].next(now)[1] if found else now + timedelta(days=1)


def falls_back_to(schedule: str) -> str | None:
    """The zone that a schedule goes by instead, where this machine does not know its own."""
    found = _read([schedule])
    return found[0].falls_back_to if found else None


def anything_overdue(db: Database, now: datetime, grace: timedelta) -> bool:
    """Whether something waits to be sent that is late by now, or for which it is too late."""
    return bool(_overdue(db, now, grace, 1)) or digest_runs.any_waits_since(db, now - PUNCTUAL)


def anything_due(db: Database, now: datetime, grace: timedelta) -> bool:
    """Whether `plan` would find something to do."""
    return anything_overdue(db, now, grace) or any(_due(db, schedule, now, 1) for schedule in _read(schedules(db)))


def plan(
    db: Database,
    now: datetime,
    grace: timedelta,
    *,
    of: Iterable[str] | None = None,
    most: int = MOST_AT_ONCE,
) -> int:
    """Plan what is due, or skip it where it is too late; of how many weeks that was, of so many. 0 is: nothing is left.

    Of what was missed, the last week is planned within the grace, and says that it is late; every other is skipped, and
    recorded as that. A digest that still waits to be sent says so in the end, gives way to the next, and is not sent
    after the grace. `of` are the schedules to look at; all, where it is left out.
    """
    done = 0
    for run in _overdue(db, now, grace, most):
        digest_runs.withdraw(db, now, run)
        done += 1
    digest_runs.make_late(db, now - PUNCTUAL)
    for schedule in _read(schedules(db) if of is None else of):
        for channel, since in _due(db, schedule, now, most - done):
            done += _plan_one(db, now, grace, channel, schedule, since)
            if done >= most:
                return done
    return done


def give_way(db: Database, at: datetime, channel: str) -> None:
    """What waits to be sent there is not sent any more; what is being sent stays."""
    waiting = digest_runs.planned(db, channel)
    if waiting is not None and not digest_runs.is_being_sent(db, channel):
        digest_runs.withdraw(db, at, waiting)


def skip_before(db: Database, now: datetime, channel: str, schedule: Schedule, since: datetime, week: Week) -> int:
    """Record that nothing was sent in the weeks before this one, back to the last that has a run; how many."""
    missed = []
    earlier = week.before(1)
    while (moment := schedule.moment(earlier)) > since and digest_runs.of_week(db, channel, earlier) is None:
        missed.append((earlier, moment))
        earlier = earlier.before(1)
    for one, moment in reversed(missed):
        digest_runs.skip(db, now, channel, one, moment)
    return len(missed)


def _read(written: Iterable[str]) -> list[Schedule]:
    """One that this program did not write is never due; verification names it."""
    found = []
    for each in sorted(written):
        try:
            found.append(Schedule.read(each))
        except ValueError:
            continue
    return found


def _due(db: Database, schedule: Schedule, now: datetime, most: int) -> list[tuple[str, datetime]]:
    week, moment = schedule.last(now)
    known = {"schedule": str(schedule), "moment": time_column(moment), "most": most}
    rows = db.execute(_DUE, {**known, "year": week.year, "week": week.number}).fetchall()
    return [(channel, time_of(since)) for channel, since in rows]


def _overdue(db: Database, now: datetime, grace: timedelta, most: int) -> list[Run]:
    rows = db.query(_OVERDUE, {"too_late": time_column(now - grace), "most": most})
    return [digest_runs.run_of_row(row) for row in list(rows)]


def _plan_one(db: Database, now: datetime, grace: timedelta, channel: str, schedule: Schedule, since: datetime) -> int:
    """Plan or skip the last week in which it was due, and skip what was missed before; how many weeks that was."""
    week, moment = schedule.last(now)
    give_way(db, now, channel)
    skipped = skip_before(db, now, channel, schedule, since, week)
    if now - moment > grace:
        digest_runs.skip(db, now, channel, week, moment)
    else:
        digest_runs.put(db, now, channel, week, due_at=moment, late=now - moment > PUNCTUAL)
    return skipped + 1
