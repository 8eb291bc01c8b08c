"""`/sourcing`: a request in a sentence, a subcommand, or nothing, which opens the questionnaire."""

from bot.handlers.answers import NOTHING, Ack, to_requester
from bot.handlers.bot import Bot
from bot.handlers.questionnaire import open_questionnaire
from bot.handlers.readable_message import readable_message
from bot.handlers.subcommands import Compare, Help, History, Mistyped, NewRequest, Show, ShowPolicy, read_command
from bot.payloads import SlashCommand
from bot.questionnaires import NewDraft
from bot.requests import Request, RequestError, readable
from bot.store import NoSuchDecisionError, Viewer
from bot.views import messages
from bot.views.card import Audience, card
from bot.views.markup import in_one_line, mrkdwn
from bot.views.policy import policy_message


async def on_command(bot: Bot, command: SlashCommand) -> Ack:
    """The answer to what was typed."""
    viewer = Viewer(who=command.user_id, channel=command.channel_id)
    text = readable_message(command.text).strip()
    match read_command(text if in_one_line(text) else ""):
        case Help():
            return to_requester(messages.help_message())
        case Compare(models):
            return to_requester(messages.compare_message(models, bot.desk.policy()))
        case Show(decision_id):
            return await _show(bot, decision_id, viewer)
        case History(words):
            rows = await bot.desk.history(words, viewer)
            return to_requester(messages.history_message(rows, words, bot.desk.policy()))
        case ShowPolicy():
            return to_requester(policy_message(await bot.policy.state()))
        case Mistyped(typed, suggestion):
            return to_requester(messages.did_you_mean(typed, suggestion))
        case NewRequest(""):
            return await _begin(bot, command)
        case NewRequest(text):
            return await _assess(bot, command, text)


async def _show(bot: Bot, decision_id: int, viewer: Viewer) -> Ack:
    try:
        state = await bot.desk.decision(decision_id, viewer)
    except NoSuchDecisionError:
        sentence = mrkdwn(
            "There is no decision {number} that you may see. `/sourcing history` lists those you may.",
            number=str(decision_id),
        )
        return to_requester(messages.notice(sentence))
    audience = Audience.REQUESTER if state.who == viewer.who else Audience.CHANNEL
    return to_requester(card(state, audience))


async def _begin(bot: Bot, command: SlashCommand) -> Ack:
    draft = await bot.questionnaires.latest(command.user_id)
    if draft is not None:
        return to_requester(messages.resume_offer(draft))
    new = NewDraft(who=command.user_id, channel=command.channel_id)
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
    return to_requester(card(state, Audience.REQUESTER))
