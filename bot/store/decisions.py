"""Putting decisions on the record."""

from datetime import datetime

from bot.store import deciding, events, lookup, policies
from bot.store.columns import insert_into, json_column
from bot.store.decision import COMMITTED, ERASABLE, IN_ROW, NewDecision, RecordedDecision, columns_of, decision_of
from bot.store.driver import Database
from bot.store.event import EventKind
from bot.store.sealing import commitment, new_secret, salts_from, seal_of
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
        deciding.supersede(db, at, new.supersedes, new.who, by=decision_id)
    return decision_of({**row, "id": decision_id, "recorded_by": recorded_by.hash})
