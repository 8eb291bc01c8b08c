"""How fast the running bot answers in Slack, held against bare Bolt apps in the same run.

The bot has one core to itself; the load comes from another process on the other core, over loopback. Every figure for
a request includes its signature, classification, recommendation, card, and a commit that has reached the disk.
"""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.store import MANY, fill_with_many
from bench.timing import say, timed
from bot.assessing import assess
from bot.current_policy import CurrentPolicy
from bot.playground.stand_in.journal import ApiCall
from bot.playground.stand_in.payloads import Payloads
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.recording import decision_on
from bot.requests import Request
from rules.reading import classify
from rules.recommend import recommend
from tests.ordeals.bot_process import SECRET, BotProcess, bot_process
from tests.ordeals.connection import Connection, signed_command

TEXT = "Move our {seats}-seat help desk from Leeds to Manila, our own managers stay in charge"
"""Each request names another number of seats, so that none has been read before."""
READ_ONLY = ("help", "compare in_house hybrid", "show 1")
SUBJECTS = {
    "bolt-default": "bare AsyncApp, as it comes",
    "bolt-first": "bare, process_before_response",
    "bot": "the bot",
}
ROUNDS = 3
ALONE = 500
"""Requests in one round, one after the other."""
AT_ONCE = 64
TOGETHER = 3_000
"""Requests in one round, so many at once."""
FOR_MEMORY = 10_000


@dataclass(frozen=True, slots=True)
class Figures:
    """What a load came to."""

    p50: float
    """Milliseconds."""
    p99: float
    """Milliseconds."""
    rate: float
    """Requests a second."""


async def load(port: int, requests: Sequence[bytes], at_once: int) -> Figures:
    """Sends the requests over so many connections; raises RuntimeError where one is not answered with 200."""
    waiting = iter(requests)
    spent: list[float] = []

    async def send() -> None:
        async with Connection("127.0.0.1", port) as connection:
            for request in waiting:
                reply = await connection.send(request)
                if reply.status != 200:
                    raise RuntimeError(f"answered with {reply.status}: {reply.body[:200]!r}")
                spent.append(reply.seconds * 1000)

    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(send())
    seconds = time.perf_counter() - start
    spent.sort()
    return Figures(spent[len(spent) // 2], spent[int(len(spent) * 0.99)], len(spent) / seconds)


class Bench:
    """A workspace, a person in it, and what she types."""

    def __init__(self, slack: SlackStandIn, folder: Path) -> None:
        alice = Person(slack, "alice")
        self._command, _ = Payloads(slack, alice.user).command("/sourcing", "", slack.channel("general", alice))
        self._slack = slack
        self._folder = folder
        self._number = 1

    def requests(self, text: str, count: int) -> list[bytes]:
        """So many signed commands, each with a trigger of its own."""
        first, self._number = self._number, self._number + count
        return [
            signed_command(SECRET, self._command, text.replace("{seats}", str(first + number)), first + number)
            for number in range(count)
        ]

    @asynccontextmanager
    async def subject(self, name: str, database: str = "bot.db") -> AsyncIterator[BotProcess]:
        """One of the programs in `bench.subject`, alone on the first core, and warm."""
        program = (sys.executable, "-m", "bench.subject", name)
        async with bot_process(self._slack, self._folder / database, http=True, core=0, program=program) as bot:
            await load(bot.port, self.requests(TEXT, 200), 4)
            yield bot

    async def speed(self) -> None:
        """Latency and throughput beside those of the bare apps, round by round; the round in the middle counts."""
        async with AsyncExitStack() as stack:
            ports = {
                name: (await stack.enter_async_context(self.subject(name, f"{name}.db"))).port for name in SUBJECTS
            }
            for text in (TEXT, *READ_ONLY):
                await self._compare(ports, text, ALONE, 1)
            for text in (TEXT, "help"):
                await self._compare(ports, text, TOGETHER, AT_ONCE)

    async def _compare(self, ports: dict[str, int], text: str, count: int, at_once: int) -> None:
        rounds: dict[str, list[Figures]] = {name: [] for name in ports}
        for _ in range(ROUNDS):
            for name, port in ports.items():
                rounds[name].append(await load(port, self.requests(text, count), at_once))
        figures = {
            name: Figures(*(median(getattr(each, field) for each in found) for field in ("p50", "p99", "rate")))
            for name, found in rounds.items()
        }
        say(f"/sourcing {text if text in READ_ONLY else 'TEXT, committed'}, {at_once} at once")
        for name, each in figures.items():
            say(
                f"  {SUBJECTS[name]:32s} p50 {each.p50:7.2f} ms   p99 {each.p99:7.2f} ms   {each.rate:6,.0f} requests/s"
            )
        bare, first, bot = figures.values()
        say(
            f"  the bot is at {bot.p50 / bare.p50:.3f} x the median of the first and {bot.p50 / first.p50:.2f} x"
            f" that of the second, and at {bot.rate / first.rate:.2f} x the second's requests/s"
        )

    async def lag(self) -> None:
        """How late the event loop runs while requests come in."""
        async with self.subject("bot", "lag.db") as bot:
            output = bot.process.stdout
            if output is None:
                raise RuntimeError("the standard output of the bot was not opened")
            for at_once in (1, AT_ONCE):
                bot.process.send_signal(signal.SIGUSR1)
                await load(bot.port, self.requests(TEXT, TOGETHER), at_once)
                bot.process.send_signal(signal.SIGUSR1)
                p50, p99, most = (await output.readline()).decode().split()
                say(f"event loop late, {at_once:2d} at once: p50 {p50} ms   p99 {p99} ms   at most {most} ms")

    async def memory(self) -> None:
        """What `sourcing serve` keeps in memory, and what it asks of Slack before it has answered anything."""
        async with bot_process(self._slack, self._folder / "memory.db", http=True, core=0) as bot:
            say(f"start of an empty log to ready: {bot.seconds_to_ready:.2f} s")
            calls = [entry.method for entry in self._slack.log if isinstance(entry, ApiCall)]
            idle = bot.resident_mb()
            await load(bot.port, self.requests(TEXT, 1), 1)
            before = [entry.method for entry in self._slack.log if isinstance(entry, ApiCall)][len(calls) :]
            say(f"Web API calls between ready and the first acknowledgement: {len(before)}")
            await load(bot.port, self.requests(TEXT, 2_000), AT_ONCE)
            busy = bot.resident_mb()
            await load(bot.port, self.requests(TEXT, FOR_MEMORY), AT_ONCE)
            after = bot.resident_mb()
            await load(bot.port, self.requests(TEXT, FOR_MEMORY), AT_ONCE)
            say(
                f"resident: idle {idle:.1f} MB, after 2,000 requests {busy:.1f} MB,"
                f" after {FOR_MEMORY:,} more {after:.1f} MB, after {FOR_MEMORY:,} more {bot.resident_mb():.1f} MB"
            )

    async def start(self) -> None:
        """From the start of the interpreter to ready, over a long log."""
        database = self._folder / "many.db"
        fill_with_many(database)
        spent, processor, resident = [], [], []
        for _ in range(ROUNDS):
            async with bot_process(self._slack, database, http=True, core=0) as bot:
                spent.append(bot.seconds_to_ready)
                processor.append(bot.cpu_seconds())
                resident.append(bot.resident_mb())
        say(
            f"start to ready with {MANY:,} decisions: {median(spent):.2f} s, of which {median(processor):.2f} s on the"
            f" processor; {median(resident):.1f} MB resident"
        )


def parts() -> None:
    """Where the time of one request goes, in the process itself."""
    loaded = CurrentPolicy(None).loaded()
    request = Request(text=TEXT.format(seats=40), home_country="GB", who="U024BE7LH", where="C0PROCURE")
    assessment = assess(request, loaded)
    answers = assessment.recommendation.answers
    timed("of which: classify", lambda each: classify(each.text, each.home_country), [request] * 1_000)
    timed("of which: recommend", lambda each: recommend(each, loaded.policy), [answers] * 1_000)
    timed("of which: the decision as the log takes it", decision_on, [assessment] * 1_000)


def disk(folder: Path) -> None:
    """How long the disk itself takes to have 4 KiB safe: no commit can be quicker."""
    with (folder / "disk").open("wb", buffering=0) as file:

        def write(block: bytes) -> None:
            file.write(block)
            os.fdatasync(file.fileno())

        timed("of which: 4 KiB safe on the disk", write, [bytes(4096)] * 300)


async def _run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with SlackStandIn(rate_limits=False) as slack:
            bench = Bench(slack, Path(folder))
            await bench.speed()
            parts()
            disk(Path(folder))
            await bench.lag()
            await bench.memory()
            await bench.start()


def main() -> None:
    """The load takes the last core; the programs under test take the first."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    asyncio.run(_run())
