"""What the chain tells of cards: that one was asked for, where it is and who can read it, or that it was given up.

The outbox and the posts say the same, and are what the bot goes by. Without the events, nobody would see it if a card
that waits were sent somewhere else, or what was said in private counted as public.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.store import events
from bot.store.columns import text_of
from bot.store.driver import Database
from bot.store.event import EventKind
from bot.store.events import details_in
from bot.store.posts import Post
from bot.store.verdict import Broken

TOLD_SINCE = 9
"""The schema from which on the chain tells of cards."""
_BOT = "sourcing"

_STATES: Mapping[str, frozenset[str]] = {
    EventKind.CARD_REQUESTED: frozenset({"waiting", "sending"}),
    EventKind.CARD_POSTED: frozenset({"sent"}),
    EventKind.CARD_GIVEN_UP: frozenset({"failed"}),
}
"""What a row of the outbox can be, by the last event about its card."""


def tell_requested(
    db: Database, at: datetime, decision_id: int, channel: str, thread_ts: str | None, requester: str
) -> None:
    """Tell that somebody asked for a card."""
    _tell(db, at, EventKind.CARD_REQUESTED, requester, decision_id, _place(channel, thread_ts))


def tell_posted(db: Database, at: datetime, post: Post) -> None:
    """Tell where a card is, and whether only the members of that channel can read it."""
    where = {**_place(post.channel, post.thread_ts), "ts": post.ts, "private": post.private}
    _tell(db, at, EventKind.CARD_POSTED, _BOT, post.decision_id, where)


def tell_given_up(db: Database, at: datetime, decision_id: int, channel: str, thread_ts: str | None) -> None:
    """Tell that a card cannot be posted."""
    _tell(db, at, EventKind.CARD_GIVEN_UP, _BOT, decision_id, _place(channel, thread_ts))


def tell_of_older(db: Database, at: datetime) -> None:
    """Tell of the cards from before the chain told of any, as they stand now."""
    rows = "SELECT decision_id, channel, thread_ts, requester, state FROM outbox WHERE kind = 'card' ORDER BY id"
    for decision_id, channel, thread_ts, requester, state in db.execute(rows).fetchall():
        tell_requested(db, at, decision_id, channel, thread_ts, text_of(requester or _BOT))
        if state == "failed":
            tell_given_up(db, at, decision_id, channel, thread_ts)
    rows = "SELECT decision_id, channel, ts, thread_ts, private FROM posts ORDER BY posted_at, channel, ts"
    for decision_id, channel, ts, thread_ts, private in db.execute(rows).fetchall():
        tell_posted(db, at, Post(decision_id, channel, ts, thread_ts, bool(private), at))


def changed_cards(db: Database) -> Iterator[Broken]:
    """Where the outbox or the posts say something else of a card than the events."""
    asked: dict[tuple[int, str, str], str] = {}
    posted: dict[tuple[str, str], tuple[int, str, bool]] = {}
    told = "SELECT decision_id, kind, body FROM events WHERE kind IN (?, ?, ?) ORDER BY seq"
    for decision_id, kind, body in db.execute(told, [str(kind) for kind in _STATES]):
        details = details_in(body)
        channel, thread = str(details.get("to")), str(details.get("thread") or "")
        if kind == EventKind.CARD_REQUESTED or (decision_id, channel, thread) in asked:
            asked[decision_id, channel, thread] = kind
        if kind == EventKind.CARD_POSTED:
            posted.setdefault((channel, str(details.get("ts"))), (decision_id, thread, bool(details.get("private"))))
    yield from _changed_outbox(db, asked)
    yield from _changed_posts(db, posted)


def _changed_outbox(db: Database, asked: dict[tuple[int, str, str], str]) -> Iterator[Broken]:
    rows = "SELECT id, decision_id, channel, thread_ts, state FROM outbox WHERE kind = 'card' ORDER BY id"
    for number, decision_id, channel, thread_ts, state in db.execute(rows):
        kind = asked.pop((decision_id, channel, thread_ts), None)
        if kind is None:
            yield Broken("outbox", number, f"Nobody asked for the card of decision {decision_id} in {channel}.")
        elif state not in _STATES[kind]:
            told = kind.replace("_", " ")
            because = f"The card of decision {decision_id} for {channel} is {state}, but the last event is: {told}."
            yield Broken("outbox", number, because)
    for decision_id, channel, _ in asked:
        yield Broken(
            "outbox", decision_id, f"The card of decision {decision_id} for {channel} is missing from the outbox."
        )


def _changed_posts(db: Database, posted: dict[tuple[str, str], tuple[int, str, bool]]) -> Iterator[Broken]:
    rows = "SELECT channel, ts, thread_ts, decision_id, private FROM posts ORDER BY channel, ts"
    for channel, ts, thread_ts, decision_id, private in db.execute(rows):
        told = posted.pop((channel, ts), None)
        card = f"The card of decision {decision_id} in {channel}"
        if told is None:
            yield Broken("posts", ts, f"{card} was never posted.")
        elif told[:2] != (decision_id, thread_ts or ""):
            yield Broken("posts", ts, f"{card} was changed after it was posted.")
        elif told[2] and not private:
            yield Broken("posts", ts, f"{card} counts as public, but was posted in private.")
    for (channel, ts), (decision_id, *_) in posted.items():
        yield Broken("posts", ts, f"The card of decision {decision_id} in {channel} is missing from the posts.")


def _place(channel: str, thread_ts: str | None) -> dict[str, Any]:
    return {"to": channel, **({"thread": thread_ts} if thread_ts else {})}


def _tell(
    db: Database, at: datetime, kind: EventKind, actor: str, decision_id: int, details: Mapping[str, Any]
) -> None:
    events.append(db, at, kind=kind, actor=actor, details=details, decision_id=decision_id)
