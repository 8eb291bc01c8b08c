"""Who decides for whom: what the two are told, and the list with the way to end it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot import ids
from bot.store import KeptDelegation
from bot.views import blocks
from bot.views.blocks import Block, Message
from bot.views.markup import Mrkdwn, mrkdwn, person
from rules.delegation import Delegation

_HOW = mrkdwn(
    "To hand your deciding over for some days: `{command}`. Both days count, by your clock.",
    command="/sourcing delegate @erik 2026-12-01 2026-12-12",
)
_MOST = 20
"""Lines of the list."""


def list_message(who: str, kept: Sequence[KeptDelegation], said: Mrkdwn | None = None) -> Message:
    """What somebody has handed over and was handed, each with the way to end it; `said` is what came of a command."""
    rows = [_row(who, each) for each in kept[:_MOST]]
    none = mrkdwn("Nobody decides for you just now, and you for nobody.")
    shown = [
        *([blocks.section("delegations.said", said)] if said else []),
        *(rows or ([] if said else [blocks.section("delegations.none", none)])),
        blocks.context("delegations.how", _HOW),
    ]
    return blocks.message(said or (mrkdwn("Who decides for whom") if kept else none), shown)


def delegate_view(first: date) -> dict[str, Any]:
    """The form that hands over, from this day on unless another is chosen."""
    return blocks.modal(
        ids.DELEGATE,
        "Hand over",
        [
            blocks.section(
                "delegate.what",
                mrkdwn("A colleague decides for you on these days. Each such decision names both of you."),
            ),
            blocks.field("Who", blocks.person_menu(ids.DELEGATE_TO, None, "Choose a colleague")),
            blocks.field("First day", blocks.day_field(ids.DELEGATE_FIRST, first)),
            blocks.field("Last day", blocks.day_field(ids.DELEGATE_LAST, None), hint="This day counts, too."),
        ],
        submit="Hand over",
    )


def rows(place: str, who: str, kept: Sequence[KeptDelegation]) -> list[Block]:
    """A line for each, with the way to end it."""
    return [{**_row(who, each), "block_id": f"{place}.{each.event}"} for each in kept]


def _row(who: str, kept: KeptDelegation) -> Block:
    theirs = kept.delegation.to == who
    label = "Give it back" if theirs else "End it"
    text = _for_you(kept.delegation) if theirs else _by_you(kept.delegation)
    return blocks.section(f"delegations.{kept.event}", text, blocks.button(ids.END_DELEGATION, label, str(kept.event)))


def _days(delegation: Delegation) -> Mrkdwn:
    if delegation.first == delegation.last:
        return mrkdwn("on {day}", day=delegation.first.isoformat())
    return mrkdwn("from {first} to {last}", first=delegation.first.isoformat(), last=delegation.last.isoformat())


def _by_you(delegation: Delegation) -> Mrkdwn:
    return mrkdwn("{to} decides for you {days}.", to=person(delegation.to), days=_days(delegation))


def _for_you(delegation: Delegation) -> Mrkdwn:
    return mrkdwn("You decide for {giver} {days}.", giver=person(delegation.giver), days=_days(delegation))


def handed_over(delegation: Delegation) -> Mrkdwn:
    """To whoever hands over."""
    return mrkdwn(
        "*{to} decides for you {days}* and is told. Each such decision names both of you; you can still decide, too.",
        to=person(delegation.to),
        days=_days(delegation),
    )


def handed_to_you(delegation: Delegation) -> Message:
    """To whoever decides from then on."""
    said = mrkdwn(
        "{giver} has handed deciding over to you {days}. What you accept or override in their place names both of you. "
        "What {giver} asked for themselves is not yours to decide. `/sourcing delegate` shows it and gives it back.",
        giver=person(delegation.giver),
        days=_days(delegation),
    )
    return blocks.message(said, [blocks.section("delegation.handed", said)])


def ended(delegation: Delegation, *, by: str) -> Message:
    """To the other of the two."""
    said = mrkdwn(
        "{by} has ended it: {to} no longer decides for {giver}.",
        by=person(by),
        to=person(delegation.to),
        giver=person(delegation.giver),
    )
    return blocks.message(said, [blocks.section("delegation.ended", said)])


def in_the_way(other: Delegation | None) -> Mrkdwn:
    """Why something cannot be handed over."""
    if other is None:
        return mrkdwn("So much is handed over just now that nothing more can be; end some of it first.")
    return mrkdwn(
        "That does not go together with {to} deciding for {giver} {days}: nobody hands over twice at a time, or while "
        "standing in for another. End that one first; `/sourcing delegate` lists it.",
        to=person(other.to),
        giver=person(other.giver),
        days=_days(other),
    )
