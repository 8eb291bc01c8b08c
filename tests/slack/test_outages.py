"""While Slack is away, slow or only half there: the bot waits, nothing is lost, nothing is posted twice."""

import asyncio
import configparser
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.playground.stand_in.journal import PATIENCE
from bot.server import CannotServeError, Running, running
from bot.slack.at_start import StoppedError
from bot.store import OutboxState
from tests.slack.conftest import HELP_DESK, Office, eventually
from tests.slack.test_health import health, until_it_says
from tests.slack.test_posting import ask_and_post, direct, only_http, states, told, tried
from tests.slack.test_serving import SOURCING

AWAY: Mapping[str, Mapping[str, Any]] = {
    "rate limited": {"status": 429, "retry_after": 0},
    "rate limited politely": {"error": "ratelimited"},
    "unavailable": {"status": 503},
    "failing politely": {"error": "fatal_error"},
    "cut off": {"reset": "before"},
    "hanging": {"stall": 1.4, "reset": "before"},
}
SERVICE = Path(__file__).parents[2] / "deploy" / "sourcing.service"


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every pause is shorter, in proportion."""
    monkeypatch.setattr("bot.slack.at_start._FIRST_PAUSE", 0.01)
    monkeypatch.setattr("bot.slack.at_start._LONGEST_PAUSE", 0.05)
    monkeypatch.setattr("bot.store.outbox.PACE", timedelta())
    monkeypatch.setattr("bot.settling._FIRST_PAUSE", 0.02)
    monkeypatch.setattr("bot.settling.LONGEST_PAUSE", 0.1)
    monkeypatch.setattr("bot.sender._SURE_AFTER", 0.1)
    monkeypatch.setattr("bot.sender._SURE_AFTER_NO_ANSWER", 1.5)


@pytest.fixture
def hanging_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot hangs up soon. On a slow machine it does so, too, where Slack would have answered: what needs an answer
    is asked for again."""
    monkeypatch.setattr("bot.slack.client.TIMEOUT", 1.0)
    monkeypatch.setattr("bot.health._ASK_SLACK_EVERY", 0.0)


# --- At the start -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("how", AWAY)
@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
async def test_a_start_waits_for_slack_however_it_is_away(
    office: Office, how: str, method: str, request: pytest.FixtureRequest
) -> None:
    if method == "apps.connections.open" and office.transport == "http":
        pytest.skip("only Socket Mode asks for connections")
    if how == "hanging":
        request.getfixturevalue("hanging_up")
    office.slack.fail_next(method, **AWAY[how], times=2 if how == "hanging" else 4)
    async with office.bot() as server:
        await until_it_says(server, (200, "ready"))
        await office.alice.command(f"/sourcing {HELP_DESK}")
        assert "Decision 1" in office.alice.sees()


@pytest.mark.parametrize("how", ["down", "unavailable"])
async def test_while_it_waits_it_is_alive_not_ready_says_why_and_ends_when_told(office: Office, how: str) -> None:
    if how == "down":
        await office.slack.take_down()
    else:
        office.slack.fail_next("auth.test", status=503, times=100)
    stop, waiting = asyncio.Event(), asyncio.Event()
    said: list[str] = []

    def tell(what: str) -> None:
        said.append(what)
        waiting.set()

    async def serve() -> None:
        async with running(office.settings, "127.0.0.1", 0, stop=stop, tell=tell):
            raise AssertionError("it serves")

    serving = asyncio.create_task(serve())
    await waiting.wait()
    port = int(said[0].rsplit(":", 1)[1].split("/")[0])
    server = Running(port, stop, asyncio.Event())
    assert await health(server, "/healthz") == (200, "alive")
    status, why = await health(server, "/readyz")
    assert status == 503
    assert "waiting for Slack, which cannot be reached" in why
    stop.set()
    with pytest.raises(StoppedError):
        await serving
    office.slack.bring_up()


@only_http
async def test_sigterm_ends_a_start_that_waits(office: Office, tmp_path: Path) -> None:
    environment = {
        "SOURCING_DATABASE": str(tmp_path / "decisions.db"),
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "s",
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
    }
    pipe = asyncio.subprocess.PIPE
    program = await asyncio.create_subprocess_exec(
        sys.executable, SOURCING, "serve", "--port", "0", env=environment, stdout=pipe, stderr=pipe
    )
    assert program.stdout is not None
    line = (await program.stdout.readline()).decode()
    assert line.startswith("Waiting for Slack, which cannot be reached at SLACK_API_URL (")
    assert "Health on http://127.0.0.1:" in line
    program.send_signal(signal.SIGTERM)
    out, errors = await asyncio.wait_for(program.communicate(), PATIENCE)
    assert program.returncode == 0
    assert b"Traceback" not in out + errors
    assert office.slack.log == []


@pytest.mark.usefixtures("hurried")
async def test_a_token_that_slack_does_not_take_still_ends_the_start(office: Office) -> None:
    office.slack.fail_next("auth.test", status=503, times=2)
    office.slack.revoke_token("account_inactive")
    with pytest.raises(CannotServeError, match=r"Slack does not take SLACK_BOT_TOKEN \(account_inactive\); check it"):
        async with running(office.settings, "127.0.0.1", 0):
            raise AssertionError("it started")


def test_systemd_never_gives_the_unit_up() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(SERVICE.read_text())
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"
    assert unit["Service"]["Restart"] == "always"
    assert 1 <= int(unit["Service"]["RestartSec"]) < int(unit["Service"]["RestartMaxDelaySec"]) <= 60


# --- While it serves ----------------------------------------------------------------------------------------------


@only_http
async def test_posts_that_hang_hold_nobody_else_up(office: Office) -> None:
    hanging = [office.slack.channel(f"hanging-{number}", office.alice) for number in range(5)]
    async with office.bot():
        office.slack.fail_next("chat.postMessage", stall=4, times=len(hanging))
        for channel in hanging:
            await ask_and_post(office, channel)
        await eventually(lambda: not office.slack.trouble.asked_for("chat.postMessage"))
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        assert [len(office.posted(channel)) for channel in hanging] == [0] * 5
        await eventually(lambda: states(office) == [OutboxState.SENT] * 6)
    assert [len(office.posted(channel)) for channel in hanging] == [1] * 5


@only_http
@pytest.mark.usefixtures("hurried", "hanging_up")
async def test_a_post_that_slack_finishes_long_after_we_hung_up_is_not_sent_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sender._SURE_AFTER_NO_ANSWER", 30.0)
    async with office.bot():
        office.slack.fail_next("chat.postMessage", until=(slack_posts := asyncio.Event()))
        await ask_and_post(office, office.general)
        await eventually(lambda: tried(office, "conversations.history") > 0)
        slack_posts.set()
        await eventually(lambda: states(office) == [OutboxState.SENT])
    assert len(office.posted(office.general)) == 1
    assert tried(office) == 1


@only_http
@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("how", AWAY)
async def test_however_long_slack_takes_no_posts_the_card_comes_in_the_end(office: Office, how: str) -> None:
    trouble = AWAY[how] if how != "hanging" else {"status": 503, "stall": 0.1}
    async with office.bot():
        office.slack.fail_next("chat.postMessage", **trouble, times=12)
        await ask_and_post(office, office.general)
        await eventually(lambda: tried(office) >= 13)
        await eventually(lambda: states(office) == [OutboxState.SENT])
    assert len(office.posted(office.general)) == 1


@only_http
@pytest.mark.usefixtures("hurried")
async def test_an_outage_of_everything_is_waited_for(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}", office.general)
        await office.slack.take_down()
        await office.alice.click("Post to channel")
        await asyncio.sleep(1)
        assert states(office) != [OutboxState.FAILED]
        office.slack.bring_up()
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)


@pytest.mark.usefixtures("hurried")
async def test_what_is_given_up_after_days_is_told_to_the_requester(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.settling.MOST_ATTEMPTS", 3)
    async with office.bot():
        office.slack.fail_next("chat.postMessage", status=503, times=3)
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: "Slack has not taken it for a week." in told(office))
        office.alice.looks_at(direct(office))
        await office.alice.click("Post again")
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)


@pytest.mark.usefixtures("hurried")
async def test_what_is_not_posted_stands_on_the_requesters_card_also_where_no_message_reaches_them(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.settling.MOST_ATTEMPTS", 3)
    async with office.bot():
        office.slack.fail_next("chat.postMessage", status=503, times=6)
        await ask_and_post(office, office.general)
        await eventually(lambda: states(office) == [OutboxState.FAILED] * 2)
        office.bob.looks_at(office.general)
        for person in (office.alice, office.bob):
            await person.command("/sourcing show 1", office.general)
        assert "Slack has not taken it for a week." in str(office.alice.ephemerals()[-1].blocks)
        assert "Not posted" not in str(office.bob.ephemerals()[-1].blocks)
        await office.alice.click("Post again", office.alice.ephemerals()[-1])
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        await eventually(lambda: states(office)[0] == OutboxState.SENT)
        await office.alice.command("/sourcing show 1", office.general)
        assert "Not posted" not in str(office.alice.ephemerals()[-1].blocks)


@only_http
async def test_a_card_that_waits_for_slack_says_so_to_its_requester(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("chat.postMessage", status=429, retry_after=30)
        await ask_and_post(office, office.general)
        await eventually(lambda: tried(office) == 1 and states(office) == [OutboxState.WAITING])
        await office.alice.command("/sourcing show 1", office.general)
        assert "*Not yet posted* to" in str(office.alice.ephemerals()[-1].blocks)


@only_http
async def test_a_channel_whose_rate_is_limited_gets_nothing_until_slack_allows_it(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("chat.postMessage", status=429, retry_after=2)
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: tried(office) == 1)
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: len(office.posted(office.general)) == 2)
    assert tried(office) == 3


# --- Clocks -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("minutes", [6, -6, 3 * 24 * 60, -400 * 24 * 60])
async def test_a_clock_that_is_wrong_posts_nothing_twice(office: Office, minutes: int) -> None:
    office.clock = lambda: datetime.now(UTC) + timedelta(minutes=minutes)
    async with office.bot():
        office.slack.fail_next("chat.postMessage", reset="after")
        await ask_and_post(office, office.general)
        await eventually(lambda: states(office) == [OutboxState.SENT])
    assert len(office.posted(office.general)) == 1
    assert tried(office) == 1


@pytest.mark.parametrize("jump", [timedelta(minutes=-20), timedelta(hours=-3), timedelta(hours=3)])
async def test_a_clock_that_jumps_holds_no_card_up(office: Office, jump: timedelta) -> None:
    apart = timedelta()
    office.clock = lambda: datetime.now(UTC) + apart
    other = office.slack.channel("other", office.alice)
    async with office.bot():
        office.slack.fail_next("chat.postMessage", status=429, retry_after=2)
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: tried(office) == 1)
        apart = jump
        await ask_and_post(office, other)
        await office.slack.until(lambda: len(office.posted(other)) == len(office.posted(office.general)) == 1)
        apart = timedelta()
        await ask_and_post(office, other)
        await office.slack.until(lambda: len(office.posted(other)) == 2)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("days", [3, -3])
async def test_a_message_is_looked_for_at_slacks_own_time_however_far_that_is_from_ours(
    office: Office, days: int
) -> None:
    office.slack.clock.advance(days * 24 * 3600)
    async with office.bot():
        for number in (1, 2):
            office.slack.fail_next("chat.postMessage", reset="after")
            await ask_and_post(office, office.general)
            await eventually(lambda: states(office) == [OutboxState.SENT] * number)  # noqa: B023 - awaited at once
            await office.alice.waits_for(f"Decision {number} is posted to")
            office.slack.clock.advance(24 * 3600)  # while it runs, too
    assert len(office.posted(office.general)) == 2


@only_http
async def test_a_clock_set_back_while_the_bot_was_down_holds_no_card_up(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.clock = lambda: datetime.now(UTC) + timedelta(days=2)
    async with office.bot():
        office.slack.fail_next("chat.postMessage", status=503)
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: tried(office) == 1)
    monkeypatch.setattr("bot.sender._SURE_AFTER", 0.1)
    office.clock = lambda: datetime.now(UTC)
    async with office.bot():
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
