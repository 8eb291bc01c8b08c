"""What decisions can be found by: an index from each value of a facet to the numbers of the decisions that have it.

Migration 14 says what the record makes of each decision, and keeps the index so. It is only ever a way to find rows:
what is shown of them, and whether it is shown, is read from the record itself.
"""

from collections.abc import Iterator
from enum import StrEnum

from bot.store.driver import Database
from bot.store.verdict import Broken


class Facet(StrEnum):
    """What decisions have in common."""

    STATUS = "status"
    DAY = "day"
    """The day on which it was recorded, in UTC."""
    ASKER = "asker"
    DECIDER = "decider"
    """Who decided, approved before that, or was acted for, as it stands; nobody while it waits."""
    WORK = "work"
    """The kind of work, by its id."""
    RECOMMENDED = "recommended"
    CHOSEN = "chosen"
    """The model that was accepted or chosen instead, as it stands."""
    COUNTRY = "country"
    """Where the request comes from, and where the text would have the work done: earlier releases did not keep that."""
    CHANNEL = "channel"
    """Where its cards are."""
    PUBLIC = "public"
    """The same, of channels that were public when it was posted there."""


_UNTOLD = """
SELECT facet, value, decision_id FROM facets_told AS told WHERE NOT EXISTS (
    SELECT 1 FROM facets
    WHERE facets.facet = told.facet AND facets.value = told.value AND facets.decision_id = told.decision_id
)
"""


def changed_facets(db: Database) -> Iterator[Broken]:
    """Where the index does not hold what the record says."""
    for facet, value, number in db.execute(_UNTOLD):
        yield Broken("facets", number, f"Decision {number} cannot be found by its {facet}, {value}.")
    (told,) = db.execute("SELECT count(*) FROM (SELECT DISTINCT facet, value, decision_id FROM facets_told)").fetchone()
    (held,) = db.execute("SELECT count(*) FROM facets").fetchone()
    if held != told:
        extra = "SELECT facet, value, decision_id FROM facets EXCEPT SELECT facet, value, decision_id FROM facets_told"
        for facet, value, number in db.execute(extra):
            yield Broken("facets", number, f"Decision {number} is found by a {facet} that it does not have: {value}.")


_VALUES = """
WITH RECURSIVE steps (value) AS (
    SELECT min(value) FROM facets WHERE facet = :facet
    UNION ALL
    SELECT (SELECT min(value) FROM facets WHERE facet = :facet AND value > steps.value) FROM steps
    WHERE steps.value IS NOT NULL
)
SELECT value FROM steps WHERE value IS NOT NULL
"""


def values_of(db: Database, facet: Facet) -> list[str]:
    """The values that some decision has, in their order: a step for each, however many decisions have it."""
    return [value for (value,) in db.execute(_VALUES, {"facet": str(facet)})]
