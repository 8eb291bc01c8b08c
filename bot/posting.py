"""What an outbox row becomes in Slack: a message, or a change of one; and how that message is found again."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.desk import Desk
from bot.slack.client import GoneError, NotReachedError, UnknownResultError, call
from bot.slack.conversations import Conversations
from bot.slack.questions import SlackQuestions
from bot.store import CardRow, MessageRow, NoticeRow, OutboxRow, RefreshRow
from bot.store.writer import Readers
from bot.views.card import Audience, card

METADATA = "sourcing_decision"
"""The event type of a card's metadata."""


class Posting:
    """Posts what rows ask for, and looks for what they have become."""

    def __init__(self, desk: Desk, client: AsyncWebClient, readers: Readers) -> None:
        self._desk = desk
        self._client = client
        self._readers = readers
        self._changes = SlackQuestions(client.chat_update)
        self._conversations = Conversations(client)

    async def deliver(self, row: OutboxRow) -> tuple[str | None, bool]:
        """Sends the row; returns the message's timestamp and whether its channel is private. Raises SlackError."""
        match row:
            case CardRow():
                try:
                    private = await self.is_private(row)
                except UnknownResultError as error:
                    # What Slack was asked is not known; but it was not asked to post anything yet.
                    raise NotReachedError(error.code) from error
                return await self._post_card(row), private
            case RefreshRow():
                await self._refresh(row)
                return None, True
            case NoticeRow():
                answer = await call(
                    self._client.chat_postMessage,
                    channel=row.who,
                    text=row.payload["text"],
                    blocks=row.payload["blocks"],
                    metadata=await self._metadata(row),
                    unfurl_links=False,
                    unfurl_media=False,
                )
                return _ts(answer), True

    async def _post_card(self, row: CardRow) -> str:
        state = await self._desk.decision(row.decision_id, None)
        message = card(state, Audience.CHANNEL)
        answer = await call(
            self._client.chat_postMessage,
            channel=row.channel,
            thread_ts=row.thread_ts,
            text=message.text,
            blocks=message.blocks,
            metadata=await self._metadata(row),
            unfurl_links=False,
            unfurl_media=False,
        )
        return _ts(answer)

    async def _refresh(self, row: RefreshRow) -> None:
        """Brings the cards in one channel up to date; one that somebody removed is left alone."""
        state = await self._desk.decision(row.decision_id, None)
        message = card(state, Audience.CHANNEL)
        for post in await self._readers.run(lambda reader: reader.posts_of(row.decision_id)):
            if post.channel != row.channel:
                continue
            with suppress(GoneError):
                await self._changes.ask(
                    channel=post.channel,
                    ts=post.ts,
                    text=message.text,
                    blocks=message.blocks,
                )

    async def find(self, row: MessageRow, since: datetime) -> str | None:
        """The timestamp of the message that a row became; None where it is not in Slack. Raises SlackError.

        `since` is when it was sent at the earliest, by Slack's clock.
        """
        about = await self._metadata(row)
        match row:
            case CardRow():
                return await self._conversations.message_with(about, row.channel, row.thread_ts, since)
            case NoticeRow():
                channel = await self._conversations.with_person(row.who)
                return await self._conversations.message_with(about, channel, None, since)

    async def _metadata(self, row: MessageRow) -> dict[str, Any]:
        """What marks the row's message: the row, and a moment of its own, which no other log shares."""
        about: dict[str, Any] = {"row": row.id}
        if row.decision_id is not None:
            state = await self._desk.decision(row.decision_id, None)
            about |= {"decision": row.decision_id, "recorded_at": state.recorded_at.isoformat()}
        elif isinstance(row, NoticeRow):
            about["asked_at"] = row.payload["asked_at"]
        return {"event_type": METADATA, "event_payload": about}

    async def is_private(self, row: MessageRow) -> bool:
        """Whether only its members can read the conversation that the row is for; raises SlackError."""
        return isinstance(row, NoticeRow) or await self._conversations.is_private(row.channel)


def _ts(answer: AsyncSlackResponse) -> str:
    """Where a message is, as the answer says; raises UnknownResultError where it does not."""
    ts = answer.get("ts")
    if not isinstance(ts, str):
        raise UnknownResultError("no_ts")
    return ts
