"""The buttons for the pieces of work that a request names beside the one that its card is about."""

from bot import ids
from bot.handlers.answers import NOTHING, Ack, OutdatedError
from bot.handlers.bot import Bot
from bot.handlers.references import meant, reference
from bot.handlers.replying import show_own
from bot.pieces import NoSuchPieceError
from bot.slack.payloads import Action, BlockActions
from bot.views import messages
from bot.views.markup import mrkdwn

_ERASED = mrkdwn("The words of this request have been erased, so nothing can be asked about its pieces.")


async def on_piece(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """A decision of its own on that piece, or the one that there is already; the message with the button stays."""
    which = action.action_id.removeprefix(ids.PIECE)
    if not (which.isascii() and which.isdecimal() and len(which) < 3):
        raise OutdatedError
    return await _receive(bot, click, action, int(which))


async def on_all_as_one(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """A decision on all the pieces, placed together."""
    return await _receive(bot, click, action, None)


async def _receive(bot: Bot, click: BlockActions, action: Action, which: int | None) -> Ack:
    number = await meant(bot, reference(action.value), click)
    channel = click.channel
    try:
        state = await bot.desk.receive_piece(number, which, who=click.user.id, where=channel.id if channel else "")
    except NoSuchPieceError:
        bot.tell(click.response_url, messages.notice(_ERASED))
        return NOTHING
    await show_own(bot, click, state)
    return NOTHING
