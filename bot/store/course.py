"""Where a decision stands and how it came there: what `folding` makes of the events that tell of it.

Nothing else decides what a card says. A decision waits until somebody's choice suffices.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rules.choices import Choice, Verb
from rules.decision_status import Capacity, Status
from rules.grid import Model
from rules.ready_reasons import ReadyReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing that somebody did with a decision."""

    event: int
    """The number of its event in the chain."""
    verb: Verb
    by: str
    at: datetime
    status: Status
    """What the decision was from then on."""
    seen: int
    """The version of the decision that this changed."""
    capacity: Capacity | None = None
    """None in older events, and where it takes no right."""
    choice: Choice | None = None
    """What was chosen, by a choice and by whatever led back to one."""
    words: str = ""
    """What was typed: why, or the question. Empty where nothing was, and where it was erased."""
    words_erased: bool = False
    about: int | None = None
    """The event that was undone, taken back or settled."""
    superseded_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A choice that somebody has made, and that does not suffice alone."""

    event: int
    by: str
    at: datetime
    capacity: Capacity | None
    choice: Choice
    words_erased: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question to the asker that is not settled."""

    event: int
    by: str
    at: datetime
    words: str
    words_erased: bool


def counting(given: Iterable[Given]) -> list[tuple[str, Capacity]]:
    """Who gave these approvals and as what, as approvals are counted; without those of which that is not known."""
    return [(each.by, each.capacity) for each in given if each.capacity is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What gave a decision its status."""

    event: int
    status: Status
    by: str
    at: datetime
    capacity: Capacity | None = None
    """None in older events, and where the requester withdrew or discarded it."""
    model: Model | None = None
    """What was accepted, or chosen instead; None where nothing was."""
    ready_reason: ReadyReason | None = None
    words: str = ""
    words_erased: bool = False
    disputes: tuple[str, ...] = ()
    approvals: tuple[Given, ...] = ()
    """Who had chosen the same before, oldest first."""
    superseded_by: int | None = None
    """The number of the decision that took its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """Why a decision that was decided waits again."""

    event: int
    by: str
    at: datetime
    capacity: Capacity | None
    """None where an answer more reopened it, which takes no right."""
    words: str
    words_erased: bool
    by_answer: bool
    was: Decided | None
    """What was decided before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where a decision stands, and how it came there."""

    decision_id: int
    version: int
    """The number of the last event that changes what a card says."""
    recorded: int
    """The version that it began with."""
    status: Status
    since: int
    """The event that gave it this status."""
    waiting_since: datetime | None
    """None where it waits for nobody to decide."""
    approvals: tuple[Given, ...]
    """The choices of one model that do not suffice yet, oldest first. Beside `decided`: of another model than that."""
    questions: tuple[Asked, ...]
    """Those that are not settled, oldest first."""
    decided: Decided | None
    """What gave it its status; None while it waits."""
    earlier: Decided | None
    """What undoing that gives back; None where it would wait."""
    reopened: Reopened | None
    """Why it waits again; None where it does not."""
    moves: tuple[Move, ...]
    """Everything that people did with it since it was recorded, oldest first."""

    @property
    def proposed(self) -> Choice | None:
        """What those who gave an approval chose, with the first words that one of them gave."""
        if not self.approvals:
            return None
        choices = [given.choice for given in self.approvals]
        words = next((choice.words for choice in choices if choice.words), "")
        reason = next((choice.ready_reason for choice in choices if choice.ready_reason), None)
        disputes = tuple(dict.fromkeys(each for choice in choices for each in choice.disputes))
        return Choice(choices[0].model, reason, words, disputes)

    @property
    def question(self) -> Asked | None:
        """The last question that is not settled; what was asked before somebody decided keeps nobody waiting."""
        asked = [each for each in self.questions if self.decided is None or each.event > self.decided.event]
        return asked[-1] if asked else None

    def given_for(self, model: Model) -> tuple[Given, ...]:
        """The approvals that count where this model is chosen next."""
        return self.approvals if self.approvals and self.approvals[0].choice.model is model else ()

    def move(self, event: int) -> Move | None:
        """What this event tells of; None where it is not about something that people did."""
        return next((each for each in self.moves if each.event == event), None)
