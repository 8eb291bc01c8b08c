"""The buttons on a card that decide, or take back what was decided.

What they are about, and which version of it was on the screen, stands in their values. Who may decide is asked of Slack
before the move, and settled in its transaction. Whatever comes of a press is said to whoever pressed.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from bot import ids
from bot.decisions.decisions import Done
from bot.decisions.errors import RefusedError
from bot.handlers.answers import NOTHING, Ack, Answer, Later, OutdatedError
from bot.handlers.bot import Bot
from bot.handlers.references import meant, reference, version_in, version_seen
from bot.handlers.replying import reply
from bot.handlers.seeing import on_its_card
from bot.roster import Roster
from bot.slack.payloads import Action, BlockActions, ViewSubmission
from bot.store import CannotMoveError, MovedMeanwhileError, NotYoursError, TooLateError
from bot.views import acted
from bot.views.acted import Said
from bot.views.card import CardState
from bot.views.markup import mrkdwn
from rules.choices import Choice
from rules.decision_status import Status
from rules.grid import Model

Move = Callable[[], Awaitable[Done]]


async def on_accept(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """What is recommended, one of the two of a close call, or what somebody else has proposed."""
    model = action.action_id.removeprefix(ids.ACCEPT)
    if model not in set(Model):
        raise OutdatedError
    about, seen = version_seen(action.value)
    number = await meant(bot, about, click)

    async def accept(roster: Roster) -> Ack:
        return await made(bot, click, number, roster, accepting(bot, click, number, Model(model), roster, seen))

    return await on_its_card(bot, click, number, lambda _: with_roster(bot, accept))


def accepting(bot: Bot, click: BlockActions, number: int, model: Model, roster: Roster, seen: int) -> Move:
    """The move of whoever accepts a model without a word."""
    return partial(bot.decisions.choose, number, click.user.id, Choice(model), roster, seen=seen, key=key_of(click))


async def on_undo(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """Whoever did the last thing takes it back."""
    about, seen = version_seen(action.value)
    number = await meant(bot, about, click)
    undo = partial(bot.decisions.undo, number, click.user.id, seen=seen, key=key_of(click))
    return await on_its_card(bot, click, number, lambda _: made(bot, click, number, None, undo))


async def on_bring_back(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """Whoever asked needs it decided after all."""
    about, seen = version_seen(action.value)
    number = await meant(bot, about, click)
    back = partial(bot.decisions.bring_back, number, click.user.id, seen=seen, key=key_of(click))
    return await on_its_card(bot, click, number, lambda _: made(bot, click, number, None, back))


async def on_more(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """What is behind the three dots: whoever asked withdraws it."""
    what, _, value = (action.selected_option.value if action.selected_option else "").partition("|")
    if what != ids.WITHDRAW:
        raise OutdatedError
    about, seen = version_seen(value)
    number = await meant(bot, about, click)
    withdraw = partial(bot.decisions.withdraw, number, click.user.id, seen=seen, key=key_of(click))
    return await on_its_card(bot, click, number, lambda _: made(bot, click, number, None, withdraw))


async def on_discard(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """The requester does not want it; it stays in the log."""
    about, _, version = (action.value or "").partition("|")
    seen = version_in(version) if version else None
    number = await meant(bot, reference(about), click)

    async def discard(state: CardState) -> Ack:
        move = partial(
            bot.decisions.discard, number, click.user.id, seen=seen or state.course.version, key=key_of(click)
        )
        return await made(bot, click, number, None, move)

    return await on_its_card(bot, click, number, discard)


async def made(bot: Bot, click: BlockActions, number: int, roster: Roster | None, move: Move) -> Ack:
    """Makes the move, and says to whoever pressed what came of it, or what somebody else did before."""
    try:
        done = await move()
    except MovedMeanwhileError as error:
        state = await bot.desk.decision(number, None)
        said = await somebody_else_did(bot, state, click.user.id, roster, error)
    except RefusedError as error:
        state, said = await bot.desk.decision(number, None), Said(error.sentence)
    except TooLateError:
        state = await bot.desk.decision(number, None)
        said = acted.too_late(state)
    except NotYoursError as error:
        state, said = await bot.desk.decision(number, None), Said(mrkdwn("{sentence}", sentence=str(error)))
    else:
        state, said = done.state, acted.you_did(done.state, done.move)
    await reply(bot, click, state, said)
    return NOTHING


async def somebody_else_did(
    bot: Bot, state: CardState, who: str, roster: Roster | None, error: MovedMeanwhileError
) -> Said:
    """What was done since this person looked, with the way to override it where they may.

    Raises CannotMoveError where another decision took its place, which is shown instead.
    """
    if state.status is Status.SUPERSEDED:
        raise CannotMoveError(state.decision_id, state.status, "decided") from error
    move = state.course.move(error.event)
    if move is None:
        return Said(mrkdwn("{sentence}", sentence=str(error)))
    may = roster is not None and await bot.decisions.may_decide(state.decision_id, who, roster)
    return acted.meanwhile(state, move, bot.decisions.now(), may_decide=may)


async def with_roster(bot: Bot, then: Callable[[Roster], Awaitable[Answer]]) -> Answer:
    """Goes on with who may decide; later, where Slack has to say first who is in a group."""
    known = await bot.reviewers.at_hand()
    if known is not None:
        return await then(known)

    async def once_known() -> Answer:
        return await then(await bot.reviewers.roster(anew=True))

    return Later(once_known)


def key_of(payload: BlockActions | ViewSubmission) -> str:
    """What tells one press or submission from another: one that arrives twice has the same."""
    if isinstance(payload, ViewSubmission):
        return f"{payload.view.callback_id}:{payload.team.id}:{payload.view.id}"
    return f"press:{payload.team.id}:{payload.trigger_id}"
