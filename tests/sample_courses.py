"""What people did with a decision, as views are shown it: made up, without a record."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.store import Course
from bot.store.course import Decided
from rules.decision_status import Capacity, Role, Status
from rules.grid import Model

AT = datetime(2026, 11, 3, 15, 2, tzinfo=UTC)
CAROL, DANA = "U0CAROL", "U0DANA"
REVIEWER = Capacity(Role.REVIEWER)
VERSION = 57
WAITING = Course(
    decision_id=12,
    version=VERSION,
    recorded=VERSION,
    status=Status.RECORDED,
    since=VERSION,
    waiting_since=AT,
    approvals=(),
    questions=(),
    decided=None,
    reopened=None,
    earlier=None,
    moves=(),
)


def decided(status: Status, by: str = CAROL, model: Model | None = Model.HYBRID, **changes: Any) -> Course:
    """Somebody gave it this status."""
    outcome = Decided(event=VERSION, status=status, by=by, at=AT, model=model, capacity=REVIEWER)
    return replace(WAITING, status=status, waiting_since=None, decided=replace(outcome, **changes))
