"""The events: what happened, in order, each chained to the one before it. Nothing here is ever changed or removed."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from bot.store import homes
from bot.store.chain import GENESIS, event_hash
from bot.store.columns import insert_into, json_column, names_in_sql, read_back, text_of, written
from bot.store.driver import Database
from bot.store.erased import unnamed
from bot.store.errors import readable
from bot.store.event import CHAINED, COLUMNS, DIGEST_KINDS, POLICY_KINDS, Event, EventKind
from bot.store.event import details_in as details_in

_INSERT = insert_into("events", COLUMNS)
_EVENTS = f"SELECT {names_in_sql(COLUMNS)} FROM events"  # noqa: S608 - only our own names
_WHOLE = f"""
SELECT {names_in_sql(COLUMNS)},
    (SELECT given FROM answers_given WHERE event = seq) AS given,
    (SELECT words FROM words_given WHERE event = seq) AS words
FROM events
"""  # noqa: S608 - only our own names
_OF_DECISION = f"{_WHOLE} WHERE decision_id = ? ORDER BY seq"
_OF_DECISIONS = f"""
{_WHOLE} WHERE decision_id IN (SELECT value FROM json_each(?)) AND kind NOT IN (SELECT value FROM json_each(?))
ORDER BY seq
"""  # noqa: S608 - only our own names


class Place(NamedTuple):
    """Where an event stands in the chain."""

    seq: int
    hash: bytes


def append(
    db: Database, at: datetime, *, kind: EventKind, actor: str, details: Mapping[str, Any], decision_id: int | None
) -> Place:
    """Chain one more event to the last, and have the Homes published anew that show something else now.

    Call it in the transaction of what it tells, under the write lock.
    """
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
    if kind not in DIGEST_KINDS:
        homes.changed_by(db, at, actor, decision_id)
    return Place(seq + 1, digest)


def of_decision(db: Database, decision_id: int) -> list[Event]:
    """Everything that happened to one decision, oldest first, with what stands beside the events until it is erased."""
    return unnamed(db, map(_event, db.query(_OF_DECISION, [decision_id])))


def of_decisions(
    db: Database, decision_ids: Iterable[int], *, without: Collection[EventKind] = ()
) -> dict[int, list[Event]]:
    """The same for several decisions, by number, less some kinds; each has its list."""
    found: dict[int, list[Event]] = {number: [] for number in decision_ids}
    sought = [json_column(sorted(found)), json_column(sorted(map(str, without)))]
    for event in unnamed(db, map(_event, db.query(_OF_DECISIONS, sought))):
        found[event.decision_id or 0].append(event)
    return found


def of_no_decision(db: Database, kinds: Iterable[EventKind]) -> list[Event]:
    """The events of these kinds that are about no decision, oldest first."""
    sought = json_column(sorted(map(str, kinds)))
    sql = f"{_EVENTS} WHERE kind IN (SELECT value FROM json_each(?)) AND decision_id IS NULL ORDER BY seq"  # noqa: S608 - only our own names
    return unnamed(db, map(_event, db.query(sql, [sought])))


def of_policies(db: Database) -> list[Event]:
    """Everything that tells of a policy, oldest first."""
    return of_no_decision(db, POLICY_KINDS)


def of_delegations(db: Database) -> list[Event]:
    """Everything that tells who decides for whom, oldest first."""
    return of_no_decision(db, (EventKind.DELEGATED, EventKind.DELEGATION_ENDED))


def _event(row: Mapping[str, Any]) -> Event:
    with readable(f"Event {row['seq']}"):
        event = Event(**read_back(COLUMNS, row))
        if row.get("given"):
            event.details.update(json.loads(row["given"]))
        if row.get("words") is not None:
            event.details["words"] = text_of(row["words"])
            if event.kind is EventKind.STATUS_CHANGED:
                event.details["reason"] = event.details["words"]
        return event
