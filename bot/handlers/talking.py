"""What people write to the bot: in a direct message, or with a mention of it. It is answered as the command is.

In a direct message the answer is a message there, and the card of a request one that is kept up to date as a posted one
is. Where the bot was mentioned, only the person who wrote sees the answer. A request and its answer stand in the log's
file, once for each event, before the event is acknowledged; what only looks something up is asked again at no cost.
"""

import logging
import re
from datetime import datetime

from bot import ids
from bot.handlers import policy, sourcing
from bot.handlers.answers import NOTHING, Ack, Answer, about, to_requester
from bot.handlers.bot import Bot
from bot.notices import Beside, TooManyWaitingError, show_card, show_card_beside
from bot.requests import Request, readable
from bot.slack.payloads import Event, EventBody, Said, SlashCommand
from bot.store import StoreError
from bot.store.driver import Database
from bot.views import messages
from bot.views.blocks import Message
from bot.views.replies import Answer as Answered
from bot.views.replies import reply_message

log = logging.getLogger(__name__)

SUBSCRIBED = frozenset({"message.im", "app_mention"})
"""The events that the manifest asks for: what people write to the bot."""

_FROM_PEOPLE = frozenset({None, "file_share"})
"""Subtypes of messages that somebody has just written; others tell of edits, deletions and the like."""


def is_written_to_the_bot(body: EventBody) -> bool:
    """Whether somebody has just written it to the bot, and not beneath what somebody else wrote to it."""
    if body.bot_id is not None or body.user is None or body.subtype not in _FROM_PEOPLE or body.edited is not None:
        return False
    if body.type == "app_mention":
        return True
    is_answer_to_another = body.parent_user_id is not None and body.parent_user_id != body.user
    return body.type == "message" and body.channel_type == "im" and not is_answer_to_another


def said(bot: Bot, event: Event) -> Said | None:
    """What somebody wrote, as it would be typed after the command; None for what is nothing of the kind."""
    body = event.event
    if not is_written_to_the_bot(body) or not body.user or not body.channel:
        return None
    mentioned = body.type == "app_mention"
    return Said(
        command=ids.COMMAND,
        text=without_mention(body.text, bot.user_id),
        team_id=event.team_id,
        enterprise_id=event.enterprise_id,
        user_id=body.user,
        user_team=body.user_team or body.team,
        channel_id=body.channel,
        channel_name="" if mentioned else "directmessage",
        trigger_id=event.event_id,
        ts=body.ts,
        thread_ts=body.thread_ts if body.thread_ts != body.ts else None,
        mentioned=mentioned,
        files=[] if mentioned else body.files,
    )


def without_mention(text: str, bot_user: str) -> str:
    """The text without the bot's name and what sets that off: "Hey @Sourcing, move payroll".

    Empty where no word is left.
    """
    name = rf"<@{re.escape(bot_user)}(?:\|[^<>\n]{{0,300}})?>"
    text = re.sub(rf"^\s*(?:(?:hey|hi|hello|ok|okay|dear)\s+)?{name}\s*[,:;–—-]*\s*", "", text, flags=re.IGNORECASE)
    text = re.sub(rf"[ \t]*{name}", "", text).strip()
    return text if any(map(str.isalnum, text)) else ""


async def on_said(bot: Bot, words: Said) -> Answer:
    """The answer to what somebody wrote; a request is on the record, and its card on its way, when this returns."""
    if words.files:
        return await policy.on_files(bot, words)

    async def assess(_bot: Bot, _command: SlashCommand, text: str) -> Ack:
        return await _assess(bot, words, text)

    return await sourcing.answered(bot, words, begin=_greet, assess=assess)


async def _greet(_bot: Bot, _command: SlashCommand) -> Ack:
    return to_requester(messages.greeting())


async def _assess(bot: Bot, words: Said, text: str) -> Ack:
    request = Request(
        text=readable(text), home_country=bot.desk.home_country, who=words.user_id, where=words.channel_id
    )

    def told(db: Database, at: datetime, decision_id: int) -> None:
        if beside := _beside(words):
            show_card_beside(db, at, words.user_id, decision_id, beside)
        else:
            show_card(db, at, words.user_id, decision_id, words.channel_id, words.thread_ts)

    try:
        state = await bot.desk.receive(request, key=words.key, told=told)
    except TooManyWaitingError:
        return to_requester(messages.notice(messages.TOO_MUCH))
    if isinstance(state, Answered):
        return to_requester(reply_message(state, await sourcing.carried_by(bot, words, request.text)))
    return NOTHING


async def deliver(bot: Bot, words: Said, answer: Ack) -> None:
    """Puts an answer on its way to whoever wrote, once for each event; raises StoreError."""
    if answer:
        message = Message(answer["text"], answer["blocks"])
        await bot.answers.in_turn(words.user_id, message, key=words.key, about=about(answer), beside=_beside(words))


async def deliver_later(bot: Bot, words: Said, answer: Ack) -> None:
    """The same after the acknowledgement, where nobody can be told any more that it could not be kept."""
    try:
        await deliver(bot, words, answer)
    except StoreError as error:
        log.error("an answer could not be kept: %s", error)


def _beside(words: Said) -> Beside | None:
    return Beside(words.channel_id, words.thread_ts) if words.mentioned else None
