"""`/sourcing digest`: the weekly digest of the channel where it is typed, set up in a form, previewed, and sent now.

Only colleagues set one up. That they are in the channel Slack itself has seen to where they typed or pressed it there;
elsewhere, as under a direct message, it is asked.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import time
from typing import Any, TypeVar

from bot.handlers.admission import admit_to_setting_up
from bot.handlers.answers import (
    CLOSE_ALL,
    NOTHING,
    Ack,
    Answer,
    Later,
    OutdatedError,
    at_fields,
    in_place,
    to_requester,
)
from bot.handlers.bot import Bot
from bot.handlers.digest_form import about_digest, sent
from bot.notices import Beside
from bot.slack.client import SlackError
from bot.slack.conversations import Standing
from bot.slack.payloads import Action, BlockActions, Said, SlashCommand, ViewSubmission, is_between_people
from bot.slack.people import Membership
from bot.slack.permalinks import permalink
from bot.store import DigestChangedError, DigestSentError, NoSuchDigestError
from bot.store.digest_settings import DigestSettings, DigestState, KeptDigest, Run, Section
from bot.views import digest_told as told
from bot.views import messages
from bot.views.blocks import Message
from bot.views.digest_settings import ALONE, settings_card, settings_view
from bot.views.markup import Mrkdwn
from bot.weeks import Schedule, UnknownZoneError, known_zone

T = TypeVar("T")

_PATIENCE = 1.5
"""Seconds that Slack has to say who somebody is, and where: a form has to be opened within three."""
_NINE = time(9)
_ABOUT = re.compile(r"([A-Z0-9]{1,50})(?:\|([a-z,]{1,100}))?")


# Opening


async def on_digest(bot: Bot, command: SlashCommand, _none: tuple[()]) -> Answer:
    """The form. Where it was written to the bot, which opens none, what the digest is set to, with a button for it."""
    channel, who = command.channel_id, command.user_id
    if is_between_people(channel, command.channel_name):
        return to_requester(messages.notice(told.IN_A_CHANNEL))
    if isinstance(command, Said):
        return Later(lambda: _card_of(bot, channel))

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
        _in_time(bot.people.membership(who)),
        _in_time(bot.conversations.standing(channel)),
        _in_time(bot.zones.of(who)),
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
    settings = kept.settings if kept else DigestSettings(Schedule(0, _NINE, _known(zone.name if zone else "")))
    bot.open_form(trigger_id, _form(bot, channel, settings, kept, unused=unused), who, response_url)
    return None


async def _in_time(question: Awaitable[T]) -> T | None:
    """What Slack answers while the form can still be opened; None where it does not."""
    try:
        async with asyncio.timeout(_PATIENCE):
            return await question
    except (TimeoutError, SlackError):
        return None


def _known(zone: str) -> str:
    try:
        return known_zone(zone)
    except UnknownZoneError:
        return "UTC"


# Sending the form


async def on_submission(bot: Bot, submission: ViewSubmission) -> Answer:
    """Sets it up, or turns it off; what it is set to is then told in the channel, to whoever did it.

    Where somebody else has changed it since the form was opened, it comes back with what was filled in.
    """
    (channel, seen), typed = about_digest(submission.view), sent(submission.view)
    if typed.errors:
        return at_fields(typed.errors)
    who, key = submission.user.id, f"digest:{submission.team.id}:{submission.view.id}:{submission.view.hash}"

    def card(kept: KeptDigest) -> Message:
        return _card(bot, kept)

    try:
        if typed.on and typed.settings is not None:
            await bot.setting_up.set_up(channel, typed.settings, who, seen=seen, told=card, key=key)
            if typed.settings.public:
                bot.tasks.start(_say_what_is_left_out(bot, channel, who, key), "saying what a digest leaves out")
        else:
            await bot.setting_up.turn_off(channel, who, seen=seen, told=card, key=key)
    except NoSuchDigestError:
        return in_place(messages.notice_view(told.NOTHING_TO_TURN_OFF))
    except DigestChangedError as error:
        kept = error.now
        if kept is None:
            raise OutdatedError from error
        if _is_as_asked(kept, typed.settings, on=typed.on):
            await bot.answers.in_turn(who, card(kept), key=key, beside=Beside(channel, None))
            return CLOSE_ALL
        note = told.changed_meanwhile(kept)
        settings = typed.settings or kept.settings
        return in_place(_form(bot, channel, settings, kept, on=typed.on, note=note, answers=True))
    return CLOSE_ALL


async def _say_what_is_left_out(bot: Bot, channel: str, who: str, key: str) -> None:
    """That it tells of its own channel alone, where others than colleagues read along."""
    if not await _alone(bot, channel):
        return
    notice = messages.notice(ALONE)
    await bot.answers.in_turn(who, notice, key=f"{key}:alone", beside=Beside(channel, None))


async def _alone(bot: Bot, channel: str) -> bool:
    try:
        return not await bot.digests.tells_of_public_channels(channel)
    except SlackError:
        return False  # what is left out then is nobody's to say yet


def _is_as_asked(kept: KeptDigest, settings: DigestSettings | None, *, on: bool) -> bool:
    """Whether it is set to just that: somebody pressed twice, or two people want the same."""
    if not on:
        return kept.state is DigestState.OFF
    return kept.state is DigestState.ON and kept.settings == settings


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
        await bot.setting_up.send_now(channel, who)
    except NoSuchDigestError:
        return told.SET_IT_UP_FIRST
    except DigestSentError as error:
        return told.not_sent_again(error.run, _address(bot, error.run))
    return told.being_sent(channel)


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
            bot.replace(click.response_url, _card(bot, kept, note=told.LEFT_OUT))
        return NOTHING

    return await once_there(bot, click, channel, leave_out)


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


# How it is said


def say(bot: Bot, click: BlockActions, said: Mrkdwn) -> None:
    """Tells whoever pressed, over the form that was pressed in, or beside the message."""
    if click.form is not None:
        bot.show_form(click.trigger_id, messages.notice_view(said), click.user.id, over=True)
    elif click.response_url:
        bot.tell(click.response_url, messages.notice(said))


async def _card_of(bot: Bot, channel: str) -> Ack:
    kept = await bot.setting_up.of(channel)
    if kept is None:
        return to_requester(told.none_yet(channel))
    alone = kept.settings.public and await _alone(bot, channel)
    return to_requester(_card(bot, kept, unused=await bot.setting_up.unused(channel), alone=alone))


def _card(bot: Bot, kept: KeptDigest, **more: Any) -> Message:
    return settings_card(kept, now=bot.slack_clock.now(), last=_address(bot, kept.last), **more)


def _form(bot: Bot, channel: str, settings: DigestSettings, kept: KeptDigest | None, **more: Any) -> dict[str, Any]:
    return settings_view(
        settings,
        kept,
        now=bot.slack_clock.now(),
        channel=channel,
        metadata=f"{channel}|{kept.event if kept else ''}",
        last=_address(bot, kept.last if kept else None),
        **more,
    )


def _address(bot: Bot, run: Run | None) -> str | None:
    """Where a digest is; None where that is not known."""
    return permalink(bot.workspace_url, run.channel, run.ts) if run and run.ts else None


def about(action: Action) -> tuple[str, Sequence[str]]:
    """The channel that a button is about, and what else it carries; raises OutdatedError."""
    found = _ABOUT.fullmatch(action.value or "")
    if found is None:
        raise OutdatedError
    return found[1], (found[2] or "").split(",")
