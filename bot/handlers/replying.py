"""What somebody is told after a press: beside the card, on it where only they see it, or over the form they look at."""

from bot import ids
from bot.handlers.bot import Bot
from bot.handlers.references import message_of
from bot.handlers.seeing import viewer_of
from bot.slack.conversation_ids import is_direct
from bot.slack.payloads import BlockActions, is_between_people
from bot.views.acted import Said
from bot.views.card import Audience, CardState, Message, card, card_view

_ON_A_CARD = "card."
"""How the ids of a card's blocks begin."""


async def reply(bot: Bot, click: BlockActions, state: CardState, said: Said) -> None:
    """Tells whoever pressed what came of it. A card that the outbox does not keep up to date is brought up to date."""
    if click.form is not None and click.form.callback_id == ids.NOTICE:
        # In its place: Slack lets no more than three forms lie on each other.
        bot.forms.update(click.form.id, click.form.hash, said.as_view())
        return
    if click.view is not None:
        if click.form is not None and click.form.callback_id == ids.DECIDE:
            bot.forms.update(click.form.id, click.form.hash, card_view(state))
        bot.show_form(click.trigger_id, said.as_view(), click.user.id, over=click.form is not None)
        return
    if not click.response_url:
        return
    on_a_card = click.actions[0].block_id.startswith(_ON_A_CARD)
    if not is_shared(click):
        if not on_a_card:
            bot.replace(click.response_url, said.as_message())
            return
        state = await bot.desk.with_precedents(state, viewer_of(click), stays=False)
        bot.replace(click.response_url, own_card(click, state, said))
        return
    if on_a_card and not await is_kept_up_to_date(bot, click):
        bot.replace(click.response_url, card(state, Audience.CHANNEL))
    bot.tell(click.response_url, said.as_message())


async def show_own(bot: Bot, click: BlockActions, state: CardState) -> None:
    """The card of whoever pressed, of what they asked for just now, beside what they pressed.

    In their conversation with the bot it is a message that stays, unless it stands there already.
    """
    here = click.channel
    stays = here is not None and is_direct(here.id) and is_shared(click)
    if here is not None and stays and await bot.answers.with_card(click.user.id, state.decision_id, here.id):
        return
    direct = here is not None and is_between_people(here.id, here.name)
    state = await bot.desk.with_precedents(state, viewer_of(click), stays=False)
    bot.tell(click.response_url, card(state, Audience.REQUESTER, can_post=not direct))


def own_card(click: BlockActions, state: CardState, said: Said) -> Message:
    """The card as whoever clicked sees it, alone, with a word on what came of the click."""
    direct = click.channel is not None and is_between_people(click.channel.id, click.channel.name)
    audience = Audience.REQUESTER if state.who == click.user.id else Audience.CHANNEL
    return card(state, audience, can_post=not direct, note=said.text)


def is_shared(click: BlockActions) -> bool:
    """Whether others see the message that was clicked in."""
    return click.container.type == "message" and not click.container.is_ephemeral


async def is_kept_up_to_date(bot: Bot, click: BlockActions) -> bool:
    """Whether it is a click on a card that the record knows of, and the outbox changes."""
    message = message_of(click)
    return message is not None and click.channel is not None and await bot.desk.is_posted_at(click.channel.id, message)
