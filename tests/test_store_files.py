"""What the decision log promises about its file: private, migrated with a backup, refused with a sentence."""

import dataclasses
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.store import NewDecision, NoLogYetError, Store, StoreError, Verified
from bot.store.driver import safe_for_writing, sqlite3
from bot.store.schema import Migration, all_migrations
from tests.older_logs import older_log
from tests.sample_decisions import START, open_store, request, ticking

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.db"


def refusal(open_log: Callable[[], AbstractContextManager[object]]) -> str:
    """The one sentence with which a log refuses to be opened or used."""
    with pytest.raises(StoreError) as refused, open_log():
        pass
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """A folder of an ordinary user, who is the one to run the test: permissions do not bind root."""
    with TemporaryDirectory() as shared:
        Path(shared).chmod(0o755 if os.geteuid() else 0o777)
        open_store(Path(shared, "first.db")).close()  # imports what that user may not be allowed to read
        with _ordinary_user():
            folder = Path(shared, "own")
            folder.mkdir()
            yield folder
            folder.chmod(0o700)


@contextmanager
def _ordinary_user() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


# Starting a log


def test_a_log_is_made_with_its_folder_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    with open_store(folder / "decisions.db") as store:
        store.record(request())
        assert {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()} == {
            "decisions.db": 0o600,
            "decisions.db-shm": 0o600,
            "decisions.db-wal": 0o600,
        }
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["with space.db", "100%?#&mode=memory.db", "été 😀.db"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    with open_store(tmp_path / name) as store:
        store.record(request())
    assert (tmp_path / name).exists()
    with Store.read(tmp_path / name) as reader:
        assert len(reader.decisions()) == 1


def test_an_empty_file_becomes_a_log(path: Path) -> None:
    path.touch()
    with open_store(path) as store:
        assert store.record(request()).id == 1


def test_a_reader_of_a_log_that_was_never_started_is_told_how_to_start_one(path: Path) -> None:
    expected = f"There is no decision log at {path} yet; `sourcing ask` starts one."
    assert refusal(lambda: Store.read(path)) == expected
    path.touch()
    assert refusal(lambda: Store.read(path)) == expected
    with pytest.raises(NoLogYetError):
        Store.read(path)
    assert path.stat().st_size == 0


def test_a_reader_cannot_write(path: Path) -> None:
    open_store(path).close()
    with Store.read(path) as reader, pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader._db.execute("DELETE FROM events")
    assert not hasattr(reader, "record")


def test_a_log_on_read_only_media_can_be_read(own_folder: Path) -> None:
    path = own_folder / "decisions.db"
    with open_store(path) as store:
        store.record(request())
    path.chmod(0o400)
    own_folder.chmod(0o500)
    with Store.read(path) as reader:
        assert isinstance(reader.verify(), Verified)
    assert list(own_folder.iterdir()) == [path]


# Migrations


def an_older_log(path: Path) -> None:
    """A log as the first version of the schema had it."""
    older_log(path, 1, request(text="An old request for payroll"))


@pytest.mark.parametrize("version", range(1, 7))
def test_an_older_log_is_migrated_with_its_chain_intact_and_a_copy_of_it_beside(path: Path, version: int) -> None:
    older_log(path, version, request(text="An old request for payroll"), request(text="Another"), request(who="U2"))
    before = dump(path)

    with Store.open(path, clock=lambda: datetime(2026, 12, 1, 8, 30, tzinfo=UTC)) as store:
        old_state = store.verify()
        assert isinstance(old_state, Verified)
        assert (old_state.decisions, old_state.events, old_state.head) == (3, 4, before["events"][-1][-1])
        assert [decision.text for decision in store.decisions("payroll")] == ["An old request for payroll"]
        oldest = store.decision(1)
        assert (oldest.origin, oldest.supersedes, oldest.erased) == ({}, None, frozenset())
        assert store.record(dataclasses.replace(request(), supersedes=1)).id == 4
        store.erase(2, {"text", "origin"}, actor="U9", reason="")
        assert isinstance(store.verify(expected_head=old_state.head), Verified)

    backup = path.with_name(f"decisions.db.v{version}.20261201T083000.000000Z.backup")
    assert sorted(path.parent.glob("*.backup")) == [backup]
    assert backup.stat().st_mode & 0o777 == 0o600
    assert dump(backup) == before


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of what the first version of the schema already had."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608 - only our own names
            for table in ("events", "decisions", "policies")
        }


def test_a_log_that_is_up_to_date_is_not_copied(path: Path) -> None:
    open_store(path).close()
    open_store(path).close()
    assert list(path.parent.glob("*.backup")) == []


def test_a_reader_does_not_migrate(path: Path) -> None:
    an_older_log(path)
    before = path.read_bytes()
    assert "from an older version" in refusal(lambda: Store.read(path))
    assert path.read_bytes() == before


def test_a_migration_that_fails_changes_nothing(path: Path) -> None:
    with open_store(path) as store:
        store.record(request())
        before = store.verify()
    broken = (*all_migrations(), Migration("0004_broken", "CREATE TABLE a (b); INSERT INTO nonsense VALUES (1);"))
    assert "no such table" in refusal(lambda: Store.open(path, clock=ticking(), migrations=broken))
    with open_store(path) as store:
        assert store.verify() == before
        assert ("a",) not in store._db.execute("SELECT name FROM sqlite_schema").fetchall()


def test_a_newer_log_is_refused_untouched(path: Path) -> None:
    newer = (*all_migrations(), Migration("9999_later", "CREATE TABLE later (a);"))
    with Store.open(path, clock=ticking(), migrations=newer):
        pass
    before = path.read_bytes()
    for open_log in (lambda: Store.open(path, clock=ticking()), lambda: Store.read(path)):
        sentence = refusal(open_log)
        schemas = f"(schema {len(newer)}, this one knows {len(newer) - 1})"
        assert f"written by a newer version of this program {schemas}" in sentence
        assert "install that version or a later one" in sentence
    assert path.read_bytes() == before


def test_a_log_with_another_history_is_refused(path: Path) -> None:
    first, second, *later = all_migrations()
    edited = Migration(second.name, second.sql + "-- edited")
    with Store.open(path, clock=ticking(), migrations=(first, edited, *later)):
        pass
    assert "built by another edition of this program" in refusal(lambda: Store.open(path, clock=ticking()))


# Files that are no decision log


def test_a_folder_is_refused(tmp_path: Path) -> None:
    expected = f"{tmp_path} is a folder; name a file in it, for example {tmp_path}/decisions.db."
    assert refusal(lambda: open_store(tmp_path)) == expected
    assert refusal(lambda: Store.read(tmp_path)) == expected


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    sentence = refusal(lambda: open_store(tmp_path / "file" / "decisions.db"))
    assert "cannot be kept at" in sentence
    assert "name another place for it" in sentence


def test_a_folder_that_may_not_be_written_is_named(own_folder: Path) -> None:
    own_folder.chmod(0o500)
    sentence = refusal(lambda: open_store(own_folder / "new" / "decisions.db"))
    assert sentence.endswith("(permission denied); name another place for it.")


@pytest.mark.parametrize("content", [b"hello", b"x" * 100_000, b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_file_that_is_no_database_is_refused_untouched(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for open_log in (lambda: open_store(path), lambda: Store.read(path)):
        assert refusal(open_log) == f"{path} is not a database; name another file for the decision log."
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused_untouched(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE photographs (name)")
    before = path.read_bytes()
    for open_log in (lambda: open_store(path), lambda: Store.read(path)):
        assert refusal(open_log) == (
            f"{path} is the database of another program; name another file for the decision log."
        )
    assert path.read_bytes() == before


def test_a_damaged_log_says_so(path: Path) -> None:
    with open_store(path) as store:
        for number in range(50):
            store.record(request(text=f"request {number} " * 50))
    content = bytearray(path.read_bytes())
    content[3 * 4096 :] = b"\xff" * (len(content) - 3 * 4096)
    path.write_bytes(content)
    for open_log in (lambda: open_store(path), lambda: Store.read(path)):
        assert refusal(open_log) == (
            f"The decision log at {path} is damaged; set the file aside and put the latest backup in its place."
        )


# Files that cannot be written now


def record(store: Store, new: NewDecision) -> str:
    """The sentence with which recording is refused."""
    with pytest.raises(StoreError) as refused:
        store.record(new)
    return str(refused.value)


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o500, 0o600), (0o700, 0o400)])
def test_a_read_only_log_is_named_and_unharmed(own_folder: Path, folder_mode: int, file_mode: int) -> None:
    path = own_folder / "decisions.db"
    with open_store(path) as store:
        store.record(request())
    path.chmod(file_mode)
    own_folder.chmod(folder_mode)
    assert refusal(lambda: recording(path)) == (
        f"The decision log at {path} is read-only; allow this user to write to it and to its folder, "
        "or name another file."
    )
    own_folder.chmod(0o700)
    path.chmod(0o600)
    with open_store(path) as store:
        assert isinstance(store.verify(), Verified)
        assert len(store.decisions()) == 1


@contextmanager
def recording(path: Path) -> Iterator[None]:
    """Open a log that exists, and record one more decision."""
    with Store.open(path, clock=ticking()) as store:
        store.record(request())
        yield


def test_a_log_that_this_user_may_not_open_is_named(own_folder: Path) -> None:
    path = own_folder / "decisions.db"
    open_store(path).close()
    path.chmod(0)
    for open_log in (lambda: open_store(path), lambda: Store.read(path)):
        assert refusal(open_log) == (
            f"The decision log at {path} cannot be opened; check that this user may read and write it and its folder."
        )


def test_a_log_that_another_program_keeps_locked_is_named_after_the_wait(path: Path) -> None:
    with open_store(path, wait=0.05) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert record(store, request()) == (
            f"The decision log at {path} has been locked by another program for 0.05 seconds; "
            "close that program or try again."
        )
        other.execute("ROLLBACK")
        assert store.record(request()).id == 1


def test_a_log_that_another_program_has_to_itself_is_named_too(path: Path) -> None:
    open_store(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        for open_log in (lambda: open_store(path, wait=0.05), lambda: Store.read(path, wait=0.05)):
            assert "locked by another program for 0.05 seconds" in refusal(open_log)


@contextmanager
def locked_for_a_moment(path: Path) -> Iterator[None]:
    """Another connection holds the write lock, and lets it go after 0.2 seconds."""
    locked = threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            locked.set()
            threading.Event().wait(0.2)
            other.execute("ROLLBACK")

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait()
    yield
    holder.join()


def test_a_lock_that_is_let_go_in_time_is_waited_for(path: Path) -> None:
    with open_store(path, wait=30) as store, locked_for_a_moment(path):
        assert store.record(request()).id == 1


def test_a_log_that_another_program_is_just_starting_is_waited_for(path: Path) -> None:
    path.touch()
    with locked_for_a_moment(path), open_store(path, wait=30) as store:
        assert store.record(request()).id == 1


def test_a_full_disk_is_named_and_nothing_recorded_is_harmed(path: Path) -> None:
    with open_store(path) as store:
        store.record(request())
        (pages,) = store._db.execute("PRAGMA page_count").fetchone()
        store._db.execute(f"PRAGMA max_page_count = {pages}")
        assert record(store, request(text="no room for this " * 1000)) == (
            f"There is no room left on the disk for the decision log at {path}; free some space and try again."
        )
        assert [decision.id for decision in store.decisions()] == [1]
        store._db.execute("PRAGMA max_page_count = 1000000")
        assert store.record(request()).id == 2
        verified = store.verify()
        assert isinstance(verified, Verified)
        assert (verified.decisions, verified.events) == (2, 3)


def test_a_backup_that_finds_no_room_stops_the_migration(path: Path) -> None:
    an_older_log(path)
    taken = path.with_name(f"decisions.db.v1.{START:%Y%m%dT%H%M%S.%fZ}.backup")
    taken.touch()
    assert "file exists" in refusal(lambda: Store.open(path, clock=ticking()))
    assert taken.stat().st_size == 0
    taken.unlink()
    with Store.open(path, clock=ticking()) as store:
        assert isinstance(store.verify(), Verified)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_only_a_sqlite_without_the_wal_reset_bug_may_write(version: tuple[int, ...], safe: bool) -> None:
    assert safe_for_writing(version) is safe


def test_an_unsafe_sqlite_is_refused_for_writing_and_allowed_for_reading(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(path).close()
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    assert "install pysqlite3, or SQLite 3.51.3 or later" in refusal(lambda: open_store(path))
    with Store.read(path) as reader:
        assert isinstance(reader.verify(), Verified)
