"""What somebody made of a recommendation, as the event that gave a decision its status tells it."""

from dataclasses import dataclass
from datetime import datetime

from bot.store.decision import RecordedDecision
from bot.store.event import Event
from rules.decision_status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What somebody made of a recommendation."""

    status: Status
    by: str
    at: datetime
    chosen: str | None
    """The model: the one that was accepted, or chosen instead; None where none was, or it was not said."""
    reason: str | None
    superseded_by: int | None


def outcome_of(change: Event, decision: RecordedDecision) -> Outcome:
    """What the event that gave a decision its status says became of it."""
    details = change.details
    status = Status(details["status"])
    accepted = decision.recommended if status is Status.ACCEPTED else None
    return Outcome(
        status=status,
        by=change.actor,
        at=change.at,
        chosen=details.get("model") or accepted,
        reason=details.get("reason") or None,
        superseded_by=details.get("by"),
    )
