"""What somebody looks for on the record, beside words."""

from dataclasses import dataclass
from typing import Any

from bot.store.columns import text_column
from bot.store.event import EventKind
from rules.decision_status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the decisions have in common; None is whatever it may be."""

    status: Status | None = None
    person: str | None = None
    """Who asked for it, or decided on it, by their identifier."""
    model: str | None = None
    """What is recommended, or what somebody chose instead."""
    before: int | None = None
    """The number of a decision: only those that come after it in a list that begins with the newest."""

    def parameters(self) -> dict[str, Any]:
        """The parameters of FITTING and OLDER."""
        return {
            "status": self.status and str(self.status),
            "person": self.person and text_column(self.person),
            "model": self.model,
            "before": self.before,
        }


ALL = Filters()

_CHANGES = f"SELECT 1 FROM events WHERE decision_id = decisions.id AND kind = '{EventKind.STATUS_CHANGED}'"  # noqa: S608
_CHOSEN = f"""
(
    SELECT json_extract(body, '$.model') FROM events
    WHERE decision_id = decisions.id AND kind = '{EventKind.STATUS_CHANGED}' ORDER BY seq DESC LIMIT 1
)
"""  # noqa: S608

_ANSWERED = """
(
    SELECT body FROM events
    WHERE seq = (SELECT max(event) FROM answers_given WHERE answers_given.decision_id = decisions.id)
)
"""
_RECOMMENDED = f"""
CASE WHEN {_ANSWERED} IS NULL THEN decisions.recommended ELSE json_extract({_ANSWERED}, '$.recommended') END
"""

FITTING = f"""
(:status IS NULL OR decisions.status = :status)
AND (:person IS NULL OR decisions.who = :person OR EXISTS ({_CHANGES} AND actor = :person))
AND (
    :model IS NULL OR {_RECOMMENDED} = :model OR (decisions.status = '{Status.OVERRIDDEN}' AND {_CHOSEN} = :model)
)
"""  # constants of ours
"""An SQL condition on a row of `decisions`."""

OLDER = """
(
    :before IS NULL
    OR (recorded_at, decisions.id) < (SELECT recorded_at, id FROM decisions AS shown WHERE shown.id = :before)
)
"""
"""The same where the newest come first by the time at which they were recorded."""

OLDER_BY_NUMBER = "(:before IS NULL OR decisions.id < :before)"
"""The same where they come by number."""
