"""Where somebody presses something about a digest, and how they are answered there."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from bot.handlers.answers import NOTHING, Ack, Answer, Later, OutdatedError, to_requester
from bot.handlers.bot import Bot
from bot.slack.client import SlackError
from bot.slack.payloads import Action, BlockActions
from bot.slack.permalinks import permalink
from bot.store.digest_settings import DigestSettings, KeptDigest, Run
from bot.views import digest_told as told
from bot.views import messages
from bot.views.blocks import Message
from bot.views.digest_settings import settings_card, settings_view
from bot.views.markup import Mrkdwn

T = TypeVar("T")

_PATIENCE = 1.5
"""Seconds that Slack has to say something first: a form has to be opened within three."""
_ABOUT = re.compile(r"([A-Z0-9]{1,50})(?:\|([a-z,]{1,100}))?")


async def once_there(bot: Bot, click: BlockActions, channel: str, work: Callable[[], Awaitable[Answer]]) -> Answer:
    """Does something for whoever is in that channel; later, where Slack has to say so first."""
    if click.form is not None or (click.channel is not None and click.channel.id == channel):
        return await work()

    async def once_known() -> Answer:
        try:
            members = await bot.conversations.members(channel)
        except SlackError:
            members = frozenset()
        if click.user.id in members:
            return await work()
        say(bot, click, told.NOT_THERE)
        return NOTHING

    return Later(once_known)


def say(bot: Bot, click: BlockActions, said: Mrkdwn) -> None:
    """Tells whoever pressed, over the form that was pressed in, or beside the message."""
    if click.form is not None:
        bot.show_form(click.trigger_id, messages.notice_view(said), click.user.id, over=True)
    elif click.response_url:
        bot.tell(click.response_url, messages.notice(said))


async def is_alone(bot: Bot, channel: str) -> bool:
    """Whether it leaves out other channels since others than colleagues read along; no where Slack does not say."""
    try:
        return not await bot.digests.tells_of_public_channels(channel)
    except SlackError:
        return False


async def card_of(bot: Bot, channel: str) -> Ack:
    """What a channel's digest is set to, as an answer."""
    kept = await bot.setting_up.of(channel)
    if kept is None:
        return to_requester(told.none_yet(channel))
    alone = kept.settings.public and await is_alone(bot, channel)
    return to_requester(card(bot, kept, unused=await bot.setting_up.unused(channel), alone=alone))


def card(bot: Bot, kept: KeptDigest, **more: Any) -> Message:
    """What a digest is set to."""
    return settings_card(kept, now=bot.slack_clock.now(), last=address(bot, kept.last), **more)


def form(
    bot: Bot, channel: str, settings: DigestSettings, kept: KeptDigest | None, *, seen: int | None = None, **more: Any
) -> dict[str, Any]:
    """The form with these settings in it; `seen` is the event that set what they know of, where that is not `kept`."""
    event = (kept.event if kept else 0) if seen is None else seen
    return settings_view(
        settings,
        kept,
        now=bot.slack_clock.now(),
        channel=channel,
        metadata=f"{channel}|{event or ''}",
        last=address(bot, kept.last if kept else None),
        **more,
    )


def address(bot: Bot, run: Run | None) -> str | None:
    """Where a digest is; None where that is not known."""
    return permalink(bot.workspace_url, run.channel, run.ts) if run and run.ts else None


def about(action: Action) -> tuple[str, Sequence[str]]:
    """The channel that a button is about, and what else it carries; raises OutdatedError."""
    found = _ABOUT.fullmatch(action.value or "")
    if found is None:
        raise OutdatedError
    return found[1], (found[2] or "").split(",")


async def in_time(question: Awaitable[T], seconds: float = _PATIENCE) -> T | None:
    """What Slack answers while a form can still be opened; None where it does not."""
    try:
        async with asyncio.timeout(seconds):
            return await question
    except (TimeoutError, SlackError):
        return None
