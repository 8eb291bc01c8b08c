"""The policy in Slack: files sent to the bot in a direct message, and the buttons on its answers."""

from collections.abc import Sequence

from bot.handlers.answers import NOTHING, Ack, to_requester
from bot.handlers.bot import Bot
from bot.handlers.references import message_of, reference
from bot.policy.changes import Discarded, NotAnOwnerError, Outdated
from bot.policy.offered_files import refusal
from bot.reference import Reference
from bot.slack.payloads import Action, BlockActions, Said, SharedFile
from bot.store import NoSuchUploadError, PolicyChange
from bot.views.card import Message
from bot.views.policy import messages as views
from rules.policy_file import PolicyMistakesError


async def on_files(bot: Bot, said: Said) -> Ack:
    """A policy file that somebody has sent in a direct message is kept to be answered."""
    refused = _refusal(said.files)
    if refused is not None:
        return to_requester(refused)
    (file,) = said.files
    described = file.model_dump(include={"id", "mode", "url_private_download"})
    await bot.policy.receive(said.key, said.user_id, file.name or "", [described])
    return NOTHING


def _refusal(files: Sequence[SharedFile]) -> Message | None:
    """What is said at once, before any file is fetched; None for one that may be a policy."""
    if len(files) > 1:
        return views.one_at_a_time_message([file.name or "a file" for file in files])
    (file,) = files
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
