"""What malformed requests, a stop under load, and many people at once do to the running bot."""

import asyncio
import json
import random
import re
import resource
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

from bot import ids
from bot.playground.stand_in.deliveries import Delivery, Exchange
from bot.playground.stand_in.fields import fields_of
from bot.playground.stand_in.journal import Sent
from bot.playground.stand_in.limits.composition import options_of
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.transport import HttpTransport
from bot.store import RecordedDecision, Store, Verified
from tests.ordeals.bot_process import SECRET, BotProcess, bot_process
from tests.ordeals.connection import PATIENCE, Connection
from tests.ordeals.malformed import malformed

TransportName = Literal["http", "socket"]

_REQUEST = "Give L1 tickets of team {number} to an agency in Cebu"
_DECISION = re.compile(rb"Decision (\d+)")
_BUSY = 16


async def _connect(slack: SlackStandIn, bot: BotProcess, transport: TransportName) -> None:
    """Lets Slack's payloads go to this bot."""
    if transport == "http":
        slack.transport = HttpTransport(bot.events_url, SECRET)
    else:
        await slack.sockets.connected()


def on_record(database: Path) -> dict[int, RecordedDecision]:
    """Every decision by its number; raises AssertionError where the record does not verify."""
    with Store.read(database) as store:
        verified = store.verify()
        assert isinstance(verified, Verified), verified.because
        return {decision.id: decision for decision in store.decisions(limit=1_000_000)}


# --- Malformed requests -------------------------------------------------------------------------------------------


async def _a_day_at_work(slack: SlackStandIn) -> list[Delivery]:
    """Two people do everything that the bot offers; returns what Slack sent for it."""
    alice, bob = Person(slack, "alice"), Person(slack, "bob")
    general = slack.channel("general", alice, bob)
    bob.looks_at(general)
    for text in ("help", "hlep", "compare in_house hybrid", "history tickets", _REQUEST, "show 1"):
        await alice.command(f"{ids.COMMAND} {text}", general)
    await alice.command(f"{ids.COMMAND} {_REQUEST}")
    answer = next(each for each in fields_of(alice.ephemerals(general)[-1].blocks) if each.key[1].startswith(ids.TAP))
    await alice.click(answer.key)
    await alice.waits_for("*Answered* by @alice")
    await alice.click("Post to channel")
    await bob.waits_for("Accept")
    await bob.click("Override")
    await slack.until(lambda: bool(bob.title))
    await bob.choose(ids.OVERRIDE_MODEL, "In-house")
    await bob.choose(ids.READY_REASON, "Law")
    await bob.fill(ids.OVERRIDE_REASON, "The works council has asked us to wait.")
    await bob.submit()
    await bob.waits_for("*Overridden: in-house instead of ")
    await bob.click("Details")
    await slack.until(lambda: bool(bob.title))
    await bob.close()
    message = await alice.say(general, "Could somebody run payroll in Kraków for us?")
    await alice.global_shortcut(ids.ASSESS_REQUEST)
    await slack.until(lambda: bool(alice.title))
    await alice.close()
    await alice.message_shortcut(ids.ASSESS_MESSAGE, message)
    await slack.until(lambda: bool(alice.title))
    await alice.submit()
    assert alice.modal is not None
    asked = next(each for each in fields_of(alice.modal.blocks) if each.key[1].startswith(ids.ANSWER))
    await alice.choose(asked.key, options_of(asked.element)[1]["text"]["text"])
    while "Change an answer" not in alice.sees():
        await alice.submit()
    await alice.click("Back")
    await alice.waits_for("Page ")
    await alice.close()
    await alice.open_home()
    return [entry.delivery for entry in slack.log if isinstance(entry, Sent)]


@dataclass(slots=True)
class Abused:
    """What came of malformed requests."""

    statuses: Counter[int] = field(default_factory=Counter)
    """0 stands for no answer."""
    slowest: float = 0.0
    """Seconds."""
    log_bytes: int = 0
    longest_line: int = 0
    """Bytes."""
    tracebacks: int = 0
    acknowledged: set[int] = field(default_factory=set)
    """Decisions that an answer has named."""
    recorded: set[int] = field(default_factory=set)
    """Decisions made meanwhile: some of what was changed still made a request."""
    changed: set[int] = field(default_factory=set)
    """Decisions from before that no longer say what they said."""

    def read_log(self, log: bytes) -> None:
        """Counts what the bot wrote."""
        self.log_bytes = len(log)
        self.longest_line = max(map(len, log.splitlines()), default=0)
        self.tracebacks = log.count(b"Traceback")


async def abuse(number: int, database: Path, seed: int = 1) -> Abused:
    """Sends so many malformed requests; raises AssertionError where the record does not verify, or no more is taken."""
    found = Abused()
    async with SlackStandIn(rate_limits=False) as slack, bot_process(slack, database, http=True) as bot:
        await _connect(slack, bot, "http")
        requests = malformed(await _a_day_at_work(slack), SECRET, seed)
        before, log_before = on_record(database), bot.log.stat().st_size
        async with Connection("127.0.0.1", bot.port) as connection:
            for request in islice(requests, number):
                reply = await connection.send(request)
                found.statuses[reply.status] += 1
                found.slowest = max(found.slowest, reply.seconds)
                found.acknowledged |= {int(each) for each in _DECISION.findall(reply.body)}
        found.read_log(bot.log.read_bytes()[log_before:])
        after = on_record(database)
        found.recorded = set(after) - set(before)
        found.changed = {each for each, was in before.items() if after.get(each) not in (was, _moved_on(was, after))}
        carol = Person(slack, "carol")
        exchange = await carol.command(f"{ids.COMMAND} {_REQUEST}", slack.channel("later", carol))
        assert exchange is not None
        assert exchange.acknowledgement.error is None
        await slack.transport.close()
    return found


def _moved_on(was: RecordedDecision, after: dict[int, RecordedDecision]) -> RecordedDecision | None:
    """The decision as it may be now: its status is all that a click can change."""
    now = after.get(was.id)
    return now if now and all(getattr(now, name) == getattr(was, name) for name in _FIXED) else None


_FIXED = ("text", "who", "where", "home_country", "classification", "answers", "ranking", "recommended", "recorded_at")


# --- A stop under load --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stopped:
    """What came of a stop while requests came in."""

    acknowledged: int
    lost: int
    """Acknowledged and not on record, or not as it was asked for."""
    dropped: int
    """Requests that the bot had taken and never answered."""
    status: int
    seconds: float
    cpu_seconds: float
    """Of the processor from the signal to the end; other programs on the machine hardly change it."""


async def stop_under_load(database: Path, transport: TransportName, seed: int) -> Stopped:
    """Sends SIGTERM to a bot that many people keep busy; raises AssertionError where the record does not verify."""
    told: dict[int, str] = {}
    dropped = 0
    stopping = asyncio.Event()
    async with SlackStandIn(rate_limits=False) as slack, AsyncExitStack() as stack:
        people = _people(slack, _BUSY)
        bot = await stack.enter_async_context(bot_process(slack, database, http=transport == "http"))
        await _connect(slack, bot, transport)

        async def keeps_asking(person: Person) -> None:
            nonlocal dropped
            number = 0
            while not stopping.is_set():
                number += 1
                text = _REQUEST.format(number=f"{person.id}-{number}")
                exchange = await person.command(f"{ids.COMMAND} {text}")
                decision = _decision(exchange)
                if decision is None:
                    dropped += exchange is None or exchange.acknowledgement.error != "dispatch_failed"
                    return
                told[decision] = text

        asking = asyncio.gather(*(keeps_asking(person) for person in people))
        await slack.until(lambda: len(told) >= _BUSY, within=PATIENCE)
        await asyncio.sleep(random.Random(seed).uniform(0, 0.4))
        used, ended = bot.cpu_seconds(), _cpu_seconds_of_the_ended()
        status, seconds = await bot.terminate()
        used = _cpu_seconds_of_the_ended() - ended - used
        stopping.set()
        await asking
        await slack.transport.close()
    kept = on_record(database)
    lost = sum(number not in kept or kept[number].text != text for number, text in told.items())
    return Stopped(len(told), lost, dropped, status, seconds, used)


def _cpu_seconds_of_the_ended() -> float:
    """Processor time of all the processes that this one has started and seen end."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def _people(slack: SlackStandIn, count: int) -> list[Person]:
    people = [Person(slack, f"person{number}") for number in range(count)]
    channel = slack.channel("general", *people)
    for person in people:
        person.looks_at(channel)
    return people


def _decision(exchange: Exchange | None) -> int | None:
    """The decision that a proper answer names."""
    if exchange is None or exchange.acknowledgement.error is not None:
        return None
    found = _DECISION.search(json.dumps(exchange.acknowledgement.body).encode())
    return int(found[1]) if found else None


# --- Many people at once ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Crowded:
    """What came of many requests at once."""

    answered: int
    """Requests whose answer names a decision of their own."""
    kept: int
    """Decisions on record."""
    texts: int
    """Different requests among them."""
    slowest: float
    """Seconds until the last acknowledgement of one request."""
    faults: tuple[str, ...]
    """What Slack would have refused, or shown as an error."""


async def crowd(database: Path, transport: TransportName, people: int, each: int) -> Crowded:
    """So many people ask so often, all at once; raises AssertionError where the record does not verify."""
    exchanges: list[Exchange | None] = []
    async with SlackStandIn(rate_limits=False) as slack:
        there = _people(slack, people)
        async with bot_process(slack, database, http=transport == "http") as bot:
            await _connect(slack, bot, transport)

            async def asks(person: Person) -> None:
                for number in range(each):
                    text = _REQUEST.format(number=f"{person.id}-{number}")
                    exchanges.append(await person.command(f"{ids.COMMAND} {text}"))

            await asyncio.gather(*(asks(person) for person in there))
            await slack.transport.close()
        faults = tuple(slack.take_fault_kinds())
    kept = on_record(database)
    numbers = {_decision(exchange) for exchange in exchanges} - {None}
    slowest = max(exchange.acknowledgement.seconds for exchange in exchanges if exchange)
    return Crowded(len(numbers), len(kept), len({decision.text for decision in kept.values()}), slowest, faults)
