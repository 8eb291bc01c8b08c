"""What the scheduler of weekly digests promises: each is planned when it is due, by Slack's clock, whatever else is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.digest.scheduler import Scheduler
from bot.slack.client import NotReachedError
from bot.slack.clocks import ClockCheck, SlackClock
from bot.store import DigestSettings, Reader, Readers, Run, RunState, Writer, digests
from bot.store.driver import Database
from bot.weeks import Schedule
from tests.planned_digests import BEFORE, GRACE, MONDAY, MONDAYS, W49, W50, WEEK, claim


class Hands:
    """A clock that goes as the test says."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Life:
    """A log, and a scheduler over it whose clock goes as the test says."""

    def __init__(self, writer: Writer, readers: Readers, clock: Hands) -> None:
        self.writer, self.readers, self.clock = writer, readers, clock
        self.scheduler = Scheduler(writer, readers, clock, GRACE)

    async def set_up(self, channel: str = "C1", how: DigestSettings = MONDAYS) -> None:
        now = self.clock.now
        await self.writer.run(lambda db, _: digests.set_up(db, now, channel, how, "U1"))

    async def runs(self, channel: str = "C1") -> list[Run]:
        return await self.readers.run(lambda reader: Reader.digest_runs(reader, channel, 99))

    async def states(self, channel: str = "C1") -> dict[str, RunState]:
        return {str(run.week): run.state for run in reversed(await self.runs(channel))}

    async def planned(self, count: int, channel: str = "C1") -> None:
        """Waits until so many weeks are there."""
        for _ in range(6000):
            if len(await self.runs(channel)) >= count:
                return
            await asyncio.sleep(0.01)
        pytest.fail(f"{count} weeks were never planned")

    async def settle(self, work: Callable[[Database], object]) -> None:
        await self.writer.run(lambda db, _: work(db))


@asynccontextmanager
async def living(path: Path, now: datetime = BEFORE) -> AsyncIterator[Life]:
    clock = Hands(now)
    writer = Writer.start(path, clock)
    readers = Readers.start(path)
    try:
        yield Life(writer, readers, clock)
    finally:
        await readers.stop()
        await writer.stop()


@pytest.fixture
async def life(tmp_path: Path) -> AsyncIterator[Life]:
    async with living(tmp_path / "log.db") as one:
        yield one


async def test_it_plans_what_is_due_at_each_look_and_nothing_twice(life: Life) -> None:
    await life.set_up()
    assert await life.scheduler.work() == 0
    life.clock.now = MONDAY
    assert [await life.scheduler.work() for _ in range(3)] == [1, 0, 0]
    life.clock.now = MONDAY + WEEK
    assert await life.scheduler.work() == 2  # the first was never sent
    assert await life.states() == {"2026-W49": RunState.SKIPPED, "2026-W50": RunState.PLANNED}


async def test_it_plans_each_of_very_many_in_parts(life: Life) -> None:
    for number in range(120):
        await life.set_up(f"C{number}", DigestSettings(Schedule(0, time(9, number % 60), "Europe/Madrid")))
    life.clock.now = MONDAY + timedelta(hours=1)
    assert await life.scheduler.work() == 120


async def test_what_is_wrong_in_one_channel_holds_up_no_other(life: Life, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(60):
        await life.set_up(f"C{number:02}")
    wrong = """
    INSERT INTO outbox (kind, channel, thread_ts, payload, state, attempts, not_before)
    SELECT 'digest', channel, '', '{"week": "2026-W01"}', 'waiting', 0, '' FROM digests WHERE channel < 'C55'
    """
    await life.settle(lambda db: db.execute(wrong))  # of more than are planned at once
    life.clock.now = MONDAY
    assert await life.scheduler.work() == 5
    assert await life.states("C59") == {"2026-W49": RunState.PLANNED}
    assert (await life.states("C00"), caplog.text.count("cannot be planned")) == ({}, 55)
    await life.settle(lambda db: db.execute("DELETE FROM outbox WHERE payload LIKE '%W01%'"))
    assert await life.scheduler.work() == 55  # at the next look, without anything that wakes it


async def test_a_week_that_cannot_be_read_holds_up_no_other(life: Life) -> None:
    for channel in ("C1", "C2"):
        await life.set_up(channel)
    life.clock.now = MONDAY
    await life.scheduler.work()
    await life.settle(lambda db: db.execute("UPDATE digest_runs SET until = 'soon' WHERE channel = 'C1'"))
    life.clock.now = MONDAY + GRACE + timedelta(seconds=1)
    assert await life.scheduler.work() == 1
    assert await life.states("C2") == {"2026-W49": RunState.SKIPPED}


async def test_it_wakes_where_a_digest_is_set_up_and_where_it_is_told_to(life: Life) -> None:
    await life.scheduler.start()
    await life.set_up()
    life.clock.now = MONDAY
    life.scheduler.look_again()
    await life.planned(1)
    how = DigestSettings(Schedule(0, time(9, 1), "Europe/Madrid"))
    await life.settle(lambda db: digests.set_up(db, BEFORE, "C2", how, "U1"))
    life.clock.now = MONDAY + timedelta(minutes=2)
    await life.settle(lambda db: digests.set_up(db, BEFORE, "C3", MONDAYS, "U1"))
    await life.planned(1, "C2")
    await life.planned(1, "C3")
    await life.scheduler.stop()


async def test_it_sleeps_until_the_next_is_due(life: Life) -> None:
    await life.set_up()
    began = asyncio.get_running_loop().time()
    scheduler = Scheduler(
        life.writer,
        life.readers,
        lambda: MONDAY + timedelta(seconds=asyncio.get_running_loop().time() - began - 0.5),
        GRACE,
    )
    await scheduler.start()
    await life.planned(1)
    (run,) = await life.runs()
    assert run.planned_at >= MONDAY
    await scheduler.stop()


async def test_what_was_missed_while_it_was_down_is_planned_at_the_next_start(tmp_path: Path) -> None:
    async with living(tmp_path / "log.db") as life:
        await life.set_up()
    async with living(tmp_path / "log.db", MONDAY + WEEK + timedelta(hours=5)) as life:
        await life.scheduler.start()
        await life.planned(2)
        await life.scheduler.stop()
        assert await life.states() == {"2026-W49": RunState.SKIPPED, "2026-W50": RunState.PLANNED}


async def test_what_is_too_late_is_skipped_before_anything_is_sent_after_a_start(tmp_path: Path) -> None:
    async with living(tmp_path / "log.db") as life:
        await life.set_up()
        life.clock.now = MONDAY
        await life.scheduler.work()
    async with living(tmp_path / "log.db", MONDAY + timedelta(days=3)) as life:
        await life.scheduler.start()
        assert await life.states() == {"2026-W49": RunState.SKIPPED}
        await life.scheduler.stop()


async def test_what_comes_due_while_the_last_is_being_sent_is_planned_once_that_is_settled(life: Life) -> None:
    await life.set_up()
    life.clock.now = MONDAY
    await life.scheduler.work()
    await life.settle(lambda db: claim(db, "sending"))
    life.clock.now = MONDAY + WEEK
    assert await life.scheduler.work() == 0

    def settle(db: Database) -> None:
        claim(db, "sent")
        digests.settle_sent(db, MONDAY + WEEK, "C1", W49, "1.2")

    await life.settle(settle)
    life.clock.now += timedelta(seconds=30)
    assert await life.scheduler.work() == 1
    assert (await life.runs())[0].week == W50


async def test_one_that_is_not_ours_to_read_keeps_no_other_from_being_planned(life: Life) -> None:
    await life.set_up("C1")
    await life.set_up("C2")
    await life.settle(lambda db: db.execute("UPDATE digests SET schedule = 'whenever' WHERE channel = 'C1'"))
    life.clock.now = MONDAY
    assert await life.scheduler.work() == 1
    assert await life.states("C2") == {"2026-W49": RunState.PLANNED}


async def test_a_zone_that_this_machine_does_not_know_pauses_nothing_and_is_told_once(
    life: Life, caplog: pytest.LogCaptureFixture
) -> None:
    await life.set_up()
    await life.settle(lambda db: db.execute("UPDATE digests SET schedule = '0 09:00 Europe/Atlantis'"))
    for hours in (0, 1, 2):
        life.clock.now = MONDAY + timedelta(hours=hours)
        await life.scheduler.work()
    (run,) = await life.runs()
    assert run.due_at == datetime(2026, 11, 30, 9, tzinfo=UTC)
    (told,) = [each for each in caplog.records if "no zone" in each.message]
    assert told.__dict__["fields"] == {"due": "0 09:00 Europe/Atlantis", "goes_by": "UTC"}


async def test_a_clock_that_was_wrong_and_is_set_right_is_followed(life: Life) -> None:
    await life.set_up()
    life.clock.now = MONDAY - timedelta(days=2)
    await life.scheduler.work()
    life.clock.now = BEFORE - timedelta(days=300)
    await life.scheduler.work()
    life.clock.now = MONDAY
    assert await life.scheduler.work() == 1


# --- Whose clock it goes by -------------------------------------------------------------------------------------------


class Asked:
    """How often Slack was asked for the time."""

    def __init__(self) -> None:
        self.times = 0
        self.once = asyncio.Event()


def asking(slack: SlackClock, time_in_slack: Hands, asked: Asked) -> Callable[[], Awaitable[None]]:
    async def ask() -> None:
        asked.times += 1
        asked.once.set()
        slack.hear(time_in_slack.now.strftime("%a, %d %b %Y %H:%M:%S GMT"))

    return ask


async def test_a_clock_of_the_machine_that_jumps_plans_nothing(life: Life) -> None:
    await life.set_up()
    machine, slack, asked = Hands(BEFORE), SlackClock(BEFORE), Asked()
    check = ClockCheck(slack, machine, asking(slack, Hands(BEFORE), asked))
    scheduler = Scheduler(life.writer, life.readers, slack.now, GRACE, check_clock=check.check)
    machine.now = BEFORE + timedelta(days=365)
    await scheduler.start()
    async with asyncio.timeout(60):
        await asked.once.wait()
    await scheduler.stop()
    assert await life.runs() == []


async def test_slack_is_asked_for_the_time_once_where_the_clocks_differ_for_good() -> None:
    machine, slack, asked = Hands(BEFORE), SlackClock(BEFORE), Asked()
    check = ClockCheck(slack, machine, asking(slack, Hands(BEFORE), asked))
    await check.check()
    assert asked.times == 0
    machine.now = BEFORE - timedelta(days=5)
    for _ in range(3):
        await check.check()
    assert asked.times == 1
    machine.now = BEFORE
    for _ in range(3):
        await check.check()
    assert asked.times == 2


async def test_after_the_machine_was_suspended_the_time_is_asked_for_and_what_is_due_is_planned(life: Life) -> None:
    await life.set_up()
    machine, real, slack, asked = Hands(BEFORE), Hands(BEFORE), SlackClock(BEFORE), Asked()
    check = ClockCheck(slack, machine, asking(slack, real, asked))
    scheduler = Scheduler(life.writer, life.readers, slack.now, GRACE, check_clock=check.check)
    machine.now = real.now = MONDAY + timedelta(hours=1)
    await scheduler.start()
    await life.planned(1)
    await scheduler.stop()
    assert (await life.runs())[0].late


async def test_where_slack_does_not_say_what_time_it_is_the_clock_goes_on(life: Life) -> None:
    await life.set_up()
    slack = SlackClock(MONDAY)

    async def ask() -> None:
        raise NotReachedError("no connection")

    check = ClockCheck(slack, Hands(BEFORE), ask)
    scheduler = Scheduler(life.writer, life.readers, slack.now, GRACE, check_clock=check.check)
    await scheduler.start()
    await life.planned(1)
    await scheduler.stop()


def test_the_first_monday_of_these_tests_is_one() -> None:
    assert (MONDAY.weekday(), MONDAY) == (0, MONDAYS.schedule.moment(W49))
    assert datetime(2026, 11, 25, 12, tzinfo=UTC) == BEFORE
