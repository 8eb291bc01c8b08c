"""One kept-alive HTTP connection that sends whatever bytes it is given, and how long each answer takes."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from bot.slack.http import EVENTS_PATH
from bot.slack.signatures import signature

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
PATIENCE = 60.0
"""Seconds to wait for an answer."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    """0 where the connection ended without an answer."""
    body: bytes
    seconds: float


NO_REPLY = Reply(0, b"", 0.0)


class Connection:
    """Sends one request after the other; connects again by itself where the server ends the connection."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, request: bytes) -> Reply:
        """Sends the request and waits for its answer; raises TimeoutError where none comes."""
        kept_alive = self._streams is not None
        reply = await self._attempt(request)
        if reply is NO_REPLY and kept_alive:
            # The server had ended the connection after the request before this one.
            reply = await self._attempt(request)
        return reply

    async def _attempt(self, request: bytes) -> Reply:
        try:
            if self._streams is None:
                self._streams = await asyncio.open_connection(self._host, self._port)
            reader, writer = self._streams
            start = time.perf_counter()
            writer.write(request)
            async with asyncio.timeout(PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
                headers = head.lower()
                body = await reader.readexactly(_length(headers))
        except (ConnectionError, asyncio.IncompleteReadError):
            await self.close()
            return NO_REPLY
        reply = Reply(int(head.split(b" ", 2)[1]), body, time.perf_counter() - start)
        if b"connection: close" in headers:
            await self.close()
        return reply

    async def close(self) -> None:
        """Hangs up."""
        if self._streams is not None:
            _, writer = self._streams
            self._streams = None
            await _hang_up(writer)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()
    try:
        await writer.wait_closed()
    except ConnectionError:
        return  # the other side was first


def _length(headers: bytes) -> int:
    _, found, rest = headers.partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


def http_request(body: bytes, headers: Mapping[str, str], *, method: str = "POST", path: str = EVENTS_PATH) -> bytes:
    """A request as it goes over the wire; the headers go out as they are, also where they are wrong."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bot", *(f"{name}: {value}" for name, value in headers.items())]
    if "Content-Length" not in headers:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def signed_headers(secret: str, body: bytes, content_type: str, now: float | None = None) -> dict[str, str]:
    """The headers that Slack sends with a body."""
    timestamp = str(int(time.time() if now is None else now))
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(secret, timestamp, body),
    }


def signed_command(secret: str, command: Mapping[str, str], text: str, number: int) -> bytes:
    """The slash command with this text, as Slack sends it; each number is another request of its own."""
    body = urlencode({**command, "text": text, "trigger_id": f"{number}.bench"}).encode()
    return http_request(body, signed_headers(secret, body, FORM))
