"""What a row of the outbox is: a message to post, messages to bring up to date, or somebody's Home to publish."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from bot.store.columns import text_of, time_of
from bot.store.errors import readable
from bot.weeks import Week

GIVEN_UP = "given_up"
"""The error of what Slack has not taken for a week."""
UNKNOWN = "unknown_result"
"""Of what may have arrived or not: Slack does not say."""
NOTHING_TO_TELL = "nothing_to_tell"
"""Of the digest of a quiet week."""
TOO_LATE = "too_late"
"""Of a digest that Slack has not taken within its time."""
NOT_DRAWN = "not_drawn"
"""Of a digest over which this program has stumbled; the next week's is tried again."""
NOT_PLANNED = "not_planned"
"""Of a digest that is no longer to be sent."""


class OutboxState(StrEnum):
    """How far a row has come."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """How far something to send has come."""

    id: int
    state: OutboxState
    attempts: int
    """How many times it was claimed since it was asked for."""
    not_before: datetime
    """Counts from the first attempt on."""
    claimed_at: datetime | None
    """By Slack's clock."""
    last_error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow(_Row):
    """Post the decision's card to the channel."""

    kind: ClassVar = "card"
    decision_id: int
    channel: str
    thread_ts: str | None
    requester: str | None
    """Who is told when it cannot be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshRow(_Row):
    """Update the decision's cards in the channel."""

    kind: ClassVar = "refresh"
    decision_id: int
    channel: str


REPEATS = "repeats"
"""In a notice's payload: the numbers of the decisions that it lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow(_Row):
    """Tell one person something."""

    kind: ClassVar = "notice"
    who: str
    payload: Mapping[str, Any]
    """What it says, where it tells of no event; emptied once it is settled."""
    decision_id: int | None
    """The decision that it repeats, with which it would have to be erased."""
    event: int | None = None
    """The event that it tells of; what it says is then drawn from the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRow(_Row):
    """Say in the thread of the decision's card what happened to it."""

    kind: ClassVar = "reply"
    decision_id: int
    event: int
    channel: str
    thread_ts: str
    """Empty where the card was just being posted to the channel; it is the thread of that card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRow(_Row):
    """Remind one person of everything that waits for them."""

    kind: ClassVar = "reminder"
    who: str
    payload: Mapping[str, Any]
    """When it was asked for, and on which of their days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteRow(_Row):
    """Say anew, in one conversation, what messages there repeat of a decision."""

    kind: ClassVar = "rewrite"
    decision_id: int
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRewriteRow(_Row):
    """Say a digest, or the rest of one, anew: it names somebody who has been erased."""

    kind: ClassVar = "rewrite"
    channel: str
    ts: str
    """Empty for all of the last that was sent there: it was on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeRow(_Row):
    """Publish somebody's Home."""

    kind: ClassVar = "home"
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRow(_Row):
    """Post the digest of a week to the channel."""

    kind: ClassVar = "digest"
    channel: str
    week: Week


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMoreRow(_Row):
    """Post the rest of a week's digest in the thread of its message."""

    kind: ClassVar = "digest_more"
    channel: str
    thread_ts: str
    week: Week


MessageRow = CardRow | NoticeRow | ReplyRow | ReminderRow | DigestRow | DigestMoreRow
"""What becomes a message, which can be found again."""
ChangeRow = RefreshRow | RewriteRow | DigestRewriteRow | HomeRow
"""What shows the state of things: doing it twice changes nothing."""
OutboxRow = MessageRow | ChangeRow
"""One thing to send."""


def card_row(row: Mapping[str, Any]) -> CardRow:
    """The card in a row of the outbox; raises StoreError where the row is not as this program wrote it."""
    with readable(f"Outbox row {row['id']}"):
        return CardRow(
            **_progress(row),
            decision_id=row["decision_id"],
            channel=row["channel"],
            thread_ts=row["thread_ts"] or None,
            requester=None if row["requester"] is None else text_of(row["requester"]),
        )


def refresh_row(row: Mapping[str, Any]) -> RefreshRow:
    """The cards to bring up to date; raises as `card_row` does."""
    with readable(f"Outbox row {row['id']}"):
        return RefreshRow(**_progress(row), decision_id=row["decision_id"], channel=row["channel"])


def notice_row(row: Mapping[str, Any]) -> NoticeRow:
    """The notice, whose channel is the person; raises as `card_row` does."""
    with readable(f"Outbox row {row['id']}"):
        return NoticeRow(
            **_progress(row),
            who=row["channel"],
            payload=json.loads(row["payload"]),
            decision_id=row["decision_id"],
            event=row["event"],
        )


def _reply_row(row: Mapping[str, Any]) -> ReplyRow:
    with readable(f"Outbox row {row['id']}"):
        return ReplyRow(
            **_progress(row),
            decision_id=row["decision_id"],
            event=int(row["event"]),
            channel=row["channel"],
            thread_ts=row["thread_ts"],
        )


def _reminder_row(row: Mapping[str, Any]) -> ReminderRow:
    with readable(f"Outbox row {row['id']}"):
        return ReminderRow(**_progress(row), who=row["channel"], payload=json.loads(row["payload"]))


def _rewrite_row(row: Mapping[str, Any]) -> RewriteRow | DigestRewriteRow:
    with readable(f"Outbox row {row['id']}"):
        if row["decision_id"] is None:
            return DigestRewriteRow(**_progress(row), channel=row["channel"], ts=row["thread_ts"])
        return RewriteRow(**_progress(row), decision_id=row["decision_id"], channel=row["channel"])


def _home_row(row: Mapping[str, Any]) -> HomeRow:
    with readable(f"Outbox row {row['id']}"):
        return HomeRow(**_progress(row), who=row["channel"])


def _digest_row(row: Mapping[str, Any]) -> DigestRow:
    with readable(f"Outbox row {row['id']}"):
        return DigestRow(**_progress(row), channel=row["channel"], week=_week(row))


def _digest_more_row(row: Mapping[str, Any]) -> DigestMoreRow:
    with readable(f"Outbox row {row['id']}"):
        return DigestMoreRow(**_progress(row), channel=row["channel"], thread_ts=row["thread_ts"], week=_week(row))


def _week(row: Mapping[str, Any]) -> Week:
    return Week.read(json.loads(row["payload"])["week"])


_READ: Mapping[str, Callable[[Mapping[str, Any]], OutboxRow]] = {
    CardRow.kind: card_row,
    RefreshRow.kind: refresh_row,
    NoticeRow.kind: notice_row,
    ReplyRow.kind: _reply_row,
    ReminderRow.kind: _reminder_row,
    RewriteRow.kind: _rewrite_row,
    HomeRow.kind: _home_row,
    DigestRow.kind: _digest_row,
    DigestMoreRow.kind: _digest_more_row,
}


def outbox_row(row: Mapping[str, Any]) -> OutboxRow:
    """Whichever of them it is; raises as `card_row` does."""
    with readable(f"Outbox row {row['id']}"):
        if row["kind"] not in _READ:
            raise ValueError(f"no row of the outbox is a {row['kind']}")
    return _READ[row["kind"]](row)


def _progress(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "state": OutboxState(row["state"]),
        "attempts": row["attempts"],
        "not_before": time_of(row["not_before"]),
        "claimed_at": None if row["claimed_at"] is None else time_of(row["claimed_at"]),
        "last_error": None if row["last_error"] is None else text_of(row["last_error"]),
    }
