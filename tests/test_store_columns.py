"""The record's columns are said once, beside the fields; what each of them needs is there, or a sentence says so."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import pytest

from bot.store import Verified
from bot.store.chain import event_hash
from bot.store.columns import NUMBER, PERSONAL_JSON, PERSONAL_TEXT, TEXT, TEXT_OR_NONE, declared
from bot.store.decision import COLUMNS, COMMITTED, ERASABLE, OF_POLICY, UNTOLD
from bot.store.driver import Database, sqlite3
from bot.store.event import CHAINED
from bot.store.event import COLUMNS as OF_EVENTS
from bot.store.make import empty_tables
from bot.store.schema import all_migrations
from scripts.write_migration import UNSAID, migration
from tests.sample_decisions import open_store, request

SEALED_IN_RELEASES = (
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
    "origin",
    "supersedes",
)
"""The order in which the seals of decisions on record hold their fields."""
FROM_THE_BEGINNING = SEALED_IN_RELEASES[:13]
NOT_SEALED = {"id", "status", "salts", "policy"}
"""Events name their decision, and tell of its status and of what was erased; a policy is sealed by its hash."""


@pytest.fixture
def empty() -> Iterator[Database]:
    """An empty log of this version."""
    with closing(empty_tables()) as db:
        yield db


def in_file(db: Database, table: str) -> list[str]:
    """The columns of a table in the file."""
    return [str(name) for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", [table])]


def test_every_column_of_a_decision_is_in_the_file_and_sealed(empty: Database) -> None:
    there = set(in_file(empty, "decisions")) - NOT_SEALED | OF_POLICY
    missing, unsealed = set(COMMITTED) - there, there - set(COMMITTED)
    assert not missing, f"NewDecision has {missing}, and the table has not: run `make migration NAME={min(missing)}`"
    assert not unsealed, f"the table has {unsealed}, which could be changed unseen: add a field to NewDecision"


def test_every_column_of_a_decision_is_guarded(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request())
        columns = set(in_file(store._db, "decisions")) - {"status", "salts"}
        unguarded = {name for name in columns if not refuses(store._db, "decisions", name)}
    assert not unguarded, (
        f"no trigger guards {unguarded}; the migration that adds a column has to name it in decisions_are_not_changed, "
        "or in erasable_fields_are_only_erased where it can be erased: `make migration` writes both"
    )


def test_what_can_be_erased_and_nothing_else_can_be_emptied(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request())
        columns = set(in_file(store._db, "decisions")) - {"id", "status", "salts"}
        emptied = {name for name in columns if not refuses(store._db, "decisions", name, empty=True)}
    assert emptied == ERASABLE


def test_every_column_of_an_event_is_declared_guarded_and_chained(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request())
        assert in_file(store._db, "events") == list(OF_EVENTS)
        unguarded = {name for name in OF_EVENTS if not refuses(store._db, "events", name)}
        event = next(store._db.query("SELECT * FROM events ORDER BY seq DESC LIMIT 1"))
    assert not unguarded, f"no trigger guards {unguarded} of the events"
    changed = {name: event_hash({**event, name: b"x" if name == "prev_hash" else "x"}) for name in OF_EVENTS}
    unchained = {name for name, digest in changed.items() if digest == event["hash"]}
    assert unchained == {"hash"}, f"the hash of an event does not cover {unchained - {'hash'}}"


def refuses(db: Database, table: str, column: str, *, empty: bool = False) -> bool:
    """Whether a trigger of ours refuses to have a column changed, or emptied."""
    (kind,) = db.execute("SELECT type FROM pragma_table_info(?) WHERE name = ?", [table, column]).fetchone()
    other = {"INTEGER": 99, "TEXT": "other", "BLOB": b"other"}[kind]
    db.execute("BEGIN")
    try:
        db.execute(f'UPDATE {table} SET "{column}" = ?', [None if empty else other])  # noqa: S608 - only our own names
    except sqlite3.IntegrityError as error:
        return "are not changed" in str(error) or "append-only" in str(error)
    finally:
        db.rollback()
    return False


def test_new_columns_come_after_those_that_are_sealed_already() -> None:
    assert COMMITTED[: len(SEALED_IN_RELEASES)] == SEALED_IN_RELEASES, (
        "the seals of decisions on record hold their fields in this order; add a new field at the end of NewDecision"
    )
    assert tuple(CHAINED) == ("seq", "decision_id", "at", "actor", "kind", "body", "prev_hash"), (
        "these columns make the hash of every event on record; what a new event tells goes into its details"
    )


def test_columns_that_came_later_say_what_older_decisions_hold(empty: Database) -> None:
    without = set(COMMITTED) - set(FROM_THE_BEGINNING) - UNTOLD.keys()
    assert not without, f"older decisions have no {without}: give the field a default in NewDecision"
    assert not UNTOLD.keys() & set(FROM_THE_BEGINNING), "every decision on record has these: they need no default"
    by_default = dict(empty.execute("SELECT name, dflt_value FROM pragma_table_info('decisions')").fetchall())
    for name, untold in UNTOLD.items():
        (older,) = empty.execute(f"SELECT {by_default[name] or 'NULL'}").fetchone()
        assert older == untold, f"a migration gives older decisions {older!r} for {name}, and NewDecision {untold!r}"


def test_every_migration_is_applied_and_each_has_a_number_of_its_own(tmp_path: Path) -> None:
    written = sorted(file.stem for file in Path(__file__).parents[1].glob("bot/store/migrations/*"))
    with open_store(tmp_path / "decisions.db") as store:
        names = store._db.execute("SELECT name FROM migration_checksums ORDER BY name").fetchall()
    applied = [str(name) for (name,) in names]
    assert applied == written == [each.name for each in all_migrations()]
    numbers = [name.partition("_")[0] for name in written]
    expected = [f"{number:04}" for number in range(1, len(written) + 1)]
    assert numbers == expected, "two migrations have one number, or a number is missing: rename the newest"
    unsaid = [each.name for each in all_migrations() if each.sql.startswith(UNSAID)]
    assert not unsaid, f"{unsaid} does not say at its head what it is for"


def test_a_field_that_does_not_say_how_it_is_kept_is_named() -> None:
    @dataclass
    class Wrong:
        text: Annotated[str, TEXT]
        review_on: str

    with pytest.raises(TypeError, match=re.escape("Wrong.review_on does not say how it is kept: give it a type such")):
        declared(Wrong)


def test_the_migration_that_is_written_adds_and_guards_what_is_missing(tmp_path: Path) -> None:
    later = {"review_on": TEXT_OR_NONE, "group": PERSONAL_TEXT, "more": PERSONAL_JSON, "weight": NUMBER}
    untold = {"review_on": None, "group": "it's", "more": "{}", "weight": 3}
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request())
        before = next(store._db.query("SELECT * FROM decisions"))
        assert migration(store._db, COLUMNS, UNTOLD) == ""
        store._db.conn.executescript(migration(store._db, {**COLUMNS, **later}, {**UNTOLD, **untold}))
        assert next(store._db.query("SELECT * FROM decisions")) == {**before, **untold}
        columns = set(in_file(store._db, "decisions")) - {"id", "status", "salts"}
        assert {name for name in columns if not refuses(store._db, "decisions", name)} == set()
        emptied = {name for name in columns if not refuses(store._db, "decisions", name, empty=True)}
        assert emptied == {*ERASABLE, "group", "more"}


def test_a_decision_comes_back_in_every_field(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request())
        new = replace(request(text="back\\slash \x00 \ud800"), origin={"from": "C1"}, supersedes=1, recommended=None)
        recorded = store.record(new)
        assert store.decision(recorded.id) == recorded
        assert {name: getattr(recorded, name) for name in declared(type(new))} == {
            name: getattr(new, name) for name in declared(type(new))
        }
        assert isinstance(store.verify(), Verified)
