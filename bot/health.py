"""What `/readyz` asks: whether the bot can do its work now. No answer takes long, and none is dear to give often."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client import SlackError, call
from bot.slack.socket_mode import SocketMode
from bot.store import DamagedError, LogGoneError, NoRoomError, Store, StoreError, Writer
from bot.tasks import on_a_thread

log = logging.getLogger(__name__)

NO_SLACK = "not connected to Slack"
NOT_WRITABLE = "the database cannot be written"
NOT_READABLE = "the database cannot be read"

_PATIENCE = 0.5
"""Seconds that anybody waits for an answer."""
_ASK_SLACK_EVERY = 10.0
_WRITE_EVERY = 0.25
"""So long, an answer may be old; whoever asks in between costs the disk nothing."""
_LOOK_THROUGH_EVERY = 1.0
_LOOK_THROUGH_REST = 50.0
"""Looking through a large file takes at most one part in so many of the time."""

Problem = str | None
"""What is wrong, in a few words; None for nothing."""


class Check:
    """One question, which is asked at most every so often, however many want to know the answer."""

    def __init__(
        self, ask: Callable[[], Awaitable[Problem]], *, every: float = 0.0, rest: float = 0.0, late: Problem = None
    ) -> None:
        """Between two questions there are at least `every` seconds, and `rest` times as long as the first one took.

        Whoever has waited long enough hears `late`, or what was answered last where that is None.
        """
        self._ask = ask
        self._every, self._rest = every, rest
        self._late = late
        self._asking: asyncio.Task[None] | None = None
        self._asked_at = 0.0
        self._next_at = 0.0
        self._answer: Problem = None

    async def problem(self) -> Problem:
        """What is wrong; never waits long."""
        clock = asyncio.get_running_loop().time
        if self._asking is None and clock() >= self._next_at:
            self._asked_at = clock()
            self._asking = asyncio.create_task(self._ask_now(), name="asking whether the bot is ready")
        if self._asking is not None:
            asking, patience = self._asking, self._asked_at + _PATIENCE - clock()
            await asyncio.wait({asking}, timeout=max(0.0, patience))
            if asking.done():
                asking.result()  # raises what nobody foresaw
            elif self._late is not None:
                return self._late
        return self._answer

    async def stop(self) -> None:
        """Lets go of a question that is not yet answered."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    async def _ask_now(self) -> None:
        try:
            self._answer = await self._ask()
        finally:
            took = asyncio.get_running_loop().time() - self._asked_at
            self._next_at = self._asked_at + max(self._every, took * self._rest)
            self._asking = None


class Database:
    """Whether decisions can be kept, and whether those that were can be read."""

    def __init__(self, writer: Writer, path: Path) -> None:
        """`path` is the file that the writer has."""
        self._writer = writer
        self._path = path
        self._writing = Check(self._write, every=_WRITE_EVERY, late=NOT_WRITABLE)
        self._reading = Check(self._look_through, every=_LOOK_THROUGH_EVERY, rest=_LOOK_THROUGH_REST)

    async def problem(self) -> Problem:
        """What is wrong."""
        return await self._writing.problem() or await self._reading.problem()

    async def stop(self) -> None:
        """Looks no further."""
        await self._writing.stop()
        await self._reading.stop()

    async def _write(self) -> Problem:
        try:
            await self._writer.prove()
        except StoreError as error:
            log.warning("not ready: %s", error)
            return _PROBLEMS.get(type(error), NOT_WRITABLE)
        return None

    async def _look_through(self) -> Problem:
        def look() -> None:
            with Store.read(self._path) as kept:
                kept.look_through()

        try:
            await on_a_thread(look)
        except StoreError as error:
            log.warning("not ready: %s", error)
            return _PROBLEMS.get(type(error), NOT_READABLE)
        return None


class Slack:
    """Whether Slack reaches us, and still takes our token."""

    def __init__(self, client: AsyncWebClient, socket: SocketMode | None) -> None:
        """`socket` is None over HTTP, where only Slack knows whether it reaches us."""
        self._client = client
        self._socket = socket
        self._token = Check(self._ask, every=_ASK_SLACK_EVERY, late=NO_SLACK)

    async def problem(self) -> Problem:
        """What is wrong."""
        if self._socket is not None and not self._socket.is_connected():
            return NO_SLACK
        return await self._token.problem()

    async def stop(self) -> None:
        """Asks no further."""
        await self._token.stop()

    async def _ask(self) -> Problem:
        try:
            await call(self._client.auth_test)
        except SlackError as error:
            log.warning("Slack does not know us now", extra={"fields": {"code": error.code}})
            return NO_SLACK
        return None


class Health:
    """Whether the bot can do its work now."""

    def __init__(
        self, client: AsyncWebClient, socket: SocketMode | None, stopping: asyncio.Event, writer: Writer, path: Path
    ) -> None:
        """`path` is the file that the writer has."""
        self._slack = Slack(client, socket)
        self._database = Database(writer, path)
        self._stopping = stopping

    async def problems(self) -> list[str]:
        """Everything that is wrong, each in a few words."""
        if self._stopping.is_set():
            return ["stopping"]
        found = await asyncio.gather(self._slack.problem(), self._database.problem())
        return [problem for problem in found if problem is not None]

    async def stop(self) -> None:
        """Lets go of questions that are not yet answered."""
        await asyncio.gather(self._slack.stop(), self._database.stop())


_PROBLEMS: dict[type[StoreError], str] = {
    NoRoomError: "there is no room left for the database",
    LogGoneError: "the database was moved, deleted or replaced",
    DamagedError: "the database is damaged",
}
