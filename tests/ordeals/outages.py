"""What outages of Slack do to what people were told would be posted: counts what is lost and what is posted twice."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr

from bot import ids, sender, settling
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.transport import HttpTransport
from bot.playground.stand_in.workspace import Channel
from bot.server import running
from bot.settings import Settings
from bot.slack import at_start as slack_at_start
from bot.slack import client as slack_client
from bot.store import outbox
from tests.ordeals.bot_process import SECRET

CARDS = 40
HURRY = 20.0
"""How many times shorter every wait of the bot is; the outages are as much shorter."""
TransportName = Literal["http", "socket"]

POST = "chat.postMessage"
_HISTORY = "conversations.history"
_REQUEST = "Give L1 tickets of team {number} to an agency in Cebu"
_PATIENCE = 120.0

Fault = Mapping[str, Any]
_HANGS: Fault = {"stall": 45 / HURRY}
FAULTS: Mapping[str, Sequence[Fault]] = {
    "hangs for 45 s, then posts": [_HANGS],
    "hangs for 45 s, then breaks off": [{**_HANGS, "reset": "before"}],
    "breaks off before it posts": [{"reset": "before"}],
    "breaks off after it has posted": [{"reset": "after"}],
    "429 with Retry-After": [{"status": 429, "retry_after": 1}],
    "503, twelve times": [{"status": 503}] * 12,
    "fatal_error, twelve times": [{"error": "fatal_error"}] * 12,
}
"""What each card's attempts suffer, one after the other."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of cards that people were told would be posted."""

    asked: int
    lost: int
    doubled: int
    bystander: float
    """Seconds until a card in another channel stood there, which suffered nothing itself."""
    last: float
    """Seconds until the last card stood where it was to stand."""
    faults: tuple[str, ...]
    """What Slack would have refused, such as a call before Retry-After had passed."""


@contextmanager
def hurried() -> Iterator[None]:
    """Every wait is shorter, in proportion."""
    waits: Sequence[tuple[Any, str]] = [
        (slack_client, "TIMEOUT"),
        (slack_at_start, "_FIRST_PAUSE"),
        (slack_at_start, "_LONGEST_PAUSE"),
        (settling, "_FIRST_PAUSE"),
        (settling, "LONGEST_PAUSE"),
        (sender, "_SURE_AFTER"),
        (sender, "_SURE_AFTER_NO_ANSWER"),
        (outbox, "PACE"),
    ]
    before = [getattr(module, name) for module, name in waits]
    for (module, name), value in zip(waits, before, strict=True):
        setattr(module, name, value / HURRY)
    try:
        yield
    finally:
        for (module, name), value in zip(waits, before, strict=True):
            setattr(module, name, value)


@dataclass(frozen=True, slots=True)
class Office:
    """A workspace with a bot in it."""

    slack: SlackStandIn
    alice: Person
    settings: Settings
    wrong_by: timedelta = timedelta()

    def channels(self, name: str, count: int) -> list[Channel]:
        """So many channels."""
        return [self.slack.channel(f"{name}-{number}", self.alice) for number in range(count)]

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[None]:
        """From its start to its end."""

        def clock() -> datetime:
            return datetime.now(UTC) + self.wrong_by

        async with running(self.settings, "127.0.0.1", 0, clock=clock) as server:
            if self.settings.socket_mode:
                await self.slack.sockets.connected()
            else:
                self.slack.transport = HttpTransport(f"http://127.0.0.1:{server.port}/slack/events", SECRET)
            yield
            await self.slack.transport.close()

    async def ask_and_post(self, channel: Channel) -> None:
        """A card is asked for, and said to be on its way."""
        await self.alice.command(f"{ids.COMMAND} {_REQUEST.format(number=channel.name)}", channel)
        await self.alice.click("Post to channel")

    def posted(self, channel: Channel) -> int:
        """How many cards stand in a channel."""
        return len([each for each in self.slack.workspace.posted(channel) if each.by_app])

    async def all_posted(self, channels: Sequence[Channel]) -> float:
        """Waits until each channel has its card, but not for ever; how many seconds that took."""
        start = time.perf_counter()
        try:
            await self.slack.until(lambda: all(map(self.posted, channels)), within=_PATIENCE)
        except TimeoutError:
            print(f"  not posted within {_PATIENCE:.0f} s: {sum(not self.posted(each) for each in channels)}")
        return time.perf_counter() - start


@asynccontextmanager
async def _office(database: Path, transport: TransportName, wrong_by: timedelta = timedelta()) -> AsyncIterator[Office]:
    async with SlackStandIn(rate_limits=False) as slack:
        http = transport == "http"
        settings = Settings(
            sourcing_database=database,
            sourcing_home_country="GB",
            slack_bot_token=SecretStr(slack.app.bot_token),
            slack_app_token=None if http else SecretStr(slack.app.app_token),
            slack_signing_secret=SecretStr(SECRET) if http else None,
            slack_api_url=slack.api_url,
        )
        yield Office(slack, Person(slack, "alice"), settings, wrong_by)


async def all_suffered(slack: SlackStandIn) -> None:
    """Waits until every failure of a post has hit a call."""
    async with asyncio.timeout(_PATIENCE):
        while slack.trouble.asked_for(POST):  # noqa: ASYNC110 - Slack tells nobody of a call that hangs
            await asyncio.sleep(0.01)


async def _counted(office: Office, channels: Sequence[Channel], bystander: float) -> Came:
    last = await office.all_posted(channels)
    await asyncio.sleep(60 / HURRY)  # what would come twice has come by then
    counts = [office.posted(each) for each in channels]
    return Came(
        asked=len(channels),
        lost=counts.count(0),
        doubled=sum(each > 1 for each in counts),
        bystander=bystander,
        last=last,
        faults=tuple(office.slack.take_fault_kinds()),
    )


async def suffer(
    database: Path,
    transport: TransportName,
    faults: Sequence[Fault],
    *,
    cards: int = CARDS,
    wrong_by: timedelta = timedelta(),
) -> Came:
    """So many cards in as many channels, each of whose attempts suffer these faults; then one that suffers none."""
    async with _office(database, transport, wrong_by) as office, office.bot():
        channels, (calm,) = office.channels("hit", cards), office.channels("calm", 1)
        for channel in channels:
            for fault in faults:
                office.slack.fail_next(POST, **fault)
            await office.ask_and_post(channel)
            if len(faults) > 1:
                await office.all_posted([channel])
        await all_suffered(office.slack)
        await office.ask_and_post(calm)
        return await _counted(office, channels, await office.all_posted([calm]))


async def mixed(database: Path, transport: TransportName, *, cards: int = CARDS, seed: int = 1) -> Came:
    """Every fault there is, at random, in posting and in asking whether something was posted."""
    rng = random.Random(seed)
    kinds = [fault for some in FAULTS.values() for fault in some[:1]]
    async with _office(database, transport, timedelta(minutes=rng.randint(-600, 600))) as office, office.bot():
        channels = office.channels("hit", cards)
        for channel in channels:
            for _ in range(rng.randint(0, 3)):
                office.slack.fail_next(POST, **rng.choice(kinds))
            for _ in range(rng.randint(0, 2)):
                office.slack.fail_next(_HISTORY, **rng.choice(kinds))
            await office.ask_and_post(channel)
        return await _counted(office, channels, 0.0)


async def down(database: Path, transport: TransportName, minutes: float, *, cards: int = CARDS) -> Came:
    """Slack goes away while cards are being posted, for so long, in which the bot is started again."""
    async with _office(database, transport) as office:
        channels = office.channels("hit", cards)
        async with office.bot():
            office.slack.fail_next(POST, status=503, times=1_000_000)
            for channel in channels:
                await office.ask_and_post(channel)
            await asyncio.sleep(minutes / 2 * 60 / HURRY)
            await office.slack.take_down()
        asyncio.get_running_loop().call_later(minutes / 2 * 60 / HURRY, office.slack.bring_up)
        office.slack.trouble.forget()
        async with office.bot():
            return await _counted(office, channels, 0.0)
