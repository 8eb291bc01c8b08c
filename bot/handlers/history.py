"""`/sourcing history`: the decisions that somebody may see, found by words and filters, a page at a time."""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from bot.handlers.admission import admit
from bot.handlers.answers import NOTHING, Ack, Answer, Later, OutdatedError, to_requester
from bot.handlers.bot import Bot
from bot.handlers.history_query import HistoryQuery, Known, QueryError, read_query
from bot.handlers.references import message_of
from bot.handlers.seeing import UNKNOWN, viewer_of
from bot.slack.payloads import Action, BlockActions, SlashCommand, User, user_of
from bot.slack.people import Membership
from bot.store import Viewer
from bot.views import messages
from bot.views.blocks import Message
from bot.views.history import MOST_DECISIONS, HistoryRow, Page, history_message
from bot.views.markup import mrkdwn
from rules.model_names import labels_of
from rules.works import kinds_of

_CARRIED = re.compile(r"(>?)([0-9]{0,18})\|(.*)", re.DOTALL)
"""What a button carries: the number of the last decision shown, or after > that of the first, none for the first page;
and what was typed."""


async def on_history(bot: Bot, command: SlashCommand, _words: str) -> Answer:
    """The newest decisions that fit; what was typed is read again, with the people in it."""
    typed = command.text.split(maxsplit=1)[1:]
    try:
        query = _query(bot, "".join(typed), command.user_id)
    except QueryError as error:
        return to_requester(messages.notice(mrkdwn("{sentence}", sentence=str(error))))

    async def to_them(message: Message, about: Sequence[int]) -> Ack:
        return to_requester(message, about=about)

    return await _answer(bot, command, query, to_them)


async def on_turning(bot: Bot, click: BlockActions, action: Action) -> Answer:
    """Another page in place of the one whose button was pressed; raises OutdatedError."""
    carried = _CARRIED.fullmatch(action.value or "")
    if carried is None:
        raise OutdatedError
    try:
        at = int(carried[2]) if carried[2] else None
        before, after = (None, at) if carried[1] else (at, None)
        query = _query(bot, carried[3], click.user.id, before=before, after=after)
    except QueryError:
        raise OutdatedError from None

    async def in_its_place(message: Message, about: Sequence[int]) -> Ack:
        stands_at = message_of(click)
        if stands_at is not None and click.channel is not None and not click.container.is_ephemeral:
            await bot.answers.note_repeats(click.user.id, click.channel.id, stands_at, about)
        bot.replace(click.response_url, message)
        return NOTHING

    return await _answer(bot, click, query, in_its_place)


def _query(bot: Bot, typed: str, who: str, *, before: int | None = None, after: int | None = None) -> HistoryQuery:
    policy = bot.desk.policy()
    known = Known(labels_of(policy), kinds_of(policy), datetime.now(UTC).date())
    return read_query(typed, who, known, before=before, after=after)


async def _answer(
    bot: Bot,
    payload: SlashCommand | BlockActions,
    query: HistoryQuery,
    deliver: Callable[[Message, Sequence[int]], Awaitable[Ack]],
) -> Answer:
    viewer, user = viewer_of(payload), user_of(payload) or User(id="")

    async def rows(at: Viewer) -> list[HistoryRow]:
        return await bot.desk.history(query.words, at, filters=query.filters)

    async def look(at: Viewer) -> list[int]:
        return [row.reference.number for row in await rows(at)]

    async def answer(by: Viewer, note: str = "") -> Ack:
        found = await rows(by)
        shown = found[:MOST_DECISIONS]
        message = history_message(shown, query.sought, _page(query, found), note)
        return await deliver(message, [row.reference.number for row in shown])

    if not await bot.sight.is_wider(viewer, look):
        return await answer(viewer)

    async def once_known() -> Ack:
        membership = await bot.people.membership(user.id, user.team_id)
        admit(bot, payload, membership)
        if membership is Membership.UNKNOWN:
            return await answer(viewer, f"{UNKNOWN} Decisions from other channels are left out.")
        return await answer(await bot.sight.widened(viewer, membership, look))

    return Later(once_known)


def _page(query: HistoryQuery, found: Sequence[HistoryRow]) -> Page:
    """Which ways lead from a page, given its rows and one more where there is."""
    filters, shown = query.filters, found[:MOST_DECISIONS]
    turned = filters.before is not None or filters.after is not None
    more = len(found) > len(shown)
    older = shown and (more or filters.after is not None)
    newer = shown and (more if filters.after is not None else filters.before is not None)
    return Page(
        older=f"{shown[-1].reference.number}|{query.written}" if older else None,
        newer=f">{shown[0].reference.number}|{query.written}" if newer else None,
        newest=f"|{query.written}" if turned else None,
    )
