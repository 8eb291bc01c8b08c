"""Logs as earlier versions of this program left them, written without the code of today."""

import hashlib
import json
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


def older_log(path: Path, version: int, *decisions: NewDecision) -> None:
    """A log of schema 1 or 2: each field salted, and each commitment in hexadecimal."""
    clock = ticking()
    with Store.open(path, clock=clock, migrations=all_migrations()[:version]) as store:
        store.keep_policy("2026.11", POLICY_HASH, POLICY_TEXT)
    with closing(sqlite3.connect(path)) as connection, connection:
        for number, new in enumerate(decisions, start=1):
            at = clock().isoformat(timespec="microseconds")
            row: dict[str, object] = {name: getattr(new, name, at) for name in FIELDS_OF_SCHEMA_2}
            row |= {name: _json(row[name]) for name in ("classification", "answers", "ranking", "flags")}
            salts = {name: hashlib.md5(f"{number}{name}".encode()).hexdigest() for name in FIELDS_OF_SCHEMA_2}  # noqa: S324 - any 128 bits
            connection.execute(
                f"""
                INSERT INTO decisions (id, status, salts, {", ".join(f'"{name}"' for name in row)})
                VALUES (:id, 'recorded', :salts, {", ".join(f":{name}" for name in row)})
                """,  # noqa: S608 - only our own names
                {**row, "id": number, "salts": _json(salts)},
            )
            commitments = {name: _sha256(["field 1", salts[name], name, row[name]]) for name in row}
            (prev_hash,) = connection.execute("SELECT hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
            body = _json({"status": "recorded", "commitments": commitments})
            event = [number + 1, number, at, new.who, "decision_recorded", body, prev_hash]
            connection.execute(
                "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [*event, _sha256(["event 1", *event])]
            )


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _sha256(value: list[object]) -> str:
    return hashlib.sha256(_json(value).encode()).hexdigest()
