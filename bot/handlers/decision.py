"""The buttons on a decision's card: post, discard, accept, override, details, *How it was worked out*.

Whoever presses a button of a posted card sees that card: Slack signs what comes back, and only we put references into
buttons. What only one person was shown they may not see any more: it is looked up again. What only the requester may do
is checked against who that was.
"""

from typing import Any

from bot import ids
from bot.handlers.answers import CLOSE_ALL, NOTHING, Ack, Answer, at_fields, in_place
from bot.handlers.bot import Bot
from bot.handlers.references import meant, message_of, place, reference
from bot.handlers.seeing import on_its_card
from bot.slack.payloads import Action, BlockActions, ViewSubmission, is_between_people
from bot.store import MovedMeanwhileError
from bot.views import messages
from bot.views.card import Audience, CardState, card
from bot.views.details import decided_meanwhile, details_view, override_view
from bot.views.proof import proof_view
from rules.grid import Model

_SHORTEST_REASON = 10


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


async def on_discard(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """The requester does not want it; it stays in the log."""
    state = await bot.desk.discard(await meant(bot, reference(action.value), click), click.user.id)
    if click.response_url:
        bot.replace(click.response_url, card(state, Audience.REQUESTER))
    return NOTHING


async def on_accept(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """Somebody who sees the card accepts it; every posted card is brought up to date."""
    number = await meant(bot, reference(action.value), click)

    async def accept(_: CardState) -> Ack:
        try:
            await bot.desk.accept(number, click.user.id)
        except MovedMeanwhileError:
            if click.response_url:
                bot.tell(click.response_url, messages.notice(decided_meanwhile(await bot.desk.decision(number, None))))
            return NOTHING
        await _bring_up_to_date(bot, click, number)
        return NOTHING

    return await on_its_card(bot, click, number, accept)


async def _bring_up_to_date(bot: Bot, click: BlockActions, number: int) -> None:
    """A card that only this person sees, or that the record does not know of, is not refreshed by the outbox."""
    message = message_of(click)
    channel = click.channel.id if click.channel else ""
    if click.response_url and not (message and await bot.desk.is_posted_at(channel, message)):
        bot.replace(click.response_url, card(await bot.desk.decision(number, None), Audience.CHANNEL))


async def on_open_override(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """The form that asks what instead, and why."""

    async def ask(state: CardState) -> Ack:
        bot.open_form(click.trigger_id, override_view(state), click.user.id, click.response_url)
        return NOTHING

    return await on_its_card(bot, click, await meant(bot, reference(action.value), click), ask)


async def on_override(bot: Bot, submission: ViewSubmission) -> Ack:
    """The override with its reason, on the record; once for each form.

    Where somebody else has decided since it was opened, it says so and asks again.
    """
    if errors := mistakes_in(submission):
        return at_fields(errors)
    chosen, reason = _override(submission)
    decision, _, seen = submission.view.private_metadata.partition("|")
    number = await meant(bot, reference(decision), submission)
    key = f"override:{submission.team.id}:{submission.view.id}"
    try:
        await bot.desk.override(number, submission.user.id, Model(chosen), reason, after=seen or None, key=key)
    except MovedMeanwhileError:
        return in_place(override_view(await bot.desk.decision(number, None), (Model(chosen), reason)))
    return CLOSE_ALL


def mistakes_in(submission: ViewSubmission) -> dict[str, str]:
    """What is wrong with an override, each at its field."""
    model, reason = _override(submission)
    errors = {}
    if model not in set(Model):
        errors[ids.OVERRIDE_MODEL] = "Choose what is to be done instead."
    if len(reason) < _SHORTEST_REASON:
        errors[ids.OVERRIDE_REASON] = "Give the reason in a sentence; it is kept with the decision."
    return errors


def _override(submission: ViewSubmission) -> tuple[str, str]:
    state = submission.view.state
    return state.text(ids.OVERRIDE_MODEL) or "", (state.text(ids.OVERRIDE_REASON) or "").strip()


async def on_details(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """Everything behind the card."""

    async def details(state: CardState) -> Ack:
        _show(bot, click, details_view(state, click.user.id))
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
