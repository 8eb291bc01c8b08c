"""`/sourcing digest`: the weekly digest of the channel where it is typed, set up in a form, previewed, and sent now.

Only colleagues set one up. That they are in the channel Slack itself has seen to where they typed or pressed it there;
elsewhere, as under a direct message, it is asked.
"""

import asyncio
from datetime import time

from bot.handlers.admission import admit_to_setting_up
from bot.handlers.answers import (
    NOTHING,
    Answer,
    Later,
    OutdatedError,
    to_requester,
)
from bot.handlers.bot import Bot
from bot.handlers.digest_places import about, address, card, card_of, form, in_time, once_there, say
from bot.slack.conversations import Standing
from bot.slack.payloads import Action, BlockActions, Said, SlashCommand, is_between_people
from bot.slack.people import Membership
from bot.store import DigestSentError, NoSuchDigestError
from bot.store.digest_settings import DigestSettings, DigestState, Section
from bot.views import digest_told as told
from bot.views import messages
from bot.views.markup import Mrkdwn
from bot.weeks import ELSEWHERE, Schedule, UnknownZoneError, known_zone

_NINE = time(9)


# Opening


async def on_digest(bot: Bot, command: SlashCommand, _none: tuple[()]) -> Answer:
    """The form. Where it was written to the bot, which opens none, what the digest is set to, with a button for it."""
    channel, who = command.channel_id, command.user_id
    if is_between_people(channel, command.channel_name):
        return to_requester(messages.notice(told.IN_A_CHANNEL))
    if isinstance(command, Said):
        return Later(lambda: card_of(bot, channel))

    async def open_it() -> Answer:
        said = await _open(bot, who, channel, command.trigger_id, command.response_url)
        return to_requester(messages.notice(said)) if said else NOTHING

    return Later(open_it)


async def on_change(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """The form, from what stands somewhere of its settings."""
    channel, _ = about(action)

    async def open_it() -> Answer:
        said = await _open(bot, click.user.id, channel, click.trigger_id, click.response_url)
        if said:
            say(bot, click, said)
        return NOTHING

    async def later() -> Answer:
        return Later(open_it)

    return await once_there(bot, click, channel, later)


async def _open(bot: Bot, who: str, channel: str, trigger_id: str, response_url: str) -> Mrkdwn | None:
    """Opens the form, with what Slack says in time; else why not. Raises NotAdmittedError."""
    membership, standing, zone = await asyncio.gather(
        in_time(bot.people.membership(who)),
        in_time(bot.conversations.standing(channel)),
        in_time(bot.zones.of(who)),
    )
    if membership not in {None, Membership.UNKNOWN}:
        admit_to_setting_up(membership)  # of anybody else it is asked once more when the form is sent
    match standing:
        case Standing.ARCHIVED:
            return told.archived(channel)
        case Standing.OUTSIDE:
            return told.invite(channel)
        case _:
            pass
    kept, unused = await bot.setting_up.of(channel), await bot.setting_up.unused(channel)
    theirs = _known(zone.name) if zone else None
    settings = kept.settings if kept else DigestSettings(Schedule(0, _NINE, theirs or ELSEWHERE))
    note = None if kept or theirs else told.CHECK_THE_ZONE
    bot.open_form(trigger_id, form(bot, channel, settings, kept, unused=unused, note=note), who, response_url)
    return None


def _known(zone: str) -> str | None:
    try:
        return known_zone(zone)
    except UnknownZoneError:
        return None


# Its buttons


async def on_send_now(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """This week's digest; where it was sent already, when and where."""
    channel, _ = about(action)

    async def send() -> Answer:
        say(bot, click, await _sent(bot, channel, click.user.id))
        return NOTHING

    return await once_there(bot, click, channel, send)


async def _sent(bot: Bot, channel: str, who: str) -> Mrkdwn:
    try:
        kept = await bot.setting_up.send_now(channel, who)
    except NoSuchDigestError:
        return told.SET_IT_UP_FIRST
    except DigestSentError as error:
        return told.not_sent_again(error.run, address(bot, error.run))
    return told.being_sent(kept, bot.slack_clock.now())


async def on_leave_out(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """Leaves out what nobody presses."""
    channel, names = about(action)
    sections = frozenset(each for each in Section if each in names)
    if not sections:
        raise OutdatedError

    async def leave_out() -> Answer:
        kept = await bot.setting_up.leave_out(channel, sections, click.user.id)
        if kept is None or kept.state is not DigestState.ON:
            say(bot, click, told.NOTHING_LEFT_OUT)
        elif click.form is not None:
            # In its place: what is ticked there would come back with what was left out.
            bot.forms.update(click.form.id, click.form.hash, messages.notice_view(told.LEFT_OUT))
        elif click.response_url:
            bot.replace(click.response_url, card(bot, kept, note=told.LEFT_OUT))
        return NOTHING

    return await once_there(bot, click, channel, leave_out)
