"""The buttons under a reply: *Compare them*, and *Assess it anyway*, which puts the text that it carries on the record.

Short ones stand in the button itself, longer ones in a draft of the person who is shown it.
"""

import hashlib
import re

from bot import ids
from bot.handlers.answers import NOTHING, Ack, OutdatedError
from bot.handlers.bot import Bot
from bot.handlers.references import message_of
from bot.handlers.replying import show_own
from bot.questionnaire.drafts import NewDraft
from bot.requests import Request, home_country_code, readable
from bot.slack.payloads import Action, BlockActions
from bot.views import messages, succession
from bot.views.blocks import LONGEST_VALUE
from bot.views.card import CardState
from rules.grid import Model

_CARRIED = re.compile(r"([A-Z]{2}):(.+)", re.DOTALL)
_KEPT = re.compile(r"draft:([\w-]{1,100})", re.ASCII)


async def carried(bot: Bot, text: str, *, who: str, channel: str, home_country: str | None = None) -> str:
    """The value of a button that carries a text: the country that it comes from, and the text or where it is kept.

    The value is for `bot.views.blocks.button` with `ids.ASSESS_TEXT`, one in each block.
    """
    home = home_country or bot.desk.home_country
    value = f"{home}:{text}"
    # Slack does not say whether it counts what lies beyond the first plane as one character or as two.
    if len(value.encode("utf-16-le")) // 2 <= LONGEST_VALUE:
        return value
    filled = await bot.questionnaires.begin(NewDraft(who=who, channel=channel, text=text, home_country=home))
    return f"draft:{filled.draft.id}"


async def on_assess_text(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """The card of the text, on the record and beside the message whose button was pressed; once for each button."""
    value = action.value or ""
    if kept := _KEPT.fullmatch(value):
        recorded = await bot.questionnaires.record_as_request(kept[1], click.user.id)
        return await _beside(bot, click, await bot.desk.decision(recorded.id, None))
    found = _CARRIED.fullmatch(value)
    if found is None:
        raise OutdatedError
    request = Request(
        text=readable(found[2]),
        home_country=home_country_code(found[1]),
        who=click.user.id,
        where=click.channel.id if click.channel else "",
        as_request=True,
    )
    state = await bot.desk.receive(request, key=_once(click, value))
    if not isinstance(state, CardState):
        raise OutdatedError  # an empty text, which no button of ours carries
    return await _beside(bot, click, state)


async def on_compare_models(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """The models of a reply side by side, beside it."""
    try:
        models = [Model(each) for each in (action.value or "").split(",")]
    except ValueError:
        raise OutdatedError from None
    bot.tell(click.response_url, messages.compare_message(models, bot.desk.policy()))
    return NOTHING


def _once(click: BlockActions, value: str) -> str:
    """The same for every press of one button by one person."""
    where = click.channel.id if click.channel else ""
    pressed = "\n".join((click.team.id, where, message_of(click) or click.trigger_id, click.user.id, value))
    return f"{ids.ASSESS_TEXT}:{hashlib.sha256(pressed.encode()).hexdigest()}"


async def _beside(bot: Bot, click: BlockActions, state: CardState) -> Ack:
    if click.response_url:
        await show_own(bot, click, state)
    elif click.view is not None:
        shown = succession.as_view(succession.on_record(state.reference))
        bot.show_form(click.trigger_id, shown, click.user.id, over=click.form is not None)
    return NOTHING
