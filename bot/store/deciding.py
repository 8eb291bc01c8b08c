"""What people do with a decision: choose, undo, reopen, withdraw, discard, bring back, ask, settle.

Each names the version of the decision that the person saw, and changes nothing that they have not seen: whoever commits
first has decided, and the others are told who did what. A second click on the same card changes nothing more. Who may
is for the caller to say; what it says holds in the transaction.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from bot.store import courses, lookup
from bot.store.course import Course, Given, Move
from bot.store.decision import RecordedDecision
from bot.store.driver import Database
from bot.store.errors import (
    CannotMoveError,
    NoReasonError,
    NotYoursError,
    TooLateError,
)
from bot.store.event import EventKind
from bot.store.moving import Moved as Moved
from bot.store.moving import Seen, of_capacity
from rules.choices import UNDO_WITHIN, Choice, Verb
from rules.decision_status import Capacity, Role, Status

_CAN_BE_UNDONE = frozenset({Verb.ACCEPT, Verb.OVERRIDE, Verb.REOPEN, Verb.WITHDRAW, Verb.DISCARD})
_CAN_BE_CHOSEN = frozenset({Status.RECORDED, Status.ACCEPTED, Status.OVERRIDDEN})
_DECIDED = frozenset({Status.ACCEPTED, Status.OVERRIDDEN})


class Verdict(NamedTuple):
    """What a gate says of somebody's choice."""

    capacity: Capacity
    suffices: bool
    """Whether it decides, together with the approvals of the same model so far."""


Gate = Callable[[Database, RecordedDecision, Course, Choice], Verdict]
"""Who may choose that, as the transaction finds it; raises NotYoursError for whoever may not."""


def choose(
    db: Database, at: datetime, decision_id: int, who: str, choice: Choice, *, seen: int | None, gate: Gate
) -> Moved:
    """Somebody chooses a model. It is decided where that suffices; otherwise an approval is given.

    What is recommended is accepted, everything else overrides it. Approvals of another model than this are put aside.
    `seen` is the version that they saw, None where they saw it as it was recorded. Raises NoSuchDecisionError,
    CannotMoveError, MovedMeanwhileError, ErasedError, NoReasonError, and NotYoursError where the gate does.
    """
    now = _seen(db, at, decision_id, who, seen)
    again = now.already(Verb.ACCEPT, Verb.OVERRIDE, Verb.APPROVE, choice=choice)
    if again is not None:
        return again
    now.unless_moved()
    accepts = choice.model in now.decision.defensible
    now.only_from(_CAN_BE_CHOSEN, "accepted" if accepts else "overridden")
    now.only_readable()
    decided = now.course.decided
    if decided is not None and decided.model is choice.model and not choice.words:
        now.moved()
    verdict = gate(db, now.decision, now.course, choice)
    earlier = [given for given in now.course.given_for(choice.model) if given.by != who]
    mine = [given for given in now.course.given_for(choice.model) if given.by == who]
    if mine and not verdict.suffices and choice.words in {"", mine[-1].choice.words}:
        return Moved(mine[-1].event, again=True)
    if not accepts and not any(said.strip() for said in (choice.words, *(given.choice.words for given in earlier))):
        raise NoReasonError(decision_id, Verb.OVERRIDE)
    dropped = [] if earlier else [given.by for given in now.course.approvals if given.by != who]
    told = _of_choice(choice, now.course) | ({"dropped": dropped} if dropped else {})
    if not verdict.suffices:
        return now.tell(EventKind.APPROVAL_GIVEN, told, verdict.capacity, choice.words)
    if earlier:
        told["approvals"] = [_of_given(given) for given in earlier]
    verb, status = (Verb.ACCEPT, Status.ACCEPTED) if accepts else (Verb.OVERRIDE, Status.OVERRIDDEN)
    return now.move(verb, status, told, verdict.capacity, choice.words)


def undoable(course: Course, who: str, at: datetime) -> Move | None:
    """What this person can undo now: their approval, or what gave the decision its status; None where nothing."""
    mine = [given.event for given in course.approvals if given.by == who]
    found = course.move(mine[-1] if mine else course.since)
    if found is None or found.by != who or found.verb not in _CAN_BE_UNDONE | {Verb.APPROVE}:
        return None
    return found if at - found.at <= UNDO_WITHIN else None


def undo(db: Database, at: datetime, decision_id: int, who: str, *, seen: int | None) -> Moved:
    """Whoever did it takes it back within 15 minutes: an approval, a choice, a reopening, a withdrawal.

    What held before holds again. Raises NoSuchDecisionError, MovedMeanwhileError, NotYoursError, TooLateError and
    ErasedError.
    """
    now = _seen(db, at, decision_id, who, seen)
    again = now.already(Verb.UNDO, Verb.TAKE_BACK)
    if again is not None:
        return again
    found = undoable(now.course, who, at)
    if found is None or found.event > now.seen:
        now.unless_moved()
    if found is None:
        last = now.course.move(now.course.since)
        if last is not None and last.by == who and last.verb in _CAN_BE_UNDONE:
            raise TooLateError(decision_id)
        raise NotYoursError("Only whoever did something with a decision can undo it.")
    now.only_readable()
    if found.verb is Verb.APPROVE:
        return now.tell(EventKind.APPROVAL_TAKEN_BACK, {"undoes": found.event})
    earlier = now.course.earlier
    model = {"model": earlier.model} if earlier and earlier.model else {}
    return now.move(Verb.UNDO, earlier.status if earlier else Status.RECORDED, {"undoes": found.event, **model})


def reopen(
    db: Database, at: datetime, decision_id: int, who: str, said: str, *, seen: int | None, capacity: Capacity
) -> Moved:
    """Somebody who may decide has it decided anew, and says why.

    Raises NoSuchDecisionError, CannotMoveError, MovedMeanwhileError and NoReasonError.
    """
    now = _seen(db, at, decision_id, who, seen)
    again = now.already(Verb.REOPEN, said=said)
    if again is not None:
        return again
    now.unless_moved()
    now.only_from(_DECIDED, "reopened")
    now.only_readable()
    if not said.strip():
        raise NoReasonError(decision_id, Verb.REOPEN)
    return now.move(Verb.REOPEN, Status.RECORDED, None, capacity, said)


def withdraw(db: Database, at: datetime, decision_id: int, who: str, *, seen: int | None) -> Moved:
    """The asker does not need it decided any more.

    Raises NoSuchDecisionError, NotYoursError, CannotMoveError and MovedMeanwhileError.
    """
    now = _own(db, at, decision_id, who, seen, "withdraw it")
    return _by_asker(now, Verb.WITHDRAW, frozenset({Status.RECORDED}), Status.WITHDRAWN)


def discard(db: Database, at: datetime, decision_id: int, who: str, *, seen: int | None) -> Moved:
    """The asker does away with it before anybody else has seen it. Raises as `withdraw` does."""
    now = _own(db, at, decision_id, who, seen, "discard it")
    return _by_asker(now, Verb.DISCARD, frozenset({Status.RECORDED}), Status.DISCARDED)


def bring_back(db: Database, at: datetime, decision_id: int, who: str, *, seen: int | None) -> Moved:
    """The asker needs it decided after all. Raises as `withdraw` does."""
    now = _own(db, at, decision_id, who, seen, "bring it back")
    now.only_readable()
    return _by_asker(now, Verb.BRING_BACK, frozenset({Status.WITHDRAWN, Status.DISCARDED}), Status.RECORDED)


def supersede(db: Database, at: datetime, decision_id: int, who: str, *, by: int) -> Moved:
    """Decision `by` takes the place of this one, whatever has become of it. Raises NoSuchDecisionError."""
    now = _seen(db, at, decision_id, who, None)
    return now.move(Verb.SUPERSEDE, Status.SUPERSEDED, {"by": by})


def ask(
    db: Database,
    at: datetime,
    decision_id: int,
    who: str,
    said: str,
    *,
    seen: int | None,
    capacity: Capacity | None = None,
) -> Moved:
    """Somebody asks the asker something, and the decision waits on.

    Raises NoSuchDecisionError, CannotMoveError, MovedMeanwhileError and NoReasonError.
    """
    now = _seen(db, at, decision_id, who, seen)
    again = now.already(Verb.ASK, said=said)
    if again is not None:
        return again
    if now.course.since > now.seen:
        now.moved()
    now.only_from(_CAN_BE_CHOSEN, "asked about")
    if not said.strip():
        raise NoReasonError(decision_id, Verb.ASK)
    return now.tell(EventKind.QUESTION_ASKED, {}, capacity, said)


def settle_question(
    db: Database,
    at: datetime,
    decision_id: int,
    who: str,
    said: str = "",
    *,
    seen: int | None,
    question: int | None = None,
) -> Moved:
    """Somebody says that a question is answered: the one that this event asked, by itself the last that is open.

    `said` is the answer, where it was given here.

    Raises NoSuchDecisionError, CannotMoveError and MovedMeanwhileError.
    """
    now = _seen(db, at, decision_id, who, seen)
    again = now.already(Verb.SETTLE, said=said)
    if again is not None:
        return again
    if question is None:
        now.unless_moved()
    asked = [each.event for each in now.course.questions if question in {None, each.event}]
    if not asked:
        raise CannotMoveError(decision_id, now.decision.status, "settled")
    return now.tell(EventKind.QUESTION_SETTLED, {"question": asked[-1]}, said=said)


def _seen(db: Database, at: datetime, decision_id: int, who: str, seen: int | None) -> Seen:
    decision, course = lookup.by_id(db, decision_id), courses.course(db, decision_id)
    return Seen(db, at, decision, course, who, course.recorded if seen is None else seen)


def _own(db: Database, at: datetime, decision_id: int, who: str, seen: int | None, what: str) -> Seen:
    now = _seen(db, at, decision_id, who, seen)
    if now.decision.who != who:
        raise NotYoursError(f"Only whoever asked for a decision can {what}.")
    return now


def _by_asker(now: Seen, verb: Verb, statuses: frozenset[Status], status: Status) -> Moved:
    again = now.already(verb)
    if again is not None:
        return again
    now.unless_moved()
    now.only_from(statuses, _ASKED[verb])
    return now.move(verb, status, None, Capacity(Role.REQUESTER))


_ASKED = {Verb.WITHDRAW: "withdrawn", Verb.DISCARD: "discarded", Verb.BRING_BACK: "brought back"}


def _of_choice(choice: Choice, course: Course) -> dict[str, Any]:
    """What an event says of a choice; the ready reason and the disputes are those of the proposal, if not its own."""
    proposed = course.proposed if course.given_for(choice.model) else None
    reason = choice.ready_reason or (proposed.ready_reason if proposed else None)
    disputes = choice.disputes or (proposed.disputes if proposed else ())
    return {
        "model": choice.model,
        **({"ready_reason": reason} if reason else {}),
        **({"disputes": list(disputes)} if disputes else {}),
    }


def _of_given(given: Given) -> dict[str, Any]:
    capacity = of_capacity(given.capacity) if given.capacity else {}
    return {"by": given.by, "event": given.event, **capacity}
