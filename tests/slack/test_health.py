"""`/readyz`: whether the bot can do its work now, told at once and however often it is asked."""

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from bot.playground.stand_in.journal import PATIENCE, ApiCall
from bot.playground.stand_in.transport import HttpTransport
from bot.server import Running
from bot.store import KeptPolicy, Store
from tests.ordeals.bot_process import SECRET, bot_process
from tests.sample_decisions import keep
from tests.slack.conftest import HELP_DESK, Office, eventually
from tests.slack.test_failures import locked, no_room

GONE = (503, "the database was moved, deleted or replaced")


async def health(server: Running, path: str) -> tuple[int, str]:
    """What a health check says."""
    return await answer(f"http://127.0.0.1:{server.port}{path}")


async def answer(url: str) -> tuple[int, str]:
    """The status and the text at an address."""
    async with aiohttp.ClientSession() as session, session.get(url) as found:
        return found.status, (await found.text()).strip()


async def until_it_says(server: Running, wanted: tuple[int, str]) -> None:
    """Asks until the answer is this."""
    await until_answered(f"http://127.0.0.1:{server.port}/readyz", wanted)


async def until_answered(ready: str, wanted: tuple[int, str]) -> None:
    """The same at an address."""
    async with asyncio.timeout(PATIENCE):
        while await answer(ready) != wanted:  # noqa: ASYNC110 - nobody is told of a change
            await asyncio.sleep(0.05)


async def test_it_is_ready_while_slack_knows_it_and_the_log_can_be_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.health._ASK_SLACK_EVERY", 0.0)
    async with office.bot() as server:
        assert await health(server, "/healthz") == (200, "alive")
        assert await health(server, "/readyz") == (200, "ready")
        office.slack.revoke_token()
        assert await health(server, "/readyz") == (503, "not connected to Slack")
        office.slack.revoke_token(None)
        with locked(office.database):
            await until_it_says(server, (503, "the database cannot be written"))
        await until_it_says(server, (200, "ready"))
        await office.slack.take_down()
        await eventually(lambda: office.slack.sockets.live == 0)
        assert await health(server, "/readyz") == (503, "not connected to Slack")
        assert await health(server, "/healthz") == (200, "alive")
        office.slack.bring_up()
        if office.transport == "socket":
            await office.slack.sockets.connected()
        await office.alice.command(f"/sourcing {HELP_DESK}")
        assert "Decision 1" in office.alice.sees()


async def test_however_often_it_is_asked_slack_is_asked_once_in_ten_seconds(office: Office) -> None:
    async with office.bot() as server:
        before = asked_slack(office)
        for _ in range(5):
            answers = await asyncio.gather(*(health(server, "/readyz") for _ in range(20)))
            assert set(answers) == {(200, "ready")}
        assert asked_slack(office) - before == 1


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_however_often_it_is_asked_the_disk_is_written_to_now_and_then(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.health._WRITE_EVERY", 60.0)
    written = office.database.with_name(f"{office.database.name}-wal")
    async with office.bot() as server:
        before = written.stat().st_size
        assert await health(server, "/readyz") == (200, "ready")
        once = written.stat().st_size
        assert once > before
        for _ in range(20):
            assert await health(server, "/readyz") == (200, "ready")
        assert written.stat().st_size == once


def asked_slack(office: Office) -> int:
    """How often the bot has asked Slack who it is."""
    return sum(each.method == "auth.test" for each in office.slack.log if isinstance(each, ApiCall))


async def test_while_slack_hangs_it_says_at_once_that_it_is_not_ready(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.health._PATIENCE", 0.2)
    async with office.bot() as server:
        office.slack.fail_next("auth.test", until=asyncio.Event())
        answers = await asyncio.gather(*(health(server, "/readyz") for _ in range(20)))
        assert set(answers) == {(503, "not connected to Slack")}
        assert await health(server, "/healthz") == (200, "alive")


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_it_is_not_ready_on_a_full_disk_and_ready_again_once_there_is_room(office: Office) -> None:
    async with bot_process(office.slack, office.database, http=True) as bot:
        office.slack.transport = HttpTransport(bot.events_url, SECRET)
        ready = bot.events_url.replace("/slack/events", "/readyz")
        await office.alice.command(f"/sourcing {HELP_DESK}")
        await until_answered(ready, (200, "ready"))
        with no_room(bot, office.database):
            await until_answered(ready, (503, "there is no room left for the database"))
            await office.alice.command(f"/sourcing {HELP_DESK}")
            assert "is full or fails; please tell whoever runs this bot." in office.alice.sees()
        await until_answered(ready, (200, "ready"))
        await office.slack.transport.close()


def deleted(database: Path) -> None:
    """Somebody tidies up."""
    database.unlink()


def log_deleted(database: Path) -> None:
    """Somebody tidies up what looks like left-overs."""
    database.with_name(f"{database.name}-wal").unlink()


def shared_memory_deleted(database: Path) -> None:
    """Somebody tidies up what looks like left-overs."""
    database.with_name(f"{database.name}-shm").unlink()


def replaced(database: Path) -> None:
    """Somebody restores a backup."""
    backup = database.with_name("backup.db")
    shutil.copy(database, backup)
    backup.replace(database)


def folder_renamed(database: Path) -> None:
    """Somebody moves the folder."""
    database.parent.rename(database.parent.with_name("elsewhere"))


TAKEN_AWAY: list[Callable[[Path], None]] = [deleted, log_deleted, shared_memory_deleted, replaced, folder_renamed]


@pytest.mark.parametrize("taken_away", TAKEN_AWAY)
async def test_nothing_is_said_to_be_recorded_once_a_file_of_the_log_was_taken_away(
    office: Office, taken_away: Callable[[Path], None]
) -> None:
    office.database = office.database.parent / "kept here" / "decisions.db"
    alice = office.alice
    async with office.bot() as server:
        await alice.command(f"/sourcing {HELP_DESK}")
        assert "Decision 1" in alice.sees()
        card = alice.ephemerals()[0]
        taken_away(office.database)
        await until_it_says(server, GONE)
        await alice.command("/sourcing Move payroll to Kraków")
        assert "The file with the decisions was moved or replaced; please tell whoever runs this bot." in alice.sees()
        assert "Decision 2" not in alice.sees()
        await alice.click("Discard", card)
        await office.slack.until(lambda: alice.sees().count("was moved or replaced") == 2)
        await alice.command("/sourcing help")
        assert await health(server, "/healthz") == (200, "alive")


async def test_a_log_that_is_put_back_is_used_again(office: Office) -> None:
    away = office.database.with_name("away.db")
    async with office.bot() as server:
        await office.alice.command(f"/sourcing {HELP_DESK}")
        office.database.rename(away)
        await until_it_says(server, GONE)
        away.rename(office.database)
        await until_it_says(server, (200, "ready"))
        await office.alice.command(f"/sourcing {HELP_DESK}")
        assert "Decision 2" in office.alice.sees()
    assert len(office.decisions()) == 2


async def test_the_command_line_says_so_too_when_its_log_is_taken_away_under_it(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
    with Store.open(office.database, clock=lambda: office.decisions()[0].recorded_at) as store:
        replaced(office.database)
        with pytest.raises(Exception, match="was moved, deleted or replaced while the decision log"):
            keep(store, KeptPolicy("2", "", ""))


@pytest.mark.parametrize("page", ["first", "any", "last"])
async def test_it_is_not_ready_with_a_page_that_is_damaged(office: Office, page: str) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
    size = office.database.stat().st_size
    async with office.bot() as server:
        assert await health(server, "/readyz") == (200, "ready")
        at = {"first": 4096, "any": size // 2 // 4096 * 4096, "last": size - 4096}[page]
        with office.database.open("r+b") as file:
            file.seek(at)
            file.write(os.urandom(4096))
        await until_it_says(server, (503, "the database is damaged"))
