"""Logs as earlier versions of this program left them, written without the code of today."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from bot.store import NewDecision, Store
from bot.store.driver import sqlite3
from bot.store.schema import all_migrations
from tests.sample_decisions import POLICY_HASH, POLICY_TEXT, ticking

FIELDS_OF_SCHEMA_2 = (
    "recorded_at",
    "text",
    "home_country",
    "who",
    "where",
    "classification",
    "answers",
    "policy_version",
    "policy_sha256",
    "ranking",
    "recommended",
    "standing",
    "flags",
)
SALTED_SINCE_SCHEMA_3 = ("text", "who", "where", "classification", "answers")


Moves = Mapping[int, Sequence[tuple[str, str, Mapping[str, object]]]]
"""What people did with decisions up to schema 11: the status, who gave it, and what the event told beside that."""


def older_log(path: Path, version: int, *decisions: NewDecision, moves: Moves | None = None) -> None:
    """A log of schema 1 to 6, in which each event holds the commitment to each field.

    Up to schema 2 each field is salted, and the commitments are in hexadecimal. `moves` are by number.
    """
    clock = ticking()
    with Store.open(path, clock=clock, migrations=all_migrations()[:version]):
        pass
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO policies (sha256, version, toml) VALUES (?, '2026.11', ?)",
            [POLICY_HASH, POLICY_TEXT.replace("\\", "\\\\")],
        )
        kept = _json({"version": "2026.11", "sha256": POLICY_HASH})
        _append(connection, None, clock().isoformat(timespec="microseconds"), "sourcing", "policy_kept", kept)
        for number, new in enumerate(decisions, start=1):
            at = clock().isoformat(timespec="microseconds")
            row: dict[str, object] = {name: getattr(new, name, at) for name in FIELDS_OF_SCHEMA_2}
            row |= {name: _json(row[name]) for name in ("classification", "answers", "ranking", "flags")}
            salted = FIELDS_OF_SCHEMA_2 if version < 3 else SALTED_SINCE_SCHEMA_3
            salts = {name: hashlib.md5(f"{number}{name}".encode()).hexdigest() for name in salted}  # noqa: S324 - any 128 bits
            connection.execute(
                f"""
                INSERT INTO decisions (id, status, salts, {", ".join(f'"{name}"' for name in row)})
                VALUES (:id, 'recorded', :salts, {", ".join(f":{name}" for name in row)})
                """,  # noqa: S608 - only our own names
                {**row, "id": number, "salts": _json(salts)},
            )
            digests = {name: _sha256(["field 1", salts.get(name), name, row[name]]) for name in row}
            commitments = {name: each.hex() if version < 3 else _base64(each) for name, each in digests.items()}
            body = _json({"status": "recorded", "commitments": commitments})
            _append(connection, number, at, new.who, "decision_recorded", body)
            before = "recorded"
            for status, actor, told in (moves or {}).get(number, ()):
                connection.execute("UPDATE decisions SET status = ? WHERE id = ?", [status, number])
                body = _json({**told, "status": status, "before": before})
                _append(connection, number, clock().isoformat(timespec="microseconds"), actor, "status_changed", body)
                before = status


def _append(connection: sqlite3.Connection, decision_id: int | None, at: str, actor: str, kind: str, body: str) -> None:
    last = connection.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    seq, prev_hash = last or (0, "0" * 64)
    event = [seq + 1, decision_id, at, actor, kind, body, prev_hash]
    connection.execute(
        "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [*event, _sha256(["event 1", *event]).hex()]
    )


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _sha256(value: list[object]) -> bytes:
    return hashlib.sha256(_json(value).encode()).digest()


def _base64(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
