"""How long it takes to find decisions in a long log, for somebody who may see all of it, much of it or nothing."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from bench.long_log import CHANNELS, FIRST, fill, kinds, size_of
from bench.timing import measured, report, say
from bot.current_policy import CurrentPolicy
from bot.listing import listed
from bot.playground.stand_in.payloads import Payloads
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.precedents import precedents
from bot.store import Filters, Reader, Status, Store, Viewer
from bot.views.history import MOST_DECISIONS
from rules.works import families_of
from tests.ordeals.bot_process import SECRET, SERVE, bot_process
from tests.ordeals.connection import Connection, signed_command

SIZES = (100_000, 1_000_000)
TIMES = 100

_OPERATOR = None
_MEMBER = Viewer("U7", "C7")
_COLLEAGUE = Viewer("U7", None)
_GUEST = Viewer("U0GUEST", None, closed=frozenset(f"C{each}" for each in range(CHANNELS) if each not in {90, 91}))
_STRANGER = Viewer("U0NOBODY", None, public=False)
_VIEWERS = {"operator": _OPERATOR, "colleague": _COLLEAGUE, "guest in two channels": _GUEST, "stranger": _STRANGER}

_LAST_MONTH = FIRST + timedelta(days=1_065)


def looks() -> dict[str, tuple[str, Filters]]:
    """What somebody looks for: words and filters."""
    work = kinds()[20].id
    late, early = FIRST + timedelta(days=1_000), FIRST + timedelta(days=100)
    return {
        "the newest": ("", Filters()),
        "status:waiting": ("", Filters(status=Status.RECORDED)),
        "by:@one reviewer": ("", Filters(decided_by="UREV7")),
        "a kind of work, overridden": ("", Filters(works=(work,), status=Status.OVERRIDDEN)),
        "a country, waiting, since a day": ("", Filters(country="PL", status=Status.RECORDED, since=late)),
        "a model, until a day": ("", Filters(model="hybrid", until=early)),
        "withdrawn by somebody who withdrew none": ("", Filters(status=Status.WITHDRAWN, decided_by="UREV7")),
        "two words": ("payroll manila", Filters()),
        "a word of every request": ("move", Filters()),
        "a word that none has": ("xylophone", Filters()),
        "the beginning of a word": ("move people pay", Filters(status=Status.OVERRIDDEN)),
    }


def look_through(path: Path) -> None:
    """Every look, for every viewer."""
    with Store.read(path) as reader:
        channel = Filters(channel="C7")
        last = partial(reader.decisions, filters=channel, limit=20, viewer=_MEMBER)
        _time(reader, "the last 20 of a channel", 1, last)
        for what, (words, filters) in looks().items():
            for who, viewer in _VIEWERS.items():
                _time(reader, f"{what}, {who}", 30, partial(_page, reader, words, filters, viewer))
        for who, viewer in {**_VIEWERS, "who asked for much": Viewer("U0", None, public=False)}.items():
            if viewer is not None:
                for look in (_waiting, _theirs, _month):
                    _time(reader, f"Home, {look.__name__[1:]}, {who}", 30, partial(look, reader, viewer))
        families = families_of(CurrentPolicy(None).loaded().policy)
        newest = reader.decisions(limit=20)
        for who, viewer in _VIEWERS.items():
            near = [partial(precedents, reader, each, families, viewer) for each in newest] * 5
            report(f"precedents, {who}", measured(lambda look: look(), near, time.thread_time_ns), "150,000 us")
        here = [partial(precedents, reader, each, families, None, channel="C7") for each in newest] * 5
        report("precedents, in one channel", measured(lambda look: look(), here, time.thread_time_ns), "150,000 us")


async def _memory(path: Path) -> None:
    """What the server keeps in memory at most while people look for decisions in such a log."""
    async with SlackStandIn(rate_limits=False) as slack:
        alice = Person(slack, "alice")
        command, _ = Payloads(slack, alice.user).command("/sourcing", "", slack.channel("general", alice))
        typed = ("history", "history payroll manila", "history status:waiting country:PL", "history move", "show 7")
        async with bot_process(slack, path, http=True, program=SERVE) as bot:
            for number in range(200):
                text = typed[number % len(typed)]
                async with Connection("127.0.0.1", bot.port) as connection:
                    await connection.send(signed_command(SECRET, command, text, number + 1))
            say(f"the server's memory at most: {bot.most_resident_mb():.1f} MB   wanted 100 MB")


def _time(reader: Reader, what: str, wanted: int, look: Callable[[], object]) -> None:
    """On the processor, so that what else the machine does does not count; the file is in memory after the first."""
    timing = measured(lambda _: look(), [reader] * TIMES, time.thread_time_ns)
    report(what, timing, f"{wanted},000 us")


def _page(reader: Reader, words: str, filters: Filters, viewer: Viewer | None) -> object:
    return listed(reader, words, filters=filters, limit=MOST_DECISIONS + 1, viewer=viewer)


def _waiting(reader: Reader, viewer: Viewer) -> object:
    return reader.waiting_for_others(viewer, after=None, limit=11, count_to=950)


def _theirs(reader: Reader, viewer: Viewer) -> object:
    who = viewer.who
    return reader.asked_by(who, waiting=True, limit=6), reader.asked_by(who, waiting=False, limit=6)


def _month(reader: Reader, viewer: Viewer) -> object:
    return reader.lately(viewer, _LAST_MONTH, count_to=1_000, limit=11)


def main() -> None:
    """Each log is written with plain SQL first."""
    for many in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "long.db")
            fill(path, many)
            say(f"-- {many:,} decisions, {size_of(path) / many:,.0f} bytes each")
            look_through(path)
            asyncio.run(_memory(path))
