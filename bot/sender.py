"""Sends what stands in the outbox: cards into channels, updates of cards, notices to people.

This is the only place that posts messages. A row is claimed on disk before it is sent, and settled on disk after.
Where the answer is lost in between, Slack is asked whether the message is there: its metadata says which row it is.
Nothing is ever sent again on a guess.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

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
from bot.store import OutboxKind, OutboxRow, StoreError, outbox
from bot.store.writer import Readers, Writer
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
_LOOK_BACK = timedelta(minutes=2)
_WORKERS = 4
_PRIVACY_KNOWN_FOR = timedelta(minutes=1)


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
        self._stopping = False
        self._workers: list[asyncio.Task[None]] = []
        self._private: dict[str, tuple[bool, datetime]] = {}
        self.welcome = True
        """False once Slack has said that the token no longer works."""

    async def start(self) -> None:
        """Settles what was in flight when the last run ended, then works through what waits."""
        in_doubt = await self._writer.run(lambda db, _: outbox.in_doubt(db))
        self._workers = [asyncio.create_task(self._settle_all(in_doubt), name="outbox, in doubt")]
        self._workers += [asyncio.create_task(self._work(), name=f"outbox {number}") for number in range(_WORKERS)]

    def wake(self) -> None:
        """Something has been put into the outbox."""
        self._awake.set()

    async def stop(self, seconds: float) -> None:
        """Sends what is due, at most so long; the rest stays on disk for the next run."""
        self._stopping = True
        self._awake.set()
        if self._workers:
            _, late = await asyncio.wait(self._workers, timeout=seconds)
            for worker in late:
                worker.cancel()
            await asyncio.gather(*self._workers, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            self._awake.clear()
            try:
                row = await self._writer.run(outbox.claim_next)
                waiting = row is not None or await self._writer.run(lambda db, _: outbox.anything_waiting(db))
            except StoreError as error:
                log.error("the outbox cannot be read: %s", error)
                row, waiting = None, False
            if row is not None:
                await self._send_safely(row)
            elif self._stopping:
                return
            else:
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._awake.wait(), _BUSY if waiting else _IDLE)

    async def _settle_all(self, rows: list[OutboxRow]) -> None:
        for row in rows:
            await self._settle(row)

    async def _send_safely(self, row: OutboxRow) -> None:
        try:
            await self._send(row)
        except StoreError as error:
            # The row stays as claimed; the next start asks Slack what became of it.
            log.error("an outbox row could not be settled: %s", error, extra={"fields": {"row": row.id}})

    async def _send(self, row: OutboxRow) -> None:
        try:
            ts, private = await self._deliver(row)
        except RateLimitedError as error:
            await self._later(row, error.retry_after, error.code)
        except UnknownResultError:
            await self._settle(row)
        except NotWelcomeError as error:
            self.welcome = False
            log.error("Slack no longer takes the token", extra={"fields": {"code": error.code}})
            await self._later(row, _LONGEST_WAIT, error.code)
        except CannotPostError as error:
            await self._give_up(row, error.code)
        except SlackError as error:
            log.error("Slack refused an outbox row", extra={"fields": {"row": row.id, "code": error.code}})
            await self._give_up(row, error.code)
        else:
            await self._sent(row, ts, private=private)

    async def _deliver(self, row: OutboxRow) -> tuple[str | None, bool]:
        """Sends the row; returns the message's timestamp and whether its channel is private."""
        match row.kind:
            case OutboxKind.CARD:
                private = await self._is_private(row.channel)
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
            await self._later(row, _BUSY, "no answer")
            return
        asked = 0
        while not self._stopping:
            asked += 1
            try:
                ts = await self._find(row)
            except (UnknownResultError, RateLimitedError) as error:
                log.info("Slack does not say yet", extra={"fields": {"row": row.id, "code": error.code}})
                await asyncio.sleep(min(_LONGEST_WAIT, max(error.retry_after, 0.5 * 2.0**asked)))
                continue
            except SlackError as error:
                log.warning(
                    "it is unknown whether a row arrived", extra={"fields": {"row": row.id, "code": error.code}}
                )
                await self._give_up(row, "unknown_result")
                return
            if ts is None:
                await self._later(row, _BUSY, "it did not arrive")
            else:
                await self._sent(row, ts, private=await self._is_private(row.channel))
            return

    async def _find(self, row: OutboxRow) -> str | None:
        """The timestamp of the message that a row became; None where it is not in Slack."""
        channel = row.channel
        if row.kind is OutboxKind.NOTICE:
            channel = str((await call(self._client.conversations_open, users=row.channel))["channel"]["id"])
        oldest = f"{((row.claimed_at or self._clock()) - _LOOK_BACK).timestamp():.6f}"
        about = {"channel": channel, "oldest": oldest, "include_all_metadata": True, "limit": 200}
        if row.thread_ts:
            answer = await call(self._client.conversations_replies, ts=row.thread_ts, **about)
        else:
            answer = await call(self._client.conversations_history, **about)
        wanted = await self._metadata(row)
        return next((str(each["ts"]) for each in answer["messages"] if each.get("metadata") == wanted), None)

    async def _metadata(self, row: OutboxRow) -> dict[str, Any]:
        """What marks the row's message: the row, and the moment of its decision, which no other log shares."""
        state = await self._desk.decision(row.decision_id or 0, None)
        about = {"row": row.id, "decision": state.decision_id, "recorded_at": state.recorded_at.isoformat()}
        return {"event_type": METADATA, "event_payload": about}

    async def _is_private(self, channel: str) -> bool:
        """Whether only its members can read a conversation; also where Slack does not say."""
        known, until = self._private.get(channel, (True, datetime.min.replace(tzinfo=UTC)))
        if self._clock() < until:
            return known
        try:
            about = (await call(self._client.conversations_info, channel=channel))["channel"]
        except SlackError as error:
            log.info("taken to be private", extra={"fields": {"channel": channel, "code": error.code}})
            return True
        private = any(about.get(sort) for sort in ("is_private", "is_im", "is_mpim"))
        self._private[channel] = (private, self._clock() + _PRIVACY_KNOWN_FOR)
        return private

    async def _sent(self, row: OutboxRow, ts: str | None, *, private: bool) -> None:
        await self._writer.run(lambda db, at: outbox.mark_sent(db, at, row, ts, private=private))

    async def _later(self, row: OutboxRow, seconds: float, error: str) -> None:
        if row.attempts >= _MOST_ATTEMPTS:
            await self._give_up(row, error)
            return
        wait = timedelta(seconds=min(_LONGEST_WAIT, max(seconds, 0.5 * 2.0 ** (row.attempts - 1))))
        await self._writer.run(lambda db, at: outbox.retry_later(db, at, row, at + wait, error))
        self.wake()

    async def _give_up(self, row: OutboxRow, code: str) -> None:
        """The row cannot be sent; whoever asked for it is told how to mend that, and nothing is lost."""
        log.warning("not sent", extra={"fields": {"row": row.id, "kind": row.kind, "code": code}})

        def work(db: Any, at: datetime) -> None:
            outbox.mark_failed(db, at, row, code)
            if row.kind is OutboxKind.CARD and row.requester and row.decision_id:
                notice = could_not_post(row.decision_id, row.channel, code, row.thread_ts)
                payload = {"text": notice.text, "blocks": notice.blocks}
                outbox.enqueue_notice(db, at, row.requester, payload, decision_id=row.decision_id)

        await self._writer.run(work)
        self.wake()
