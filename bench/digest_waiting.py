"""What the scheduler of digests keeps in memory that waits for ten thousand channels, and what a look costs it."""

import asyncio
import gc
import random
import tempfile
import time
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

from bench.timing import say
from bot.digest.scheduler import Scheduler
from bot.store import Readers, Store, Writer, digests
from bot.store.digest_settings import DigestSettings
from bot.store.driver import Database
from tests.ordeals.digest_years import GRACE, schedules

WAITING = 10_000
SCHEDULES = 200


def _now() -> datetime:
    return datetime.now(UTC)


def _set_up(db: Database, at: datetime) -> None:
    every = schedules(random.Random(1), SCHEDULES)
    for number in range(WAITING):
        digests.set_up(db, at, f"C{number:06}", DigestSettings(every[number % len(every)]), "U0DANA")


async def _wait(path: Path) -> None:
    with Store.open(path, clock=_now) as store:
        store.write(_set_up)
    writer, readers = Writer.start(path, _now), Readers.start(path)
    tracemalloc.start()
    scheduler = Scheduler(writer, readers, _now, GRACE)
    await scheduler.start()
    await asyncio.sleep(1.0)
    gc.collect()
    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    cpu = time.process_time()
    for _ in range(10):
        await scheduler.work()
    spent = (time.process_time() - cpu) / 10
    await scheduler.stop()
    await readers.stop()
    await writer.stop()
    say(
        f"a scheduler that waits for {WAITING:,} channels with {SCHEDULES} schedules: {kept / 1024:,.0f} KB, "
        f"{most / 1024:,.0f} KB at most; a look takes {spent * 1000:.1f} ms of the processor"
    )


def main() -> None:
    """One log with so many digests, none of which is due."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_wait(Path(folder) / "decisions.db"))
