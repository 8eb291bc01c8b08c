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

_CAME_THEN = "at >= :since AND at < :until"
_DECIDED_THEN = "decided_at >= :since AND decided_at < :until AND held_from < :as_of AND until >= :as_of"
_WAITING_THEN = "until >= :as_of AND held_from < :as_of"

_CAME_EARLIER = f"""
EXISTS (
    SELECT 1 FROM posts JOIN digest_new AS earlier ON earlier.channel = posts.channel
        AND earlier.at = {_micros_in_sql("posts.posted_at")} AND earlier.decision_id = posts.decision_id
    WHERE posts.decision_id = digest_new.decision_id AND earlier.at < digest_new.at
        AND earlier.channel IN (SELECT value FROM json_each(:channels))
        AND (earlier.channel = :own OR NOT earlier.private)
)
"""  # noqa: S608 - a constant of ours
"""Into another of the channels: it is no news in this one."""


@dataclass(frozen=True, slots=True)
class _Counting:
    """How rows are counted so that each decision counts once.

    Every row is counted, which is quick; of the few decisions with cards in several channels that is taken back, and
    each is counted once.
    """

    by: str
    """A column, for each value of which it is counted by itself; empty for none."""
    also: str
    """What besides is counted of each row: whether that is so."""
    table: str
    then: str
    besides: str = "FALSE"
    """Where a row with others elsewhere does not count."""

    def sql(self, scope: Scope) -> str:
        """Rows of the value, how many, and of how many that is so; those of one value are to be added up."""
        there = THERE if scope.public else "channel = :own"
        every = f"""
        SELECT {self.by or "NULL"}, count(*), coalesce(sum({self.also}), 0)
        FROM {self.table} WHERE {there} AND {self.then}
        """  # noqa: S608 - only our own names
        group = f"GROUP BY {self.by}" if self.by else ""
        if not scope.public:
            return every + group
        once = f"""
        SELECT {self.by or "NULL"}, count(DISTINCT iif({self.besides}, NULL, decision_id)) - count(*),
            count(DISTINCT iif({self.besides} OR NOT ({self.also}), NULL, decision_id)) - coalesce(sum({self.also}), 0)
        FROM {self.table} WHERE elsewhere = 1 AND {there} AND {self.then}
        """  # noqa: S608 - only our own names
        return f"{every}{group} UNION ALL {once}{group}"


_NEW = _Counting("work", "too_early", "digest_new", _CAME_THEN, _CAME_EARLIER)
_DECIDED = _Counting("model", "overridden", "digest_decided", _DECIDED_THEN)
_WAITING = _Counting("", "began < :since", "digest_waiting", _WAITING_THEN)

_LAST_NEW = f"""
SELECT DISTINCT decision_id FROM digest_new WHERE {THERE} AND {_CAME_THEN} AND NOT (elsewhere AND {_CAME_EARLIER})
ORDER BY at DESC, decision_id DESC LIMIT :most
"""  # noqa: S608 - only our own names
_LAST_DECIDED = f"""
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
    new = _counted(db, _NEW, scope, span)
    decided = _counted(db, _DECIDED, scope, span)
    return Counted(
        WeekCounts(
            new=sum(many for many, _ in new.values()),
            too_early=sum(early for _, early in new.values()),
            kinds={text_of(work): many for work, (many, _) in new.items() if work is not None and many},
            decided=sum(many for many, _ in decided.values()),
            overridden=sum(overridden for _, overridden in decided.values()),
        ),
        {text_of(model): many for model, (many, _) in decided.items() if model is not None and many},
    )


def waiting(db: Database, scope: Scope, span: Span) -> Waited:
    """What waits at the end."""
    parameters = {**scope.parameters, **span.parameters, "most": MOST_LINES}
    count, same = _counted(db, _WAITING, scope, span).get(None, (0, 0))
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
    return _numbers(db, _LAST_NEW, scope, span)


def decided(db: Database, scope: Scope, span: Span, *, overridden: bool = False) -> list[int]:
    """The numbers of the last that were decided then and still were at the end; or only of those overridden."""
    return _numbers(db, _LAST_DECIDED, scope, span, overridden=overridden)


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
        told, held = f"SELECT * FROM {table}_told", f"SELECT * FROM {table}"  # noqa: S608 - one of the three tables named above
        for sql, wrong in ((f"{told} EXCEPT {held}", "leaves out"), (f"{held} EXCEPT {told}", "makes up")):
            for row in db.query(sql):
                number = row["decision_id"]
                yield Broken(table, number, f"What digests count {wrong} something of decision {number}.")


def _counted(db: Database, counting: _Counting, scope: Scope, span: Span) -> Mapping[str | None, tuple[int, int]]:
    """How many decisions by the value that they are counted by, and of how many more is so."""
    found: dict[str | None, tuple[int, int]] = {}
    for value, many, also in db.execute(counting.sql(scope), {**scope.parameters, **span.parameters}):
        before, also_before = found.get(value, (0, 0))
        found[value] = before + many, also_before + also
    return found


def _numbers(db: Database, sql: str, scope: Scope, span: Span, **more: Any) -> list[int]:
    parameters = {**scope.parameters, **span.parameters, "most": MOST_LINES, **more}
    return [number for (number,) in db.execute(sql, parameters)]


def micros(moment: datetime) -> int:
    """A moment as migration 18 keeps it."""
    return (moment - _EPOCH) // _MICROSECOND


def _moment(micros: int) -> datetime:
    return _EPOCH + micros * _MICROSECOND
