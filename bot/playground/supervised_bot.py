"""The real bot, in this process: started, started again whenever it ends, and stopped."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path
from secrets import token_hex

from pydantic import SecretStr

from bot.playground.stand_in.clock import Clock
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.transport import HttpTransport
from bot.server import CannotServeError, Running, running
from bot.settings import Settings
from bot.slack.clocks import SlackClock, SteadyClock
from bot.slack.http import EVENTS_PATH

log = logging.getLogger(__name__)

_HOST = "127.0.0.1"
_SECRET = token_hex(32)
_AGAIN_SECONDS = 1.0
RUNNING = "running"


class _WaitsPass(SteadyClock):
    """Goes on evenly, and jumps where the workspace's clock is moved on: what waits a minute is due an hour later."""

    def __init__(self, moment: datetime, workspace: Clock) -> None:
        super().__init__(moment)
        self._workspace = workspace
        self._moved = workspace.moved

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=max(0.0, self._workspace.moved - self._moved))


class SupervisedBot:
    """A bot that serves the workspace, as a supervisor would keep it: whenever it ends, a fresh one is started."""

    def __init__(
        self,
        slack: SlackStandIn,
        database: Path,
        *,
        http: bool,
        owners: Iterable[str] = (),
        reviewers: Iterable[str] = (),
        lead: str | None = None,
    ) -> None:
        """Serve this workspace; over Socket Mode unless `http`.

        `owners` may put a policy in force, `reviewers` decide, and the `lead` hears of what they leave.
        """
        self.state = "starting"
        """`RUNNING`, or why it is not, in words."""
        self._slack = slack
        self._http = http
        self._settings = Settings(
            sourcing_database=database,
            sourcing_home_country="GB",
            sourcing_policy_owners=frozenset(owners),
            sourcing_reviewers=frozenset(reviewers),
            sourcing_lead=lead,
            slack_bot_token=SecretStr(slack.app.bot_token),
            slack_app_token=None if http else SecretStr(slack.app.app_token),
            slack_signing_secret=SecretStr(_SECRET) if http else None,
            slack_api_url=slack.api_url,
        )
        self._server: Running | None = None
        self._slack_clock = SlackClock(self._now())
        slack.clock.tell_of_moves(self._hear_the_time)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """From its first start to its last end; raises CannotServeError where the first start fails."""
        started: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        supervision = asyncio.create_task(self._supervise(started), name="the bot's supervisor")
        await started
        try:
            yield
        finally:
            supervision.cancel()
            await asyncio.gather(supervision, return_exceptions=True)

    async def restart(self) -> None:
        """End it as SIGTERM would; a fresh one follows. Returns once that runs, or cannot for now."""
        if self._server is not None:
            self._say("restarting")
            self._server.stop.set()
            await self._slack.until(lambda: self.state != "restarting", within=30)

    async def _supervise(self, started: asyncio.Future[None]) -> None:
        while True:
            try:
                self._slack_clock = SlackClock(self._now())
                async with running(
                    self._settings,
                    _HOST,
                    0,
                    clock=self._now,
                    slack_clock=self._slack_clock,
                    steady_clock=_WaitsPass(self._now(), self._slack.clock),
                    tell=self._say,
                ) as self._server:
                    if self._http:
                        await self._slack.transport.close()
                        address = f"http://{_HOST}:{self._server.port}{EVENTS_PATH}"
                        self._slack.transport = HttpTransport(address, _SECRET)
                    self._say(RUNNING)
                    if not started.done():
                        started.set_result(None)
                    await self._server.stop.wait()
            except CannotServeError as error:
                if not started.done():
                    started.set_exception(error)
                    return
                self._say(str(error))
            self._server = None
            await asyncio.sleep(0 if self.state == "restarting" else _AGAIN_SECONDS)

    def _say(self, state: str) -> None:
        self.state = state
        self._slack.journal.wake()

    def _hear_the_time(self) -> None:
        """As if Slack had just answered: nobody wants to wait until the bot has something to say to it."""
        self._slack_clock.hear(formatdate(self._slack.clock.now(), usegmt=True))

    def _now(self) -> datetime:
        """The workspace's time: moving its clock moves the bot's."""
        return datetime.fromtimestamp(self._slack.clock.now(), UTC)
