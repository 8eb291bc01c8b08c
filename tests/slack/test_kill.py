"""The bot is killed in the middle of each step of a journey, and the journey goes on after its restart."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from bot.playground.stand_in.journal import PATIENCE
from bot.playground.stand_in.transport import HttpTransport
from bot.store import Store, Verified
from tests.ordeals.bot_process import SECRET as PROCESS_SECRET
from tests.ordeals.bot_process import BotProcess, bot_process
from tests.slack.conftest import Office

Act = Callable[[], Awaitable[object]]
ACCEPTED = "*Accepted: in-house* by @bob"


@asynccontextmanager
async def process(office: Office) -> AsyncIterator[BotProcess]:
    """`sourcing serve`, reachable from Slack."""
    http = office.transport == "http"
    async with bot_process(office.slack, office.database, http=http, policy=office.policy_file) as bot:
        if http:
            office.slack.transport = HttpTransport(bot.events_url, PROCESS_SECRET)
        else:
            await office.slack.sockets.connected()
        yield bot
        await office.slack.transport.close()


async def killed_in(office: Office, bot: BotProcess, act: Act, after: float) -> None:
    """The bot is killed so many seconds after somebody began to do something; Slack does not wait long for it then."""
    patience, office.slack.ack_limit = office.slack.ack_limit, 0.5
    acting = asyncio.ensure_future(act())
    await asyncio.sleep(after)
    bot.process.kill()
    await bot.process.wait()
    await acting
    office.slack.ack_limit = patience
    await office.slack.until(lambda: office.slack.sockets.live == 0)
    faults = set(office.slack.take_fault_kinds())
    assert faults <= {"operation_timeout", "dispatch_failed"}, "nobody answered, and nothing worse"


class Journey:
    """What Alice and Bob do, each step with how they see that it is done."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.alice = office.alice
        self.steps: list[tuple[Act, Callable[[], bool]]] = [
            (lambda: self.alice.command("/sourcing"), lambda: "What do you need done?" in self.alice.sees()),
            (self.describes_the_work, lambda: "Page 1." in self.alice.sees()),
            (self.answers_two_questions, lambda: "> No\n" in self.alice.sees()),
            (self.reaches_the_result, lambda: "Change an answer" in self.alice.sees()),
            (self.records_and_posts, lambda: len(office.posted(office.general)) == 1),
            (self.accepts, lambda: ACCEPTED in office.bob.sees()),
        ]

    async def accepts(self) -> None:
        """It is too early for the bot to name a model, so a form asks which; a bot that is killed may open none."""
        bob = self.office.bob
        if bob.title:
            await bob.close()
        await bob.click("Accept…")
        within = 1.0 if self.office.slack.ack_limit < 1 else PATIENCE
        with suppress(TimeoutError):
            await self.office.slack.until(lambda: bool(bob.title) or ACCEPTED in bob.sees(), within)
        if bob.title:
            await bob.choose("Which model?", "In-house")
            await bob.fill("Why this one?", "Our own people know the office best.")
            await bob.submit()

    async def describes_the_work(self) -> None:
        await self.alice.fill("What do you need done?", "Something for the office")
        await self.alice.choose("Post the result to", "general")
        await self.alice.submit()

    async def answers_two_questions(self) -> None:
        await self.alice.choose("What do you need?", "A service that recurs")
        await self.alice.choose("Must someone be here in person?", "No")

    async def reaches_the_result(self) -> None:
        for _ in range(6):
            if "Change an answer" not in self.alice.sees():
                await self.alice.submit()

    async def records_and_posts(self) -> None:
        if "Change an answer" in self.alice.sees():
            await self.alice.submit()

    async def goes_on(self, number: int) -> None:
        """The step with this number is done, by doing it once more where it was not."""
        act, done = self.steps[number]
        if not done():
            await act()
        await self.office.slack.until(done)


@pytest.mark.usefixtures("steady")
@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_a_journey_with_a_kill_in_every_step_ends_as_one_without(office: Office) -> None:
    journey, rng = Journey(office), random.Random(office.transport)
    for number, (act, _) in enumerate(journey.steps):
        async with process(office) as bot:
            if number:
                await journey.goes_on(number - 1)
            await killed_in(office, bot, act, rng.uniform(0, 0.02))
    async with process(office):
        await journey.goes_on(len(journey.steps) - 1)
    assert sum(each.startswith("Decision 1") for each in office.posted(office.general)) == 1
    (decision,) = office.decisions()
    assert decision.status == "accepted"
    assert (decision.answers["work_type"], decision.answers["place"]) == ("recurring_service", "anywhere")
    with Store.read(office.database) as store:
        assert isinstance(store.verify(), Verified)
