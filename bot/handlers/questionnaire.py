"""The questionnaire: opened, filled in, gone back in, submitted, and put on the record."""

from dataclasses import replace
from typing import Any

from bot import ids
from bot.handlers.answers import NOTHING, Ack, at_fields, in_place
from bot.handlers.bot import Bot
from bot.handlers.recorded import opened, put_on_record
from bot.handlers.references import meant, reference
from bot.questionnaire.drafts import NewDraft, Opened, RequestPage
from bot.questionnaire.filled import Filled
from bot.questionnaire.pages import REQUEST_PAGE, page_with, result_page
from bot.requests import RequestError, home_country_code, readable
from bot.slack.payloads import (
    Action,
    BlockActions,
    GlobalShortcut,
    MessageShortcut,
    View,
    ViewClosed,
    ViewSubmission,
    is_between_people,
)
from bot.store import NoSuchDraftError
from bot.views import messages
from bot.views.questionnaire import questionnaire_view
from rules.reading.distance import known_country

_EMPTY = "Say in a sentence what work you want to place."


async def open_questionnaire(bot: Bot, new: NewDraft, trigger_id: str, response_url: str = "") -> None:
    """Keeps a new draft, then opens the form on it; once for each trigger."""
    if not bot.forms.is_open(trigger_id):
        _open(bot, await bot.questionnaires.begin(new), trigger_id, response_url)


def _open(bot: Bot, filled: Filled, trigger_id: str, response_url: str) -> None:
    bot.open_form(trigger_id, questionnaire_view(filled.state), filled.draft.who, response_url)


async def on_message_shortcut(bot: Bot, shortcut: MessageShortcut) -> Ack:
    """The questionnaire with the message's words in it; the result goes into that message's thread.

    In a conversation between people, where an app cannot post, it asks where to post.
    """
    message = shortcut.message
    direct = is_between_people(shortcut.channel.id, shortcut.channel.name)
    new = NewDraft(
        who=shortcut.user.id,
        channel=shortcut.channel.id,
        text=readable(message.words.text),
        post_to=None if direct else shortcut.channel.id,
        thread_ts=None if direct else message.thread_ts or message.ts,
        origin={"author": message.author, "permalink": _permalink(shortcut), "cut": message.words.cut},
        opened=Opened(shortcut.response_url, can_post=not direct, channel=shortcut.channel.id),
    )
    await open_questionnaire(bot, new, shortcut.trigger_id, shortcut.response_url)
    return NOTHING


def _permalink(shortcut: MessageShortcut) -> str:
    """The address of a message, of a reply within its thread; made here because asking Slack for it takes a call."""
    message, channel = shortcut.message, shortcut.channel.id
    address = f"https://{shortcut.team.domain}.slack.com/archives/{channel}/p{message.ts.replace('.', '')}"
    if message.thread_ts in {None, message.ts}:
        return address
    return f"{address}?thread_ts={message.thread_ts}&cid={channel}"


async def on_global_shortcut(bot: Bot, shortcut: GlobalShortcut) -> Ack:
    """An empty questionnaire, which asks where to post."""
    await open_questionnaire(bot, NewDraft(who=shortcut.user.id, channel=""), shortcut.trigger_id)
    return NOTHING


async def on_answer_questions(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """The questionnaire on a decision already on record; what comes out takes its place.

    It goes on where this person left it.
    """
    decision = await bot.desk.to_go_on_from(await meant(bot, reference(action.value), click), click.user.id)
    place = await opened(bot, click)
    begun = await bot.questionnaires.begun_from(decision.id, click.user.id)
    if begun is not None:
        await _reopen(bot, begun.draft.id, click, place)
        return NOTHING
    new = NewDraft(
        who=click.user.id,
        channel=click.channel.id if click.channel else "",
        text=decision.text,
        home_country=decision.home_country,
        answers=decision.answers,
        decision_id=decision.id,
        function=decision.origin.get("function"),
        opened=place,
    )
    await open_questionnaire(bot, new, click.trigger_id, click.response_url)
    return NOTHING


async def on_resume(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """The draft where it was left."""
    await _reopen(bot, action.value or "", click, await opened(bot, click))
    return NOTHING


async def _reopen(bot: Bot, draft_id: str, click: BlockActions, place: Opened) -> None:
    filled = await bot.questionnaires.reopened(draft_id, click.user.id, place)
    _open(bot, filled, click.trigger_id, click.response_url)


async def on_start_afresh(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """Drops the draft and opens an empty form."""
    await bot.questionnaires.drop(action.value or "", click.user.id)
    new = NewDraft(
        who=click.user.id, channel=click.channel.id if click.channel else "", opened=await opened(bot, click)
    )
    await open_questionnaire(bot, new, click.trigger_id, click.response_url)
    return NOTHING


async def on_answer(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """One answer came in: it is kept, and the form says how things stand now and asks what follows from it."""
    view = _form(click)
    option = _given(action.selected_option.value if action.selected_option else None)
    factor = action.action_id.removeprefix(ids.ANSWER)
    seen = tuple(_answers(view)) or (factor,)
    state = await bot.questionnaires.answer(view.private_metadata, click.user.id, factor, option, seen)
    bot.forms.update(view.id, view.hash, questionnaire_view(state))
    return NOTHING


async def on_change_assumption(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """The question of something presumed, among those of the page."""
    view = _form(click)
    if action.selected_option is None:
        return NOTHING
    seen = tuple(_answers(view))
    state = await bot.questionnaires.look_at(view.private_metadata, click.user.id, action.selected_option.value, seen)
    bot.forms.update(view.id, view.hash, questionnaire_view(state))
    return NOTHING


async def on_filling_in(bot: Bot, click: BlockActions, _: Action) -> Ack:
    """Something changed on the request page: it is kept, because a form that is closed may not say what stood in it."""
    if click.view is not None:
        await _keep_typed(bot, click.view, click.user.id)
    return NOTHING


async def on_closed(bot: Bot, closed: ViewClosed) -> Ack:
    """Closed with ×: what stands on the request page is kept, as everything else was when it was filled in."""
    view = closed.view
    # Slack may say only what the form began with, and what was typed since has been kept by then.
    if (view.state.text(ids.REQUEST_TEXT) or "") != view.initial(ids.REQUEST_TEXT):
        await _keep_typed(bot, view, closed.user.id)
    await bot.homes.changed(closed.user.id)
    return NOTHING


async def _keep_typed(bot: Bot, view: View, who: str) -> None:
    if ids.REQUEST_TEXT in view.state.actions():
        country = view.state.text(ids.HOME_COUNTRY) or ""
        page = _request_page(view, country if known_country(country) else None)
        await bot.questionnaires.keep_typed(view.private_metadata, who, page)


async def on_back(bot: Bot, click: BlockActions, _: Action) -> Ack:
    """The page before; what was filled in on this one is kept."""
    view = _form(click)
    filled = await _keep(bot, view, click.user.id)
    return _show(bot, view, await bot.questionnaires.turn_back(filled, _page(view, filled)))


async def on_see_the_result(bot: Bot, click: BlockActions, _: Action) -> Ack:
    """The last page at once; what was filled in on this one is kept."""
    view = _form(click)
    filled = await _keep(bot, view, click.user.id)
    return _show(bot, view, await bot.questionnaires.turn_to_result(filled))


async def on_go_on(bot: Bot, click: BlockActions, _: Action) -> Ack:
    """From the result to the questions that are left."""
    view = _form(click)
    filled = await bot.questionnaires.get(view.private_metadata, click.user.id)
    return _show(bot, view, await bot.questionnaires.go_on(filled))


async def on_change_an_answer(bot: Bot, click: BlockActions, _: Action) -> Ack:
    """From the result to the first page with a question on it."""
    view = _form(click)
    filled = await bot.questionnaires.get(view.private_metadata, click.user.id)
    return _show(bot, view, await bot.questionnaires.look_back(filled))


def _show(bot: Bot, view: View, filled: Filled) -> Ack:
    bot.forms.update(view.id, view.hash, questionnaire_view(filled.state))
    return NOTHING


async def on_submission(bot: Bot, submission: ViewSubmission) -> Ack:
    """Next, or on the last page: put it on the record."""
    view, who = submission.view, submission.user.id
    if ids.REQUEST_TEXT not in view.state.actions() and not _answers(view):
        return await _finish(bot, view, who)
    if errors := _field_errors(view):
        return at_fields(errors)
    filled = await _keep(bot, view, who)
    shortened = ids.REQUEST_TEXT in view.state.actions() and len(filled.draft.text) < len(filled.draft.brought)
    filled = await bot.questionnaires.turn_to_next(filled, _page(view, filled))
    note = messages.shortened(filled.draft.text, filled.draft.brought) if shortened else None
    return in_place(questionnaire_view(replace(filled.state, changed_note=note)))


async def _finish(bot: Bot, view: View, who: str) -> Ack:
    filled = await bot.questionnaires.get(view.private_metadata, who)
    if not filled.state.shows_result:
        # A second window turned the page: show the result before recording it.
        filled = await bot.questionnaires.turn_to_result(filled)
        return in_place(questionnaire_view(filled.state))
    return await put_on_record(bot, filled, who)


async def fresh_form(bot: Bot, view: View, who: str) -> dict[str, Any]:
    """The questionnaire as it is now, in place of a form from an older version or one that is no longer kept.

    What stands on the old form is in it as far as it can be read. Raises AlreadyRecordedError.
    """
    try:
        filled = await bot.questionnaires.get(view.private_metadata, who)
    except NoSuchDraftError:
        answers = {factor: option for factor, option in _answers(view).items() if option is not None}
        typed = readable(view.state.text(ids.REQUEST_TEXT) or "")
        filled = await bot.questionnaires.begin(NewDraft(who=who, channel="", text=typed, answers=answers))
    return questionnaire_view(replace(filled.state, changed_note=messages.OUTDATED))


def _form(click: BlockActions) -> View:
    if click.view is None:
        raise NoSuchDraftError
    return click.view


def _answers(view: View) -> dict[str, str | None]:
    """The questions on a form from top to bottom, with what is answered there."""
    order = [block.block_id for block in view.blocks]
    names = [name for name in view.state.actions() if name.startswith(ids.ANSWER)]
    names.sort(key=lambda name: order.index(name) if name in order else len(order))
    return {name.removeprefix(ids.ANSWER): _given(view.state.text(name)) for name in names}


def _given(chosen: str | None) -> str | None:
    """What somebody chose; None where that is no answer."""
    return None if chosen == ids.AS_IT_IS else chosen


def _page(view: View, filled: Filled) -> int:
    """The page that the person has in front of them, which after a lost answer of ours is not the draft's."""
    if ids.REQUEST_TEXT in view.state.actions():
        return REQUEST_PAGE
    seen = tuple(_answers(view))
    return (page_with(seen, filled.pages) if seen else None) or result_page(filled.pages)


async def _keep(bot: Bot, view: View, who: str) -> Filled:
    """What stands on the form, kept in the draft."""
    state, answers = view.state, _answers(view)
    if ids.REQUEST_TEXT not in state.actions():
        return await bot.questionnaires.fill(view.private_metadata, who, answers=answers)
    page = _request_page(view, home_country_code(state.text(ids.HOME_COUNTRY) or bot.desk.home_country))
    return await bot.questionnaires.fill(view.private_metadata, who, answers=answers, request=page)


def _request_page(view: View, home_country: str | None) -> RequestPage:
    state = view.state
    return RequestPage(
        text=readable(state.text(ids.REQUEST_TEXT) or ""),
        home_country=home_country,
        function=_given(state.text(ids.BUSINESS_FUNCTION)),
        post_to=state.text(ids.POST_WHERE),
    )


def _field_errors(view: View) -> dict[str, str]:
    errors: dict[str, str] = {}
    if ids.REQUEST_TEXT not in view.state.actions():
        return errors
    text = view.state.text(ids.REQUEST_TEXT) or ""
    if not text.strip():
        errors[ids.REQUEST_TEXT] = _EMPTY
    try:
        home_country_code(view.state.text(ids.HOME_COUNTRY) or "")
    except RequestError:
        errors[ids.HOME_COUNTRY] = "Choose the country that the request comes from."
    return errors
