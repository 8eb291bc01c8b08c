"""The events: what happened, in order, each chained to the one before it. Nothing here is ever changed or removed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.store.chain import GENESIS, event_hash
from bot.store.columns import insert_into, json_column, names_in_sql, read_back, written
from bot.store.driver import Database
from bot.store.errors import readable
from bot.store.event import CHAINED, COLUMNS, POLICY_KINDS, Event, EventKind

_INSERT = insert_into("events", COLUMNS)
_EVENTS = f"SELECT {names_in_sql(COLUMNS)} FROM events"  # noqa: S608 - only our own names
_OF_KIND = f"{_EVENTS} WHERE decision_id IN (SELECT value FROM json_each(?)) AND kind = ? ORDER BY seq"  # noqa: S608
_OF_DECISION = f"""
SELECT {names_in_sql(COLUMNS)}, (SELECT given FROM answers_given WHERE event = seq) AS given
FROM events WHERE decision_id = ? ORDER BY seq
"""  # noqa: S608 - only our own names


def append(
    db: Database, at: datetime, *, kind: EventKind, actor: str, details: Mapping[str, Any], decision_id: int | None
) -> bytes:
    """Chain one more event to the last; its hash. Call it in the transaction of what it tells, under the write lock."""
    last = db.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    seq, prev_hash = last or (0, GENESIS)
    values = {
        "seq": seq + 1,
        "decision_id": decision_id,
        "at": at,
        "actor": actor,
        "kind": kind,
        "details": details,
        "prev_hash": prev_hash.hex(),
    }
    event = written(CHAINED, values)
    digest = event_hash(event)
    db.execute(_INSERT, {**event, "hash": digest})
    return digest


def of_decision(db: Database, decision_id: int) -> list[Event]:
    """Everything that happened to one decision, oldest first; an answer says what it was, until that is erased."""
    return [_event(row) for row in db.query(_OF_DECISION, [decision_id])]


def of_kind(db: Database, kind: EventKind, decision_ids: Iterable[int]) -> list[Event]:
    """The events of one kind that tell of these decisions, oldest first."""
    return [_event(row) for row in db.query(_OF_KIND, [json_column(sorted(decision_ids)), str(kind)])]


def of_policies(db: Database) -> list[Event]:
    """Everything that tells of a policy, oldest first."""
    rows = db.query(
        f"{_EVENTS} WHERE kind IN (?, ?) AND decision_id IS NULL ORDER BY seq", [str(kind) for kind in POLICY_KINDS]
    )
    return [_event(row) for row in rows]


def details_in(body: str) -> dict[str, Any]:
    """The details in the body of an event, while it is not known whether this program wrote it; empty for nonsense."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _event(row: Mapping[str, Any]) -> Event:
    with readable(f"Event {row['seq']}"):
        event = Event(**read_back(COLUMNS, row))
        beside = json.loads(row["given"]) if row.get("given") else {}
        return replace(event, details={**event.details, **beside})
