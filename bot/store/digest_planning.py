"""When weekly digests are due: what is, is planned once, and what was missed is skipped, and on record as that.

A record that was put back from a backup knows only of its own weeks: what was sent since is planned again, and found by
the sender in Slack; where it is too late for that, it is on record as skipped, though the channel has it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.store import digest_runs
from bot.store.columns import json_column, time_column, time_of
from bot.store.driver import Database
from bot.weeks import Schedule, Week

PUNCTUAL = timedelta(minutes=15)
"""What is planned, or sent, later than this after it was due says so."""
MOST_AT_ONCE = 50
"""Weeks that are planned or skipped in one transaction: others who write wait for it."""

_HELD_UP = """
SELECT DISTINCT schedule FROM digests WHERE channel IN (
    SELECT channel FROM outbox WHERE kind = 'digest' AND state = 'sending' UNION SELECT value FROM json_each(:stuck)
)
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
    AND channel NOT IN (SELECT value FROM json_each(:stuck))
LIMIT :most
"""
_OVERDUE = """
SELECT digest_runs.* FROM digest_runs WHERE state = 'planned' AND due_at < :too_late
    AND NOT EXISTS (
        SELECT 1 FROM outbox WHERE outbox.channel = digest_runs.channel AND outbox.state = 'sending' AND kind = 'digest'
    )
    AND channel NOT IN (SELECT value FROM json_each(:stuck))
LIMIT :most
"""


def schedules(db: Database) -> Mapping[str, int]:
    """Those of the digests that are on, as they are written, each with the last event that set one up so."""
    rows = db.execute("SELECT schedule, max(set_event) FROM digests WHERE state = 'on' GROUP BY schedule")
    return {str(schedule): int(event) for schedule, event in rows}


def held_up(db: Database, stuck: Collection[str] = ()) -> frozenset[str]:
    """The schedules that have to be looked at again soon.

    Those of channels in which one is just being sent, for what comes due there meanwhile is planned after it; and of
    those that are `stuck`.
    """
    return frozenset(row[0] for row in db.execute(_HELD_UP, {"stuck": json_column(sorted(stuck))}))


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
    stuck: dict[str, str] | None = None,
) -> int:
    """Plan what is due, or skip it where it is too late; of how many weeks that was, of so many. 0 is: nothing is left.

    Of what was missed, the last week is planned within the grace, and says that it is late; every other is skipped, and
    recorded as that. A digest that still waits to be sent says so in the end, gives way to the next, and is not sent
    after the grace. `of` are the schedules to look at; all, where it is left out.

    Channels that are `stuck` are left alone; one over which this stumbles is put there with the reason, and counts as
    done. Without `stuck`, what went wrong is raised, and takes the plans of all others with it.
    """
    done = 0
    for row in _overdue(db, now, grace, most, stuck or ()):
        done += _apart(db, row["channel"], stuck, partial(_withdraw, db, now, row))
    digest_runs.make_late(db, now - PUNCTUAL)
    for schedule in _read(schedules(db) if of is None else of):
        for channel, since in _due(db, schedule, now, most - done, stuck or ()):
            done += _apart(db, channel, stuck, partial(_plan_one, db, now, grace, channel, schedule, since))
            if done >= most:
                return done
    return done


def _apart(db: Database, channel: str, stuck: dict[str, str] | None, work: Callable[[], int]) -> int:
    """Do something for one channel; raises what ended the whole transaction, such as a full disk."""
    if stuck is None:
        return work()
    db.execute("SAVEPOINT one_digest")
    try:
        done = work()
    except Exception as error:
        if not db.conn.in_transaction:
            raise
        db.execute("ROLLBACK TO one_digest")
        stuck[channel] = f"{type(error).__name__}: {error}"
        done = 1
    db.execute("RELEASE one_digest")
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


def _due(
    db: Database, schedule: Schedule, now: datetime, most: int, stuck: Collection[str] = ()
) -> list[tuple[str, str]]:
    """The channels, and since when each is due as it is now."""
    week, moment = schedule.last(now)
    known = {
        "schedule": str(schedule),
        "moment": time_column(moment),
        "most": most,
        "stuck": json_column(sorted(stuck)),
    }
    return db.execute(_DUE, {**known, "year": week.year, "week": week.number}).fetchall()


def _overdue(
    db: Database, now: datetime, grace: timedelta, most: int, stuck: Collection[str] = ()
) -> list[Mapping[str, Any]]:
    known = {"too_late": time_column(now - grace), "most": most, "stuck": json_column(sorted(stuck))}
    return list(db.query(_OVERDUE, known))


def _withdraw(db: Database, now: datetime, row: Mapping[str, Any]) -> int:
    digest_runs.withdraw(db, now, digest_runs.run_of_row(row))
    return 1


def _plan_one(db: Database, now: datetime, grace: timedelta, channel: str, schedule: Schedule, since: str) -> int:
    """Plan or skip the last week in which it was due, and skip what was missed before; how many weeks that was."""
    week, moment = schedule.last(now)
    give_way(db, now, channel)
    skipped = skip_before(db, now, channel, schedule, time_of(since), week)
    if now - moment > grace:
        digest_runs.skip(db, now, channel, week, moment)
    else:
        digest_runs.put(db, now, channel, week, due_at=moment, late=now - moment > PUNCTUAL)
    return skipped + 1
