"""Private files over HTTP: handed out to the app's token, and to nobody else.

Whoever comes without the right to a file is sent to a page to sign in, as Slack does: 302, and behind it HTML with 200.
"""

from aiohttp import web

from bot.playground.stand_in.calls import Slack
from bot.playground.stand_in.journal import FileDownload
from bot.playground.stand_in.sockets import reset_connection
from bot.playground.stand_in.trouble import Failure, Trouble

SCOPE = "files:read"
TROUBLE = "files-pri"
"""The name under which a download can be made to fail."""
SIGN_IN = "/signin"


async def sign_in(_: web.Request) -> web.StreamResponse:
    """The page to sign in."""
    return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")


class Downloads:
    """Answers requests for private files."""

    def __init__(self, slack: Slack, trouble: Trouble) -> None:
        """Of this workspace."""
        self._slack = slack
        self._trouble = trouble

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One download."""
        failure = self._trouble.take(TROUBLE) or Failure()
        await failure.wait()
        if failure.reset:
            self._record(request, 0, "reset")
            reset_connection(request.transport)
            return web.Response()
        if failure.answers:
            self._record(request, failure.status, failure.error)
            return web.Response(status=failure.status)
        upload = self._slack.workspace.uploads.get(request.match_info["file"])
        if upload is None or upload.content is None:
            self._record(request, 404, "file_not_found")
            return web.Response(status=404)
        if (refusal := self._refusal(request, upload.channel_id)) is not None:
            self._slack.journal.fault(refusal, request.path)
            self._record(request, 302, refusal)
            return web.Response(status=302, headers={"Location": f"{self._slack.url}{SIGN_IN}"})
        self._record(request, 200, None)
        return web.Response(body=upload.content, content_type="text/plain")

    def _refusal(self, request: web.Request, channel_id: str | None) -> str | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        channel = self._slack.workspace.channels.get(channel_id or "")
        if scheme != "Bearer" or not token:
            return "not_authed"
        if token != self._slack.app.bot_token:
            return "invalid_auth"
        if SCOPE not in self._slack.app.scopes:
            return "missing_scope"
        return None if channel is not None and self._slack.bot.id in channel.members else "file_not_visible"

    def _record(self, request: web.Request, status: int, error: str | None) -> None:
        journal = self._slack.journal
        journal.record(FileDownload(journal.clock.now(), request.path, status, error))
