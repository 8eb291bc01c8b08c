"""What cards and forms of earlier releases carry: answered as they were meant, or with what has taken their place.

Such a button says which decision it is about, and not which version of it was on the screen. It does what it says where
nothing has happened since its message; otherwise whoever presses it is shown how the decision stands now.
"""

from datetime import datetime

from bot.handlers.answers import NOTHING, Ack, Answer, in_place
from bot.handlers.bot import Bot
from bot.handlers.deciding import accepting, made, with_roster
from bot.handlers.deciding_forms import open_for, typed_in
from bot.handlers.references import meant, reference, shown_at
from bot.handlers.replying import is_shared, own_card
from bot.handlers.seeing import on_its_card
from bot.roster import Roster
from bot.slack.payloads import Action, BlockActions, ViewSubmission
from bot.views.acted import Said
from bot.views.card import Audience, CardState, card
from bot.views.card_buttons import acceptable
from bot.views.deciding import override_view
from bot.views.markup import mrkdwn
from rules.choices import Verb
from rules.decision_status import Status

_STANDS_NOW = mrkdwn(
    "*Nothing was accepted yet.* This card was from an older version of me; here is how the decision stands, with the "
    "buttons of today."
)


async def on_accept(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """Accepts the one model that the card recommended; where that is not clear, shows the card of today."""
    number = await meant(bot, reference(action.value), click)

    async def accept(state: CardState) -> Answer:
        models = acceptable(state)
        if len(models) != 1 or not _stands_as_shown(state, shown_at(click)):
            _show(bot, click, state)
            return NOTHING
        model, seen = models[0], state.course.version

        async def by(roster: Roster) -> Ack:
            return await made(bot, click, number, roster, accepting(bot, click, number, model, roster, seen))

        return await with_roster(bot, by)

    return await on_its_card(bot, click, number, accept)


async def on_open_override(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """The form of today, about the decision as it stands."""

    async def ask(state: CardState) -> Answer:
        return await with_roster(bot, lambda roster: open_for(bot, click, state, roster, override_view))

    return await on_its_card(bot, click, await meant(bot, reference(action.value), click), ask)


async def on_override(bot: Bot, submission: ViewSubmission) -> Ack:
    """What was typed comes back in the form of today, which asks for one thing more."""
    decision, _, _ = submission.view.private_metadata.partition("|")
    number = await meant(bot, reference(decision), submission)
    note = mrkdwn("*Nothing is recorded yet.* This form is new, and asks which reason comes closest.")
    return in_place(override_view(await bot.desk.decision(number, None), "", typed_in(submission), note))


def _stands_as_shown(state: CardState, shown: datetime | None) -> bool:
    """Whether it waits as it did when its message was last drawn: an answer since then would have drawn it anew."""
    if state.status is not Status.RECORDED or shown is None:
        return False
    return all(move.verb is Verb.ANSWER and move.at <= shown for move in state.course.moves)


def _show(bot: Bot, click: BlockActions, state: CardState) -> None:
    """The card as it is now in place of the old one."""
    if not click.response_url:
        return
    said = Said(_STANDS_NOW)
    if is_shared(click):
        bot.replace(click.response_url, card(state, Audience.CHANNEL))
        bot.tell(click.response_url, said.as_message())
    else:
        bot.replace(click.response_url, own_card(click, state, said))
