"""Plans the weekly digests when they are due. That is all it does: what is planned is on disk, and the sender sends it.

It goes by Slack's clock. It sleeps until something is due, and wakes where a digest is set up, or that clock jumps.
Whatever it did before it ended is in the log, and so is what it missed: it begins each time with what is due now.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

from bot.slack.client import SlackError
from bot.store import StoreError, digests
from bot.store.arrivals import Arrival
from bot.store.writer import Readers, Writer
from bot.tasks import woken

log = logging.getLogger(__name__)

_LONGEST_SLEEP = 30.0
"""Seconds: a machine that was suspended does not notice how long it slept."""
_AFTER_TROUBLE = 15.0
"""Seconds."""


async def _as_it_is() -> None:
    """No other clock is at hand."""


class Scheduler:
    """Works until it is stopped."""

    def __init__(
        self,
        writer: Writer,
        readers: Readers,
        clock: Callable[[], datetime],
        grace: timedelta,
        *,
        check_clock: Callable[[], Awaitable[None]] = _as_it_is,
    ) -> None:
        """`clock` tells the time, best by a clock that nobody can set; `check_clock` sets it right where it may be off.

        What was missed longer ago than `grace` is not sent any more.
        """
        self._writer = writer
        self._readers = readers
        self._clock = clock
        self._grace = grace
        self._check_clock = check_clock
        self._awake = asyncio.Event()
        self._work: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins, with what came due while nothing ran. Start it before what sends."""
        self._writer.tell_of(Arrival.DIGEST_SET, self.look_again)
        with suppress(StoreError):  # it is tried again at once, and told then
            await self.work()
        self._work = asyncio.create_task(self._go_on(), name="planning digests")

    async def stop(self) -> None:
        """Ends; what is due then is due at the next start."""
        if self._work is not None:
            self._work.cancel()
            with suppress(asyncio.CancelledError):
                await self._work

    def look_again(self) -> None:
        """Look again now."""
        self._awake.set()

    async def _go_on(self) -> None:
        while True:
            self._awake.clear()
            try:
                await self._look_at_clock()
                await self.work()
                pause = await self._until_next()
            except StoreError as error:
                log.warning("no digest can be planned just now: %s", error)
                pause = _AFTER_TROUBLE
            except Exception:
                log.exception("planning digests failed")
                pause = _AFTER_TROUBLE
            await woken(self._awake, pause)

    async def _look_at_clock(self) -> None:
        try:
            await self._check_clock()
        except SlackError as error:
            log.info("Slack does not say what time it is: %s", error)

    async def _until_next(self) -> float:
        now = self._clock()
        coming = await self._readers.run(lambda reader: reader.next_digest(now))
        return _LONGEST_SLEEP if coming is None else min((coming - now).total_seconds(), _LONGEST_SLEEP)

    async def work(self) -> int:
        """Everything that is due at this moment, a part at a time; of how many weeks that was. Raises StoreError."""
        done = 0
        while await self._anything_due():
            some = await self._writer.run(lambda db, _: digests.plan(db, self._clock(), self._grace))
            if not some:
                break
            done += some
            log.info("planned digests", extra={"fields": {"weeks": some}})
        return done

    async def _anything_due(self) -> bool:
        """Asked beside the writer, for which others wait."""
        now = self._clock()
        return await self._readers.run(lambda reader: reader.anything_due(now, self._grace))
