"""One tap on a card: an answer to the question on it, or another question in its place.

A tap is recorded as that of whoever tapped. On a posted card that may be whoever may accept it; the requester may
always. What happened meanwhile is told, and nobody's answer is replaced by somebody who has not seen it.
"""

from collections.abc import Callable
from functools import partial

from bot import ids
from bot.decisions.errors import RefusedError
from bot.handlers.admission import admit_to_anothers
from bot.handlers.answers import NOTHING, Ack, Answer, Later, OutdatedError
from bot.handlers.bot import Bot
from bot.handlers.deciding import made, with_roster
from bot.handlers.references import meant, reference
from bot.handlers.replying import is_kept_up_to_date, is_shared, reply
from bot.handlers.seeing import Then, on_its_card, viewer_of
from bot.roster import Roster
from bot.slack.payloads import Action, BlockActions, is_between_people
from bot.store import AnsweredMeanwhileError, CannotMoveError, ErasedError, Status
from bot.views import messages
from bot.views.acted import Said
from bot.views.became import decided_meanwhile, reopens
from bot.views.card import Audience, CardState, card, card_view
from bot.views.markup import Mrkdwn, mrkdwn
from bot.views.one_tap import answered_meanwhile, is_late
from rules.recommend import UnknownAnswerError


async def on_tap(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """An answer, on the record before this returns; the card says at once what holds now."""
    factor, _, _ = action.action_id.removeprefix(ids.TAP).partition(":")
    about, option, instead_of = _tapped(action)
    number = await meant(bot, reference(about), click)

    async def answer(_: CardState) -> Ack:
        try:
            key = f"tap:{click.team.id}:{click.trigger_id}"
            await bot.desk.answer(number, click.user.id, factor, option or None, key=key, instead_of=instead_of or None)
        except UnknownAnswerError:
            raise OutdatedError from None
        except CannotMoveError as error:
            if error.status == Status.SUPERSEDED:
                raise  # what took its place is offered then
            await _show(bot, click, number, note=decided_meanwhile)
        except AnsweredMeanwhileError:
            await _show(bot, click, number, note=lambda state: answered_meanwhile(state, factor))
        except ErasedError as error:
            said = mrkdwn("{sentence}", sentence=str(error))
            await _show(bot, click, number, note=lambda _: said)
        else:
            await _show(bot, click, number)
        return NOTHING

    return await _allowed(bot, click, number, answer)


async def on_ask_again(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """The question behind what is assumed, or was answered, on the card of whoever wants to change it."""
    about, _, factor = _chosen(action).partition("|")
    number = await meant(bot, reference(about), click)

    async def ask(state: CardState) -> Ack:
        if factor not in state.policy.answerable:
            raise OutdatedError
        await _show(bot, click, number, again=factor)
        return NOTHING

    return await _allowed(bot, click, number, ask)


async def on_ask_late(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """The question behind an answer to what somebody has decided; it says that another answer reopens the decision."""
    about, _, factor = _chosen(action).partition("|")
    number = await meant(bot, reference(about), click)

    async def ask(state: CardState) -> Ack:
        if factor not in state.policy.answerable:
            raise OutdatedError
        await _show(bot, click, number, again=factor, note=reopens if is_late(state) else None)
        return NOTHING

    return await _concerned(bot, click, number, ask)


async def on_tap_late(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """An answer to what somebody has decided: it waits again."""
    factor, _, _ = action.action_id.removeprefix(ids.TAP_LATE).partition(":")
    about, option, instead_of = _tapped(action)
    number = await meant(bot, reference(about), click)

    async def answer(state: CardState) -> Ack:
        answering = partial(
            bot.decisions.answer_late,
            number,
            click.user.id,
            factor,
            option or None,
            key=f"tap:{click.team.id}:{click.trigger_id}",
            instead_of=instead_of or None,
        )
        try:
            return await made(bot, click, number, None, answering)
        except UnknownAnswerError:
            raise OutdatedError from None
        except AnsweredMeanwhileError:
            await reply(bot, click, state, Said(answered_meanwhile(state, factor)))
        return NOTHING

    return await _concerned(bot, click, number, answer)


async def on_leave_question(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """The card as it was, with the question that decides."""
    number = await meant(bot, reference(action.value), click)

    async def leave(_: CardState) -> Ack:
        await _show(bot, click, number)
        return NOTHING

    return await on_its_card(bot, click, number, leave)


async def _allowed(bot: Bot, click: BlockActions, number: int, then: Then) -> Answer:
    """Goes on for the requester, and for whoever may decide about what another asked for."""
    who = click.user

    async def admitted(state: CardState) -> Answer:
        if state.who == who.id:
            return await then(state)
        membership = bot.people.known(who.id, who.team_id)
        if membership is not None:
            admit_to_anothers(bot, membership)
            return await then(state)

        async def once_known() -> Answer:
            admit_to_anothers(bot, await bot.people.membership(who.id, who.team_id))
            return await then(state)

        return Later(once_known)

    return await on_its_card(bot, click, number, admitted)


async def _concerned(bot: Bot, click: BlockActions, number: int, then: Then) -> Answer:
    """Goes on for whoever asked, and for whoever has a say in the decision."""

    async def admitted(state: CardState) -> Answer:
        if state.who == click.user.id:
            return await then(state)

        async def by(roster: Roster) -> Answer:
            try:
                await bot.decisions.check(number, click.user.id, roster)
            except RefusedError as error:
                await reply(bot, click, state, Said(error.sentence))
                return NOTHING
            return await then(state)

        return await with_roster(bot, by)

    return await _allowed(bot, click, number, admitted)


async def _show(
    bot: Bot,
    click: BlockActions,
    number: int,
    again: str | None = None,
    note: Callable[[CardState], Mrkdwn] | None = None,
) -> None:
    """The card as it is now, in place; a posted one is brought up to date by the outbox.

    A question that one person wants to have asked `again`, and a note why nothing was done, are theirs alone: beside a
    card that others see too.
    """
    if click.form is not None and click.form.callback_id == ids.DECIDE:
        state = await bot.desk.decision(number, None)
        shown_again = card_view(state, again=again, note=note(state) if note else None)
        bot.forms.update(click.form.id, click.form.hash, shown_again)
        return
    if not click.response_url:
        return
    shared = is_shared(click)
    state = await bot.desk.decision(number, None)
    own = state.who == click.user.id
    if own:
        own_view = await bot.desk.decision(number, viewer_of(click))
        state = await bot.desk.with_precedents(own_view, viewer_of(click), stays=shared)
    direct = click.channel is not None and is_between_people(click.channel.id, click.channel.name)
    audience = Audience.REQUESTER if own and (again or not shared) else Audience.CHANNEL
    said = note(state) if note else None
    shown = card(state, audience, can_post=not direct, again=again, note=said)
    if again and shared:
        bot.tell(click.response_url, shown)
    elif not await is_kept_up_to_date(bot, click):
        bot.replace(click.response_url, shown)
    elif said:
        bot.tell(click.response_url, messages.notice(said))


def _tapped(action: Action) -> tuple[str, str, str]:
    """The decision, the option and the answer that stood there; raises OutdatedError for anything else."""
    parts = _chosen(action).split("|")
    if len(parts) != 3:
        raise OutdatedError
    return parts[0], parts[1], parts[2]


def _chosen(action: Action) -> str:
    """The value of a button, or of the chosen line of a menu."""
    return action.selected_option.value if action.selected_option else action.value or ""
