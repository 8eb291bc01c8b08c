"""What stands on somebody's Home: what waits for a decision, what is theirs, and how many there were this month."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice

from bot.store import lookup, posts, walk
from bot.store.columns import json_column, time_column, time_of
from bot.store.decision import RecordedDecision
from bot.store.driver import Database
from bot.store.posts import Post
from bot.store.search import Filters
from bot.store.visibility import OPEN, VISIBLE, Viewer, sight
from bot.store.walk import Counted
from rules.decision_status import Status

_MOVED_ON = tuple(status for status in Status if not status.is_open)


Place = tuple[datetime, int]
"""Where a decision stands among those that wait: since when it does, and its number."""

_WAITING = f"""
SELECT waits.decision_id, waits.since FROM waits JOIN decisions ON decisions.id = waits.decision_id
WHERE (waits.since, waits.decision_id) > (:since, :number)
    AND decisions.status = '{Status.RECORDED}' AND decisions.who IS NOT :viewer AND {VISIBLE}
ORDER BY waits.since, waits.decision_id LIMIT :limit
"""  # noqa: S608 - constants of ours

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
    db: Database, viewer: Viewer, *, after: Place | None, limit: int, count_to: int
) -> tuple[list[RecordedDecision], list[Place], Counted]:
    """What others have asked for, that was posted, waits and can be seen by the viewer: the oldest after that place.

    With the place of each, and with how many there are, counted so far. It is a walk of what waits, which is little
    beside all that nobody ever posted.
    """
    since, number = (time_column(after[0]), after[1]) if after else ("", 0)
    parameters = {"since": since, "number": number, "limit": max(limit, count_to + 1), **sight(viewer)}
    rows = db.execute(_WAITING, parameters).fetchall()
    found = lookup.by_numbers(db, [number for number, _ in rows[:limit]], viewer)
    decisions = {each.id: each for each in found}
    places = [(time_of(began), number) for number, began in rows[:limit] if number in decisions]
    return [decisions[each] for _, each in places], places, Counted(min(len(rows), count_to), len(rows) > count_to)


def asked_by(db: Database, who: str, *, waiting: bool, limit: int) -> list[RecordedDecision]:
    """The newest that somebody asked for: those that wait, or the others."""
    filters = Filters(asked_by=who, status=Status.RECORDED if waiting else _MOVED_ON)
    return lookup.found(db, filters=filters, limit=limit)


def by_status(db: Database, viewer: Viewer, since: datetime, limit: int) -> Mapping[Status, int]:
    """Where the decisions recorded from then on stand, of those that the viewer may see: of so many newest."""
    numbers = json_column(list(islice(walk.numbers(db, "", Filters(since=since), viewer), limit)))
    return {Status(status): number for status, number in db.execute(_BY_STATUS, [numbers])}
