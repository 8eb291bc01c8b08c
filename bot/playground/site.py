"""The page over HTTP, on the loopback address only: its files, and a WebSocket for each window."""

import errno
from contextlib import AsyncExitStack
from pathlib import Path

from aiohttp import WSCloseCode, web

from bot.playground.stage import Stage
from bot.playground.stand_in.guard import LOOPBACK, from_this_machine_only
from bot.playground.window import Window

_PAGE = Path(__file__).with_name("page")
_FILES = {path.name: path for path in _PAGE.iterdir() if path.is_file()}
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_PORTS_TO_TRY = 20


class PortsTakenError(Exception):
    """Neither the port nor the next ones are free."""


class Site:
    """The server of the page."""

    def __init__(self, stage: Stage) -> None:
        """Show this stage."""
        self._stage = stage
        self._windows: set[web.WebSocketResponse] = set()
        self.port = 0
        """Where it listens."""

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://{LOOPBACK}:{self.port}/"

    async def listen(self, port: int, closing: AsyncExitStack) -> None:
        """Serve on this port, or on the next one that is free; raises PortsTakenError."""
        server = web.Application(middlewares=[from_this_machine_only(lambda: self.port)])
        server.router.add_get("/", self._index)
        server.router.add_get("/window", self._window)
        server.router.add_get("/{file}", self._file)
        server.on_shutdown.append(self._close_windows)
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=1)
        await runner.setup()
        closing.push_async_callback(runner.cleanup)
        for tried in range(port, port + _PORTS_TO_TRY if port else 1):
            try:
                await web.TCPSite(runner, LOOPBACK, tried).start()
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
            else:
                self.port = runner.addresses[0][1]
                return
        raise PortsTakenError(f"Ports {port} to {port + _PORTS_TO_TRY - 1} are all taken; choose another with --port.")

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return self._served("index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return self._served(request.match_info["file"])

    def _served(self, name: str) -> web.StreamResponse:
        path = _FILES.get(name)
        if path is None:
            raise web.HTTPNotFound
        headers = {
            "Content-Type": f"{_TYPES[path.suffix]}; charset=utf-8",
            "Content-Security-Policy": (
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                f"connect-src 'self' ws://{LOOPBACK}:{self.port}; base-uri 'none'; form-action 'none'; "
                "frame-ancestors 'none'; require-trusted-types-for 'script'"
            ),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-cache",
        }
        return web.FileResponse(path, headers=headers)

    async def _window(self, request: web.Request) -> web.StreamResponse:
        name = request.query.get("as", "")
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        if name not in self._stage.people:
            await socket.send_json({"nobody": name, "people": list(self._stage.people)})
            await socket.close()
            return socket
        self._windows.add(socket)
        try:
            await Window(self._stage, self._stage.person(name), socket).live()
        finally:
            self._windows.discard(socket)
        return socket

    async def _close_windows(self, _: web.Application) -> None:
        for socket in list(self._windows):
            await socket.close(code=WSCloseCode.GOING_AWAY)
