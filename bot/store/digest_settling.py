"""What becomes of a week's digest when its row in the outbox is settled: in one transaction with the row."""

from datetime import datetime

from bot.store import digest_runs, digests, to_tell
from bot.store.driver import Database
from bot.store.outbox_rows import (
    GIVEN_UP,
    NOT_DRAWN,
    NOTHING_TO_TELL,
    TOO_LATE,
    UNKNOWN,
    DigestMoreRow,
    DigestRow,
    OutboxRow,
)

_SKIPPED = frozenset({TOO_LATE, NOT_DRAWN, GIVEN_UP})


def sent(db: Database, at: datetime, row: OutboxRow, ts: str | None, *, more: bool) -> None:
    """A digest is in Slack; where there is `more`, the rest of it is to follow in its thread."""
    match row:
        case DigestRow() if ts is not None and _is_planned(db, row):
            digests.settle_sent(db, at, row.channel, row.week, ts)
            if more:
                to_tell.more_of_digest(db, at, row.channel, ts, row.week)
        case DigestMoreRow() if ts is not None:
            digest_runs.note_more(db, row.channel, row.week, ts)


def not_sent(db: Database, at: datetime, row: OutboxRow, error: str) -> None:
    """A digest is not sent, and will not be; where Slack does not take it, no other of the channel is planned."""
    if not isinstance(row, DigestRow) or not _is_planned(db, row):
        return
    if error == NOTHING_TO_TELL:
        digests.settle_quiet(db, at, row.channel, row.week)
    elif error in _SKIPPED:
        digests.settle_skipped(db, at, row.channel, row.week)
    elif error == UNKNOWN:
        digests.settle_unknown(db, at, row.channel, row.week)
    else:
        digests.settle_failed(db, at, row.channel, row.week, error)


def _is_planned(db: Database, row: DigestRow) -> bool:
    run = digest_runs.planned(db, row.channel)
    return run is not None and run.week == row.week
