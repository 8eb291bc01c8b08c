"""Socket Mode: two connections to Slack at all times, so that while one is broken or replaced the other serves."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.slack.client import SlackError, call
from bot.slack.envelopes import Answer, Envelopes
from bot.slack.payloads import MalformedPayloadError, as_fields, read_payload
from bot.slack.socket_connection import Connection, Envelope
from bot.tasks import TaskSet

log = logging.getLogger(__name__)

_CONNECTIONS = 2
"""Slack sends each envelope to one of an app's connections, of which it may have ten."""
_PING_SECONDS = 4.0
"""A connection that is half open is noticed after one and a half times that."""
_SILENT_SECONDS = 60.0
"""Without a connection for so long, the process ends and its supervisor starts it afresh."""
_LASTING_SECONDS = 10.0
"""A connection that stood for so long was no failure, whatever ended it."""
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.05, 15.0
"""Seconds between two attempts to connect."""
_ACKNOWLEDGED_WITHIN = 3.0
"""Seconds for which Slack waits."""
_OK = 200


class SocketMode:
    """Takes what Slack sends over WebSockets, each of which comes back by itself when it breaks."""

    def __init__(self, app: AsyncApp, app_token: str, session: aiohttp.ClientSession) -> None:
        """Connects to nothing yet."""
        self._app = app
        self._app_token = app_token
        self._session = session
        self._envelopes = Envelopes()
        self._standing: list[Connection | None] = [None] * _CONNECTIONS
        self._opened = asyncio.Event()
        self._closing = False
        self._keeping = TaskSet()
        self._letting_go = TaskSet()

    async def connect(self) -> None:
        """Connects; tries until it works."""
        for place in range(_CONNECTIONS):
            self._keeping.start(self._keep(place), "keeping a connection to Slack")
        await self._opened.wait()

    def is_connected(self) -> bool:
        """Whether Slack can reach us."""
        return any(not connection.leaving.is_set() for connection in self._connections())

    async def watch(self, lost: Callable[[], None]) -> None:
        """Calls `lost` where Slack stays away: a fresh process recovers where reconnecting has been seen not to."""
        clock = asyncio.get_running_loop().time
        last_seen = clock()
        while clock() - last_seen <= _SILENT_SECONDS:
            await asyncio.sleep(_PING_SECONDS)
            if self.is_connected():
                last_seen = clock()
        log.error("no connection to Slack for too long; ending, so that a fresh start can mend it")
        lost()

    async def close(self, seconds: float) -> None:
        """Answers what is in flight within so long, and disconnects: what arrives meanwhile is answered, too."""
        await self._keeping.drain(0)
        # One that serves comes last: it stays until what came over the others is acknowledged.
        connections = sorted(self._connections(), key=lambda each: each.leaving.is_set(), reverse=True)
        try:
            async with asyncio.timeout(seconds):
                await asyncio.gather(*map(_let_go, connections[:-1]), self._letting_go.finish(seconds))
                await asyncio.gather(*(each.answering.finish(seconds) for each in connections))
        except TimeoutError:
            log.warning("some of what Slack sent is not answered")
        self._closing = True  # what comes now could no longer be acknowledged
        await asyncio.gather(*(each.part() for each in connections))
        await asyncio.gather(*(each.answering.drain(0) for each in connections), self._letting_go.drain(0))

    def _connections(self) -> Iterator[Connection]:
        return (connection for connection in self._standing if connection is not None)

    async def _keep(self, place: int) -> None:
        """A connection in this place at all times; the next one stands before the last is let go."""
        clock = asyncio.get_running_loop().time
        failures = 0
        while True:
            try:
                connection = await self._open()
            except (SlackError, aiohttp.ClientError, TimeoutError, OSError) as error:
                failures += 1
                log.warning("could not connect to Slack", extra={"fields": {"error": _said(error)}})
                at_least = error.retry_after if isinstance(error, SlackError) else 0.0
                await asyncio.sleep(max(at_least, _pause(failures)))
                continue
            last, self._standing[place] = self._standing[place], connection
            self._opened.set()
            if last is not None:
                self._letting_go.start(_let_go(last), "letting a connection to Slack go")
            stands_since = clock()
            await connection.leaving.wait()
            lasted = clock() - stands_since >= _LASTING_SECONDS
            failures = 0 if lasted else failures + 1
            await asyncio.sleep(_pause(failures - 1))

    async def _open(self) -> Connection:
        client = self._app.client
        answer = await call(client.apps_connections_open, app_token=self._app_token)
        return await Connection.open(
            self._session, str(answer["url"]), self._receive, ping_seconds=_PING_SECONDS, proxy=client.proxy
        )

    def _receive(self, connection: Connection, envelope: Envelope) -> None:
        if not self._closing:
            connection.answering.start(self._answer(connection, envelope), "answering Slack")

    async def _answer(self, connection: Connection, envelope: Envelope) -> None:
        answer = await self._envelopes.once(envelope.id, lambda: self._acknowledgement(envelope))
        if answer is None:
            return  # Slack says so to the person; an event is sent again
        try:
            async with asyncio.timeout(_ACKNOWLEDGED_WITHIN):
                await self._send(connection, answer)
        except TimeoutError:
            log.warning("no connection was left to acknowledge over")

    async def _send(self, came_over: Connection, answer: str) -> None:
        """Over the connection that the envelope came on, or another where that one has ended meanwhile."""
        while True:
            for connection in (came_over, *self._connections()):
                if await connection.send(answer):
                    return
            self._opened.clear()
            await self._opened.wait()

    async def _acknowledgement(self, envelope: Envelope) -> Answer:
        try:
            fields = as_fields(read_payload(envelope.payload))
        except MalformedPayloadError:
            log.info("refused", extra={"fields": {"status": 400}})
            return None
        response = await self._app.async_dispatch(AsyncBoltRequest(body=fields, mode="socket_mode"))
        if response.status != _OK:
            return None
        acknowledgement = {"envelope_id": envelope.id}
        if response.body:
            acknowledgement["payload"] = json.loads(response.body)
        return json.dumps(acknowledgement)


async def _let_go(connection: Connection) -> None:
    """What came over it is acknowledged over it, as far as that goes."""
    await connection.answering.finish(_ACKNOWLEDGED_WITHIN)
    await connection.part()
    await connection.answering.finish(_ACKNOWLEDGED_WITHIN)


def _pause(failures: int) -> float:
    """Seconds before the next attempt, after so many failures in a row; none after the first."""
    return 0.0 if failures <= 0 else min(_LONGEST_PAUSE, _SHORTEST_PAUSE * 2.0 ** min(failures - 1, 30))


def _said(error: Exception) -> str:
    return error.code if isinstance(error, SlackError) else type(error).__name__
