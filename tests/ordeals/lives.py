"""One process of the bot after the other, each of which may end at any statement, on an event loop without threads.

The store, the scheduler, the sender and what posts are the real ones. In place of the threads on which the server reads
and writes, both happen at once, each work in a transaction of its own.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import ContextVar, copy_context
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

from bot.store import Reader, Readers, Writer
from bot.store.arrivals import Arrival, watch
from bot.store.database import open_for_writing, transaction
from bot.store.driver import Database, Parameters, sqlite3
from bot.store.schema import all_migrations
from bot.store.writer import Work

T = TypeVar("T")

_WAIT = 5.0
_SEEN_AFTER = 1.0
"""Seconds after which a process sees what another has written."""


class _Ended(BaseException):
    """This was the last statement of its process."""


class Life:
    """One process, from its start to its end."""

    def __init__(self, path: Path, clock: Callable[[], datetime], steps: int) -> None:
        """It ends after so many steps: statements, and what passes between it and Slack."""
        self.steps = 0
        self.ended = asyncio.Event()
        self.failed: BaseException | None = None
        """What ended one of its tasks that should not have."""
        self._most = steps
        self._tasks: set[asyncio.Task[Any]] = set()
        db = open_for_writing(path, clock(), _WAIT, all_migrations())
        db.execute("PRAGMA synchronous = OFF")  # processes end here, machines do not
        self._db = _Stepping(db.conn, self._statement)
        self._writing = _Writing(self, self._db, clock)
        self.writer = cast("Writer", self._writing)
        self.readers = cast("Readers", _Reading(self, Reader(self._db, path, _WAIT)))
        self._db.steps = True

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Its work, whose tasks end with it."""
        context = copy_context()
        context.run(_LIFE.set, self)
        task = asyncio.get_running_loop().create_task(work, context=context)
        self.noted(task)

    def noted(self, task: asyncio.Task[Any]) -> None:
        """A task of this process."""
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None and self.failed is None:
            self.failed = error
            self.ended.set()

    def see_others(self, arrived: frozenset[Arrival] = frozenset(Arrival)) -> None:
        """Another process has written something."""
        if not self.ended.is_set():
            asyncio.get_running_loop().call_later(_SEEN_AFTER, self._writing.tell, arrived)

    def told_by(self, tell: Callable[["Life", frozenset[Arrival]], None]) -> None:
        """Have others told of what this one writes."""
        self._writing.tell_others = lambda arrived: tell(self, arrived)

    async def step(self) -> None:
        """Something passes between it and Slack."""
        try:
            self._statement()
        except _Ended:
            await self.hang()

    async def hang(self) -> NoReturn:
        """What goes on in a process that has ended: nothing."""
        self.ended.set()
        await asyncio.get_running_loop().create_future()
        raise AssertionError

    async def bury(self) -> None:
        """Let go of everything, as the system does for a process that was killed."""
        self.ended.set()
        self._db.steps = False
        while going := [task for task in self._tasks if not task.done()]:
            for task in going:
                task.cancel()
            await asyncio.sleep(0)
        self._db.close()
        if self.failed is not None:
            raise self.failed

    def _statement(self) -> None:
        if self.ended.is_set():
            raise _Ended
        self.steps += 1
        if self.steps > self._most:
            self.ended.set()
            raise _Ended


_LIFE: ContextVar[Life] = ContextVar("life")


def of_lives(loop: asyncio.AbstractEventLoop, work: Any, **given: Any) -> "asyncio.Task[Any]":
    """A task factory that knows which process begins a task."""
    task: asyncio.Task[Any] = asyncio.Task(work, loop=loop, **given)
    if (life := _LIFE.get(None)) is not None:
        life.noted(task)
    return task


class _Stepping(Database):
    """Each statement is a step."""

    def __init__(self, conn: "sqlite3.Connection", step: Callable[[], None]) -> None:
        self.steps = False
        self._step = step
        super().__init__(conn)

    def execute(self, sql: str, parameters: Parameters = ()) -> "sqlite3.Cursor":
        if self.steps:
            self._step()
        return super().execute(sql, parameters)

    def query(self, sql: str, parameters: Parameters = ()) -> Any:
        if self.steps:
            self._step()
        return super().query(sql, parameters)

    def commit(self) -> None:
        """It may end before, or after: then nobody hears of it."""
        if self.steps:
            self._step()
        super().commit()
        if self.steps:
            self._step()


class _Writing:
    """As `Writer`, without its thread."""

    def __init__(self, life: Life, db: Database, clock: Callable[[], datetime]) -> None:
        self._life = life
        self._db = db
        self._clock = clock
        self._told: dict[Arrival, Callable[[], None]] = {}
        self._arrived: set[Arrival] = set()
        self.tell_others: Callable[[frozenset[Arrival]], None] = lambda _: None
        watch(db, self._arrived.add)

    def tell_of(self, arrival: Arrival, tell: Callable[[], None]) -> None:
        self._told[arrival] = tell

    def tell(self, arrivals: frozenset[Arrival]) -> None:
        for arrival in sorted(arrivals & self._told.keys()):
            self._told[arrival]()

    async def run(self, work: Work[T]) -> T:
        await asyncio.sleep(0)
        self._arrived.clear()
        try:
            with transaction(self._db):
                done = work(self._db, self._clock())
        except _Ended:
            await self._life.hang()
        if self._arrived:
            self.tell(frozenset(self._arrived))
            self.tell_others(frozenset(self._arrived))
        await asyncio.sleep(0)
        return done


class _Reading:
    """As `Readers`, without its thread."""

    def __init__(self, life: Life, reader: Reader) -> None:
        self._life = life
        self._reader = reader

    async def run(self, read: Callable[[Reader], T]) -> T:
        await asyncio.sleep(0)
        try:
            return read(self._reader)
        except _Ended:
            await self._life.hang()
