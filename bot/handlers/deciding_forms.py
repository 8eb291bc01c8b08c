"""The forms in which something is decided, asked or taken back: opened from a card, and submitted.

What is wrong with a form is said at its fields before anything else is asked. Where the decision has moved on since the
form was opened, it comes back with what was typed, and says what happened.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot import ids
from bot.decisions.decisions import Done
from bot.decisions.errors import RefusedError
from bot.decisions.reasons import says_why
from bot.handlers.answers import CLOSE_ALL, NOTHING, Ack, Answer, OutdatedError, at_fields, in_place, on_top
from bot.handlers.bot import Bot
from bot.handlers.deciding import key_of, somebody_else_did, with_roster
from bot.handlers.references import meant, reference, version_in, version_seen
from bot.handlers.replying import reply
from bot.handlers.seeing import on_its_card
from bot.roster import Roster
from bot.slack.payloads import Action, BlockActions, ViewSubmission
from bot.store import MovedMeanwhileError, NotYoursError
from bot.views import acted
from bot.views.acted import Said
from bot.views.card import CardState
from bot.views.deciding import Typed, accept_view, ask_view, override_view, reopen_view, settle_view
from bot.views.markup import Mrkdwn, lines, mrkdwn
from rules.choices import Choice
from rules.grid import Model
from rules.ready_reasons import ReadyReason

View = dict[str, Any]

_SAY_WHY = "Say why in a sentence of at least three words; whoever reads the record later has only that."
_SAY_MORE = "Say it in at least three words."


# Opening


async def on_open_override(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """What instead, and why."""
    return await _open(bot, click, action, override_view)


async def on_open_accept(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """Which model, and why, while it is too early to recommend one."""
    return await _open(bot, click, action, accept_view)


async def on_open_question(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """What somebody who decides wants to know first."""
    return await _open(bot, click, action, ask_view)


async def on_open_reopen(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """Why it is to be decided anew."""
    return await _open(bot, click, action, reopen_view)


async def on_open_answer(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """What whoever asked for the work answers."""
    about, _ = version_seen(action.value)
    number = await meant(bot, about, click)

    async def open_it(state: CardState) -> Ack:
        if state.who != click.user.id:
            await reply(bot, click, state, acted.for_the_asker(state))
        elif state.course.question is None:
            await reply(bot, click, state, Said(mrkdwn("That question is answered already.")))
        else:
            _show(bot, click, settle_view(state, click.response_url))
        return NOTHING

    return await on_its_card(bot, click, number, open_it)


async def _open(bot: Bot, click: BlockActions, action: Action, view: Callable[[CardState, str], View]) -> Answer:
    """Opens a form for whoever has a say; anybody else is told before they type a word."""
    about, _ = version_seen(action.value)
    number = await meant(bot, about, click)

    async def ask(state: CardState) -> Answer:
        return await with_roster(bot, lambda roster: open_for(bot, click, state, roster, view))

    return await on_its_card(bot, click, number, ask)


async def open_for(
    bot: Bot, click: BlockActions, state: CardState, roster: Roster, view: Callable[[CardState, str], View]
) -> Ack:
    """The form, or why there is none for them."""
    try:
        await bot.decisions.check(state.decision_id, click.user.id, roster)
    except RefusedError as error:
        await reply(bot, click, state, Said(error.sentence))
    else:
        _show(bot, click, view(state, click.response_url))
    return NOTHING


def _show(bot: Bot, click: BlockActions, view: View) -> None:
    bot.show_form(click.trigger_id, view, click.user.id, click.response_url, over=click.form is not None)


# Submitting

Make = Callable[[Bot, "_Form", str, Typed, Roster | None], Awaitable[Done]]
Draw = Callable[[CardState, str, Typed | None, Mrkdwn | None], View]


@dataclass(frozen=True, slots=True)
class _Form:
    """What a submitted form is about."""

    number: int
    seen: int
    """The version of the decision that it was opened on."""
    back: str
    """Where to tell what came of it."""
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What one kind of form asks for, and what comes of it."""

    model: str = ""
    """The id of the menu of models; empty where there is none."""
    ready_reason: str = ""
    words: str
    """The id of the field for words."""
    too_few: str = _SAY_MORE
    """What is said of fewer than three words."""
    make: Make
    draw: Draw
    once_more: Mrkdwn
    """What to do where the decision has moved on meanwhile."""
    asks_who_may: bool = True


def _choose(bot: Bot, form: _Form, who: str, typed: Typed, roster: Roster | None) -> Awaitable[Done]:
    if typed.model is None or roster is None:
        raise OutdatedError
    choice = Choice(typed.model, typed.ready_reason, typed.words, typed.disputes)
    return bot.decisions.choose(form.number, who, choice, roster, seen=form.seen, key=form.key)


def _ask(bot: Bot, form: _Form, who: str, typed: Typed, roster: Roster | None) -> Awaitable[Done]:
    if roster is None:
        raise OutdatedError
    return bot.decisions.ask(form.number, who, typed.words, roster, seen=form.seen, key=form.key)


def _reopen(bot: Bot, form: _Form, who: str, typed: Typed, roster: Roster | None) -> Awaitable[Done]:
    if roster is None:
        raise OutdatedError
    return bot.decisions.reopen(form.number, who, typed.words, roster, seen=form.seen, key=form.key)


def _settle(bot: Bot, form: _Form, who: str, typed: Typed, _: Roster | None) -> Awaitable[Done]:
    return bot.decisions.settle(form.number, who, typed.words, seen=form.seen, key=form.key)


_KINDS: Mapping[str, _Kind] = {
    ids.OVERRIDE: _Kind(
        model=ids.OVERRIDE_MODEL,
        ready_reason=ids.READY_REASON,
        words=ids.OVERRIDE_REASON,
        too_few=_SAY_WHY,
        make=_choose,
        draw=override_view,
        once_more=mrkdwn("To override that, press Override once more."),
    ),
    ids.ACCEPT_WHICH: _Kind(
        model=ids.ACCEPT_MODEL,
        words=ids.ACCEPT_REASON,
        too_few=_SAY_WHY,
        make=_choose,
        draw=accept_view,
        once_more=mrkdwn("To accept this one instead, press Accept once more."),
    ),
    ids.ASK: _Kind(
        words=ids.QUESTION, make=_ask, draw=ask_view, once_more=mrkdwn("To ask all the same, press Ask once more.")
    ),
    ids.REOPEN: _Kind(
        words=ids.REOPEN_REASON,
        too_few=_SAY_WHY,
        make=_reopen,
        draw=reopen_view,
        once_more=mrkdwn("To reopen it as it stands now, press Reopen once more."),
    ),
    ids.SETTLE: _Kind(
        words=ids.SETTLEMENT,
        too_few="",
        make=_settle,
        draw=settle_view,
        once_more=mrkdwn("To answer all the same, press Answer once more."),
        asks_who_may=False,
    ),
}
FORMS = frozenset(_KINDS)


async def on_submission(bot: Bot, submission: ViewSubmission) -> Answer:
    """What the form asks for, on the record; once for each form."""
    if errors := mistakes_in(submission):
        return at_fields(errors)
    kind, typed = _KINDS[submission.view.callback_id], typed_in(submission)
    decision, _, rest = submission.view.private_metadata.partition("|")
    version, _, back = rest.partition("|")
    number = await meant(bot, reference(decision), submission)
    form = _Form(number, version_in(version), back, key_of(submission))

    async def make(roster: Roster | None) -> Ack:
        try:
            done = await kind.make(bot, form, submission.user.id, typed, roster)
        except MovedMeanwhileError as error:
            state = await bot.desk.decision(number, None)
            said = await somebody_else_did(bot, state, submission.user.id, roster, error)
            return in_place(kind.draw(state, back, typed, lines([said.text, kind.once_more])))
        except RefusedError as error:
            return on_top(Said(error.sentence).as_view())
        except NotYoursError as error:
            return on_top(Said(mrkdwn("{sentence}", sentence=str(error))).as_view())
        if back:
            bot.tell(back, acted.you_did(done.state, done.move).as_message())
        return CLOSE_ALL

    return await with_roster(bot, make) if kind.asks_who_may else await make(None)


def mistakes_in(submission: ViewSubmission) -> dict[str, str]:
    """What is wrong with a form in which something is decided, each at its field; nothing for any other form."""
    kind = _KINDS.get(submission.view.callback_id)
    if kind is None:
        return {}
    typed, errors = typed_in(submission), {}
    if kind.model and typed.model is None:
        errors[kind.model] = "Choose a model."
    if kind.ready_reason and typed.ready_reason is None:
        errors[kind.ready_reason] = "Choose the reason that comes closest."
    if not typed.words:
        errors[kind.words] = kind.too_few or "Say something."
    elif kind.too_few and not says_why(typed.words):
        errors[kind.words] = kind.too_few
    return errors


def typed_in(submission: ViewSubmission) -> Typed:
    """What stands in a form in which something is decided, as far as it makes sense."""
    state = submission.view.state
    kind = _KINDS.get(submission.view.callback_id, _KINDS[ids.OVERRIDE])
    model, reason = state.text(kind.model) or "", state.text(kind.ready_reason) or ""
    return Typed(
        Model(model) if model in set(Model) else None,
        ReadyReason(reason) if reason in set(ReadyReason) else None,
        (state.text(kind.words) or "").strip(),
        tuple(state.chosen(ids.DISPUTED)),
    )
