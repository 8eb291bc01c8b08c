"""The decision log as the rest of the bot sees it: one object to read with, one to write with."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlite_utils import Database

from bot.store import decisions, events, policies, verification
from bot.store.database import open_for_reading, open_for_writing, snapshot, transaction
from bot.store.decisions import NewDecision, RecordedDecision, Status
from bot.store.errors import StoreError, explained
from bot.store.events import Event
from bot.store.policies import KeptPolicy
from bot.store.schema import Migration, all_migrations
from bot.store.verification import Broken, Verified

WAIT = 10.0
"""Seconds to wait for another program that holds the lock."""


class Reader:
    """A decision log to read. It never writes, and every method raises StoreError when the file lets it down."""

    def __init__(self, db: Database, path: Path, wait: float) -> None:
        """Use `Store.read` or `Store.open`."""
        self._db = db
        self._path = path
        self._wait = wait

    def decision(self, decision_id: int) -> RecordedDecision:
        """The decision with this number; raises NoSuchDecisionError."""
        with self._reading() as db:
            return decisions.by_id(db, decision_id)

    def decisions(
        self, words: str = "", *, since: datetime | None = None, until: datetime | None = None, limit: int = 50
    ) -> list[RecordedDecision]:
        """The newest decisions recorded from `since` on and before `until`, newest first.

        With `words`, only those whose text has all of them (the first six); the last may be the beginning of a word.
        """
        with self._reading() as db:
            return decisions.newest_first(db, words, since, until, limit)

    def history(self, decision_id: int) -> list[Event]:
        """Everything that happened to a decision, oldest first; raises NoSuchDecisionError."""
        with self._reading() as db:
            decisions.by_id(db, decision_id)
            return events.of_decision(db, decision_id)

    def policy(self, sha256: str) -> KeptPolicy | None:
        """The policy with this hash, as it was; None where it was never kept."""
        with self._reading() as db:
            return policies.by_hash(db, sha256)

    def latest_policy(self) -> KeptPolicy | None:
        """The policy that came into force last; None in an empty log."""
        with self._reading() as db:
            return policies.latest(db)

    def verify(self, *, expected_head: str | None = None) -> Verified | Broken:
        """Check that nothing was changed; with a head noted earlier, also that nothing was cut off since."""
        with self._reading() as db:
            return verification.verify(db, expected_head)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        with explained(self._path, self._wait), snapshot(self._db):
            yield self._db


class Store(Reader):
    """A decision log to write to. What a method has returned is on disk; what raised has changed nothing."""

    def __init__(self, db: Database, path: Path, wait: float, clock: Callable[[], datetime]) -> None:
        """Use `Store.open`."""
        super().__init__(db, path, wait)
        self._clock = clock

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Callable[[], datetime],
        wait: float = WAIT,
        migrations: tuple[Migration, ...] | None = None,
    ) -> Self:
        """Open a log, creating the file and its folder, or bringing an older one up to date with a backup beside it.

        `clock` tells the time, with its zone. `wait` is how many seconds to wait for another program that holds the
        lock. Raises StoreError, having changed nothing.
        """
        with explained(path, wait):
            return cls(open_for_writing(path, clock(), wait, migrations or all_migrations()), path, wait, clock)

    @staticmethod
    def read(path: Path, *, wait: float = WAIT) -> Reader:
        """Open a log for reading only; raises NoLogYetError where there is none, and StoreError."""
        with explained(path, wait):
            return Reader(open_for_reading(path, wait, all_migrations()), path, wait)

    def keep_policy(self, version: str, sha256: str, toml: str, *, actor: str = "sourcing") -> None:
        """Keep a policy's text, and tell in the chain that it is in force, unless it is in force already.

        Raises ValueError where `sha256` is not the hash of `toml` in UTF-8.
        """
        with self._writing() as db:
            policies.keep(db, KeptPolicy(version, sha256, toml), actor, self._clock())

    def record(self, new: NewDecision) -> RecordedDecision:
        """Put a decision on the record; it is on disk when this returns. Raises ValueError for a policy never kept."""
        with self._writing() as db:
            return decisions.record(db, new, self._clock())

    def change_status(self, decision_id: int, status: Status, *, actor: str, reason: str) -> RecordedDecision:
        """Move a decision on. Raises NoSuchDecisionError, and StoreError where it stands there already."""
        with self._writing() as db:
            return decisions.change_status(db, decision_id, status, actor, reason, self._clock())

    def erase(self, decision_id: int, fields: AbstractSet[str], *, actor: str, reason: str) -> RecordedDecision:
        """Erase what is personal in a decision from the file, and leave a gap that verifies.

        Backups keep what they hold until they expire. Raises NoSuchDecisionError, and ValueError for a field that
        cannot be erased.
        """
        with self._writing() as db:
            erased = decisions.erase(db, decision_id, fields, actor, reason, self._clock())
        with explained(self._path, self._wait):
            (blocked, *_) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if blocked:
            raise StoreError(
                f"Decision {decision_id} is erased, but its words stay in {self._path}-wal "
                "until the other programs that have the log open are closed."
            )
        return erased

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with explained(self._path, self._wait), transaction(self._db):
            yield self._db
