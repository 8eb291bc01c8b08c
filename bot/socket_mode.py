"""The connection to Slack over Socket Mode: made, watched, and let go of once everything in flight is answered."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

log = logging.getLogger(__name__)

_PING_SECONDS = 3
"""A connection that is half open is noticed after four of these."""
_SILENT_SECONDS = 60.0
"""Without a connection for so long, the process ends and its supervisor starts it afresh."""


class SocketMode:
    """One connection, which comes back by itself when it breaks."""

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        """Connects to nothing yet. Needs a running event loop."""
        self._handler = AsyncSocketModeHandler(app, app_token, web_client=app.client, ping_interval=_PING_SECONDS)
        self._client: SocketModeClient = self._handler.client
        self._client.socket_mode_request_listeners = [self._answer]
        self._answering: set[asyncio.Task[None]] = set()

    async def connect(self) -> None:
        """Connects; tries until it works."""
        connect: Callable[[], Awaitable[None]] = self._client.connect
        await connect()

    async def is_connected(self) -> bool:
        """Whether Slack can reach us."""
        return await self._client.is_connected()

    async def watch(self, lost: Callable[[], None]) -> None:
        """Calls `lost` where Slack stays away: a fresh process recovers where reconnecting has been seen not to."""
        clock = asyncio.get_running_loop().time
        last_seen = clock()
        while clock() - last_seen <= _SILENT_SECONDS:
            await asyncio.sleep(_PING_SECONDS)
            if await self.is_connected():
                last_seen = clock()
        log.error("no connection to Slack for too long; ending, so that a fresh start can mend it")
        lost()

    async def close(self, seconds: float) -> None:
        """Takes nothing new, answers what is in flight within so long, and disconnects."""
        self._client.socket_mode_request_listeners = []
        if self._answering:
            await asyncio.wait(self._answering, timeout=seconds)
        close: Callable[[], Awaitable[None]] = self._client.close
        await close()
        loops = [self._client.message_processor, self._client.current_session_monitor, self._client.message_receiver]
        await asyncio.gather(*(loop for loop in loops if loop is not None), return_exceptions=True)

    async def _answer(self, _: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        answering = asyncio.ensure_future(self._handler.handle(self._client, request))
        self._answering.add(answering)
        answering.add_done_callback(self._answering.discard)
        await answering
