"""A small company in Slack with colleagues, a guest and a supplier: nobody reads of what they could not, anywhere."""

import random
import re
from collections.abc import Iterator

import pytest

from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Channel
from tests.slack.conftest import Office
from tests.slack.test_who_may import SUPPLIER, joined, posted

_NAMED = re.compile(r"zwiebel(\d)|history\.(\d)\b")
"""How a surface gives a decision away: by its words, or by its place in a list."""
LOOKS = ("history", "history zwiebel", "history payroll", *(f"show {number}" for number in range(1, 5)))


class Company:
    """Who is where, and where each decision's card stands."""

    def __init__(self, office: Office, seed: int) -> None:
        rng = random.Random(seed)
        self.office = office
        gus, dana = (Person(office.slack, name) for name in ("gus", "dana"))
        olga = Person(office.slack, "olga", team=SUPPLIER)
        gus.user.guest = "multi_channel"
        self.people = [office.alice, office.bob, dana, gus, olga]
        slack, alice = office.slack, office.alice
        self.channels = [
            office.general,
            slack.channel("open", alice),
            slack.channel("closed", alice, private=True),
            slack.channel("turning", alice),
        ]
        for person in self.people[1:]:
            joined(person, *(rng.sample(self.channels, rng.randint(1, 2))))

    async def ask(self) -> None:
        """Alice has asked for one thing in each channel; then one of them turns private."""
        for number, channel in enumerate(self.channels, start=1):
            await posted(self.office, channel, f"Move zwiebel{number} payroll from Leeds to Manila")
        self.channels[-1].kind = "private"

    def can_read(self, person: Person, channel: Channel) -> bool:
        """Whether somebody could read what stands in a channel."""
        colleague = person.user.guest is None and person.user.team is not SUPPLIER
        return person.id in channel.members or (colleague and channel.kind == "public")

    def hidden_from(self, person: Person) -> set[int]:
        """The decisions that somebody must not read of."""
        if person is self.office.alice:
            return set()
        return {number for number, at in enumerate(self.channels, start=1) if not self.can_read(person, at)}

    def named_to(self, person: Person) -> set[int]:
        """The decisions that the bot has named to somebody."""
        found = (number for said in self.heard(person) for each in _NAMED.findall(said) for number in each)
        return {int(number) for number in found if number}

    def heard(self, person: Person) -> Iterator[str]:
        """Whatever the bot has said to somebody alone."""
        direct = self.office.slack.workspace.direct({person.id, self.office.slack.bot.id})
        for channel in (*self.channels, direct):
            if channel is direct or person.id in channel.members:
                mine = person.ephemerals(channel) + (person.messages(direct) if channel is direct else [])
                yield from (f"{each.text} {each.blocks}" for each in mine if each.by_app)
        if person.home:
            yield str(person.home.content)


@pytest.mark.parametrize("office", ["http"], indirect=True)
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nobody_reads_of_what_they_could_not(office: Office, seed: int) -> None:
    company = Company(office, seed)
    async with office.bot():
        await company.ask()
        for person in company.people[1:]:
            await everywhere(company, person)
    named = {person.user.name: company.named_to(person) for person in company.people[1:]}
    for person in company.people[1:]:
        assert not named[person.user.name] & company.hidden_from(person), f"{named}: {person.user.name}"
    assert any(named.values())


async def everywhere(company: Company, person: Person) -> None:
    """Somebody looks for everything, wherever they are."""
    for channel in company.channels:
        if person.id in channel.members:
            before = len(person.ephemerals(channel))
            for line in LOOKS:
                await person.command(f"/sourcing {line}", channel)
            wanted = before + len(LOOKS)
            await company.office.slack.until(lambda at=channel, n=wanted: len(person.ephemerals(at)) == n)  # type: ignore[misc]
    await person.open_home()
    await company.office.slack.until(lambda: person.home is not None)
