"""How long it takes to find decisions in a long log, for somebody who may see all of it, much of it or nothing."""

import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from bench.long_log import CHANNELS, FIRST, fill, kinds, size_of
from bench.timing import measured, report, say
from bot.listing import listed
from bot.store import Filters, Reader, Status, Store, Viewer
from bot.views.history import MOST_DECISIONS

SIZES = (100_000, 1_000_000)
TIMES = 100

_OPERATOR = None
_COLLEAGUE = Viewer("U7", "C7")
_GUEST = Viewer("U0GUEST", None, closed=frozenset(f"C{each}" for each in range(CHANNELS) if each not in {90, 91}))
_STRANGER = Viewer("U0NOBODY", None, public=False)
_VIEWERS = {"operator": _OPERATOR, "colleague": _COLLEAGUE, "guest in two channels": _GUEST, "stranger": _STRANGER}

Look = Callable[[Reader], object]


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
    with Store.read(path) as reader:
        times: Sequence[Reader] = [reader] * TIMES
        channel = Filters(channel="C7")
        last = measured(lambda each: each.decisions(filters=channel, limit=20, viewer=_COLLEAGUE), times, time.thread_time_ns)
        report("the last 20 of a channel", last, "1,000 us")
        for what, (words, filters) in looks().items():
            for who, viewer in _VIEWERS.items():

                def page(each: Reader, words: str = words, filters: Filters = filters, v: Viewer | None = viewer) -> object:
                    return listed(each, words, filters=filters, limit=MOST_DECISIONS + 1, viewer=v)

                report(f"{what}, {who}", measured(page, times, time.thread_time_ns), "30,000 us")
        for who, viewer in {**_VIEWERS, "asker": Viewer("U0", None, public=False)}.items():
            if viewer is None:
                continue
            month = FIRST + timedelta(days=1_080)
            home: dict[str, Look] = {
                "what waits for somebody, with its count": lambda each, v=viewer: (
                    each.waiting_for_others(v, after=0, limit=11),
                    each.how_many_wait(v, 951),
                ),
                "theirs": lambda each, v=viewer: (
                    each.asked_by(v.who, waiting=True, limit=6),
                    each.asked_by(v.who, waiting=False, limit=6),
                ),
                "the month in numbers": lambda each, v=viewer: each.by_status(v, month, 2_000),
            }
            for what, look in home.items():
                report(f"Home: {what}, {who}", measured(look, times, time.thread_time_ns), "30,000 us")


def main() -> None:
    """Each log is written with plain SQL first."""
    for many in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "long.db")
            fill(path, many)
            say(f"-- {many:,} decisions, {size_of(path) / many:,.0f} bytes each")
            look_through(path)
