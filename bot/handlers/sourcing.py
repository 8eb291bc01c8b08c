"""`/sourcing`: a request in a sentence, a subcommand, or nothing, which opens the questionnaire."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.handlers.answers import NOTHING, Ack, Answer, Later, to_requester
from bot.handlers.assessing import carried
from bot.handlers.bot import Bot
from bot.handlers.delegating import on_delegate
from bot.handlers.digest import on_digest
from bot.handlers.history import on_history
from bot.handlers.questionnaire import open_questionnaire
from bot.handlers.recorded import opened
from bot.handlers.seeing import seen_or, viewer_of
from bot.handlers.subcommands import (
    HANDING_OVER,
    MODELS,
    NO_ARGUMENTS,
    NUMBER,
    WORDS_TO_FIND,
    Meant,
    Misused,
    NewRequest,
    NotHere,
    Subcommand,
    UnknownWord,
    read_command,
    subcommand,
)
from bot.questionnaire.drafts import NewDraft
from bot.requests import Request, RequestError, readable
from bot.slack.payloads import Said, SlashCommand, is_between_people
from bot.slack.readable_message import readable_message
from bot.views import messages
from bot.views.blocks import Block, Message
from bot.views.card import Audience, CardState, card
from bot.views.markup import in_one_line, mrkdwn
from bot.views.messages import Way
from bot.views.policy.messages import being_checked_message, policy_message
from bot.views.replies import Answer as Answered
from bot.views.replies import meant_note, not_here_message, reply_message
from rules.grid import Model
from rules.model_names import labels_of

log = logging.getLogger(__name__)

Begin = Callable[[Bot, SlashCommand], Awaitable[Answer]]
Assess = Callable[[Bot, SlashCommand, str], Awaitable[Answer]]

_PATIENCE = 1.5
"""Seconds that a check of the policy may take before the answer is given in two parts; Slack waits for three."""


async def on_command(bot: Bot, command: SlashCommand) -> Answer:
    """The answer to what was typed."""
    return await answered(bot, command, begin=_begin, assess=_assess)


async def answered(bot: Bot, command: SlashCommand, *, begin: Begin, assess: Assess) -> Answer:
    """The answer to what was typed, or written to the bot: what comes of a request, and of nothing, is given."""
    text = readable_message(command.text).strip()
    policy = bot.desk.policy()
    typed = read_command(text if in_one_line(text) else "", SUBCOMMANDS, bot.desk.home_country, labels_of(policy))
    match typed:
        case Meant():
            value = await carried_by(bot, command, text)
            as_meant = command.model_copy(update={"text": typed.command})
            return _noted(await typed.call(bot, as_meant), meant_note(typed.command, value, mistyped=typed.mistyped))
        case NotHere(slip):
            return to_requester(not_here_message(slip, await carried_by(bot, command, text)))
        case Misused(words, subcommand):
            return to_requester(messages.misused(words, _way(subcommand), await carried_by(bot, command, text)))
        case UnknownWord(word):
            return to_requester(messages.unknown_word(word, WAYS[0], await carried_by(bot, command, text)))
        case NewRequest(""):
            return await begin(bot, command)
        case NewRequest(text):
            return await assess(bot, command, text)
        case call:
            return await call(bot, command)


async def carried_by(bot: Bot, command: SlashCommand, text: str) -> str:
    """The value of a button that has the text assessed which somebody typed."""
    return await carried(bot, readable(text), who=command.user_id, channel=command.channel_id)


def _noted(answer: Answer, note: Block) -> Answer:
    """The answer with a line above it that says how the words were taken; beside a form that was opened, the line."""
    if isinstance(answer, Later):

        async def noted() -> Answer:
            return _noted(await answer.work(), note)

        return Later(noted)
    if not answer:
        return to_requester(Message(note["text"]["text"], [note]))
    return {**answer, "blocks": [note, *answer["blocks"]]} if "blocks" in answer else answer


async def _help(_bot: Bot, _command: SlashCommand, _none: tuple[()]) -> Ack:
    return to_requester(messages.help_message(WAYS))


async def _compare(bot: Bot, _command: SlashCommand, models: tuple[Model, ...]) -> Ack:
    return to_requester(messages.compare_message(models, bot.desk.policy()))


def _can_post(command: SlashCommand) -> bool:
    return not is_between_people(command.channel_id, command.channel_name)


async def _show(bot: Bot, command: SlashCommand, decision_id: int) -> Answer:
    async def shown(state: CardState) -> Ack:
        audience = Audience.REQUESTER if state.who == command.user_id else Audience.CHANNEL
        state = await bot.desk.with_precedents(state, viewer_of(command), stays=isinstance(command, Said))
        return to_requester(card(state, audience, can_post=_can_post(command)), about=[decision_id])

    def none() -> Ack:
        sentence = mrkdwn(
            "There is no decision {number} that you may see. `/sourcing history` lists those you may.",
            number=str(decision_id),
        )
        return to_requester(messages.notice(sentence))

    return await seen_or(bot, command, decision_id, shown, otherwise=none)


async def _show_policy(bot: Bot, command: SlashCommand, _none: tuple[()]) -> Answer:
    """The policy in force with its checks; where they take longer than Slack waits, they follow."""

    async def at_last() -> Ack:
        return to_requester(policy_message(await bot.policy.state()))

    if not command.response_url:
        return Later(at_last)
    asking = asyncio.ensure_future(bot.policy.state())
    await asyncio.wait({asking}, timeout=_PATIENCE)
    if asking.done():
        return to_requester(policy_message(asking.result()))

    async def follow() -> None:
        try:
            message = policy_message(await asking)
        except Exception:
            # Whatever it is, whoever asked has had a first word and waits for the second.
            log.exception("the policy in force cannot be shown")
            message = messages.notice(mrkdwn("The policy could not be shown. Please try again in a moment."))
        bot.tell(command.response_url, message)

    bot.tasks.start(follow(), "showing the policy in force")
    return to_requester(being_checked_message(bot.desk.policy()))


async def _begin(bot: Bot, command: SlashCommand) -> Ack:
    draft = await bot.questionnaires.latest(command.user_id)
    if draft is not None:
        return to_requester(messages.resume_offer(draft))
    new = NewDraft(who=command.user_id, channel=command.channel_id, opened=await opened(bot, command))
    await open_questionnaire(bot, new, command.trigger_id, command.response_url)
    return NOTHING


async def _assess(bot: Bot, command: SlashCommand, text: str) -> Ack:
    try:
        request = Request(
            text=readable(text),
            home_country=bot.desk.home_country,
            who=command.user_id,
            where=command.channel_id,
        )
    except RequestError as error:
        return to_requester(messages.notice(mrkdwn("{sentence}", sentence=str(error))))
    state = await bot.desk.receive(request, key=f"command:{command.team_id}:{command.trigger_id}")
    if isinstance(state, Answered):
        return to_requester(reply_message(state, await carried_by(bot, command, request.text)))
    state = await bot.desk.with_precedents(state, viewer_of(command), stays=False)
    return to_requester(card(state, Audience.REQUESTER, can_post=_can_post(command)))


SUBCOMMANDS = (
    subcommand(
        "compare",
        MODELS,
        "puts models side by side",
        example="domestic_outsourcing offshore_captive",
        answered_by=_compare,
    ),
    subcommand("show", NUMBER, "shows decision 12", example="12", answered_by=_show),
    subcommand(
        "history",
        WORDS_TO_FIND,
        "finds decisions that you may see, by words, status:waiting, from: and by: a person, kind:payroll, "
        "model:hybrid, country:PL, since:2026-09 or until:2026-10; without any, the newest",
        example="payroll",
        answered_by=on_history,
    ),
    subcommand(
        "policy",
        NO_ARGUMENTS,
        "says which policy is in force, since when, by whom, how good it is, and how to change it",
        answered_by=_show_policy,
    ),
    subcommand(
        "delegate",
        HANDING_OVER,
        "has a colleague decide for you on these days; without a name it shows who decides for whom, and ends it",
        example="@erik 2026-12-01 2026-12-12",
        answered_by=on_delegate,
    ),
    subcommand(
        "digest",
        NO_ARGUMENTS,
        "sets up this channel's weekly digest: on which day, at what time, and what stands in it; with a preview",
        answered_by=on_digest,
    ),
    subcommand("help", NO_ARGUMENTS, "lists what can be typed", answered_by=_help),
)
"""All that can be typed after `/sourcing` but a request; a line here is all that a new one needs beside its answer."""


def _way(typed: Subcommand) -> Way:
    return Way(typed.example, typed.does)


WAYS = (
    Way(
        "Move our help desk to Manila",
        "says what that is, what the policy recommends, and why, visible to you alone; from there answer questions, "
        "post it to the channel, or discard it",
    ),
    Way("", "opens the questionnaire, or offers to go on with the one you closed"),
    *map(_way, SUBCOMMANDS),
)
"""All that can be typed, as help and README list it."""
