"""One move: a decision as the transaction finds it and as somebody saw it, and the event that tells what they did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, NoReturn

from bot.store import words
from bot.store.course import Course, Move
from bot.store.decision import JUDGED_WITH, RecordedDecision
from bot.store.driver import Database
from bot.store.errors import CannotMoveError, ErasedError, MovedMeanwhileError
from bot.store.event import EventKind
from rules.choices import Choice, Verb
from rules.decision_status import Capacity, Status


class Moved(NamedTuple):
    """What came of it."""

    event: int
    """The number of the event that tells of it."""
    again: bool
    """Whether it was so already, by the same person's hand: nothing is told anew."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A decision as the transaction finds it, and as the person saw it."""

    db: Database
    at: datetime
    decision: RecordedDecision
    course: Course
    who: str
    seen: int
    """The version that they saw."""

    def already(self, *verbs: Verb, choice: Choice | None = None, said: str = "") -> Moved | None:
        """What this person has just done, where it is that, to the same version: a second click."""
        last = self.course.moves[-1] if self.course.moves else None
        if last is None or last.by != self.who or last.verb not in verbs or last.seen != self.seen:
            return None
        if choice is None:
            same = last.words == said
        else:
            done = last.choice
            same = done is not None and (done.model, last.words) == (choice.model, choice.words)
        return Moved(last.event, again=True) if same else None

    def unless_moved(self) -> None:
        if self.seen != self.course.version:
            self.moved()

    def moved(self) -> NoReturn:
        """Tell who did what since."""
        since = [move for move in self.course.moves if move.event > self.seen] or list(self.course.moves)
        raise _meanwhile(self.decision, _weightiest(since))

    def tell(
        self, kind: EventKind, details: Mapping[str, Any], capacity: Capacity | None = None, said: str = ""
    ) -> Moved:
        """Chain the event."""
        told = {**details, **(of_capacity(capacity) if capacity else {})}
        number = self.decision.id
        event = words.tell(self.db, self.at, kind=kind, actor=self.who, details=told, decision_id=number, words=said)
        return Moved(event, again=False)

    def move(
        self,
        verb: Verb,
        status: Status,
        details: Mapping[str, Any] | None = None,
        capacity: Capacity | None = None,
        said: str = "",
    ) -> Moved:
        """Give the decision a status, and tell so."""
        self.db.execute("UPDATE decisions SET status = ? WHERE id = ?", [str(status), self.decision.id])
        told = {**(details or {}), "verb": verb, "status": status, "before": self.decision.status}
        return self.tell(EventKind.STATUS_CHANGED, told, capacity, said)

    def only_readable(self) -> None:
        """Nobody can decide anew what nobody can read any more."""
        if self.decision.erased & JUDGED_WITH:
            raise ErasedError(self.decision.id, "nobody can decide it anew")

    def only_from(self, statuses: frozenset[Status], asked: str) -> None:
        if self.decision.status not in statuses:
            raise CannotMoveError(self.decision.id, self.decision.status, asked)


def _weightiest(moves: list[Move]) -> Move:
    """What to tell of several: who gave it its status before whoever asked or answered something."""
    decided = [move for move in moves if move.verb not in {Verb.ASK, Verb.SETTLE, Verb.ANSWER, Verb.ERASE}]
    return (decided or moves)[-1]


def _meanwhile(decision: RecordedDecision, move: Move) -> MovedMeanwhileError:
    return MovedMeanwhileError(decision.id, decision.status, by=move.by, verb=move.verb, at=move.at, event=move.event)


def of_capacity(capacity: Capacity) -> dict[str, Any]:
    """What an event says of a role."""
    acting = {"acting_for": capacity.acting_for} if capacity.acting_for else {}
    rules = {"rules": list(capacity.rules)} if capacity.rules else {}
    return {"role": capacity.role, **acting, **rules}
