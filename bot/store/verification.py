"""Does the record still say what was recorded? Walks the chain, then holds every row against it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlite_utils import Database

from bot.store.chain import GENESIS, event_hash, opens
from bot.store.columns import json_column, text_of
from bot.store.decision import COMMITTED, ERASABLE, UNTOLD, Status
from bot.store.events import POLICY_KINDS, EventKind


@dataclass(frozen=True, slots=True)
class Verified:
    """Nothing was changed. Publish the head and the counts: they are what shows later that no end was cut off."""

    decisions: int
    events: int
    erasures: int
    """Events that erased personal data. Each is the tombstone of a gap that is as it should be."""
    head: str
    """The hash of the last event, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Something was changed. The first row that shows it, and what is wrong with it."""

    table: Literal["events", "decisions", "policies"]
    row: int | str
    """The event's seq, the decision's number, or the policy's hash."""
    because: str
    """One sentence that names the row."""


def verify(db: Database, expected_head: str | None = None) -> Verified | Broken:
    """Check everything, in one snapshot that the caller holds. `expected_head` is a head noted earlier."""
    return next(_mistakes(db, expected_head), None) or _verified(db)


def _mistakes(db: Database, expected_head: str | None) -> Iterator[Broken]:
    """Everything that is wrong. The chain comes first: the rows are held against what it says."""
    yield from _breaks_in_chain(db)
    if expected_head is not None and not _was_head(db, expected_head):
        (events,) = db.execute("SELECT count(*) FROM events").fetchone()
        yield Broken(
            "events",
            events,
            f"The chain ends with event {events} and does not contain {expected_head}, which was its head earlier: "
            "events at its end were removed or replaced.",
        )
    yield from _changed_policies(db)
    yield from _changed_decisions(db)
    yield from _changed_successions(db)


def _verified(db: Database) -> Verified:
    (decisions,) = db.execute("SELECT count(*) FROM decisions").fetchone()
    (events,) = db.execute("SELECT count(*) FROM events").fetchone()
    (erasures,) = db.execute("SELECT count(*) FROM events WHERE kind = ?", [str(EventKind.FIELDS_ERASED)]).fetchone()
    last = db.execute("SELECT hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    return Verified(decisions, events, erasures, last[0] if last else GENESIS)


def _was_head(db: Database, digest: str) -> bool:
    return digest == GENESIS or db.execute("SELECT 1 FROM events WHERE hash = ?", [digest]).fetchone() is not None


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
        elif event["kind"] not in set(EventKind) or not _object(event["body"]):
            wrong = "was not written by this program"
        else:
            head = event["hash"]
            continue
        yield Broken("events", seq, f"Event {seq} {wrong}.")
        return


def _changed_policies(db: Database) -> Iterator[Broken]:
    kinds = [str(kind) for kind in POLICY_KINDS]
    bodies = db.execute("SELECT body FROM events WHERE kind IN (?, ?) ORDER BY seq", kinds).fetchall()
    told = {str(details.get("sha256")): details.get("version") for (body,) in bodies for details in [_object(body)]}
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
    for row in db.query("SELECT * FROM decisions ORDER BY id"):
        about = db.execute("SELECT kind, body FROM events WHERE decision_id = ? ORDER BY seq", [row["id"]]).fetchall()
        told = [(kind, _object(body)) for kind, body in about]
        wrong = _wrong_with_fields(row, told) or _wrong_with_status(row, told)
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
        details = _object(body)
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
    committed = told[0][1].get("commitments") if told else None
    if not isinstance(committed, dict) or not set(COMMITTED) - UNTOLD.keys() <= committed.keys() <= set(COMMITTED):
        return "was added without an event that records it"
    tombstones = [details.get("fields") for kind, details in told if kind == EventKind.FIELDS_ERASED]
    erased = {field for fields in tombstones if isinstance(fields, list) for field in ERASABLE if field in fields}
    salts = {field: salt for field, salt in _object(row["salts"]).items() if isinstance(salt, str)}
    for field in COMMITTED:
        value = row[field]
        if field in erased:
            as_told = value is None
        elif field in committed:
            as_told = opens(committed[field], salts.get(field), field, value)
        else:
            as_told = value == UNTOLD[field]
        if as_told:
            continue
        if field in erased:
            return f"has a value for {field} again, although it was erased"
        if value is None and field in ERASABLE:
            return f"lost its {field} without an event that says so"
        return f"had its {field} changed after it was recorded"
    if not salts.keys() <= committed.keys() - erased or json_column(salts) != row["salts"]:
        return "had its salts changed after it was recorded"
    return None


def _wrong_with_status(row: Mapping[str, Any], told: list[tuple[str, dict[str, Any]]]) -> str | None:
    """What is wrong with where a decision stands; None when all is well."""
    last_told = [details["status"] for _, details in told if "status" in details][-1:]
    if last_told != [row["status"]]:
        return f"has the status {row['status']}, which is not the last that an event gave it"
    return None


def _object(column: str) -> dict[str, Any]:
    """The JSON object in a column. Anything else reads as empty, which no check accepts."""
    try:
        value = json.loads(column)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _hash_of_text(column: str) -> str:
    return hashlib.sha256(text_of(column).encode("utf-8", "surrogatepass")).hexdigest()
