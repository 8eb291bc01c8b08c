"""Where every payload arrives: to whom it goes, and what the person is told when something goes wrong."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot import ids
from bot.handlers import (
    assessing,
    deciding,
    deciding_forms,
    decision,
    delegating,
    digest,
    digest_shown,
    digest_submission,
    earlier_cards,
    history,
    home,
    pieces,
    policy,
    questionnaire,
    reminding,
    sourcing,
    talking,
    tapping,
)
from bot.handlers.admission import NotAdmittedError, admit, has_to_be_known
from bot.handlers.answers import (
    NOTHING,
    Ack,
    Answer,
    Later,
    OutdatedError,
    as_sent,
    at_fields,
    in_place,
    on_top,
    to_requester,
)
from bot.handlers.bot import Bot
from bot.handlers.questionnaire import fresh_form
from bot.handlers.recorded import already_recorded, on_show_successor, superseded
from bot.handlers.references import NotMeantError, UncheckedFormError
from bot.questionnaire.drafts import AlreadyRecordedError
from bot.requests import RequestError
from bot.slack.payloads import (
    Action,
    BlockActions,
    Event,
    GlobalShortcut,
    MessageShortcut,
    Payload,
    Said,
    SlashCommand,
    ViewClosed,
    ViewSubmission,
    enterprise_of,
    team_of,
    user_of,
)
from bot.store import (
    CannotMoveError,
    DraftChangedError,
    ErasedError,
    NoSuchDecisionError,
    NoSuchDraftError,
    Status,
    StoreError,
)
from bot.views import messages
from bot.views.markup import mrkdwn

log = logging.getLogger(__name__)

OnClick = Callable[[Bot, BlockActions, Action], Awaitable[Answer]]

CLICKS: Mapping[str, OnClick] = {
    ids.ANSWER_QUESTIONS: questionnaire.on_answer_questions,
    ids.POST_TO_CHANNEL: decision.on_post,
    ids.SHOW_DETAILS: decision.on_details,
    ids.PROVE_IT: decision.on_prove_it,
    ids.DISCARD: deciding.on_discard,
    ids.UNDO: deciding.on_undo,
    ids.BRING_BACK: deciding.on_bring_back,
    ids.MORE: deciding.on_more,
    ids.OPEN_ACCEPT: deciding_forms.on_open_accept,
    ids.OPEN_OVERRIDE: deciding_forms.on_open_override,
    ids.OPEN_QUESTION: deciding_forms.on_open_question,
    ids.OPEN_ANSWER: deciding_forms.on_open_answer,
    ids.OPEN_REOPEN: deciding_forms.on_open_reopen,
    ids.ACCEPT_BEFORE: earlier_cards.on_accept,
    ids.OPEN_OVERRIDE_BEFORE: earlier_cards.on_open_override,
    ids.ASK_LATE: tapping.on_ask_late,
    ids.ALL_AS_ONE: pieces.on_all_as_one,
    ids.ASK_AGAIN: tapping.on_ask_again,
    ids.LEAVE_QUESTION: tapping.on_leave_question,
    ids.ASSESS_TEXT: assessing.on_assess_text,
    ids.COMPARE_MODELS: assessing.on_compare_models,
    ids.SHOW_SUCCESSOR: on_show_successor,
    ids.RESUME: questionnaire.on_resume,
    ids.START_AFRESH: questionnaire.on_start_afresh,
    ids.BACK: questionnaire.on_back,
    ids.CHANGE_AN_ANSWER: questionnaire.on_change_an_answer,
    ids.PUT_IN_FORCE: policy.on_put_in_force,
    ids.DISCARD_POLICY: policy.on_discard,
    ids.CHECK_AGAIN: policy.on_check_again,
    ids.SEE_THE_RESULT: questionnaire.on_see_the_result,
    ids.GO_ON: questionnaire.on_go_on,
    ids.HISTORY_OLDER: history.on_turning,
    ids.HISTORY_NEWEST: history.on_turning,
    ids.HISTORY_NEWER: history.on_turning,
    ids.CHANGE_ASSUMPTION: questionnaire.on_change_assumption,
    ids.STOP_REMINDING: reminding.on_stop,
    ids.REMIND_AGAIN: reminding.on_again,
    ids.END_DELEGATION: delegating.on_end,
    ids.DIGEST_CHANGE: digest.on_change,
    ids.DIGEST_PREVIEW: digest_shown.on_preview,
    ids.DIGEST_SEND_NOW: digest.on_send_now,
    ids.DIGEST_LEAVE_OUT: digest.on_leave_out,
    ids.NEW_REQUEST: home.on_new_request,
    ids.HAND_OVER: delegating.on_open,
    ids.HOME_DECIDE: home.on_decide,
    ids.HOME_AGAIN: home.on_turning,
    ids.HOME_CLEAR: home.on_turning,
    ids.HOME_ALL_MINE: home.on_turning,
    ids.HOME_OLDER: home.on_turning,
    ids.HOME_NEWEST: home.on_turning,
    ids.HOME_WAITING_NEXT: home.on_turning,
    ids.HOME_WAITING_FIRST: home.on_turning,
}
BEGINNINGS: Mapping[str, OnClick] = {
    ids.ANSWER: questionnaire.on_answer,
    ids.PIECE: pieces.on_piece,
    ids.TAP: tapping.on_tap,
    ids.TAP_LATE: tapping.on_tap_late,
    ids.ACCEPT: deciding.on_accept,
    ids.HOME_FILTER: home.on_filter,
    ids.DIGEST_SHOW: digest_shown.on_show,
}
"""How ids begin that say themselves what was pressed."""
SUBMISSIONS: Mapping[str, Callable[[Bot, ViewSubmission], Awaitable[Answer]]] = {
    ids.QUESTIONNAIRE: questionnaire.on_submission,
    ids.DELEGATE: delegating.on_submission,
    ids.DIGEST: digest_submission.on_submission,
    ids.OVERRIDE_BEFORE: earlier_cards.on_override,
    **dict.fromkeys(deciding_forms.FORMS, deciding_forms.on_submission),
}
GLOBAL_SHORTCUTS = frozenset({ids.ASSESS_REQUEST})
MESSAGE_SHORTCUTS = frozenset({ids.ASSESS_MESSAGE})

_REQUEST_PAGE = frozenset({ids.HOME_COUNTRY, ids.BUSINESS_FUNCTION, ids.POST_WHERE, ids.REQUEST_TEXT})
"""Inputs that are kept as they are filled in."""
_FIELDS = frozenset({ids.OVERRIDE_MODEL, ids.OVERRIDE_REASON})
"""Inputs that need no answer of their own when they change."""
_ABOUT_A_DECISION = (
    "override.",
    "accept.",
    "ask.",
    "settle.",
    "reopen.",
    "details.",
    "proof.",
    "notice.",
    "decide.",
    "delegate.",
    "digest.",
)
"""How the ids of the views begin, of every version, that are no questionnaire."""


_NO_DECISION = mrkdwn("What you sent was not recorded. `/sourcing history` lists the decisions.")
_NOT_RECORDED = {ids.DIGEST: mrkdwn("What you sent was not recorded. `/sourcing digest` opens the form again.")}
"""What is said where a form that was sent is gone by the time there is an answer, of some forms."""


class NotTakenError(Exception):
    """An event could not be kept; without an acknowledgement Slack sends it again."""


async def receive(bot: Bot, payload: Payload) -> Ack:
    """The acknowledgement of a payload. What goes wrong is told to the person, on their surface.

    It never waits for Slack: what has to be asked there first is answered afterwards.

    Raises NotTakenError for an event that could not be kept, and nothing else.
    """
    if isinstance(payload, Event) and (said := talking.said(bot, payload)):
        payload = said
    answer = await _guarded(bot, payload, lambda: _admitted(bot, payload))
    if isinstance(answer, Later):
        bot.tasks.start(_follow(bot, payload, answer), "answering once Slack has said")
        return in_place(messages.asking_view(_typed(payload))) if isinstance(payload, ViewSubmission) else NOTHING
    if isinstance(payload, Said):
        try:
            await talking.deliver(bot, payload, answer)
        except StoreError as error:
            raise NotTakenError from error
        return NOTHING
    return as_sent(answer)


async def _follow(bot: Bot, payload: Payload, later: Later) -> None:
    """Gives an answer that had to wait for Slack, on the surface where the person is."""
    answer: Answer = later
    while isinstance(answer, Later):
        answer = await _guarded(bot, payload, answer.work)
    match payload:
        case Said():
            await talking.deliver_later(bot, payload, answer)
        case SlashCommand() if answer:
            bot.answer(payload.response_url, as_sent(answer))
        case ViewSubmission():
            view = answer.get("view")

            async def tell() -> None:
                if view is not None:
                    text = _NOT_RECORDED.get(payload.view.callback_id, _NO_DECISION)
                    await bot.desk.notify(payload.user.id, messages.notice_with(text, _typed(payload)))

            bot.forms.show(payload.view.id, messages.followed_view(view, _typed(payload)), tell)
        case _:
            pass


def _typed(submission: ViewSubmission) -> str:
    return deciding_forms.typed_in(submission).words


async def _admitted(bot: Bot, payload: Payload) -> Answer:
    """What its handler answers, for somebody who may do it; later, where Slack has to say first who they are."""
    if not bot.people.company.has(team_of(payload), enterprise_of(payload)):
        log.warning("a payload of another workspace", extra={"fields": {"team": team_of(payload)}})
        return _tell(bot, payload, "This bot serves another workspace.", reference=None)
    user = user_of(payload)
    if user is None:
        return await _to_its_handler(bot, payload)
    membership = bot.people.known(user.id, user.team_id)
    if membership is None and has_to_be_known(bot, payload, user):
        if isinstance(payload, ViewSubmission) and (errors := deciding_forms.mistakes_in(payload)):
            return at_fields(errors)

        async def once_known() -> Answer:
            admit(bot, payload, await bot.people.membership(user.id, user.team_id))
            return await _to_its_handler(bot, payload)

        return Later(once_known)
    admit(bot, payload, membership)
    return await _to_its_handler(bot, payload)


async def _guarded(bot: Bot, payload: Payload, work: Callable[[], Awaitable[Answer]]) -> Answer:
    """What the work answers, or what the person is told where it goes wrong."""
    try:
        return await _answered(bot, payload, work)
    except NoSuchDecisionError:
        return _tell(bot, payload, "There is no such decision, or it is not yours to change.", reference=None)
    except (ErasedError, NotAdmittedError, RequestError, NotMeantError, UncheckedFormError) as error:
        return _tell(bot, payload, str(error), reference=None)
    except StoreError as error:
        reference = secrets.token_hex(4)
        log.error("not recorded: %s", error, extra={"fields": {"reference": reference}})
        if isinstance(payload, Event | Said):
            raise NotTakenError from error
        return _tell(bot, payload, f"This could not be recorded. {error.advice}", reference)
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("a handler failed", extra={"fields": {"reference": reference, "payload": payload.type}})
        return _tell(bot, payload, "Something went wrong here. Please try again.", reference)


async def _answered(bot: Bot, payload: Payload, work: Callable[[], Awaitable[Answer]]) -> Answer:
    """What the work answers, or what there is to see of what has moved on or is no longer known."""
    try:
        try:
            return await work()
        except (OutdatedError, NoSuchDraftError, DraftChangedError):
            return await _outdated(bot, payload)
    except (AlreadyRecordedError, CannotMoveError) as error:
        return await _moved_on(bot, payload, error)


async def _moved_on(bot: Bot, payload: Payload, error: AlreadyRecordedError | CannotMoveError) -> Ack:
    """What a form or a button is about has changed for good since it was shown."""
    if isinstance(error, AlreadyRecordedError):
        return await already_recorded(bot, payload, error.decision_id)
    if error.status == Status.SUPERSEDED and isinstance(payload, BlockActions | ViewSubmission):
        return await superseded(bot, payload, error.decision_id)
    return _tell(bot, payload, str(error), reference=None)


async def _to_its_handler(bot: Bot, payload: Payload) -> Answer:
    match payload:
        case SlashCommand():
            return await (
                talking.on_said(bot, payload) if isinstance(payload, Said) else sourcing.on_command(bot, payload)
            )
        case MessageShortcut() if payload.callback_id in MESSAGE_SHORTCUTS:
            return await questionnaire.on_message_shortcut(bot, payload)
        case GlobalShortcut() if payload.callback_id in GLOBAL_SHORTCUTS:
            return await questionnaire.on_global_shortcut(bot, payload)
        case BlockActions():
            return await _on_click(bot, payload)
        case ViewSubmission() if payload.view.callback_id in SUBMISSIONS:
            return await SUBMISSIONS[payload.view.callback_id](bot, payload)
        case ViewSubmission() if payload.view.callback_id in {ids.NOTICE, ids.DETAILS, ids.PROOF}:
            return NOTHING
        case Event() if payload.event.type == home.OPENED:
            return await home.on_opened(bot, payload)
        case ViewClosed() if payload.view.callback_id == ids.QUESTIONNAIRE:
            return await questionnaire.on_closed(bot, payload)
        case ViewClosed() | Event():
            return NOTHING
        case _:
            raise OutdatedError


async def _on_click(bot: Bot, click: BlockActions) -> Answer:
    action = click.actions[0]
    if action.action_id in _FIELDS:
        return NOTHING
    if action.action_id in _REQUEST_PAGE:
        return await questionnaire.on_filling_in(bot, click, action)
    begins = next((each for each in BEGINNINGS if action.action_id.startswith(each)), None)
    answered_by = CLICKS.get(action.action_id) if begins is None else BEGINNINGS[begins]
    if answered_by is None:
        raise OutdatedError
    return await answered_by(bot, click, action)


async def _outdated(bot: Bot, payload: Payload) -> Ack:
    """A button or form that is no longer known: says so, and gives a fresh form where there is one to give."""
    if isinstance(payload, BlockActions) and payload.view is not None and payload.form is None:
        bot.open_form(payload.trigger_id, messages.outdated_view(), payload.user.id)
        await bot.homes.opened(payload.user.id)
    elif isinstance(payload, ViewSubmission | BlockActions) and payload.view is not None:
        about_a_decision = payload.view.callback_id.startswith(_ABOUT_A_DECISION)
        who = payload.user.id
        fresh = messages.outdated_view() if about_a_decision else await fresh_form(bot, payload.view, who)
        return _in_its_place(bot, payload, fresh)
    elif isinstance(payload, BlockActions | MessageShortcut) and payload.response_url:
        bot.tell(payload.response_url, messages.outdated_message())
    elif isinstance(payload, GlobalShortcut):
        bot.open_form(payload.trigger_id, messages.outdated_view(), payload.user.id)
    return NOTHING


def _in_its_place(bot: Bot, payload: ViewSubmission | BlockActions, view: dict[str, Any]) -> Ack:
    """Another view in place of the one that was submitted or clicked in."""
    if isinstance(payload, ViewSubmission):
        return in_place(view)
    if payload.view is not None:
        bot.forms.update(payload.view.id, payload.view.hash, view)
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
            bot.show_form(payload.trigger_id, view, payload.user.id, over=payload.form is not None)
        case BlockActions() | MessageShortcut() if payload.response_url:
            bot.tell(payload.response_url, message)
        case GlobalShortcut():
            bot.open_form(payload.trigger_id, view, payload.user.id)
        case _:
            log.info("nobody could be told", extra={"fields": {"payload": payload.type}})
    return NOTHING
