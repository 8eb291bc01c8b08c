"""Where every payload arrives: to whom it goes, and what the person is told when something goes wrong."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping

from bot import ids
from bot.handlers import decision, questionnaire, sourcing
from bot.handlers.answers import NOTHING, Ack, in_place, on_top, to_requester
from bot.handlers.bot import Bot
from bot.payloads import (
    Action,
    BlockActions,
    Event,
    GlobalShortcut,
    MessageShortcut,
    Payload,
    SlashCommand,
    ViewClosed,
    ViewSubmission,
    team_of,
)
from bot.requests import RequestError
from bot.store import DraftChangedError, NoSuchDecisionError, NoSuchDraftError, StoreError
from bot.views import messages
from bot.views.markup import mrkdwn

log = logging.getLogger(__name__)

OnClick = Callable[[Bot, BlockActions, Action], Awaitable[Ack]]

CLICKS: Mapping[str, OnClick] = {
    ids.ANSWER_QUESTIONS: questionnaire.on_answer_questions,
    ids.POST_TO_CHANNEL: decision.on_post,
    ids.DISCARD: decision.on_discard,
    ids.SHOW_DETAILS: decision.on_details,
    ids.ACCEPT: decision.on_accept,
    ids.OPEN_OVERRIDE: decision.on_open_override,
    ids.RESUME: questionnaire.on_resume,
    ids.START_AFRESH: questionnaire.on_start_afresh,
    ids.BACK: questionnaire.on_back,
    ids.CHANGE_AN_ANSWER: questionnaire.on_change_an_answer,
}
SUBMISSIONS: Mapping[str, Callable[[Bot, ViewSubmission], Awaitable[Ack]]] = {
    ids.QUESTIONNAIRE: questionnaire.on_submission,
    ids.OVERRIDE: decision.on_override,
}
GLOBAL_SHORTCUTS = frozenset({ids.ASSESS_REQUEST})
MESSAGE_SHORTCUTS = frozenset({ids.ASSESS_MESSAGE})

_FIELDS = frozenset({ids.HOME_COUNTRY, ids.BUSINESS_FUNCTION, ids.POST_WHERE, ids.REQUEST_TEXT, ids.OVERRIDE_MODEL})
"""Inputs that need no answer of their own when they change."""


async def receive(bot: Bot, payload: Payload) -> Ack:
    """The acknowledgement of a payload. Never raises: what goes wrong is told to the person, on their surface."""
    if team_of(payload) != bot.team_id:
        log.warning("a payload of another workspace", extra={"fields": {"team": team_of(payload)}})
        return _tell(bot, payload, "This bot serves another workspace.", reference=None)
    try:
        return await _to_its_handler(bot, payload)
    except (NoSuchDraftError, DraftChangedError):
        return await _outdated(bot, payload)
    except NoSuchDecisionError:
        return _tell(bot, payload, "There is no such decision, or it is not yours to change.", reference=None)
    except RequestError as error:
        return _tell(bot, payload, str(error), reference=None)
    except StoreError as error:
        reference = secrets.token_hex(4)
        log.error("not recorded: %s", error, extra={"fields": {"reference": reference}})
        return _tell(bot, payload, "This could not be recorded. Please try again in a moment.", reference)
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("a handler failed", extra={"fields": {"reference": reference, "payload": payload.type}})
        return _tell(bot, payload, "Something went wrong, and nothing was changed. Please try again.", reference)


async def _to_its_handler(bot: Bot, payload: Payload) -> Ack:
    match payload:
        case SlashCommand():
            return await sourcing.on_command(bot, payload)
        case MessageShortcut() if payload.callback_id in MESSAGE_SHORTCUTS:
            return await questionnaire.on_message_shortcut(bot, payload)
        case GlobalShortcut() if payload.callback_id in GLOBAL_SHORTCUTS:
            return await questionnaire.on_global_shortcut(bot, payload)
        case BlockActions():
            return await _on_click(bot, payload)
        case ViewSubmission() if payload.view.callback_id in SUBMISSIONS:
            return await SUBMISSIONS[payload.view.callback_id](bot, payload)
        case ViewSubmission() if payload.view.callback_id in {ids.NOTICE, ids.DETAILS}:
            return NOTHING
        case ViewClosed() | Event():
            # A closed questionnaire is kept as a draft; there is nothing to do.
            return NOTHING
        case _:
            return await _outdated(bot, payload)


async def _on_click(bot: Bot, click: BlockActions) -> Ack:
    action = click.actions[0]
    if action.action_id.startswith(ids.ANSWER):
        return await questionnaire.on_answer(bot, click, action)
    if action.action_id in _FIELDS:
        return NOTHING
    handler = CLICKS.get(action.action_id)
    return await handler(bot, click, action) if handler else await _outdated(bot, click)


async def _outdated(bot: Bot, payload: Payload) -> Ack:
    """A button or form that is no longer known: says so, and gives a fresh form where there is one to give."""
    if isinstance(payload, ViewSubmission):
        return in_place(messages.outdated_view())
    if isinstance(payload, BlockActions) and payload.view is not None:
        bot.update_view(payload.view.id, payload.view.hash, messages.outdated_view())
    elif isinstance(payload, BlockActions | MessageShortcut) and payload.response_url:
        bot.tell(payload.response_url, messages.outdated_message())
    elif isinstance(payload, GlobalShortcut):
        bot.open_view(payload.trigger_id, messages.outdated_view())
    return NOTHING


def _tell(bot: Bot, payload: Payload, sentence: str, reference: str | None) -> Ack:
    """Tells the person where they are: in the answer to a command, over a form, or beside a message."""
    text = mrkdwn("{sentence}", sentence=sentence)
    message = messages.error_notice(reference, sentence) if reference else messages.notice(text)
    view = messages.error_view(reference, sentence) if reference else messages.notice_view(text)
    match payload:
        case SlashCommand():
            return to_requester(message)
        case ViewSubmission():
            # On top, so that what was typed is still there beneath.
            return on_top(view)
        case BlockActions() if payload.view is not None:
            bot.push_view(payload.trigger_id, view)
        case BlockActions() | MessageShortcut() if payload.response_url:
            bot.tell(payload.response_url, message)
        case GlobalShortcut():
            bot.open_view(payload.trigger_id, view)
        case _:
            log.info("nobody could be told", extra={"fields": {"payload": payload.type}})
    return NOTHING
