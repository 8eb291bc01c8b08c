"""How a decision moves on: accepted, overridden, discarded, or superseded by a later one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import EllipsisType
from typing import Any

from bot.store import events, lookup
from bot.store.decision import RecordedDecision
from bot.store.driver import Database
from bot.store.errors import CannotMoveError, MovedMeanwhileError
from bot.store.event import Event, EventKind
from rules.choices import Verb
from rules.decision_status import Status

_MOVES: Mapping[Status, frozenset[Status]] = {
    Status.RECORDED: frozenset({Status.ACCEPTED, Status.OVERRIDDEN, Status.DISCARDED}),
    Status.ACCEPTED: frozenset({Status.OVERRIDDEN}),
    Status.OVERRIDDEN: frozenset({Status.ACCEPTED, Status.OVERRIDDEN}),
    Status.DISCARDED: frozenset(),
    Status.WITHDRAWN: frozenset(),
    Status.SUPERSEDED: frozenset(),
}
"""Where a decision can go from each status. Overriding again, with another model or reason, is a move too."""


def change_status(
    db: Database,
    at: datetime,
    decision_id: int,
    status: Status,
    *,
    actor: str,
    reason: str,
    details: Mapping[str, Any] | None = None,
    after: str | EllipsisType | None = ...,
) -> RecordedDecision:
    """Move a decision on; where that is so already, nothing happens and the decision comes back as it is.

    `details` is told in the event beside the reason, such as the model that an override chose. `after` is the hash of
    the last change that this person saw, None where they saw none: a later one is not undone by somebody who does not
    know of it. Raises NoSuchDecisionError, CannotMoveError for a move that is not possible, MovedMeanwhileError, and
    ValueError for a status that is not for people to give: a decision is recorded once, and superseded by recording the
    one that takes its place.
    """
    if status in {Status.RECORDED, Status.SUPERSEDED}:
        raise ValueError(f"nobody moves a decision to {status}")
    before = lookup.by_id(db, decision_id)
    told = {**(details or {}), "status": status, "reason": reason}
    last = last_change(db, decision_id)
    if before.status == status and (status not in _MOVES[status] or _told(last) == told):
        return before
    if status not in _MOVES[before.status]:
        raise CannotMoveError(decision_id, before.status, status)
    if not isinstance(after, EllipsisType) and after != (last.hash if last else None):
        if last is None:
            raise CannotMoveError(decision_id, before.status, status)
        verb = Verb(last.details.get("verb", Verb.OVERRIDE if before.status is Status.OVERRIDDEN else Verb.ACCEPT))
        raise MovedMeanwhileError(decision_id, before.status, by=last.actor, verb=verb, at=last.at, event=last.seq)
    return _move(db, at, before, actor, told)


def supersede(db: Database, at: datetime, decision_id: int, *, by: int, actor: str) -> RecordedDecision:
    """Let decision `by` take the place of this one, whatever its status was. Raises NoSuchDecisionError."""
    told = {"status": Status.SUPERSEDED, "reason": "", "by": by}
    return _move(db, at, lookup.by_id(db, decision_id), actor, told)


def last_change(db: Database, decision_id: int) -> Event | None:
    """The event that gave a decision its status; None for one that nobody has moved on since it was recorded.

    Its details have the status, the one before, the reason, what the change itself told, and `by`, the number of the
    later decision, where one took its place.
    """
    moves = (event for event in events.of_decision(db, decision_id) if event.kind is EventKind.STATUS_CHANGED)
    return max(moves, key=lambda event: event.seq, default=None)


def last_changes(db: Database, decision_ids: Iterable[int]) -> Mapping[int, Event]:
    """The same for several decisions, by number."""
    return {
        number: event
        for number, told in events.of_decisions(db, decision_ids).items()
        for event in told
        if event.kind is EventKind.STATUS_CHANGED
    }


def _told(event: Event | None) -> dict[str, Any]:
    return {name: value for name, value in event.details.items() if name != "before"} if event else {}


def _move(
    db: Database, at: datetime, before: RecordedDecision, actor: str, told: Mapping[str, Any]
) -> RecordedDecision:
    db.execute("UPDATE decisions SET status = ? WHERE id = ?", [str(told["status"]), before.id])
    events.append(
        db,
        at,
        kind=EventKind.STATUS_CHANGED,
        actor=actor,
        details={**told, "before": before.status},
        decision_id=before.id,
    )
    return lookup.by_id(db, before.id)
