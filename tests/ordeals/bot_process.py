"""`sourcing serve` as a process of its own, as it runs in production, against a stand-in for Slack."""

import asyncio
import os
import re
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.playground.stand_in.server import SlackStandIn

SECRET = "a signing secret for tests"  # noqa: S105 - it guards a bot that lives for a minute on this machine
# sqlite-utils loads numpy where it is installed. In production it is not; beside the benches it is.
_WITHOUT_NUMPY = "import sys; sys.modules['numpy'] = None; from bot.cli import main; main()"
SERVE = (sys.executable, "-c", _WITHOUT_NUMPY, "serve", "--port", "0")
_PORT = re.compile(rb"http://127\.0\.0\.1:(\d+)/healthz")
_START_SECONDS = 180.0
_STOP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class BotProcess:
    """A bot that takes requests."""

    process: Process
    port: int
    seconds_to_ready: float
    """From the start of the interpreter."""
    log: Path
    """Where its standard error goes."""

    @property
    def events_url(self) -> str:
        """Where it takes Slack's requests over HTTP."""
        return f"http://127.0.0.1:{self.port}/slack/events"

    def resident_mb(self) -> float:
        """Resident memory, in megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) * 1024 / 1e6

    def most_resident_mb(self) -> float:
        """The most that was resident since it started, in megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6

    def cpu_seconds(self) -> float:
        """Processor time used so far; unlike time on the clock, other programs on the machine hardly change it."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def terminate(self) -> tuple[int, float]:
        """Sends SIGTERM; returns the exit status and how many seconds the end took. Raises TimeoutError."""
        start = time.perf_counter()
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(_STOP_SECONDS):
            status = await self.process.wait()
        return status, time.perf_counter() - start


@asynccontextmanager
async def bot_process(
    slack: SlackStandIn,
    database: Path,
    *,
    http: bool,
    core: int | None = None,
    policy: Path | None = None,
    program: Sequence[str] = SERVE,
) -> AsyncIterator[BotProcess]:
    """A bot from its start to its end, on one core where one is given; raises RuntimeError where it does not start."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "SOURCING_"))},
        "SOURCING_DATABASE": str(database),
        "SOURCING_HOME_COUNTRY": "GB",
        **({"SOURCING_POLICY": str(policy)} if policy else {}),
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.app.bot_token,
        **({"SLACK_SIGNING_SECRET": SECRET} if http else {"SLACK_APP_TOKEN": slack.app.app_token}),
        "PYTHONUNBUFFERED": "1",
    }
    log = database.with_suffix(".log")
    start = time.perf_counter()
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(*program, stdout=PIPE, stderr=errors, env=environment)
    try:
        if core is not None:
            os.sched_setaffinity(process.pid, {core})
        port = await _port(process, log)
        bot = BotProcess(process, port, time.perf_counter() - start, log)
        yield bot
        await bot.terminate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _port(process: Process, log: Path) -> int:
    """The port that the bot announces once it is ready."""
    if process.stdout is None:
        raise RuntimeError("the standard output of the bot was not opened")
    async with asyncio.timeout(_START_SECONDS):
        while (line := await process.stdout.readline()).startswith(b"Waiting"):
            continue
    found = _PORT.search(line)
    if found is None:
        raise RuntimeError(f"the bot did not start: {log.read_text()[-2_000:]}")  # noqa: ASYNC240 - at the end, once
    return int(found[1])
