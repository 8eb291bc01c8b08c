"""One WebSocket of Socket Mode, from Slack's greeting to the goodbye.

Source: docs.slack.dev/apis/events-api/using-socket-mode.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import aiohttp
from aiohttp import WSCloseCode, WSMsgType

from bot.tasks import TaskSet

log = logging.getLogger(__name__)

_GREETING_SECONDS = 10.0
_GOODBYE_SECONDS = 1.0
LARGEST_ENVELOPE = 4 * 1024 * 1024
"""Bytes; a connection that brings more is ended."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What Slack sends, and the id that it is to be acknowledged by."""

    id: str
    payload: dict[str, Any]


class Connection:
    """Takes what Slack sends, until Slack or we say goodbye, or it breaks."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, receive: Callable[["Connection", Envelope], None]
    ) -> None:
        """Use `Connection.open`."""
        self._socket = socket
        self._receive = receive
        self._greeted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._parted = False
        self.leaving = asyncio.Event()
        """Set when it needs to be replaced: Slack has asked for that, or it has ended."""
        self.answering = TaskSet()
        """The answers to what came over it."""
        self._listening = asyncio.create_task(self._listen(), name="listening to Slack")

    @classmethod
    async def open(
        cls,
        session: aiohttp.ClientSession,
        url: str,
        receive: Callable[["Connection", Envelope], None],
        *,
        ping_seconds: float,
        proxy: str | None = None,
    ) -> Self:
        """A connection that Slack has greeted; `receive` is called with each envelope, and must not wait.

        One that answers no ping has ended after one and a half times `ping_seconds`. Raises TimeoutError, OSError and
        aiohttp's ClientError.
        """
        async with asyncio.timeout(_GREETING_SECONDS):
            # Without `autoclose` what comes before the other side's goodbye is still read.
            socket = await session.ws_connect(
                url,
                timeout=aiohttp.ClientWSTimeout(ws_close=_GOODBYE_SECONDS),
                heartbeat=ping_seconds,
                autoclose=False,
                proxy=proxy,
                max_msg_size=LARGEST_ENVELOPE,
            )
            connection = cls(socket, receive)
            try:
                await connection._greeted
            except BaseException:
                await connection._end()
                raise
        return connection

    @property
    def ended(self) -> bool:
        """Whether nothing comes over it any more."""
        return self._listening.done()

    async def send(self, text: str) -> bool:
        """Sends a text; False where this connection can carry nothing any more."""
        if self._parted or self.ended:
            return False
        try:
            await self._socket.send_str(text)
        except (ConnectionError, aiohttp.ClientError):
            return False
        return True

    async def part(self) -> None:
        """Says goodbye, hears out what was under way, and ends."""
        if not self._parted and not self.ended:
            self._parted = True
            try:
                await self._socket.send_frame(WSCloseCode.OK.to_bytes(2, "big"), WSMsgType.CLOSE)
            except (ConnectionError, aiohttp.ClientError) as error:
                log.debug("it broke before the goodbye", extra={"fields": {"error": type(error).__name__}})
            else:
                await asyncio.wait({self._listening}, timeout=_GOODBYE_SECONDS)
        await self._end()

    async def _end(self) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)

    async def _listen(self) -> None:
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    self._read(message.data)
        finally:
            self._not_greeted("it ended before Slack's greeting")
            self.leaving.set()
            await self._socket.close()

    def _read(self, text: str) -> None:
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            message = None
        match message:
            case {"type": "disconnect"}:
                reason = str(message.get("reason"))[:80]
                log.info("Slack asks for another connection", extra={"fields": {"reason": reason}})
                self._not_greeted(f"Slack says {reason}")
                self.leaving.set()
                return
            case {"envelope_id": str(envelope_id), "payload": dict(payload)}:
                self._receive(self, Envelope(envelope_id, payload))
            case {"type": "hello"}:
                log.debug("connected to Slack")
            case _:
                log.info("Slack sent what is no envelope")
        if not self._greeted.done():
            self._greeted.set_result(None)

    def _not_greeted(self, why: str) -> None:
        if not self._greeted.done():
            self._greeted.set_exception(ConnectionResetError(why))
