"""Opening the file: for writing, which creates and migrates it, or for reading, which changes nothing.

Write-ahead log with full sync: a commit that has returned survives a kill and a power cut. Files are readable by their
owner only; SQLite gives the files beside the database the permissions of the database itself.
"""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from bot.store import cards
from bot.store.driver import Database, safe_for_writing, sqlite3
from bot.store.errors import NoLogYetError, OlderLogError, ReadOnlyError, StoreError, is_busy
from bot.store.schema import APPLICATION_ID, Migration, Shape, migrate

_STATEMENTS = 512
"""Kept compiled; more than there are. The driver lets go of the one used least often, which is always the newest: once
there are too many, each is compiled anew whenever it is run, which with the triggers takes longer than running it."""


def open_for_writing(path: Path, now: datetime, wait: float, migrations: tuple[Migration, ...]) -> Database:
    """An open database at the last of the migrations, created or brought up to date if need be.

    An older database is copied beside itself first; the copy is named after its version and `now`. `wait` is how many
    seconds to wait for another writer. Raises StoreError, and lets errors of SQLite and of the file system through.
    """
    if not safe_for_writing(sqlite3.sqlite_version_info):
        raise StoreError(
            f"SQLite {sqlite3.sqlite_version} can damage a decision log that two programs write; install pysqlite3, "
            "or SQLite 3.51.3 or later."
        )
    _create(path)
    if os.access(path, os.R_OK) and not _writable(path):
        raise ReadOnlyError(path)
    with ExitStack() as on_error:
        db = on_error.enter_context(closing(_connect(path, "mode=rw", wait)))
        _refuse_foreign(Shape.of(db), path, migrations)
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")  # erased words are overwritten, not just forgotten
        db.execute("PRAGMA synchronous = FULL")
        if _journal_mode_wal(db, wait) != "wal":
            raise StoreError(f"The disk of {path} has no shared memory, as network disks often; name a local file.")
        _bring_up_to_date(db, path, now, wait, migrations)
        on_error.pop_all()
    return db


def open_for_reading(path: Path, wait: float, migrations: tuple[Migration, ...]) -> Database:
    """An open database that cannot be written to. Raises as `open_for_writing` does, and NoLogYetError."""
    _refuse_folder(path)
    if not path.exists() or path.stat().st_size == 0:
        raise NoLogYetError(path)
    with ExitStack() as on_error:
        db = on_error.enter_context(closing(_connect(path, _reading_mode(path), wait)))
        db.execute("PRAGMA query_only = ON")
        db.execute("PRAGMA trusted_schema = OFF")
        shape = Shape.of(db)
        _refuse_foreign(shape, path, migrations)
        if shape.empty:
            raise NoLogYetError(path)
        if shape.version < len(migrations):
            raise OlderLogError(path)
        on_error.pop_all()
    return db


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Everything inside is committed to disk together at the end, or not at all.

    The write lock is taken at the start: a transaction that reads first and asks for it later can fail halfway.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.commit()
    except BaseException:
        db.rollback()
        raise


def prove_writable(db: Database) -> None:
    """Write to the file what stands there anyway; raises what writing raises. Call it in a transaction."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    db.execute(f"PRAGMA user_version = {version}")


@contextmanager
def snapshot(db: Database) -> Iterator[None]:
    """Everything inside reads one and the same state, whatever others write meanwhile."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.rollback()


def _create(path: Path) -> None:
    _refuse_folder(path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        _create_private(path)


def _create_private(path: Path) -> None:
    """An empty file that only its owner may read; raises FileExistsError where there is one already."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a file in it, for example {path / 'decisions.db'}.")


def _writable(path: Path) -> bool:
    """Whether SQLite can write the database and the files beside it.

    Asked first, because SQLite gives those files the permissions of the database: beside a read-only one it would leave
    files that stay read-only when the database no longer is.
    """
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _connect(path: Path, mode: str, wait: float) -> Database:
    # Driver-level autocommit: no transaction begins unless `transaction` or `snapshot` begins it.
    uri = f"{path.absolute().as_uri()}?{mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None, cached_statements=_STATEMENTS)
    # Nothing that we write is invalid UTF-8; what somebody else wrote must not stop verification from naming it.
    connection.text_factory = lambda column: column.decode("utf-8", "surrogateescape")
    try:
        return Database(connection)
    except BaseException:
        connection.close()
        raise


def _journal_mode_wal(db: Database, wait: float) -> str:
    """Switch to the write-ahead log, and say which journal is in use now.

    For this one lock SQLite does not wait when two connections ask at once, as they do when two programs start a log
    at the same moment. So we do.
    """
    give_up = time.monotonic() + wait
    while True:
        try:
            (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() >= give_up:
                raise
            time.sleep(0.01)
        else:
            return str(mode)


def _reading_mode(path: Path) -> str:
    """Read-only; immutable where SQLite cannot keep its files beside the database, and nobody is writing to it."""
    log = path.with_name(f"{path.name}-wal")
    in_use = log.exists() and log.stat().st_size > 0
    return "mode=ro" if in_use or _writable(path) else "mode=ro&immutable=1"


def _refuse_foreign(shape: Shape, path: Path, migrations: tuple[Migration, ...]) -> None:
    """Stop before anything is changed in a file that is not ours, or not ours to understand."""
    if shape.empty:
        return
    if shape.application_id != APPLICATION_ID:
        raise StoreError(f"{path} is the database of another program; name another file for the decision log.")
    if shape.version > len(migrations):
        raise StoreError(
            f"The decision log at {path} was written by a newer version of this program "
            f"(schema {shape.version}, this one knows {len(migrations)}); install that version or a later one."
        )
    ours = tuple((migration.name, migration.sha256) for migration in migrations[: shape.version])
    if shape.checksums != ours:
        raise StoreError(
            f"The decision log at {path} was built by another edition of this program; use the edition that wrote it."
        )


def _bring_up_to_date(db: Database, path: Path, now: datetime, wait: float, migrations: tuple[Migration, ...]) -> None:
    if Shape.of(db).version == len(migrations):
        return
    with transaction(db):
        shape = Shape.of(db)  # again: another program may have migrated it while we waited for the lock
        _refuse_foreign(shape, path, migrations)
        if shape.version == len(migrations):
            return
        if not shape.empty:
            _back_up(path, shape.version, now, wait)
        migrate(db, migrations)
        if shape.version < cards.TOLD_SINCE <= len(migrations):
            cards.tell_of_older(db, now)


def _back_up(path: Path, version: int, now: datetime, wait: float) -> None:
    """Copy the database as it stands, through a connection of its own: VACUUM cannot run inside a transaction."""
    copy = path.with_name(f"{path.name}.v{version}.{now.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}.backup")
    _create_private(copy)
    try:
        with closing(_connect(path, "mode=ro", wait)) as db:
            db.execute("VACUUM INTO ?", [str(copy)])
        _sync(copy)
        _sync(copy.parent)
    except BaseException:
        copy.unlink()
        raise


def _sync(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
