"""Erasing what the policy says is not to be kept any longer, each night.

In the small hours (UTC), a few decisions at a time, so that nobody waits. The first night after the policy has changed
what is erased, nothing is: whoever owns the policy is told what would be. What a night began is finished in the next
hours by whatever process runs then; a night that nobody was there for is left out, since the next one does its work.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from enum import Enum
from functools import partial
from pathlib import Path

from bot.notices import tell
from bot.store import Status, Store, StoreError, erasing
from bot.store import retention as nights
from bot.store.driver import Database
from bot.store.erased import BOT
from bot.store.erasing import FIELDS
from bot.store.retention import Night
from bot.store.writer import Writer
from bot.tasks import on_a_thread
from bot.views.retention import would_erase
from rules.policy import Policy
from rules.retention import Retention

log = logging.getLogger(__name__)

SMALL_HOURS = range(2, 6)
"""Of the day, in UTC."""
_AT_ONCE = 20
"""Decisions that are erased in one transaction: others who write wait for it."""
_LOOK_SECONDS = 300.0


class Nightly:
    """Works until it is stopped."""

    def __init__(
        self,
        database: Path,
        writer: Writer,
        policy: Callable[[], Policy],
        clock: Callable[[], datetime],
        owners: Collection[str],
    ) -> None:
        """`owners` are the Slack users who are told."""
        self._database = database
        self._writer = writer
        self._policy = policy
        self._clock = clock
        self._owners = sorted(owners)
        self._work: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins; with what is left of this night, if it is one."""
        self._work = asyncio.create_task(self._go_on(), name="retention")

    async def stop(self) -> None:
        """Ends; what is left of the night is done at the next start."""
        if self._work is not None:
            self._work.cancel()
            with suppress(asyncio.CancelledError):
                await self._work

    async def _go_on(self) -> None:
        while True:
            try:
                await self.work()
            except StoreError as error:
                log.warning("nothing can be erased just now: %s", error)
            except Exception:
                log.exception("retention failed")
            await asyncio.sleep(_LOOK_SECONDS)

    async def work(self) -> None:
        """What is to be done at this moment, once a night; raises StoreError."""
        now = self._clock().astimezone(UTC)
        if now.hour not in SMALL_HOURS:
            return
        tonight, policy = now.date(), self._policy()
        rule, cutoffs = policy.retention.digest, policy.retention.cutoffs(now)
        what = await self._writer.run(lambda db, _: _what(db, tonight, rule))
        if what is None:
            return
        numbers = await on_a_thread(lambda: self._due(cutoffs)) if rule else []
        if what is _What.TELL:
            await self._writer.run(lambda db, at: self._tell(db, at, tonight, policy.retention, numbers))
            return
        for first in range(0, len(numbers), _AT_ONCE):
            some = numbers[first : first + _AT_ONCE]
            await self._writer.run(partial(_erase, numbers=some, policy=policy, cutoffs=cutoffs))
        await self._writer.run(lambda db, at: nights.done(db, at, tonight, Night(rule, told=False)))

    def _due(self, cutoffs: Mapping[Status, datetime]) -> list[int]:
        """With a connection of its own: it may take seconds, in which others read and write."""
        with Store.read(self._database) as log:
            return log.to_be_erased(cutoffs)

    def _tell(self, db: Database, at: datetime, tonight: date, retention: Retention, numbers: Sequence[int]) -> None:
        nights.done(db, at, tonight, Night(retention.digest, told=True))
        if not retention.digest:
            return
        log.warning("decisions will be erased from the next night on", extra={"fields": {"due": len(numbers)}})
        for owner in self._owners:
            tell(db, at, owner, would_erase(retention.in_words, numbers))


class _What(Enum):
    TELL = "tell"
    ERASE = "erase"


def _what(db: Database, tonight: date, rule: str) -> _What | None:
    """What is still to be done tonight; None for nothing."""
    before = nights.night_before(db, tonight)
    if nights.night(db, tonight) is not None or (not rule and (before is None or not before.rule)):
        return None
    return _What.ERASE if before is not None and before.rule == rule else _What.TELL


def _erase(
    db: Database, at: datetime, numbers: Collection[int], policy: Policy, cutoffs: Mapping[Status, datetime]
) -> None:
    """Erase those of which that still holds."""
    for number in nights.still_due(db, cutoffs, numbers):
        erasing.erase_and_close(db, at, number, FIELDS, actor=BOT, reason=reason(policy))
    log.info("erased as the policy says", extra={"fields": {"decisions": len(numbers)}})


def reason(policy: Policy) -> str:
    """Why, on the record."""
    return f"Retention, policy {policy.version}: {policy.retention.in_words}."
