"""Sends what stands in the outbox: cards into channels, updates of cards, notices to people.

This is the only place that posts messages. A row is claimed on disk before it is sent, and settled on disk after.
Where the answer is lost in between, Slack is asked whether the message is there: its metadata says which row it is.
Nothing is ever sent again on a guess.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlite_utils import Database

from bot.conversations import Conversations
from bot.desk import Desk
from bot.slack_client import (
    CannotPostError,
    GoneError,
    NotWelcomeError,
    RateLimitedError,
    SlackError,
    UnknownResultError,
    call,
)
from bot.store import OutboxKind, OutboxRow, StoreError, lookup, outbox
from bot.store.writer import Readers, Work, Writer
from bot.views.card import Audience, card
from bot.views.messages import could_not_post

log = logging.getLogger(__name__)

METADATA = "sourcing_decision"
"""The event type of a card's metadata."""

_IDLE = 30.0
_BUSY = 0.25
"""Seconds between two looks at the outbox: while nothing waits, and while something does."""
_MOST_ATTEMPTS = 8
_LONGEST_WAIT = 300.0
_SLACK_IS_SURE = timedelta(seconds=6)
"""After a claim. A call that timed out on us may still be on its way: an earlier "it is not there" counts nothing."""
_WORKERS = 4


class Sender:
    """Works through the outbox until it is stopped."""

    def __init__(
        self, desk: Desk, client: AsyncWebClient, writer: Writer, readers: Readers, clock: Callable[[], datetime]
    ) -> None:
        self._desk = desk
        self._client = client
        self._writer = writer
        self._readers = readers
        self._clock = clock
        self._awake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._workers: set[asyncio.Task[None]] = set()
        self._conversations = Conversations(client, clock)
        self._left_over: dict[int, datetime] = {}
        """The rows of an earlier run that may have arrived already, and since when."""

    async def start(self) -> None:
        """Settles what was in flight when the last run ended, then works through what waits."""
        self._left_over.update(await self._writer.run(lambda db, _: outbox.left_over(db)))
        for row in await self._writer.run(lambda db, _: outbox.in_doubt(db)):
            self._begin(self._safely(self._settle, row))
        for _ in range(_WORKERS):
            self._begin(self._work())

    def wake(self) -> None:
        """Something has been put into the outbox."""
        self._awake.set()

    async def stop(self, seconds: float) -> None:
        """Sends what comes due within so long; the rest stays on disk for the next run."""
        self._stopping.set()
        self.wake()
        if self._workers:
            _, late = await asyncio.wait(self._workers, timeout=seconds)
            for worker in late:
                worker.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        worker = asyncio.create_task(work)
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self) -> None:
        while True:
            self._awake.clear()
            try:
                row = await self._writer.run(outbox.claim_next)
                waiting = row is not None or await self._writer.run(lambda db, _: outbox.anything_waiting(db))
            except StoreError as error:
                log.error("the outbox cannot be read: %s", error)
                row, waiting = None, not self._stopping.is_set()
            if row is not None:
                await self._safely(self._send, row)
            elif self._stopping.is_set() and not waiting:
                return
            else:
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._awake.wait(), _BUSY if waiting else _IDLE)

    async def _safely(self, work: Callable[[OutboxRow], Awaitable[None]], row: OutboxRow) -> None:
        """Works on a row; whatever happens, the worker lives on and the row does not stay in its channel's way."""
        try:
            await work(row)
        except StoreError as error:
            # Only while stopping: the row stays as claimed, and the next start asks Slack what became of it.
            log.error("an outbox row could not be settled: %s", error, extra={"fields": {"row": row.id}})
        except Exception:
            log.exception("an outbox row failed", extra={"fields": {"row": row.id}})
            await self._safely(lambda failed: self._give_up(failed, "unknown_result"), row)

    async def _send(self, row: OutboxRow) -> None:
        if row.id in self._left_over and not await self._is_still_to_be_sent(row):
            return
        try:
            ts, private = await self._deliver(row)
        except StoreError as error:
            # The log is read before anything is sent.
            await self._try_again(row, _BUSY, str(error))
        except RateLimitedError as error:
            await self._put_back(row, max(error.retry_after, _BUSY), error.code)
        except UnknownResultError:
            # Apart, so that other channels need not wait until Slack is sure.
            self._begin(self._safely(self._settle, row))
        except NotWelcomeError as error:
            log.error("Slack no longer takes the token", extra={"fields": {"code": error.code}})
            await self._put_back(row, _LONGEST_WAIT, error.code)
        except CannotPostError as error:
            await self._give_up(row, error.code)
        except SlackError as error:
            log.error("Slack refused an outbox row", extra={"fields": {"row": row.id, "code": error.code}})
            await self._give_up(row, error.code)
        else:
            await self._sent(row, ts, private=private)

    async def _is_still_to_be_sent(self, row: OutboxRow) -> bool:
        """Asks Slack whether a row of an earlier run has arrived, and settles it unless Slack says that it has not."""
        try:
            ts = await self._find(row)
        except (UnknownResultError, RateLimitedError, NotWelcomeError) as error:
            await self._put_back(row, max(error.retry_after, 0.25 * 2.0 ** min(row.attempts, 12)), error.code)
        except CannotPostError as error:
            await self._give_up(row, error.code)
        except SlackError as error:
            log.warning("it is unknown whether a row arrived", extra={"fields": {"row": row.id, "code": error.code}})
            await self._give_up(row, "unknown_result")
        else:
            del self._left_over[row.id]
            if ts is None:
                return True
            await self._sent(row, ts, private=await self._conversations.is_private(row.channel))
        return False

    async def _deliver(self, row: OutboxRow) -> tuple[str | None, bool]:
        """Sends the row; returns the message's timestamp and whether its channel is private."""
        match row.kind:
            case OutboxKind.CARD:
                private = await self._conversations.is_private(row.channel)
                return await self._post_card(row), private
            case OutboxKind.REFRESH:
                await self._refresh(row)
                return None, True
            case OutboxKind.NOTICE:
                answer = await call(
                    self._client.chat_postMessage,
                    channel=row.channel,
                    text=row.payload["text"],
                    blocks=row.payload["blocks"],
                    metadata=await self._metadata(row),
                    unfurl_links=False,
                    unfurl_media=False,
                )
                return str(answer["ts"]), True

    async def _post_card(self, row: OutboxRow) -> str:
        state = await self._desk.decision(row.decision_id or 0, None)
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
        return str(answer["ts"])

    async def _refresh(self, row: OutboxRow) -> None:
        """Brings the cards in one channel up to date; one that somebody removed is left alone."""
        decision_id = row.decision_id or 0
        state = await self._desk.decision(decision_id, None)
        message = card(state, Audience.CHANNEL)
        for post in await self._readers.run(lambda reader: reader.posts_of(decision_id)):
            if post.channel != row.channel:
                continue
            with suppress(GoneError):
                await call(
                    self._client.chat_update,
                    channel=post.channel,
                    ts=post.ts,
                    text=message.text,
                    blocks=message.blocks,
                )

    async def _settle(self, row: OutboxRow) -> None:
        """Asks Slack whether a row whose answer was lost has arrived, and goes by what it says."""
        if row.kind is OutboxKind.REFRESH:
            # Showing the same state twice changes nothing, so it can simply be done again.
            await self._try_again(row, _BUSY, "no answer")
            return
        asked = 0
        while not self._stopping.is_set():
            asked += 1
            wait = min(_LONGEST_WAIT, 0.25 * 2.0**asked)
            asked_at = self._clock()
            try:
                ts = await self._find(row)
            except (UnknownResultError, RateLimitedError, NotWelcomeError) as error:
                log.info("Slack does not say yet", extra={"fields": {"row": row.id, "code": error.code}})
                await self._pause(max(error.retry_after, wait))
                continue
            except SlackError as error:
                fields = {"row": row.id, "code": error.code}
                log.warning("it is unknown whether a row arrived", extra={"fields": fields})
                await self._give_up(row, "unknown_result")
                return
            if ts is not None:
                await self._sent(row, ts, private=await self._conversations.is_private(row.channel))
                return
            unsure_for = (row.claimed_at or asked_at) + _SLACK_IS_SURE - asked_at
            if unsure_for <= timedelta():
                await self._try_again(row, _BUSY, "it did not arrive")
                return
            await self._pause(min(wait, unsure_for.total_seconds()))

    async def _find(self, row: OutboxRow) -> str | None:
        """The timestamp of the message that a row became; None where it is not in Slack."""
        channel = row.channel
        if row.kind is OutboxKind.NOTICE:
            channel = await self._conversations.with_person(row.channel)
        since = self._left_over.get(row.id)
        around = since or row.claimed_at or self._clock()
        about = await self._metadata(row)
        return await self._conversations.message_with(about, channel, row.thread_ts, around, or_later=since is not None)

    async def _metadata(self, row: OutboxRow) -> dict[str, Any]:
        """What marks the row's message: the row, and a moment of its own, which no other log shares."""
        about: dict[str, Any] = {"row": row.id}
        if row.decision_id is not None:
            state = await self._desk.decision(row.decision_id, None)
            about |= {"decision": row.decision_id, "recorded_at": state.recorded_at.isoformat()}
        else:
            about["asked_at"] = row.payload["asked_at"]
        return {"event_type": METADATA, "event_payload": about}

    async def _sent(self, row: OutboxRow, ts: str | None, *, private: bool) -> None:
        await self._put_down(lambda db, at: outbox.mark_sent(db, at, row, ts, private=private))

    async def _try_again(self, row: OutboxRow, seconds: float, error: str) -> None:
        """The row waits a while, longer each time; it is given up where that has not helped for long."""
        if row.attempts >= _MOST_ATTEMPTS:
            await self._give_up(row, error)
        else:
            await self._put_back(row, max(seconds, 0.5 * 2.0 ** (row.attempts - 1)), error)

    async def _put_back(self, row: OutboxRow, seconds: float, error: str) -> None:
        wait = timedelta(seconds=min(_LONGEST_WAIT, seconds))
        await self._put_down(lambda db, at: outbox.retry_later(db, at, row, at + wait, error))
        self.wake()

    async def _give_up(self, row: OutboxRow, code: str) -> None:
        """The row cannot be sent; whoever asked for it is told how to mend that, and nothing is lost."""
        log.warning("not sent", extra={"fields": {"row": row.id, "kind": row.kind, "code": code}})

        def work(db: Database, at: datetime) -> None:
            outbox.mark_failed(db, at, row, code)
            if row.kind is OutboxKind.CARD and row.requester and row.decision_id:
                decision = lookup.by_id(db, row.decision_id)
                notice = could_not_post(decision.reference, row.channel, code, row.thread_ts)
                payload = {"text": notice.text, "blocks": notice.blocks}
                outbox.enqueue_notice(db, at, row.requester, payload, decision_id=row.decision_id)

        await self._put_down(work)
        self.wake()

    async def _put_down(self, work: Work[None]) -> None:
        """Puts on disk what became of a row, as soon as the log can be written: until then its channel waits."""
        while True:
            try:
                await self._writer.run(work)
            except StoreError as error:
                if self._stopping.is_set():
                    raise
                log.error("the outbox cannot be written: %s", error)
                await self._pause(_BUSY)
            else:
                return

    async def _pause(self, seconds: float) -> None:
        """Waits so long, or until the sender is to stop."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
