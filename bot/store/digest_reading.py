"""What a digest counts and names, read from the record as it was at some moment.

Migration 18 keeps what is counted beside the record, channel by channel, so that counting half a year reads no
decision. What is named is read from the record itself, and never more than `digest_counts.MOST_LINES` of one sort.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store import digest_counts, heads
from bot.store.columns import json_column, text_of, time_column, time_of
from bot.store.digest_counts import THERE, Counted, Scope, Span, Waited, micros
from bot.store.driver import Database
from bot.store.erased import SOMEONE, unnamed
from bot.store.errors import readable
from bot.store.event import Event, EventKind, details_in
from bot.store.heads import Head
from rules.decision_status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that a digest says, as the record had it at one moment."""

    now: Counted
    before: Sequence[Counted]
    """The weeks before, the last one first; as many as it takes to say whether this one is unlike them."""
    waiting: Waited
    new: Sequence[int]
    """The last that came in,"""
    decided: Sequence[int]
    """that were decided,"""
    overridden: Sequence[int]
    """and that were overridden."""
    named: Mapping[int, "Named"]
    """Each of these, and those that wait."""
    puts_in_force: Sequence[Event]
    """With which a policy was put in force."""
    head: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A decision as a line names it; what was erased since is empty."""

    number: int
    text: str | None
    """How it begins; None where it is erased."""
    work: str | None
    """The id of its kind of work; None where what was asked is erased, too."""
    recommended: str | None
    standing: str
    """Both as they were at that moment."""
    policy: str
    """The hash of the policy that says what things are called."""
    asker: str
    """Empty where that is erased; so is `by`."""
    recorded_at: datetime
    status: Status
    at: datetime | None
    """When it was decided, if it was."""
    by: str | None
    model: str | None
    """What was accepted, or chosen instead."""
    ready_reason: str | None
    place: tuple[str, str, str | None] | None
    """The channel of the digest's that has its first card there, with the card's timestamp and its thread's."""


_MOST_OF_TEXT = 1_000
"""Characters: a line shows fewer, and hundreds of lines of whatever strangers wrote are drawn while others wait."""

_NAMED = f"""
SELECT decisions.id, text, recommended, standing,
    CASE WHEN text IS NOT NULL AND classification IS NOT NULL AND json_valid(answers)
        THEN json_extract(answers, '$.work')
    END AS work,
    policies.sha256 AS policy, who, recorded_at,
    (
        SELECT body FROM answers_given JOIN events ON seq = event
        WHERE answers_given.decision_id = decisions.id AND at < :moment ORDER BY event DESC LIMIT 1
    ) AS answered,
    (
        SELECT json_array(channel, ts, thread_ts) FROM posts
        WHERE decision_id = decisions.id AND {THERE} ORDER BY posted_at, channel, ts LIMIT 1
    ) AS place
FROM decisions LEFT JOIN policies ON policies.id = decisions.policy
WHERE decisions.id IN (SELECT value FROM json_each(:ids))
"""  # noqa: S608 - only our own names

_STANDS = """
SELECT stand.decision_id, status, stand.event, at, actor, kind, body
FROM digest_stands AS stand JOIN events ON seq = stand.event
WHERE stand.decision_id IN (SELECT value FROM json_each(:ids)) AND held_from < :as_of AND until >= :as_of
"""

_PUT_IN_FORCE = f"""
SELECT seq, at, actor, body FROM events
WHERE kind = '{EventKind.POLICY_PUT_IN_FORCE}' AND decision_id IS NULL ORDER BY seq DESC
"""  # noqa: S608 - a constant of ours


def read(db: Database, scope: Scope, span: Span, before: Iterable[Span]) -> Reading:
    """What there is to tell of that time; `before` are the weeks before it, the last one first."""
    came_in = digest_counts.new(db, scope, span)
    decided = digest_counts.decided(db, scope, span)
    overridden = digest_counts.decided(db, scope, span, overridden=True)
    waits = digest_counts.waiting(db, scope, span)
    oldest = [number for number, _ in waits.oldest]
    return Reading(
        now=digest_counts.week(db, scope, span),
        before=list(digest_counts.weeks(db, scope, before)),
        waiting=waits,
        new=came_in,
        decided=decided,
        overridden=overridden,
        named=named(db, scope, {*came_in, *decided, *overridden}, oldest, span.as_of or span.until),
        puts_in_force=puts_in_force(db, span),
        head=heads.before(db, span.until),
    )


def named(
    db: Database, scope: Scope, numbers: AbstractSet[int], waiting: Iterable[int], as_of: datetime
) -> Mapping[int, Named]:
    """These decisions as they were at that moment, and those that waited then; without what was erased since."""
    waits = set(waiting)
    moment = {**scope.parameters, "as_of": micros(as_of), "moment": time_column(as_of)}
    moved, every = ({"ids": json_column(sorted(each)), **moment} for each in (numbers - waits, numbers | waits))
    stands = {row["decision_id"]: row for row in db.query(_STANDS, moved)}
    with readable("A decision"):
        decided_by = _who_decided(db, stands)
        found = {}
        for row in db.query(_NAMED, every):
            number = row["id"]
            found[number] = _named(row, stands.get(number), decided_by.get(number))
        return found


def puts_in_force(db: Database, span: Span) -> list[Event]:
    """The events of that time with which a policy was put in force, the last one first."""
    found = []
    for seq, at, actor, body in db.execute(_PUT_IN_FORCE):
        if at < time_column(span.since):
            break
        if at < time_column(span.until):
            found.append(_event(None, seq, at, actor, EventKind.POLICY_PUT_IN_FORCE, body))
    return unnamed(db, found)


def _who_decided(db: Database, stands: Mapping[int, Mapping[str, Any]]) -> Mapping[int, Event]:
    """The events that made these decisions what they were, by number, and without whoever was erased since."""
    made = (
        _event(number, row["event"], row["at"], row["actor"], EventKind(row["kind"]), row["body"])
        for number, row in stands.items()
    )
    return {each.decision_id or 0: each for each in unnamed(db, made)}


def name_or_nothing(who: str) -> str:
    """Who somebody is; empty for whoever was erased."""
    return "" if who == SOMEONE else who


def _event(number: int | None, seq: int, at: str, actor: str, kind: EventKind, body: str) -> Event:
    return Event(seq, number, time_of(at), text_of(actor), kind, details_in(body), "", "")


def _named(row: Mapping[str, Any], stand: Mapping[str, Any] | None, made: Event | None) -> Named:
    status = Status(stand["status"]) if stand else Status.RECORDED
    recommended, standing = row["recommended"], row["standing"]
    is_decided = status is not Status.RECORDED and made is not None
    if row["answered"] is not None:  # after which nobody has decided yet, or somebody has decided anew
        held = details_in(row["answered"])
        recommended, standing = held.get("recommended"), held.get("standing", standing)
    text = row["text"]
    details = made.details if made and is_decided else {}
    model = details.get("model") or (recommended if status is Status.ACCEPTED else None)
    return Named(
        number=row["id"],
        text=None if text is None else text_of(text)[:_MOST_OF_TEXT],
        work=row["work"],
        recommended=recommended,
        standing=standing,
        policy=row["policy"] or "",
        asker="" if row["who"] is None else text_of(row["who"]),
        recorded_at=time_of(row["recorded_at"]),
        status=status,
        at=made.at if made and is_decided else None,
        by=name_or_nothing(made.actor) if made and is_decided else None,
        model=model,
        ready_reason=details.get("ready_reason"),
        place=tuple(json.loads(row["place"])) if row["place"] else None,
    )
