"""What was decided before about work like this, on a card, in the details, and in the result of a questionnaire.

Whoever opens the details sees what was asked, by whom, and why it was decided so: they are drawn anew each time.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.earlier import Precedent, differences, in_a_line
from bot.excerpts import excerpt
from bot.views import blocks
from bot.views.blocks import Block
from bot.views.history import decided_in_words
from bot.views.markup import Mrkdwn, joined, lines, moment, mrkdwn, person, words
from rules.reading.place_names import country_name

_LONGEST_EXCERPT = 100
_LONGEST_DIFFERENCE = 250
_MOST_DIFFERENCES = 2
MOST_IN_DETAILS = 5


def on_card(precedents: Sequence[Precedent], recorded_at: datetime | None, *, quoted: bool = False) -> Iterator[Block]:
    """The nearest, in a line; nothing where there is none.

    `quoted` is whether it may repeat what was asked and answered there: not on a card that stays. `recorded_at` is when
    the decision at hand was recorded, None before it is.
    """
    for precedent in precedents[:1]:
        said = mrkdwn("*Decided before*: {line}", line=in_a_line(precedent, recorded_at, quoted=quoted))
        different = list(_different(precedent, answers=quoted))
        yield blocks.context("card.before", joined([said, *different], ". "))


def in_details(precedents: Sequence[Precedent]) -> Iterator[Mrkdwn]:
    """Up to five, each with what was asked, what was decided, by whom and why, and where this one differs."""
    for precedent in precedents[:MOST_IN_DETAILS]:
        erased = f"{precedent.work[:1].upper()}{precedent.work[1:]} (its words have been erased)"
        asked = excerpt(precedent.text, _LONGEST_EXCERPT)
        different = list(_different(precedent, answers=True))
        yield lines(
            [
                mrkdwn(
                    "• *{number}* {asked}, asked by {who}, {when}",
                    number=str(precedent.number),
                    asked=words(f"“{asked}”" if asked else erased, 2 * _LONGEST_EXCERPT),
                    who=person(precedent.who),
                    when=moment(precedent.recorded_at),
                ),
                decided_in_words(precedent.outcome, precedent.chosen),
                *([joined(different, "; ")] if different else []),
            ]
        )


def _different(precedent: Precedent, *, answers: bool) -> Iterator[Mrkdwn]:
    """Where the two differ; without `answers` only in what can never be erased."""
    if precedent.is_from_elsewhere:
        yield mrkdwn(
            "Asked from {there} there, from {here} here",
            there=country_name(precedent.home_country),
            here=country_name(precedent.home_country_here),
        )
    if answers:
        for each in list(differences(precedent))[:_MOST_DIFFERENCES]:
            yield words(each, _LONGEST_DIFFERENCE)
