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

from bot.store import Store

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
