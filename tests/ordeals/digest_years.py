"""Years of weekly digests with everything that can go wrong, and what came of each week that was due.

Processes end between any two statements, at random; the machine's clock is wrong; Slack loses answers, or posts after
whoever asked has hung up; two processes plan on one store; the database is put back from a backup; channels lose the
bot and get it back; people turn digests off and on, set them otherwise, and send them at once.
"""

import asyncio
import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

from slack_sdk.web.async_client import AsyncWebClient

from bot import sender
from bot.desk import Desk
from bot.digest import scheduler
from bot.digest.scheduler import Scheduler
from bot.digest_posting import Weekly
from bot.on_their_way import OnTheirWay
from bot.posting import Telling
from bot.sender import Sender
from bot.slack.clocks import SlackClock, SteadyClock
from bot.store import Store, StoreError, digests
from bot.store.arrivals import Arrival
from bot.store.digest_settings import DigestSettings, DigestState
from bot.store.driver import sqlite3
from bot.views.blocks import Message
from bot.views.digest_message import DigestMessage
from bot.weeks import Schedule, Week
from tests.ordeals.digest_tally import Came, Tally
from tests.ordeals.forgetful_slack import Fate, ForgetfulSlack, Trouble
from tests.ordeals.lives import Life, of_lives
from tests.ordeals.stepped import SteppedClock
from tests.ordeals.stepped import run as run_stepped

START = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
GRACE = timedelta(hours=48)
ZONES = (
    "UTC",
    "Europe/Madrid",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Gaza",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)
"""With daylight saving in both halves of the year, in halves of an hour, around Ramadan, and without."""
_TRICKY = (
    Schedule(6, time(1, 30), "Europe/London"),
    Schedule(6, time(2, 30), "Europe/Madrid"),
    Schedule(6, time(1, 30), "America/New_York"),
    Schedule(6, time(2, 30), "America/Los_Angeles"),
    Schedule(4, time(0, 0), "Africa/Cairo"),
    Schedule(6, time(2, 0), "Australia/Lord_Howe"),
    Schedule(6, time(2, 45), "Pacific/Chatham"),
    Schedule(6, time(2, 30), "Africa/Casablanca"),
)
"""Times that clocks skip, and show twice."""
_TIMES = (time(0, 0), time(0, 30), time(1, 30), time(2, 0), time(2, 30), time(9, 0), time(23, 59))
_SOON = Schedule(0, time(0, 40), "UTC")
_IDLE = 6 * 3600.0
"""Seconds that nobody looks at anything for nothing; in production it is half a minute."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to go wrong, and for how long."""

    channels: int
    weeks: int
    seed: int = 1
    steps: int = 4_000
    """Between two ends of a process, on average."""
    trouble: Trouble = field(
        default_factory=lambda: Trouble(lost=4_000, broken=4_000, late=4_000, limited=500, away=2_000)
    )
    backups: int = 0
    """How often the database is put back from a backup."""
    away: float = 0.015
    """In how many cases it takes hours or days, or three weeks, until somebody starts it again."""
    changes: float = 0.0
    """How often a week somebody changes something somewhere."""


class Office:
    """A workspace, a database, and the processes on it."""

    def __init__(self, path: Path, plan: Plan) -> None:
        self.path = path
        self.plan = plan
        self.rng = random.Random(plan.seed)
        self.clock = SteppedClock(START)
        self.slack = ForgetfulSlack(self.clock, random.Random(plan.seed + 1), plan.trouble)
        self.channels = [f"C{number:05}" for number in range(plan.channels)]
        self.end = START + timedelta(weeks=plan.weeks)
        self.tally = Tally(self.slack, GRACE, self.end)
        self._lives: set[Life] = set()
        self._may_live = asyncio.Event()

    # The processes

    async def live(self, *, sends: bool) -> None:
        """One process after the other."""
        while self.clock.now() < self.end:
            await self._may_live.wait()
            await self.live_once(int(self.rng.expovariate(1 / self.plan.steps)) + 1, sends=sends)
            await asyncio.sleep(self._downtime())

    async def live_once(self, steps: int, *, sends: bool) -> None:
        """One process, which ends after so many steps or with the simulation."""
        wrong_by = timedelta(seconds=self.rng.choice((0, 0, 0, -7200, 500, 86400 * 8, -86400 * 400)))
        life = Life(self.path, lambda: self.clock.now() + wrong_by, steps)
        self._lives.add(life)
        life.told_by(self._tell_others)
        life.begin(self._started(life, wrong_by, sends=sends))
        with_end = asyncio.ensure_future(life.ended.wait())
        await asyncio.wait({with_end}, timeout=(self.end - self.clock.now()).total_seconds())
        with_end.cancel()
        await life.bury()
        self._lives.discard(life)
        self.tally.came.ends += 1

    async def _started(self, life: Life, wrong_by: timedelta, *, sends: bool) -> None:
        """What `bot.server` starts, as far as digests need it."""
        machine = self.clock.now() + wrong_by
        slack_clock = SlackClock(machine)
        slack_clock.hear(f"{self.clock.now():%a, %d %b %Y %H:%M:%S} GMT")  # the server asks who it is before all else
        client = cast("AsyncWebClient", self.slack.client(life.step))
        planning = Scheduler(life.writer, life.readers, slack_clock.now, GRACE)
        await planning.start()
        if not sends:
            return
        weekly = Weekly(self._draw, GRACE, slack_clock.now)
        nobody = cast("Any", None)
        telling = Telling("", nobody, nobody, nobody, OnTheirWay(), nobody, nobody, weekly)
        sending = Sender(
            cast("Desk", None), client, life.writer, life.readers, SteadyClock(machine), slack_clock, telling
        )
        await sending.start()

    async def _draw(self, channel: str, week: Week) -> DigestMessage | None:
        drawn = random.Random(f"{channel} {week}").random() if len(self.channels) > 1 else 1.0
        if drawn < 0.03:
            return None
        main = Message(f"The digest of {week}", [])
        return DigestMessage(main, main, Message("The rest", []) if drawn > 0.8 else None)

    def _tell_others(self, life: Life, arrived: frozenset[Arrival]) -> None:
        for other in self._lives - {life}:
            other.see_others(arrived)

    def _downtime(self) -> float:
        if self.rng.random() < self.plan.away:
            return self.rng.uniform(6 * 3600.0, 86400.0 * self.rng.choice((4, 4, 4, 21)))
        return self.rng.uniform(1.0, 60.0 if self.rng.random() < 0.9 else 6 * 3600.0)

    # The people

    def set_up(self, schedules: Sequence[Schedule]) -> None:
        """Before anything else, a digest in each channel."""
        with Store.open(self.path, clock=self.clock.now) as store:
            store._db.execute("PRAGMA synchronous = OFF")
            for number, channel in enumerate(self.channels):
                self._set(store, channel, schedules[number % len(schedules)])
        self._may_live.set()

    def _set(self, store: Store, channel: str, schedule: Schedule | None) -> None:
        now = self.clock.now()
        if schedule is None:
            store.write(lambda db, at: digests.turn_off(db, at, channel, "U0DANA"))
        else:
            settings = DigestSettings(schedule)
            store.write(lambda db, at: digests.set_up(db, at, channel, settings, "U0DANA"))
        self.tally.changes[channel].append((now, schedule))

    async def change(self, schedules: Sequence[Schedule]) -> None:
        """Somebody changes something, now and then."""
        while self.plan.changes:
            await asyncio.sleep(self.rng.expovariate(self.plan.changes / (7 * 86400.0)))
            if not self._may_live.is_set():
                continue
            channel = self.rng.choice(self.channels)
            with Store.open(self.path, clock=self.clock.now) as store:
                store._db.execute("PRAGMA synchronous = OFF")
                self._change(store, channel, self.rng.choice(schedules))
            for life in self._lives:
                life.see_others()

    def _change(self, store: Store, channel: str, schedule: Schedule) -> None:
        dice = self.rng.random()
        kept = store.digest(channel)
        if channel in self.slack.closed:
            self.slack.closed.discard(channel)
            self._set(store, channel, schedule)
        elif kept is not None and kept.state is not DigestState.ON:
            self._set(store, channel, schedule)
        elif dice < 0.25:
            self._set(store, channel, None)
        elif dice < 0.5:
            self._set(store, channel, schedule)
        elif dice < 0.6:
            self.slack.closed.add(channel)
            self.tally.changes[channel].append((self.clock.now(), None))
        else:
            try:
                store.write(lambda db, at: digests.send_now(db, at, channel, "U0DANA"))
            except StoreError:
                return

    # The operator

    async def put_back(self) -> None:
        """The database is put back from a backup of some hours or days ago, at random."""
        backup = self.path.with_suffix(".backup")
        for number in range(self.plan.backups):
            share = (number + self.rng.uniform(0.2, 0.8)) / self.plan.backups
            await self._until(START + (self.end - START) * share)
            was_set, at = {channel: changes[-1] for channel, changes in self.tally.changes.items()}, self.clock.now()
            backup.unlink(missing_ok=True)
            with closing(sqlite3.connect(self.path)) as connection:
                connection.execute("VACUUM INTO ?", [str(backup)])
            await asyncio.sleep(86400.0 * self.rng.choice((0.05, 1.0, 3.0, 10.0)) * self.rng.uniform(0.3, 1.0))
            self._may_live.clear()
            for life in list(self._lives):
                life.ended.set()
            while self._lives:  # noqa: ASYNC110 - they end at their next statement, and tell nobody
                await asyncio.sleep(1.0)
            for suffix in ("-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            shutil.copyfile(backup, self.path)
            self.tally.gone_with_backup.append((at, self.clock.now()))
            self.tally.unknowable |= self.slack.unread
            for channel, (since, schedule) in was_set.items():
                if self.tally.changes[channel][-1] != (since, schedule):
                    now_set = None if channel in self.slack.closed else schedule
                    self.tally.changes[channel].append((self.clock.now(), now_set))
            self.tally.came.backups += 1
            self._may_live.set()

    async def _until(self, moment: datetime) -> None:
        await asyncio.sleep(max((moment - self.clock.now()).total_seconds(), 0.0))

    async def go(self, schedules: Sequence[Schedule], *, two: bool = True) -> Came:
        """All of it, to the end, and what came of it."""
        asyncio.get_running_loop().set_task_factory(of_lives)
        self.set_up(schedules)
        beside = [asyncio.ensure_future(each) for each in (self.change(schedules), self.put_back())]
        await asyncio.gather(self.live(sends=True), *([self.live(sends=False)] if two else []))
        for each in beside:
            each.cancel()
        for outcome in await asyncio.gather(*beside, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome
        self.end = max(self.clock.now(), self.end) + timedelta(seconds=3 * _IDLE)
        self.slack.trouble = Trouble()
        await self.live_once(10**12, sends=True)
        self.tally.end = self.end
        return self.tally.counted(self.path)


def schedules(rng: random.Random, count: int) -> list[Schedule]:
    """So many, each zone among them."""
    found = [*(Schedule(0, time(9, 0), zone) for zone in ZONES), *_TRICKY][:count]
    while len(found) < count:
        found.append(Schedule(rng.choice((0, 4, 5, 6, 6)), rng.choice(_TIMES), rng.choice(ZONES)))
    return found


@contextmanager
def patient() -> Iterator[None]:
    """Nobody looks at anything for nothing."""
    with patch.object(sender, "_IDLE", _IDLE), patch.object(scheduler, "_LONGEST_SLEEP", _IDLE):
        yield


def years(folder: Path, plan: Plan, *, unread: float = 0.05, many: int = 28, two: bool = True) -> Came:
    """Lets the time pass. Of the channels, so many are ones that the bot cannot read."""
    office = Office(folder / "decisions.db", plan)
    office.slack.unread = {channel for channel in office.channels if office.rng.random() < unread}
    with patient():
        return run_stepped(office.clock, office.go(schedules(office.rng, many), two=two))


def ends_at(folder: Path, step: int, fates: Sequence[Fate], *, unread: bool = False) -> tuple[Came, bool]:
    """One digest with the rest in its thread, while the first process ends at this step, and the next goes on.

    `fates` is what becomes of the posts. Also whether the first process got so far.
    """
    plan = Plan(channels=1, weeks=1, trouble=Trouble())
    path = folder / f"{step}.db"
    if not (template := folder / "template.db").exists():
        Office(template, plan).set_up([_SOON])
    shutil.copyfile(template, path)
    office = Office(path, plan)
    office.tally.changes["C00000"] = [(START, _SOON)]
    office.slack.next_fates = list(fates)
    office.slack.unread = {"C00000"} if unread else set()

    async def work() -> bool:
        asyncio.get_running_loop().set_task_factory(of_lives)
        office.end = START + timedelta(minutes=45)
        await office.live_once(step, sends=True)
        ended = office.clock.now() < office.end
        office.end = office.clock.now() + timedelta(hours=12)
        await office.live_once(10**9, sends=True)
        return ended

    with patient():
        ended = run_stepped(office.clock, work())
    office.tally.end = office.end
    came = office.tally.counted(path, verify=False)
    path.unlink()
    return came, ended
