"""Is the file made of what this version makes it of? Triggers guard the record, and a view can hide a table.

The tables, indexes and triggers are held against those of an empty log that is made on the spot.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache

from bot.store.driver import Database, sqlite3
from bot.store.schema import all_migrations, migrate
from bot.store.verdict import Broken

_KEEPS_ITS_OWN = frozenset({"_sqlite_migrations"})
"""Made by sqlite-utils, whose versions write it differently; nothing on the record depends on it."""
_STATISTICS = "sqlite_stat"
"""How the tables begin in which SQLite counts rows, where somebody asks it to."""

Makeup = Mapping[tuple[str, str], tuple[str, str | None]]
"""By kind and name: the table that it belongs to, and its SQL where that is ours."""


def empty_tables() -> Database:
    """The tables of a new log with what keeps them, in memory; the caller closes it."""
    fresh = _in_memory()
    fresh.conn.executescript("\n".join(migration.sql for migration in all_migrations()))
    return fresh


def _in_memory() -> Database:
    return Database(sqlite3.connect(":memory:", isolation_level=None))


def changed_tables(db: Database) -> Iterator[Broken]:
    """What is wrong with the tables and views: everything else is read from them."""
    yield from _differences(db, ("table", "view"))


def changed_guards(db: Database) -> Iterator[Broken]:
    """What is wrong with the triggers and indexes."""
    yield from _differences(db, ("trigger", "index"))


def _differences(db: Database, kinds: tuple[str, ...]) -> Iterator[Broken]:
    found, expected = _makeup(db), _expected()
    for kind, name in sorted(found.keys() | expected.keys()):
        if kind not in kinds or found.get((kind, name)) == expected.get((kind, name)):
            continue
        if (kind, name) not in found:
            wrong = "is missing"
        elif (kind, name) not in expected:
            wrong = "was added"
        else:
            wrong = "was changed"
        yield Broken("sqlite_schema", name, f"The {kind} {name} {wrong}.")


@cache
def _expected() -> Makeup:
    with closing(_in_memory()) as fresh:
        migrate(fresh, all_migrations())
        return _makeup(fresh)


def _makeup(db: Database) -> Makeup:
    """What the file is made of. SQLite writes the tables of a search index, and each version in its own way."""
    shadows = {name for (name,) in db.execute("SELECT name FROM pragma_table_list WHERE type = 'shadow'")}
    return {
        (kind, name): (table, None if name in shadows | _KEEPS_ITS_OWN else sql)
        for kind, name, table, sql in db.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema")
        if not name.startswith(_STATISTICS)
    }
