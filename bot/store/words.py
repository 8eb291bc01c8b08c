"""What people type when they decide, ask or reopen, beside the event that tells of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.store import events
from bot.store.beside import Beside
from bot.store.columns import text_column, text_of
from bot.store.driver import Database
from bot.store.event import EventKind

WORDS = "words"
"""What is erased, beside the columns of the decision: everything that people typed about it."""

BESIDE = Beside(
    table="words_given",
    column="words",
    kinds=(
        EventKind.STATUS_CHANGED,
        EventKind.APPROVAL_GIVEN,
        EventKind.QUESTION_ASKED,
        EventKind.QUESTION_SETTLED,
    ),
    field=WORDS,
    what="What somebody wrote about",
    reads=text_of,
    told=lambda told: isinstance(told.get("commitment", ""), str),
)


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
    return BESIDE.append(
        db, at, kind=kind, actor=actor, details=details, decision_id=decision_id, value=text_column(words)
    )


def typed_by(db: Database, who: str) -> dict[int, set[int]]:
    """The events beside which something stands that this person typed, by decision."""
    sql = """
    SELECT words_given.decision_id, event FROM words_given JOIN events ON seq = event
    WHERE actor = ? AND words IS NOT NULL ORDER BY event
    """
    found: dict[int, set[int]] = {}
    for number, event in db.execute(sql, [text_column(who)]):
        found.setdefault(number, set()).add(event)
    return found
