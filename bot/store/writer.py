"""The server's way to the decision log: one thread that writes, one that reads, and an event loop that never waits.

The writer commits whatever is waiting together: one wait for the disk serves all of it. Nobody is told anything before
that commit is on disk.
"""

import asyncio
import fcntl
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

from bot.store import drafts, uploads
from bot.store.arrivals import Arrival, watch
from bot.store.database import open_for_writing, prove_writable, transaction
from bot.store.driver import Database, sqlite3
from bot.store.errors import StoreError, explained
from bot.store.open_files import OpenFiles
from bot.store.schema import all_migrations
from bot.store.store import Reader, Store

T = TypeVar("T")
Work = Callable[[Database, datetime], T]
"""Something to write, given the open database, inside a transaction, and the moment."""

WAIT = 2.0
"""Seconds to wait for another program that holds the lock; Slack waits three for an answer."""

MOST_AT_ONCE = 256
"""Works committed together at most."""

_LOOK_SECONDS = 1.0
"""How often an idle writer looks whether another program has written to the log."""

_AT_A_TIME = 4
"""Tasks that go on in one turn of the event loop."""


class Writer:
    """The only write connection of the server. What `run` has returned is on disk."""

    def __init__(self, path: Path, clock: Callable[[], datetime], wait: float) -> None:
        """Use `Writer.start`."""
        self._path = path
        self._clock = clock
        self._wait = wait
        self._waiting: queue.SimpleQueue[_Waiting[Any] | None] = queue.SimpleQueue()
        self._stopping = False
        self._arrived: set[Arrival] = set()
        """What the works of this batch have put down."""
        self._told: dict[Arrival, tuple[asyncio.AbstractEventLoop, Callable[[], None]]] = {}
        """Who is told of it."""
        self._written_by_others: int
        """As SQLite counts it."""
        self._files: OpenFiles
        self._started: Future[None] = Future()
        self._stopped: Future[None] = Future()
        # A daemon, so that a server that dies without `stop` does not hang. The log survives an end at any moment.
        self._thread = threading.Thread(target=self._live, name="writer", daemon=True)

    @classmethod
    def start(cls, path: Path, clock: Callable[[], datetime], *, wait: float = WAIT) -> Self:
        """Open the log as `Store.open` does, and remove what is too old. Blocks: call it before anything is served.

        Raises StoreError, also where another server has the log.
        """
        writer = cls(path, clock, wait)
        writer._thread.start()
        writer._started.result()
        return writer

    async def run(self, work: Work[T]) -> T:
        """What the work returns, once it is on disk together with everything else that it has written.

        A work that raises has changed nothing, and others that were waiting are not affected. Raises StoreError where
        the log cannot be written. A task that is cancelled while it waits may find its work done.
        """
        if self._stopping:
            raise StoreError("The server is stopping; please try again in a moment.")
        waiting = _Waiting(work, asyncio.get_running_loop())
        self._waiting.put(waiting)
        await waiting.settled
        return waiting.outcome()

    def tell_of(self, arrival: Arrival, tell: Callable[[], None]) -> None:
        """Have `tell` called, on the running event loop, whenever such a thing is on disk and waits.

        What another program writes may be anything: it is told of within a second or two.
        """
        self._told[arrival] = asyncio.get_running_loop(), tell

    async def prove(self) -> None:
        """Raises StoreError where a decision could not be kept now; writes to the file what stands there anyway."""

        def work(db: Database, _: datetime) -> None:
            self._files.prove_room()
            prove_writable(db)

        await self.run(work)

    async def stop(self) -> None:
        """Finish what is waiting, fold the write-ahead log into the database, and let go of the file."""
        if not self._stopping:
            self._stopping = True
            self._waiting.put(None)
        await asyncio.shield(asyncio.wrap_future(self._stopped))

    def _live(self) -> None:
        try:
            with _only_server(self._path), closing(self._open()) as db:
                with explained(self._path, self._wait):
                    self._files = OpenFiles.of(self._path)
                self._written_by_others = _written_by_others(db)
                self._started.set_result(None)
                while batch := self._next_batch(db):
                    self._commit(db, batch)
                with explained(self._path, self._wait):
                    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except BaseException as error:  # noqa: BLE001 - raised in whoever waits for the start or the stop
            (self._stopped if self._started.done() else self._started).set_exception(error)
        else:
            self._stopped.set_result(None)

    def _open(self) -> Database:
        with explained(self._path, self._wait), ExitStack() as on_error:
            db = open_for_writing(self._path, self._clock(), self._wait, all_migrations())
            on_error.enter_context(closing(db))
            with transaction(db):
                drafts.purge(db, self._clock())
                uploads.purge(db, self._clock())
            watch(db, self._arrived.add)
            on_error.pop_all()
        return db

    def _next_batch(self, db: Database) -> list["_Waiting[Any]"]:
        """Everything that is waiting, once something is; empty when it is time to stop."""
        batch: list[_Waiting[Any]] = []
        while len(batch) < MOST_AT_ONCE:
            try:
                waiting = self._waiting.get(block=not batch, timeout=_LOOK_SECONDS)
            except queue.Empty:
                if batch:
                    break
                self._look_for_others(db)
                continue
            if waiting is None:
                if batch:
                    self._waiting.put(None)  # after this batch
                break
            batch.append(waiting)
        return batch

    def _look_for_others(self, db: Database) -> None:
        """Tell everybody where another program has written to the log, such as one that erases something."""
        with suppress(sqlite3.Error):  # the next write says what is wrong with the file
            count = _written_by_others(db)
            if count != self._written_by_others:
                self._written_by_others = count
                self._tell(self._told.keys())

    def _tell(self, arrivals: Iterable[Arrival]) -> None:
        for arrival in arrivals:
            loop, tell = self._told[arrival]
            loop.call_soon_threadsafe(tell)

    def _commit(self, db: Database, batch: "list[_Waiting[Any]]") -> None:
        self._arrived.clear()
        try:
            with explained(self._path, self._wait):
                self._files.check()
                with transaction(db):
                    for waiting in batch:
                        self._attempt(db, waiting)
                self._files.check()  # again: nobody is told of what is in a file that is gone
        except BaseException as error:  # noqa: BLE001 - raised in every task whose work is lost with the batch
            for waiting in batch:
                waiting.fail(error)
            self._arrived.clear()
        for loop, settled in _by_loop(batch).items():
            loop.call_soon_threadsafe(_settle, loop, settled)
        self._tell(self._arrived & self._told.keys())

    def _attempt(self, db: Database, waiting: "_Waiting[Any]") -> None:
        """Do one work so that its failure is its own. Raises what ended the whole transaction, such as a full disk."""
        db.execute("SAVEPOINT work")
        try:
            with explained(self._path, self._wait):
                waiting.succeed(waiting.work(db, self._clock()))
        except Exception as error:
            if not db.conn.in_transaction:
                raise
            db.execute("ROLLBACK TO work")
            waiting.fail(error)
        db.execute("RELEASE work")


class Readers:
    """Reads for the server on a thread of their own. Each sees everything that `Writer.run` has returned before."""

    def __init__(self, thread: ThreadPoolExecutor, reader: Reader) -> None:
        """Use `Readers.start`."""
        self._thread = thread
        self._reader = reader

    @classmethod
    def start(cls, path: Path, *, wait: float = WAIT) -> Self:
        """Open the log as `Store.read` does, after the writer has started. Raises StoreError."""
        thread = ThreadPoolExecutor(1, thread_name_prefix="reader")
        try:
            return cls(thread, thread.submit(Store.read, path, wait=wait).result())
        except BaseException:
            thread.shutdown()
            raise

    async def run(self, read: Callable[[Reader], T]) -> T:
        """What is read; raises what reading raises."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, read, self._reader)

    async def stop(self) -> None:
        """Let go of the file, after the reads that are waiting. Stop it before the writer, which tidies up the file."""
        await self.run(Reader.close)
        self._thread.shutdown()


class _Waiting(Generic[T]):
    """A work that waits for its commit, and what became of it."""

    def __init__(self, work: Work[T], loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.loop = loop
        self.settled: asyncio.Future[None] = loop.create_future()
        self.outcome: Callable[[], T]

    def succeed(self, value: T) -> None:
        self.outcome = lambda: value

    def fail(self, error: BaseException) -> None:
        def outcome() -> T:
            raise error

        self.outcome = outcome


def _written_by_others(db: Database) -> int:
    """Changes whenever another connection commits to the file."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])


def _by_loop(batch: list[_Waiting[Any]]) -> dict[asyncio.AbstractEventLoop, list[_Waiting[Any]]]:
    waiting_in: dict[asyncio.AbstractEventLoop, list[_Waiting[Any]]] = {}
    for waiting in batch:
        waiting_in.setdefault(waiting.loop, []).append(waiting)
    return waiting_in


def _settle(loop: asyncio.AbstractEventLoop, batch: list[_Waiting[Any]]) -> None:
    """Lets them go on a few at a time, so that a large batch does not keep the loop from everything else."""
    for waiting in batch[:_AT_A_TIME]:
        if not waiting.settled.done():  # whoever was cancelled waits no more
            waiting.settled.set_result(None)
    if later := batch[_AT_A_TIME:]:
        loop.call_soon(_settle, loop, later)


@contextmanager
def _only_server(path: Path) -> Iterator[None]:
    """Hold the lock that says that a server has this log; the system lets go of it however the process ends."""
    lock = path.resolve()
    lock = lock.with_name(f"{lock.name}.server-lock")
    with explained(path, 0):
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(
                f"Another server is using the decision log at {path}; stop that one, or name another file."
            ) from error
        yield
    finally:
        os.close(descriptor)
