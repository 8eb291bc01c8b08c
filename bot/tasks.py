"""Work that goes on after an acknowledgement, kept in sight so that a shutdown can wait for it."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import Any, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")


def on_a_thread(work: Callable[[], T]) -> asyncio.Future[T]:
    """What the work gives, done beside the event loop. A process that ends does not wait for it."""
    done: Future[T] = Future()
    done.set_running_or_notify_cancel()  # from here on it cannot be cancelled

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised in whoever waits for the result
            done.set_exception(error)

    Thread(target=run, name="work", daemon=True).start()
    return asyncio.wrap_future(done)


class TaskSet:
    """Tasks that have been started and not yet finished. An error in one is logged, with what it was doing."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any], what: str) -> None:
        """Starts the work at once."""
        task = asyncio.create_task(work, name=what)
        self._running.add(task)
        task.add_done_callback(self._finished)

    async def finish(self, seconds: float) -> None:
        """Waits until nothing is running, at most so long: also for what is started meanwhile."""
        clock = asyncio.get_running_loop().time
        give_up = clock() + seconds
        while self._running and clock() < give_up:
            await asyncio.wait(self._running, timeout=give_up - clock())

    async def drain(self, seconds: float) -> None:
        """Waits as `finish` does, and cancels the rest."""
        await self.finish(seconds)
        late = list(self._running)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("failed: %s", task.get_name(), exc_info=error)


async def woken(event: asyncio.Event, seconds: float) -> None:
    """Waits until the event is set, at most so long; whoever is cancelled meanwhile is cancelled.

    `asyncio.wait_for` of Python 3.11 swallows a cancellation that comes as it wakes, and its task then never ends.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
