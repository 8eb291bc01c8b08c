"""What became of a row of the outbox, put on disk: it was sent, it is tried again later, or it is given up.

Whoever asked for what cannot be sent is told so in the same transaction, and how to mend it.
"""

import asyncio
import logging
from datetime import datetime, timedelta

from bot.digest_posting import concerned, tell_not_sent
from bot.in_doubt import InDoubt
from bot.notices import tell
from bot.on_their_way import OnTheirWay
from bot.posting import Arrived
from bot.slack.clocks import SteadyClock
from bot.store import CardRow, DigestRow, MessageRow, OutboxRow, StoreError, lookup, outbox
from bot.store.driver import Database
from bot.store.outbox_rows import GIVEN_UP
from bot.store.writer import Work, Writer
from bot.tasks import woken
from bot.views.messages import could_not_post

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 7 * 24 * 60
"""A week of the longest pauses. Days are not counted by a clock, which may be wrong by years."""
_FIRST_PAUSE = 0.25
LONGEST_PAUSE = 60.0
"""Seconds between two attempts."""


class Settling:
    """Puts it down as soon as the log can be written, and waits for that."""

    def __init__(
        self,
        writer: Writer,
        clock: SteadyClock,
        on_their_way: OnTheirWay,
        in_doubt: InDoubt,
        stopping: asyncio.Event,
    ) -> None:
        """`clock` is what waits go by; nothing is waited for once it is `stopping`."""
        self._writer = writer
        self._clock = clock
        self._on_their_way = on_their_way
        self._in_doubt = in_doubt
        self._stopping = stopping

    async def sent(self, row: OutboxRow, arrived: Arrived) -> None:
        """Slack has taken the row."""
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

    async def retry_later(self, row: OutboxRow, error: str, seconds: float = 0.0) -> None:
        """The row waits at least so long, and longer each time; it is given up where days have not helped."""
        if row.attempts >= MOST_ATTEMPTS:
            log.error("given up", extra={"fields": {"row": row.id, "error": error}})
            await self.give_up(row, GIVEN_UP)
            return
        now = self._clock.now()
        later = now + timedelta(seconds=max(seconds, growing_pause(row.attempts)))
        await self._persist(lambda db, _: outbox.retry_later(db, now, row, later, error))

    async def give_up(self, row: OutboxRow, code: str, level: int = logging.WARNING) -> None:
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
                await self.pause(growing_pause(tried))
                tried += 1
            else:
                return

    async def pause(self, seconds: float) -> None:
        """Waits so long, or until the sender is to stop."""
        await woken(self._stopping, seconds)


def growing_pause(attempts: int) -> float:
    """Seconds to wait after so many attempts."""
    return min(LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(attempts, 16))
