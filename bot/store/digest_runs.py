"""The weeks of digests: each is a row before anything is sent, and what became of it is an event."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.store import events
from bot.store.columns import json_column, text_column, text_of, time_column, time_of
from bot.store.digest_settings import OPEN_AGAIN, Run, RunState
from bot.store.driver import Database
from bot.store.erased import BOT
from bot.store.errors import readable
from bot.store.event import EventKind
from bot.weeks import Week

_TELLS_OF = timedelta(days=7)
"""What a digest tells of where there was none before it,"""
_AT_MOST = timedelta(days=14)
"""or none for longer than this."""

KINDS: Mapping[RunState, EventKind] = {
    RunState.SENT: EventKind.DIGEST_SENT,
    RunState.QUIET: EventKind.DIGEST_QUIET,
    RunState.SKIPPED: EventKind.DIGEST_SKIPPED,
    RunState.FAILED: EventKind.DIGEST_PAUSED,
    RunState.UNKNOWN: EventKind.DIGEST_UNKNOWN,
}
"""The event that tells what became of a week."""

_RUNS = "SELECT * FROM digest_runs WHERE channel = ? ORDER BY year DESC, week DESC LIMIT ?"
_RUN = "SELECT * FROM digest_runs WHERE channel = ? AND year = ? AND week = ?"
_OF_MESSAGE = "SELECT * FROM digest_runs WHERE channel = :channel AND :ts IN (ts, more_ts)"
_PLANNED = "SELECT * FROM digest_runs WHERE channel = ? AND state = 'planned'"
_UNTIL = """
SELECT until FROM digest_runs
WHERE channel = ? AND state IN ('sent', 'quiet') AND (year, week) <> (?, ?) ORDER BY year DESC, week DESC LIMIT 1
"""
_PUT = """
INSERT INTO digest_runs (channel, year, week, due_at, since, until, planned_at, state, late, by, ts)
VALUES (:channel, :year, :week, :due_at, :since, :until, :planned_at, :state, :late, :by, NULL)
ON CONFLICT (channel, year, week) DO UPDATE SET
    due_at = excluded.due_at, since = excluded.since, until = excluded.until, planned_at = excluded.planned_at,
    state = excluded.state, late = excluded.late, by = excluded.by
WHERE digest_runs.state IN (SELECT value FROM json_each(:open_again))
"""
_ASK = """
INSERT INTO outbox (kind, channel, thread_ts, payload, state, attempts, not_before)
VALUES ('digest', :channel, '', :payload, 'waiting', 0, :at)
ON CONFLICT (channel, payload) WHERE kind = 'digest' DO UPDATE SET
    state = 'waiting', attempts = 0, not_before = excluded.not_before, last_error = NULL
WHERE outbox.state IN ('sent', 'failed')
"""
_WAITS_LONG = """
SELECT 1 FROM digest_runs WHERE state = 'planned' AND late = 0 AND due_at < ? AND NOT EXISTS (
    SELECT 1 FROM outbox WHERE outbox.channel = digest_runs.channel AND outbox.state = 'sending' AND kind = 'digest'
)
LIMIT 1
"""
_MAKE_LATE = """
UPDATE digest_runs SET late = 1 WHERE state = 'planned' AND late = 0 AND due_at < ? AND NOT EXISTS (
    SELECT 1 FROM outbox WHERE outbox.channel = digest_runs.channel AND outbox.state = 'sending' AND kind = 'digest'
)
"""


def begins(told_to: datetime | None, due_at: datetime) -> datetime:
    """From when on a digest tells: it goes on where the last one ended, if that is not long ago."""
    return told_to if told_to is not None and due_at - _AT_MOST <= told_to < due_at else due_at - _TELLS_OF


def of_channel(db: Database, channel: str, limit: int) -> list[Run]:
    """The last weeks of a channel, the newest first."""
    return [run_of_row(row) for row in db.query(_RUNS, [channel, limit])]


def of_week(db: Database, channel: str, week: Week) -> Run | None:
    """A channel's digest of one week; None where none was planned."""
    return next(map(run_of_row, db.query(_RUN, [channel, week.year, week.number])), None)


def planned(db: Database, channel: str) -> Run | None:
    """The one that is to be sent, or being sent."""
    return next(map(run_of_row, db.query(_PLANNED, [channel])), None)


def is_being_sent(db: Database, channel: str) -> bool:
    """Whether Slack has been asked to post a digest there, and nobody knows yet what became of it."""
    found = db.execute("SELECT 1 FROM outbox WHERE channel = ? AND kind = 'digest' AND state = 'sending'", [channel])
    return found.fetchone() is not None


def of_message(db: Database, channel: str, ts: str) -> Run | None:
    """The week whose digest this message is, or the rest of it in the thread; None where it is none."""
    return next(map(run_of_row, db.query(_OF_MESSAGE, {"channel": channel, "ts": ts})), None)


def note_more(db: Database, channel: str, week: Week, ts: str) -> None:
    """The rest of a digest is in its thread, as that message."""
    sql = "UPDATE digest_runs SET more_ts = ? WHERE channel = ? AND year = ? AND week = ?"
    db.execute(sql, [ts, channel, week.year, week.number])


def put(
    db: Database,
    now: datetime,
    channel: str,
    week: Week,
    *,
    due_at: datetime,
    late: bool = False,
    by: str | None = None,
) -> Run:
    """Plan a channel's digest of one week, and ask for it to be sent; raises ValueError for one that may be sent."""
    run = _insert(db, now, channel, week, RunState.PLANNED, due_at=due_at, late=late, by=by)
    asked = db.execute(_ASK, {"channel": channel, "payload": payload(week), "at": time_column(now)})
    if asked.rowcount != 1:
        raise ValueError(f"the digest of {week} is on its way to {channel}")
    return run


def skip(db: Database, now: datetime, channel: str, week: Week, due_at: datetime) -> None:
    """A week passes without a digest, since it is too late for it."""
    run = _insert(db, now, channel, week, RunState.SKIPPED, due_at=due_at, late=True)
    _tell(db, now, run, RunState.SKIPPED)


def any_waits_since(db: Database, before: datetime) -> bool:
    """Whether one that was planned in time still waits, and was due before that."""
    return bool(db.execute(_WAITS_LONG, [time_column(before)]).fetchone())


def make_late(db: Database, before: datetime) -> None:
    """Let those that `any_waits_since` finds say, once they are sent, that they are late."""
    db.execute(_MAKE_LATE, [time_column(before)])


def withdraw(db: Database, at: datetime, run: Run) -> None:
    """What was planned is not sent after all. Not for one that is being sent."""
    db.execute(
        "DELETE FROM outbox WHERE kind = 'digest' AND channel = ? AND payload = ? AND state = 'waiting'",
        [run.channel, payload(run.week)],
    )
    settle(db, at, run.channel, run.week, RunState.SKIPPED)


def settle(
    db: Database,
    at: datetime,
    channel: str,
    week: Week,
    state: RunState,
    *,
    ts: str | None = None,
    because: str | None = None,
) -> Run:
    """Say on the record what became of a planned week; raises ValueError where none is planned."""
    changed = db.execute(
        "UPDATE digest_runs SET state = ?, ts = ? WHERE channel = ? AND year = ? AND week = ? AND state = 'planned'",
        [str(state), ts and text_column(ts), channel, week.year, week.number],
    )
    run = of_week(db, channel, week)
    if changed.rowcount != 1 or run is None:
        raise ValueError(f"no digest of {week} is planned for {channel}")
    _tell(db, at, run, state, because)
    return run


def _tell(db: Database, at: datetime, run: Run, state: RunState, because: str | None = None) -> None:
    details = told(run) | ({} if because is None else {"because": because})
    events.append(db, at, kind=KINDS[state], actor=BOT, details=details, decision_id=None)


def told(run: Run) -> dict[str, Any]:
    """What the event of a settled week tells of it."""
    return {
        "channel": run.channel,
        "week": str(run.week),
        "due_at": time_column(run.due_at),
        "since": time_column(run.since),
        "until": time_column(run.until),
        "late": run.late,
        "by": run.by,
        "ts": run.ts,
    }


def payload(week: Week) -> str:
    """The payload of the outbox row, by which it is known."""
    return json_column({"week": str(week)})


def _insert(
    db: Database,
    now: datetime,
    channel: str,
    week: Week,
    state: RunState,
    *,
    due_at: datetime,
    late: bool,
    by: str | None = None,
) -> Run:
    last = db.execute(_UNTIL, [channel, week.year, week.number]).fetchone()
    put_down = db.execute(
        _PUT,
        {
            "channel": channel,
            "year": week.year,
            "week": week.number,
            "due_at": time_column(due_at),
            "since": time_column(begins(None if last is None else time_of(last[0]), due_at)),
            "until": time_column(due_at),
            "planned_at": time_column(now),
            "state": str(state),
            "late": late,
            "by": by and text_column(by),
            "open_again": json_column(sorted(map(str, OPEN_AGAIN))),
        },
    )
    run = of_week(db, channel, week)
    if put_down.rowcount != 1 or run is None:
        raise ValueError(f"the digest of {week} for {channel} was sent, or is being sent")
    return run


def run_of_row(row: Mapping[str, Any]) -> Run:
    """The run in a row; raises StoreError where the row is not as this program wrote it."""
    with readable(f"The digest of {row['year']}-W{row['week']} for {row['channel']}"):
        return Run(
            channel=row["channel"],
            week=Week(row["year"], row["week"]),
            due_at=time_of(row["due_at"]),
            since=time_of(row["since"]),
            until=time_of(row["until"]),
            planned_at=time_of(row["planned_at"]),
            state=RunState(row["state"]),
            late=bool(row["late"]),
            by=None if row["by"] is None else text_of(row["by"]),
            ts=None if row["ts"] is None else text_of(row["ts"]),
            more_ts=None if row["more_ts"] is None else text_of(row["more_ts"]),
        )
