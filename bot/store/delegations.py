"""Who decides for whom on which days: each hand-over is an event, and its end another; both names stay on record."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.store import events
from bot.store.driver import Database
from bot.store.errors import InTheWayError, NoSuchDelegationError, readable
from bot.store.event import EventKind
from rules.delegation import Delegation, in_the_way

MOST = 200
"""That have not ended, of all people together; more would make every press slow."""

_NOT_ENDED = """
SELECT seq, actor, body FROM events
WHERE kind = ? AND decision_id IS NULL
  AND seq NOT IN (SELECT json_extract(body, '$.delegated') FROM events WHERE kind = ? AND decision_id IS NULL)
ORDER BY seq
"""


@dataclass(frozen=True, slots=True)
class KeptDelegation:
    """A hand-over on the record."""

    event: int
    """The number of its event: by it, it is ended."""
    delegation: Delegation


def add(db: Database, at: datetime, new: Delegation) -> KeptDelegation:
    """Put a hand-over on the record, by whoever hands over.

    Raises InTheWayError where another does not go with it, or there are too many.
    """
    known = current(db, at)
    other = in_the_way(new, [each.delegation for each in known])
    if other is not None or len(known) >= MOST:
        raise InTheWayError(other)
    events.append(db, at, kind=EventKind.DELEGATED, actor=new.giver, details=_told(new), decision_id=None)
    (event,) = db.execute("SELECT max(seq) FROM events").fetchone()
    return KeptDelegation(int(event), new)


def end(db: Database, at: datetime, event: int, who: str, *, by: str | None = None) -> KeptDelegation:
    """End one at once, for either of the two; raises NoSuchDelegationError, also for anybody else.

    `by` is who does it, where it is somebody else on their behalf.
    """
    found = next((each for each in current(db, at) if each.event == event), None)
    if found is None or who not in {found.delegation.giver, found.delegation.to}:
        raise NoSuchDelegationError
    events.append(
        db,
        at,
        kind=EventKind.DELEGATION_ENDED,
        actor=by or who,
        details={"delegated": event, "from": found.delegation.giver, "to": found.delegation.to},
        decision_id=None,
    )
    return found


def current(db: Database, at: datetime) -> list[KeptDelegation]:
    """Those that hold, or will, by when they were made."""
    kinds = [str(EventKind.DELEGATED), str(EventKind.DELEGATION_ENDED)]
    every = [KeptDelegation(row["seq"], _read(row)) for row in db.query(_NOT_ENDED, kinds)]
    return [each for each in every if not each.delegation.is_over(at)]


def _told(new: Delegation) -> dict[str, Any]:
    return {"to": new.to, "first": new.first.isoformat(), "last": new.last.isoformat(), "zone": new.zone}


def _read(row: Mapping[str, Any]) -> Delegation:
    with readable(f"Event {row['seq']}"):
        told = json.loads(row["body"])
        first, last = date.fromisoformat(told["first"]), date.fromisoformat(told["last"])
        return Delegation(row["actor"], told["to"], first, last, told["zone"])
