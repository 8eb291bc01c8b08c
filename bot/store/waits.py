"""The posted decisions that wait for somebody, from the moment at which they began to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.store.columns import text_column, text_of, time_column
from bot.store.driver import Database
from bot.working_days import Zone, day_in
from rules.decision_status import Status


def look_again(db: Database, at: datetime, decision_id: int, *, afresh: bool) -> None:
    """Something happened to a decision: it begins to wait, waits on, or waits no longer.

    `afresh` begins anew with who is reminded of it, and when. It waits where a channel has its card and nobody has
    decided it.
    """
    waiting = {"id": decision_id, "since": time_column(at), "waiting": str(Status.RECORDED)}
    db.execute(
        """
        DELETE FROM waits WHERE decision_id = :id
            AND (:afresh OR (SELECT status FROM decisions WHERE id = :id) <> :waiting)
        """,
        {**waiting, "afresh": afresh},
    )
    db.execute(
        """
        INSERT INTO waits (decision_id, since, state)
        SELECT id, :since, 'new' FROM decisions
        WHERE id = :id AND status = :waiting AND EXISTS (
            SELECT 1 FROM posts WHERE decision_id = :id AND channel NOT LIKE 'D%'
        )
        ON CONFLICT (decision_id) DO UPDATE SET state = 'new'
        """,
        waiting,
    )


def reminded_of(db: Database, decision_id: int) -> set[str]:
    """Who is reminded of a decision."""
    found = db.execute("SELECT who FROM reminders WHERE decision_id = ?", [decision_id])
    return {text_of(who) for (who,) in found}


def note_day(db: Database, at: datetime, who: str, asked: Mapping[str, Any]) -> None:
    """Somebody was reminded at this moment: on the day that it was asked for, or where it took long, on a later one."""
    day = day_in(Zone(str(asked.get("zone")), int(asked.get("offset", 0))), at).isoformat()
    db.execute(
        "INSERT INTO reminded (who, day, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [text_column(who), day, time_column(at)],
    )


def forget_day(db: Database, who: str, asked: Mapping[str, Any]) -> None:
    """Somebody was not reminded after all on the day that it was asked for."""
    db.execute("DELETE FROM reminded WHERE who = ? AND day = ?", [text_column(who), str(asked.get("day"))])
