"""What a digest says, to one person alone: a preview of it, and what *Show* beside one of its lines opens."""

import asyncio
import logging

from bot import ids
from bot.handlers.answers import NOTHING, Answer, Later, OutdatedError
from bot.handlers.bot import Bot
from bot.handlers.digest_form import filled
from bot.handlers.digest_places import about, in_time, once_there, say
from bot.slack.client import SlackError, call
from bot.slack.payloads import Action, BlockActions
from bot.store import NoSuchDigestError, StoreError
from bot.store.digest_settings import DigestSettings, Section
from bot.views import days, messages
from bot.views import digest_told as told
from bot.views.blocks import Message
from bot.views.digest import digest_message
from bot.views.digest_lists import list_view
from bot.weeks import Week

log = logging.getLogger(__name__)

_SOON = 1.5
"""Seconds in which nobody wonders where a preview is."""
_OPENS_WITHIN = 2.2
"""Seconds for all that Slack has to say first; it opens a form for three."""


async def on_preview(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """The digest as it would be sent now, to whoever pressed and nobody else; of a form, as it is filled in."""
    channel, _ = about(action)
    settings = filled(click.form.state).settings if click.form else None

    async def show() -> Answer:
        showing = asyncio.ensure_future(_show(bot, channel, click.user.id, settings))
        if click.form is None:
            await asyncio.wait({showing}, timeout=_SOON)
        if click.form is not None or not showing.done():
            say(bot, click, told.preview_comes(channel, hidden=click.form is not None))
        await showing
        return NOTHING

    async def later() -> Answer:
        return Later(show)

    return await once_there(bot, click, channel, later)


async def _show(bot: Bot, channel: str, who: str, settings: DigestSettings | None) -> None:
    """Puts the digest into the channel as it would be sent now, for this person's eyes alone."""
    try:
        digest = await bot.digests.preview(channel, settings=settings, who=who)
        if digest.is_silent:
            await _whisper(bot, channel, who, messages.notice(told.NOTHING_TO_TELL))
            return
        drawn, schedule = digest_message(digest), digest.settings.schedule
        due = days.short_day(schedule.moment(digest.week), schedule.rules)
        try:
            await _whisper(bot, channel, who, told.as_preview(drawn.main, due))
        except SlackError:
            if drawn.main.blocks == drawn.without_chart.blocks:
                raise
            await _whisper(bot, channel, who, told.as_preview(drawn.without_chart, due))
        if drawn.more is not None:
            await _whisper(bot, channel, who, told.as_preview(drawn.more, due, of_thread=True))
    except NoSuchDigestError:
        await bot.desk.notify(who, told.none_yet(channel))
    except (SlackError, StoreError) as error:
        log.warning("a preview was not shown: %s", error)
        await bot.desk.notify(who, messages.notice(told.NO_PREVIEW))


async def _whisper(bot: Bot, channel: str, who: str, message: Message) -> None:
    await call(bot.client.chat_postEphemeral, channel=channel, user=who, text=message.text, blocks=message.blocks)


async def on_show(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """The decisions of a section as the record is now, as far as this person may see them. A preview counts no use."""
    section, (channel, week) = _section(action), _of_week(action)
    if click.channel is None or click.channel.id != channel:
        raise OutdatedError  # what stands in a channel is for those who read it there

    async def show() -> Answer:
        counts = not click.container.is_ephemeral
        pressed = bot.digests.press(channel, week, section, click.user.id, counts=counts)
        found = await in_time(pressed, _OPENS_WITHIN)
        if found is None:
            say(bot, click, told.NOT_JUST_NOW)
        else:
            bot.open_form(click.trigger_id, list_view(found, section), click.user.id, click.response_url)
        return NOTHING

    return Later(show)


def _section(action: Action) -> Section:
    try:
        return Section(action.action_id.removeprefix(ids.DIGEST_SHOW))
    except ValueError:
        raise OutdatedError from None


def _of_week(action: Action) -> tuple[str, Week]:
    channel, _, week = (action.value or "").partition("|")
    try:
        return channel, Week.read(week)
    except ValueError:
        raise OutdatedError from None
