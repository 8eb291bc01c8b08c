"""What every handler works with."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.questionnaires import Questionnaires
from bot.sender import Sender
from bot.slack_client import GoneError, SlackError, call
from bot.tasks import TaskSet
from bot.views.card import Message

log = logging.getLogger(__name__)

_RESPONSE_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
_ANSWER_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Bot:
    """The desk, and the ways to reach a person in Slack after the acknowledgement."""

    desk: Desk
    questionnaires: Questionnaires
    client: AsyncWebClient
    session: aiohttp.ClientSession
    sender: Sender
    tasks: TaskSet
    team_id: str
    api_url: str

    def open_view(self, trigger_id: str, view: dict[str, Any], response_url: str = "") -> None:
        """Opens a modal, without anyone waiting for it; where Slack does not, says so to the person."""

        async def opening() -> None:
            try:
                await call(self.client.views_open, trigger_id=trigger_id, view=view)
            except SlackError as error:
                log.warning("the form did not open", extra={"fields": {"code": error.code}})
                if response_url:
                    await self._respond(
                        response_url,
                        {
                            "response_type": "ephemeral",
                            "replace_original": False,
                            "text": "Slack did not open the form in time. Nothing is lost: type /sourcing to go on.",
                        },
                    )

        self.tasks.start(opening(), "opening a form")

    def push_view(self, trigger_id: str, view: dict[str, Any]) -> None:
        """Opens a view on top of the modal that is open."""
        self.tasks.start(self._ignoring_gone(self.client.views_push, trigger_id=trigger_id, view=view), "a second form")

    def update_view(self, view_id: str, view_hash: str, view: dict[str, Any]) -> None:
        """Shows another state of a modal; nothing happens where it was closed or has changed since."""
        self.tasks.start(
            self._ignoring_gone(self.client.views_update, view_id=view_id, hash=view_hash, view=view), "updating a form"
        )

    def replace(self, response_url: str, message: Message) -> None:
        """Puts another message in place of the one whose button was clicked."""
        body = {"replace_original": True, "text": message.text, "blocks": message.blocks}
        self.tasks.start(self._respond(response_url, body), "replacing a message")

    def tell(self, response_url: str, message: Message) -> None:
        """Tells the person who clicked something, beside what they clicked on."""
        body = {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": message.text,
            "blocks": message.blocks,
        }
        self.tasks.start(self._respond(response_url, body), "telling a person")

    async def _ignoring_gone(self, method: Callable[..., Awaitable[Any]], **arguments: Any) -> None:
        try:
            await call(method, **arguments)
        except GoneError as error:
            log.debug("no longer there", extra={"fields": {"code": error.code}})
        except SlackError as error:
            log.warning("Slack did not take a form", extra={"fields": {"code": error.code}})

    async def _respond(self, response_url: str, body: dict[str, Any]) -> None:
        if not self._is_slacks(response_url):
            log.warning("a response URL that is not Slack's was not called")
            return
        try:
            timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
            async with self.session.post(response_url, json=body, timeout=timeout, allow_redirects=False) as answer:
                if not answer.ok:
                    log.warning("a response URL was refused", extra={"fields": {"status": answer.status}})
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            log.warning("a response URL could not be called", extra={"fields": {"error": type(error).__name__}})

    def _is_slacks(self, url: str) -> bool:
        """Only Slack's own hosts are ever called; a stand-in for Slack counts with the address it was set to."""
        parts, api = urlsplit(url), urlsplit(self.api_url)
        if (parts.scheme, parts.netloc) == (api.scheme, api.netloc):
            return True
        return parts.scheme == "https" and parts.netloc in _RESPONSE_HOSTS
