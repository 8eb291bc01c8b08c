"""Clocks that nobody can set back: for how long something waits, and for what Slack's own clock says."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_A_JUMP = 5.0
"""Seconds: a `Date` header is cut to whole ones, and its answer was on its way for some."""
_WRONG = timedelta(minutes=1)
"""By so much Slack's clock and this machine's may differ without being asked about it."""


class SteadyClock:
    """Goes on evenly from a moment, whatever is done to the clock of this machine meanwhile."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment
        self._since = time.monotonic()

    def now(self) -> datetime:
        """The moment by this clock."""
        return self._moment + timedelta(seconds=time.monotonic() - self._since)


class SlackClock(SteadyClock):
    """The time as Slack's answers tell it, which its messages are stamped with.

    Until Slack has answered for the first time it goes on from the moment that it was begun with.
    """

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment)
        self._wakes: list[Callable[[], None]] = []

    def tell_of_jumps(self, wake: Callable[[], None]) -> None:
        """Has `wake` called where Slack tells another time than was reckoned with: this machine slept, for one."""
        self._wakes.append(wake)

    def hear(self, date: str | None) -> None:
        """The `Date` header of an answer, to the second; one that is missing or no date is passed over."""
        try:
            moment = parsedate_to_datetime(date or "")
        except ValueError:
            return
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        jumped = abs((moment - self.now()).total_seconds()) > _A_JUMP
        self._moment, self._since = moment, time.monotonic()
        if jumped:
            for wake in self._wakes:
                wake()


class ClockCheck:
    """Asks Slack for the time where the clock of this machine says another: it was set, or the machine was suspended.

    Neither is believed of itself. Where the two differ for good, Slack is asked once.
    """

    def __init__(
        self, slack: SlackClock, machine: Callable[[], datetime], ask: Callable[[], Awaitable[object]]
    ) -> None:
        """`ask` asks Slack anything: each answer sets its clock."""
        self._slack = slack
        self._machine = machine
        self._ask = ask
        self._off_by = timedelta()

    async def check(self) -> None:
        """Raises what asking raises."""
        if abs(self._difference() - self._off_by) > _WRONG:
            await self._ask()
            self._off_by = self._difference()

    def _difference(self) -> timedelta:
        return self._machine() - self._slack.now()
