"""What people are reminded of: everything that waits for them, in one direct message, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot import ids
from bot.excerpts import excerpt
from bot.views import blocks
from bot.views.blocks import Block, Message
from bot.views.markup import Mrkdwn, joined, lines, link, mrkdwn, person, words
from bot.views.telling import LONGEST_TEXT, OPEN_IT

_MOST_NAMED = 5
MOST_LINES = 20
"""In one message."""


class For(StrEnum):
    """What somebody can do about a decision that waits."""

    DECIDE = "decide"
    ANSWER = "answer"
    CHASE = "chase"
    NAMED = "named"
    """It waited when it was named; whether it still does is not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """One decision that waits."""

    number: int
    text: str | None
    """What was asked; None where that is erased."""
    asker: str
    days: int
    """For how many days it has waited, where whoever is told is."""
    what_for: For
    asked_by: str | None = None
    """Whose question waits for an answer."""
    address: str | None = None
    """Where its card is."""


_HEADS = {
    For.DECIDE: mrkdwn("*These wait for you to decide*"),
    For.ANSWER: mrkdwn("*Questions that wait for your answer*"),
    For.CHASE: mrkdwn("*These wait although their reviewers were reminded*"),
    For.NAMED: mrkdwn("*These waited*"),
}


def reminder(waiting: Sequence[WaitingLine], *, more: bool) -> Message:
    """All of it, in the order given; `more` says that there is more than is shown."""
    shown: list[Block] = []
    several = len(waiting) > 1
    for what_for, head in _HEADS.items():
        those = [_line(each, several=several) for each in waiting if each.what_for is what_for]
        if those:
            shown.append(blocks.section(f"reminder.{what_for}", lines([head, *those] if several else those)))
    if more:
        shown.append(blocks.context("reminder.more", mrkdwn("There are more; your Home shows all of them.")))
    stop = blocks.button(ids.STOP_REMINDING, "Stop reminding me", "stop")
    shown.append(blocks.actions("reminder.actions", stop))
    if several:
        said = mrkdwn("{count} decisions wait for you.", count=len(waiting))
    else:
        said = _line(waiting[0], several=False)
    return blocks.message(said, shown)


def nobody_can_open(decision_id: int, people: Sequence[str]) -> Message:
    """For whoever asked: of those who could decide it, none can read where it is posted."""
    named = joined([person(who) for who in people[:_MOST_NAMED]], ", ")
    more = mrkdwn(" and {more} more", more=len(people) - _MOST_NAMED) if len(people) > _MOST_NAMED else mrkdwn("")
    said = mrkdwn(
        "Decision {number} waits where nobody who may decide it can read it. Invite one of them there: {named}{more}.",
        number=str(decision_id),
        named=named,
        more=more,
    )
    return blocks.message(said, [blocks.section("nobody_can_open", said)])


def stopped() -> Message:
    """After *Stop reminding me*, with the way back."""
    said = mrkdwn("You are no longer reminded of what waits for you; your Home still shows it.")
    return blocks.message(said, [blocks.section("reminder.stopped", said, remind_again())])


def resumed() -> Message:
    """After *Remind me again*."""
    said = mrkdwn("You are reminded again of what waits for you, once a day at most.")
    stop = blocks.button(ids.STOP_REMINDING, "Stop reminding me", "stop")
    return blocks.message(said, [blocks.section("reminder.resumed", said, stop)])


def remind_again() -> blocks.Element:
    """The button that leads back."""
    return blocks.button(ids.REMIND_AGAIN, "Remind me again", "again")


def _line(each: WaitingLine, *, several: bool) -> Mrkdwn:
    number = str(each.number)
    what = mrkdwn("Decision {number}", number=number)
    if each.text is not None:
        text = words(excerpt(each.text, LONGEST_TEXT), LONGEST_TEXT)
        what = mrkdwn("Decision {number}, “{text}”,", number=number, text=text)
    asker, waits = person(each.asker), _waits(each.days)
    match each.what_for:
        case For.DECIDE:
            said = mrkdwn("{what} {waits} for you to decide; asked by {asker}.", what=what, waits=waits, asker=asker)
        case For.ANSWER:
            who = person(each.asked_by or "")
            said = mrkdwn("{what} {waits} for your answer to {who}.", what=what, waits=waits, who=who)
        case For.CHASE:
            said = mrkdwn("{what} {waits} to be decided; asked by {asker}.", what=what, waits=waits, asker=asker)
        case For.NAMED:
            said = mrkdwn("{what} waited; asked by {asker}.", what=what, asker=asker)
    bullet = mrkdwn("• ") if several else mrkdwn("")
    opens = [link(each.address, OPEN_IT)] if each.address else []
    return joined([joined([bullet, said], ""), *opens], " ")


def _waits(days: int) -> Mrkdwn:
    match days:
        case 0:
            return mrkdwn("waits")
        case 1:
            return mrkdwn("has waited since yesterday")
        case _:
            return mrkdwn("has waited {days} days", days=days)
