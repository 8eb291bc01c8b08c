"""Changes of the policy in force: each is one event, and the text is kept.

A policy file that is simply there needs no event: the decisions made under it say so. An event is needed where the file
alone does not tell what is in force: when a version was put in force from Slack, and when the file was changed after
that. The last of these events, held against the file as it is now, says which policy is in force.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from bot.store import events, policies
from bot.store.columns import text_of, time_of
from bot.store.driver import Database
from bot.store.erased import name_of
from bot.store.errors import PolicyChangedError, StoreError, readable
from bot.store.event import EventKind
from bot.store.policies import KeptPolicy


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A policy by its version and hash."""

    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """That a policy was put in force in place of another."""

    seq: int
    """Of the event."""
    at: datetime
    actor: str
    """The Slack user, or the name of the setting whose file was changed."""
    policy: KeptPolicy
    instead_of: PolicyVersion
    """What was in force before."""
    file_sha256: str | None
    """The hash of the policy file at that moment; None where there was none. A file with another hash is newer."""


def put_in_force(
    db: Database,
    at: datetime,
    policy: KeptPolicy,
    *,
    actor: str,
    instead_of: PolicyVersion,
    file_sha256: str | None,
    after: int | None,
) -> PolicyChange:
    """Put a policy in force.

    `after` is the seq of the last such event that the caller knows of, None for none. Raises PolicyChangedError where
    there is a later one, and ValueError where hash and text disagree.
    """
    last = _last_seq(db)
    if last != after:
        raise PolicyChangedError
    policies.keep_text(db, policy)
    events.append(
        db,
        at,
        kind=EventKind.POLICY_PUT_IN_FORCE,
        actor=actor,
        details={
            "version": policy.version,
            "sha256": policy.sha256,
            "from_version": instead_of.version,
            "from_sha256": instead_of.sha256,
            "file_sha256": file_sha256,
        },
        decision_id=None,
    )
    found = latest(db)
    if found is None:
        raise StoreError("The policy was not put in force; please try again.")
    return found


def latest(db: Database) -> PolicyChange | None:
    """The last change; None where no policy was ever put in force."""
    row = next(
        db.query(
            "SELECT seq, at, actor, body FROM events WHERE kind = ? AND decision_id IS NULL ORDER BY seq DESC LIMIT 1",
            [str(EventKind.POLICY_PUT_IN_FORCE)],
        ),
        None,
    )
    if row is None:
        return None
    with readable(f"Event {row['seq']}"):
        told = json.loads(row["body"])
        kept = policies.by_hash(db, told["sha256"])
        if kept is None:
            raise StoreError(f"The policy {told['version']}, which is in force, is missing; run `sourcing verify`.")
        return PolicyChange(
            seq=row["seq"],
            at=time_of(row["at"]),
            actor=name_of(db, text_of(row["actor"]), row["seq"]),
            policy=kept,
            instead_of=PolicyVersion(told["from_version"], told["from_sha256"]),
            file_sha256=told["file_sha256"],
        )


def _last_seq(db: Database) -> int | None:
    (seq,) = db.execute(
        "SELECT max(seq) FROM events WHERE kind = ? AND decision_id IS NULL", [str(EventKind.POLICY_PUT_IN_FORCE)]
    ).fetchone()
    return None if seq is None else int(seq)
