"""What comes of a finished questionnaire in Slack: its card where the form was opened, and the way on from an old one.

The card stands where the form was opened from, in place of the old one where that was a card that only this person
sees. Where Slack takes no answer there any more it comes as a direct message.
"""

from bot.handlers.answers import CLOSE_ALL, NOTHING, Ack, Answer, in_place, on_top
from bot.handlers.bot import Bot
from bot.handlers.references import meant, message_of, reference
from bot.handlers.seeing import seen_or
from bot.questionnaire.drafts import Opened
from bot.questionnaire.filled import Filled
from bot.questionnaire.recording import Outcome
from bot.sight import near
from bot.slack.conversation_ids import is_direct
from bot.slack.payloads import (
    Action,
    BlockActions,
    Payload,
    SlashCommand,
    ViewSubmission,
    is_between_people,
)
from bot.store import NoSuchDecisionError, Status
from bot.views import succession
from bot.views.card import Audience, CardState, Message, card
from bot.views.details import details_view


async def opened(bot: Bot, payload: SlashCommand | BlockActions) -> Opened:
    """Where a form is opened from. A card that others see too stays: it is brought up to date by itself."""
    if isinstance(payload, SlashCommand):
        can_post = not is_between_people(payload.channel_id, payload.channel_name)
        return Opened(payload.response_url, can_post=can_post, channel=payload.channel_id)
    channel = payload.channel.id if payload.channel else ""
    return Opened(payload.response_url, not await _is_everybodys(bot, payload), _can_post(payload), channel)


async def put_on_record(bot: Bot, filled: Filled, who: str) -> Ack:
    """Records it and closes the form; the card follows. Where no card can follow, the form says where it is."""
    outcome = await bot.questionnaires.record(filled)
    state = await bot.desk.decision(outcome.decision.id, None)
    if outcome.again:
        return in_place(succession.as_view(succession.on_record(state.reference)))
    post_to, place = filled.draft.post_to, outcome.place

    async def message(where: str | None, *, can_post: bool, stays: bool) -> Message:
        if post_to:
            return succession.being_posted(state.reference, post_to)
        shown = await bot.desk.with_precedents(state, near(who, where), stays=stays)
        return succession.with_note(card(shown, Audience.REQUESTER, can_post=can_post), _note(outcome))

    async def in_a_direct_message() -> None:
        await bot.desk.notify(who, await message(None, can_post=False, stays=True), about=state.decision_id)

    if place is not None and post_to:
        card_there = (state.reference, post_to, filled.draft.thread_ts)
        bot.say_where(place.response_url, card_there, replaces=place.replaces, otherwise=in_a_direct_message)
        return CLOSE_ALL
    if place is not None:
        shown = await message(place.channel or None, can_post=place.can_post, stays=is_direct(place.channel))
        bot.hand_over(place.response_url, shown, replaces=place.replaces, otherwise=in_a_direct_message)
        return CLOSE_ALL
    if post_to:
        return in_place(succession.as_view(succession.being_posted(state.reference, post_to)))
    await in_a_direct_message()
    return in_place(succession.as_view(succession.in_direct_messages(state.reference)))


async def already_recorded(bot: Bot, payload: Payload, decision_id: int) -> Ack:
    """For a form, or an offer to go on with one, that has become a decision meanwhile."""
    message = succession.on_record((await bot.desk.decision(decision_id, None)).reference)
    if isinstance(payload, ViewSubmission):
        return in_place(succession.as_view(message))
    if isinstance(payload, BlockActions) and payload.form is not None:
        bot.forms.update(payload.form.id, payload.form.hash, succession.as_view(message))
    elif isinstance(payload, BlockActions):
        _tell(bot, payload, message)
    return NOTHING


def _note(outcome: Outcome) -> str | None:
    before = outcome.before
    if before is None or before.status is Status.RECORDED:
        return None
    return f"Decision {before.id} was {before.status} meanwhile and stays as it is; this is a new one beside it."


async def on_show_successor(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """The decision that took another's place, to whoever may see it."""
    old = await bot.desk.decision(await meant(bot, reference(action.value), click), None)
    successor = old.superseded_by
    if successor is None:
        raise NoSuchDecisionError(old.decision_id)

    async def show(state: CardState) -> Ack:
        if click.view is not None:
            shown = details_view(state, click.user.id)
            bot.show_form(click.trigger_id, shown, click.user.id, over=click.form is not None)
            return NOTHING
        bot.tell(click.response_url, card(state, _audience(state, click.user.id), can_post=_can_post(click)))
        return NOTHING

    return await seen_or(
        bot, click, successor, show, otherwise=lambda: _tell(bot, click, succession.unseen(successor, old.who))
    )


async def superseded(bot: Bot, payload: BlockActions | ViewSubmission, decision_id: int) -> Ack:
    """For a button or a form of a decision whose place another took: which one, and a button that shows it."""
    state = await bot.desk.decision(decision_id, None)
    said = succession.is_superseded(state.reference, state.superseded_by)
    if isinstance(payload, ViewSubmission):
        return on_top(succession.as_view(said))
    if payload.view is not None or await _is_everybodys(bot, payload):
        return _tell(bot, payload, said)
    bot.replace(payload.response_url, card(state, _audience(state, payload.user.id)))
    return NOTHING


async def _is_everybodys(bot: Bot, click: BlockActions) -> bool:
    """Whether it is a click on a card that others see too, which is brought up to date by itself."""
    channel, message = click.channel, message_of(click)
    return channel is not None and message is not None and await bot.desk.is_posted_at(channel.id, message)


def _tell(bot: Bot, click: BlockActions, message: Message) -> Ack:
    if click.view is not None:
        bot.show_form(click.trigger_id, succession.as_view(message), click.user.id, over=click.form is not None)
    else:
        bot.tell(click.response_url, message)
    return NOTHING


def _can_post(click: BlockActions) -> bool:
    return click.channel is not None and not is_between_people(click.channel.id, click.channel.name)


def _audience(state: CardState, who: str) -> Audience:
    return Audience.REQUESTER if state.who == who else Audience.CHANNEL
