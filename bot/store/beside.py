"""What stands beside events because it says something about a person: it can be erased, and cannot be changed.

An event that tells of it holds a commitment to it; a tombstone explains the gap that erasing it leaves.
"""

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store import events
from bot.store.columns import json_column
from bot.store.driver import Database
from bot.store.event import EventKind
from bot.store.events import details_in
from bot.store.sealing import commitment
from bot.store.verdict import Broken

_SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A table of what stands beside events: each by its event, with the salt of its commitment."""

    table: str
    column: str
    kinds: tuple[EventKind, ...]
    """The events that tell of it."""
    field: str
    """What a tombstone calls all of it that belongs to a decision."""
    what: str
    """What a sentence calls one of it."""
    reads: Callable[[str], object]
    """Raises ValueError or TypeError for a value that this program did not write."""
    told: Callable[[Mapping[str, Any]], bool]
    """Whether the details of an event make sense."""

    def append(
        self,
        db: Database,
        at: datetime,
        *,
        kind: EventKind,
        actor: str,
        details: Mapping[str, Any],
        decision_id: int,
        value: str,
    ) -> int:
        """Chain an event to the last, with this beside it; its number. `value` is the column as it is kept."""
        salt = secrets.token_hex(_SALT_BYTES)
        committed = {**details, "commitment": commitment(salt, self.column, value)}
        seq = events.append(db, at, kind=kind, actor=actor, details=committed, decision_id=decision_id).seq
        sql = f"INSERT INTO {self.table} (event, decision_id, {self.column}, salt) VALUES (?, ?, ?, ?)"  # noqa: S608 - only our own names
        db.execute(sql, [seq, decision_id, value, salt])
        return seq

    def erase(self, db: Database, decision_id: int, only: Collection[int] | None = None) -> None:
        """Erase it with what could guess it: all that belongs to a decision, or only what stands beside some events."""
        sql = f"UPDATE {self.table} SET {self.column} = NULL, salt = NULL WHERE decision_id = ?"  # noqa: S608 - only our own names
        if only is None:
            db.execute(sql, [decision_id])
        else:
            among = "AND event IN (SELECT value FROM json_each(?))"
            db.execute(f"{sql} {among}", [decision_id, json_column(sorted(only))])

    def changed(self, db: Database) -> Iterator[Broken]:
        """Where something is not what its event tells of, or makes no sense."""
        sql = f"""
        SELECT events.seq, events.decision_id, kind, body, beside.decision_id AS about, beside.{self.column} AS value,
            beside.salt
        FROM events LEFT JOIN {self.table} AS beside ON beside.event = events.seq
        WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY events.seq DESC
        """  # noqa: S608 - only our own names
        gone: set[int] = set()
        gone_events: set[int] = set()
        # From the end, so that what was erased is known before what it was.
        for row in db.query(sql, [json_column([*map(str, self.kinds), str(EventKind.FIELDS_ERASED)])]):
            told = details_in(row["body"])
            if row["kind"] == EventKind.FIELDS_ERASED:
                if self.field in _list(told, "fields"):
                    gone.add(row["decision_id"])
                gone_events.update(each for each in _list(told, "events") if isinstance(each, int))
                continue
            is_erased = row["decision_id"] in gone or row["seq"] in gone_events
            wrong = self._wrong_with(row, told, is_erased=is_erased)
            if wrong is not None:
                because = f"{self.what} decision {row['decision_id']}, told by event {row['seq']}, {wrong}."
                yield Broken(self.table, row["seq"], because)
        sql = f"""
        SELECT event, beside.decision_id FROM {self.table} AS beside
        LEFT JOIN events ON events.seq = event AND kind IN (SELECT value FROM json_each(?))
        WHERE events.seq IS NULL ORDER BY event
        """  # noqa: S608 - only our own names
        for event, about in db.execute(sql, [json_column(list(map(str, self.kinds)))]):
            because = f"{self.what} decision {about} was added that event {event} does not tell of."
            yield Broken(self.table, event, because)

    def _wrong_with(self, row: Mapping[str, Any], told: Mapping[str, Any], *, is_erased: bool) -> str | None:
        if not self.told(told):
            return "was not written by this program"
        if "commitment" not in told:
            return None if row["about"] is None else "was added afterwards"
        if row["about"] != row["decision_id"]:
            return "is missing" if row["about"] is None else "was moved to another decision"
        if is_erased:
            gone = row["value"] is None and row["salt"] is None
            return None if gone else "is there again, although it was erased"
        if row["value"] is None or row["salt"] is None:
            return "was erased without an event that says so"
        if commitment(row["salt"], self.column, row["value"]) != told["commitment"]:
            return "was changed after it was given"
        try:
            self.reads(row["value"])
        except (ValueError, TypeError, RecursionError):
            return "was not written by this program"
        return None


def _list(told: Mapping[str, Any], name: str) -> list[Any]:
    found = told.get(name)
    return found if isinstance(found, list) else []
