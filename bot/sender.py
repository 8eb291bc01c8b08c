"""Sends what stands in the outbox: cards and digests into channels, updates of them, notices to people.

This is the only place that posts messages. A row is claimed on disk before it is sent, and settled on disk after.
Where the answer is lost in between, Slack is asked whether the message is there: its metadata says which row it is.
Nothing is ever sent again on a guess. What Slack does not take now is tried again, for days.

Waits go by a clock that nobody can set back, and where a message is looked for goes by Slack's own.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot import settling
from bot.desk import Desk
from bot.in_doubt import InDoubt
from bot.posting import Arrived, Posting, Telling
from bot.settling import Settling, growing_pause
from bot.slack.client import (
    CannotPostError,
    NoAnswerError,
    NotReachedError,
    NotWelcomeError,
    RateLimitedError,
    SlackError,
    UnknownResultError,
)
from bot.slack.clocks import SlackClock, SteadyClock
from bot.slack.posted import NothingToSayError
from bot.store import CardRow, DigestMoreRow, DigestRow, MessageRow, OutboxRow, StoreError, outbox
from bot.store.arrivals import Arrival
from bot.store.outbox_rows import UNKNOWN
from bot.store.writer import Readers, Writer
from bot.tasks import woken

log = logging.getLogger(__name__)

_IDLE = 30.0
"""Seconds between two looks at the outbox while nothing waits."""
_SURE_AFTER = 6.0
"""Seconds from the end of a call: a message that is not in Slack by then has not arrived."""
_SURE_AFTER_NO_ANSWER = 60.0
"""The same for a call that Slack was too slow to answer: it may still be at work on it, though we have hung up."""
_AT_ONCE = 32
"""Rows sent at the same time. Each is another channel: that many have to hang before others wait for them."""
_DIGESTS_AT_ONCE = 16
"""Of these: for a digest Slack is asked many things first, no faster than it answers, and somebody waits for a card."""
_NOT_SAID_YET = (UnknownResultError, NotReachedError, RateLimitedError, NotWelcomeError, StoreError)
"""Whether a message is in Slack can be asked again after these."""


class Sender:
    """Works through the outbox until it is stopped."""

    def __init__(
        self,
        desk: Desk,
        client: AsyncWebClient,
        writer: Writer,
        readers: Readers,
        clock: SteadyClock,
        slack_clock: SlackClock,
        telling: Telling,
    ) -> None:
        """`clock` is what waits go by."""
        self._writer = writer
        self._clock = clock
        self._slack_clock = slack_clock
        self._awake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._stop_at: datetime | None = None
        self._working: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._digests = 0
        """How many are being sent."""
        self._unreadable = 0
        """How often in a row the outbox could not be looked at."""
        self._posting = Posting(desk, client, readers, telling)
        self._in_doubt = InDoubt()
        self._settling = Settling(writer, clock, telling.on_their_way, self._in_doubt, self._stopping)

    async def start(self) -> None:
        """Settles what was in flight when the last run ended, then works through what waits."""
        self._writer.tell_of(Arrival.TO_SEND, self._awake.set)
        self._slack_clock.tell_of_jumps(self._awake.set)
        await self._writer.run(lambda db, _: outbox.resume(db, self._clock.now()))
        self._in_doubt.begin(await self._writer.run(lambda db, _: outbox.left_over(db)))
        for row in await self._writer.run(lambda db, _: outbox.in_doubt(db)):
            # Slack may have been at work on it when the last run ended, a moment ago. For a digest nobody waits.
            unsure_for = _SURE_AFTER_NO_ANSWER if isinstance(row, DigestRow | DigestMoreRow) else _SURE_AFTER
            self._begin(self._work_on(self._resolving_doubt(unsure_for), row))
        self._begin(self._work())

    async def stop(self, seconds: float) -> None:
        """Sends what comes due within so long; the rest stays on disk for the next run."""
        self._stop_at = self._clock.now() + timedelta(seconds=seconds)
        self._stopping.set()
        self._awake.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._working:
                    await asyncio.wait(self._working, return_when=asyncio.FIRST_COMPLETED)
        late = list(self._working)
        for work in late:
            work.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _work(self) -> None:
        while True:
            self._awake.clear()
            await self._places.acquire()
            row, waiting = await self._claim()
            if row is not None:
                self._digests += isinstance(row, DigestRow | DigestMoreRow)
                self._begin(self._in_its_place(row))
                continue
            self._places.release()
            if self._stopping.is_set() and not waiting:
                return
            await woken(self._awake, growing_pause(self._unreadable) if waiting else _IDLE)

    async def _claim(self) -> tuple[OutboxRow | None, bool]:
        """The row that is due, if any, and whether some row waits."""
        now, slack_now = self._clock.now(), self._slack_clock.now()
        digests = self._digests < _DIGESTS_AT_ONCE
        try:
            row = await self._writer.run(lambda db, _: outbox.claim_next(db, now, slack_now, digests=digests))
            waiting = row is not None or await self._writer.run(
                lambda db, _: outbox.anything_waiting(db, self._stop_at)
            )
        except StoreError as error:
            log.error("the outbox cannot be read: %s", error)
            return self._none_for_now()
        except Exception:
            # Whatever it is, nothing would be sent any more if this ended.
            log.exception("the outbox cannot be worked on")
            return self._none_for_now()
        self._unreadable = 0
        return row, waiting

    def _none_for_now(self) -> tuple[None, bool]:
        self._unreadable += 1
        return None, not self._stopping.is_set()

    async def _in_its_place(self, row: OutboxRow) -> None:
        try:
            await self._work_on(self._send, row)
        finally:
            self._digests -= isinstance(row, DigestRow | DigestMoreRow)
            self._places.release()

    async def _work_on(self, work: Callable[[OutboxRow], Awaitable[None]], row: OutboxRow) -> None:
        """Works on a row; whatever happens, the row does not stay in its channel's way."""
        for attempt in (work, lambda failed: self._settling.give_up(failed, UNKNOWN)):
            try:
                await attempt(row)
            except StoreError as error:
                # Only while stopping: the row stays as claimed, and the next start asks Slack what became of it.
                log.error("an outbox row could not be settled: %s", error, extra={"fields": {"row": row.id}})
                return
            except Exception:
                log.exception("an outbox row failed", extra={"fields": {"row": row.id}})
            else:
                return

    async def _send(self, row: OutboxRow) -> None:
        if (
            isinstance(row, MessageRow)
            and self._in_doubt.may_be_there(row)
            and not await self._is_still_to_be_sent(row)
        ):
            return
        try:
            arrived = await self._posting.deliver(row)
        except StoreError as error:
            # The log is read before anything is sent.
            await self._settling.retry_later(row, str(error))
        except RateLimitedError as error:
            await self._settling.retry_later(row, outbox.RATE_LIMITED, error.retry_after)
        except UnknownResultError as error:
            # Apart, so that other channels need not wait until Slack is sure.
            unsure_for = _SURE_AFTER_NO_ANSWER if isinstance(error, NoAnswerError) else _SURE_AFTER
            self._begin(self._work_on(self._resolving_doubt(unsure_for), row))
        except NotReachedError as error:
            await self._settling.retry_later(row, error.code, error.retry_after)
        except NotWelcomeError as error:
            log.error("Slack no longer takes the token", extra={"fields": {"code": error.code}})
            await self._settling.retry_later(row, error.code, settling.LONGEST_PAUSE)
        except CannotPostError as error:
            is_as_it_should_be = isinstance(error, NothingToSayError)
            await self._settling.give_up(row, error.code, logging.INFO if is_as_it_should_be else logging.WARNING)
        except SlackError as error:
            log.error("Slack refused an outbox row", extra={"fields": {"row": row.id, "code": error.code}})
            await self._settling.give_up(row, error.code)
        else:
            await self._settling.sent(row, arrived)

    async def _is_still_to_be_sent(self, row: MessageRow) -> bool:
        """Whether a row has to be sent; one that may be there already is settled unless Slack says that it is not."""
        while self._in_doubt.may_be_there(row):
            left_over = self._in_doubt.is_left_over(row)
            try:
                arrived = await self._find(row, first_look=not left_over)
            except _NOT_SAID_YET as error:
                # In words of its own: how often we may look says nothing about posting, so the channel need not wait.
                await self._settling.retry_later(row, f"not looked for: {error}", _at_least(error))
                return False
            except SlackError as error:
                fields = {"row": row.id, "code": error.code}
                log.warning("it is unknown whether a row arrived", extra={"fields": fields})
                if left_over:
                    await self._settling.give_up(
                        row, error.code if _says_that_it_cannot_be_posted(row, error) else UNKNOWN
                    )
                    return False
                arrived = None
            if arrived is not None:
                await self._settling.sent(row, arrived)
                return False
            self._in_doubt.is_not_there(row)
        return True

    async def _find(self, row: MessageRow, *, first_look: bool) -> Arrived | None:
        """What a row has become; None where it is not in Slack. Raises SlackError."""
        now = self._slack_clock.now()
        return await self._posting.find(row, min(self._in_doubt.since(row) or now, now), first_look=first_look)

    def _resolving_doubt(self, unsure_for: float) -> Callable[[OutboxRow], Awaitable[None]]:
        """Settles a row whose call has ended now; for so many seconds "it is not there" counts nothing."""
        sure_at = time.monotonic() + unsure_for
        return lambda row: self._resolve_doubt(row, sure_at)

    async def _resolve_doubt(self, row: OutboxRow, sure_at: float) -> None:
        """Asks Slack whether a row whose answer was lost has arrived, and goes by what it says."""
        if not isinstance(row, MessageRow):
            # Showing the same state twice changes nothing, so it can simply be done again.
            await self._settling.retry_later(row, "no answer")
            return
        asked = 0
        while not self._stopping.is_set():
            asked += 1
            pause, now = growing_pause(asked), time.monotonic()
            try:
                arrived = await self._find(row, first_look=False)
            except _NOT_SAID_YET as error:
                log.info("it is not known yet", extra={"fields": {"row": row.id, "error": str(error)}})
                if asked >= settling.MOST_ATTEMPTS:
                    await self._settling.give_up(row, UNKNOWN)
                    return
                await self._settling.pause(max(pause, _at_least(error)))
                continue
            except SlackError as error:
                fields = {"row": row.id, "code": error.code}
                log.warning("it is unknown whether a row arrived", extra={"fields": fields})
                await self._settling.give_up(row, UNKNOWN)
                return
            if arrived is not None:
                await self._settling.sent(row, arrived)
                return
            if now >= sure_at:
                await self._settling.retry_later(row, "it did not arrive")
                return
            await self._settling.pause(min(pause, sure_at - now))


def _says_that_it_cannot_be_posted(row: MessageRow, error: SlackError) -> bool:
    """Whether Slack's refusal to let us look is one to post there too, of which whoever asked is told."""
    return isinstance(error, CannotPostError) and (isinstance(row, CardRow) or error.code != "missing_scope")


def _at_least(error: Exception) -> float:
    """Seconds to wait that Slack asks for."""
    return error.retry_after if isinstance(error, SlackError) else 0.0
