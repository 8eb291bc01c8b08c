"""The questionnaire: opened, filled in, gone back in, submitted, and put on the record."""

from bot import ids
from bot.handlers.answers import NOTHING, Ack, at_fields, in_place
from bot.handlers.bot import Bot
from bot.handlers.readable_message import readable_message
from bot.payloads import Action, BlockActions, GlobalShortcut, MessageShortcut, View, ViewSubmission
from bot.questionnaire import REQUEST_PAGE, next_page, page_before, result_page
from bot.questionnaires import Filled, NewDraft
from bot.requests import RequestError, home_country_code, readable
from bot.store import NoSuchDraftError
from bot.views import messages
from bot.views.markup import mrkdwn
from bot.views.questionnaire import LONGEST_REQUEST, questionnaire_view

_EMPTY = "Say in a sentence what work you want to place."


async def open_questionnaire(bot: Bot, new: NewDraft, trigger_id: str, response_url: str = "") -> None:
    """Keeps a new draft, then opens the form on it."""
    filled = await bot.questionnaires.begin(new)
    bot.open_view(trigger_id, questionnaire_view(filled.state), response_url)


async def on_message_shortcut(bot: Bot, shortcut: MessageShortcut) -> Ack:
    """The questionnaire with the message's text in it; the result goes into that message's thread."""
    message = shortcut.message
    thread = message.thread_ts or message.ts
    permalink = (
        f"https://{shortcut.team.domain}.slack.com/archives/{shortcut.channel.id}/p{message.ts.replace('.', '')}"
    )
    new = NewDraft(
        who=shortcut.user.id,
        channel=shortcut.channel.id,
        text=readable_message(message.text)[:LONGEST_REQUEST],
        post_to=shortcut.channel.id,
        thread_ts=thread,
        origin={"author": message.user or message.username or "", "permalink": permalink},
    )
    await open_questionnaire(bot, new, shortcut.trigger_id, shortcut.response_url)
    return NOTHING


async def on_global_shortcut(bot: Bot, shortcut: GlobalShortcut) -> Ack:
    """An empty questionnaire, which asks where to post."""
    await open_questionnaire(bot, NewDraft(who=shortcut.user.id, channel=""), shortcut.trigger_id)
    return NOTHING


async def on_answer_questions(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """The questionnaire on a decision already on record; what comes out takes its place."""
    decision = await bot.desk.own_decision(int(action.value or "0"), click.user.id)
    new = NewDraft(
        who=click.user.id,
        channel=click.channel.id if click.channel else "",
        text=decision.text[:LONGEST_REQUEST],
        home_country=decision.home_country,
        answers=decision.answers,
        decision_id=decision.id,
    )
    await open_questionnaire(bot, new, click.trigger_id, click.response_url)
    return NOTHING


async def on_resume(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """The draft where it was left."""
    filled = await bot.questionnaires.get(action.value or "", click.user.id)
    bot.open_view(click.trigger_id, questionnaire_view(filled.state), click.response_url)
    return NOTHING


async def on_start_afresh(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """Drops the draft and opens an empty form."""
    await bot.questionnaires.drop(action.value or "", click.user.id)
    new = NewDraft(who=click.user.id, channel=click.channel.id if click.channel else "")
    await open_questionnaire(bot, new, click.trigger_id, click.response_url)
    return NOTHING


async def on_answer(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """One answer came in: it is kept, and the form says how things stand now."""
    view = _form(click)
    option = action.selected_option.value if action.selected_option else None
    factor = action.action_id.removeprefix(ids.ANSWER)
    draft = await bot.questionnaires.answer(view.private_metadata, click.user.id, factor, option)
    shown = {name.removeprefix(ids.ANSWER) for name in view.state.actions() if name.startswith(ids.ANSWER)}
    bot.update_view(view.id, view.hash, questionnaire_view(bot.questionnaires.form(draft, keep=shown)))
    return NOTHING


async def on_back(bot: Bot, click: BlockActions, _: Action) -> Ack:
    """The page before; what was filled in on this one is kept."""
    view = _form(click)
    filled = await _keep(bot, view, click.user.id)
    page = page_before(filled.draft.page, filled.recommendation, bot.desk.policy())
    filled = await bot.questionnaires.turn_to(filled, page)
    bot.update_view(view.id, view.hash, questionnaire_view(filled.state))
    return NOTHING


async def on_change_an_answer(bot: Bot, click: BlockActions, _: Action) -> Ack:
    """From the result to the first page of questions."""
    view = _form(click)
    filled = await bot.questionnaires.get(view.private_metadata, click.user.id)
    filled = await bot.questionnaires.turn_to(filled, 1)
    bot.update_view(view.id, view.hash, questionnaire_view(filled.state))
    return NOTHING


async def on_submission(bot: Bot, submission: ViewSubmission) -> Ack:
    """Next, or on the last page: put it on the record."""
    view, who = submission.view, submission.user.id
    policy = bot.desk.policy()
    if ids.REQUEST_TEXT in view.state.actions():
        errors = _field_errors(view)
        if errors:
            return at_fields(errors)
        filled = await _keep(bot, view, who)
        page = next_page(REQUEST_PAGE, filled.recommendation, policy)
    elif any(name.startswith(ids.ANSWER) for name in view.state.actions()):
        filled = await _keep(bot, view, who)
        page = next_page(filled.draft.page, filled.recommendation, policy)
    else:
        return await _finish(bot, view, who)
    filled = await bot.questionnaires.turn_to(filled, page)
    return in_place(questionnaire_view(filled.state))


async def _finish(bot: Bot, view: View, who: str) -> Ack:
    filled = await bot.questionnaires.get(view.private_metadata, who)
    if filled.draft.page != result_page(bot.desk.policy()):
        # The policy changed under the form, or a second window turned the page: show the result before recording it.
        filled = await bot.questionnaires.turn_to(filled, result_page(bot.desk.policy()))
        return in_place(questionnaire_view(filled.state))
    recorded = await bot.questionnaires.record(filled)
    bot.sender.wake()
    number = str(recorded.id)
    if filled.draft.post_to:
        sentence = mrkdwn("Decision {number} is on record and is being posted.", number=number)
    else:
        sentence = mrkdwn("Decision {number} is on record. `/sourcing show {number}` brings it up.", number=number)
    return in_place(messages.notice_view(sentence))


def _form(click: BlockActions) -> View:
    if click.view is None:
        raise NoSuchDraftError
    return click.view


async def _keep(bot: Bot, view: View, who: str) -> Filled:
    """What stands on the form, kept in the draft."""
    state = view.state
    answers = {
        name.removeprefix(ids.ANSWER): state.text(name) for name in state.actions() if name.startswith(ids.ANSWER)
    }
    if ids.REQUEST_TEXT not in state.actions():
        return await bot.questionnaires.fill(view.private_metadata, who, answers=answers)
    return await bot.questionnaires.fill(
        view.private_metadata,
        who,
        answers=answers,
        text=readable(state.text(ids.REQUEST_TEXT) or ""),
        home_country=home_country_code(state.text(ids.HOME_COUNTRY) or bot.desk.home_country),
        function=state.text(ids.BUSINESS_FUNCTION),
        post_to=state.text(ids.POST_WHERE) if ids.POST_WHERE in state.actions() else ...,
    )


def _field_errors(view: View) -> dict[str, str]:
    errors = {}
    text = view.state.text(ids.REQUEST_TEXT) or ""
    if not text.strip():
        errors[ids.REQUEST_TEXT] = _EMPTY
    try:
        home_country_code(view.state.text(ids.HOME_COUNTRY) or "")
    except RequestError:
        errors[ids.HOME_COUNTRY] = "Choose the country that the request comes from."
    return errors
