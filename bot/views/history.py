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
from rules.decision_status import Status, in_running_text

MOST_DECISIONS = 10
"""Decisions shown at a time."""
_LONGEST_EXCERPT = 120
_LONGEST_REASON = 200


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


@dataclass(frozen=True, slots=True)
class Sought:
    """What was looked for, as it is said above the list."""

    words: str = ""
    status: str | None = None
    person: str | None = None
    model: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a longer list."""

    older: str | None = None
    """What the button carries that shows the next page; None where there is none."""
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
        yield mrkdwn("{status}", status=words(_status(sought.status), 50))
    if sought.person:
        yield mrkdwn("asked for or decided by {who}", who=person(sought.person))
    if sought.model:
        yield mrkdwn("for {model}", model=words(in_running_text(sought.model), 150))
    if sought.since:
        yield mrkdwn("since {since}", since=f"{sought.since:%Y-%m-%d}")


def _status(status: str) -> str:
    """In a sentence; what waits for somebody to decide is open."""
    return "open" if status == Status.RECORDED else status


def _turning(page: Page) -> Iterator[blocks.Element]:
    if page.older is not None:
        yield blocks.button(ids.HISTORY_OLDER, "Older", page.older)
    if page.newest is not None:
        yield blocks.button(ids.HISTORY_NEWEST, "Newest", page.newest)


def _row(row: HistoryRow) -> Block:
    asked = excerpt(row.text, _LONGEST_EXCERPT)
    return blocks.section(
        f"history.{row.reference.number}",
        lines(
            [
                mrkdwn(
                    "*{number}* · {when} · {status}",
                    number=str(row.reference.number),
                    when=moment(row.recorded_at),
                    status=row.status,
                ),
                mrkdwn("“{text}”, asked by {who}", text=words(asked, _LONGEST_EXCERPT + 10), who=person(row.who))
                if asked
                else mrkdwn("The words of this request have been erased."),
                mrkdwn("Recommended: {recommended}", recommended=words(row.recommended, 400)),
                *([_became(row.outcome, row.chosen)] if row.outcome else []),
            ]
        ),
        blocks.button(ids.SHOW_DETAILS, "Details", row.reference),
    )


def _became(outcome: Decided, label: str | None) -> Mrkdwn:
    """Who decided what, why, and when."""
    by, when = person(outcome.by), moment(outcome.at)
    chosen = words(in_running_text(label), 300) if label else None
    match outcome.status:
        case Status.SUPERSEDED if outcome.superseded_by is not None:
            return mrkdwn("*Superseded*: decision {number} took its place.", number=str(outcome.superseded_by))
        case Status.OVERRIDDEN if chosen:
            said = mrkdwn("*Overridden* by {by}, who chose {chosen}, {when}", by=by, chosen=chosen, when=when)
        case Status.ACCEPTED if chosen:
            said = mrkdwn("*Accepted* by {by}: {chosen}, {when}", by=by, chosen=chosen, when=when)
        case _:
            did = outcome.status.capitalize()
            said = mrkdwn("*{did}* by {by}, {when}", did=did, by=by, when=when)
    if not outcome.words:
        return said
    return mrkdwn("{said}: “{reason}”", said=said, reason=words(excerpt(outcome.words, _LONGEST_REASON), 250))
