"""Where messages repeat what a decision says, beside its cards: what has to be changed there when it is erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store import to_tell
from bot.store.driver import Database
from bot.store.errors import readable
from bot.store.event import EventKind


@dataclass(frozen=True, slots=True)
class Repeat:
    """A message that repeats what a decision says."""

    channel: str
    ts: str
    decision_id: int
    kind: str
    """Of the outbox row that it was: a notice, a reply, a reminder, a digest or the rest of one."""
    event: int | None
    """What it tells of; None where it is no event."""
    told_to: str | None
    """In whose direct conversation it stands; None in a channel."""


def note(db: Database, at: datetime, repeat: Repeat) -> None:
    """Note where such a message is; one that is known already stays as it was noted.

    Where the decision was erased while the message was on its way, the message is said anew.
    """
    noted = db.execute(
        """
        INSERT INTO repeats (channel, ts, decision_id, kind, event, told_to) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """,
        [repeat.channel, repeat.ts, repeat.decision_id, repeat.kind, repeat.event, repeat.told_to],
    )
    if noted.rowcount == 1 and _is_erased(db, repeat.decision_id):
        to_tell.rewrite(db, at, repeat.decision_id)


def _is_erased(db: Database, decision_id: int) -> bool:
    sought = [decision_id, str(EventKind.FIELDS_ERASED)]
    sql = "SELECT 1 FROM events WHERE decision_id = ? AND kind = ? LIMIT 1"
    return db.execute(sql, sought).fetchone() is not None


def of_decision(db: Database, decision_id: int) -> list[Repeat]:
    """Every message that repeats this decision."""
    rows = db.query("SELECT * FROM repeats WHERE decision_id = ? ORDER BY channel, ts", [decision_id])
    return [_repeat(row) for row in rows]


def in_message(db: Database, channel: str, ts: str) -> list[int]:
    """The decisions that a message repeats."""
    rows = db.execute(
        "SELECT decision_id FROM repeats WHERE channel = ? AND ts = ? ORDER BY decision_id", [channel, ts]
    )
    return [int(decision_id) for (decision_id,) in rows]


def _repeat(row: Mapping[str, Any]) -> Repeat:
    with readable("A message"):
        return Repeat(**row)
