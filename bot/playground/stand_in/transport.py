"""The two ways from Slack to the app: signed HTTP requests, or the app's own WebSocket.

Sources: docs.slack.dev/authentication/verifying-requests-from-slack, /apis/events-api/using-socket-mode.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

import aiohttp

from bot.playground.stand_in.deliveries import Acknowledgement, Delivery
from bot.playground.stand_in.fields import Json
from bot.playground.stand_in.sockets import Sockets

FORM = "application/x-www-form-urlencoded"


class Transport(Protocol):
    """Carries payloads to the app."""

    async def deliver(self, delivery: Delivery, within: float) -> Acknowledgement:
        """Hand over a payload and wait at most so many seconds for its acknowledgement."""

    async def close(self) -> None:
        """Let go of connections."""


class SocketTransport:
    """Socket Mode: over one of the WebSockets that the app has opened."""

    def __init__(self, sockets: Sockets) -> None:
        """Use the stand-in's sockets."""
        self._sockets = sockets

    async def deliver(self, delivery: Delivery, within: float) -> Acknowledgement:
        """Hand over a payload; without a connection it fails at once, as in Slack."""
        return await self._sockets.deliver(delivery, within)

    async def close(self) -> None:
        """Leave the sockets to the stand-in."""


@dataclass(frozen=True, slots=True)
class HttpReply:
    """What came back over HTTP."""

    status: int
    headers: Mapping[str, str]
    body: str
    seconds: float


class HttpTransport:
    """HTTP: signed requests to the app's address, a fresh connection for each."""

    def __init__(self, url: str, signing_secret: str, *, now: Callable[[], float] = time.time) -> None:
        """Post to `url`; `now` gives the Unix seconds for the signature."""
        self.url = url
        self._secret = signing_secret.encode()
        self._now = now
        self._session: aiohttp.ClientSession | None = None

    def signature(self, raw: bytes, timestamp: str) -> str:
        """The `X-Slack-Signature` of a body."""
        digest = hmac.new(self._secret, b"v0:" + timestamp.encode() + b":" + raw, hashlib.sha256)
        return f"v0={digest.hexdigest()}"

    async def send(
        self,
        raw: bytes,
        *,
        content_type: str = FORM,
        timestamp: str | None = None,
        signature: str | None = None,
        headers: Mapping[str, str] | None = None,
        within: float = 3.0,
    ) -> HttpReply:
        """Post any bytes, properly signed unless told otherwise.

        Raises `TimeoutError` or `aiohttp.ClientError` where no whole answer comes.
        """
        if self._session is None:
            connector = aiohttp.TCPConnector(force_close=True, limit=0)
            self._session = aiohttp.ClientSession(connector=connector)
        timestamp = timestamp if timestamp is not None else str(int(self._now()))
        all_headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature if signature is not None else self.signature(raw, timestamp),
            **(headers or {}),
        }
        start = time.perf_counter()
        async with asyncio.timeout(within), self._session.post(self.url, data=raw, headers=all_headers) as response:
            body = (await response.read()).decode("utf-8", "replace")
            return HttpReply(response.status, dict(response.headers), body, time.perf_counter() - start)

    async def deliver(self, delivery: Delivery, within: float) -> Acknowledgement:
        """Hand over a payload in the form that its kind has over HTTP."""
        raw, content_type = _encoded(delivery)
        headers = {}
        if delivery.retry:
            headers = {"X-Slack-Retry-Num": str(delivery.retry), "X-Slack-Retry-Reason": delivery.reason}
        start = time.perf_counter()
        try:
            reply = await self.send(raw, content_type=content_type, headers=headers, within=within)
        except TimeoutError:
            return Acknowledgement(time.perf_counter() - start, error="operation_timeout")
        except aiohttp.ClientError:
            return Acknowledgement(time.perf_counter() - start, error="dispatch_failed")
        return _understood(reply)

    async def close(self) -> None:
        """End the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _encoded(delivery: Delivery) -> tuple[bytes, str]:
    if delivery.kind == "slash_commands":
        return urlencode(delivery.payload).encode(), FORM
    if delivery.kind == "interactive":
        return urlencode({"payload": json.dumps(delivery.payload)}).encode(), FORM
    return json.dumps(delivery.payload).encode(), "application/json"


def _understood(reply: HttpReply) -> Acknowledgement:
    if reply.status >= 500:
        return Acknowledgement(reply.seconds, reply.status, reply.body, "http_service_error")
    if reply.status != 200:
        return Acknowledgement(reply.seconds, reply.status, reply.body, "http_client_error")
    body: Json | str = reply.body
    if reply.body and reply.headers.get("Content-Type", "").startswith("application/json"):
        try:
            body = json.loads(reply.body)
        except ValueError:
            return Acknowledgement(reply.seconds, reply.status, reply.body, "invalid_ack_body")
    return Acknowledgement(reply.seconds, reply.status, body)
