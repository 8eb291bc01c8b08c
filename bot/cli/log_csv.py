"""Decisions as a table that a spreadsheet opens: a cell that it would take for a formula is made text."""

import csv
import sys
from collections.abc import Sequence

from bot.listing import Listed

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet works out (https://owasp.org/www-community/attacks/CSV_Injection)."""
_COLUMNS = (
    "number",
    "recorded_at",
    "status",
    "asked_by",
    "home_country",
    "request",
    "recommended",
    "decided_by",
    "acting_for",
    "decided_at",
    "chosen",
    "reason",
    "words",
)


def print_csv(found: Sequence[Listed]) -> None:
    """A row for each decision, under a row of names; times are UTC."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for each in found:
        writer.writerow([cell(value) for value in _row(each)])


def cell(value: object) -> str:
    """A value as a cell; an apostrophe before it where it would be a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(found: Listed) -> Sequence[object]:
    decision, outcome = found.decision, found.outcome
    asked = (
        decision.id,
        decision.recorded_at.isoformat(timespec="seconds"),
        "waiting" if decision.status.is_open else decision.status,
        decision.who,
        decision.home_country,
        decision.text,
        found.recommended,
    )
    if outcome is None:
        return (*asked, *[None] * 6)
    return (
        *asked,
        outcome.by,
        outcome.capacity.acting_for if outcome.capacity else None,
        outcome.at.isoformat(timespec="seconds"),
        found.chosen,
        outcome.ready_reason.label if outcome.ready_reason else None,
        outcome.words,
    )
