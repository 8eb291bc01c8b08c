"""Work that goes on after an acknowledgement, kept in sight so that a shutdown can wait for it."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger(__name__)


class TaskSet:
    """Tasks that have been started and not yet finished. An error in one is logged, with what it was doing."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any], what: str) -> None:
        """Starts the work at once."""
        task = asyncio.create_task(work, name=what)
        self._running.add(task)
        task.add_done_callback(self._finished)

    async def drain(self, seconds: float) -> None:
        """Waits for what is running, at most so long, and cancels the rest."""
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("failed: %s", task.get_name(), exc_info=error)
