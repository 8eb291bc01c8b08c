"""*Stop reminding me* and *Remind me again*, under a reminder and on somebody's Home."""

from bot.handlers.answers import NOTHING, Ack
from bot.handlers.bot import Bot
from bot.handlers.home import looking_at
from bot.slack.payloads import Action, BlockActions
from bot.views import reminding
from bot.views.blocks import Message


async def on_stop(bot: Bot, click: BlockActions, _: Action) -> Ack:
    """Whoever pressed it is reminded no more."""
    await bot.reminders.stop_for(click.user.id)
    return await _say(bot, click, reminding.stopped())


async def on_again(bot: Bot, click: BlockActions, _: Action) -> Ack:
    """Whoever pressed it is reminded again."""
    await bot.reminders.resume_for(click.user.id)
    return await _say(bot, click, reminding.resumed())


async def _say(bot: Bot, click: BlockActions, message: Message) -> Ack:
    """Beside the message; a Home is published anew, which shows it, also where nothing had to be changed."""
    if click.response_url:
        bot.tell(click.response_url, message)
    else:
        await bot.homes.turn(click.user.id, looking_at(click))
    return NOTHING
