"""Trouble on demand: the next call of a method fails as asked."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Failure:
    """How a call fails."""

    error: str | None = None
    """`ok: false` with this code."""
    status: int = 200
    retry_after: int | None = None
    """Seconds for the `Retry-After` header."""
    reset: Literal["before", "after"] | None = None
    """Break the connection instead of answering, before or after the call took effect."""
    stall: float = 0.0
    """Seconds of real time to wait first."""
    until: asyncio.Event | None = None
    """What to wait for first, so that what comes before it and what after is not left to time."""

    async def wait(self) -> None:
        """Waits as long as was asked for."""
        await asyncio.sleep(self.stall)
        if self.until is not None:
            await self.until.wait()

    @property
    def answers(self) -> bool:
        """Whether it stands in for the method's own answer, rather than only delaying or losing it."""
        return self.error is not None or self.status != 200


class Trouble:
    """Failures asked for, in order, by method; `*` is any method."""

    def __init__(self) -> None:
        """None yet."""
        self.down = False
        """Whether every connection is broken at once."""
        self._ahead: dict[str, deque[Failure]] = {}

    def ask(self, method: str, failure: Failure, times: int) -> None:
        """Let so many of the next calls fail."""
        self._ahead.setdefault(method, deque()).extend([failure] * times)

    def asked_for(self, method: str) -> int:
        """How many failures of a method are still to come."""
        return len(self._ahead.get(method, ()))

    def forget(self) -> None:
        """Let no more calls fail."""
        self._ahead.clear()

    def take(self, method: str) -> Failure | None:
        """The failure that this call is to suffer, if any."""
        for name in (method, "*"):
            if self._ahead.get(name):
                return self._ahead[name].popleft()
        return None
