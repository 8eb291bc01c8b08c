"""What stands on somebody's Home: what waits for a decision, what is theirs, and how many there were this month."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from bot.store import lookup, posts, walk
from bot.store.columns import json_column, time_column, time_of
from bot.store.decision import RecordedDecision
from bot.store.driver import Database
from bot.store.facets import Facet, values_of
from bot.store.posts import Post
from bot.store.search import ALL, Filters
from bot.store.visibility import NEAR, OPEN, VISIBLE, Viewer, sight
from bot.store.walk import Counted
from rules.decision_status import Status

_MOVED_ON = tuple(status for status in Status if not status.is_open)


Place = tuple[datetime, int]
"""Where a decision stands among those that wait: since when it does, and its number."""

_MOST_WALKED = 10_000
"""Of those that wait, for one look: a fiftieth of a second, whoever looks and whatever they may see."""

_AFTER = "(waits.since, waits.decision_id) > (:since, :number)"

_OF_THOSE_THAT_WAIT = f"""
(SELECT waits.* FROM waits WHERE {_AFTER} ORDER BY waits.since, waits.decision_id LIMIT {_MOST_WALKED})
"""  # noqa: S608 - constants of ours

_OF_THOSE_THAT_ARE_SEEN = f"""
(
    SELECT waits.* FROM waits WHERE {_AFTER} AND waits.decision_id IN (
        SELECT decision_id FROM facets WHERE facet = '{Facet.PUBLIC}' AND value IN (SELECT value FROM json_each(:seen))
        UNION ALL
        SELECT decision_id FROM facets WHERE facet = '{Facet.CHANNEL}' AND value IN (SELECT value FROM json_each(:near))
    )
)
"""  # noqa: S608 - only our own names

_WAITING = f"""
SELECT waits.decision_id, waits.since FROM {{source}} AS waits JOIN decisions ON decisions.id = waits.decision_id
WHERE decisions.status = '{Status.RECORDED}' AND decisions.who IS NOT :viewer AND {VISIBLE}
ORDER BY waits.since, waits.decision_id LIMIT :limit
"""  # noqa: S608 - only our own names

_LOOKED_TO = f"""
SELECT waits.since, waits.decision_id FROM waits WHERE {_AFTER}
ORDER BY waits.since, waits.decision_id LIMIT 1 OFFSET {_MOST_WALKED - 1}
"""  # noqa: S608 - only our own names


class Waited(NamedTuple):
    """What waits, oldest first."""

    decisions: list[RecordedDecision]
    places: list[Place]
    """Of each of them."""
    counted: Counted
    """How many there are."""
    looked_to: Place | None
    """Where to look on, where very many wait; None where all were looked at."""


_CARDS = f"""
SELECT posts.* FROM posts JOIN decisions ON decisions.id = posts.decision_id
WHERE posts.decision_id IN (SELECT value FROM json_each(:ids))
    AND (
        decisions.who = :viewer OR :everything
        OR posts.channel IN (SELECT value FROM json_each(:near)) OR (:public AND {OPEN} AND NOT {NEAR})
    )
ORDER BY posts.decision_id, posted_at DESC, channel, ts
"""  # noqa: S608 - only our own names


_BY_STATUS = """
SELECT status, count(*) FROM decisions
WHERE id IN (SELECT value FROM json_each(:ids)) AND recorded_at >= :since GROUP BY status
"""


def cards_seen(db: Database, decision_ids: Iterable[int], viewer: Viewer) -> Mapping[int, Post]:
    """The oldest card of each of these decisions, of those cards that the viewer may go to.

    Of what is near them no other channel was asked about, so they are not led there.
    """
    rows = db.query(_CARDS, {"ids": json_column(sorted(set(decision_ids))), **sight(viewer)})
    return {row["decision_id"]: posts.post_of(row) for row in rows}


def waiting_for_others(db: Database, viewer: Viewer, *, after: Place | None, limit: int, count_to: int) -> Waited:
    """What others have asked for, that was posted, waits and can be seen by the viewer: the oldest after that place.

    It is a walk of what the viewer sees, where that is little, else of what waits, which is little beside all that
    nobody ever posted.
    """
    since, number = (time_column(after[0]), after[1]) if after else ("", 0)
    seen = [each for each in values_of(db, Facet.PUBLIC) if each not in viewer.closed] if viewer.public else []
    sees_little = walk.is_short(
        db, (*((Facet.CHANNEL, each) for each in viewer.near), *((Facet.PUBLIC, each) for each in seen))
    )
    parameters = {"since": since, "number": number, "seen": json_column(seen), **sight(viewer)}
    sql = _WAITING.format(source=_OF_THOSE_THAT_ARE_SEEN if sees_little else _OF_THOSE_THAT_WAIT)
    rows = db.execute(sql, {**parameters, "limit": max(limit, count_to + 1)}).fetchall()
    rest = None if sees_little else db.execute(_LOOKED_TO, {"since": since, "number": number}).fetchone()
    found = lookup.by_numbers(db, [number for number, _ in rows[:limit]], viewer)
    decisions = {each.id: each for each in found}
    places = [(time_of(began), number) for number, began in rows[:limit] if number in decisions]
    return Waited(
        [decisions[each] for _, each in places],
        places,
        Counted(min(len(rows), count_to), len(rows) > count_to or rest is not None),
        (time_of(rest[0]), rest[1]) if rest else None,
    )


def asked_by(db: Database, who: str, *, waiting: bool, limit: int) -> list[RecordedDecision]:
    """The newest that somebody asked for: those that wait, or the others."""
    filters = Filters(asked_by=who, status=Status.RECORDED if waiting else _MOVED_ON)
    return lookup.found(db, filters=filters, limit=limit)


def lately(
    db: Database, viewer: Viewer, since: datetime, *, count_to: int, limit: int
) -> tuple[list[RecordedDecision], Mapping[Status, int]]:
    """The newest decisions that the viewer may see; and where those recorded from then on stand, of so many newest."""
    numbers = list(islice(walk.numbers(db, "", ALL, viewer), max(count_to, limit)))
    counted = {"ids": json_column(numbers[:count_to]), "since": time_column(since)}
    standing = {Status(status): number for status, number in db.execute(_BY_STATUS, counted)}
    return lookup.by_numbers(db, numbers[:limit], viewer), standing
