"""What a digest counts, channel by channel. Migration 18 keeps that beside the record: counting reads no decision.

It counts what was so at the end of the time that it tells of: what was undone by then is as if it had not been done.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.store.columns import json_column, text_of
from bot.store.driver import Database
from bot.store.verdict import Broken
from rules.drift import ENOUGH, WEEKS, WeekCounts

MOST_LINES = 50
"""Decisions that are named, of one sort."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NO_END = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Scope:
    """Of which channels a digest tells."""

    own: str
    """The channel that it is for."""
    public: tuple[str, ...] = ()
    """Others that everybody can read now, where it is set to tell of them, too."""

    @property
    def parameters(self) -> dict[str, Any]:
        """As the SQL below takes them."""
        channels = dict.fromkeys((self.own, *self.public))
        return {"own": self.own, "channels": json_column(list(channels)), "many": len(channels) > 1}


@dataclass(frozen=True, slots=True)
class Span:
    """The time that is told of."""

    since: datetime
    until: datetime
    """What happened at `since` or later and before this."""
    as_of: datetime | None = None
    """The record as it was before this moment; None is the end."""

    @property
    def parameters(self) -> dict[str, Any]:
        """As the SQL below takes them."""
        as_of = self.as_of or self.until
        return {"since": micros(self.since), "until": micros(self.until), "as_of": micros(as_of)}


@dataclass(frozen=True, slots=True)
class Counted:
    """What there was in a week."""

    counts: WeekCounts
    models: Mapping[str, int]
    """Of what was decided: by the model that was accepted, or chosen instead."""


@dataclass(frozen=True, slots=True)
class Waited:
    """What waits at a moment."""

    count: int
    same: int
    """Of those: how many have waited since before the week."""
    oldest: Sequence[tuple[int, datetime]]
    """The numbers of those that have waited longest, and since when."""


def _micros_in_sql(column: str) -> str:
    """A time as migration 18 keeps it."""
    return f"(CAST(strftime('%s', {column}) AS INTEGER) * 1000000 + CAST(substr({column}, 21, 6) AS INTEGER))"


THERE = "channel IN (SELECT value FROM json_each(:channels)) AND (channel = :own OR NOT private)"
"""What a digest may tell: the cards of its channel, and of others those that everybody could read from the start."""


def _decisions(among: str = "TRUE") -> str:
    """How many decisions, where one may have cards in several of the channels."""
    return (
        f"coalesce(sum({among} AND NOT (elsewhere AND :many)), 0) "
        f"+ count(DISTINCT iif({among} AND elsewhere AND :many, decision_id, NULL))"
    )


_CAME_IN = f"""
{THERE} AND at >= :since AND at < :until AND NOT (elsewhere AND :many AND EXISTS (
    SELECT 1 FROM posts JOIN digest_new AS earlier ON earlier.channel = posts.channel
        AND earlier.at = {_micros_in_sql("posts.posted_at")} AND earlier.decision_id = posts.decision_id
    WHERE posts.decision_id = digest_new.decision_id AND earlier.at < digest_new.at
        AND earlier.channel IN (SELECT value FROM json_each(:channels))
        AND (earlier.channel = :own OR NOT earlier.private)
))
"""  # noqa: S608 - constants of ours
_DECIDED = f"{THERE} AND decided_at >= :since AND decided_at < :until AND held_from < :as_of AND until >= :as_of"
_WAITING = f"{THERE} AND until >= :as_of AND held_from < :as_of"

_COUNT_NEW = f"""
SELECT work, {_decisions()}, {_decisions("too_early")} FROM digest_new WHERE {_CAME_IN} GROUP BY work
"""  # noqa: S608 - only our own names
_COUNT_DECIDED = f"""
SELECT model, {_decisions()}, {_decisions("overridden")} FROM digest_decided WHERE {_DECIDED} GROUP BY model
"""  # noqa: S608 - only our own names
_COUNT_WAITING = f"SELECT {_decisions()}, {_decisions('began < :since')} FROM digest_waiting WHERE {_WAITING}"  # noqa: S608 - only our own names

_NEW = f"SELECT DISTINCT decision_id FROM digest_new WHERE {_CAME_IN} ORDER BY at DESC, decision_id DESC LIMIT :most"  # noqa: S608 - only our own names
_DECIDED_THEN = f"""
SELECT DISTINCT decision_id FROM digest_decided WHERE {_DECIDED} AND (overridden OR NOT :overridden)
ORDER BY decided_at DESC, decision_id DESC LIMIT :most
"""  # noqa: S608 - only our own names
_OLDEST = f"""
SELECT DISTINCT decision_id, began FROM digest_waiting WHERE {{which}} AND {_WAITING}
ORDER BY began, decision_id LIMIT :most
"""  # noqa: S608 - only our own names

_LATEST = "SELECT coalesce(max(at), 0) FROM digest_new WHERE channel = :channel AND at < :until AND NOT private"


def week(db: Database, scope: Scope, span: Span) -> Counted:
    """What came in between these moments, and what was decided then and still was at the end."""
    parameters = {**scope.parameters, **span.parameters}
    new = db.execute(_COUNT_NEW, parameters).fetchall()
    decided = db.execute(_COUNT_DECIDED, parameters).fetchall()
    return Counted(
        WeekCounts(
            new=sum(many for _, many, _ in new),
            too_early=sum(early for _, _, early in new),
            kinds={text_of(work): many for work, many, _ in new if work is not None},
            decided=sum(many for _, many, _ in decided),
            overridden=sum(overridden for _, _, overridden in decided),
        ),
        {text_of(model): many for model, many, _ in decided if model is not None},
    )


def waiting(db: Database, scope: Scope, span: Span) -> Waited:
    """What waits at the end."""
    parameters = {**scope.parameters, **span.parameters, "most": MOST_LINES}
    count, same = db.execute(_COUNT_WAITING, parameters).fetchone()
    oldest = {
        number: began
        for which in (f"until = {_NO_END}", f"until < {_NO_END}")
        for number, began in db.execute(_OLDEST.format(which=which), parameters)
    }
    first = sorted(oldest.items(), key=lambda each: (each[1], each[0]))[:MOST_LINES]
    return Waited(count, same, [(number, _moment(began)) for number, began in first])


def new(db: Database, scope: Scope, span: Span) -> list[int]:
    """The numbers of the last that came in."""
    return _numbers(db, _NEW, scope, span)


def decided(db: Database, scope: Scope, span: Span, *, overridden: bool = False) -> list[int]:
    """The numbers of the last that were decided then and still were at the end; or only of those overridden."""
    return _numbers(db, _DECIDED_THEN, scope, span, overridden=overridden)


def weeks(db: Database, scope: Scope, spans: Iterable[Span]) -> Iterator[Counted]:
    """As many of these weeks as it takes to compare another with them."""
    decided_enough = came_in_enough = 0
    for read, span in enumerate(spans, start=1):
        found = week(db, scope, span)
        decided_enough += found.counts.decided >= ENOUGH
        came_in_enough += found.counts.new >= ENOUGH
        yield found
        if min(read, decided_enough, came_in_enough) >= WEEKS:
            return


def busiest_lately(db: Database, channels: Iterable[str], until: datetime, most: int) -> list[str]:
    """Those of these channels into which something came last, before that moment."""
    latest = {
        channel: db.execute(_LATEST, {"channel": channel, "until": micros(until)}).fetchone()[0] for channel in channels
    }
    return sorted(filter(latest.__getitem__, latest), key=lambda channel: (-latest[channel], channel))[:most]


def changed_digest_counts(db: Database) -> Iterator[Broken]:
    """Where what is counted is not what the record says."""
    for table in ("digest_new", "digest_waiting", "digest_decided"):
        told, held = f"SELECT * FROM {table}_told", f"SELECT * FROM {table}"  # noqa: S608 - one of these
        for sql, wrong in ((f"{told} EXCEPT {held}", "leaves out"), (f"{held} EXCEPT {told}", "makes up")):
            for row in db.query(sql):
                number = row["decision_id"]
                yield Broken(table, number, f"What digests count {wrong} something of decision {number}.")


def _numbers(db: Database, sql: str, scope: Scope, span: Span, **more: Any) -> list[int]:
    parameters = {**scope.parameters, **span.parameters, "most": MOST_LINES, **more}
    return [number for (number,) in db.execute(sql, parameters)]


def micros(moment: datetime) -> int:
    """A moment as migration 18 keeps it."""
    return (moment - _EPOCH) // _MICROSECOND


def _moment(micros: int) -> datetime:
    return _EPOCH + micros * _MICROSECOND
