"""`sourcing serve` as whoever runs it sees it: settings, health, logs, signatures, connections, the end."""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlencode

import pytest

from bot.logs import JsonLines
from bot.playground.stand_in.journal import PATIENCE, ApiCall
from bot.playground.stand_in.sockets import Break, Reason
from bot.playground.stand_in.transport import HttpTransport
from bot.server import CannotServeError, running
from tests.ordeals.bot_process import bot_process
from tests.slack.conftest import HELP_DESK, Office
from tests.slack.test_health import until_it_says

SOURCING = str(Path(sys.executable).with_name("sourcing"))
CANARY = "c4n4ry"
GOOD = {"SLACK_BOT_TOKEN": f"xoxb-{CANARY}", "SLACK_SIGNING_SECRET": CANARY, "SLACK_API_URL": "http://127.0.0.1:9/api/"}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set"),
        ({"SLACK_BOT_TOKEN": f"xapp-{CANARY}"}, "SLACK_BOT_TOKEN is not a bot token; it should start with xoxb-."),
        (
            {"SLACK_APP_TOKEN": f"xoxb-{CANARY}"},
            "SLACK_APP_TOKEN is not an app-level token; it should start with xapp-.",
        ),
        (
            {"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": ""},
            "Neither SLACK_APP_TOKEN (for Socket Mode) nor SLACK_SIGNING_SECRET",
        ),
        ({"SLACK_API_URL": f"slack.example/{CANARY}"}, "SLACK_API_URL is not an address"),
        ({"SOURCING_HOME_COUNTRY": "Albion"}, "SOURCING_HOME_COUNTRY"),
        ({"SOURCING_POLICY": "no-such-policy.toml"}, "no-such-policy.toml"),
        ({"SOURCING_DATABASE": "/proc/decisions.db"}, "The decision log cannot be kept at /proc/decisions.db"),
    ],
)
def test_a_wrong_or_missing_setting_is_told_in_a_sentence_without_the_secret(
    changed: Mapping[str, str], says: str, tmp_path: Path
) -> None:
    environment = {"SOURCING_DATABASE": str(tmp_path / "decisions.db"), **GOOD, **changed}
    program = subprocess.run([SOURCING, "serve", "--port", "0"], env=environment, capture_output=True, text=True)
    assert program.returncode == 1
    assert says in program.stderr
    assert "Traceback" not in program.stderr
    assert CANARY not in program.stderr + program.stdout
    assert len([line for line in program.stderr.splitlines() if line]) == 1


async def test_a_token_that_slack_does_not_take_is_told_before_anything_is_served(office: Office) -> None:
    office.slack.revoke_token()
    with pytest.raises(CannotServeError, match=r"Slack does not take SLACK_BOT_TOKEN \(token_revoked\); check it\."):
        async with running(office.settings, "127.0.0.1", 0):
            raise AssertionError("it started")


async def test_a_second_server_on_the_same_log_and_a_port_in_use_are_refused(office: Office, tmp_path: Path) -> None:
    async with office.bot() as server:
        with pytest.raises(CannotServeError, match="Another server is using the decision log"):
            async with running(office.settings, "127.0.0.1", 0):
                raise AssertionError("it started")
        elsewhere = office.settings.model_copy(update={"sourcing_database": tmp_path / "other.db"})
        with pytest.raises(CannotServeError, match=f"Port {server.port} on 127.0.0.1 cannot be used"):
            async with running(elsewhere, "127.0.0.1", server.port):
                raise AssertionError("it started")


async def test_each_request_is_one_line_of_the_log_and_no_secret_or_word_of_it_is_in_there(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    secrets = {office.slack.app.bot_token, office.slack.app.app_token, "the signing secret"}
    caplog.set_level(logging.DEBUG)
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
        await office.alice.click("Details")
        await office.alice.waits_for("sha256")
        await office.alice.close()
        await office.alice.click("Post to channel")
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
    ours = [record for record in caplog.records if record.name.startswith("bot.")]
    answered = [vars(record)["fields"]["payload"] for record in ours if record.getMessage() == "answered"]
    assert answered == ["command", "block_actions", "block_actions"]
    for record in caplog.records:
        line = JsonLines().format(record)
        assert json.loads(line)["level"]
        assert not any(secret in line for secret in secrets), line
        if record.levelno >= logging.INFO:
            assert "Manila" not in line


@pytest.mark.parametrize("office", ["http"], indirect=True)
@pytest.mark.parametrize(
    ("timestamp", "signature"),
    [(None, "v0=" + "0" * 64), (None, ""), ("1000000000", None), ("99999999999", None), ("soon", None)],
)
async def test_a_forged_or_old_signature_is_refused_and_records_nothing(
    office: Office, timestamp: str | None, signature: str | None
) -> None:
    async with office.bot():
        exchange = await office.alice.command(f"/sourcing {HELP_DESK}")
        assert exchange is not None
        transport = office.slack.transport
        assert isinstance(transport, HttpTransport)
        body = urlencode({**exchange.delivery.payload, "trigger_id": "another"}).encode()
        reply = await transport.send(body, timestamp=timestamp, signature=signature)
        assert reply.status == 401
    assert len(office.decisions()) == 1


@pytest.mark.parametrize("office", ["socket"], indirect=True)
@pytest.mark.parametrize("how", [*get_args(Break), *get_args(Reason)])
async def test_a_connection_that_breaks_comes_back_and_the_journey_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch, how: Any
) -> None:
    if how == "half_open":
        monkeypatch.setattr("bot.slack.socket_mode._PING_SECONDS", 0.4)
    sockets = office.slack.sockets
    async with office.bot() as server:
        await office.alice.command(f"/sourcing {HELP_DESK}")
        if how in get_args(Reason):
            await sockets.disconnect(how)
        else:
            await sockets.drop(how)
        await sockets.connected()
        await office.slack.until(lambda: sockets.broken == 0)
        await office.alice.click("Post to channel")
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        await until_it_says(server, (200, "ready"))
        assert not server.stop.is_set()


@pytest.mark.parametrize("office", ["socket"], indirect=True)
async def test_without_slack_for_too_long_it_ends_so_that_a_fresh_start_can_mend_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.socket_mode._PING_SECONDS", 0.1)
    monkeypatch.setattr("bot.slack.socket_mode._SILENT_SECONDS", 0.5)
    async with office.bot() as server:
        await office.slack.take_down()
        await asyncio.wait_for(server.stop.wait(), PATIENCE)
        assert server.failed.is_set()
        office.slack.bring_up()


async def test_it_ends_well_while_slack_is_slow(office: Office) -> None:
    http = office.transport == "http"
    async with bot_process(office.slack, office.database, http=http) as bot:
        if http:
            office.slack.transport = HttpTransport(bot.events_url, "a signing secret for tests")
        else:
            await office.slack.sockets.connected()
        office.slack.fail_next("views.open", until=(slack_answers := asyncio.Event()))
        assert await office.alice.command("/sourcing")
        asyncio.get_running_loop().call_later(0.2, slack_answers.set)
        status, _ = await bot.terminate()
        await office.slack.transport.close()
    assert status == 0
    await office.slack.until(lambda: bool(office.alice.title))


async def test_only_the_start_asks_slack_who_we_are_and_no_request_does(office: Office) -> None:
    async with office.bot():
        calls = [each.method for each in office.slack.log if isinstance(each, ApiCall)]
        assert calls.count("auth.test") == 1
        await office.alice.command(f"/sourcing {HELP_DESK}")
        assert [each.method for each in office.slack.log if isinstance(each, ApiCall)] == calls
