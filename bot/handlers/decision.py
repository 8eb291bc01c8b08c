"""The buttons on a decision's card that decide nothing: post, details, *How it was worked out*.

Whoever presses a button of a posted card sees that card: Slack signs what comes back, and only we put references into
buttons. What only one person was shown they may not see any more: it is looked up again. What only the requester may do
is checked against who that was.
"""

from typing import Any

from bot.handlers.answers import NOTHING, Ack, Answer
from bot.handlers.bot import Bot
from bot.handlers.references import meant, place, reference
from bot.handlers.seeing import on_its_card, viewer_of
from bot.slack.payloads import Action, BlockActions, is_between_people
from bot.views import messages
from bot.views.card import CardState
from bot.views.details import details_view
from bot.views.proof import proof_view


async def on_post(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """Puts the card into the outbox for the conversation; a second click changes nothing."""
    about, conversation, thread = place(action.value, click.channel.id if click.channel else None)
    number = await meant(bot, about, click)
    thread = thread or (click.container.thread_ts if conversation == (click.channel and click.channel.id) else None)
    name = click.channel.name if click.channel and click.channel.id == conversation else ""
    if is_between_people(conversation, name):
        # Cards of earlier releases have the button there.
        bot.tell(click.response_url, messages.notice(messages.not_in_direct(number)))
        return NOTHING
    await bot.desk.post(number, click.user.id, conversation, thread)
    if click.response_url:
        bot.say_where(click.response_url, (about, conversation, thread), replaces=True)
    return NOTHING


async def on_details(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """Everything behind the card."""

    async def details(state: CardState) -> Ack:
        seen = await bot.desk.with_precedents(state, viewer_of(click))
        _show(bot, click, details_view(seen, click.user.id))
        return NOTHING

    return await on_its_card(bot, click, await meant(bot, reference(action.value), click), details)


async def on_prove_it(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """What guarantees the result, for whoever doubts it; asked in the details, which were shown to them."""
    number = await meant(bot, reference(action.value), click)
    _show(bot, click, proof_view(await bot.desk.decision(number, None)))
    return NOTHING


def _show(bot: Bot, click: BlockActions, view: dict[str, Any]) -> None:
    """On top of the form that the button stands in, or as a form of its own."""
    bot.show_form(click.trigger_id, view, click.user.id, click.response_url, over=click.form is not None)
