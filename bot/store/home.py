"""What stands on somebody's Home: what waits for a decision, what is theirs, and how many there were this month."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice

from bot.store import lookup, posts, walk
from bot.store.columns import json_column
from bot.store.decision import RecordedDecision
from bot.store.driver import Database
from bot.store.posts import Post
from bot.store.search import Filters
from bot.store.visibility import OPEN, Viewer, sight
from bot.store.walk import Counted
from rules.decision_status import Status

_MOVED_ON = tuple(status for status in Status if not status.is_open)


_CARDS = f"""
SELECT posts.* FROM posts JOIN decisions ON decisions.id = posts.decision_id
WHERE posts.decision_id IN (SELECT value FROM json_each(:ids))
    AND (decisions.who = :viewer OR :everything OR (:public AND {OPEN}))
ORDER BY posts.decision_id, posted_at DESC, channel, ts
"""  # noqa: S608


_BY_STATUS = "SELECT status, count(*) FROM decisions WHERE id IN (SELECT value FROM json_each(?)) GROUP BY status"


def cards_seen(db: Database, decision_ids: Iterable[int], viewer: Viewer) -> Mapping[int, Post]:
    """The oldest card of each of these decisions, of those cards that the viewer may go to."""
    rows = db.query(_CARDS, {"ids": json_column(sorted(set(decision_ids))), **sight(viewer)})
    return {row["decision_id"]: posts.post_of(row) for row in rows}


def waiting_for_others(
    db: Database, viewer: Viewer, *, after: int, limit: int, count_to: int
) -> tuple[list[RecordedDecision], Counted]:
    """What others have asked for, that waits and that the viewer may see: the oldest after that number.

    With how many there are, counted so far.
    """
    filters = Filters(status=Status.RECORDED, not_asked_by=viewer.who, after=after)
    numbers = list(islice(walk.numbers(db, "", filters, viewer, oldest_first=True), max(limit, count_to + 1)))
    found = lookup.by_numbers(db, numbers[:limit], viewer, oldest_first=True)
    return found, Counted(min(len(numbers), count_to), len(numbers) > count_to)


def asked_by(db: Database, who: str, *, waiting: bool, limit: int) -> list[RecordedDecision]:
    """The newest that somebody asked for: those that wait, or the others."""
    filters = Filters(asked_by=who, status=Status.RECORDED if waiting else _MOVED_ON)
    return lookup.found(db, filters=filters, limit=limit)


def by_status(db: Database, viewer: Viewer, since: datetime, limit: int) -> Mapping[Status, int]:
    """Where the decisions recorded from then on stand, of those that the viewer may see: of so many newest."""
    numbers = json_column(list(islice(walk.numbers(db, "", Filters(since=since), viewer), limit)))
    return {Status(status): number for status, number in db.execute(_BY_STATUS, [numbers])}
