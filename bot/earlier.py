"""An earlier decision about work like this one, and how it is said in a line.

What is posted stays when an earlier decision is erased: it says of one the kind of work, when, what was decided and
which ready reason was given, and no words of anybody. Only what vanishes by itself, or is drawn anew each time, repeats
what somebody asked and answered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.excerpts import excerpt
from bot.store.course import Decided
from rules.decision_status import Status, in_running_text

_LONGEST_EXCERPT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs:
    """A question that the two were answered differently."""

    factor: str
    question: str
    there: str
    """How it was answered for the earlier one."""
    here: str
    """How it was answered for the one at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """An earlier decision about work like this."""

    number: int
    work: str
    """What its policy calls the kind of work, as inside a sentence."""
    text: str
    """What was asked; empty where that is erased."""
    who: str
    recorded_at: datetime
    outcome: Decided
    chosen: str | None
    """The label of the model that was accepted, or chosen instead."""
    home_country: str
    """ISO 3166-1 alpha-2."""
    home_country_here: str
    """That of the decision at hand."""
    differs: Sequence[Differs] = ()
    """Where the decision at hand was answered otherwise, in the order in which the policy asks."""

    @property
    def is_from_elsewhere(self) -> bool:
        """Whether the two were asked from different countries."""
        return self.home_country != self.home_country_here


def in_a_line(precedent: Precedent, beside: datetime | None, *, quoted: bool) -> str:
    """`payroll, March: overridden to outsourcing here (law), in decision 12`.

    `quoted` is whether it may repeat what was asked. The year is said, too, unless it is that of `beside`, the moment
    that stands with it.
    """
    asked = excerpt(precedent.text, _LONGEST_EXCERPT) if quoted else ""
    what = f"“{asked}”" if asked else precedent.work
    return f"{what}, {_month(precedent.outcome.at, beside)}: {_became(precedent)}, in decision {precedent.number}"


def differences(precedent: Precedent) -> Iterator[str]:
    """Where the two differ in what was answered: `Who does the work? A vendor there, we do here`."""
    for each in precedent.differs:
        mark = "" if each.question.endswith("?") else ":"
        yield f"{each.question}{mark} {each.there} there, {each.here} here"


def _month(when: datetime, beside: datetime | None) -> str:
    return f"{when:%B}" if beside and when.year == beside.year else f"{when:%B %Y}"


def _became(precedent: Precedent) -> str:
    outcome, chosen = precedent.outcome, in_running_text(precedent.chosen or "")
    why = f" ({outcome.ready_reason.label})" if outcome.ready_reason else ""
    if outcome.status is Status.OVERRIDDEN:
        return f"overridden to {chosen}{why}" if chosen else f"overridden{why}"
    return f"{chosen} was {outcome.status}{why}" if chosen else f"{outcome.status}{why}"
