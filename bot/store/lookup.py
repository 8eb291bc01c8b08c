"""Finding decisions again, by number, time and words; only those that the viewer may see."""

from collections.abc import Iterable
from itertools import islice

from bot.reference import Reference
from bot.store import posts, walk
from bot.store.columns import json_column, text_of
from bot.store.decision import RecordedDecision, decision_of
from bot.store.driver import Database
from bot.store.erased import unnamed_decisions
from bot.store.errors import NoSuchDecisionError
from bot.store.facets import Facet, values_of
from bot.store.search import ALL, Filters
from bot.store.visibility import NEAR, OPEN, VISIBLE, Viewer, sight

DECISIONS = """
SELECT decisions.*, policies.version AS policy_version, policies.sha256 AS policy_sha256,
    (SELECT hash FROM events WHERE events.decision_id = decisions.id ORDER BY seq LIMIT 1) AS recorded_by,
    (
        SELECT body FROM events
        WHERE seq = (SELECT max(event) FROM answers_given WHERE answers_given.decision_id = decisions.id)
    ) AS held_since,
    (
        SELECT json_group_array(json_array(seq, at, actor, given)) FROM answers_given JOIN events ON seq = event
        WHERE answers_given.decision_id = decisions.id
    ) AS answered_since
FROM decisions LEFT JOIN policies ON policies.id = decisions.policy
"""
"""Whole decisions: what `decision_of` reads."""

_BY_ID = f"{DECISIONS} WHERE decisions.id = :id AND {VISIBLE}"

_FOUND = f"""
{DECISIONS} WHERE decisions.id IN (SELECT value FROM json_each(:ids)) AND {VISIBLE} ORDER BY decisions.id
"""  # noqa: S608 - constants of ours

_SEEN_IN = f"""
SELECT DISTINCT posts.channel FROM posts JOIN decisions ON decisions.id = posts.decision_id
WHERE posts.decision_id IN (SELECT value FROM json_each(:ids)) AND {OPEN} AND NOT {NEAR}
"""  # noqa: S608 - a constant of ours


def first_of(db: Database, found: RecordedDecision) -> RecordedDecision:
    """The first of the decisions about one request, each of which took the place of the one before."""
    while found.supersedes is not None:
        found = by_id(db, found.supersedes)
    return found


def by_id(db: Database, decision_id: int, viewer: Viewer | None = None) -> RecordedDecision:
    """The decision with this number; raises NoSuchDecisionError, also for one that the viewer may not see."""
    row = next(db.query(_BY_ID, {"id": decision_id, **sight(viewer)}), None)
    if row is not None:
        return unnamed_decisions(db, [decision_of(row)])[0]
    raise NoSuchDecisionError(decision_id) if viewer is not None else no_such(db, decision_id)


def asker_of(db: Database, decision_id: int) -> str:
    """Who asked for it, also where that is erased: the chain knows. Only for holding somebody against it."""
    (who,) = db.execute("SELECT actor FROM events WHERE decision_id = ? ORDER BY seq LIMIT 1", [decision_id]).fetchone()
    return text_of(who)


def no_such(db: Database, decision_id: int) -> NoSuchDecisionError:
    """What tells the operator of the command line that no decision has this number."""
    (newest,) = db.execute("SELECT coalesce(max(id), 0) FROM decisions").fetchone()
    return NoSuchDecisionError(decision_id, newest)


def is_meant(db: Database, about: Reference, viewer: Viewer, ts: str | None) -> bool:
    """Whether the decision with that number is the one that a button was made for.

    `viewer` pressed it; `ts` is the message that it stands in, None for a form. Where it carries no check, the record
    itself has to agree: the message is known as that decision's card, or was written after a decision was recorded that
    the viewer may see.
    """
    row = next(db.query(_BY_ID, {"id": about.number, **sight(None)}), None)
    if row is None:
        return False
    found = decision_of(row)
    if about.check is not None:
        return found.reference == about
    if ts is None:
        return False
    known = posts.decision_at(db, viewer.channel or "", ts)
    if known is not None:
        return known == about.number
    visible = next(db.query(_BY_ID, {"id": about.number, **sight(viewer)}), None) is not None
    return visible and found.recorded_at.timestamp() <= float(ts)


def found(
    db: Database,
    words: str = "",
    *,
    filters: Filters = ALL,
    limit: int = 50,
    viewer: Viewer | None = None,
    oldest_first: bool = False,
) -> list[RecordedDecision]:
    """The decisions that fit and the viewer may see, by number, the newest first.

    With `words`, only those whose text has all of them (the first six); the last may be the beginning of a word. In a
    text that is written without spaces between words, each may be any part of it.
    """
    if limit < 1:
        raise ValueError(f"limit must be at least 1, not {limit}")
    numbers = islice(walk.numbers(db, words, filters, viewer, oldest_first=oldest_first), limit)
    return by_numbers(db, numbers, viewer, oldest_first=oldest_first)


def by_numbers(
    db: Database, numbers: Iterable[int], viewer: Viewer | None, *, oldest_first: bool = False
) -> list[RecordedDecision]:
    """Those decisions with these numbers that the viewer may see, the newest first."""
    rows = list(db.query(_FOUND, {"ids": json_column(list(numbers)), **sight(viewer)}))
    found = [decision_of(row) for row in (rows if oldest_first else reversed(rows))]
    return unnamed_decisions(db, found)


def seen_in(db: Database, decision_ids: Iterable[int], viewer: Viewer) -> set[str]:
    """The public channels for whose sake alone the viewer sees some of these decisions."""
    parameters = {"ids": json_column(list(decision_ids)), **sight(viewer)}
    return {row["channel"] for row in db.query(_SEEN_IN, parameters)}


def private_channels(db: Database) -> set[str]:
    """Every conversation in which a card was posted, and that was never public then."""
    return set(values_of(db, Facet.CHANNEL)) - public_channels(db)


def public_channels(db: Database) -> set[str]:
    """Every channel that was public when a card was posted there."""
    return set(values_of(db, Facet.PUBLIC))
