"""The posted decisions that wait for somebody, from the moment at which they began to."""

from datetime import datetime

from bot.store.columns import text_of, time_column
from bot.store.driver import Database
from rules.decision_status import Status


def look_again(db: Database, at: datetime, decision_id: int, *, afresh: bool) -> None:
    """Something happened to a decision: it begins to wait, waits on, or waits no longer.

    `afresh` begins anew with who is reminded of it, and when. It waits where it has a card and nobody has decided it.
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
        WHERE id = :id AND status = :waiting AND EXISTS (SELECT 1 FROM posts WHERE decision_id = :id)
        ON CONFLICT (decision_id) DO UPDATE SET state = 'new'
        """,
        waiting,
    )


def reminded_of(db: Database, decision_id: int) -> set[str]:
    """Who is reminded of a decision."""
    found = db.execute("SELECT who FROM reminders WHERE decision_id = ?", [decision_id])
    return {text_of(who) for (who,) in found}
