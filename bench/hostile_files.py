"""What one person's hostile policy file does to everybody else, and to a stop, while it is being answered.

The bot runs as in production. While it answers the file, somebody else asks for help every ten milliseconds; then the
file is sent again, and the bot is told to stop in the middle.
"""

import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.timing import say
from bot.playground.stand_in.payloads import Payloads
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.transport import HttpTransport
from rules.grid import Model
from rules.policy_file import default_policy_text
from tests.ordeals.bot_process import SECRET, BotProcess, bot_process
from tests.ordeals.connection import Connection, signed_command

_PAUSE = 0.01
_AT_LEAST = 200
"""Requests for help, also where the file is answered sooner."""
_PATIENCE = 60.0
_BEGUN = 0.7
"""Seconds after which the check of a file is well under way."""


def hostile_files() -> dict[str, str]:
    """A text of each kind, as large as a policy file may be."""
    shipped = default_policy_text()
    return {
        "rules without end": "[[rules]]\n" * 25_000,
        "questions without end": "[[factors]]\n" * 20_000,
        "answers without end": "[[factors]]\n" + "[[factors.options]]\n" * 12_000,
        "examples without end": shipped + "[[examples]]\nname='x'\ngiven={}\nexpect={}\n" * 3_900,
        "unknown options": f"{shipped}\n[[rules]]\nid='x'\n[rules.when]\nscale=[\n" + "'quite',\n" * 18_000 + "]\n",
        "long dotted keys": "\n".join(f"a{number}" + ".b" * 1_940 + " = 1" for number in range(62)),
        "dotted keys": "\n".join(f"a{number}" + ".b" * 14 + " = 1" for number in range(6_000)),
        "unknown keys": "\n".join(f"k{number} = 1" for number in range(20_000)),
        "long keys": "\n".join(f'"{number}{"x" * 3_900}" = 1' for number in range(62)),
        "deep arrays": "\n".join(f"a{number} = " + "[" * 150 + "]" * 150 for number in range(800)),
        "quotes": ('"' + '\\"' * 1_990 + "\n") * 62,
        "terminal escapes": "# \x1b[31m\n" * 25_000,
        "rules alike": shipped + _alike(480),
        "100 sound questions": _sound(100, 20),
        "11 questions, 195 answers": _sound(11, 195),
    }


def _alike(rules: int) -> str:
    return "".join(
        f"[[rules]]\nid='r{number}'\nwhen={{scale=['5_49']}}\npoints={{hybrid={1 - 2 * (number % 2)}}}\n"
        "because='b'\nsource='s'\n"
        for number in range(rules)
    )


def _sound(factors: int, options: int) -> str:
    """A policy with nothing wrong in it, which takes long to hold against another."""
    models = tuple(Model)
    return default_policy_text().partition("[[factors]]")[0] + "".join(
        f'[[factors]]\nid="f{factor}"\nquestion="q"\nwhy="w"\nsource="s"\n'
        + "".join(
            f'[[factors.options]]\nid="o{option}"\nlabel="l"\nbecause="b"\n'
            f"points={{{models[(factor * 3 + option) % 7]}={(factor + option) % 5 + 1}}}\n"
            for option in range(options)
        )
        for factor in range(factors)
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of one file."""

    answered: float
    """Seconds until the answer."""
    p99: float
    """Milliseconds that somebody else waited for help meanwhile."""
    resident: float
    """The most memory that the server had, in megabytes."""
    stopped: float
    """Seconds from SIGTERM to the end, with the file in the middle of its check."""


async def measure(text: str, database: Path) -> Measured:
    """Sends one file twice; raises TimeoutError where it is not answered."""
    async with SlackStandIn(rate_limits=False) as slack, bot_process(slack, database, http=True) as bot:
        slack.transport = HttpTransport(bot.events_url, SECRET)
        mallory, alice = Person(slack, "mallory"), Person(slack, "alice")
        talk = slack.workspace.direct({mallory.id, slack.bot.id})
        command, _ = Payloads(slack, alice.user).command("/sourcing", "", slack.channel("general", alice))
        upload = {"policy.toml": text.encode()}

        def answered() -> bool:
            said = [each.text for each in slack.workspace.posted(talk) if each.by_app]
            return any("the answer follows here" not in each for each in said)

        start = time.perf_counter()
        await mallory.upload(talk, upload)
        waits: list[float] = []
        resident = seconds = 0.0
        async with Connection("127.0.0.1", bot.port) as connection:
            while not seconds or len(waits) < _AT_LEAST:
                reply = await connection.send(signed_command(SECRET, command, "help", len(waits)))
                waits.append(reply.seconds * 1_000)
                resident = max(resident, bot.resident_mb())
                if not seconds and answered():
                    seconds = time.perf_counter() - start
                if time.perf_counter() - start > _PATIENCE:
                    raise TimeoutError("the file was not answered")
                await asyncio.sleep(_PAUSE)
        waits.sort()
        await mallory.upload(talk, upload)
        stopped = await _stop(bot)
        await slack.transport.close()
    return Measured(seconds, waits[int(len(waits) * 0.99)], resident, stopped)


async def _stop(bot: BotProcess) -> float:
    await asyncio.sleep(_BEGUN)
    status, seconds = await bot.terminate()
    if status:
        raise RuntimeError(f"the bot ended with {status}")
    return seconds


async def _run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, (kind, text) in enumerate(hostile_files().items()):
            found = await measure(text, Path(folder) / f"{number}.db")
            say(
                f"{kind:26s} {len(text.encode()):7,} bytes, answered after {found.answered:5.1f} s; help meanwhile p99 "
                f"{found.p99:5.1f} ms; server {found.resident:5.1f} MB; stopped in {found.stopped:.1f} s"
            )


def main() -> None:
    """Wanted: p99 at most 50 ms, at most 110 MB, stopped within 5 s."""
    asyncio.run(_run())
