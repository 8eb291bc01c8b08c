"""Questions to Slack that somebody waits for: few at a time, none for long, and none before Slack takes one again."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.client import TIMEOUT, RateLimitedError, UnknownResultError, call

_AT_ONCE = 4
"""So that posting never waits for a connection."""


class SlackQuestions:
    """Asks one kind of question; each method of the Web API has limits of its own."""

    def __init__(
        self,
        method: Callable[..., Awaitable[AsyncSlackResponse]],
        *,
        a_minute: int | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        """Of many at once no more are asked than so many `a_minute`. `clock` tells seconds; by itself a steady one."""
        self._method = method
        self._a_minute = a_minute
        self._given_clock = clock
        self._left = float(a_minute or 0)
        """Questions that can be asked at once."""
        self._counted_at = self._clock()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._not_before = 0.0
        """Of the monotonic clock, where Slack has said that it is asked too often."""

    async def ask(self, **arguments: Any) -> AsyncSlackResponse:
        """What Slack answers; raises SlackError, also where it has to wait too long for its turn."""
        try:
            async with asyncio.timeout(TIMEOUT), self._turns:
                self._keep_to_the_limit()
                return await call(self._method, **arguments)
        except RateLimitedError as error:
            if error.retry_after:
                self._not_before = self._clock() + error.retry_after
            raise
        except TimeoutError as error:
            raise UnknownResultError(type(error).__name__) from error

    def _clock(self) -> float:
        return time.monotonic() if self._given_clock is None else self._given_clock()

    def _keep_to_the_limit(self) -> None:
        seconds_left = max(self._not_before - self._clock(), self._seconds_until_the_next())
        if seconds_left > 0:
            raise RateLimitedError("ratelimited", seconds_left)
        self._left -= 1

    def _seconds_until_the_next(self) -> float:
        if self._a_minute is None:
            return 0.0
        now, a_second = self._clock(), self._a_minute / 60
        self._left = min(self._left + (now - self._counted_at) * a_second, float(self._a_minute))
        self._counted_at = now
        return max((1 - self._left) / a_second, 0.0)
