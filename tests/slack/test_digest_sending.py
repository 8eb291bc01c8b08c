"""A week's digest is posted once: whatever Slack, the network, a crash or a backup does in between."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Literal

import pytest

from bot.store import DigestState, OutboxState, RunState, Store, Verified
from bot.store.driver import sqlite3
from tests.ordeals.bot_process import bot_process
from tests.slack.conftest import Office, eventually
from tests.slack.digests import GRACE, SERVE_THIS, Drawn, drawn_by, due, in_channel, in_threads, is_, kept, run_of
from tests.slack.test_outages import hurried as hurried
from tests.slack.test_posting import TROUBLES, all_suffered, ask_and_post, only_http, states, tried
from tests.slack.test_restored_backups import put_aside, put_back


@pytest.fixture(autouse=True)
def drawn(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Drawn]:
    """What every digest says; and whatever became of one, the record verifies."""
    says = Drawn()
    drawn_by(monkeypatch, says.draw)
    yield says
    with Store.read(office.database) as store:
        assert isinstance(store.verify(), Verified)


async def test_a_digest_that_is_due_is_posted_with_its_rest_in_the_thread(office: Office, drawn: Drawn) -> None:
    drawn.more = "And 40 more."
    week = due(office, office.general)
    async with office.bot():
        await office.slack.until(lambda: len(in_threads(office, office.general)) == 1)
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
    (main,), (rest,) = in_channel(office, office.general), in_threads(office, office.general)
    assert (main.text, rest.text, rest.thread_ts) == (drawn.text, drawn.more, main.ts)
    run = run_of(office, office.general, week)
    assert run is not None
    assert (run.ts, run.more_ts) == (main.ts, rest.ts)
    assert main.metadata is not None
    assert main.metadata["event_type"] == "sourcing_digest"
    assert main.options["unfurl_links"] is False


@only_http
async def test_a_quiet_week_posts_nothing_and_is_on_record(office: Office, drawn: Drawn) -> None:
    drawn.nothing = True
    week = due(office, office.general)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.QUIET, week, [office.general]))
    assert in_channel(office, office.general) == []


# --- While Slack is slow, away or only half there -------------------------------------------------------------------


@only_http
@pytest.mark.usefixtures("hurried")
async def test_every_trouble_while_posting_still_ends_in_exactly_one_digest_and_one_rest(
    office: Office, drawn: Drawn
) -> None:
    drawn.more = "And 40 more."
    channels = [office.slack.channel(name.replace(" ", "-"), office.alice) for name in TROUBLES]
    week = due(office, *channels)
    for trouble in TROUBLES.values():
        office.slack.fail_next("chat.postMessage", **trouble)
    async with office.bot():
        await office.slack.until(lambda: tried(office) > len(TROUBLES))
        for trouble in TROUBLES.values():
            office.slack.fail_next("chat.postMessage", **trouble)
        await eventually(lambda: is_(office, RunState.SENT, week, channels))
        await eventually(lambda: states(office) == [OutboxState.SENT] * 2 * len(channels))
    assert [len(in_channel(office, each)) for each in channels] == [1] * len(channels)
    assert [len(in_threads(office, each)) for each in channels] == [1] * len(channels)


@only_http
@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("refused", ["missing_scope", "not_in_channel"])
@pytest.mark.parametrize("reset", ["before", "after"])
async def test_where_nobody_can_say_whether_it_arrived_it_is_never_sent_again_and_the_record_says_so(
    office: Office, refused: str, reset: Literal["before", "after"], caplog: pytest.LogCaptureFixture
) -> None:
    week = due(office, office.general)
    office.slack.fail_next("conversations.history", error=refused, times=100)
    office.slack.fail_next("chat.postMessage", reset=reset)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.UNKNOWN, week, [office.general]))
        await asyncio.sleep(0.2)
    async with office.bot():
        await asyncio.sleep(0.2)
    assert len(in_channel(office, office.general)) == (1 if reset == "after" else 0)
    assert tried(office) == 1
    assert "it is unknown whether a row arrived" in caplog.text
    assert kept(office, office.general).state is DigestState.ON, "next week's is sent"


@only_http
@pytest.mark.usefixtures("hurried")
async def test_where_slack_lets_nobody_look_for_it_a_digest_is_sent_all_the_same(office: Office) -> None:
    week = due(office, office.general)
    office.slack.fail_next("conversations.history", error="missing_scope", times=100)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
    assert len(in_channel(office, office.general)) == 1


@only_http
@pytest.mark.usefixtures("hurried")
async def test_an_outage_within_its_time_is_waited_for(office: Office) -> None:
    async with office.bot():
        await office.slack.take_down()
        due(office, office.general, planned=False)
        await asyncio.sleep(1.5)
        assert in_channel(office, office.general) == []
        office.slack.bring_up()
        await office.slack.until(lambda: len(in_channel(office, office.general)) == 1)


@only_http
@pytest.mark.usefixtures("hurried")
async def test_what_slack_has_not_taken_within_its_time_is_skipped_and_on_record(office: Office) -> None:
    week = due(office, office.general)
    office.slack.fail_next("chat.postMessage", status=503, times=10_000)
    async with office.bot():
        await office.slack.until(lambda: tried(office) >= 1)
        office.slack.clock.advance(GRACE.total_seconds())
        await eventually(lambda: is_(office, RunState.SKIPPED, week, [office.general]))
        office.slack.trouble.forget()
        await asyncio.sleep(0.3)
    assert in_channel(office, office.general) == []


@only_http
@pytest.mark.usefixtures("hurried")
async def test_one_over_which_the_bot_itself_stumbles_is_skipped_and_on_record(office: Office, drawn: Drawn) -> None:
    drawn.stumbles = True
    week = due(office, office.general)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.SKIPPED, week, [office.general]))
    assert in_channel(office, office.general) == []
    assert kept(office, office.general).state is DigestState.ON, "next week's is tried"


@only_http
@pytest.mark.usefixtures("hurried")
async def test_a_chart_that_slack_does_not_take_yet_is_left_out_of_the_same_digest(
    office: Office, drawn: Drawn
) -> None:
    drawn.chart, drawn.more = True, "And 40 more."
    week = due(office, office.general)
    office.slack.fail_next("chat.postMessage", error="invalid_blocks")
    async with office.bot():
        await office.slack.until(lambda: len(in_threads(office, office.general)) == 1)
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
    (main,) = in_channel(office, office.general)
    assert main.text == drawn.text
    assert "data_visualization" not in str(main.blocks)


# --- After a crash, and after a backup was put back ------------------------------------------------------------------


@only_http
@pytest.mark.usefixtures("hurried")
async def test_one_that_was_posted_since_the_backup_is_recognised_with_its_rest_and_not_posted_again(
    office: Office, drawn: Drawn
) -> None:
    drawn.more = "And 40 more."
    due(office, office.general, planned=False)
    put_aside(office)
    async with office.bot():
        await office.slack.until(lambda: len(in_threads(office, office.general)) == 1)
    put_back(office)
    week = due(office, office.general, planned=False)
    assert run_of(office, office.general, week) is None
    async with office.bot():
        await eventually(lambda: states(office) == [OutboxState.SENT] * 2)
    (main,), (rest,) = in_channel(office, office.general), in_threads(office, office.general)
    run = run_of(office, office.general, week)
    assert run is not None
    assert (run.state, run.ts, run.more_ts) == (RunState.SENT, main.ts, rest.ts)


@only_http
@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("state", ["waiting", "sending"])
async def test_so_is_one_that_was_about_to_be_posted_in_the_backup(office: Office, state: str) -> None:
    week = due(office, office.general)
    with closing(sqlite3.connect(office.database)) as log, log:
        log.execute("UPDATE outbox SET state = ?, attempts = 1, claimed_at = not_before", [state])
    put_aside(office)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
    put_back(office)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
    assert len(in_channel(office, office.general)) == 1


@only_http
async def test_the_digest_of_another_record_in_the_same_channel_is_not_taken_for_this_one(office: Office) -> None:
    due(office, office.general)
    async with office.bot():
        await office.slack.until(lambda: len(in_channel(office, office.general)) == 1)
    office.database = office.database.with_name("another.db")
    week = due(office, office.general, ago=timedelta(hours=2))
    async with office.bot():
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
    assert len(in_channel(office, office.general)) == 2


@only_http
@pytest.mark.usefixtures("hurried")
async def test_a_digest_of_last_week_is_not_taken_for_this_weeks(office: Office) -> None:
    week = due(office, office.general)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
    office.slack.clock.advance(timedelta(weeks=1).total_seconds())
    async with office.bot():
        await eventually(lambda: is_(office, RunState.SENT, week.after(1), [office.general]))
    assert len(in_channel(office, office.general)) == 2


@only_http
@pytest.mark.usefixtures("hurried")
async def test_where_too_much_was_said_to_look_for_it_a_digest_is_sent_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.conversations._PAGE", 2)
    for number in range(30):
        office.slack.workspace.post(office.general, office.bob.id, f"Lunch {number}?")
    week = due(office, office.general)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
    assert len(in_channel(office, office.general)) == 1


@only_http
@pytest.mark.usefixtures("hurried")
async def test_where_too_much_was_said_to_find_one_whose_answer_was_lost_it_is_not_sent_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.slack.rates.enabled = False
    monkeypatch.setattr("bot.slack.conversations._LOOKS_A_MINUTE", 10_000)
    monkeypatch.setattr("bot.slack.conversations._PAGE", 1)
    for number in range(60):
        office.slack.workspace.post(office.general, office.bob.id, f"Lunch {number}?")
    week = due(office, office.general)
    office.slack.fail_next("chat.postMessage", reset="before")
    async with office.bot():
        await eventually(lambda: is_(office, RunState.UNKNOWN, week, [office.general]))
    assert in_channel(office, office.general) == []
    assert tried(office) == 1


@only_http
async def test_while_slack_hangs_over_all_the_digests_of_a_morning_a_card_is_posted(office: Office) -> None:
    channels = [office.slack.channel(f"team-{number}", office.alice) for number in range(40)]
    week, hangs = due(office, *channels), asyncio.Event()
    office.slack.fail_next("conversations.history", until=hangs, times=40)
    async with office.bot():
        await eventually(lambda: states(office).count(OutboxState.SENDING) >= 16)
        await asyncio.sleep(0.3)
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: len(in_channel(office, office.general)) == 1)
        assert states(office).count(OutboxState.SENDING) <= 17, "half of the places are kept for what is no digest"
        hangs.set()
        await eventually(lambda: is_(office, RunState.SENT, week, channels))


@only_http
async def test_a_kill_at_any_moment_of_sending_leaves_one_digest_and_one_rest_after_the_restart(
    office: Office, drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is being looked for, one never arrives, one arrives after the kill, and so does the rest of a fourth."""
    monkeypatch.setattr("bot.sender._SURE_AFTER_NO_ANSWER", 1.0)
    drawn.more = "And 40 more."
    channels = [office.slack.channel(name, office.alice) for name in ("looked-for", "lost", "late", "half")]
    week, killed = due(office, *channels), asyncio.Event()
    office.slack.fail_next("conversations.history", until=killed)
    office.slack.fail_next("chat.postMessage", until=killed, reset="before")
    office.slack.fail_next("chat.postMessage", until=killed)
    async with bot_process(office.slack, office.database, http=True, program=SERVE_THIS) as process:
        await eventually(lambda: not office.slack.trouble.asked_for("conversations.history") and all_suffered(office))
        office.slack.fail_next("chat.postMessage", until=killed)
        await eventually(lambda: all_suffered(office))
        process.process.kill()
        await process.process.wait()
    assert states(office).count(OutboxState.SENDING) == 4
    killed.set()
    async with office.bot():
        await eventually(lambda: is_(office, RunState.SENT, week, channels))
        await eventually(lambda: states(office) == [OutboxState.SENT] * 8)
    assert [len(in_channel(office, each)) for each in channels] == [1] * 4
    assert [len(in_threads(office, each)) for each in channels] == [1] * 4
