"""What is measured: the bot itself with an ear on its event loop, and bare Bolt apps to hold it against.

`python -m bench.subject bot` is `sourcing serve` that also notes how late its event loop runs; SIGUSR1 begins the
noting, and the next one prints the figures on standard output. `bolt-default` and `bolt-first` are an `AsyncApp` with
an empty handler, as it comes and with `process_before_response=True`.
"""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bench.timing import say
from bot import ids
from bot.logs import configure_logs
from bot.server import serve
from bot.settings import Settings
from bot.slack.http import EVENTS_PATH

_TICK = 0.001


class LoopLag:
    """How late a timer of a millisecond fires."""

    def __init__(self) -> None:
        self._late: list[float] = []
        self._ticking: asyncio.Task[None] | None = None

    def switch(self) -> None:
        """Begins, or ends and prints the median, the 99th percentile and the most, in milliseconds."""
        if self._ticking is None:
            self._ticking = asyncio.create_task(self._tick())
            return
        self._ticking.cancel()
        self._ticking = None
        late, self._late = sorted(self._late), []
        say(" ".join(f"{late[int((len(late) - 1) * share)] * 1000:.3f}" for share in (0.5, 0.99, 1.0)))

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _TICK
            await asyncio.sleep(_TICK)
            self._late.append(loop.time() - due)


async def _bot() -> None:
    configure_logs()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, LoopLag().switch)
    await serve(Settings(), "127.0.0.1", 0, say)


async def _bolt(*, process_before_response: bool) -> None:
    settings = Settings()
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""
    client = AsyncWebClient(token=token, base_url=settings.slack_api_url)

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=token)

    if process_before_response:
        app = AsyncApp(signing_secret=secret, client=client, authorize=authorize, process_before_response=True)
    else:
        app = AsyncApp(signing_secret=secret, client=client)

    async def nothing(ack: AsyncAck) -> None:
        await ack()

    app.command(ids.COMMAND)(nothing)
    runner = web.AppRunner(app.web_app(EVENTS_PATH), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    say(f"Ready: http://127.0.0.1:{runner.addresses[0][1]}/healthz")
    await stop.wait()
    await runner.cleanup()


SUBJECTS: Mapping[str, Callable[[], Coroutine[Any, Any, None]]] = {
    "bot": _bot,
    "bolt-default": lambda: _bolt(process_before_response=False),
    "bolt-first": lambda: _bolt(process_before_response=True),
}

if __name__ == "__main__":
    asyncio.run(SUBJECTS[sys.argv[1]]())
