"""What stands on somebody's Home: what waits for a decision, what is theirs, and how many there were this month."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from bot.store.columns import text_column, time_column
from bot.store.decision import RecordedDecision, decision_of
from bot.store.driver import Database
from bot.store.lookup import DECISIONS
from bot.store.visibility import VISIBLE, Viewer, sight
from rules.decision_status import Status

_NOT_THEIRS = "decisions.who IS NOT NULL AND decisions.who <> :viewer"

_WAITING_FOR_OTHERS = f"""
{DECISIONS} WHERE decisions.status = '{Status.RECORDED}' AND decisions.id > :after AND {_NOT_THEIRS} AND {VISIBLE}
ORDER BY decisions.id LIMIT :limit
"""

_HOW_MANY_WAIT = f"""
SELECT count(*) FROM (
    SELECT 1 FROM decisions WHERE status = '{Status.RECORDED}' AND {_NOT_THEIRS} AND {VISIBLE} LIMIT :limit
)
"""  # noqa: S608 - constants of ours

_MINE = f"""
{DECISIONS} WHERE decisions.who = :who AND (decisions.status = '{Status.RECORDED}') = :waiting
ORDER BY decisions.id DESC LIMIT :limit
"""

_BY_STATUS = f"""
SELECT status, count(*) FROM (
    SELECT status FROM decisions WHERE recorded_at >= :since AND {VISIBLE} ORDER BY recorded_at DESC LIMIT :limit
) GROUP BY status
"""  # noqa: S608


def waiting_for_others(db: Database, viewer: Viewer, *, after: int, limit: int) -> list[RecordedDecision]:
    """What others have asked for, that waits and that the viewer may see: the oldest after that number."""
    return list(map(decision_of, db.query(_WAITING_FOR_OTHERS, {"after": after, "limit": limit, **sight(viewer)})))


def how_many_wait(db: Database, viewer: Viewer, limit: int) -> int:
    """How many those are, counted up to a limit."""
    (found,) = db.execute(_HOW_MANY_WAIT, {"limit": limit, **sight(viewer)}).fetchone()
    return int(found)


def asked_by(db: Database, who: str, *, waiting: bool, limit: int) -> list[RecordedDecision]:
    """The newest that somebody asked for: those that wait, or the others."""
    return list(map(decision_of, db.query(_MINE, {"who": text_column(who), "waiting": waiting, "limit": limit})))


def by_status(db: Database, viewer: Viewer, since: datetime, limit: int) -> Mapping[Status, int]:
    """Where the decisions recorded from then on stand, of those that the viewer may see: of so many newest."""
    found = db.execute(_BY_STATUS, {"since": time_column(since), "limit": limit, **sight(viewer)})
    return Counter({Status(status): number for status, number in found})
