"""Decisions as somebody sees them: at once where nothing has to be asked, else once Slack has said who they are."""

from collections.abc import Awaitable, Callable

from bot.handlers.admission import NotAdmittedError, admit
from bot.handlers.answers import Answer, Later
from bot.handlers.bot import Bot
from bot.sight import near
from bot.slack.conversation_ids import is_direct
from bot.slack.payloads import BlockActions, SlashCommand, User, user_of
from bot.slack.people import Membership
from bot.store import NoSuchDecisionError, Viewer
from bot.views.card import CardState

Then = Callable[[CardState], Awaitable[Answer]]

UNKNOWN = "Slack does not say just now who you are here. Please try again in a moment."


async def on_its_card(bot: Bot, click: BlockActions, decision_id: int, then: Then) -> Answer:
    """Goes on with the decision of the card that was clicked on; raises NoSuchDecisionError."""
    shown_to_all = click.container.type == "message" and not click.container.is_ephemeral
    if shown_to_all and not (click.channel and is_direct(click.channel.id)):
        return await then(await bot.desk.decision(decision_id, None))
    return await seen(bot, click, decision_id, then)


async def seen(bot: Bot, payload: SlashCommand | BlockActions, decision_id: int, then: Then) -> Answer:
    """Goes on with a decision that they may see; raises NoSuchDecisionError, also for one that they may not."""
    user, viewer = user_of(payload) or User(id=""), viewer_of(payload)

    async def look(at: Viewer) -> list[int]:
        try:
            await bot.desk.decision(decision_id, at)
        except NoSuchDecisionError:
            return []
        return [decision_id]

    on_home = isinstance(payload, BlockActions) and payload.view is not None
    if await look(viewer) or not (on_home or await bot.sight.is_wider(viewer, look)):
        return await then(await bot.desk.decision(decision_id, viewer))

    async def once_known() -> Answer:
        membership = await bot.people.membership(user.id, user.team_id)
        admit(bot, payload, membership)
        if membership is Membership.UNKNOWN:
            raise NotAdmittedError(UNKNOWN)
        wider = await bot.sight.inside(viewer, membership) if on_home else viewer
        wider = await bot.sight.widened(wider, membership, look)
        return await then(await bot.desk.decision(decision_id, wider))

    return Later(once_known)


async def seen_or(
    bot: Bot, payload: SlashCommand | BlockActions, decision_id: int, then: Then, *, otherwise: Callable[[], Answer]
) -> Answer:
    """Goes on with a decision that they may see, and otherwise where they may not."""

    async def attempted(work: Callable[[], Awaitable[Answer]]) -> Answer:
        try:
            answer = await work()
        except NoSuchDecisionError:
            return otherwise()
        return Later(lambda: attempted(answer.work)) if isinstance(answer, Later) else answer

    return await attempted(lambda: seen(bot, payload, decision_id, then))


def viewer_of(payload: SlashCommand | BlockActions) -> Viewer:
    """Whoever did it, as far as nothing has to be asked."""
    if isinstance(payload, SlashCommand):
        return near(payload.user_id, payload.channel_id)
    return near(payload.user.id, payload.channel.id if payload.channel else None)
