"""Sends what stands in the outbox: cards into channels, updates of cards, notices to people.

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

from bot.desk import Desk
from bot.digest_posting import concerned, tell_not_sent
from bot.in_doubt import InDoubt
from bot.notices import tell
from bot.posting import Arrived, Posting, Telling
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
from bot.store import CardRow, DigestMoreRow, DigestRow, MessageRow, OutboxRow, StoreError, lookup, outbox
from bot.store.arrivals import Arrival
from bot.store.driver import Database
from bot.store.outbox_rows import GIVEN_UP, UNKNOWN
from bot.store.writer import Readers, Work, Writer
from bot.tasks import woken
from bot.views.messages import could_not_post

log = logging.getLogger(__name__)

_IDLE = 30.0
_BUSY = 0.25
"""Seconds between two looks at the outbox: while nothing waits, and while something does."""
_LONGEST_PAUSE = 60.0
"""Seconds between two attempts, at most."""
_MOST_ATTEMPTS = 7 * 24 * 60
"""A week of these. Days are not counted by a clock, which may be wrong by years."""
_SURE_AFTER = 6.0
"""Seconds from the end of a call: a message that is not in Slack by then has not arrived."""
_SURE_AFTER_NO_ANSWER = 60.0
"""The same for a call that Slack was too slow to answer: it may still be at work on it, though we have hung up."""
_AT_ONCE = 32
"""Rows sent at the same time. Each is another channel: that many have to hang before others wait for them."""
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
        self._unreadable = 0
        """How often in a row the outbox could not be looked at."""
        self._posting = Posting(desk, client, readers, telling)
        self._on_their_way = telling.on_their_way
        self._in_doubt = InDoubt()

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
                self._begin(self._in_its_place(row))
                continue
            self._places.release()
            if self._stopping.is_set() and not waiting:
                return
            await woken(self._awake, _growing_pause(self._unreadable) if waiting else _IDLE)

    async def _claim(self) -> tuple[OutboxRow | None, bool]:
        """The row that is due, if any, and whether some row waits."""
        now, slack_now = self._clock.now(), self._slack_clock.now()
        try:
            row = await self._writer.run(lambda db, _: outbox.claim_next(db, now, slack_now))
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
            self._places.release()

    async def _work_on(self, work: Callable[[OutboxRow], Awaitable[None]], row: OutboxRow) -> None:
        """Works on a row; whatever happens, the row does not stay in its channel's way."""
        for attempt in (work, lambda failed: self._give_up(failed, UNKNOWN)):
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
            await self._retry_later(row, str(error))
        except RateLimitedError as error:
            await self._retry_later(row, outbox.RATE_LIMITED, error.retry_after)
        except UnknownResultError as error:
            # Apart, so that other channels need not wait until Slack is sure.
            unsure_for = _SURE_AFTER_NO_ANSWER if isinstance(error, NoAnswerError) else _SURE_AFTER
            self._begin(self._work_on(self._resolving_doubt(unsure_for), row))
        except NotReachedError as error:
            await self._retry_later(row, error.code)
        except NotWelcomeError as error:
            log.error("Slack no longer takes the token", extra={"fields": {"code": error.code}})
            await self._retry_later(row, error.code, _LONGEST_PAUSE)
        except CannotPostError as error:
            is_as_it_should_be = isinstance(error, NothingToSayError)
            await self._give_up(row, error.code, logging.INFO if is_as_it_should_be else logging.WARNING)
        except SlackError as error:
            log.error("Slack refused an outbox row", extra={"fields": {"row": row.id, "code": error.code}})
            await self._give_up(row, error.code)
        else:
            await self._mark_sent(row, arrived)

    async def _is_still_to_be_sent(self, row: MessageRow) -> bool:
        """Whether a row has to be sent; one that may be there already is settled unless Slack says that it is not."""
        while self._in_doubt.may_be_there(row):
            left_over = self._in_doubt.is_left_over(row)
            try:
                arrived = await self._find(row, first_look=not left_over)
            except _NOT_SAID_YET as error:
                await self._retry_later(row, str(error), _at_least(error))
                return False
            except SlackError as error:
                fields = {"row": row.id, "code": error.code}
                log.warning("it is unknown whether a row arrived", extra={"fields": fields})
                if left_over:
                    await self._give_up(row, error.code if _says_that_it_cannot_be_posted(row, error) else UNKNOWN)
                    return False
                arrived = None
            if arrived is not None:
                await self._mark_sent(row, arrived)
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
            await self._retry_later(row, "no answer")
            return
        asked = 0
        while not self._stopping.is_set():
            asked += 1
            pause, now = _growing_pause(asked), time.monotonic()
            try:
                arrived = await self._find(row, first_look=False)
            except _NOT_SAID_YET as error:
                log.info("it is not known yet", extra={"fields": {"row": row.id, "error": str(error)}})
                if asked >= _MOST_ATTEMPTS:
                    await self._give_up(row, UNKNOWN)
                    return
                await self._pause(max(pause, _at_least(error)))
                continue
            except SlackError as error:
                fields = {"row": row.id, "code": error.code}
                log.warning("it is unknown whether a row arrived", extra={"fields": fields})
                await self._give_up(row, UNKNOWN)
                return
            if arrived is not None:
                await self._mark_sent(row, arrived)
                return
            if now >= sure_at:
                await self._retry_later(row, "it did not arrive")
                return
            await self._pause(min(pause, sure_at - now))

    async def _mark_sent(self, row: OutboxRow, arrived: Arrived) -> None:
        now = self._clock.now()
        await self._persist(
            lambda db, at: outbox.mark_sent(
                db,
                now,
                row,
                arrived.ts,
                private=arrived.private,
                channel=arrived.channel,
                about=arrived.about,
                more=arrived.more,
                repeated=arrived.repeated,
                posted_at=at,
            )
        )
        if isinstance(row, MessageRow):
            self._in_doubt.settled(row)
        if isinstance(row, CardRow) and arrived.ts is not None:
            self._on_their_way.arrived(row.decision_id, row.channel, row.thread_ts, arrived.ts)

    async def _retry_later(self, row: OutboxRow, error: str, seconds: float = 0.0) -> None:
        """The row waits at least so long, and longer each time; it is given up where days have not helped."""
        if row.attempts >= _MOST_ATTEMPTS:
            log.error("given up", extra={"fields": {"row": row.id, "error": error}})
            await self._give_up(row, GIVEN_UP)
            return
        now = self._clock.now()
        later = now + timedelta(seconds=max(seconds, _growing_pause(row.attempts)))
        await self._persist(lambda db, _: outbox.retry_later(db, now, row, later, error))

    async def _give_up(self, row: OutboxRow, code: str, level: int = logging.WARNING) -> None:
        """The row cannot be sent; whoever asked for it is told how to mend that, and nothing is lost."""
        log.log(level, "not sent", extra={"fields": {"row": row.id, "kind": row.kind, "code": code}})
        now = self._clock.now()

        def work(db: Database, at: datetime) -> None:
            people = concerned(db, row) if isinstance(row, DigestRow) else None
            outbox.mark_failed(db, now, row, code, given_up_at=at)
            if isinstance(row, CardRow) and row.requester:
                decision = lookup.by_id(db, row.decision_id)
                notice = could_not_post(decision.reference, row.channel, code, row.thread_ts)
                tell(db, at, row.requester, notice, decision_id=row.decision_id)
            if isinstance(row, DigestRow) and people is not None:
                tell_not_sent(db, at, row, code, people)

        await self._persist(work)
        if isinstance(row, MessageRow):
            self._in_doubt.settled(row)

    async def _persist(self, work: Work[None]) -> None:
        """Puts on disk what became of a row, as soon as the log can be written: until then its channel waits."""
        tried = 0
        while True:
            try:
                await self._writer.run(work)
            except StoreError as error:
                if self._stopping.is_set():
                    raise
                log.error("the outbox cannot be written: %s", error)
                await self._pause(_growing_pause(tried))
                tried += 1
            else:
                return

    async def _pause(self, seconds: float) -> None:
        """Waits so long, or until the sender is to stop."""
        await woken(self._stopping, seconds)


def _says_that_it_cannot_be_posted(row: MessageRow, error: SlackError) -> bool:
    """Whether Slack's refusal to let us look is one to post there too, of which whoever asked is told."""
    return isinstance(error, CannotPostError) and (isinstance(row, CardRow) or error.code != "missing_scope")


def _at_least(error: Exception) -> float:
    """Seconds to wait that Slack asks for."""
    return error.retry_after if isinstance(error, SlackError) else 0.0


def _growing_pause(attempts: int) -> float:
    """Seconds to wait after so many attempts."""
    return min(_LONGEST_PAUSE, _BUSY * 2.0 ** min(attempts, 16))
