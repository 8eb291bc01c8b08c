"""The HTTP side: health, and Slack's requests, each verified over its raw bytes before anything is parsed."""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestPayloadError
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.slack.payloads import MalformedPayloadError, as_fields, decoded, read_payload
from bot.slack.signatures import is_from_slack

log = logging.getLogger(__name__)


def _without_their_bytes(record: logging.LogRecord) -> bool:
    """What is not HTTP is the sender's mistake: a line, without a traceback and without what was sent."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, HttpProcessingError | RequestPayloadError):
        record.levelno, record.levelname = logging.INFO, logging.getLevelName(logging.INFO)
        record.msg, record.args, record.exc_info = "what arrived is not HTTP", (), None
    return True


protocol_log = logging.getLogger(f"{__name__}.protocol")
"""For the server beneath, which would log what it cannot read."""
protocol_log.addFilter(_without_their_bytes)

EVENTS_PATH = "/slack/events"
LARGEST_BODY = 1024 * 1024
"""Bytes. The longest message, of 40,000 characters, comes twice in a shortcut, each character in up to eight bytes."""


def web_app(
    app: Callable[[], AsyncApp | None] | None,
    signing_secret: str,
    problems: Callable[[], Awaitable[Sequence[str]]],
) -> web.Application:
    """The HTTP side: health always, and Slack's requests where they come over HTTP.

    `app` says what takes them; until there is something, they are refused. `problems` says why the bot could not do its
    work now; empty where it could.
    """
    site = web.Application(client_max_size=LARGEST_BODY)

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_: web.Request) -> web.Response:
        found = await problems()
        return web.Response(text="\n".join(found or ["ready"]) + "\n", status=503 if found else 200)

    site.router.add_get("/healthz", healthz)
    site.router.add_get("/readyz", readyz)
    if app is not None:
        site.router.add_post(EVENTS_PATH, _slack_requests(app, signing_secret))
    return site


def _slack_requests(
    get_app: Callable[[], AsyncApp | None], signing_secret: str
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def receive(request: web.Request) -> web.Response:
        app = get_app()
        if app is None:
            return _refused(503, "not ready yet; please try again")
        try:
            body = await _verified(request, signing_secret)
            if body.get("type") == "url_verification":
                return web.Response(text=str(body.get("challenge", ""))[:1000])
            if body.get("ssl_check") == "1":
                return web.Response()
            fields = as_fields(read_payload(body))
        except MalformedPayloadError:
            return _refused(400, "this is not something that Slack sends")
        except web.HTTPException as refusal:
            return _refused(refusal.status, refusal.text or refusal.reason)
        # Verified and decoded already: Bolt takes the fields as they are, as it does in Socket Mode.
        answer = await app.async_dispatch(AsyncBoltRequest(body=fields, mode="socket_mode"))
        return web.Response(
            status=answer.status,
            body=answer.body.encode() if isinstance(answer.body, str) else answer.body,
            content_type=answer.first_headers().get("content-type", "text/plain").split(";")[0],
            charset="utf-8",
        )

    return receive


async def _verified(request: web.Request, signing_secret: str) -> dict[str, Any]:
    """The fields of a request that Slack has signed; raises MalformedPayloadError and web.HTTPException."""
    if "Content-Encoding" in request.headers:
        raise web.HTTPUnsupportedMediaType(text="no content encoding is understood")
    raw = await request.read()
    if not is_from_slack(signing_secret, request.headers, raw, time.time()):
        raise web.HTTPUnauthorized(text="the signature does not fit")
    return decoded(raw, request.content_type)


def _refused(status: int, why: str) -> web.Response:
    # What is not refused gets its line where it is answered, the same in Socket Mode.
    log.info("refused", extra={"fields": {"status": status}})
    return web.Response(status=status, text=f"{why}\n")
