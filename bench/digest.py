"""How long it takes to compose a channel's digest out of a long log, and what keeping its counts costs."""

import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from datetime import time as time_of_day
from functools import partial
from pathlib import Path

from bench.long_log import CHANNELS, FIRST, YEARS, fill, size_of
from bench.timing import measured, report, say
from bot.current_policy import CurrentPolicy
from bot.digest.composing import Knowing, Occasion, compose, occasion
from bot.roster import Roster
from bot.store import DigestSettings, Post, Reader, Status, Store, decisions, policies, posts
from bot.store.driver import Database
from bot.views.digest_content import Digest
from bot.weeks import Schedule, Week
from tests.ordeals.recording import typical
from tests.sample_decisions import moved

MANY = 1_000_000
_SETTINGS = DigestSettings(Schedule(0, time_of_day(9), "Europe/Madrid"))
_END = FIRST + timedelta(days=365 * YEARS)
_PUBLIC = [f"C{number}" for number in range(CHANNELS) if number % 5 != 4]
"""As `long_log` has it; the first ones have most."""
_RECORDED = 2_000


def compose_in(path: Path) -> None:
    """For each channel, for the busiest week by week, and for it together with the 49 that are next."""
    policy = CurrentPolicy(None).loaded().policy
    reviewers = Roster(base=frozenset(f"UREV{number}" for number in range(12)))
    last = _SETTINGS.schedule.week_at(_END).before(1)
    with Store.read(path) as reader:

        def digest(at: Occasion, public: Sequence[str] = ()) -> Digest:
            return compose(reader, at, Knowing(policy=policy, roster=reviewers, public=public))

        alone = [_occasion(reader, f"C{number}", last) for number in range(CHANNELS)]
        _time("one channel, each of the 400", digest, alone, "10,000 us")
        weeks = [_occasion(reader, "C0", last.before(number)) for number in range(100)]
        many = digest(weeks[0]).new.count
        _time(f"the busiest channel, {many:,} new in a week", digest, weeks, "10,000 us")
        together = [_occasion(reader, "C1", last.before(number)) for number in range(100)]
        many = digest(together[0], _PUBLIC[2:51]).new.count
        _time(f"50 channels, {many:,} new in a week", lambda at: digest(at, _PUBLIC[2:51]), together, "30,000 us")
        _time("the same with the busiest", lambda at: digest(at, _PUBLIC[1:50]), weeks, "30,000 us")


def cost() -> None:
    """Of the counts, for a decision that is posted and decided."""
    spent, room = {}, {}
    for counting in (True, False):
        with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder, "log.db"), clock=lambda: FIRST) as store:
            start = time.thread_time()
            store.write(partial(_record, counting=counting))
            spent[counting] = time.thread_time() - start
            room[counting] = store.write(lambda db, _: db.execute("PRAGMA page_count").fetchone()[0]) * 4096
    said = [(with_[True] - with_[False]) / _RECORDED for with_ in (spent, room)]
    say(f"what digests count of a decision that is posted and decided: {said[0] * 1e6:.0f} us, {said[1]:.0f} bytes")


def _record(db: Database, _: datetime, *, counting: bool) -> None:
    new, kept = typical()
    policies.keep(db, FIRST, kept, actor="bench")
    if not counting:
        for (name,) in db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%digests'"
        ).fetchall():
            db.execute(f"DROP TRIGGER {name}")
    for number in range(_RECORDED):
        at = FIRST + timedelta(minutes=number)
        recorded = decisions.record(db, at, new)
        posts.add(db, Post(recorded.id, f"C{number % 50}", f"{number}.0", None, private=False, posted_at=at))
        moved(db, at, recorded.id, Status.ACCEPTED, actor="UREV1")


def _time(what: str, call: Callable[[Occasion], object], cases: Sequence[Occasion], wanted: str) -> None:
    """On the processor, so that what else the machine does does not count; the file is in memory after the first."""
    report(what, measured(call, cases, time.thread_time_ns), wanted)


def _occasion(reader: Reader, channel: str, week: Week) -> Occasion:
    return occasion(reader, channel, _SETTINGS, "U1", week, _END + timedelta(days=10))


def main() -> None:
    """The log is written with plain SQL first."""
    cost()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "long.db")
        fill(path, MANY)
        say(f"-- {MANY:,} decisions, {size_of(path) / MANY:,.0f} bytes each")
        compose_in(path)
