"""A long log, written with plain SQL: recording a million decisions one by one would take an hour.

Its rows are as the bot writes them, but for their seals and the hashes of its events, which nothing that is found
depends on: `sourcing verify` would refuse it.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.current_policy import CurrentPolicy
from bot.store import Status, Store, policies
from bot.store.columns import insert_into, json_column, time_column
from bot.store.decision import IN_ROW, columns_of
from bot.store.driver import Database, sqlite3
from tests.ordeals.recording import typical

FIRST = datetime(2023, 11, 1, 8, tzinfo=UTC)
YEARS = 3
PEOPLE, REVIEWERS, CHANNELS = 5_000, 60, 400
PRIVATE = 0.2
"""Of the channels. Each decision but a third is posted in one."""
PLACES = ("Manila", "Kraków", "Porto", "Pune", "Cebu", "Lyon", "Leeds", "Bogotá", "Cluj", "Riga", "Brno", "Tunis")
COUNTRIES = ("GB", "DE", "FR", "US", "NL", "ES", "PL", "IE", "SE", "IT", "CH", "AT")
MODELS = ("in_house", "domestic_outsourcing", "nearshore_outsourcing", "offshore_captive", "hybrid")
_STATUSES = (
    *[Status.RECORDED] * 4,
    *[Status.ACCEPTED] * 10,
    *[Status.OVERRIDDEN] * 4,
    Status.WITHDRAWN,
    Status.DISCARDED,
)
_WHY = (
    "The works council agreed to keep it here.",
    "The price is too high there.",
    "Nobody there knows the system yet.",
)
_AT_A_TIME = 10_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work, as somebody writes it."""

    id: str
    label: str


def kinds() -> tuple[Kind, ...]:
    """The kinds of work of the default policy."""
    return tuple(Kind(each.id, each.label.lower()) for each in CurrentPolicy(None).loaded().policy.works)


def fill(path: Path, many: int, seed: int = 7) -> None:
    """A log of so many decisions, over three years."""
    new, kept = typical()
    with Store.open(path, clock=lambda: FIRST) as store:
        store.write(lambda db, at: policies.keep(db, at, kept, actor="bench"))
        like = columns_of(new, FIRST)
        store.write(lambda db, _: _fill(db, many, like, random.Random(seed)))


def _fill(db: Database, many: int, like: dict[str, Any], rng: random.Random) -> None:
    guards = db.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND (name LIKE '%facets' OR name LIKE '%digests')"
    ).fetchall()
    for name, _ in guards:
        db.execute(f"DROP TRIGGER {name}")
    rows = _rows(many, like, rng)
    for _ in range(0, many, _AT_A_TIME):
        decisions, events, words, posts = [], [], [], []
        for _ in range(_AT_A_TIME):
            row = next(rows, None)
            if row is None:
                break
            decisions.append(row.decision)
            events += row.events
            words += row.words
            posts += row.posts
        db.conn.executemany(insert_into("decisions", ("id", *IN_ROW)), decisions)
        db.conn.executemany(
            "INSERT INTO events (seq, decision_id, at, actor, kind, body, prev_hash, hash) "
            "VALUES (?, ?, ?, ?, ?, ?, x'', randomblob(32))",
            events,
        )
        db.conn.executemany("INSERT INTO words_given (event, decision_id, words, salt) VALUES (?, ?, ?, '')", words)
        db.conn.executemany(
            "INSERT INTO posts (decision_id, channel, ts, thread_ts, private, posted_at) VALUES (?, ?, ?, NULL, ?, ?)",
            posts,
        )
    db.execute(
        "INSERT INTO waits (decision_id, since, state) SELECT id, recorded_at, 'planned' FROM decisions "
        "WHERE status = 'recorded' AND id IN (SELECT decision_id FROM posts)"
    )
    db.execute("INSERT OR IGNORE INTO facets SELECT * FROM facets_told ORDER BY facet, value, decision_id")
    for counted in ("digest_new", "digest_waiting", "digest_decided"):
        db.execute(f"INSERT OR IGNORE INTO {counted} SELECT * FROM {counted}_told ORDER BY 1, 2, 3, 4, 5")  # noqa: S608 - one of the three tables named above
    for _, sql in guards:
        db.execute(sql)


@dataclass(slots=True)
class _Row:
    decision: dict[str, Any]
    events: list[tuple[Any, ...]]
    words: list[tuple[Any, ...]]
    posts: list[tuple[Any, ...]]


def _rows(many: int, like: dict[str, Any], rng: random.Random) -> Iterator[_Row]:
    works = kinds()
    answers = json.loads(like["answers"])
    seq = 1
    step = timedelta(days=365 * YEARS) / many
    for number in range(1, many + 1):
        work = works[min(int(rng.paretovariate(0.9)) - 1, len(works) - 1)]
        at = FIRST + step * number
        status = rng.choice(_STATUSES)
        asker, model = _person(rng), rng.choice(MODELS)
        text = f"Move {work.label} for {rng.randrange(5, 900)} people from {rng.choice(PLACES)} to {rng.choice(PLACES)}"
        given = {**answers, "work": work.id, "data_sensitivity": rng.choice(("none", "ordinary_personal", "special"))}
        decision = {
            **like,
            "id": number,
            "status": str(status),
            "policy": 1,
            "salts": '""',
            "text": text,
            "who": asker,
            "home_country": rng.choice(COUNTRIES),
            "answers": json_column(given),
            "recommended": model,
            "recorded_at": time_column(at),
        }
        seq += 1
        events = [(seq, number, time_column(at), asker, "decision_recorded", '{"status":"recorded"}')]
        words, posts = [], []
        if status is not Status.RECORDED:
            seq += 1
            chosen = model if status is Status.ACCEPTED else rng.choice(MODELS)
            verbs = {"accepted": "accept", "overridden": "override", "withdrawn": "withdraw", "discarded": "discard"}
            body: dict[str, Any] = {"verb": verbs[status], "status": status, "before": "recorded", "role": "reviewer"}
            if status in {Status.ACCEPTED, Status.OVERRIDDEN}:
                body |= {"model": chosen}
            if status is Status.OVERRIDDEN:
                body |= {"ready_reason": "law", "commitment": "x"}
                words = [(seq, number, rng.choice(_WHY))]
            by = f"UREV{rng.randrange(REVIEWERS)}" if status in {Status.ACCEPTED, Status.OVERRIDDEN} else asker
            later = time_column(at + timedelta(hours=rng.randrange(1, 100)))
            events.append((seq, number, later, by, "status_changed", json_column(body)))
        if rng.random() < 2 / 3:
            channel = min(int(rng.paretovariate(0.7)) - 1, CHANNELS - 1)
            posts = [(number, f"C{channel}", f"{number}.0", int(channel % 5 == 4), time_column(at))]
        yield _Row({name: decision[name] for name in ("id", *IN_ROW)}, events, words, posts)


def _person(rng: random.Random) -> str:
    return f"U{min(int(rng.paretovariate(0.6)) - 1, PEOPLE - 1)}"


def size_of(path: Path) -> int:
    """Bytes on disk."""
    with sqlite3.connect(path) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(size)
