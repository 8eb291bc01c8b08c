"""A Slack workspace over real HTTP and WebSocket, on this machine."""

import asyncio
import json
from collections.abc import Callable, Iterable
from email.utils import formatdate
from types import TracebackType
from typing import Literal, Protocol, Self

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.playground.stand_in.answers import respond
from bot.playground.stand_in.calls import Slack, SlackError
from bot.playground.stand_in.clock import Clock
from bot.playground.stand_in.deliveries import Delivery, Exchange, Kind, RetryReason
from bot.playground.stand_in.downloads import SIGN_IN, Downloads, sign_in
from bot.playground.stand_in.fields import Json
from bot.playground.stand_in.guard import LOOPBACK, from_this_machine_only
from bot.playground.stand_in.installed_app import InstalledApp
from bot.playground.stand_in.journal import PATIENCE, Entry, Fault, Journal, Notified, ResponseUrlUse, Sent
from bot.playground.stand_in.rates import Rates
from bot.playground.stand_in.sockets import Sockets, reset_connection
from bot.playground.stand_in.tickets import ResponseUrls, Triggers
from bot.playground.stand_in.transport import SocketTransport, Transport
from bot.playground.stand_in.trouble import Failure, Trouble
from bot.playground.stand_in.uploads import DOWNLOADS
from bot.playground.stand_in.web_api import WebApi
from bot.playground.stand_in.workspace import Channel, Team, Workspace

_LARGEST_UPLOAD = 20 * 1024 * 1024


class Member(Protocol):
    """Anybody with a user id."""

    @property
    def id(self) -> str:
        """The user id."""


class SlackStandIn:
    """The server: an async context manager.

    `api_url` is what `AsyncWebClient(base_url=…)` needs. Payloads go over the app's WebSocket until `transport`
    is set to an `HttpTransport`.
    """

    def __init__(
        self,
        *,
        app: InstalledApp | None = None,
        team: Team | None = None,
        clock: Clock | None = None,
        host: str = LOOPBACK,
        port: int = 0,
        rate_limits: bool = True,
        ack_limit: float = 3.0,
    ) -> None:
        """A workspace with nobody in it but the bot; `ack_limit` is in seconds of real time (Slack's is 3)."""
        self.app = app or InstalledApp()
        self.clock = clock or Clock()
        self.ack_limit = ack_limit
        self.workspace = Workspace(self.clock, team)
        self.bot = self.workspace.add_user(self.app.name, is_bot=True)
        self.journal = Journal(self.clock)
        self.trouble = Trouble()
        self.rates = Rates(self.clock, enabled=rate_limits)
        self.triggers = Triggers(self.clock)
        self.response_urls = ResponseUrls(self.clock)
        self.sockets = Sockets(self.journal, self.app.id)
        self.transport: Transport = SocketTransport(self.sockets)
        self.url = ""
        self._host, self._port = host, port
        self._runner: web.AppRunner | None = None
        self._web_api: WebApi | None = None
        self._downloads: Downloads | None = None

    async def __aenter__(self) -> Self:
        """Listen."""
        guard = from_this_machine_only(lambda: self._port, self._host)
        server = web.Application(client_max_size=_LARGEST_UPLOAD, middlewares=[guard, self._break_when_down])
        server.router.add_route("*", "/api/{method}", self._serve_api)
        server.router.add_get("/link/", self.sockets.serve)
        server.router.add_post("/response/{name}", self._serve_response_url)
        server.router.add_post("/upload/{file}", self._serve_upload)
        server.router.add_get(f"{DOWNLOADS}{{file}}/download/{{name}}", self._serve_download)
        server.router.add_get(SIGN_IN, sign_in)
        server.on_response_prepare.append(self._date)
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://{self._host}:{self._port}"
        self._web_api = WebApi(self.slack, self.rates, self.trouble, self.sockets)
        self._downloads = Downloads(self.slack, self.trouble)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of every connection and of the port."""
        await self.transport.close()
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """The address of the Web API, with its closing slash."""
        return f"{self.url}/api/"

    @property
    def slack(self) -> Slack:
        """What Web API methods act on."""
        return Slack(self.workspace, self.app, self.bot, self.journal, self.triggers, self.clock, self.url)

    @property
    def log(self) -> list[Entry]:
        """Everything that passed between Slack and the app, oldest first."""
        return list(self.journal.entries)

    @property
    def faults(self) -> list[Fault]:
        """What Slack would have refused or shown as an error."""
        return self.journal.faults

    @property
    def notified(self) -> list[Notified]:
        """Live mentions in what the app posted."""
        return self.journal.notified

    def take_faults(self, kind: str | None = None) -> list[Fault]:
        """The faults (of one kind) that were expected; they are struck from `faults`."""
        taken = [fault for fault in self.faults if kind in (None, fault.kind)]
        self.faults[:] = [fault for fault in self.faults if fault not in taken]
        return taken

    def take_fault_kinds(self) -> list[str]:
        """The kinds of all faults, in order; they are struck from `faults`."""
        return [fault.kind for fault in self.take_faults()]

    def channel(
        self, name: str, *members: Member, private: bool = False, archived: bool = False, with_bot: bool = True
    ) -> Channel:
        """Make a channel with these people and, unless told otherwise, the bot."""
        ids: Iterable[str] = [member.id for member in members]
        return self.workspace.add_channel(
            name, *ids, *([self.bot.id] if with_bot else []), private=private, archived=archived
        )

    async def until(self, condition: Callable[[], bool], within: float = PATIENCE) -> None:
        """Wait until the condition holds, looking again whenever something happens.

        Raises `TimeoutError`.
        """
        await self.journal.until(condition, within)

    async def deliver(self, kind: Kind, payload: Json) -> Exchange:
        """Send a payload to the app and note how it is acknowledged."""
        return await self._deliver(Delivery.of(kind, payload))

    async def redeliver(
        self,
        exchange: Exchange,
        times: int = 1,
        reason: RetryReason = "http_timeout",
        *,
        same_envelope: bool = False,
    ) -> list[Exchange]:
        """Send the same once more, or several times one after another, marked as Slack marks repetitions."""
        exchanges = []
        for _ in range(times):
            exchange = await self._deliver(exchange.delivery.again(reason, same_envelope=same_envelope))
            exchanges.append(exchange)
        return exchanges

    async def _deliver(self, delivery: Delivery) -> Exchange:
        acknowledgement = await self.transport.deliver(delivery, self.ack_limit)
        self.journal.record(Sent(self.clock.now(), delivery, acknowledgement))
        if acknowledgement.error is not None:
            self.journal.fault(acknowledgement.error, delivery.name, f"after {acknowledgement.seconds:.3f} s")
        return Exchange(delivery, acknowledgement)

    def fail_next(
        self,
        method: str,
        *,
        error: str | None = None,
        status: int = 200,
        retry_after: int | None = None,
        reset: Literal["before", "after"] | None = None,
        stall: float = 0.0,
        until: asyncio.Event | None = None,
        times: int = 1,
    ) -> None:
        """Let the next calls of a Web API method (`*`: any) fail; see `Failure` for the ways."""
        self.trouble.ask(method, Failure(error, status, retry_after, reset, stall, until), times)

    async def take_down(self) -> None:
        """Break every connection now, and every one that is tried from now on."""
        self.trouble.down = True
        await self.sockets.drop("reset")

    def bring_up(self) -> None:
        """Answer again."""
        self.trouble.down = False

    def revoke_token(self, error: Literal["token_revoked", "account_inactive"] | None = "token_revoked") -> None:
        """Refuse every call with the bot's token; `None` accepts it again."""
        if self._web_api is not None:
            self._web_api.revoked = error

    @web.middleware
    async def _break_when_down(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self.trouble.down:
            reset_connection(request.transport)
            return web.Response()
        return await handler(request)

    async def _date(self, _: web.Request, answer: web.StreamResponse) -> None:
        answer.headers["Date"] = formatdate(self.clock.now(), usegmt=True)

    async def _serve_api(self, request: web.Request) -> web.StreamResponse:
        if self._web_api is None:
            raise web.HTTPServiceUnavailable
        return await self._web_api.serve(request)

    async def _serve_response_url(self, request: web.Request) -> web.Response:
        body, status, error, is_fault = await _json_object(request), 200, None, True
        url = self.response_urls.find(request.path)
        if url is None:
            status, error = 404, "no_such_url"
        elif (refusal := self.response_urls.refusal(url)) is not None:
            status, error = 404, refusal
        elif body is None:
            status, error = 400, "invalid_payload"
        else:
            url.uses += 1
            try:
                respond(self.slack, url, body, "response_url")
            except SlackError as refused:
                status, error, is_fault = 400, refused.error, refused.is_fault
        self.journal.record(ResponseUrlUse(self.clock.now(), request.path, body or {}, status, error))
        if error is not None:
            if is_fault:
                self.journal.fault(error, "response_url")
            return web.json_response({"ok": False, "error": error}, status=status)
        return web.Response(text="ok")

    async def _serve_download(self, request: web.Request) -> web.StreamResponse:
        if self._downloads is None:
            raise web.HTTPServiceUnavailable
        return await self._downloads.serve(request)

    async def _serve_upload(self, request: web.Request) -> web.Response:
        upload = self.workspace.uploads.get(request.match_info["file"])
        content = await request.read()
        if upload is None or (request.content_type != "multipart/form-data" and len(content) != upload.length):
            return web.Response(status=400)
        upload.content = content
        return web.Response(text=f"OK - {len(content)}")


async def _json_object(request: web.Request) -> Json | None:
    try:
        body = json.loads(await request.text())
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
