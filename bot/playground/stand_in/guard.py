"""Keeps other sites that are open in the same browser out of a server on this machine."""

from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

LOOPBACK = "127.0.0.1"


def from_this_machine_only(port: Callable[[], int], host: str = LOOPBACK) -> Middleware:
    """Refuses what comes under another site's name, or from another site's page; `port` is where the server listens."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        ours = {f"{name}:{port()}" for name in (host, LOOPBACK, "localhost")}
        origin = request.headers.get("Origin")
        if request.host not in ours or (origin is not None and origin.removeprefix("http://") not in ours):
            raise web.HTTPForbidden
        return await handler(request)

    return guard
