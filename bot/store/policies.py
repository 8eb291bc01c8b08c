"""The policies that were in force, word for word, so that each decision can be read beside the rules of its day."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store import events
from bot.store.columns import text_column, text_of
from bot.store.driver import Database
from bot.store.event import POLICY_KINDS, EventKind


@dataclass(frozen=True, slots=True)
class KeptPolicy:
    """A policy file as it was."""

    version: str
    sha256: str
    """Of `toml` in UTF-8."""
    toml: str


def keep(db: Database, at: datetime, policy: KeptPolicy, *, actor: str) -> None:
    """Keep a policy and tell in the chain that it came into force, unless it is in force already.

    Raises ValueError where hash and text of one that is not in force yet disagree.
    """
    if _last_told(db) == (policy.version, policy.sha256):
        return
    keep_text(db, policy)
    events.append(
        db,
        at,
        kind=EventKind.POLICY_KEPT,
        actor=actor,
        details={"version": policy.version, "sha256": policy.sha256},
        decision_id=None,
    )


def keep_text(db: Database, policy: KeptPolicy) -> None:
    """Keep a policy's text; the caller tells in the chain why. Raises ValueError where hash and text disagree."""
    if hashlib.sha256(policy.toml.encode()).hexdigest() != policy.sha256:
        raise ValueError(f"policy {policy.version}: the text does not have the hash {policy.sha256}")
    if number_of(db, policy.version, policy.sha256) is None:
        db.execute(
            "INSERT INTO policies (sha256, version, toml) VALUES (?, ?, ?)",
            [policy.sha256, text_column(policy.version), text_column(policy.toml)],
        )


def number_of(db: Database, version: str, sha256: str) -> int | None:
    """The number by which decisions refer to a policy; None where it was never kept. Reads no text."""
    named = [text_column(version), sha256]
    found = db.execute("SELECT id FROM policies WHERE version = ? AND sha256 = ?", named).fetchone()
    return None if found is None else int(found[0])


def by_hash(db: Database, sha256: str) -> KeptPolicy | None:
    """The policy with this hash; None where it was never kept."""
    return _first(db, "SELECT version, sha256, toml FROM policies WHERE sha256 = ?", [sha256])


def _last_told(db: Database) -> tuple[str, str] | None:
    """Version and hash of the policy that came into force last. Asked for each decision, so without its long text."""
    last = db.execute(
        """
        SELECT body FROM events WHERE seq = (
            SELECT max(seq) FROM (
                SELECT max(seq) AS seq FROM events WHERE kind = ? AND decision_id IS NULL UNION ALL
                SELECT max(seq) AS seq FROM events WHERE kind = ? AND decision_id IS NULL
            )
        )
        """,
        [str(kind) for kind in POLICY_KINDS],
    ).fetchone()
    if last is None:
        return None
    told = json.loads(last[0])
    return told["version"], told["sha256"]


def _first(db: Database, sql: str, parameters: list[Any]) -> KeptPolicy | None:
    row = next(db.query(sql, parameters), None)
    return None if row is None else KeptPolicy(text_of(row["version"]), row["sha256"], text_of(row["toml"]))
