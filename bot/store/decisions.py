"""Putting decisions on the record, and erasing what is personal in them."""

import json
from collections.abc import Set as AbstractSet
from datetime import datetime

from bot.store import answering, drafts, events, lookup, outbox, policies, statuses, words
from bot.store.columns import insert_into, json_column
from bot.store.decision import COMMITTED, ERASABLE, IN_ROW, NewDecision, RecordedDecision, columns_of, decision_of
from bot.store.driver import Database
from bot.store.event import EventKind
from bot.store.sealing import commitment, new_secret, salts_from, salts_in, seal_of
from bot.store.words import WORDS
from rules.decision_status import Status

_INSERT = f"{insert_into('decisions', IN_ROW)} RETURNING id"


def record(db: Database, at: datetime, new: NewDecision) -> RecordedDecision:
    """Put a decision and its event on the record; one that it supersedes moves on in the same transaction.

    Raises ValueError where its policy has not been kept, and NoSuchDecisionError for the one that it supersedes.
    """
    policy = policies.number_of(db, new.policy_version, new.policy_sha256)
    if policy is None:
        raise ValueError(f"policy {new.policy_sha256} has not been kept: its text would be missing from the record")
    if new.supersedes is not None:
        lookup.by_id(db, new.supersedes)
    row = columns_of(new, at)
    secret = new_secret()
    salts = salts_from(secret, ERASABLE)
    row |= {"status": str(Status.RECORDED), "policy": policy, "salts": json_column(secret)}
    decision_id = db.execute(_INSERT, row).fetchone()[0]
    recorded_by = events.append(
        db,
        at,
        kind=EventKind.DECISION_RECORDED,
        actor=new.who,
        details={
            "status": Status.RECORDED,
            **seal_of(commitment(salts.get(field), field, row[field]) for field in COMMITTED),
        },
        decision_id=decision_id,
    )
    if new.supersedes is not None:
        statuses.supersede(db, at, new.supersedes, by=decision_id, actor=new.who)
    return decision_of({**row, "id": decision_id, "recorded_by": recorded_by.hash})


def erase(
    db: Database,
    at: datetime,
    decision_id: int,
    fields: AbstractSet[str],
    *,
    actor: str,
    reason: str,
    beside: AbstractSet[int] = frozenset(),
) -> RecordedDecision:
    """Erase fields with what could guess them, out of the search index too, and leave a tombstone in the chain.

    With its answers go those that were given since; `words` is everything that people typed about it. `beside` are
    single events about it: only what stands beside these goes, as where one person of several asks for it. Drafts and
    notices about the decision repeat what it says and are removed. Raises NoSuchDecisionError, and ValueError for what
    cannot be erased.
    """
    if not (fields or beside) or not fields <= ERASABLE | {WORDS}:
        raise ValueError(f"only these can be erased: {', '.join(sorted(ERASABLE | {WORDS}))}")
    lookup.by_id(db, decision_id)
    gone = _empty(db, decision_id, fields & ERASABLE)
    for each in (answering.ANSWERS, words.BESIDE):
        each.erase(db, decision_id, None if each.field in fields else beside)
    drafts.discard_about(db, decision_id)
    outbox.discard_notices_about(db, decision_id)
    told = {"fields": sorted(fields), "commitments": gone, "reason": reason}
    events.append(
        db,
        at,
        kind=EventKind.FIELDS_ERASED,
        actor=actor,
        details=told | ({"events": sorted(beside)} if beside else {}),
        decision_id=decision_id,
    )
    return lookup.by_id(db, decision_id)


def _empty(db: Database, decision_id: int, fields: AbstractSet[str]) -> dict[str, str]:
    """Empty these columns; the commitments to what stood there."""
    if not fields:
        return {}
    (row,) = db.query("SELECT * FROM decisions WHERE id = ?", [decision_id])
    salts = salts_in(json.loads(row["salts"]), ERASABLE)
    gone = {field: commitment(salts.get(field), field, row[field]) for field in fields if row[field] is not None}
    left = {field: salt for field, salt in salts.items() if field not in fields}
    emptied = "".join(f'"{field}" = NULL, ' for field in sorted(fields))
    sql = f"UPDATE decisions SET {emptied}salts = ? WHERE id = ?"  # noqa: S608 - each field is one of ERASABLE
    db.execute(sql, [json_column(left), decision_id])
    db.execute("INSERT INTO decisions_search (decisions_search) VALUES ('optimize')")
    return gone
