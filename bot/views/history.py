"""The decisions that somebody may see, newest first, ten at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import ids
from bot.excerpts import excerpt
from bot.reference import Reference
from bot.store.course import Decided
from bot.views import blocks
from bot.views.blocks import Block, Message
from bot.views.markup import Mrkdwn, joined, lines, moment, mrkdwn, person, words
from rules.decision_status import Role, Status, in_running_text

MOST_DECISIONS = 10
"""Decisions shown at a time."""
_LONGEST_EXCERPT = 120
_LONGEST_REASON = 200
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One decision in a list."""

    reference: Reference
    recorded_at: datetime
    status: Status
    text: str
    """The request; empty where it has been erased."""
    who: str
    """Who asked; empty where that has been erased."""
    recommended: str
    """What was recommended and how firm that was, in words."""
    outcome: Decided | None = None
    """None while it waits for somebody to decide."""
    chosen: str | None = None
    """The label of the model that was accepted, or chosen instead."""
    agreed: Sequence[str] = ()
    """While it waits: who has chosen already, where more have to."""
    asked_by: str | None = None
    """While it waits: who has asked the asker something that is not answered."""
    reopened_by: str | None = None
    """While it waits: who had it decided anew."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What was looked for, as it is said above the list."""

    words: str = ""
    status: str | None = None
    person: str | None = None
    """Who asked or decided."""
    model: str | None = None
    since: datetime | None = None
    asked_by: str | None = None
    decided_by: str | None = None
    kind: str | None = None
    """The kind of work."""
    country: str | None = None
    until: str | None = None
    """The last day."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a longer list."""

    older: str | None = None
    """What the button carries that shows the next page; None where there is none."""
    newer: str | None = None
    """What the button carries that shows the page before; None where there is none."""
    newest: str | None = None
    """What the button carries that shows the first page; None where this is the first."""


def history_message(rows: Sequence[HistoryRow], sought: Sought, page: Page, note: str = "") -> Message:
    """One page; `note` says why some may be missing."""
    noted = [blocks.context("history.note", mrkdwn("{note}", note=note))] if note else []
    if not rows:
        none = _none(sought)
        return blocks.message(none, [blocks.section("notice", none), *noted])
    described = list(_described(sought))
    title = (
        mrkdwn("Decisions {sought}, newest first", sought=joined(described, ", "))
        if described
        else mrkdwn("Decisions, newest first")
    )
    turning = list(_turning(page))
    return blocks.message(
        title,
        [
            blocks.section("history.title", title),
            *map(_row, rows),
            *([blocks.actions("history.pages", *turning)] if turning else ()),
            *noted,
        ],
    )


def _none(sought: Sought) -> Mrkdwn:
    if sought == Sought():
        return mrkdwn("No decision has been recorded here yet.")
    if sought == Sought(sought.words):
        return mrkdwn(
            "No decision that you can see has “{words}” in its request. If that is work to place, say it in a "
            "sentence that begins with another word.",
            words=words(sought.words, 150),
        )
    return mrkdwn("No decision that you can see is {sought}.", sought=joined(list(_described(sought)), ", "))


def _described(sought: Sought) -> Iterator[Mrkdwn]:
    if sought.words:
        yield mrkdwn("with “{words}”", words=words(sought.words, 150))
    if sought.status:
        yield words(sought.status, 50)
    for who, said in (
        (sought.person, mrkdwn("asked for or decided by")),
        (sought.asked_by, mrkdwn("asked by")),
        (sought.decided_by, mrkdwn("decided by")),
    ):
        if who:
            yield mrkdwn("{said} {who}", said=said, who=person(who))
    for what, said in (
        (sought.kind, mrkdwn("about")),
        (sought.model, mrkdwn("for")),
        (sought.country, mrkdwn("from or for")),
        (sought.since and f"{sought.since:%Y-%m-%d}", mrkdwn("since")),
        (sought.until, mrkdwn("until")),
    ):
        if what:
            yield mrkdwn("{said} {what}", said=said, what=words(in_running_text(what), 300))


def _turning(page: Page) -> Iterator[blocks.Element]:
    if page.newer is not None:
        yield blocks.button(ids.HISTORY_NEWER, "Newer", page.newer)
    if page.older is not None:
        yield blocks.button(ids.HISTORY_OLDER, "Older", page.older)
    if page.newest is not None:
        yield blocks.button(ids.HISTORY_NEWEST, "Newest", page.newest)


def _row(row: HistoryRow) -> Block:
    asked = excerpt(row.text, _LONGEST_EXCERPT)
    number, when = str(row.reference.number), moment(row.recorded_at)
    title = (
        mrkdwn(
            "*{number}* · “{text}”, asked by {who}, {when}",
            number=number,
            text=words(asked, _LONGEST_EXCERPT + 10),
            who=person(row.who),
            when=when,
        )
        if asked
        else mrkdwn("*{number}* · The words of this request have been erased, {when}", number=number, when=when)
    )
    recommended = mrkdwn("Recommended: {recommended}", recommended=words(row.recommended, 400))
    became = decided_in_words(row.outcome, row.chosen) if row.outcome else waits_in_words(row)
    return blocks.section(
        f"history.{row.reference.number}",
        lines([title, joined([recommended, became], " · ")]),
        blocks.button(ids.SHOW_DETAILS, "Details", row.reference),
    )


def waits_in_words(row: HistoryRow) -> Mrkdwn:
    """That it waits, and what has happened so far."""
    if row.agreed:
        agreed = joined([person(each) for each in row.agreed[:_MOST_NAMED]], ", ")
        return mrkdwn("*Waits*: {agreed} agreed, somebody else has to agree too", agreed=agreed)
    if row.asked_by is not None:
        return mrkdwn("*Waits*: {who} asked a question", who=person(row.asked_by))
    if row.reopened_by is not None:
        return mrkdwn("*Waits*: reopened by {who}", who=person(row.reopened_by))
    return mrkdwn("*Waits*")


def decided_in_words(outcome: Decided, label: str | None) -> Mrkdwn:
    """What was decided, by whom and as what, when, and why: `*Accepted: outsourcing here* by @carol (reviewer)`."""
    if outcome.status is Status.SUPERSEDED and outcome.superseded_by is not None:
        return mrkdwn("*Superseded*: decision {number} took its place", number=str(outcome.superseded_by))
    did = outcome.status.capitalize()
    by = list(_by(outcome))
    what = mrkdwn("{did}: {chosen}", did=did, chosen=words(in_running_text(label), 300)) if label else words(did, 50)
    said = mrkdwn("*{what}* by {by}, {when}", what=what, by=joined(by, " "), when=moment(outcome.at))
    if outcome.ready_reason is not None:
        said = mrkdwn("{said}, {reason}", said=said, reason=outcome.ready_reason.label)
    if not outcome.words:
        return said
    return mrkdwn("{said}: “{reason}”", said=said, reason=words(excerpt(outcome.words, _LONGEST_REASON), 250))


_ROLES = {
    Role.REVIEWER: "(reviewer)",
    Role.EXTRA: "(named by the policy)",
    Role.OWN: "(their own request)",
}
"""As what somebody decided, where that says more than that they did."""


def _by(outcome: Decided) -> Iterator[Mrkdwn]:
    earlier = [given.by for given in outcome.approvals]
    yield joined([person(each) for each in [*earlier, outcome.by][:_MOST_NAMED]], " and ")
    capacity = outcome.capacity
    if capacity is not None and capacity.role in _ROLES:
        yield words(_ROLES[capacity.role], 50)
    if capacity is not None and capacity.acting_for:
        yield mrkdwn("for {who}", who=person(capacity.acting_for))
