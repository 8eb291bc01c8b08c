"""Somebody's Home: opened, filtered, turned over; and the buttons on it."""

from collections.abc import Callable, Mapping

from bot import ids
from bot.handlers.answers import NOTHING, Ack, Answer
from bot.handlers.bot import Bot
from bot.handlers.questionnaire import open_questionnaire
from bot.handlers.references import meant, reference
from bot.handlers.seeing import on_its_card
from bot.questionnaire.drafts import NewDraft
from bot.slack.payloads import Action, BlockActions, Event
from bot.views.card import CardState, card_view
from bot.views.looking import Looking

OPENED = "app_home_opened"
"""The event that the manifest asks for."""
_HOME_TAB = "home"

_TURNED: Mapping[str, Callable[[Looking, Action, str], Looking]] = {
    ids.HOME_AGAIN: lambda looking, _action, _who: looking,
    ids.HOME_CLEAR: lambda looking, _action, _who: Looking(after=looking.after),
    ids.HOME_ALL_MINE: lambda looking, _action, who: Looking(after=looking.after, person=who),
    ids.HOME_OLDER: lambda looking, action, _who: looking.turned("before", action.value),
    ids.HOME_NEWEST: lambda looking, _action, _who: looking.turned("before", None),
    ids.HOME_WAITING_NEXT: lambda looking, action, _who: looking.turned("after", action.value),
    ids.HOME_WAITING_FIRST: lambda looking, _action, _who: looking.turned("after", None),
}
"""What each button makes of what somebody looks at."""


async def on_opened(bot: Bot, event: Event) -> Ack:
    """Somebody opened their Home: it is drawn anew."""
    if event.event.user and event.event.tab == _HOME_TAB:
        await bot.homes.opened(event.event.user)
    return NOTHING


async def on_turning(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """Another page, or all filters cleared."""
    await bot.homes.turn(click.user.id, _TURNED[action.action_id](looking_at(click), action, click.user.id))
    return NOTHING


async def on_filter(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """Another choice in one of the menus."""
    name = action.action_id.removeprefix(ids.HOME_FILTER)
    chosen = action.selected_user or (action.selected_option.value if action.selected_option else None)
    await bot.homes.turn(click.user.id, looking_at(click).chosen(name, None if chosen == ids.AS_IT_IS else chosen))
    return NOTHING


async def on_decide(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """The card with its buttons, over Home."""

    async def show(state: CardState) -> Ack:
        bot.open_form(click.trigger_id, card_view(state), click.user.id)
        return NOTHING

    return await on_its_card(bot, click, await meant(bot, reference(action.value), click), show)


async def on_new_request(bot: Bot, click: BlockActions, _action: Action) -> Ack:
    """An empty questionnaire, which asks where to post."""
    await open_questionnaire(bot, NewDraft(who=click.user.id, channel=""), click.trigger_id)
    return NOTHING


def looking_at(click: BlockActions) -> Looking:
    """What somebody has chosen to look at on the Home that they clicked in."""
    return Looking.read(click.view.private_metadata if click.view else "")
