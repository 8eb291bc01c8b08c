"""`/sourcing delegate @erik 2026-12-01 2026-12-12`: hand one's deciding over; alone it lists what is handed over."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.handlers.answers import NOTHING, Ack, Answer, Later, OutdatedError, to_requester
from bot.handlers.bot import Bot
from bot.slack.payloads import Action, BlockActions, SlashCommand
from bot.slack.people import Membership
from bot.store import InTheWayError, NoSuchDelegationError
from bot.views import delegations, messages
from bot.views.markup import Mrkdwn, mrkdwn, person
from bot.working_days import day_in
from rules.delegation import Delegation

_MENTION = re.compile(r"<@([UW][A-Z0-9]{2,20})(?:\|[^<>]*)?>")
_LONGEST = timedelta(days=366)
_BETWEEN = frozenset({"from", "to", "until", "till", "-", "–"})
_MOST_DAYS = 2


@dataclass(frozen=True, slots=True)
class HandingOver:
    """What somebody typed: to whom, and on which days; nothing at all to see what is handed over."""

    name: str = ""
    days: tuple[str, ...] = ()


def handing_over(words: Sequence[str]) -> HandingOver | None:
    """What the words ask for; None where they are more likely a request, "delegate payroll to a vendor"."""
    if not words:
        return HandingOver()
    if not words[0].startswith(("<@", "@")):
        return None
    whole = " ".join(words)
    mentioned = _MENTION.match(whole)
    name = mentioned[0] if mentioned else words[0]
    days = tuple(each for each in whole[len(name) :].split() if each.lower() not in _BETWEEN)
    return HandingOver(name, days) if len(days) <= _MOST_DAYS else None


async def on_delegate(bot: Bot, command: SlashCommand, typed: HandingOver) -> Answer:
    """The list, or what came of handing over."""
    who = command.user_id
    # As Slack sent it, which says who is meant by a name.
    asked = handing_over(command.text.split()[1:]) or typed
    if not asked.name:
        return to_requester(delegations.list_message(who, await bot.delegating.of(who)))
    mention = _MENTION.fullmatch(asked.name)
    if mention is None:
        return _say(mrkdwn("Slack does not know who {name} is. Type @ and choose the person.", name=asked.name))
    to = mention[1]
    if to == who:
        return _say(mrkdwn("You decide for yourself anyway; name a colleague."))
    if not asked.days:
        return _say(mrkdwn("Say until when, as in `/sourcing delegate @erik 2026-12-01 2026-12-12`."))
    try:
        days = [date.fromisoformat(each) for each in asked.days]
    except ValueError:
        return _say(mrkdwn("Write each day as year, month and day: 2026-12-01. Nothing was handed over."))

    async def hand_over() -> Answer:
        return await _hand_over(bot, command, to, days)

    return Later(hand_over)


async def _hand_over(bot: Bot, command: SlashCommand, to: str, days: Sequence[date]) -> Ack:
    who = command.user_id
    for each in (who, to):
        membership = await bot.delegating.membership(each)
        if not bot.delegating.may_decide(membership):
            return _say(_cannot(each, membership))
    zone = await bot.delegating.zone(who)
    today = day_in(zone, bot.delegating.now())
    first, last = days if len(days) == _MOST_DAYS else (today, days[0])
    if last < first:
        return _say(mrkdwn("The first day comes after the last one. Nothing was handed over."))
    if last < today:
        return _say(mrkdwn("That is over already. Nothing was handed over."))
    if last - today > _LONGEST:
        return _say(mrkdwn("That is more than a year ahead. Hand over for a year at most."))
    new = Delegation(who, to, first, last, zone.name)
    try:
        await bot.delegating.hand_over(new, key=f"delegate:{command.team_id}:{command.trigger_id}")
    except InTheWayError as error:
        return _say(delegations.in_the_way(error.other))
    return to_requester(delegations.list_message(who, await bot.delegating.of(who), delegations.handed_over(new)))


async def on_end(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """*End it*, and *Give it back*: the list, as it is then."""
    who = click.user.id
    if not (action.value or "").isdigit():
        raise OutdatedError
    try:
        await bot.delegating.end(int(action.value or ""), who)
        said = mrkdwn("*That is ended,* and the other of you is told.")
    except NoSuchDelegationError:
        said = mrkdwn("That has ended already.")
    if click.response_url:
        bot.replace(click.response_url, delegations.list_message(who, await bot.delegating.of(who), said))
    return NOTHING


def _cannot(who: str, membership: Membership) -> Mrkdwn:
    match membership:
        case Membership.UNKNOWN:
            return mrkdwn(
                "Slack does not say just now who {who} is, so nothing was handed over. Please try again in a moment.",
                who=person(who),
            )
        case Membership.DEACTIVATED:
            return mrkdwn("{who} has left. Nothing was handed over.", who=person(who))
        case _:
            return mrkdwn("{who} is no colleague of this company, and decides nothing here.", who=person(who))


def _say(said: Mrkdwn) -> Ack:
    return to_requester(messages.notice(said))
