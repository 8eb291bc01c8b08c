"""What was decided before about work like this, on a card, in the details, and in the result of a questionnaire.

A card that is posted stays when an earlier decision is erased: so it says of one what can never be erased, and neither
somebody's words nor their name. Whoever opens the details sees both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.excerpts import excerpt
from bot.store.course import Decided
from bot.views import blocks
from bot.views.blocks import Block
from bot.views.history import decided_in_words
from bot.views.markup import Mrkdwn, joined, lines, moment, mrkdwn, person, words
from rules.decision_status import in_running_text

_LONGEST_EXCERPT = 100
MOST_IN_DETAILS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs:
    """A question that the two were answered differently."""

    question: str
    there: str
    """How it was answered for the earlier one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """An earlier decision about work like this."""

    number: int
    work: str
    """What its policy calls the kind of work."""
    text: str
    """What was asked; empty where that is erased."""
    who: str
    recorded_at: datetime
    outcome: Decided
    chosen: str | None
    """The label of the model that was accepted, or chosen instead."""
    differs: Sequence[Differs] = ()
    """Where the decision at hand differs, what weighs most first."""


def on_card(precedents: Sequence[Precedent]) -> Iterator[Block]:
    """The nearest, in a line; nothing where there is none."""
    for precedent in precedents[:1]:
        yield blocks.context("card.before", _in_a_line(precedent))


def _in_a_line(precedent: Precedent) -> Mrkdwn:
    outcome = precedent.outcome
    chosen = in_running_text(precedent.chosen) if precedent.chosen else ""
    reason = outcome.ready_reason.label if outcome.ready_reason else ""
    said = mrkdwn(
        "*Decided before*: {work}, {when}: {status}{chosen}{reason}; decision {number}",
        work=in_running_text(precedent.work),
        when=moment(precedent.recorded_at),
        status=outcome.status,
        chosen=f", {chosen}" if chosen else "",
        reason=f" (reason: {reason})" if reason else "",
        number=str(precedent.number),
    )
    different = list(_differences(precedent))
    return mrkdwn("{said}. There: {different}", said=said, different=joined(different, "; ")) if different else said


def in_details(precedents: Sequence[Precedent]) -> Iterator[Mrkdwn]:
    """Up to five, each with what was asked, what was decided, by whom and why, and where this one differs."""
    for precedent in precedents[:MOST_IN_DETAILS]:
        asked = excerpt(precedent.text, _LONGEST_EXCERPT) or f"{precedent.work} (its words have been erased)"
        different = list(_differences(precedent))
        yield lines(
            [
                mrkdwn(
                    "• *{number}* “{asked}”, asked by {who}, {when}",
                    number=str(precedent.number),
                    asked=words(asked, 2 * _LONGEST_EXCERPT),
                    who=person(precedent.who),
                    when=moment(precedent.recorded_at),
                ),
                decided_in_words(precedent.outcome, precedent.chosen),
                *([mrkdwn("There: {different}", different=joined(different, "; "))] if different else []),
            ]
        )


def _differences(precedent: Precedent) -> Iterator[Mrkdwn]:
    for each in precedent.differs[:2]:
        yield mrkdwn("{question} {there}", question=words(each.question, 150), there=words(each.there, 100))
