"""`/sourcing delegate @erik 2026-12-01 2026-12-12`: hand one's deciding over; alone it lists what is handed over."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot import ids
from bot.handlers.answers import NOTHING, Ack, Answer, Later, OutdatedError, at_fields, in_place, to_requester
from bot.handlers.bot import Bot
from bot.slack.payloads import Action, BlockActions, SlashCommand, ViewSubmission
from bot.slack.people import Membership
from bot.store import InTheWayError, NoSuchDelegationError
from bot.views import delegations, messages
from bot.views.markup import Mrkdwn, mrkdwn, person
from bot.working_days import day_in
from rules.delegation import Delegation

_MENTION = re.compile(r"<@([UW][A-Z0-9]{2,20})(?:\|[^<>]*)?>")
_NUMBER = re.compile(r"[0-9]{1,18}")
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
        first, last = (days[0], days[1]) if len(days) == _MOST_DAYS else (None, days[0])
        said, done = await _hand_over(bot, who, to, first, last, key=f"delegate:{command.team_id}:{command.trigger_id}")
        if not done:
            return _say(said)
        return to_requester(delegations.list_message(who, await bot.delegating.of(who), said))

    return Later(hand_over)


async def on_open(bot: Bot, click: BlockActions, _: Action) -> Ack:
    """The form that hands over."""
    today = bot.delegating.now().date()
    bot.show_form(click.trigger_id, delegations.delegate_view(today), click.user.id, over=click.form is not None)
    return NOTHING


async def on_submission(bot: Bot, submission: ViewSubmission) -> Answer:
    """What came of handing over, in place of the form; what is wrong is said at its field."""
    who, state = submission.user.id, submission.view.state
    to = state.text(ids.DELEGATE_TO) or ""
    first, last = _day(state.text(ids.DELEGATE_FIRST)), _day(state.text(ids.DELEGATE_LAST))
    if not to or to == who:
        return at_fields({ids.DELEGATE_TO: "Choose a colleague, not yourself."})
    if first is None or last is None:
        return at_fields({ids.DELEGATE_FIRST if first is None else ids.DELEGATE_LAST: "Choose a day."})
    if last < first:
        return at_fields({ids.DELEGATE_LAST: "The last day comes before the first one."})

    async def hand_over() -> Answer:
        key = f"delegate:{submission.team.id}:{submission.view.id}"
        said, _ = await _hand_over(bot, who, to, first, last, key=key)
        return in_place(messages.notice_view(said))

    return Later(hand_over)


def _day(chosen: str | None) -> date | None:
    try:
        return date.fromisoformat(chosen or "")
    except ValueError:
        return None


async def _hand_over(bot: Bot, who: str, to: str, first: date | None, last: date, *, key: str) -> tuple[Mrkdwn, bool]:
    """What came of it, in a sentence, and whether it is handed over; without a first day from today on."""
    for each in (who, to):
        membership = await bot.delegating.membership(each)
        if not bot.delegating.may_decide(membership):
            return _cannot(each, membership), False
    zone = await bot.delegating.zone(who)
    today = day_in(zone, bot.delegating.now())
    if last < (first or today):
        return mrkdwn("The first day comes after the last one. Nothing was handed over."), False
    if last < today:
        return mrkdwn("That is over already. Nothing was handed over."), False
    if last - today > _LONGEST:
        return mrkdwn("That is more than a year ahead. Hand over for a year at most."), False
    new = Delegation(who, to, first or today, last, zone.name)
    try:
        await bot.delegating.hand_over(new, key=key)
    except InTheWayError as error:
        return delegations.in_the_way(error.other), False
    return delegations.handed_over(new), True


async def on_end(bot: Bot, click: BlockActions, action: Action) -> Ack:
    """*End it*, and *Give it back*: the list, as it is then."""
    who = click.user.id
    if not _NUMBER.fullmatch(action.value or ""):
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
