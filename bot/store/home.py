"""What stands on somebody's Home: what waits for a decision, what is theirs, and how many there were this month."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.store import posts
from bot.store.columns import json_column, text_column, time_column
from bot.store.decision import RecordedDecision, decision_of
from bot.store.driver import Database
from bot.store.lookup import DECISIONS
from bot.store.posts import Post
from bot.store.visibility import OPEN, VISIBLE, Viewer, sight
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


_CARDS = f"""
SELECT posts.* FROM posts JOIN decisions ON decisions.id = posts.decision_id
WHERE posts.decision_id IN (SELECT value FROM json_each(:ids))
    AND (decisions.who = :viewer OR :everything OR (:public AND {OPEN}))
ORDER BY posts.decision_id, posted_at DESC, channel, ts
"""  # noqa: S608


def cards_seen(db: Database, decision_ids: Iterable[int], viewer: Viewer) -> Mapping[int, Post]:
    """The oldest card of each of these decisions, of those cards that the viewer may go to."""
    rows = db.query(_CARDS, {"ids": json_column(sorted(set(decision_ids))), **sight(viewer)})
    return {row["decision_id"]: posts.post_of(row) for row in rows}


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
