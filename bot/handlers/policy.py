"""The policy in Slack: files sent to the bot in a direct message, and the buttons on its answers."""

from bot.handlers.answers import NOTHING, Ack
from bot.handlers.bot import Bot
from bot.handlers.references import message_of, reference
from bot.policy.changes import Discarded, NotAnOwnerError, Outdated
from bot.policy.offered_files import refusal
from bot.reference import Reference
from bot.slack.payloads import Action, BlockActions, Event, EventBody
from bot.store import NoSuchUploadError, PolicyChange
from bot.views.card import Message
from bot.views.policy import messages as views
from rules.policy_file import PolicyMistakesError

SUBSCRIBED = frozenset({"message.im"})
"""The events that the manifest asks for: what people write to the bot."""

_FROM_PEOPLE = frozenset({None, "file_share"})
"""Subtypes of messages that somebody has just written; others tell of edits, deletions and the like."""


async def on_event(bot: Bot, event: Event) -> Ack:
    """A policy file is kept to be answered; anything else that somebody writes to the bot gets a hint."""
    body, key = event.event, f"event:{event.team_id}:{event.event_id}"
    who = body.user
    if who is None or not _written_to_the_bot(body):
        return NOTHING
    refused = _refusal(body)
    if refused is not None:
        await bot.policy.answer(key, who, refused)
    else:
        (file,) = body.files
        await bot.policy.receive(
            key, who, file.name or "", [file.model_dump(include={"id", "mode", "url_private_download"})]
        )
    return NOTHING


def _written_to_the_bot(body: EventBody) -> bool:
    return body.type == "message" and body.channel_type == "im" and body.bot_id is None and body.subtype in _FROM_PEOPLE


def _refusal(body: EventBody) -> Message | None:
    """What is said at once, before any file is fetched; None for one that may be a policy."""
    if not body.files:
        return views.hint_message()
    if len(body.files) > 1:
        return views.one_at_a_time_message([file.name or "a file" for file in body.files])
    (file,) = body.files
    # Of some files Slack tells the id only; the rest is asked for when the file is fetched.
    return refusal(file) if file.is_described else None


async def on_put_in_force(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """Puts the version in force, for a policy owner."""
    try:
        upload = await _offer(bot, click, action)
        result = await bot.policy.put_in_force(upload.number, click.user.id)
    except NotAnOwnerError:
        bot.tell(click.response_url, views.not_an_owner_message(bot.policy.owners))
        return NOTHING
    except NoSuchUploadError as error:
        bot.replace(click.response_url, views.gone_message(str(error)))
        return NOTHING
    except PolicyMistakesError as error:
        # An earlier release offered it, and this one reads policies more strictly.
        bot.replace(click.response_url, views.mistakes_message(error.name, error.mistakes, error.more))
        return NOTHING
    bot.replace(click.response_url, _result(upload, result))
    return NOTHING


async def on_discard(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """Drops the offer."""
    try:
        upload = await _offer(bot, click, action)
        result = await bot.policy.discard(upload.number, click.user.id)
    except NoSuchUploadError as error:
        bot.replace(click.response_url, views.gone_message(str(error)))
        return NOTHING
    bot.replace(click.response_url, _result(upload, result))
    return NOTHING


async def on_check_again(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """Has the file compared with the policy in force now; the answer is a new message."""
    try:
        upload = await _offer(bot, click, action)
        name = await bot.policy.check_again(upload.number, click.user.id)
    except NoSuchUploadError as error:
        bot.replace(click.response_url, views.gone_message(str(error)))
        return NOTHING
    bot.replace(click.response_url, views.checked_again_message(name))
    return NOTHING


async def _offer(bot: Bot, click: BlockActions, action: Action) -> Reference:
    """The upload that was offered in the message of a button; raises NoSuchUploadError."""
    return await bot.policy.offer_meant(reference(action.value), message_of(click))


def _result(upload: Reference, result: PolicyChange | Outdated | Discarded) -> Message:
    match result:
        case PolicyChange():
            return views.in_force_message(result)
        case Outdated(version, now):
            return views.stale_message(upload, version, now)
        case Discarded(name):
            return views.discarded_message(name)
