"""The decisions: recording one, moving its status on, erasing what is personal in it, and finding it again."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from bot.store import events, policies
from bot.store.chain import commitments, new_salts
from bot.store.columns import json_column, text_column, text_of, time_column, time_of
from bot.store.errors import NoSuchDecisionError, StoreError, readable
from bot.store.events import EventKind

COMMITTED = (
    "recorded_at",
    "text",
    "home_country",
    "who",
    "where",
    "classification",
    "answers",
    "policy_version",
    "policy_sha256",
    "ranking",
    "recommended",
    "standing",
    "flags",
)
"""The columns that never change once recorded; the chain holds a commitment to each."""

ERASABLE = frozenset({"text", "who", "where", "classification", "answers"})
"""The columns that say something about a person, and can be erased."""

_MOST_WORDS = 6
_LONGEST_WORD = 64


class Status(StrEnum):
    """Where a decision stands. Every one starts as recorded."""

    RECORDED = "recorded"
    ACCEPTED = "accepted"
    OVERRIDDEN = "overridden"
    """Somebody decided otherwise, and said why."""
    DISCARDED = "discarded"
    SUPERSEDED = "superseded"
    """A later decision took its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """A decision as it goes on the record."""

    text: str
    """The request exactly as it was given."""
    home_country: str
    """ISO 3166-1 alpha-2."""
    who: str
    """The requester, by an identifier that the surface gives."""
    where: str
    """The surface: "terminal", or a Slack channel."""
    classification: Mapping[str, Any]
    answers: Mapping[str, str]
    """Factor id to option id."""
    policy_version: str
    policy_sha256: str
    ranking: Sequence[Any]
    recommended: str | None
    """A model; None where every model is ruled out."""
    standing: str
    flags: Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedDecision(NewDecision):
    """A decision on the record. What has been erased reads as empty, and is named in `erased`."""

    id: int
    recorded_at: datetime
    """In UTC."""
    status: Status
    erased: AbstractSet[str] = frozenset()


def record(db: Database, new: NewDecision, at: datetime) -> RecordedDecision:
    """Put a decision and its event on the record. Raises ValueError where its policy has not been kept."""
    if policies.by_hash(db, new.policy_sha256) is None:
        raise ValueError(f"policy {new.policy_sha256} has not been kept: its text would be missing from the record")
    row: dict[str, Any] = {
        "recorded_at": time_column(at),
        "text": text_column(new.text),
        "home_country": text_column(new.home_country),
        "who": text_column(new.who),
        "where": text_column(new.where),
        "classification": json_column(new.classification),
        "answers": json_column(new.answers),
        "policy_version": text_column(new.policy_version),
        "policy_sha256": new.policy_sha256,
        "ranking": json_column(new.ranking),
        "recommended": None if new.recommended is None else text_column(new.recommended),
        "standing": text_column(new.standing),
        "flags": json_column(new.flags),
    }
    salts = new_salts(COMMITTED)
    (decision_id,) = db.execute("SELECT coalesce(max(id), 0) + 1 FROM decisions").fetchone()
    status = Status.RECORDED
    db.table("decisions").insert({"id": decision_id, "status": str(status), **row, "salts": json_column(salts)})
    events.append(
        db,
        kind=EventKind.DECISION_RECORDED,
        actor=new.who,
        at=at,
        details={"status": status, "commitments": commitments(row, salts)},
        decision_id=decision_id,
    )
    return by_id(db, decision_id)


def change_status(
    db: Database, decision_id: int, status: Status, actor: str, reason: str, at: datetime
) -> RecordedDecision:
    """Move a decision on. Raises StoreError where it stands there already, so that a second click changes nothing."""
    if status is Status.RECORDED:
        raise ValueError("a decision is recorded once, and does not become so again")
    before = by_id(db, decision_id)
    if before.status == status:
        raise StoreError(f"Decision {decision_id} is {status} already; nothing was changed.")
    db.table("decisions").update(decision_id, {"status": str(status)})
    events.append(
        db,
        kind=EventKind.STATUS_CHANGED,
        actor=actor,
        at=at,
        details={"status": status, "before": before.status, "reason": reason},
        decision_id=decision_id,
    )
    return by_id(db, decision_id)


def erase(
    db: Database, decision_id: int, fields: AbstractSet[str], actor: str, reason: str, at: datetime
) -> RecordedDecision:
    """Erase fields with their salts, out of the search index too, and leave a tombstone in the chain.

    Raises ValueError for a field that cannot be erased.
    """
    if not fields or not fields <= ERASABLE:
        raise ValueError(f"only these can be erased: {', '.join(sorted(ERASABLE))}")
    salts = json.loads(_row(db, decision_id)["salts"])
    left = {field: salt for field, salt in salts.items() if field not in fields}
    db.table("decisions").update(decision_id, {**dict.fromkeys(fields), "salts": json_column(left)})
    db.execute("INSERT INTO decisions_search (decisions_search) VALUES ('optimize')")
    events.append(
        db,
        kind=EventKind.FIELDS_ERASED,
        actor=actor,
        at=at,
        details={"fields": sorted(fields), "reason": reason},
        decision_id=decision_id,
    )
    return by_id(db, decision_id)


def by_id(db: Database, decision_id: int) -> RecordedDecision:
    """The decision with this number; raises NoSuchDecisionError."""
    return _decision(_row(db, decision_id))


def newest_first(
    db: Database, words: str, since: datetime | None, until: datetime | None, limit: int
) -> list[RecordedDecision]:
    """The newest decisions recorded from `since` on and before `until`.

    With `words`, only those whose text has all of them (the first six); the last may be the beginning of a word.
    """
    if limit < 1:
        raise ValueError(f"limit must be at least 1, not {limit}")
    bounds = {
        "since": time_column(since) if since else "",
        "until": time_column(until) if until else "9999",
        "limit": limit,
    }
    if not words.strip():
        rows = db.query(
            """
            SELECT * FROM decisions WHERE recorded_at >= :since AND recorded_at < :until
            ORDER BY recorded_at DESC, id DESC LIMIT :limit
            """,
            bounds,
        )
    elif match := _match(words):
        rows = db.query(
            """
            SELECT decisions.* FROM decisions_search JOIN decisions ON decisions.id = decisions_search.rowid
            WHERE decisions_search MATCH :match AND recorded_at >= :since AND recorded_at < :until
            ORDER BY decisions_search.rowid DESC LIMIT :limit
            """,
            {**bounds, "match": match},
        )
    else:
        return []
    return [_decision(row) for row in rows]


def _match(words: str) -> str:
    """A full-text query of quoted letters and digits only, so that nothing typed is ever read as query syntax."""
    found = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", words))[:_MOST_WORDS]
    return " ".join(f'"{word[:_LONGEST_WORD]}"' for word in found) + "*" if found else ""


def _row(db: Database, decision_id: int) -> dict[str, Any]:
    row = next(db.query("SELECT * FROM decisions WHERE id = ?", [decision_id]), None)
    if row is None:
        (newest,) = db.execute("SELECT max(id) FROM decisions").fetchone()
        raise NoSuchDecisionError(decision_id, newest)
    return row


def _decision(row: Mapping[str, Any]) -> RecordedDecision:
    with readable(f"Decision {row['id']}"):
        return _read(row)


def _read(row: Mapping[str, Any]) -> RecordedDecision:
    return RecordedDecision(
        id=row["id"],
        recorded_at=time_of(row["recorded_at"]),
        status=Status(row["status"]),
        text=text_of(row["text"] or ""),
        home_country=text_of(row["home_country"]),
        who=text_of(row["who"] or ""),
        where=text_of(row["where"] or ""),
        classification=json.loads(row["classification"] or "{}"),
        answers=json.loads(row["answers"] or "{}"),
        policy_version=text_of(row["policy_version"]),
        policy_sha256=row["policy_sha256"],
        ranking=json.loads(row["ranking"]),
        recommended=None if row["recommended"] is None else text_of(row["recommended"]),
        standing=text_of(row["standing"]),
        flags=json.loads(row["flags"]),
        erased=frozenset(field for field in ERASABLE if row[field] is None),
    )
