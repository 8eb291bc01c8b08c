"""A week's digest in Slack: posted, found again, and said anew once a decision in it is erased.

Its metadata says which week of which record it is, and is the same whenever the same digest is posted: so one that was
posted is recognised also by a record that was put back from a backup and knows nothing of it. Before the first attempt
Slack is asked for it, and again where an answer was lost. What that cannot tell: where Slack does not let us read the
channel, or too much was said there since, a record put back from a backup posts its digest a second time; and a digest
whose answer was lost is never posted again there, though nobody knows whether it arrived.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.notices import tell
from bot.slack.client import GoneError, NotReachedError, RateLimitedError, SlackError
from bot.slack.conversation_ids import is_person
from bot.slack.conversations import MOST_PAGES, Conversations
from bot.slack.posted import NothingToSayError, before_posting, ts_of
from bot.slack.questions import SlackQuestions
from bot.store import DigestMoreRow, DigestRow, DigestState, Reader, Repeat, RunState, StoreError, digest_runs, digests
from bot.store.driver import Database
from bot.store.outbox_rows import NOT_DRAWN, NOT_PLANNED, NOTHING_TO_TELL, TOO_LATE
from bot.store.writer import Readers
from bot.views.blocks import Message
from bot.views.digest_message import DigestMessage, erased_digest
from bot.views.digest_paused import digest_not_sent, digest_paused
from bot.weeks import Week

T = TypeVar("T")

log = logging.getLogger(__name__)

METADATA = "sourcing_digest"
"""The event type of a digest's metadata."""
_FIRST_PAGES = 10
"""Of what was said in a channel, read before the first attempt: what Slack allows in some seconds."""
_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format"})
"""What Slack says to a block that it does not know, such as a chart in a workspace that has none yet."""

Say = Callable[[str, str | None, Message, Mapping[str, Any]], Awaitable[AsyncSlackResponse]]
"""Posts a message to a channel, or in a thread there, with its metadata; raises SlackError."""
DrawDigest = Callable[[str, Week], Awaitable[DigestMessage | None]]
"""A channel's digest of a week, out of the record; None where there is nothing to tell.

Raises SlackError and StoreError. Of a week that was told it draws what was told then, less what is erased.
"""


@dataclass(frozen=True, slots=True)
class Weekly:
    """What it takes to send digests."""

    draw: DrawDigest
    grace: timedelta
    """For how long after its moment a digest is still sent."""
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class DigestPosted:
    """Where a digest is, or the rest of it."""

    ts: str
    about: tuple[int, ...]
    """The decisions that it repeats."""
    more: bool
    """Whether the rest of it belongs into its thread."""


def earliest(week: Week) -> datetime:
    """Before this moment nobody anywhere posts the digest of the week."""
    return datetime.combine(week.monday, time(), UTC) - timedelta(days=1)


class DigestPosting:
    """Posts digests, and looks for those that were posted."""

    def __init__(
        self,
        say: Say,
        readers: Readers,
        conversations: Conversations,
        changes: SlackQuestions,
        weekly: Weekly,
    ) -> None:
        """`changes` is how messages are changed."""
        self._say = say
        self._readers = readers
        self._conversations = conversations
        self._changes = changes
        self._weekly = weekly

    async def post(self, row: DigestRow | DigestMoreRow) -> DigestPosted:
        """Posts what the row asks for; raises SlackError and StoreError."""
        if isinstance(row, DigestRow):
            await self._is_to_be_posted(row)
        drawn = await self._drawn(row)
        message = drawn.main if isinstance(row, DigestRow) else drawn.more
        if message is None:
            raise NothingToSayError(NOTHING_TO_TELL)
        metadata = await self._metadata(row)
        thread_ts = row.thread_ts if isinstance(row, DigestMoreRow) else None

        async def send(said: Message) -> str:
            return ts_of(await self._say(row.channel, thread_ts, said, metadata))

        return _posted(row, await _without_chart_where_refused(send, message, drawn), drawn)

    async def find(self, row: DigestRow | DigestMoreRow, since: datetime, *, first_look: bool) -> DigestPosted | None:
        """What the row has become; None where it is not in Slack. Raises SlackError and StoreError.

        It is looked for from `since` on, by Slack's clock; at the first look, from the beginning of its week on.
        """
        since, most_pages = (earliest(row.week), _FIRST_PAGES) if first_look else (since, MOST_PAGES)
        thread_ts = row.thread_ts if isinstance(row, DigestMoreRow) else None
        metadata = await self._metadata(row)
        ts = await self._conversations.message_with(metadata, row.channel, thread_ts, since, most_pages=most_pages)
        if ts is None:
            return None
        try:
            return _posted(row, ts, await self._drawn(row))
        except NothingToSayError as error:
            log.warning("a digest that is in Slack is not in the record", extra={"fields": {"code": error.code}})
            return DigestPosted(ts, about=(), more=False)

    async def rewrite(self, channel: str, ts: str) -> list[Repeat]:
        """Says a digest, or the rest of one, anew as the record has it now; what it repeats then.

        Without a timestamp that is the last that was sent there, and its rest. One that somebody removed is left alone.
        """
        if not ts:
            kept = await self._readers.run(lambda reader: reader.digest(channel))
            parts = (kept.last.ts, kept.last.more_ts) if kept is not None and kept.last is not None else ()
            return [repeat for part in parts if part for repeat in await self.rewrite(channel, part)]

        async def change(said: Message) -> None:
            with suppress(GoneError):
                await self._changes.ask(channel=channel, ts=ts, text=said.text, blocks=said.blocks)

        run = await self._readers.run(lambda reader: reader.digest_at(channel, ts))
        drawn = None if run is None else await self._weekly.draw(channel, run.week)
        is_main = run is not None and run.ts == ts
        message = None if drawn is None else drawn.main if is_main else drawn.more
        if drawn is None or message is None:
            await change(erased_digest())
            return []
        await _without_chart_where_refused(change, message, drawn)
        kind, about = (DigestRow.kind, drawn.about) if is_main else (DigestMoreRow.kind, drawn.more_about)
        return [Repeat(channel, ts, number, kind, None, None) for number in about]

    async def _is_to_be_posted(self, row: DigestRow) -> None:
        """Raises NothingToSayError where it is not any longer."""
        run = await self._readers.run(lambda reader: reader.digest_run(row.channel, row.week))
        if run is None or run.state is not RunState.PLANNED:
            raise NothingToSayError(NOT_PLANNED)
        if self._weekly.clock() > run.due_at + self._weekly.grace:
            raise NothingToSayError(TOO_LATE)

    async def _drawn(self, row: DigestRow | DigestMoreRow) -> DigestMessage:
        try:
            drawn = await before_posting(self._weekly.draw(row.channel, row.week))
        except RateLimitedError as error:
            # What Slack is asked too often here is no post: nothing else in the channel has to wait for it.
            raise NotReachedError("not_drawn_yet", error.retry_after) from error
        except (SlackError, StoreError):
            raise
        except Exception as error:
            log.exception("a digest cannot be drawn", extra={"fields": {"row": row.id, "week": str(row.week)}})
            raise NothingToSayError(NOT_DRAWN) from error
        if drawn is None:
            raise NothingToSayError(NOTHING_TO_TELL)
        return drawn

    async def _metadata(self, row: DigestRow | DigestMoreRow) -> Mapping[str, Any]:
        record = await self._readers.run(Reader.beginning)
        part = 1 if isinstance(row, DigestRow) else 2
        about = {"channel": row.channel, "week": str(row.week), "log": record, "part": part}
        return {"event_type": METADATA, "event_payload": about}


@dataclass(frozen=True, slots=True)
class Concerned:
    """Who is told where a digest is not sent."""

    set_by: str | None
    """Who set it up, where it is on."""
    by: str | None
    """Who asked for it now."""


def concerned(db: Database, row: DigestRow) -> Concerned:
    """Who that is, before it is on the record that the digest is not sent."""
    kept, run = digests.of_channel(db, row.channel), digest_runs.of_week(db, row.channel, row.week)
    return Concerned(
        set_by=kept.set_by if kept is not None and kept.state is DigestState.ON else None,
        by=run.by if run is not None and run.state is RunState.PLANNED else None,
    )


def tell_not_sent(db: Database, at: datetime, row: DigestRow, code: str, people: Concerned) -> None:
    """They are told, in the same transaction: of a pause whoever set it up, and whoever asked for it of anything."""
    kept = digests.of_channel(db, row.channel)
    notices: dict[str, Message] = {}
    if people.by is not None and code not in {NOTHING_TO_TELL, NOT_PLANNED}:
        notices[people.by] = digest_not_sent(row.channel, code)
    if people.set_by is not None and kept is not None and kept.state is DigestState.PAUSED:
        notices[people.set_by] = digest_paused(row.channel, code)
    for who, notice in notices.items():
        if is_person(who):
            tell(db, at, who, notice)


def _posted(row: DigestRow | DigestMoreRow, ts: str, drawn: DigestMessage) -> DigestPosted:
    if isinstance(row, DigestRow):
        return DigestPosted(ts, drawn.about, drawn.more is not None)
    return DigestPosted(ts, drawn.more_about, more=False)


async def _without_chart_where_refused(
    say: Callable[[Message], Awaitable[T]], message: Message, drawn: DigestMessage
) -> T:
    try:
        return await say(message)
    except SlackError as error:
        if error.code not in _REFUSED or message is not drawn.main or drawn.without_chart == message:
            raise
        log.info("the digest goes without its chart", extra={"fields": {"code": error.code}})
        return await say(drawn.without_chart)
