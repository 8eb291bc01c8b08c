"""What an outbox row becomes in Slack: a message, or a change of one; and how that message is found again."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.desk import Desk
from bot.digest_posting import DigestPosted, DigestPosting, Weekly
from bot.on_their_way import OnTheirWay
from bot.sight import Sight, near
from bot.slack.client import (
    GoneError,
    NotReachedError,
    NotWelcomeError,
    RateLimitedError,
    SlackError,
    UnknownResultError,
    call,
)
from bot.slack.conversation_ids import is_direct
from bot.slack.conversations import Conversations
from bot.slack.people import Membership, People
from bot.slack.permalinks import permalink
from bot.slack.posted import NothingToSayError, before_posting, channel_of, ts_of
from bot.slack.questions import SlackQuestions
from bot.store import (
    CardRow,
    DigestMoreRow,
    DigestRewriteRow,
    DigestRow,
    HomeRow,
    MessageRow,
    NoticeRow,
    OutboxRow,
    RefreshRow,
    ReminderRow,
    Repeat,
    ReplyRow,
    RewriteRow,
)
from bot.store.writer import Readers
from bot.telling import told_of
from bot.views.blocks import Message
from bot.views.card import Audience, card
from bot.views.telling import Told, erased, thread_line, to_asker, to_earlier_actor

log = logging.getLogger(__name__)

_ASKED_FOR_SOMEBODY = 12
"""Attempts for which Slack is asked again who somebody is; then they are taken for nobody who may be told."""
_DIGESTS = (DigestRow.kind, DigestMoreRow.kind)
METADATA = "sourcing_decision"
"""The event type of a card's metadata."""
_AboutDecisions = CardRow | NoticeRow | ReplyRow | ReminderRow
DrawReminder = Callable[[str], Awaitable["Reminder | None"]]
"""What waits for somebody now, as it is told to them; None where nothing does. Raises SlackError and StoreError."""
RedrawReminder = Callable[[str, Sequence[int]], Awaitable[Message]]
"""What a reminder that named these decisions to somebody says as the record has them now."""
PublishHome = Callable[[str], Awaitable[None]]
"""Publishes somebody's Home as it is now; raises SlackError."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of a row that Slack has taken."""

    ts: str | None
    """The message's timestamp; None where it became none."""
    private: bool = True
    """Whether only its members can read the conversation; noted of cards."""
    channel: str | None = None
    """The conversation, also where the row names a person."""
    about: tuple[int, ...] = ()
    """The decisions that a reminder or a digest repeats."""
    more: bool = False
    """Whether the rest of a digest belongs into its thread."""
    repeated: tuple[Repeat, ...] = ()
    """What digests repeat that were said anew."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder as it is told now."""

    message: Message
    about: tuple[int, ...]
    """The decisions that it names."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What it takes to tell people of what happens to decisions."""

    workspace_url: str
    """Where the workspace is, as `auth.test` says."""
    people: People
    sight: Sight
    publish_home: PublishHome
    on_their_way: OnTheirWay
    draw_reminder: DrawReminder
    redraw_reminder: RedrawReminder
    weekly: Weekly


class Posting:
    """Posts what rows ask for, and looks for what they have become."""

    def __init__(self, desk: Desk, client: AsyncWebClient, readers: Readers, telling: Telling) -> None:
        """`telling` is what it takes to tell people of what happens."""
        self._desk = desk
        self._client = client
        self._readers = readers
        self._telling = telling
        self._changes = SlackQuestions(client.chat_update)
        self._conversations = Conversations(client)
        self._digests = DigestPosting(self._say, readers, self._conversations, self._changes, telling.weekly)

    async def deliver(self, row: OutboxRow) -> Arrived:
        """Sends the row; raises SlackError."""
        if isinstance(row, MessageRow):
            return await self._deliver_message(row)
        match row:
            case RefreshRow():
                await self._refresh(row)
            case RewriteRow():
                return Arrived(None, repeated=tuple(await self._rewrite(row)))
            case DigestRewriteRow():
                return Arrived(None, repeated=tuple(await self._digests.rewrite(row.channel, row.ts)))
            case HomeRow():
                await self._telling.publish_home(row.who)
        return Arrived(None)

    async def _deliver_message(self, row: MessageRow) -> Arrived:
        match row:
            case CardRow():
                private = await before_posting(self.is_private(row))
                answer = await self._post(row, await self._card_in(row.channel, row.decision_id))
                return Arrived(ts_of(answer), private=private, channel=row.channel)
            case ReplyRow():
                message = thread_line(await self._told(row.decision_id, row.event, None))
                return Arrived(ts_of(await self._post(row, message)), channel=row.channel)
            case NoticeRow():
                if await self._is_told_beside(row):
                    return Arrived(None)
                answer = await self._post(row, await before_posting(self._notice(row)))
                return Arrived(ts_of(answer), channel=channel_of(answer))
            case ReminderRow():
                reminder = await before_posting(self._reminder(row))
                answer = await self._post(row, reminder.message)
                return Arrived(ts_of(answer), channel=channel_of(answer), about=reminder.about)
            case DigestRow() | DigestMoreRow():
                return _arrived(row, await self._digests.post(row))

    async def _post(self, row: _AboutDecisions, message: Message) -> AsyncSlackResponse:
        channel = row.channel if isinstance(row, CardRow | ReplyRow) else row.who
        return await self._say(channel, await self._thread(row), message, await self._metadata(row))

    async def _say(
        self, channel: str, thread_ts: str | None, message: Message, metadata: Mapping[str, Any]
    ) -> AsyncSlackResponse:
        return await call(
            self._client.chat_postMessage,
            channel=channel,
            thread_ts=thread_ts,
            text=message.text,
            blocks=message.blocks,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
        )

    async def _thread(self, row: _AboutDecisions) -> str | None:
        """The message that a row's message stands under; None where it stands by itself."""
        if not isinstance(row, ReplyRow) or row.thread_ts:
            return row.thread_ts if isinstance(row, CardRow | ReplyRow) else None
        posts = await self._readers.run(lambda reader: reader.posts_of(row.decision_id))
        cards = [post.ts for post in posts if post.channel == row.channel and post.thread_ts is None]
        if not cards:
            raise NothingToSayError("no_card_there")
        return cards[0]

    async def _notice(self, row: NoticeRow, *, beside: bool = False) -> Message:
        if row.decision_id is not None and "card" in row.payload:
            return await self._card_for(row, row.decision_id, beside=beside)
        if row.event is None or row.decision_id is None:
            return Message(row.payload["text"], row.payload["blocks"])
        told = await self._told(row.decision_id, row.event, row.who)
        if told.asker != row.who and not await self._could_open(row, row.decision_id):
            raise NothingToSayError("could_not_open_it")
        return _for(told, row.who)

    async def _card_for(self, row: NoticeRow, decision_id: int, *, beside: bool) -> Message:
        """The card of somebody's own request: beside what they wrote, where it vanishes, or in a message that stays."""
        where = row.payload["beside"]["channel"] if beside else None
        state = await self._desk.decision(decision_id, None)
        state = await self._desk.with_precedents(state, near(row.who, where), stays=not beside)
        return card(state, Audience.REQUESTER, can_post=beside)

    async def _could_open(self, row: NoticeRow, decision_id: int) -> bool:
        """Whether whoever is told could read the decision's card now: what was said in private stays there."""
        membership = await self._telling.people.membership(row.who)
        if membership is Membership.UNKNOWN and row.attempts < _ASKED_FOR_SOMEBODY:
            raise NotReachedError("not_said")
        sight = self._telling.sight
        return await sight.could_open(await sight.openers(decision_id), row.who, membership)

    async def _reminder(self, row: ReminderRow) -> Reminder:
        reminder = await self._telling.draw_reminder(row.who)
        if reminder is None:
            raise NothingToSayError("nothing_waits")
        return reminder

    async def _told(self, decision_id: int, event: int, who: str | None) -> Told:
        """An event as the record has it at this moment."""
        current = self._desk.policy()
        told = await self._readers.run(lambda reader: told_of(reader, decision_id, event, who, current))
        return replace(told, address=await self.address_of(decision_id)) if who else told

    async def address_of(self, decision_id: int) -> str | None:
        """Where the first of a decision's cards in a channel is; None where none is."""
        found = await self._readers.run(lambda reader: reader.posts_of(decision_id))
        posts = [post for post in found if not is_direct(post.channel)]
        if not posts:
            return None
        return permalink(self._telling.workspace_url, posts[0].channel, posts[0].ts, posts[0].thread_ts)

    async def _is_told_beside(self, row: NoticeRow) -> bool:
        """Whether Slack showed it where they wrote, to them alone. Nobody can ask whether such a message is there."""
        beside = row.payload.get("beside")
        if beside is None:
            return False
        message = await self._notice(row, beside=True)
        try:
            await call(
                self._client.chat_postEphemeral, user=row.who, text=message.text, blocks=message.blocks, **beside
            )
        except (RateLimitedError, NotReachedError, UnknownResultError, NotWelcomeError):
            raise
        except SlackError as error:
            log.info("not told where they wrote", extra={"fields": {"row": row.id, "code": error.code}})
            return False
        return True

    async def _card_in(self, channel: str, decision_id: int) -> Message:
        """A decision's card as it stands in a conversation: in somebody's own with the bot, for whoever asked."""
        state = await self._desk.decision(decision_id, None)
        if is_direct(channel):
            state = await self._desk.with_precedents(state, near(state.who, None))
            return card(state, Audience.REQUESTER, can_post=False)
        state = await self._desk.with_precedents(state, None, channel=channel)
        return card(state, Audience.CHANNEL, can_post=False)

    async def _refresh(self, row: RefreshRow) -> None:
        """Brings the cards in one channel up to date; one that somebody removed is left alone."""
        message = await self._card_in(row.channel, row.decision_id)
        for post in await self._readers.run(lambda reader: reader.posts_of(row.decision_id)):
            if post.channel == row.channel:
                await self._change(post.channel, post.ts, message)

    async def _rewrite(self, row: RewriteRow) -> list[Repeat]:
        """Says anew what messages in one conversation repeat of a decision; and what they then repeat of others."""
        repeated: list[Repeat] = []
        for repeat in await self._readers.run(lambda reader: reader.repeats_of(row.decision_id)):
            if repeat.channel != row.channel:
                continue
            if repeat.kind in _DIGESTS:
                repeated += await self._digests.rewrite(repeat.channel, repeat.ts)
            else:
                await self._change(repeat.channel, repeat.ts, await self._anew(repeat))
        return repeated

    async def _anew(self, repeat: Repeat) -> Message:
        if repeat.event is not None:
            return _for(await self._told(repeat.decision_id, repeat.event, repeat.told_to), repeat.told_to)
        if repeat.kind != ReminderRow.kind or repeat.told_to is None:
            return erased(repeat.decision_id)
        named = await self._readers.run(lambda reader: reader.repeated_in(repeat.channel, repeat.ts))
        return await self._telling.redraw_reminder(repeat.told_to, named)

    async def _change(self, channel: str, ts: str, message: Message) -> None:
        with suppress(GoneError):
            await self._changes.ask(channel=channel, ts=ts, text=message.text, blocks=message.blocks)

    async def find(self, row: MessageRow, since: datetime, *, first_look: bool = False) -> Arrived | None:
        """What a row has become; None where it is not in Slack. Raises SlackError.

        `since` is when it was sent at the earliest, by Slack's clock; `first_look` says that a digest is looked for of
        which it is not known that anybody has ever sent it.
        """
        if isinstance(row, DigestRow | DigestMoreRow):
            found = await self._digests.find(row, since, first_look=first_look)
            return None if found is None else _arrived(row, found)
        about = await self._metadata(row)
        match row:
            case CardRow() | ReplyRow():
                channel, thread_ts = row.channel, await self._thread(row)
            case NoticeRow() | ReminderRow():
                channel, thread_ts = await self._conversations.with_person(row.who), None
        ts = await self._conversations.message_with(about, channel, thread_ts, since)
        return None if ts is None else Arrived(ts, private=await self.is_private(row), channel=channel)

    async def _metadata(self, row: _AboutDecisions) -> dict[str, Any]:
        """What marks the row's message: the row, and a moment of its own, which no other log shares."""
        about: dict[str, Any] = {"row": row.id}
        if isinstance(row, ReminderRow) or row.decision_id is None:
            about["asked_at"] = row.payload["asked_at"]
        else:
            state = await self._desk.decision(row.decision_id, None)
            about |= {"decision": row.decision_id, "recorded_at": state.recorded_at.isoformat()}
        return {"event_type": METADATA, "event_payload": about}

    async def is_private(self, row: MessageRow) -> bool:
        """Whether only its members can read the conversation that the row's card is for; raises SlackError."""
        return not isinstance(row, CardRow) or await self._conversations.is_private(row.channel)


def _arrived(row: DigestRow | DigestMoreRow, posted: DigestPosted) -> Arrived:
    return Arrived(posted.ts, channel=row.channel, about=posted.about, more=posted.more)


def _for(told: Told, who: str | None) -> Message:
    if who is None:
        return thread_line(told)
    return to_asker(told) if told.asker == who else to_earlier_actor(told)
