"""What every handler works with."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.decisions.decisions import Decisions
from bot.delegating import Delegating
from bot.desk import Desk
from bot.digest.digests import Digests
from bot.digest.setting_up import SettingUp
from bot.handlers.forms import Forms
from bot.home import Homes
from bot.notices import Answers
from bot.on_their_way import OnTheirWay
from bot.policy.changes import PolicyChanges
from bot.questionnaire.drafts import Questionnaires
from bot.reference import Reference
from bot.reminders import Reminders
from bot.reviewers import Reviewers
from bot.sight import Sight
from bot.slack.addresses import is_slacks
from bot.slack.clocks import SlackClock
from bot.slack.conversations import Conversations
from bot.slack.people import People
from bot.slack.permalinks import permalink
from bot.slack.zones import Zones
from bot.tasks import TaskSet
from bot.views import messages, succession
from bot.views.card import Message
from bot.views.markup import mrkdwn

log = logging.getLogger(__name__)

RESPONSE_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
_ANSWER_SECONDS = 5
_CAN_BE_ANSWERED_FOR = timedelta(minutes=29)
"""So long Slack takes an answer to a click."""
_SOON = 0.7
"""Seconds: most cards are posted by then, and what is said about them is said once."""


@dataclass(frozen=True, slots=True)
class Bot:
    """The desk, and the ways to reach a person in Slack after the acknowledgement."""

    desk: Desk
    decisions: Decisions
    questionnaires: Questionnaires
    answers: Answers
    policy: PolicyChanges
    forms: Forms
    session: aiohttp.ClientSession
    tasks: TaskSet
    people: People
    sight: Sight
    reviewers: Reviewers
    delegating: Delegating
    homes: Homes
    reminders: Reminders
    on_their_way: OnTheirWay
    digests: Digests
    setting_up: SettingUp
    client: AsyncWebClient
    conversations: Conversations
    zones: Zones
    slack_clock: SlackClock
    workspace_url: str
    api_url: str
    user_id: str
    """Who the bot is in Slack: what a mention of it says."""

    def open_form(self, trigger_id: str, view: dict[str, Any], who: str, response_url: str = "") -> None:
        """Opens a form, without anyone waiting for it; where Slack does not, says so to the person."""

        async def say_so() -> None:
            message = messages.notice(mrkdwn("Slack did not open the form in time. Nothing is lost; please try again."))
            if response_url:
                await self._respond(response_url, _beside(message))
            else:
                await self.desk.notify(who, message)

        self.forms.open(trigger_id, view, say_so)

    def _put_on_top(self, trigger_id: str, view: dict[str, Any], who: str) -> None:
        """The same over an open form."""

        async def say_so() -> None:
            said = mrkdwn("Slack did not show what you pressed for. Nothing is lost; close the form and try again.")
            await self.desk.notify(who, messages.notice(said))

        self.forms.push(trigger_id, view, say_so)

    def show_form(self, trigger_id: str, view: dict[str, Any], who: str, response_url: str = "", *, over: bool) -> None:
        """Puts a form over the one that was clicked in, or opens it where none was."""
        if over:
            self._put_on_top(trigger_id, view, who)
        else:
            self.open_form(trigger_id, view, who, response_url)

    def replace(self, response_url: str, message: Message) -> None:
        """Puts another message in place of the one whose button was clicked."""
        body = {"replace_original": True, "text": message.text, "blocks": message.blocks}
        self.tasks.start(self._respond(response_url, body), "replacing a message")

    def hand_over(
        self, response_url: str, message: Message, *, replaces: bool, otherwise: Callable[[], Awaitable[None]]
    ) -> None:
        """Puts a message where a form was opened, or beside it; where Slack does not take it, does what else to do."""
        body = {**_beside(message), "replace_original": replaces}

        async def handing_over() -> None:
            if not await self._respond(response_url, body):
                await otherwise()

        self.tasks.start(handing_over(), "handing over a card")

    def say_where(
        self,
        response_url: str,
        card: tuple[Reference, str, str | None],
        *,
        replaces: bool,
        otherwise: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Says that a card is being posted, and, once it is there, where. `card` is of which decision, and its place.

        `replaces` is whether this takes the place of what was clicked; beside it, what is said once stays.
        """
        decision, conversation, thread_ts = card
        expected = self.on_their_way.expect(decision.number, conversation, thread_ts)
        until = self.slack_clock.now() + _CAN_BE_ANSWERED_FOR

        def there(ts: str) -> Message:
            address = permalink(self.workspace_url, conversation, ts, thread_ts)
            return succession.posted(decision, conversation, address)

        async def say(message: Message) -> bool:
            return await self._respond(response_url, {**_beside(message), "replace_original": replaces})

        async def saying() -> None:
            ts = await self.desk.card_in(decision.number, conversation, thread_ts) or await _soon(expected)
            said = await say(there(ts) if ts else succession.being_posted(decision, conversation))
            if not said and otherwise is not None:
                await otherwise()
            if said and replaces and ts is None:
                expected.add_done_callback(once_there)

        def once_there(arrived: asyncio.Future[str]) -> None:
            if not arrived.cancelled() and self.slack_clock.now() < until:
                self.tasks.start(say(there(arrived.result())), "saying where a card is")

        self.tasks.start(saying(), "saying that a card is being posted")

    def tell(self, response_url: str, message: Message) -> None:
        """Tells the person who clicked something, beside what they clicked on."""
        self.tasks.start(self._respond(response_url, _beside(message)), "telling a person")

    def answer(self, response_url: str, body: dict[str, Any]) -> None:
        """Answers a command after its acknowledgement."""
        self.tasks.start(self._respond(response_url, body), "answering a command")

    async def _respond(self, response_url: str, body: dict[str, Any]) -> bool:
        """Whether Slack took it."""
        if not is_slacks(response_url, RESPONSE_HOSTS, self.api_url):
            log.warning("a response URL that is not Slack's was not called")
            return False
        try:
            timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
            async with self.session.post(response_url, json=body, timeout=timeout, allow_redirects=False) as answer:
                if not answer.ok:
                    log.warning("a response URL was refused", extra={"fields": {"status": answer.status}})
                return answer.ok
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            log.warning("a response URL could not be called", extra={"fields": {"error": type(error).__name__}})
            return False


async def _soon(expected: asyncio.Future[str]) -> str | None:
    """What is expected, where it comes before anybody wonders."""
    done, _ = await asyncio.wait({expected}, timeout=_SOON)
    return expected.result() if done and not expected.cancelled() else None


def _beside(message: Message) -> dict[str, Any]:
    return {
        "response_type": "ephemeral",
        "replace_original": False,
        "text": message.text,
        "blocks": message.blocks,
    }
