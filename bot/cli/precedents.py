"""What was decided before about work like this, as a terminal says it: the operator sees everything."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.cli.history import person
from bot.cli.streams import visible
from bot.earlier import Precedent, differences, in_a_line
from bot.excerpts import excerpt
from bot.listing import LONGEST_EXCERPT, outcome_in_words

_MOST_DIFFERENCES = 2


def nearest_in_a_line(precedents: Sequence[Precedent], recorded_at: datetime | None) -> str | None:
    """The nearest, with where the one at hand differs; None where there is none."""
    for nearest in precedents[:1]:
        return ". ".join([visible(in_a_line(nearest, recorded_at, quoted=True)), *_different(nearest)])
    return None


def in_full(precedents: Sequence[Precedent]) -> Iterator[str]:
    """Each with what was asked, by whom, what was decided, by whom and why, and where the one at hand differs."""
    for each in precedents:
        outcome = each.outcome
        asked = f"“{excerpt(visible(each.text), LONGEST_EXCERPT)}”" if each.text else f"{each.work} (words erased)"
        ready = f" ({outcome.ready_reason.label})" if outcome.ready_reason else ""
        why = f": “{excerpt(visible(outcome.words), LONGEST_EXCERPT)}”" if outcome.words else ""
        became = outcome_in_words(outcome, each.chosen, person)
        yield f"decision {each.number}, {asked} asked by {person(each.who)}, {each.recorded_at:%Y-%m-%d}"
        yield f"- {visible(became)}{ready}{why}"
        yield from (f"- {line}" for line in _different(each))


def _different(precedent: Precedent) -> Iterator[str]:
    if precedent.is_from_elsewhere:
        yield f"Asked from {precedent.home_country} there, from {precedent.home_country_here} here"
    yield from map(visible, list(differences(precedent))[:_MOST_DIFFERENCES])
