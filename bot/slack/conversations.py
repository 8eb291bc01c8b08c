"""What Slack says about a conversation: whether everybody can read it, and whether a message of ours is in it."""

import asyncio
import logging
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.client import NotReachedError, NotWelcomeError, RateLimitedError, SlackError, UnknownResultError
from bot.slack.conversation_ids import can_be_public
from bot.slack.questions import SlackQuestions

log = logging.getLogger(__name__)

_LATER = (RateLimitedError, NotReachedError, UnknownResultError, NotWelcomeError)
"""After these Slack may say another time."""
_PRIVACY_KNOWN_FOR = 60.0
"""Seconds."""
_BEFORE = timedelta(hours=1)
"""A message is looked for from so long before it was sent, by Slack's clock: no other carries its metadata."""
_PAGE = 200
MOST_PAGES = 50
"""Some minutes of calls, at the pace that Slack allows."""
_MOST_WAITS = 5
"""For one page of them."""
_LOOKS_A_MINUTE = 45
"""At what was said; Slack allows 50 (tier 3), and on a Monday morning many digests are looked for at once."""
_MEMBERS_KNOWN_FOR = 10.0
"""Seconds."""
_MEMBERS_ON_A_PAGE = 1_000
_MOST_PAGES_OF_MEMBERS = 20
_SHARED_OUTSIDE = ("is_ext_shared", "is_pending_ext_shared", "pending_connected_team_ids")
_CHANNELS_ON_A_PAGE = 200
_MOST_PAGES_OF_CHANNELS = 10


class Standing(StrEnum):
    """Whether the bot can post in a channel."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    """It would have to be invited; of a private channel Slack shows it nothing then."""
    ARCHIVED = "archived"


class Conversations:
    """Channels, threads and direct conversations, as far as the bot can read them."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._private: dict[str, tuple[bool, float]] = {}
        self._about_channels = SlackQuestions(client.conversations_info)
        self._of_people = SlackQuestions(client.users_conversations)
        self._members: dict[str, tuple[frozenset[str], float]] = {}
        self._in_channels = SlackQuestions(client.conversations_members)
        self._with_people = SlackQuestions(client.conversations_open)
        self._said_in_channels = SlackQuestions(client.conversations_history, a_minute=_LOOKS_A_MINUTE)
        self._said_in_threads = SlackQuestions(client.conversations_replies, a_minute=_LOOKS_A_MINUTE)

    async def is_private(self, channel: str) -> bool:
        """Whether only its members can read a conversation; also where Slack does not let us see it.

        Raises SlackError where Slack may say so later: what is noted of a message once is never asked again.
        """
        if not can_be_public(channel):
            return True
        known, until = self._private.get(channel, (True, 0.0))
        if time.monotonic() < until:
            return known
        try:
            private = await self._is_private_now(channel)
        except _LATER:
            raise
        except SlackError as error:
            log.info("taken to be private", extra={"fields": {"channel": channel, "code": error.code}})
            return True
        self._private[channel] = (private, time.monotonic() + _PRIVACY_KNOWN_FOR)
        return private

    async def can_be_read(self, channel: str) -> bool:
        """Whether a channel is public at this moment: asked each time, since any may have turned private just now.

        Not where Slack does not say.
        """
        try:
            return await self.is_public_now(channel)
        except SlackError as error:
            log.info("taken to be private", extra={"fields": {"channel": channel, "code": error.code}})
            return False

    async def is_public_now(self, channel: str) -> bool:
        """Whether a channel is public at this moment; raises SlackError where Slack may say so later."""
        try:
            return can_be_public(channel) and not await self._is_private_now(channel)
        except _LATER:
            raise
        except SlackError as error:
            log.info("taken to be private", extra={"fields": {"channel": channel, "code": error.code}})
            return False

    async def is_shared_outside(self, channel: str) -> bool:
        """Whether people of another company are in a channel, or may come in; also where Slack does not let us see it.

        Raises SlackError where Slack may say so later.
        """
        try:
            about = (await self._about_channels.ask(channel=channel)).get("channel")
        except _LATER:
            raise
        except SlackError as error:
            log.info("taken to be shared", extra={"fields": {"channel": channel, "code": error.code}})
            return True
        return not isinstance(about, Mapping) or any(about.get(sort) for sort in _SHARED_OUTSIDE)

    async def _is_private_now(self, channel: str) -> bool:
        """What Slack says when asked; raises SlackError."""
        about = (await self._about_channels.ask(channel=channel)).get("channel")
        if not isinstance(about, Mapping):
            raise UnknownResultError("no_channel")
        return _is_private(about)

    async def standing(self, channel: str) -> Standing:
        """Whether the bot can post in a channel at this moment; raises SlackError where Slack may say so later."""
        try:
            about = (await self._about_channels.ask(channel=channel)).get("channel")
        except _LATER:
            raise
        except SlackError as error:
            log.info("taken to be outside", extra={"fields": {"channel": channel, "code": error.code}})
            return Standing.OUTSIDE
        if not isinstance(about, Mapping):
            raise UnknownResultError("no_channel")
        if about.get("is_archived"):
            return Standing.ARCHIVED
        return Standing.INSIDE if about.get("is_member") else Standing.OUTSIDE

    async def public_with(self, who: str) -> set[str]:
        """The public channels that somebody is in; those on the first pages where there are very many.

        None of them where Slack does not say.
        """
        return await self._with(who, private=False)

    async def private_with(self, who: str) -> set[str]:
        """The private channels that somebody is in, and the bot, too; as `public_with`."""
        return await self._with(who, private=True)

    async def _with(self, who: str, *, private: bool) -> set[str]:
        found: set[str] = set()
        types = "private_channel" if private else "public_channel"
        asked: dict[str, Any] = {"user": who, "types": types, "limit": _CHANNELS_ON_A_PAGE}
        try:
            for _ in range(_MOST_PAGES_OF_CHANNELS):
                answer = await self._of_people.ask(**asked)
                found |= {str(about["id"]) for about in answer["channels"] if _is_private(about) is private}
                asked["cursor"] = (answer.get("response_metadata") or {}).get("next_cursor")
                if not asked["cursor"]:
                    break
        except SlackError as error:
            log.info("taken to be in no more channels", extra={"fields": {"who": who, "code": error.code}})
        return found

    async def members(self, channel: str) -> frozenset[str]:
        """Who is in a conversation; those on the first pages of a very large one, nobody where Slack shows us none.

        Raises SlackError where Slack may say so later.
        """
        known, until = self._members.get(channel, (frozenset[str](), 0.0))
        if time.monotonic() < until:
            return known
        found: set[str] = set()
        asked: dict[str, Any] = {"channel": channel, "limit": _MEMBERS_ON_A_PAGE}
        try:
            for _ in range(_MOST_PAGES_OF_MEMBERS):
                answer = await self._in_channels.ask(**asked)
                found.update(map(str, answer.get("members") or ()))
                asked["cursor"] = (answer.get("response_metadata") or {}).get("next_cursor")
                if not asked["cursor"]:
                    break
        except _LATER:
            raise
        except SlackError as error:
            log.info("taken to have no members", extra={"fields": {"channel": channel, "code": error.code}})
            return frozenset()
        self._members = {channel: (frozenset(found), time.monotonic() + _MEMBERS_KNOWN_FOR)} | {
            each: known for each, known in self._members.items() if time.monotonic() < known[1]
        }
        return frozenset(found)

    async def with_person(self, who: str) -> str:
        """The direct conversation with a person; raises SlackError."""
        return str((await self._with_people.ask(users=who))["channel"]["id"])

    async def message_with(
        self,
        metadata: Mapping[str, Any],
        channel: str,
        thread_ts: str | None,
        since: datetime,
        *,
        most_pages: int = MOST_PAGES,
    ) -> str | None:
        """The timestamp of the message with this metadata; None where there is none. Raises SlackError.

        `since` is when it was sent at the earliest, by Slack's clock. Where too much was said since then to read all of
        it, that is a SlackError too.
        """
        about: dict[str, Any] = {
            "channel": channel,
            "oldest": f"{(since - _BEFORE).timestamp():.6f}",
            "include_all_metadata": True,
            "limit": _PAGE,
        }
        if thread_ts:
            about["ts"] = thread_ts
        said_there = self._said_in_threads if thread_ts else self._said_in_channels
        for page in range(most_pages):
            answer = await _with_patience(said_there, about) if page else await said_there.ask(**about)
            messages = answer.get("messages")
            if not isinstance(messages, list):
                raise UnknownResultError("no_messages")
            for message in messages:
                if message.get("metadata") == metadata:
                    return str(message["ts"])
            about["cursor"] = (answer.get("response_metadata") or {}).get("next_cursor")
            if not about["cursor"]:
                return None
        raise SlackError("too_much_was_said")


async def _with_patience(questions: SlackQuestions, asked: Mapping[str, Any]) -> AsyncSlackResponse:
    """Goes on to the next page when Slack takes the question; from the first one, it would never come to the end."""
    for _ in range(_MOST_WAITS):
        try:
            return await questions.ask(**asked)
        except RateLimitedError as error:
            await asyncio.sleep(error.retry_after)
    return await questions.ask(**asked)


def _is_private(about: Mapping[str, Any]) -> bool:
    return any(about.get(sort) for sort in ("is_private", "is_im", "is_mpim"))
