"""What a row of the outbox is: a card to post, cards to bring up to date, or a notice to a person."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from bot.store.columns import text_of, time_of
from bot.store.errors import readable


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow(_Row):
    """Tell one person something."""

    kind: ClassVar = "notice"
    who: str
    payload: Mapping[str, Any]
    """What it says; emptied once it is settled."""
    decision_id: int | None
    """The decision that it repeats, with which it would have to be erased."""


MessageRow = CardRow | NoticeRow
"""What becomes a message, which can be found again."""
OutboxRow = MessageRow | RefreshRow
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
        )


def outbox_row(row: Mapping[str, Any]) -> OutboxRow:
    """Whichever of them it is; raises as `card_row` does."""
    match row["kind"]:
        case CardRow.kind:
            return card_row(row)
        case RefreshRow.kind:
            return refresh_row(row)
        case NoticeRow.kind:
            return notice_row(row)
        case kind:
            with readable(f"Outbox row {row['id']}"):
                raise ValueError(f"no row of the outbox is a {kind}")


def _progress(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "state": OutboxState(row["state"]),
        "attempts": row["attempts"],
        "not_before": time_of(row["not_before"]),
        "claimed_at": None if row["claimed_at"] is None else time_of(row["claimed_at"]),
        "last_error": None if row["last_error"] is None else text_of(row["last_error"]),
    }
