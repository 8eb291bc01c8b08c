"""What malformed requests, a stop under load, and many people at once do to the running bot."""

import asyncio
import gzip
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.bot_process import SECRET, BotProcess, bot_process
from bench.connection import FORM, JSON, Connection, Reply, http_request, signed_command, signed_headers
from bench.timing import say
from bot import ids
from bot.playground.journal import Sent
from bot.playground.person import Person
from bot.playground.server import SlackStandIn
from bot.playground.transport import HttpTransport
from bot.store import Broken, Store, Verified

MALFORMED = 100_000
STOPS = 50
PEOPLE = 50
EACH = 20
_STRANGE: tuple[Any, ...] = (None, True, -1, 10**30, 1.5, "", "x" * 300, "\x00", "\ud800", "<!channel>", [], {}, [[]])


@dataclass(slots=True)
class Abused:
    """What came of it."""

    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    """Seconds."""
    log_bytes: int = 0
    tracebacks: int = 0

    def saw(self, reply: Reply) -> None:
        """Counts an answer."""
        self.statuses[reply.status] += 1
        self.slowest = max(self.slowest, reply.seconds)


async def payloads(slack: SlackStandIn, bot: BotProcess) -> list[tuple[str, dict[str, Any]]]:
    """Real payloads of every kind, with their content types, as somebody's clicks made them."""
    alice = Person(slack, "alice")
    general = slack.channel("general", alice)
    alice.looks_at(general)
    transport = HttpTransport(bot.events_url, SECRET)
    slack.transport = transport
    await alice.command(f"{ids.COMMAND} Give L1 tickets to an agency in Cebu", general)
    await alice.click("Answer questions")
    await slack.until(lambda: bool(alice.title))
    await alice.submit()
    await alice.close()
    message = await alice.say(general, "payroll to Kraków")
    await alice.message_shortcut(ids.ASSESS_MESSAGE, message)
    await slack.until(lambda: bool(alice.title))
    await alice.close()
    await transport.close()
    sent = [entry.delivery for entry in slack.log if isinstance(entry, Sent)]
    return [(each.kind, dict(each.payload)) for each in sent]


def malformed(real: list[tuple[str, dict[str, Any]]], number: int, seed: int) -> Iterator[bytes]:
    """So many requests, most of them signed, none of them what Slack sends."""
    rng = random.Random(seed)
    for _ in range(number):
        kind, payload = rng.choice(real)
        broken = _broken(payload, rng)
        if kind == "slash_commands":
            flat = {name: value if isinstance(value, str) else json.dumps(value) for name, value in broken.items()}
            body = urlencode(flat, errors="surrogatepass").encode()
            content_type = FORM
        elif kind == "events_api":
            body, content_type = json.dumps(broken).encode(), JSON
        else:
            body, content_type = urlencode({"payload": json.dumps(broken)}).encode(), FORM
        yield _request(body, content_type, rng)


def _broken(payload: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """The payload with one to three things wrong somewhere in it."""
    copy = json.loads(json.dumps(payload))
    for _ in range(rng.randint(1, 3)):
        holder: Any = copy
        while isinstance(holder, dict) and holder:
            key = rng.choice(list(holder))
            if isinstance(holder[key], dict) and rng.random() < 0.6:
                holder = holder[key]
                continue
            if rng.random() < 0.3:
                del holder[key]
            else:
                holder[key] = rng.choice(_STRANGE)
            break
    return copy if isinstance(copy, dict) else {}


def _request(body: bytes, content_type: str, rng: random.Random) -> bytes:
    """The body in a request, sometimes with broken bytes, encodings or headers."""
    mischief = rng.random()
    if mischief < 0.10:
        at = rng.randrange(len(body) + 1)
        body = body[:at] + rng.randbytes(rng.randint(1, 20)) + body[at:]
    elif mischief < 0.14:
        body = body[: rng.randrange(len(body) + 1)]
    elif mischief < 0.16:
        body = b"[" * 5_000 if content_type == JSON else b"payload=" + b"%5B" * 5_000
    elif mischief < 0.18:
        body = b"payload=" + b"9" * 6_000
    headers = signed_headers(SECRET, body, content_type)
    if mischief > 0.97:
        headers["X-Slack-Signature"] = rng.choice(["", "v0=", "v0=" + "0" * 64, "é", "v1=x"])
    elif mischief > 0.95:
        headers["X-Slack-Request-Timestamp"] = rng.choice(["", "x", "-5", "1e9", "9" * 40, "0"])
    elif mischief > 0.93:
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body)
    elif mischief > 0.91:
        headers["Content-Type"] = rng.choice(["text/xml", "", "multipart/form-data; boundary=x", JSON, FORM])
    return http_request(body, headers)


async def abuse(number: int, database: Path, seed: int = 1) -> Abused:
    """Sends so many malformed requests; raises AssertionError where the record is harmed."""
    result = Abused()
    async with SlackStandIn(rate_limits=False) as slack, bot_process(slack, database, http=True) as bot:
        real = await payloads(slack, bot)
        before = bot.log.stat().st_size
        async with Connection("127.0.0.1", bot.port) as connection:
            for request in malformed(real, number, seed):
                result.saw(await connection.send(request))
        written = bot.log.read_bytes()[before:]
        result.log_bytes = len(written)
        result.tracebacks = written.count(b"Traceback")
    with Store.read(database) as store:
        verified = store.verify()
        _intact(verified)
    return result


def _intact(verified: Verified | Broken) -> int:
    """How many decisions the record holds; raises AssertionError where it was harmed."""
    assert isinstance(verified, Verified), verified.because
    return verified.decisions


async def stop_under_load(database: Path) -> tuple[int, int, int, float]:
    """Stops a bot that 16 people keep busy: acknowledged, on record, exit status, seconds to the end."""
    acknowledged = 0
    async with SlackStandIn(rate_limits=False) as slack:
        command = _command(slack)
        async with bot_process(slack, database, http=True) as bot:
            running = True

            async def person(number: int) -> None:
                nonlocal acknowledged
                async with Connection("127.0.0.1", bot.port) as connection:
                    for count in range(10_000):
                        if not running:
                            return
                        text = "Give L1 tickets to an agency in Cebu"
                        try:
                            reply = await connection.send(
                                signed_command(SECRET, command, text, number * 10_000 + count)
                            )
                        except OSError:
                            return
                        if reply.status != 200:
                            return
                        acknowledged += b"Decision" in reply.body

            people = [asyncio.create_task(person(number)) for number in range(16)]
            await asyncio.sleep(random.Random(acknowledged).uniform(0.1, 0.4))
            status, seconds = await bot.terminate()
            running = False
            await asyncio.gather(*people)
    with Store.read(database) as store:
        verified = store.verify()
        return acknowledged, _intact(verified), status, seconds


def _command(slack: SlackStandIn) -> dict[str, str]:
    alice = Person(slack, "alice")
    channel = slack.channel("general", alice)
    return {
        "token": "x",
        "team_id": slack.workspace.team.id,
        "team_domain": slack.workspace.team.domain,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": alice.id,
        "user_name": "alice",
        "command": ids.COMMAND,
        "api_app_id": slack.app.id,
        "response_url": f"{slack.url}/none",
    }


async def crowd(database: Path, people: int, each: int) -> tuple[int, float]:
    """So many people ask so often, all at once: decisions on record, and the slowest acknowledgement in seconds."""
    slowest = 0.0
    async with SlackStandIn(rate_limits=False) as slack:
        command = _command(slack)
        async with bot_process(slack, database, http=True) as bot:

            async def person(number: int) -> None:
                nonlocal slowest
                async with Connection("127.0.0.1", bot.port) as connection:
                    for count in range(each):
                        text = f"Give L1 tickets of team {number} to an agency in Cebu"
                        reply = await connection.send(signed_command(SECRET, command, text, number * 1_000 + count))
                        if reply.status != 200 or b"Decision" not in reply.body:
                            raise AssertionError(f"{reply.status}: {reply.body[:200]!r}")
                        slowest = max(slowest, reply.seconds)

            await asyncio.gather(*(person(number) for number in range(people)))
    with Store.read(database) as store:
        verified = store.verify()
        return _intact(verified), slowest


def main() -> None:
    """100,000 malformed requests, 50 stops under load, 1,000 requests from 50 people."""
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(abuse(MALFORMED, Path(folder) / "abuse.db"))
        say(f"{MALFORMED:,} malformed requests: statuses {dict(sorted(result.statuses.items()))}")
        say(
            f"  slowest {result.slowest * 1000:.0f} ms, {result.log_bytes / MALFORMED:.0f} bytes logged for each, "
            f"{result.tracebacks} tracebacks"
        )
        stops = [asyncio.run(stop_under_load(Path(folder) / f"stop{number}.db")) for number in range(STOPS)]
        lost = sum(max(0, acknowledged - kept) for acknowledged, kept, _, _ in stops)
        statuses = Counter(status for _, _, status, _ in stops)
        say(
            f"{STOPS} stops under load: {sum(each[0] for each in stops):,} acknowledged, {lost} lost, exit statuses "
            f"{dict(statuses)}, slowest end {max(each[3] for each in stops):.2f} s"
        )
        kept, slowest = asyncio.run(crowd(Path(folder) / "crowd.db", PEOPLE, EACH))
        say(f"{PEOPLE * EACH:,} requests from {PEOPLE} people: {kept:,} on record, slowest {slowest * 1000:.0f} ms")
