"""The events: what happened, in order, each chained to the one before it. Nothing here is ever changed or removed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from bot.store.chain import GENESIS, event_hash
from bot.store.columns import json_column, text_column, text_of, time_column, time_of
from bot.store.errors import readable


class EventKind(StrEnum):
    """What can happen."""

    POLICY_KEPT = "policy_kept"
    """A policy's text came into force: a decision was made under it."""
    POLICY_PUT_IN_FORCE = "policy_put_in_force"
    """Somebody put a policy in force, or changed the policy file after somebody had."""
    DECISION_RECORDED = "decision_recorded"
    STATUS_CHANGED = "status_changed"
    FIELDS_ERASED = "fields_erased"
    """Personal data was erased on request; the tombstone that explains the gap."""
    CARD_REQUESTED = "card_requested"
    """Somebody asked for the decision's card in a channel."""
    CARD_POSTED = "card_posted"
    CARD_GIVEN_UP = "card_given_up"
    """The card could not be posted there."""


POLICY_KINDS = (EventKind.POLICY_KEPT, EventKind.POLICY_PUT_IN_FORCE)
"""The events that tell of a policy, by version and hash."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    seq: int
    """1 for the first event of the log, then without gaps."""
    decision_id: int | None
    at: datetime
    actor: str
    """Who did it, by an identifier; the chain keeps it for good, so never a person's full name."""
    kind: EventKind
    details: dict[str, Any]
    """What belongs to the kind: the status and the reason, the fields erased, the policy's version and hash, a card's
    place."""
    hash: str
    """In hexadecimal."""


def append(
    db: Database, at: datetime, *, kind: EventKind, actor: str, details: Mapping[str, Any], decision_id: int | None
) -> bytes:
    """Chain one more event to the last; its hash. Call it in the transaction of what it tells, under the write lock."""
    last = db.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    seq, prev_hash = last or (0, GENESIS)
    event = {
        "seq": seq + 1,
        "decision_id": decision_id,
        "at": time_column(at),
        "actor": text_column(actor),
        "kind": str(kind),
        "body": json_column(details),
        "prev_hash": prev_hash,
    }
    digest = event_hash(event)
    db.execute(
        """
        INSERT INTO events (seq, decision_id, at, actor, kind, body, prev_hash, hash)
        VALUES (:seq, :decision_id, :at, :actor, :kind, :body, :prev_hash, :hash)
        """,
        {**event, "hash": digest},
    )
    return digest


def of_decision(db: Database, decision_id: int) -> list[Event]:
    """Everything that happened to one decision, oldest first."""
    rows = db.query(
        "SELECT seq, decision_id, at, actor, kind, body, hash FROM events WHERE decision_id = ? ORDER BY seq",
        [decision_id],
    )
    return [_event(row) for row in rows]


def of_policies(db: Database) -> list[Event]:
    """Everything that tells of a policy, oldest first."""
    rows = db.query(
        "SELECT seq, decision_id, at, actor, kind, body, hash FROM events "
        "WHERE kind IN (?, ?) AND decision_id IS NULL ORDER BY seq",
        [str(kind) for kind in POLICY_KINDS],
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
        return Event(
            seq=row["seq"],
            decision_id=row["decision_id"],
            at=time_of(row["at"]),
            actor=text_of(row["actor"]),
            kind=EventKind(row["kind"]),
            details=json.loads(row["body"]),
            hash=row["hash"].hex(),
        )
