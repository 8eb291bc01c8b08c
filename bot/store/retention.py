"""What the policy says is to be erased by now, and the nights on which that was looked at.

A night is put down in the transaction of the last that it erases, or of telling what would be: so each is done once,
whatever ends the process in between. Decisions that are erased are due no more.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.store.columns import json_column, names_in_sql, time_column
from bot.store.decision import ERASABLE
from bot.store.driver import Database
from bot.store.event import EventKind
from rules.decision_status import Status

_ANYTHING_LEFT = f"coalesce({names_in_sql(sorted(ERASABLE))}) IS NOT NULL"
_NOBODY_DID = (EventKind.CARD_POSTED, EventKind.CARD_GIVEN_UP, EventKind.FIELDS_ERASED)
"""What the bot does by itself, or what erases: it makes nothing newer."""

_DUE = f"""
SELECT id FROM decisions
WHERE recorded_at < :cutoff AND status = :status AND {_ANYTHING_LEFT} AND NOT EXISTS (
    SELECT 1 FROM events WHERE decision_id = decisions.id AND at >= :cutoff
    AND kind NOT IN ({", ".join(f"'{kind}'" for kind in _NOBODY_DID)})
)
"""  # noqa: S608 - only our own names
_OF_THESE = f"{_DUE} AND id IN (SELECT value FROM json_each(:numbers))"  # noqa: S608 - the same


@dataclass(frozen=True, slots=True)
class Night:
    """A night on which it was looked at."""

    rule: str
    """What was to be erased, as `Retention.digest` says it; empty for nothing."""
    told: bool
    """Whether it was only told what would be erased."""


def due(db: Database, cutoffs: Mapping[Status, datetime]) -> list[int]:
    """The decisions to erase: those of a status to which nobody has done anything since its cutoff.

    It looks at everything older than that, which takes seconds where that is a million.
    """
    return _found(db, _DUE, cutoffs, {})


def still_due(db: Database, cutoffs: Mapping[Status, datetime], numbers: Collection[int]) -> list[int]:
    """Those of these decisions."""
    return _found(db, _OF_THESE, cutoffs, {"numbers": json_column(sorted(numbers))})


def _found(db: Database, sql: str, cutoffs: Mapping[Status, datetime], more: Mapping[str, str]) -> list[int]:
    asked = [{"cutoff": time_column(cutoff), "status": str(status), **more} for status, cutoff in cutoffs.items()]
    return sorted(number for each in asked for (number,) in db.execute(sql, each))


def night(db: Database, when: date) -> Night | None:
    """What was done on a night; None where it is still to be done."""
    return _night(db, "SELECT rule, told FROM retention_nights WHERE night = ?", when)


def night_before(db: Database, when: date) -> Night | None:
    """What was done on the last night before; None where there was none."""
    return _night(db, "SELECT rule, told FROM retention_nights WHERE night < ? ORDER BY night DESC LIMIT 1", when)


def done(db: Database, at: datetime, when: date, of: Night) -> None:
    """The night is done."""
    db.execute(
        "INSERT INTO retention_nights (night, rule, told, at) VALUES (?, ?, ?, ?)",
        [when.isoformat(), of.rule, of.told, time_column(at)],
    )


def _night(db: Database, sql: str, when: date) -> Night | None:
    row = db.execute(sql, [when.isoformat()]).fetchone()
    return None if row is None else Night(row[0], bool(row[1]))
