"""Does the record still say what was recorded? Walks the chain, then holds every row against it.

Beside the rows, what guards and finds them is checked, and whatever is not checked is never claimed.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from bot.store import events, heads, words
from bot.store.answering import ANSWERS
from bot.store.cards import changed_cards
from bot.store.chain import GENESIS, event_hash
from bot.store.columns import json_column, text_of
from bot.store.decision import COMMITTED, ERASABLE, UNTOLD
from bot.store.digest_counts import changed_digest_counts
from bot.store.digest_verification import changed_digests
from bot.store.driver import Database
from bot.store.errors import StoreError
from bot.store.event import CARD_KINDS, POLICY_KINDS, EventKind
from bot.store.events import details_in
from bot.store.facets import changed_facets
from bot.store.folding import folded
from bot.store.heads import Head
from bot.store.lookup import DECISIONS
from bot.store.make import changed_guards, changed_tables
from bot.store.sealing import commitment, fits, marked, salts_in, seal_of
from bot.store.soundness import changed_search, damage
from bot.store.verdict import Broken, Verified
from rules.decision_status import Status


def verify(db: Database, expected_head: str | None = None, published: Head | None = None) -> Verified | Broken:
    """Check everything, in one snapshot that the caller holds.

    `expected_head` is a head noted earlier, whole; `published` is one that a digest named.
    """
    return next(_mistakes(db, expected_head, published), None) or _verified(db, published)


def _mistakes(db: Database, expected_head: str | None, published: Head | None) -> Iterator[Broken]:
    """Everything that is wrong. The chain comes before the rows, which are held against what it says."""
    yield from changed_tables(db)
    yield from _breaks_in_chain(db)
    if expected_head is not None and not _was_head(db, expected_head):
        (events,) = db.execute("SELECT count(*) FROM events").fetchone()
        yield Broken(
            "events",
            events,
            f"The chain ends with event {events} and does not contain {expected_head}, which was its head earlier: "
            "events at its end were removed or replaced.",
        )
    if published is not None and heads.found(db, published) is None:
        yield Broken("events", published.seq, heads.why_missing(db, published))
    yield from _changed_policies(db)
    yield from _changed_decisions(db)
    yield from _changed_successions(db)
    yield from ANSWERS.changed(db)
    yield from words.BESIDE.changed(db)
    yield from changed_cards(db)
    yield from changed_digests(db)
    yield from changed_guards(db)
    yield from changed_search(db)
    yield from damage(db)
    yield from changed_facets(db)
    yield from changed_digest_counts(db)


def _verified(db: Database, published: Head | None) -> Verified:
    (decisions,) = db.execute("SELECT count(*) FROM decisions").fetchone()
    (events,) = db.execute("SELECT count(*) FROM events").fetchone()
    (erasures,) = db.execute("SELECT count(*) FROM events WHERE kind = ?", [str(EventKind.FIELDS_ERASED)]).fetchone()
    last = db.execute("SELECT hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    found = None if published is None else heads.found(db, published)
    return Verified(decisions, events, erasures, (last[0] if last else GENESIS).hex(), found)


def _was_head(db: Database, digest: str) -> bool:
    try:
        head = bytes.fromhex(digest)
    except ValueError:
        return False
    return head == GENESIS or db.execute("SELECT 1 FROM events WHERE hash = ?", [head]).fetchone() is not None


def _breaks_in_chain(db: Database) -> Iterator[Broken]:
    head = GENESIS
    rows = db.query("SELECT seq, decision_id, at, actor, kind, body, prev_hash, hash FROM events ORDER BY seq")
    for seq, event in enumerate(rows, start=1):
        if event["seq"] != seq:
            wrong = "is missing"
        elif event["hash"] != event_hash(event):
            wrong = "was changed after it was recorded: its hash does not fit it"
        elif event["prev_hash"] != head:
            wrong = "does not follow from the event before it: one of the two was replaced"
        elif event["kind"] not in set(EventKind) or not details_in(event["body"]):
            wrong = "was not written by this program"
        else:
            head = event["hash"]
            continue
        yield Broken("events", seq, f"Event {seq} {wrong}.")
        return


def _changed_policies(db: Database) -> Iterator[Broken]:
    kinds = [str(kind) for kind in POLICY_KINDS]
    of_policies = "SELECT body FROM events WHERE kind IN (?, ?) AND decision_id IS NULL ORDER BY seq"
    bodies = db.execute(of_policies, kinds).fetchall()
    told = {str(details.get("sha256")): details.get("version") for (body,) in bodies for details in [details_in(body)]}
    for row in db.query("SELECT sha256, version, toml FROM policies ORDER BY sha256"):
        sha256, version = row["sha256"], text_of(row["version"])
        if sha256 not in told:
            yield Broken("policies", sha256, f"The policy {version} was added without an event.")
        elif told.pop(sha256) != version or _hash_of_text(row["toml"]) != sha256:
            yield Broken("policies", sha256, f"The policy {version} was changed after it was kept.")
    for sha256, named in told.items():
        yield Broken("policies", sha256, f"The policy {named} is missing.")


def _changed_decisions(db: Database) -> Iterator[Broken]:
    (missing,) = db.execute(
        """
        SELECT min(events.decision_id) FROM events LEFT JOIN decisions ON decisions.id = events.decision_id
        WHERE events.decision_id IS NOT NULL AND decisions.id IS NULL
        """
    ).fetchone()
    if missing is not None:
        yield Broken("decisions", missing, f"Decision {missing} is missing.")
    for row in db.query(f"{DECISIONS} ORDER BY decisions.id"):
        about = db.execute("SELECT kind, body FROM events WHERE decision_id = ? ORDER BY seq", [row["id"]]).fetchall()
        told = [(kind, details_in(body)) for kind, body in about]
        wrong = _wrong_with_fields(row, told) or _wrong_with_status(row, told) or _wrong_with_course(db, row, told)
        if wrong is not None:
            yield Broken("decisions", row["id"], f"Decision {row['id']} {wrong}.")


def _changed_successions(db: Database) -> Iterator[Broken]:
    """Whatever took the place of a decision says so itself, and the events about that decision say it too."""
    said: dict[int, list[object]] = {}
    told: dict[int, list[object]] = {}
    for number, earlier in db.execute("SELECT id, supersedes FROM decisions WHERE supersedes IS NOT NULL ORDER BY id"):
        said.setdefault(earlier, []).append(number)
    moves = "SELECT decision_id, body FROM events WHERE kind = ? ORDER BY seq"
    for earlier, body in db.execute(moves, [str(EventKind.STATUS_CHANGED)]):
        details = details_in(body)
        if details.get("status") == Status.SUPERSEDED:
            told.setdefault(earlier, []).append(details.get("by"))
    for earlier in sorted(said.keys() | told.keys()):
        if said.get(earlier) != told.get(earlier):
            because = f"Decision {earlier} was superseded by other decisions than those that say so."
            yield Broken("decisions", earlier, because)


def _wrong_with_fields(row: Mapping[str, Any], told: list[tuple[str, dict[str, Any]]]) -> str | None:
    """What is wrong with a decision's fields, given what the events about it tell; None when all is well."""
    if [kind for kind, _ in told if kind == EventKind.DECISION_RECORDED] != [kind for kind, _ in told[:1]]:
        return "was not put on the record by exactly one event"
    recorded = told[0][1] if told else {}
    erased, gone = _erased(told)
    kept_salts = _json(row["salts"])
    salts = salts_in(kept_salts, ERASABLE)
    now = {field: gone.get(field) or commitment(salts.get(field), field, row[field]) for field in COMMITTED}
    sealed = "seal" in recorded
    unfit = _unfit_by_seal(row, recorded, now) if sealed else _unfit_by_commitments(row, recorded, now, erased)
    if unfit is None:
        return "was added without an event that records it"
    for field in COMMITTED:
        if field in erased and row[field] is not None:
            return f"has a value for {field} again, although it was erased"
        if field in unfit and row[field] is None and field in ERASABLE - erased:
            return f"lost its {field} without an event that says so"
        if field in unfit:
            return f"had its {field} changed after it was recorded"
    if unfit:
        return "was changed after it was recorded: its fields no longer fit their seal"
    salted = ERASABLE if sealed else recorded["commitments"].keys()
    restated = kept_salts if isinstance(kept_salts, str) else salts
    if not salts.keys() <= salted - erased or json_column(restated) != row["salts"]:
        return "had its salts changed after it was recorded"
    return None


def _erased(told: list[tuple[str, dict[str, Any]]]) -> tuple[AbstractSet[str], Mapping[str, str]]:
    """The fields that were erased, and the commitments to them that the tombstones hold."""
    tombstones = [details for kind, details in told if kind == EventKind.FIELDS_ERASED]
    named = [details["fields"] for details in tombstones if isinstance(details.get("fields"), list)]
    gone = [details["commitments"] for details in tombstones if isinstance(details.get("commitments"), dict)]
    return (
        {field for fields in named for field in ERASABLE if field in fields},
        {field: each for some in gone for field, each in some.items() if field in ERASABLE and isinstance(each, str)},
    )


def _unfit_by_seal(
    row: Mapping[str, Any], recorded: Mapping[str, Any], now: Mapping[str, str]
) -> AbstractSet[str] | None:
    """The fields that are not as they were sealed: the seal itself where no mark says which."""
    if not isinstance(recorded.get("marks"), str):
        return None
    marks = marked(recorded, COMMITTED)
    later = {field for field in COMMITTED if field not in marks and row[field] != UNTOLD.get(field)}
    if seal_of(now[field] for field in marks)["seal"] == recorded["seal"]:
        return later
    return later | {field for field, mark in marks.items() if not now[field].startswith(mark)} or {"seal"}


def _unfit_by_commitments(
    row: Mapping[str, Any], recorded: Mapping[str, Any], now: Mapping[str, str], erased: AbstractSet[str]
) -> AbstractSet[str] | None:
    """The same for a decision from before schema 7, whose event holds the commitment to each field."""
    committed = recorded.get("commitments")
    if not isinstance(committed, dict) or not set(COMMITTED) - UNTOLD.keys() <= committed.keys() <= set(COMMITTED):
        return None
    return {
        field
        for field in set(COMMITTED) - erased
        if not (fits(committed[field], now[field]) if field in committed else row[field] == UNTOLD[field])
    }


def _wrong_with_status(row: Mapping[str, Any], told: list[tuple[str, dict[str, Any]]]) -> str | None:
    """What is wrong with where a decision stands; None when all is well."""
    last_told = [details["status"] for _, details in told if "status" in details][-1:]
    if last_told != [row["status"]]:
        return f"has the status {row['status']}, which is not the last that an event gave it"
    return None


def _wrong_with_course(db: Database, row: Mapping[str, Any], told: list[tuple[str, dict[str, Any]]]) -> str | None:
    """What is wrong with how it came to stand where it does; None when all is well."""
    if all(kind in _LEADS_NOWHERE for kind, _ in told):
        return None
    try:
        course = folded(row["id"], events.of_decision(db, row["id"]), row["recommended"])
    except (StoreError, TypeError, LookupError):
        return "has a history that was not written by this program"
    except ValueError as error:
        return f"has a history that does not hold together: {error}"
    return None if course.status == row["status"] else f"has the status {row['status']}, to which no event led"


_LEADS_NOWHERE = frozenset({EventKind.DECISION_RECORDED, *CARD_KINDS, EventKind.FIELDS_ERASED})
"""What happens to a decision without anybody acting on it."""


def _json(column: str) -> Any:
    """The JSON in a column; null where there is none."""
    try:
        return json.loads(column)
    except (ValueError, RecursionError):
        return None


def _hash_of_text(column: str) -> str:
    return hashlib.sha256(text_of(column).encode("utf-8", "surrogatepass")).hexdigest()
