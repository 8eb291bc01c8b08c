"""What people type when they decide, ask or reopen.

It stands beside the event that tells of it, which holds a commitment to it: so it can be erased, and cannot be changed.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.store import events
from bot.store.columns import text_column
from bot.store.driver import Database
from bot.store.event import EventKind
from bot.store.sealing import commitment

WORDS = "words"
"""What is erased, beside the columns of the decision: everything that people typed about it."""

_SALT_BYTES = 16


def tell(
    db: Database,
    at: datetime,
    *,
    kind: EventKind,
    actor: str,
    details: Mapping[str, Any],
    decision_id: int,
    words: str,
) -> int:
    """Chain an event to the last, with these words beside it where there are any; its number in the chain."""
    if not words:
        return events.append(db, at, kind=kind, actor=actor, details=details, decision_id=decision_id).seq
    kept, salt = text_column(words), secrets.token_hex(_SALT_BYTES)
    committed = {**details, "commitment": commitment(salt, WORDS, kept)}
    seq = events.append(db, at, kind=kind, actor=actor, details=committed, decision_id=decision_id).seq
    db.execute(
        "INSERT INTO words_given (event, decision_id, words, salt) VALUES (?, ?, ?, ?)", [seq, decision_id, kept, salt]
    )
    return seq


def erase(db: Database, decision_id: int) -> None:
    """Erase what people typed about a decision, with what could guess it."""
    db.execute("UPDATE words_given SET words = NULL, salt = NULL WHERE decision_id = ?", [decision_id])
