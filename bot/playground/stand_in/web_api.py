"""The Web API over HTTP: tokens, scopes, rates, and the failures that were asked for."""

from collections.abc import Mapping

from aiohttp import web

from bot.playground.stand_in.calls import Arguments, Slack, SlackError
from bot.playground.stand_in.fields import Json
from bot.playground.stand_in.journal import ApiCall
from bot.playground.stand_in.methods import METHODS
from bot.playground.stand_in.rates import Rates
from bot.playground.stand_in.sockets import Sockets, reset_connection
from bot.playground.stand_in.trouble import Failure, Trouble

_CONNECTIONS_OPEN = "apps.connections.open"


class WebApi:
    """Answers calls of Web API methods."""

    def __init__(self, slack: Slack, rates: Rates, trouble: Trouble, sockets: Sockets) -> None:
        """Act on this workspace."""
        self._slack = slack
        self._rates = rates
        self._trouble = trouble
        self._sockets = sockets
        self.revoked: str | None = None
        """What every call with the bot's token is refused with, if anything."""

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        method = request.match_info["method"]
        try:
            given = await _arguments(request)
        except ValueError as error:
            self._slack.journal.fault("invalid_json", method, str(error))
            return web.json_response({"ok": False, "error": "invalid_json"})
        token = _token(request, given)
        failure = self._trouble.take(method) or Failure()
        await failure.wait()
        if failure.reset == "before":
            self._record(method, given, 0, {}, made_up=True)
            return _broken(request)
        if failure.answers:
            answer = self._made_up(method, given, failure)
            return web.json_response(answer.body, status=answer.status, headers=answer.headers)
        status, headers, body = self._answer(method, token, given)
        self._record(method, given, status, body, made_up=failure.reset is not None)
        if failure.reset == "after":
            return _broken(request)
        return web.json_response(body, status=status, headers=headers)

    def _answer(self, method: str, token: str | None, given: Json) -> tuple[int, Mapping[str, str], Json]:
        try:
            scopes = {"X-OAuth-Scopes": ",".join(sorted(self._slack.app.scopes))}
            return 200, scopes, {"ok": True, **self._call(method, token, given)}
        except SlackError as error:
            if error.is_fault:
                self._slack.journal.fault(error.error, method, _detail(error.body))
            if error.error == "ignored_retry_after":
                error.error = "ratelimited"
            return error.status, error.headers, error.body

    def _call(self, method: str, token: str | None, given: Json) -> Json:
        if token is None:
            raise SlackError("not_authed")
        if method == _CONNECTIONS_OPEN:
            return self._open_connection(token)
        if token == self._slack.app.app_token:
            raise SlackError("not_allowed_token_type")
        if token != self._slack.app.bot_token:
            raise SlackError("invalid_auth")
        if self.revoked is not None:
            raise SlackError(self.revoked)
        if method not in METHODS:
            raise SlackError("unknown_method", req_method=method)
        known = METHODS[method]
        self._rates.spend(method, known.tier, str(given.get("channel", "")))
        if known.scope is not None:
            self._slack.require(known.scope)
        return known.call(self._slack, Arguments(given))

    def _open_connection(self, token: str) -> Json:
        # Its documented tier allows one call a minute, yet apps that reconnect more often are let in.
        self._rates.spend(_CONNECTIONS_OPEN, 3, "")
        if token != self._slack.app.app_token:
            raise SlackError("not_allowed_token_type" if token == self._slack.app.bot_token else "invalid_auth")
        return {"url": self._slack.url.replace("http", "ws", 1) + self._sockets.ticket()}

    def _made_up(self, method: str, given: Json, failure: Failure) -> SlackError:
        default = {200: "fatal_error", 429: "ratelimited", 503: "service_unavailable"}
        headers = {}
        if failure.retry_after is not None:
            headers["Retry-After"] = str(failure.retry_after)
            tier = METHODS[method].tier if method in METHODS else 3
            self._rates.block(method, tier, str(given.get("channel", "")), failure.retry_after)
        error = failure.error or default.get(failure.status, "internal_error")
        answer = SlackError(error, status=failure.status, headers=headers)
        self._record(method, given, failure.status, answer.body, made_up=True)
        return answer

    def _record(self, method: str, given: Json, status: int, body: Json, *, made_up: bool) -> None:
        journal = self._slack.journal
        journal.record(ApiCall(journal.clock.now(), method, given, status, body, made_up))


def _broken(request: web.Request) -> web.Response:
    reset_connection(request.transport)
    return web.Response()


def _detail(body: Json) -> str:
    lines = body.get("response_metadata", {}).get("messages")
    rest = {name: value for name, value in body.items() if name not in ("ok", "error", "errors", "response_metadata")}
    return "; ".join(lines) if lines else " ".join(f"{name}={value}" for name, value in rest.items())


async def _arguments(request: web.Request) -> Json:
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.json()
        if isinstance(body, dict):
            given |= body
    elif request.method == "POST":
        given |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return given


def _token(request: web.Request, given: Json) -> str | None:
    in_arguments = given.pop("token", None)
    scheme, _, in_header = request.headers.get("Authorization", "").partition(" ")
    return in_header if scheme == "Bearer" and in_header else in_arguments
