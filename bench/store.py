"""How fast decisions are recorded, found and opened, and how much room they take."""

import asyncio
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.timing import say, timed
from bot.store import KeptPolicy, NewDecision, Reader, Readers, Store, Viewer, Writer, decisions, policies
from bot.store.driver import Database
from bot.store.outbox import claim_next, enqueue_card, mark_sent
from tests.ordeals.recording import Work, recording, typical

SERIAL = 3_000
TASKS = 64
AT_ONCE = 20_000
MANY = 100_000
WORDS = ("payroll", "help desk", "month-end close", "claims", "testing", "catering", "translation", "logistics")
PLACES = ("Manila", "Kraków", "Porto", "Pune", "Cebu", "Lyon", "Leeds", "Bogotá")


def _now() -> datetime:
    return datetime.now(UTC)


def _request(rng: random.Random, like: NewDecision) -> NewDecision:
    text = (
        f"Move {rng.choice(WORDS)} for {rng.randrange(5, 900)} people from {rng.choice(PLACES)} to {rng.choice(PLACES)}"
    )
    return replace(like, text=text, who=f"U{rng.randrange(2_000)}")


async def _serial(writer: Writer, work: Work) -> None:
    spent = []
    for _ in range(SERIAL):
        start = time.perf_counter()
        await writer.run(work)
        spent.append(time.perf_counter() - start)
    spent.sort()
    median, high = (spent[int(len(spent) * share)] * 1000 for share in (0.5, 0.99))
    say(f"one decision after the other, policy checked, on disk    p50 {median:6.2f} ms   p99 {high:6.2f} ms")


async def _together(writer: Writer, work: Work) -> None:
    async def record(times: int) -> None:
        for _ in range(times):
            await writer.run(work)

    lags: list[float] = []
    heartbeat = asyncio.create_task(_heartbeat(lags))
    start = time.perf_counter()
    await asyncio.gather(*(record(AT_ONCE // TASKS) for _ in range(TASKS)))
    rate = AT_ONCE / (time.perf_counter() - start)
    heartbeat.cancel()
    lags.sort()
    lag = lags[int(len(lags) * 0.99)] * 1000
    say(f"{TASKS} tasks at once: {rate:,.0f} decisions a second, event loop late by {lag:.2f} ms (p99)")


async def _heartbeat(lags: list[float]) -> None:
    while True:
        start = time.perf_counter()
        await asyncio.sleep(0.001)
        lags.append(time.perf_counter() - start - 0.001)


def fill_with_many(path: Path) -> None:
    """A log of many decisions, a third of them posted: of those, most in public channels."""
    like, kept = typical()
    rng = random.Random(4)
    with Store.open(path, clock=_now) as store:
        store.write(lambda db, at: policies.keep(db, at, kept, actor="bench"))

        def thousand(db: Database, at: datetime) -> None:
            for _ in range(1_000):
                number = decisions.record(db, at, _request(rng, like)).id
                if rng.random() < 1 / 3:
                    enqueue_card(db, at, number, f"C{rng.randrange(100)}", None, "U1")
            moment = at
            while row := claim_next(db, moment):
                mark_sent(db, moment, row, f"{row.id}.0", private=rng.random() < 0.2)
                moment += timedelta(seconds=1)

        for _ in range(MANY // 1_000):
            store.write(thousand)


def _look(path: Path) -> None:
    viewer, stranger = Viewer("U7", "C7"), Viewer("U0NOBODY", None)
    with Store.read(path) as reader:

        def newest(viewer: Viewer | None) -> Callable[[Reader], object]:
            return lambda reader: reader.decisions(limit=20, viewer=viewer)

        def with_words(viewer: Viewer | None) -> Callable[[Reader], object]:
            return lambda reader: reader.decisions("payroll manila", limit=20, viewer=viewer)

        readers = [reader] * 200
        timed(f"the last 20 of {MANY:,}, operator", newest(None), readers)
        timed(f"the last 20 of {MANY:,}, one person", newest(viewer), readers)
        timed(f"the last 20 of {MANY:,}, a stranger in no channel", newest(stranger), readers)
        timed(f"20 with two words of {MANY:,}, one person", with_words(viewer), readers)


async def _open(path: Path) -> None:
    start = time.perf_counter()
    writer = Writer.start(path, _now)
    readers = Readers.start(path)
    spent = time.perf_counter() - start
    say(f"writer and readers started on {MANY:,} decisions: {spent * 1000:.0f} ms")
    await readers.stop()
    await writer.stop()


async def _record(path: Path, new: NewDecision, kept: KeptPolicy) -> None:
    writer = Writer.start(path, _now)
    work = recording(new, kept)
    await _serial(writer, work)
    await _together(writer, work)
    await writer.stop()


def main() -> None:
    """Every file is on the disk of the temporary folder; how long that takes to write decides the first figure."""
    new, kept = typical()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_record(Path(folder, "writing.db"), new, kept))
        many = Path(folder, "many.db")
        fill_with_many(many)
        say(f"{many.stat().st_size / MANY:,.0f} bytes a decision, indexes, events and posts included")
        asyncio.run(_open(many))
        _look(many)
