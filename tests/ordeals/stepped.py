"""An event loop on which years pass in minutes: where nothing is to be done now, its clock steps to what comes next.

Only what waits for time may run on it: no threads, no sockets.
"""

import asyncio
import selectors
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar
from unittest.mock import patch

T = TypeVar("T")

_PAST = 1e-6
"""Seconds beyond what is waited for: after years, less than this is lost in a float, and nothing would ever be due."""


class NothingLeftError(Exception):
    """Everybody waits, and nobody for time: it would hang for ever."""


class SteppedClock:
    """The time, which stands still while anything is done."""

    def __init__(self, moment: datetime) -> None:
        self._began = moment
        self.seconds = 0.0
        """Since the beginning, as `time.monotonic` tells it."""

    def now(self) -> datetime:
        """The moment."""
        return self._began + timedelta(seconds=self.seconds)


class _Selector(selectors.SelectSelector):
    def __init__(self, clock: SteppedClock) -> None:
        super().__init__()
        self._clock = clock

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise NothingLeftError
        self._clock.seconds += max(timeout, 0.0) + _PAST
        return []


@contextmanager
def _stepping(clock: SteppedClock) -> Iterator[asyncio.AbstractEventLoop]:
    with patch.object(time, "monotonic", lambda: clock.seconds):
        loop = asyncio.SelectorEventLoop(_Selector(clock))
        try:
            yield loop
        finally:
            loop.close()


def run(clock: SteppedClock, work: Coroutine[Any, Any, T]) -> T:
    """What the work gives, however long it waits."""
    with _stepping(clock) as loop:
        return loop.run_until_complete(work)
