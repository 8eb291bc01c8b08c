"""The shape of the database, as migrations: a list that only ever grows at its end.

`PRAGMA user_version` counts the migrations that a database has been through, and the checksum of each is recorded in
it, so that a database from a newer version, or from another history, is recognised and left alone.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.store.driver import Database, sqlite3

if TYPE_CHECKING:
    import sqlite_utils

APPLICATION_ID = 0x534F5243
"""Marks a SQLite file as a decision log ("SORC"), so that no other program's database is ever taken for one."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: SQL that is never edited once released."""

    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Which SQL exactly was applied."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


@cache
def all_migrations() -> tuple[Migration, ...]:
    """Every migration there is: the files in `migrations`, in the order of their numbers."""
    found = [file for file in (files("bot.store") / "migrations").iterdir() if file.name.endswith(".sql")]
    migrations = (Migration(file.name.removesuffix(".sql"), file.read_text("utf-8")) for file in found)
    return tuple(sorted(migrations, key=lambda migration: migration.name))


@dataclass(frozen=True, slots=True)
class Shape:
    """What a file says about itself."""

    empty: bool
    application_id: int
    version: int
    """How many migrations it has been through."""
    checksums: tuple[tuple[str, str], ...]
    """Name and checksum of each of them."""

    @classmethod
    def of(cls, db: Database) -> "Shape":
        """Read the shape of an open database."""
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        (application_id,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        known = "migration_checksums" in tables
        checksums = db.execute("SELECT name, sha256 FROM migration_checksums ORDER BY name").fetchall() if known else []
        return cls(not tables, application_id, version, tuple(checksums))


def migrate(db: Database, migrations: tuple[Migration, ...]) -> None:
    """Bring the database up to the last of the migrations. Call it inside a transaction: all of it happens, or none."""
    import sqlite_utils  # here, because a log that is up to date is quicker to open without it

    pending = sqlite_utils.Migrations("sourcing")
    for migration in migrations:
        pending(name=migration.name)(_applying(migration))
    pending.apply(sqlite_utils.Database(db.conn))
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {len(migrations)}")


@cache
def _statements(script: str) -> tuple[str, ...]:
    """Each by itself: to run a script whole would commit the transaction. sqlite-utils looks for an end at each
    character anew, which takes most of the time that a new log does."""
    statements, begun = [], ""
    for part in script.split(";"):
        begun += part
        if sqlite3.complete_statement(f"{begun};"):
            statements.append(begun.strip())
            begun = ""
        else:
            begun += ";"  # of a trigger's body, or in words
    return tuple(filter(None, statements))


def _applying(migration: Migration) -> "Callable[[sqlite_utils.Database], None]":
    def apply(db: "sqlite_utils.Database") -> None:
        for statement in _statements(migration.sql):
            db.execute(statement)
        db.table("migration_checksums").insert({"name": migration.name, "sha256": migration.sha256})

    return apply
