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
    def channels(self) -> list[str]:
        """All of them."""
        return list(dict.fromkeys((self.own, *self.public)))

    @property
    def parameters(self) -> dict[str, Any]:
        """As the SQL below takes them."""
        return {"own": self.own, "channels": json_column(self.channels)}


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

_DECIDED_THEN = "decided_at >= :since AND decided_at < :until AND held_from < :as_of AND until >= :as_of"
_WAITING_THEN = "until >= :as_of AND held_from < :as_of"
_CAME_THEN = "at >= :since AND at < :until"
_NOT_ELSEWHERE_BEFORE = f"""
NOT (elsewhere AND EXISTS (
    SELECT 1 FROM posts JOIN digest_new AS earlier ON earlier.channel = posts.channel
        AND earlier.at = {_micros_in_sql("posts.posted_at")} AND earlier.decision_id = posts.decision_id
    WHERE posts.decision_id = digest_new.decision_id AND earlier.at < digest_new.at
        AND earlier.channel IN (SELECT value FROM json_each(:channels))
        AND (earlier.channel = :own OR NOT earlier.private)
))
"""  # noqa: S608 - a constant of ours


@dataclass(frozen=True, slots=True)
class _Sql:
    """How decisions are counted: of one channel, or of several, in which a decision may have several cards."""

    many: bool

    @property
    def there(self) -> str:
        """The condition on a row."""
        return THERE if self.many else "channel = :own"

    @property
    def came_in(self) -> str:
        """The condition on a row of what came in: in no other of the channels before."""
        also = f" AND {_NOT_ELSEWHERE_BEFORE}" if self.many else ""
        return f"{self.there} AND {_CAME_THEN}{also}"

    def number(self, among: str = "") -> str:
        """Of decisions, each counted once."""
        if not self.many:
            return f"coalesce(sum({among}), 0)" if among else "count(*)"
        and_ = f" AND {among}" if among else ""
        return f"coalesce(sum(NOT elsewhere{and_}), 0) + count(DISTINCT iif(elsewhere{and_}, decision_id, NULL))"

    @property
    def new(self) -> str:
        """By kind of work: what came in, and for how much of it was too early."""
        early = self.number("too_early")
        return f"SELECT work, {self.number()}, {early} FROM digest_new WHERE {self.came_in} GROUP BY work"  # noqa: S608 - only our own names

    @property
    def decided(self) -> str:
        """By model: what was decided, and how much of it was overridden."""
        counted = f"{self.number()}, {self.number('overridden')}"
        return f"SELECT model, {counted} FROM digest_decided WHERE {self.there} AND {_DECIDED_THEN} GROUP BY model"  # noqa: S608 - only our own names

    @property
    def waiting(self) -> str:
        """What waits, and how much of it has since before."""
        counted = f"{self.number()}, {self.number('began < :since')}"
        return f"SELECT {counted} FROM digest_waiting WHERE {self.there} AND {_WAITING_THEN}"  # noqa: S608 - only our own names


_OF_ONE, _OF_MANY = _Sql(many=False), _Sql(many=True)

_NEW = """
SELECT DISTINCT decision_id FROM digest_new WHERE {came_in} ORDER BY at DESC, decision_id DESC LIMIT :most
"""
_DECIDED = f"""
SELECT DISTINCT decision_id FROM digest_decided WHERE {THERE} AND {_DECIDED_THEN} AND (overridden OR NOT :overridden)
ORDER BY decided_at DESC, decision_id DESC LIMIT :most
"""  # noqa: S608 - only our own names
_OLDEST = f"""
SELECT began, decision_id FROM digest_waiting
WHERE channel = :channel AND {{which}} AND (:is_own OR NOT private) AND {_WAITING_THEN}
ORDER BY began, held_from, decision_id LIMIT :most
"""  # noqa: S608 - only our own names
_WHICH = (f"until = {_NO_END}", f"until < {_NO_END}")
"""Those that still wait, in the order in which they are kept, and the others, which are few."""

_LATEST = "SELECT coalesce(max(at), 0) FROM digest_new WHERE channel = :channel AND at < :until AND NOT private"


def week(db: Database, scope: Scope, span: Span) -> Counted:
    """What came in between these moments, and what was decided then and still was at the end."""
    parameters, sql = {**scope.parameters, **span.parameters}, _sql(scope)
    new = db.execute(sql.new, parameters).fetchall()
    decided = db.execute(sql.decided, parameters).fetchall()
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
    count, same = db.execute(_sql(scope).waiting, parameters).fetchone()
    oldest = {
        (began, number)
        for channel in scope.channels
        for which in _WHICH
        for began, number in db.execute(
            _OLDEST.format(which=which), {**parameters, "channel": channel, "is_own": channel == scope.own}
        )
    }
    return Waited(count, same, [(number, _moment(began)) for began, number in sorted(oldest)[:MOST_LINES]])


def new(db: Database, scope: Scope, span: Span) -> list[int]:
    """The numbers of the last that came in."""
    return _numbers(db, _NEW.format(came_in=_sql(scope).came_in), scope, span)


def decided(db: Database, scope: Scope, span: Span, *, overridden: bool = False) -> list[int]:
    """The numbers of the last that were decided then and still were at the end; or only of those overridden."""
    return _numbers(db, _DECIDED, scope, span, overridden=overridden)


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


def _sql(scope: Scope) -> _Sql:
    return _OF_MANY if scope.public else _OF_ONE


def _numbers(db: Database, sql: str, scope: Scope, span: Span, **more: Any) -> list[int]:
    parameters = {**scope.parameters, **span.parameters, "most": MOST_LINES, **more}
    return [number for (number,) in db.execute(sql, parameters)]


def micros(moment: datetime) -> int:
    """A moment as migration 18 keeps it."""
    return (moment - _EPOCH) // _MICROSECOND


def _moment(micros: int) -> datetime:
    return _EPOCH + micros * _MICROSECOND
