"""What people are told by themselves, in a direct message or where they wrote: put down with what it tells of.

It is sent without anyone waiting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store import NoticeRow, idempotency, outbox, repeats
from bot.store.driver import Database
from bot.store.outbox_rows import REPEATS
from bot.store.writer import Writer
from bot.views import messages
from bot.views.blocks import Message

MOST_WAITING = 20
"""Answers on their way to one person; what they write meanwhile is not taken."""


class TooManyWaitingError(Exception):
    """Somebody writes faster than they can be answered."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Where somebody wrote, and is answered so that nobody else sees it."""

    channel: str
    thread_ts: str | None


def tell(db: Database, at: datetime, who: str, message: Message, *, decision_id: int | None = None) -> int:
    """Asks for a person to be told something, in the open transaction; the number of the outbox row.

    `decision_id` names the decision that it repeats, with which it would have to be erased.
    """
    payload = {"text": message.text, "blocks": message.blocks, **_marked(at, None)}
    return outbox.enqueue_notice(db, at, who, payload, decision_id=decision_id).id


def tell_in_turn(
    db: Database,
    at: datetime,
    who: str,
    message: Message,
    *,
    key: str,
    about: Sequence[int] = (),
    beside: Beside | None = None,
) -> None:
    """Answers what somebody wrote, once for each key; one who writes too fast is told that instead, once a minute.

    `about` are the decisions whose words the answer repeats, with which it would have to be erased.
    """

    def answer() -> int:
        payload = {"text": message.text, "blocks": message.blocks, REPEATS: list(about), **_marked(at, beside)}
        only = about[0] if len(about) == 1 else None
        return outbox.enqueue_notice(db, at, who, payload, decision_id=only).id

    def too_much() -> int:
        return tell(db, at, who, messages.notice(messages.TOO_MUCH))

    if outbox.on_their_way(db, [who]) < MOST_WAITING:
        idempotency.once(db, at, key, answer)
    else:
        idempotency.once(db, at, f"too much:{who}:{at:%Y-%m-%dT%H:%M}", too_much)


def show_card(db: Database, at: datetime, who: str, decision_id: int, conversation: str, thread_ts: str | None) -> None:
    """Asks for the card of somebody's own decision in their conversation with the bot, where it is kept up to date.

    Raises TooManyWaitingError.
    """
    if outbox.on_their_way(db, [who, conversation]) >= MOST_WAITING:
        raise TooManyWaitingError
    outbox.enqueue_card(db, at, decision_id, conversation, thread_ts, who)


def show_card_beside(db: Database, at: datetime, who: str, decision_id: int, beside: Beside) -> None:
    """Asks for the same where only they see it; raises TooManyWaitingError."""
    if outbox.on_their_way(db, [who]) >= MOST_WAITING:
        raise TooManyWaitingError
    outbox.enqueue_notice(db, at, who, {"card": True, **_marked(at, beside)}, decision_id=decision_id)


class Answers:
    """How what people write or press in their conversation with the bot is answered there, in messages that stay."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def in_turn(
        self, who: str, message: Message, *, key: str, about: Sequence[int] = (), beside: Beside | None = None
    ) -> None:
        """Asks for somebody to be answered where they wrote, as `tell_in_turn` does."""

        def work(db: Database, at: datetime) -> None:
            tell_in_turn(db, at, who, message, key=key, about=about, beside=beside)

        await self._writer.run(work)

    async def with_card(self, who: str, decision_id: int, conversation: str) -> bool:
        """Whether the card of somebody's own decision comes there now, and was not there before."""
        return await self._writer.run(
            lambda db, at: outbox.enqueue_card(db, at, decision_id, conversation, None, who)[1]
        )

    async def note_repeats(self, who: str, channel: str, ts: str, about: Sequence[int]) -> None:
        """Notes that a message there repeats what these decisions say now."""

        def work(db: Database, at: datetime) -> None:
            for number in about:
                repeats.note(db, at, repeats.Repeat(channel, ts, number, NoticeRow.kind, None, who))

        await self._writer.run(work)


def _marked(at: datetime, beside: Beside | None) -> dict[str, Any]:
    where = {"channel": beside.channel, "thread_ts": beside.thread_ts} if beside else None
    return {"asked_at": at.isoformat(), **({"beside": where} if where else {})}
