"""Slack's end of Socket Mode.

Source: docs.slack.dev/apis/events-api/using-socket-mode.
"""

import asyncio
import itertools
import json
import socket
import struct
import time
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

from aiohttp import WSMsgType, web

from bot.playground.stand_in.deliveries import Acknowledgement, Delivery
from bot.playground.stand_in.fields import Json
from bot.playground.stand_in.journal import PATIENCE, Journal, SocketChange

MOST_CONNECTIONS = 10
Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]
Break = Literal["close", "reset", "half_open"]


def reset_connection(transport: asyncio.BaseTransport | None) -> None:
    """End a TCP connection with a reset rather than politely."""
    if isinstance(transport, asyncio.WriteTransport):
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()


@dataclass(slots=True, eq=False)
class Connection:
    """One WebSocket of the app."""

    number: int
    socket: web.WebSocketResponse
    request: web.Request
    retiring: bool = False
    """Told to go: gets nothing new, but its acknowledgements still count."""
    silent: bool = False
    """Half-open: takes everything, answers nothing."""

    @property
    def usable(self) -> bool:
        """Whether Slack would send something here; it does not notice silence."""
        return not self.socket.closed and not self.retiring


class Sockets:
    """All WebSockets of the app; each payload goes to one of them, in turn."""

    def __init__(self, journal: Journal, app_id: str) -> None:
        """No connection yet."""
        self._journal = journal
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._connections: list[Connection] = []
        self._waiting: dict[str, asyncio.Future[Json | str | None]] = {}
        self._numbers = itertools.count(1)
        self._turns = itertools.count()

    @property
    def live(self) -> int:
        """How many connections work."""
        return sum(each.usable and not each.silent for each in self._connections)

    @property
    def broken(self) -> int:
        """How many connections do not work any more, though they have not ended yet."""
        return len(self._connections) - self.live

    def ticket(self) -> str:
        """The path and query of a WebSocket address that works once."""
        ticket = uuid4().hex
        self._tickets.add(ticket)
        return f"/link/?ticket={ticket}&app_id={self._app_id}"

    async def connected(self, count: int = 1, within: float = PATIENCE) -> None:
        """Wait until the app has so many working connections.

        Raises `TimeoutError`.
        """
        await self._journal.until(lambda: self.live >= count, within)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One WebSocket from beginning to end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=408)
        self._tickets.discard(ticket)
        websocket = web.WebSocketResponse(autoping=False)
        await websocket.prepare(request)
        connection = Connection(next(self._numbers), websocket, request)
        if len(self._connections) >= MOST_CONNECTIONS:
            await websocket.send_json(self._farewell("too_many_websockets"))
            await websocket.close()
            return websocket
        self._connections.append(connection)
        await websocket.send_json(self._hello())
        self._note(f"connection {connection.number} opened")
        try:
            await self._listen(connection)
        finally:
            self._connections.remove(connection)
            self._note(f"connection {connection.number} ended")
        return websocket

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if connection.silent:
                continue
            if message.type is WSMsgType.PING:
                await connection.socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._acknowledged(message.data)

    def _acknowledged(self, text: str) -> None:
        try:
            answer = json.loads(text)
            envelope_id = answer["envelope_id"]
        except (ValueError, TypeError, KeyError):
            self._journal.fault("invalid_ack_body", "Socket Mode", text[:200])
            return
        future = self._waiting.pop(envelope_id, None)
        if future is None or future.done():
            self._note(f"acknowledgement of {envelope_id}, which nobody waits for")
        else:
            future.set_result(answer.get("payload"))

    async def deliver(self, delivery: Delivery, within: float) -> Acknowledgement:
        """Send a payload over one of the connections and wait so many seconds for its acknowledgement."""
        usable = [each for each in self._connections if each.usable]
        if not usable:
            return Acknowledgement(0.0, error="dispatch_failed")
        connection = usable[next(self._turns) % len(usable)]
        future: asyncio.Future[Json | str | None] = asyncio.get_running_loop().create_future()
        self._waiting[delivery.envelope_id] = future
        start = time.perf_counter()
        try:
            await connection.socket.send_json(_envelope(delivery))
            async with asyncio.timeout(within):
                body = await future
        except TimeoutError:
            return Acknowledgement(time.perf_counter() - start, error="operation_timeout")
        except ConnectionError:
            return Acknowledgement(time.perf_counter() - start, error="dispatch_failed")
        finally:
            self._waiting.pop(delivery.envelope_id, None)
        return Acknowledgement(time.perf_counter() - start, status=200, body=body)

    async def disconnect(self, reason: Reason = "refresh_requested") -> None:
        """Tell every connection to go and come back, as Slack does every few hours.

        A `warning` comes ahead of time: the connection goes on working.
        """
        for connection in [each for each in self._connections if each.usable]:
            await connection.socket.send_json(self._farewell(reason))
            connection.retiring = reason != "warning"
            self._note(f"connection {connection.number} told to disconnect: {reason}")

    async def drop(self, how: Break = "close", count: int | None = None) -> None:
        """Break the first `count` connections, or all: with a close frame, a TCP reset, or in silence."""
        for connection in self._connections[:count]:
            self._note(f"connection {connection.number} broken: {how}")
            if how == "half_open":
                connection.silent = True
            elif how == "reset":
                connection.retiring = True
                reset_connection(connection.request.transport)
            else:
                connection.retiring = True
                await connection.socket.close(drain=False)

    async def close(self) -> None:
        """End every connection."""
        for connection in list(self._connections):
            if connection.silent:
                reset_connection(connection.request.transport)
            else:
                await connection.socket.close(drain=False)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {"host": "stand-in", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }

    def _farewell(self, reason: Reason) -> Json:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "stand-in"}}

    def _note(self, what: str) -> None:
        self._journal.record(SocketChange(self._journal.clock.now(), what))


def _envelope(delivery: Delivery) -> Json:
    envelope: Json = {
        "envelope_id": delivery.envelope_id,
        "payload": delivery.payload,
        "type": delivery.kind,
        "accepts_response_payload": delivery.kind != "events_api",
    }
    if delivery.kind == "events_api":
        envelope["retry_attempt"] = delivery.retry
        envelope["retry_reason"] = delivery.reason if delivery.retry else ""
    return envelope
