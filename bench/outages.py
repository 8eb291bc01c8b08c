"""What outages of Slack do to what people were told would be posted: counts what is lost and what is posted twice."""

import asyncio
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import aiohttp

from bench.timing import say
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.transport import HttpTransport
from bot.settings import Settings
from tests.ordeals.bot_process import SECRET, bot_process
from tests.ordeals.outages import CARDS, FAULTS, HURRY, POST, Came, Office, all_suffered, down, hurried, mixed, suffer


def told(what: str, transport: str, came: Came) -> str:
    """The line about it."""
    bystander = f"; a card elsewhere after {came.bystander * 1000:.0f} ms" if came.bystander else ""
    return (
        f"{transport:>6}, {what}: {came.asked} cards, {came.lost} lost, {came.doubled} doubled{bystander};"
        f" the last after {came.last:.1f} s; faults: {', '.join(sorted(set(came.faults))) or 'none'}"
    )


async def unhurried(database: Path, hanging: int = 8, seconds: float = 40.0) -> None:
    """The bot as it runs in production, while posts and the question who we are hang for so long."""
    async with SlackStandIn(rate_limits=False) as slack:
        slack.fail_next("auth.test", stall=seconds)
        async with bot_process(slack, database, http=True) as bot, aiohttp.ClientSession() as session:
            say(f"start while auth.test hangs for {seconds:.0f} s: ready after {bot.seconds_to_ready:.1f} s")
            slack.transport = HttpTransport(bot.events_url, SECRET)
            office = Office(slack, Person(slack, "alice"), Settings())
            channels, (calm,) = office.channels("hit", hanging), office.channels("calm", 1)
            slack.fail_next(POST, stall=seconds, times=hanging)
            for channel in channels:
                await office.ask_and_post(channel)
            await all_suffered(slack)
            await office.ask_and_post(calm)
            say(f"{hanging} posts hang for {seconds:.0f} s: another after {await office.all_posted([calm]):.2f} s")
            slack.fail_next("auth.test", stall=seconds, times=2)
            start = time.perf_counter()
            async with session.get(f"http://127.0.0.1:{bot.port}/readyz") as answer:
                await answer.read()
            say(f"/readyz while auth.test hangs: {answer.status} after {time.perf_counter() - start:.2f} s")
            await office.all_posted(channels)
            await asyncio.sleep(2 * seconds)
            say(f"the posts that hung: {[office.posted(each) for each in channels]} cards in their channels")
            status, took = await bot.terminate()
            say(f"SIGTERM: status {status} after {took:.1f} s")
            await slack.transport.close()


async def _run(folder: Path) -> None:
    await unhurried(folder / "unhurried.db")
    say(f"From here every wait and every outage is {HURRY:.0f} times shorter.")
    with hurried():
        for transport in ("http", "socket"):
            for number, (what, faults) in enumerate(FAULTS.items()):
                cards = CARDS if len(faults) == 1 else 4
                came = await suffer(folder / f"{transport}{number}.db", transport, faults, cards=cards)
                say(told(what, transport, came))
            for minutes in (6, -6, 60 * 24 * 400):
                wrong_by = timedelta(minutes=minutes)
                database = folder / f"{transport}-clock{minutes}.db"
                came = await suffer(database, transport, [{"reset": "after"}], wrong_by=wrong_by)
                say(told(f"breaks off after it has posted, the clock {minutes} min off", transport, came))
            for seed in range(5):
                came = await mixed(folder / f"{transport}-mixed{seed}.db", transport, seed=seed)
                say(told(f"everything at random ({seed})", transport, came))
            came = await down(folder / f"{transport}-down.db", transport, minutes=10)
            say(told("503 for 5 min, then nothing for 5, with a restart", transport, came))


def main() -> None:
    """Outages of every kind, over both transports."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder)))
