"""Finding decisions again, by number, time and words; only those that the viewer may see."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain

from bot.reference import Reference
from bot.store import posts
from bot.store.columns import json_column, time_column
from bot.store.decision import RecordedDecision, decision_of
from bot.store.driver import Database
from bot.store.erased import unnamed_decisions
from bot.store.errors import NoSuchDecisionError
from bot.store.search import ALL, FITTING, OLDER, OLDER_BY_NUMBER, Filters
from bot.store.visibility import NEAR, OPEN, VISIBLE, Viewer, sight

_MOST_WORDS = 6
_LONGEST_WORD = 64

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

_NEWEST = f"""
{DECISIONS} WHERE recorded_at >= :since AND recorded_at < :until AND {OLDER} AND {FITTING} AND {VISIBLE}
ORDER BY recorded_at DESC, decisions.id DESC LIMIT :limit
"""

_WITHOUT_SPACES = """
text GLOB '*['
    || char(0x0E00, 0x2D, 0x109F)
    || char(0x1100, 0x2D, 0x11FF)
    || char(0x1780, 0x2D, 0x17FF)
    || char(0x3005, 0x2D, 0x3007)
    || char(0x3040, 0x2D, 0x9FFF)
    || char(0xA000, 0x2D, 0xA4CF)
    || char(0xAC00, 0x2D, 0xD7A3)
    || char(0xF900, 0x2D, 0xFAFF)
    || char(0xFF66, 0x2D, 0xFF9F)
    || char(0x20000, 0x2D, 0x3FFFD)
    || ']*'
"""
"""Written, even in part, without spaces between words; as the index has it that finds these requests."""

_HAS_THE_PARTS = " AND ".join(f"text LIKE :part{number}" for number in range(_MOST_WORDS))

_IN_TIME = f"recorded_at >= :since AND recorded_at < :until AND {OLDER_BY_NUMBER}"

_NEWEST_WITH_WORDS = f"""
{DECISIONS} JOIN decisions_search ON decisions_search.rowid = decisions.id
WHERE decisions_search MATCH :match AND {_IN_TIME} AND {FITTING} AND {VISIBLE}
ORDER BY decisions_search.rowid DESC LIMIT :limit
"""

_NEWEST_WITH_PARTS = f"""
{DECISIONS.replace("FROM decisions", "FROM decisions INDEXED BY decisions_without_spaces")}
WHERE {_WITHOUT_SPACES} AND {_HAS_THE_PARTS} AND {_IN_TIME} AND {FITTING} AND {VISIBLE}
ORDER BY decisions.id DESC LIMIT :limit
"""

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


def newest_first(
    db: Database,
    words: str = "",
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    filters: Filters = ALL,
    limit: int = 50,
    viewer: Viewer | None = None,
) -> list[RecordedDecision]:
    """The newest decisions recorded from `since` on and before `until`, of those that fit and the viewer may see.

    With `words`, only those whose text has all of them (the first six); the last may be the beginning of a word. In a
    text that is written without spaces between words, each may be any part of it.
    """
    if limit < 1:
        raise ValueError(f"limit must be at least 1, not {limit}")
    bounds = {
        "since": time_column(since) if since else "",
        "until": time_column(until) if until else "9999",
        "limit": limit,
        **filters.parameters(),
        **sight(viewer),
    }
    if not words.strip():
        rows = db.query(_NEWEST, bounds)
    elif sought := _words(words):
        found = chain(
            db.query(_NEWEST_WITH_WORDS, {**bounds, "match": _match(sought)}),
            db.query(_NEWEST_WITH_PARTS, {**bounds, **_parts(sought)}),
        )
        by_number = {row["id"]: row for row in found}
        rows = (by_number[number] for number in sorted(by_number, reverse=True)[:limit])
    else:
        return []
    return unnamed_decisions(db, [decision_of(row) for row in rows])


def _words(typed: str) -> list[str]:
    """The first words, of letters, their marks and digits only: nothing typed is ever read as the syntax of a query."""
    kinds = ((character, unicodedata.category(character)[0]) for character in unicodedata.normalize("NFC", typed))
    words = "".join(character if kind in "LNM" else " " for character, kind in kinds).split()
    return [word[:_LONGEST_WORD] for word in words if any(map(str.isalnum, word))][:_MOST_WORDS]


def _match(words: Sequence[str]) -> str:
    """The words as a full-text query."""
    return " ".join(f'"{word}"' for word in words) + "*"


def _parts(words: Sequence[str]) -> dict[str, str]:
    """The words as patterns; what is left of them fits anything."""
    sought = [f"%{word}%" for word in words] + ["%"] * (_MOST_WORDS - len(words))
    return {f"part{number}": pattern for number, pattern in enumerate(sought)}


def seen_in(db: Database, decision_ids: Iterable[int], viewer: Viewer) -> set[str]:
    """The public channels for whose sake alone the viewer sees some of these decisions."""
    parameters = {"ids": json_column(list(decision_ids)), **sight(viewer)}
    return {row["channel"] for row in db.query(_SEEN_IN, parameters)}


def public_channels(db: Database) -> set[str]:
    """Every channel that was public when a card was posted there."""
    return {row["channel"] for row in db.query("SELECT DISTINCT channel FROM posts WHERE private = 0")}
