"""A digest comes when it is due by Slack's clock, in a bot that runs: neither before nor a second time."""

from datetime import UTC, datetime, time, timedelta

from bot.store import DigestSettings, RunState, Store, digests
from bot.weeks import Schedule, Week
from tests.slack.conftest import Office, eventually
from tests.slack.digests import in_channel, is_, run_of
from tests.slack.test_posting import only_http


def in_slack(office: Office) -> datetime:
    return datetime.fromtimestamp(office.slack.clock.now(), UTC)


def set_up(office: Office, due_in: timedelta) -> Week:
    """Alice sets one up now; the week in which it is due for the first time."""
    now = in_slack(office)
    moment = now + due_in
    schedule = Schedule(moment.weekday(), time(moment.hour, moment.minute), "UTC")
    with Store.open(office.database, clock=lambda: now) as store:
        store.write(lambda db, at: digests.set_up(db, at, office.general.id, DigestSettings(schedule), office.alice.id))
    return schedule.next(now)[0]


async def asked(office: Office) -> None:
    """Somebody asks for something, as somebody always does; its card is posted to the channel."""
    await office.alice.command("/sourcing Hand office cleaning in Rotterdam to a company", office.general)
    await office.alice.click("Post to channel")
    await office.alice.waits_for("Decision 1 is posted")
    await office.slack.until(lambda: len(office.posted(office.general)) == 1)


async def test_it_comes_when_slacks_clock_gets_there(office: Office) -> None:
    async with office.bot():
        await asked(office)
        week = set_up(office, timedelta(days=3))
        office.slack.clock.advance(timedelta(days=3, minutes=1).total_seconds())
        await office.alice.open_home()  # whatever Slack answers next says what time it is
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
        *_, digest = in_channel(office, office.general)
        assert digest.text.startswith("*One waits for a decision.*")
        office.slack.clock.advance(timedelta(hours=3).total_seconds())
        await office.alice.open_home()
    assert len(office.posted(office.general)) == 2
    run = run_of(office, office.general, week)
    assert run is not None
    assert (run.ts, run.late) == (digest.ts, False)


@only_http
async def test_a_clock_of_this_machine_that_is_a_year_ahead_brings_none(office: Office) -> None:
    async with office.bot():
        await asked(office)
        week = set_up(office, timedelta(days=3))
    office.clock = lambda: datetime.now(UTC) + timedelta(days=365)
    async with office.bot():
        await office.alice.open_home()
    assert run_of(office, office.general, week) is None
    assert len(office.posted(office.general)) == 1


@only_http
async def test_after_two_weeks_down_one_comes_late_and_says_so(office: Office) -> None:
    async with office.bot():
        await asked(office)
        week = set_up(office, timedelta(days=3))
    office.slack.clock.advance(timedelta(days=10, hours=5).total_seconds())
    office.clock = lambda: in_slack(office)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.SENT, week.after(1), [office.general]))
    assert is_(office, RunState.SKIPPED, week, [office.general])
    *_, digest = in_channel(office, office.general)
    assert "late" in str(digest.blocks)
