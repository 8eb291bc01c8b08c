"""What has to be asked of Slack before anything can be served: for as long as it takes, unless Slack says no."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.slack.client import NotReachedError, RateLimitedError, SlackError, UnknownResultError

log = logging.getLogger(__name__)

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
"""Seconds between two attempts, unless Slack asks for more."""

T = TypeVar("T")


class CannotServeError(Exception):
    """The server cannot start; the text says what to do."""


class StoppedError(Exception):
    """The server was told to stop before it could serve."""


class SlackAtStart:
    """Asks again, with growing pauses, where Slack is away: an outage ends by itself, and a restart helps nobody."""

    def __init__(self, stop: asyncio.Event, tell: Callable[[str], None]) -> None:
        """`stop` ends every wait at once; `tell` is told in a sentence what is waited for."""
        self._problem = "starting"
        self._stop = stop
        self._tell = tell

    async def problems(self) -> list[str]:
        """Why the server is not ready, in a few words."""
        return [self._problem]

    async def ask(self, question: Callable[[], Awaitable[T]], setting: str) -> T:
        """What Slack answers; raises CannotServeError where it does not take the token that `setting` names.

        Raises StoppedError.
        """
        pause = _FIRST_PAUSE
        while True:
            try:
                return await self.unless_stopped(question())
            except RateLimitedError as error:
                self._wait_for_it(f"waiting for Slack, which is asked too often ({error.code})", error)
                seconds = max(pause, error.retry_after)
            except (NotReachedError, UnknownResultError) as error:
                self._wait_for_it(f"waiting for Slack, which cannot be reached at SLACK_API_URL ({error.code})", error)
                seconds = pause
            except SlackError as error:
                raise CannotServeError(f"Slack does not take {setting} ({error.code}); check it.") from None
            await self.unless_stopped(asyncio.sleep(seconds))
            pause = min(_LONGEST_PAUSE, 2 * pause)

    async def unless_stopped(self, work: Awaitable[T]) -> T:
        """What the work gives; raises StoppedError as soon as the server is to stop."""
        working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                raise StoppedError
            return working.result()
        finally:
            working.cancel()
            stopping.cancel()
            await asyncio.gather(working, stopping, return_exceptions=True)

    def _wait_for_it(self, problem: str, error: SlackError) -> None:
        self._problem = problem
        self._tell(f"{problem[0].upper()}{problem[1:]}.")
        log.warning("not ready: Slack does not answer", extra={"fields": {"code": error.code}})
