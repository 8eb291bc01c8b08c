"""What the server's writer and readers promise: what was returned is on disk, and nobody pays for another's mistake."""

import asyncio
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.store import (
    KeptPolicy,
    NoSuchDecisionError,
    OutboxRow,
    Readers,
    Store,
    StoreError,
    Verified,
    Writer,
    decisions,
    lookup,
    outbox,
    policies,
    uploads,
)
from bot.store.arrivals import Arrival
from bot.store.driver import Database, sqlite3
from bot.store.idempotency import once
from tests.sample_decisions import POLICY_HASH, POLICY_TEXT, START, open_store, request, ticking

SERVER = """
import asyncio, sys
from pathlib import Path
from bot.store import Writer, decisions
from tests.sample_decisions import request, ticking

async def main():
    writer = Writer.start(Path(sys.argv[1]), ticking())
    async def person(name):
        for number in range(1_000_000):
            new = request(text=f"request {number} of {sys.argv[2]}, person {name}")
            recorded = await writer.run(lambda db, at: decisions.record(db, at, new))
            print(recorded.id, recorded.text, flush=True)
    await asyncio.gather(*(person(name) for name in range(16)))

asyncio.run(main())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log with the policy of these tests in force."""
    path = tmp_path / "decisions.db"
    open_store(path).close()
    return path


@pytest.fixture
async def writer(path: Path) -> AsyncIterator[Writer]:
    started = Writer.start(path, ticking(), wait=5)
    yield started
    await started.stop()


def recording(text: str = "Move payroll to Porto") -> Callable[[Database, datetime], int]:
    """A work that records one decision and gives its number."""
    return lambda db, at: decisions.record(db, at, request(text=text)).id


def kept(path: Path) -> dict[int, str]:
    """The decisions that the log has, after it verified itself."""
    with Store.read(path) as reader:
        assert isinstance(reader.verify(), Verified)
        return {decision.id: decision.text for decision in reader.decisions(limit=1_000_000)}


class Held:
    """Keeps a writer busy until it is let go, so that what is asked for meanwhile is committed together."""

    def __init__(self, writer: Writer) -> None:
        self._let_go = threading.Event()
        self._busy = threading.Event()
        self._task = asyncio.ensure_future(writer.run(self._wait))

    def _wait(self, _: Database, __: datetime) -> None:
        self._busy.set()
        self._let_go.wait()

    async def begin(self) -> None:
        await asyncio.to_thread(self._busy.wait)

    async def end(self) -> None:
        self._let_go.set()
        await self._task


async def together(writer: Writer, *works: Callable[[Database, datetime], object]) -> list[object]:
    """What became of works that were all waiting when the writer came to them."""
    held = Held(writer)
    await held.begin()
    tasks = [asyncio.ensure_future(writer.run(work)) for work in works]
    await asyncio.sleep(0)
    await held.end()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_what_was_returned_is_on_disk(writer: Writer, path: Path) -> None:
    number = await writer.run(recording())
    assert kept(path) == {number: "Move payroll to Porto"}


async def test_works_that_wait_are_committed_together_in_their_order(writer: Writer, path: Path) -> None:
    begins: list[str] = []
    await writer.run(
        lambda db, _: db.conn.set_trace_callback(lambda sql: begins.append(sql) if "BEGIN" in sql else None)
    )
    assert await together(writer, *[recording(str(number)) for number in range(100)]) == list(range(1, 101))
    assert begins == ["BEGIN IMMEDIATE"] * 2  # the one that held the writer, and all hundred
    assert kept(path) == {number: str(number - 1) for number in range(1, 101)}


async def test_nothing_is_returned_before_the_commit(writer: Writer, path: Path) -> None:
    returned: list[int] = []
    inside, go_on = threading.Event(), threading.Event()

    def last(_: Database, __: datetime) -> None:
        inside.set()
        go_on.wait()

    async def first() -> None:
        returned.append(await writer.run(recording()))

    held = Held(writer)
    await held.begin()
    tasks = [asyncio.ensure_future(first()), asyncio.ensure_future(writer.run(last))]
    await asyncio.sleep(0)
    await held.end()
    await asyncio.to_thread(inside.wait)  # the first work is done, its commit is not
    await asyncio.sleep(0.01)
    assert returned == []
    assert kept(path) == {}
    go_on.set()
    await asyncio.gather(*tasks)
    assert returned == [1]


async def test_a_work_that_fails_harms_nobody_else(writer: Writer, path: Path) -> None:
    def half(db: Database, at: datetime) -> int:
        recording("half")(db, at)
        raise KeyError("half")

    def of_no_such_decision(db: Database, _: datetime) -> object:
        return lookup.by_id(db, 99)

    def nonsense(db: Database, _: datetime) -> object:
        return db.execute("SELECT nonsense")

    outcomes = await together(
        writer, recording("one"), half, of_no_such_decision, nonsense, lambda *_: next(iter(())), recording("two")
    )
    assert outcomes[0] == 1
    assert outcomes[-1] == 2
    assert [type(outcome) for outcome in outcomes[1:-1]] == [KeyError, NoSuchDecisionError, StoreError, RuntimeError]
    assert kept(path) == {1: "one", 2: "two"}


async def test_a_commit_that_fails_is_told_to_all_whose_work_is_lost(writer: Writer, path: Path) -> None:
    def of_a_decision_that_never_comes(db: Database, _: datetime) -> None:
        db.execute("PRAGMA defer_foreign_keys = ON")
        db.execute("INSERT INTO posts VALUES ('C1', '1.0', NULL, 99, 0, '')")

    outcomes = await together(writer, recording("one"), of_a_decision_that_never_comes, recording("two"))
    assert [type(outcome) for outcome in outcomes] == [StoreError] * 3
    assert kept(path) == {}
    assert await writer.run(recording("three")) == 1


async def test_a_work_that_ends_the_transaction_is_told_to_all_whose_work_is_lost(writer: Writer, path: Path) -> None:
    def ending(db: Database, _: datetime) -> None:
        db.execute("ROLLBACK")
        raise StoreError("The disk is gone.")

    outcomes = await together(writer, recording("one"), ending, recording("two"))
    assert [str(outcome) for outcome in outcomes] == ["The disk is gone."] * 3
    assert await writer.run(recording("three")) == 1
    assert kept(path) == {1: "three"}


async def test_a_full_disk_is_told_in_a_sentence_and_the_next_work_succeeds(writer: Writer, path: Path) -> None:
    def limited(db: Database, _: datetime) -> None:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages}")

    await writer.run(limited)
    outcomes = await together(writer, recording("no room for this " * 2000), recording("nor for this " * 2000))
    assert {str(outcome) for outcome in outcomes} == {
        f"There is no room left on the disk for the decision log at {path}; free some space and try again."
    }
    await writer.run(lambda db, _: db.execute("PRAGMA max_page_count = 1000000"))
    assert await writer.run(recording("now there is")) == 1
    assert kept(path) == {1: "now there is"}


async def test_a_task_that_is_cancelled_harms_nobody_else(writer: Writer, path: Path) -> None:
    held = Held(writer)
    await held.begin()
    impatient, patient = (asyncio.ensure_future(writer.run(recording(name))) for name in ("impatient", "patient"))
    await asyncio.sleep(0)
    impatient.cancel()
    await held.end()
    assert await patient == 2
    assert impatient.cancelled()
    assert len(kept(path)) == 2


async def test_the_event_loop_goes_on_while_another_program_has_the_lock(writer: Writer, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.ensure_future(writer.run(recording()))
        for _ in range(20):
            await asyncio.sleep(0.005)
        assert not waiting.done()
        other.execute("ROLLBACK")
    assert await waiting == 1


async def test_a_lock_that_is_not_let_go_is_told_after_the_wait(path: Path) -> None:
    writer = Writer.start(path, ticking(), wait=0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"has been locked by another program for 0\.05 seconds"):
            await writer.run(recording())
        other.execute("ROLLBACK")
    assert await writer.run(recording()) == 1
    await writer.stop()


async def test_the_command_line_writes_while_the_server_runs(writer: Writer, path: Path) -> None:
    def from_the_command_line() -> int:
        with open_store(path) as store:
            return store.record(request(text="from the command line")).id

    numbers = await asyncio.gather(
        *(writer.run(recording(str(number))) for number in range(20)),
        asyncio.to_thread(from_the_command_line),
        *(writer.run(recording(str(number))) for number in range(20, 40)),
    )
    assert sorted(numbers) == list(range(1, 42))
    assert sorted(kept(path)) == list(range(1, 42))


# Starting and stopping


async def test_a_second_server_on_the_same_log_is_refused(writer: Writer, path: Path, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(path)
    for name in (path, tmp_path / "link.db"):
        with pytest.raises(StoreError) as refused:
            Writer.start(name, ticking())
        assert str(refused.value) == (
            f"Another server is using the decision log at {name}; stop that one, or name another file."
        )
    await writer.stop()
    await Writer.start(path, ticking()).stop()


async def test_a_writer_starts_a_log_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "new" / "decisions.db"
    writer = Writer.start(path, ticking())
    policy = KeptPolicy("2026.11", POLICY_HASH, POLICY_TEXT)
    await writer.run(lambda db, at: policies.keep(db, at, policy, actor="U1"))
    assert await writer.run(recording()) == 1
    await writer.stop()
    assert {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {
        "decisions.db": 0o600,
        "decisions.db.server-lock": 0o600,
    }


async def test_a_log_that_cannot_be_opened_is_named_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam")
    with pytest.raises(StoreError, match=r"letter\.txt is not a database"):
        Writer.start(tmp_path / "letter.txt", ticking())
    with pytest.raises(StoreError, match="There is no decision log"):
        Readers.start(tmp_path / "nothing.db")


async def test_stopping_finishes_what_is_waiting_and_takes_nothing_more(path: Path) -> None:
    writer = Writer.start(path, ticking())
    tasks = [asyncio.ensure_future(writer.run(recording(str(number)))) for number in range(600)]
    await asyncio.sleep(0)
    with Store.read(path):  # a backup program, for instance
        await asyncio.gather(writer.stop(), writer.stop())
        assert path.with_name("decisions.db-wal").stat().st_size == 0
    assert sorted(await asyncio.gather(*tasks)) == list(range(1, 601))
    with pytest.raises(StoreError, match="The server is stopping"):
        await writer.run(recording())
    assert len(kept(path)) == 600


def test_what_was_returned_survives_a_kill_at_any_moment(path: Path) -> None:
    rng = random.Random(23)
    survived: dict[int, str] = {}
    for number in range(6):
        server = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(path), f"round {number}"], stdout=subprocess.PIPE, text=True
        )
        assert server.stdout is not None
        first_line = server.stdout.readline()
        time.sleep(rng.uniform(0, 0.1))
        server.send_signal(signal.SIGKILL)
        output = first_line + server.communicate()[0]
        lines = [line for line in output.splitlines(keepends=True) if line.endswith("\n")]
        survived |= {int(number): text.rstrip("\n") for number, text in (line.split(" ", 1) for line in lines)}
        assert survived.items() <= kept(path).items()
    assert len(survived) > 6


# Reading


async def test_readers_see_what_the_writer_has_returned(writer: Writer, path: Path) -> None:
    readers = Readers.start(path)
    for _ in range(50):
        number = await writer.run(recording())
        newest = await readers.run(lambda reader: reader.decisions(limit=1))
        assert newest[0].id == number
    with pytest.raises(NoSuchDecisionError):
        await readers.run(lambda reader: reader.decision(51))
    await readers.stop()


# Once


async def test_what_is_asked_for_many_times_at_once_is_done_once(writer: Writer, path: Path) -> None:
    def submit(db: Database, at: datetime) -> int:
        return once(db, at, "view:T1:V1", lambda: recording()(db, at))

    assert set(await asyncio.gather(*(writer.run(submit) for _ in range(50)))) == {1}
    await writer.stop()
    restarted = Writer.start(path, ticking())
    assert await restarted.run(submit) == 1
    assert await restarted.run(lambda db, at: once(db, at, "view:T1:V2", lambda: recording()(db, at))) == 2
    await restarted.stop()
    assert sorted(kept(path)) == [1, 2]


async def test_what_failed_is_not_remembered_as_done(writer: Writer) -> None:
    def failing() -> int:
        raise KeyError("not now")

    with pytest.raises(KeyError):
        await writer.run(lambda db, at: once(db, at, "key", failing))
    assert await writer.run(lambda db, at: once(db, at, "key", lambda: 7)) == 7
    assert await writer.run(lambda db, at: once(db, at, "key", failing)) == 7


# What somebody waits for


async def test_whoever_waits_is_told_of_what_was_put_down_once_it_is_on_disk(writer: Writer, path: Path) -> None:
    number = await writer.run(recording())
    told = asyncio.Event()
    found: list[tuple[str, bool]] = []

    def looking_for(what: str, sql: str) -> Callable[[], None]:
        def look() -> None:
            with closing(sqlite3.connect(path)) as other:
                found.append((what, other.execute(sql).fetchone() is not None))
            told.set()

        return look

    async def after(work: Callable[[Database, datetime], object]) -> list[tuple[str, bool]]:
        found.clear()
        told.clear()
        await writer.run(work)
        await asyncio.wait_for(told.wait(), 10)
        return list(found)

    async def claimed(minutes: int) -> OutboxRow:
        row = await writer.run(lambda db, _: outbox.claim_next(db, START + timedelta(days=1, minutes=minutes)))
        assert row is not None
        return row

    writer.tell_of(Arrival.TO_SEND, looking_for("to send", "SELECT 1 FROM outbox WHERE state = 'waiting'"))
    writer.tell_of(Arrival.POLICY_FILE, looking_for("file", "SELECT 1 FROM policy_uploads WHERE state = 'received'"))
    to_send = [("to send", True)]
    assert await after(lambda db, at: outbox.enqueue_card(db, at, number, "C1", None, "U1")) == to_send
    row = await claimed(1)
    assert await after(lambda db, at: outbox.retry_later(db, at, row, at, "no answer")) == to_send
    row = await claimed(2)
    await writer.run(lambda db, at: outbox.mark_failed(db, at, row, "channel_not_found"))
    assert await after(lambda db, at: outbox.enqueue_card(db, at, number, "C1", None, "U1")) == to_send
    row = await claimed(3)
    await writer.run(lambda db, at: outbox.mark_sent(db, at, row, "1.0", private=False))
    assert await after(lambda db, at: outbox.enqueue_refresh(db, at, number)) == to_send
    assert await after(lambda db, at: outbox.enqueue_notice(db, at, "U1", {"text": "Hello"})) == to_send
    assert await after(lambda db, at: uploads.receive(db, at, who="U1", name="", files=())) == [("file", True)]


async def test_whoever_waits_is_told_of_what_another_program_wrote(writer: Writer, path: Path) -> None:
    told = asyncio.Event()
    writer.tell_of(Arrival.TO_SEND, told.set)
    with open_store(path) as other:
        other.write(lambda db, at: outbox.enqueue_notice(db, at, "U1", {"text": "Hello"}))
    await asyncio.wait_for(told.wait(), 10)


async def test_nobody_is_told_of_what_came_to_nothing_or_waits_for_nobody(writer: Writer) -> None:
    told: list[str] = []
    writer.tell_of(Arrival.TO_SEND, lambda: told.append("something to send"))

    def given_up(db: Database, at: datetime) -> None:
        outbox.enqueue_notice(db, at, "U1", {"text": "Hello"})
        db.execute("ROLLBACK")
        raise KeyError

    with pytest.raises(KeyError):
        await writer.run(given_up)
    await writer.run(recording())
    await writer.run(lambda db, at: uploads.receive(db, at, who="U1", name="", files=()))
    await asyncio.sleep(0)
    assert told == []
