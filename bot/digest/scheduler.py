"""Plans the weekly digests when they are due. That is all it does: what is planned is on disk, and the sender sends it.

It goes by Slack's clock. It sleeps until something is due, and wakes where a digest is set up, or that clock jumps.
Whatever it did before it ended is in the log, and so is what it missed: it begins each time with what is due now.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta

from bot.slack.client import SlackError
from bot.store import Reader, StoreError, digests
from bot.store.arrivals import Arrival
from bot.store.digest_planning import coming, falls_back_to, held_up
from bot.store.driver import Database
from bot.store.writer import Readers, Writer
from bot.tasks import woken

log = logging.getLogger(__name__)

_LONGEST_SLEEP = 30.0
"""Seconds: a machine that was suspended does not notice how long it slept."""
_AFTER_TROUBLE = 15.0
"""Seconds."""
_AT_ONCE = 100
"""Schedules that are looked at in one transaction."""


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
        self._seen: dict[str, tuple[int, datetime]] = {}
        """Of each schedule that was looked at: the last event that set a digest up so, and when to look at it again."""
        self._looked_at = clock()
        self._awake = asyncio.Event()
        self._work: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins, with what came due while nothing ran. Start it before what sends: some may be too late for that."""
        self._writer.tell_of(Arrival.DIGEST_SET, self.look_again)
        with suppress(StoreError):  # it is tried again at once, and told then
            await self._skip_overdue(self._clock())
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
                pause = self._until_next()
            except StoreError as error:
                log.warning("no digest can be planned just now: %s", error)
                pause = _AFTER_TROUBLE
            except Exception:
                # Whatever it is, what is due is looked for again; a week that has to be left out is on record as that.
                log.exception("planning digests failed")
                pause = _AFTER_TROUBLE
            await woken(self._awake, pause)

    async def _look_at_clock(self) -> None:
        try:
            await self._check_clock()
        except SlackError as error:
            log.info("Slack does not say what time it is: %s", error)

    def _until_next(self) -> float:
        now = self._clock()
        pauses = [(moment - now).total_seconds() for _, moment in self._seen.values() if moment > now]
        return min([*pauses, _LONGEST_SLEEP])

    async def work(self) -> int:
        """Everything that is due at this moment, a part at a time; of how many weeks that was. Raises StoreError."""
        now = self._clock()
        if now < self._looked_at:
            self._seen.clear()  # what was reckoned by a clock that went wrong
        self._looked_at = now
        done = await self._skip_overdue(now)
        schedules = await self._readers.run(Reader.digest_schedules)
        due = [each for each, event in schedules.items() if self._has_to_look(each, event, now)]
        for first in range(0, len(due), _AT_ONCE):
            some = due[first : first + _AT_ONCE]
            for each in some:
                if each not in self._seen and (other := falls_back_to(each)):
                    log.warning("no zone of this name is known here", extra={"fields": {"due": each, "goes_by": other}})
            planned, held = await self._plan(now, some)
            self._seen.update((each, (schedules[each], now if each in held else coming(each, now))) for each in some)
            done += planned
        for gone in self._seen.keys() - schedules:
            del self._seen[gone]
        return done

    def _has_to_look(self, schedule: str, event: int, now: datetime) -> bool:
        set_by, again_at = self._seen.get(schedule, (None, now))
        return set_by != event or again_at <= now

    async def _skip_overdue(self, now: datetime) -> int:
        """Asked beside the writer, for which others wait."""
        overdue = await self._readers.run(lambda reader: reader.anything_overdue(now, self._grace))
        return (await self._plan(now, []))[0] if overdue else 0

    async def _plan(self, now: datetime, schedules: Collection[str]) -> tuple[int, Collection[str]]:
        """Of how many weeks it was, and which schedules have to be looked at again."""
        done, stuck = 0, dict[str, str]()
        while True:
            some, held = await self._writer.run(lambda db, _: self._plan_some(db, now, schedules, stuck))
            done += some
            if not some:
                break
        for channel, why in stuck.items():
            log.error("a digest cannot be planned", extra={"fields": {"channel": channel, "why": why}})
        done -= len(stuck)
        if done:
            log.info("planned digests", extra={"fields": {"weeks": done}})
        return done, held

    def _plan_some(
        self, db: Database, now: datetime, schedules: Collection[str], stuck: dict[str, str]
    ) -> tuple[int, Collection[str]]:
        """Which are held up is asked in the same transaction: what is being sent may be settled the moment after."""
        return digests.plan(db, now, self._grace, of=schedules, stuck=stuck), held_up(db, stuck)
