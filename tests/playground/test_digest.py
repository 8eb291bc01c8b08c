"""The weekly digest, in a browser: set up, looked at beforehand, read on Monday; and weeks unlike the others."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from bot.playground.site import Site
from bot.playground.stage import Stage, stage
from bot.store import RunState, Status, Store, Verified
from tests.playground.windows import Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="session")


@dataclass(frozen=True, slots=True)
class NineWeeks:
    """A playground with nine weeks behind it."""

    played: Stage
    windows: Windows
    database: Path
    begun: datetime
    """When the page was opened for the first time, by the workspace's clock."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def nine_weeks(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[NineWeeks]:
    database = tmp_path_factory.mktemp("nine weeks") / "decisions.db"
    async with AsyncExitStack() as closing:
        played = await closing.enter_async_context(stage(database, http=False, seed=True))
        begun = datetime.fromtimestamp(played.slack.clock.now(), UTC)
        assert played.slack.faults == []
        site = Site(played)
        await site.listen(0, closing)
        opened = Windows(browser, site.address)
        yield NineWeeks(played, opened, database, begun)
        await opened.close()
        assert opened.complaints == []
        assert played.slack.faults == []


async def test_nine_weeks_of_decisions_are_on_a_record_that_verifies(nine_weeks: NineWeeks) -> None:
    slack, begun = nine_weeks.played.slack, nine_weeks.begun
    assert begun.strftime("%A %H") == "Friday 15"
    here = slack.workspace.channel_named("procurement")
    with Store.read(nine_weeks.database) as log:
        decisions = log.decisions(limit=200)
        assert isinstance(log.verify(), Verified)
        in_channel = [each for each in decisions if log.posts_of(each.id)[0].channel == getattr(here, "id", None)]
    weeks = [[each for each in in_channel if (begun - each.recorded_at).days // 7 == ago] for ago in range(10)]
    decided = [[each.status for each in week if each.status is not Status.RECORDED] for week in weeks]
    assert [len(week) >= 8 for week in decided] == [True] * 9 + [False]
    overridden = [week.count(Status.OVERRIDDEN) / len(week) for week in decided[:9]]
    assert overridden[0] == 0.5
    assert 0 < max(overridden[1:]) < 0.2
    said = [each for each in slack.workspace.messages if each.user == slack.bot.id]
    cards = [each for each in said if not each.ephemeral_to and each.blocks[0]["type"] == "header"]
    assert len(cards) == len(decisions)


def _digest(window: Window, words: str) -> Locator:
    """The newest digest in the channel that says this."""
    of_the_bot = window.messages.filter(has_text="Record up to event").filter(has_text=words)
    return of_the_bot.filter(has_not_text="Only visible to you").last


async def test_a_week_of_drift_is_set_up_looked_at_beforehand_and_read_on_monday(nine_weeks: NineWeeks) -> None:
    alice = await nine_weeks.windows.open("alice", height=1100)
    await alice.say("/sourcing digest")
    form = alice.page.get_by_role("dialog", name="Weekly digest")
    await expect(form.get_by_label("Time", exact=True)).to_have_value("09:00")
    await expect(form.get_by_label("Time zone")).to_have_value("Europe/London")
    await alice.picture("digest, form")
    await alice.press("Preview", form)
    await expect(alice.modal).to_contain_text("where you alone see it")
    await alice.press("Back to the form beneath")
    await alice.press("Save", form)
    await expect(form).to_be_hidden()
    card = alice.messages.filter(has_text="Digest is on").last
    await expect(card).to_contain_text("Mondays at 9:00 (Europe/London)")
    await expect(card).to_contain_text("Next due Mon")
    await alice.picture("digest, set up")
    preview = alice.messages.filter(has_text="Only visible to you").filter(has_text="Drift").last
    await expect(preview).to_contain_text("5 of 10 decisions were overridden")
    await alice.press("Next Monday, 9:00")
    sent = _digest(alice, "Drift: 5 of 10 decisions were overridden; in the 8 weeks compared it was")
    await expect(sent).to_contain_text("4 wait for a decision")
    await expect(sent.get_by_role("figure")).to_contain_text("Decided, by model")
    await expect(sent.get_by_role("table").first).to_contain_text("instead of")
    await sent.evaluate("each => each.scrollIntoView({ block: 'end' })")
    await alice.picture("digest, drift")
    await sent.get_by_role("button", name="Show").last.click()
    await expect(alice.modal).to_contain_text("(law)")
    await alice.picture("digest, what was overridden")
    await alice.press("Close", alice.modal)
    await sent.get_by_role("button", name="1 reply").click()
    await expect(alice.page.get_by_role("region", name="Thread")).to_contain_text("asked by Carol Schmidt")
    await alice.picture("digest, the rest in the thread")


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (400, False), (400, True)])
async def test_it_is_read_in_the_dark_and_400_pixels_wide(nine_weeks: NineWeeks, width: int, dark: bool) -> None:
    window = await nine_weeks.windows.open("carol", width=width, height=1300, dark=dark)
    sent = _digest(window, "Drift")
    await expect(sent).to_be_visible()
    assert await window.page.evaluate("document.documentElement.scrollWidth") == width
    await sent.evaluate("each => each.scrollIntoView({ block: 'start' })")
    assert await window.page.evaluate("[document.documentElement, document.body].map(each => each.scrollTop)") == [0, 0]
    await window.picture(f"digest, {width} pixels{', dark' if dark else ''}")


async def _set_up(window: Window) -> None:
    await window.say("/sourcing digest")
    await window.press("Save", window.page.get_by_role("dialog", name="Weekly digest"))
    await expect(window.messages.last).to_contain_text("Digest is on")


def _runs(folder: Path, channel: str) -> list[RunState]:
    with Store.read(folder / "decisions.db") as log:
        return [each.state for each in log.digest_runs(channel, 10)]


async def _eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - a file tells nobody that it has changed
            await asyncio.sleep(0.02)


async def test_a_quiet_month_is_one_line(windows: Windows, workspace: Stage, tmp_path: Path) -> None:
    alice = await windows.open("alice")
    await _set_up(alice)
    channel = workspace.slack.workspace.channel_named("procurement")
    assert channel is not None
    for quiet in range(1, 4):
        await alice.press("Next Monday, 9:00")
        await _eventually(lambda: _runs(tmp_path, channel.id) == [RunState.QUIET] * quiet)  # noqa: B023 - at once
    await expect(_digest(alice, "")).to_have_count(0)
    await alice.press("Next Monday, 9:00")
    line = _digest(alice, "Nothing to tell for four weeks, and nothing waits.")
    await expect(line).to_be_visible()
    assert await line.locator(".block").count() == 1
    await alice.picture("digest, a quiet month")


async def test_after_an_outage_it_comes_late_and_says_so(windows: Windows, workspace: Stage) -> None:
    alice, bob = await windows.open("alice"), await windows.open("bob")
    await bob.press("Post to channel", await bob.ask())
    await alice.accept(alice.card("Decision 1"))
    await _set_up(alice)
    await alice.press("Take Slack down")
    await alice.press("Next Monday, 9:00")
    await alice.press("+1 day")
    await alice.press("Bring Slack back")
    await workspace.slack.sockets.connected(within=30)
    late = _digest(alice, "Late: it was due on Monday")
    await expect(late).to_have_count(1)
    await late.evaluate("each => each.scrollIntoView({ block: 'end' })")
    await alice.picture("digest, after an outage")
    workspace.slack.take_faults("dispatch_failed")


async def test_where_slack_has_no_charts_yet_the_same_digest_comes_without(windows: Windows) -> None:
    alice, bob = await windows.open("alice"), await windows.open("bob")
    await bob.press("Post to channel", await bob.ask())
    await alice.accept(alice.card("Decision 1"))
    await _set_up(alice)
    await alice.press("Refuse charts")
    await alice.press("Next Monday, 9:00")
    sent = _digest(alice, "Decided 1")
    await expect(sent).to_contain_text("decided for")
    await expect(sent.get_by_role("figure")).to_have_count(0)
    await expect(alice.page.locator("#panel .log .refused")).to_have_count(1)
