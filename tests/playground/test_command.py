"""`sourcing playground` from a terminal."""

import asyncio
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from bot.playground.stage import stage
from bot.store import Status, Store, Verified

SOURCING = str(Path(sys.executable).with_name("sourcing"))
ADDRESS = re.compile(r"The playground is at (http://127\.0\.0\.1:(\d+)/)")


@asynccontextmanager
async def _playground(*arguments: str) -> AsyncIterator[tuple[Process, str, list[str]]]:
    """A running one, its address, and what it said before."""
    process = await asyncio.create_subprocess_exec(SOURCING, "playground", *arguments, stdout=PIPE, stderr=PIPE)
    said: list[str] = []
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            while (found := ADDRESS.search("".join(said))) is None:
                line = await process.stdout.readline()
                assert line, "".join(said)
                said.append(line.decode())
        yield process, found[1], said
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        _, errors = await asyncio.wait_for(process.communicate(), 60)
        assert errors == b""
        assert process.returncode == 0


async def test_it_prints_its_address_and_ends_cleanly_with_control_c() -> None:
    async with (
        _playground("--port", "0") as (_, address, _),
        aiohttp.ClientSession() as session,
        session.get(address) as page,
    ):
        policy = page.headers["Content-Security-Policy"]
        assert page.status == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


async def test_a_second_one_takes_the_next_free_port_and_says_so() -> None:
    async with _playground("--port", "0") as (_, address, _):
        port = address.rsplit(":", 1)[1].strip("/")
        async with _playground("--port", port, "--http") as (_, other, said):
            assert other != address
            assert f"Port {port} is taken; using " in said[0]


async def test_a_database_in_use_is_refused_in_a_sentence(tmp_path: Path) -> None:
    database = tmp_path / "decisions.db"
    async with _playground("--port", "0", "--database", str(database)):
        process = await asyncio.create_subprocess_exec(
            SOURCING, "playground", "--port", "0", "--database", str(database), stdout=PIPE, stderr=PIPE
        )
        _, errors = await process.communicate()
    assert process.returncode == 1
    assert errors.decode().startswith("Error: ")
    assert "Traceback" not in errors.decode()


async def test_history_is_only_lived_through_in_a_fresh_log(tmp_path: Path) -> None:
    database = tmp_path / "decisions.db"
    Store.open(database, clock=lambda: datetime.now(UTC)).close()
    process = await asyncio.create_subprocess_exec(
        SOURCING, "playground", "--seed", "--database", str(database), stdout=PIPE, stderr=PIPE
    )
    _, errors = await process.communicate()
    assert process.returncode == 2
    assert "--seed" in errors.decode()


async def test_pages_of_other_sites_cannot_reach_in() -> None:
    async with _playground("--port", "0") as (_, address, _), aiohttp.ClientSession() as session:
        for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
            async with session.get(f"{address}window?as=alice", headers=headers) as refused:
                assert refused.status == 403


async def test_nine_weeks_of_decisions_are_on_a_record_that_verifies(tmp_path: Path) -> None:
    async with stage(tmp_path / "decisions.db", http=False, seed=True) as running:
        slack = running.slack
        assert slack.faults == []
        now = datetime.fromtimestamp(slack.clock.now(), UTC)
        assert now.strftime("%A %H") == "Friday 15"
        here = slack.workspace.channel_named("procurement")
        with Store.read(tmp_path / "decisions.db") as log:
            decisions = log.decisions(limit=200)
            assert isinstance(log.verify(), Verified)
            in_channel = [each for each in decisions if log.posts_of(each.id)[0].channel == getattr(here, "id", None)]
        weeks = [[each for each in in_channel if (now - each.recorded_at).days // 7 == ago] for ago in range(10)]
        decided = [[each.status for each in week if each.status is not Status.RECORDED] for week in weeks]
        assert [len(week) >= 8 for week in decided] == [True] * 9 + [False]
        overridden = [week.count(Status.OVERRIDDEN) / len(week) for week in decided[:9]]
        assert overridden[0] == 0.5
        assert 0 < max(overridden[1:]) < 0.2
        said = [each for each in slack.workspace.messages if each.user == slack.bot.id]
        cards = [each for each in said if not each.ephemeral_to and each.blocks[0]["type"] == "header"]
        assert len(cards) == len(decisions)
