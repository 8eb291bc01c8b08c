"""The courses of decisions, as the log has them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.store import events, lookup
from bot.store.columns import json_column
from bot.store.course import Course
from bot.store.driver import Database
from bot.store.event import CARD_KINDS
from bot.store.folding import course_of

_RECOMMENDED = "SELECT id, recommended FROM decisions WHERE id IN (SELECT value FROM json_each(?))"


def course(db: Database, decision_id: int) -> Course:
    """Where a decision stands and how it came there; raises NoSuchDecisionError."""
    found = courses(db, [decision_id]).get(decision_id)
    if found is None:
        raise lookup.no_such(db, decision_id)
    return found


def courses(db: Database, decision_ids: Iterable[int], *, until: datetime | None = None) -> Mapping[int, Course]:
    """The same for several decisions, by number; there is none for a number that was never given out.

    As they stood at a moment, where one is given.
    """
    recommended = dict(db.execute(_RECOMMENDED, [json_column(sorted(set(decision_ids)))]).fetchall())
    told = events.of_decisions(db, recommended, without=CARD_KINDS)
    if until is not None:
        told = {number: [each for each in found if each.at < until] for number, found in told.items()}
    return {number: course_of(number, told[number], model) for number, model in recommended.items()}
