"""Which decisions fit, by number, newest or oldest first: a walk of the shortest list, everything else looked up.

What somebody may see is a list like the others: what they asked for, what was posted where they ask, and what was
posted in each public channel that they can read. So a search costs as much as the shortest list is long, at most; and
nothing for somebody who may see nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from heapq import merge
from itertools import groupby, islice
from typing import Any, NamedTuple

from bot.store import texts
from bot.store.columns import json_column, text_column, time_column
from bot.store.driver import Database
from bot.store.facets import Facet, values_of
from bot.store.search import AnyOf, Filters
from bot.store.visibility import Viewer, seen_by_number, sight

_NO_END = 2**63 - 1
_SIZES = (1_000, 16_000, 128_000)
"""How far lists are counted to find the shortest, one after the other: counting is some forty times as fast as walking,
so what it costs is little beside what it saves."""
_SHORT, _SORTABLE, _ = _SIZES
"""How long a list may be whose texts are read to look for words, and one that is sorted rather than merged."""
_MOST_MERGED = 64
"""Lists that are walked side by side."""

_OF_FACET = """
SELECT decision_id FROM facets AS listed
WHERE facet = :facet AND value = :value AND decision_id > :low AND decision_id < :high
"""
_OF_VALUES = """
SELECT DISTINCT decision_id FROM facets AS listed
WHERE facet = :facet AND value IN (SELECT value FROM json_each(:value)) AND decision_id > :low AND decision_id < :high
"""
_OF_ALL = "SELECT id FROM decisions AS listed WHERE id > :low AND id < :high"

_SIZE = f"SELECT count(*) FROM (SELECT 1 FROM ({_OF_VALUES.replace('DISTINCT', '')}) LIMIT :bound)"  # noqa: S608 - only our own names

_OF_DAYS = """
WITH RECURSIVE days (day) AS (
    SELECT min(value) FROM facets WHERE facet = 'day' AND value >= :first
    UNION ALL
    SELECT (SELECT min(value) FROM facets WHERE facet = 'day' AND value > day) FROM days WHERE day < :last
)
SELECT
    min((SELECT min(decision_id) FROM facets WHERE facet = 'day' AND value = day)),
    max((SELECT max(decision_id) FROM facets WHERE facet = 'day' AND value = day))
FROM days WHERE day <= :last
"""
"""The first and the last number of those days: a step for each, whatever order the clock told the times in."""


class Counted(NamedTuple):
    """How many there are."""

    number: int
    or_more: bool
    """Whether counting stopped there."""


class _Walk(NamedTuple):
    """What every decision on the way is held against."""

    db: Database
    conditions: tuple[str, ...]
    """In SQL; {id} stands for the number of the decision."""
    parameters: Mapping[str, Any]
    oldest_first: bool

    def along(self, select: str, column: str, **parameters: Any) -> Iterator[int]:
        """Those on a list that fit, found as far as they are asked for; `column` is their number there."""
        conditions = "".join(f" AND {each.format(id=f'listed.{column}')}" for each in self.conditions)
        sql = f"{select}{conditions} ORDER BY listed.{column} {'ASC' if self.oldest_first else 'DESC'}"
        return (number for (number,) in self.db.execute(sql, {**self.parameters, **parameters}))

    def side_by_side(self, *walks: Iterator[int]) -> Iterator[int]:
        """Several lists as one, each number once."""
        return (number for number, _ in groupby(merge(*walks, reverse=not self.oldest_first)))


def numbers(
    db: Database, words: str, filters: Filters, viewer: Viewer | None, *, oldest_first: bool = False
) -> Iterator[int]:
    """The numbers of the decisions that fit and that the viewer may see, found as far as they are asked for."""
    sought = texts.words_in(words)
    span = _span(db, filters)
    if span is None or (words.strip() and not sought):
        return iter(())
    lists = list(filters.conditions())
    if viewer is not None and viewer.channel is not None and filters.channel == viewer.channel:
        viewer = None  # who asks in a channel sees all that was posted there
    walk = _Walk(db, *_held_against(filters, lists, viewer), oldest_first)
    walk = walk._replace(parameters={**walk.parameters, **span})
    shortest, size = _shortest(db, [*lists, *([_seen_by(db, viewer, filters)] if viewer else ())], span)
    if not sought:
        return _along(walk, shortest, size)
    if size < _SHORT:
        return texts.with_words(db, _along(walk, shortest, size), sought)
    spaced = walk.along(texts.WITH_WORDS, "rowid", match=texts.match(sought))
    unspaced = walk.along(texts.WITH_PARTS, "id", **texts.parts(sought))
    return walk.side_by_side(spaced, unspaced)


def count(db: Database, words: str, filters: Filters, viewer: Viewer | None, *, at_most: int) -> Counted:
    """How many fit that the viewer may see, counted up to a bound."""
    found = sum(1 for _ in islice(numbers(db, words, filters, viewer), at_most + 1))
    return Counted(min(found, at_most), found > at_most)


def _span(db: Database, filters: Filters) -> dict[str, int] | None:
    """The numbers between which to look; None where there are none."""
    low, high = filters.after or 0, filters.before if filters.before is not None else _NO_END
    if filters.since or filters.until:
        first = time_column(filters.since)[:10] if filters.since else ""
        last = time_column(filters.until)[:10] if filters.until else "9999"
        lowest, highest = db.execute(_OF_DAYS, {"first": first, "last": last}).fetchone()
        if lowest is None:
            return None
        low, high = max(low, lowest - 1), min(high, highest + 1)
    return {"low": low, "high": high} if high - low > 1 else None


def _held_against(
    filters: Filters, lists: Sequence[AnyOf], viewer: Viewer | None
) -> tuple[tuple[str, ...], dict[str, Any]]:
    conditions, parameters = list[str](), dict[str, Any]()
    for which, any_of in enumerate(lists):
        ways = []
        for way, (facet, values) in enumerate(_by_facet(any_of)):
            name = f"has{which}_{way}"
            ways.append(
                f"EXISTS (SELECT 1 FROM facets WHERE facet = '{facet}' AND decision_id = {{id}} "  # noqa: S608 - only our own names
                f"AND value IN (SELECT value FROM json_each(:{name})))"
            )
            parameters[name] = json_column(values)
        conditions.append(f"({' OR '.join(ways) or 'FALSE'})")
    if filters.since or filters.until:
        conditions.append(
            "EXISTS (SELECT 1 FROM decisions WHERE id = {id} AND recorded_at >= :since AND recorded_at < :until)"
        )
        parameters["since"] = time_column(filters.since) if filters.since else ""
        parameters["until"] = time_column(filters.until) if filters.until else "9999"
    if filters.not_asked_by is not None:
        conditions.append("EXISTS (SELECT 1 FROM decisions WHERE id = {id} AND who <> :not_asked_by)")
        parameters["not_asked_by"] = text_column(filters.not_asked_by)
    if viewer is not None:
        conditions.append(seen_by_number("{id}"))
        parameters |= sight(viewer)
    return tuple(conditions), parameters


def _by_facet(any_of: AnyOf) -> list[tuple[Facet, list[str]]]:
    found: dict[Facet, list[str]] = {}
    for facet, value in any_of:
        found.setdefault(facet, []).append(value)
    return list(found.items())


def _seen_by(db: Database, viewer: Viewer, filters: Filters) -> AnyOf:
    """Everything that somebody may see, as far as it can be what is looked for."""
    own = ((Facet.ASKER, text_column(viewer.who)),) if filters.not_asked_by != viewer.who else ()
    near = tuple((Facet.CHANNEL, channel) for channel in viewer.near)
    readable = [each for each in values_of(db, Facet.PUBLIC) if each not in viewer.closed] if viewer.public else []
    return (*own, *near, *((Facet.PUBLIC, channel) for channel in readable))


def _shortest(db: Database, lists: Sequence[AnyOf], span: Mapping[str, int]) -> tuple[AnyOf | None, int]:
    """The shortest of the lists and how long it is; None where all of them are so long that any will do."""
    for bound in _SIZES:
        walkable = [each for each in lists if bound <= _SORTABLE or len(each) <= _MOST_MERGED]
        sizes = [(_size(db, each, span, bound), which) for which, each in enumerate(walkable)]
        size, which = min(sizes, default=(bound, 0))
        if size < bound:
            return walkable[which], size
    return next(iter(walkable), None), _SIZES[-1]


def is_short(db: Database, any_of: AnyOf) -> bool:
    """Whether so few decisions have any of these that all of them can be looked at."""
    return _size(db, any_of, {"low": 0, "high": _NO_END}, _SORTABLE) < _SORTABLE


def _size(db: Database, any_of: AnyOf, span: Mapping[str, int], bound: int) -> int:
    size = 0
    for facet, values in _by_facet(any_of):
        parameters = {"facet": str(facet), "value": json_column(values), "bound": bound - size, **span}
        size += db.execute(_SIZE, parameters).fetchone()[0]
        if size >= bound:
            break
    return size


def _along(walk: _Walk, any_of: AnyOf | None, size: int) -> Iterator[int]:
    """The decisions that fit along one list; None is all there are."""
    if any_of is None:
        return walk.along(_OF_ALL, "id")
    if len(any_of) > _MOST_MERGED or (size < _SHORT and len(any_of) > 1):
        walks = [
            walk.along(_OF_VALUES, "decision_id", facet=str(facet), value=json_column(values))
            for facet, values in _by_facet(any_of)
        ]
    else:
        walks = [walk.along(_OF_FACET, "decision_id", facet=str(facet), value=value) for facet, value in any_of]
    return walk.side_by_side(*walks)
