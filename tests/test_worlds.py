"""Nobody is shown a decision whose channel they could not read: thousands of small companies, on every surface."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.precedents import precedents
from bot.sight import Sight, near
from bot.slack.people import Membership
from bot.store import Filters, KeptPolicy, NoSuchDecisionError, Reader, Status, Viewer
from bot.store.driver import Database
from rules.policy_file import parse_policy
from rules.works import families_of
from tests.sample_decisions import START, keep, open_store, request
from tests.size import many
from tests.slack.steady import STEADY_TEXT
from tests.worlds import ALIKE, ReadersHere, SlackSays, World, built, world

STEADY = parse_policy(STEADY_TEXT)
FAMILIES = families_of(STEADY)
WORLDS = many(10_000)
AT_A_TIME = 2
"""Surfaces that are looked at in each."""


@dataclass(frozen=True, slots=True)
class Looking:
    """A company whose record is open, and how the bot finds out what somebody may see."""

    world: World
    db: Database
    readers: ReadersHere
    sight: Sight

    @property
    def reader(self) -> Reader:
        """The record."""
        return self.readers.reader

    async def eyes(self, who: str, channel: str | None, look: Callable[[Viewer], Iterable[int]]) -> Viewer:
        """Somebody as they look from there, once Slack has said who they are."""

        async def looks(viewer: Viewer) -> Iterable[int]:
            return look(viewer)

        return await self.sight.widened(near(who, channel), self.world.people[who], looks)

    async def eyes_on_home(self, who: str, look: Callable[[Viewer], Iterable[int]]) -> Viewer:
        """The same on their Home, which nobody else sees."""

        async def looks(viewer: Viewer) -> Iterable[int]:
            return look(viewer)

        membership = self.world.people[who]
        return await self.sight.widened(await self.sight.inside(near(who, None), membership), membership, looks)


_SOUGHT = (
    ("", Filters()),
    ("payroll", Filters()),
    *(
        ("", each)
        for each in (
            Filters(status=Status.ACCEPTED),
            Filters(person="U100"),
            Filters(asked_by="U200"),
            Filters(not_asked_by="U200", before=3),
            Filters(decided_by="U100", after=1),
            Filters(model="offshore_captive", since=START),
            Filters(country="GB", until=START + timedelta(days=1)),
            Filters(channel="C100"),
            Filters(channel="G200"),
        )
    ),
)

Surface = Callable[[Looking, str, Random], AsyncIterator[tuple[str, Iterable[int]]]]
"""The decisions that a surface shows somebody, with what the surface is called."""


async def history(at: Looking, who: str, rng: Random) -> AsyncIterator[tuple[str, Iterable[int]]]:
    """A list of what is found, from wherever somebody asks."""
    words, filters = rng.choice(_SOUGHT)

    def look(viewer: Viewer) -> list[int]:
        return [each.id for each in at.reader.decisions(words, filters=filters, viewer=viewer)]

    viewer = await at.eyes(who, rng.choice(at.world.places(who)), look)
    yield f"history {words}", look(viewer)


async def by_number(at: Looking, who: str, rng: Random) -> AsyncIterator[tuple[str, Iterable[int]]]:
    """A decision that somebody names, from wherever they ask."""
    number = rng.choice(sorted(at.world.asked))

    def look(viewer: Viewer) -> list[int]:
        try:
            return [at.reader.decision(number, viewer=viewer).id]
        except NoSuchDecisionError:
            return []

    viewer = await at.eyes(who, rng.choice(at.world.places(who)), look)
    yield "show", look(viewer)


async def home(at: Looking, who: str, _: Random) -> AsyncIterator[tuple[str, Iterable[int]]]:
    """What stands on somebody's Home, and what its numbers count."""

    def look(viewer: Viewer) -> list[int]:
        waiting = at.reader.waiting_for_others(viewer, after=None, limit=10, count_to=0).decisions
        return [each.id for each in (*waiting, *at.reader.decisions(viewer=viewer))]

    viewer = await at.eyes_on_home(who, look)
    yield "Home", look(viewer)
    for wait in (True, False):
        yield "Home: mine", [each.id for each in at.reader.asked_by(who, waiting=wait, limit=10)]
    theirs = [number for number in at.world.asked if at.world.may_see(who, number)]
    standing = at.reader.lately(viewer, START, count_to=100, limit=1)[1]
    assert sum(standing.values()) <= len(theirs), f"{at.world}: Home counts too many"
    waited = at.reader.waiting_for_others(viewer, after=None, limit=1, count_to=100)
    assert len(waited.decisions) <= waited.counted.number <= len(theirs), f"{at.world}: Home counts too many that wait"


async def links(at: Looking, who: str, _: Random) -> AsyncIterator[tuple[str, Iterable[int]]]:
    """The cards that somebody is led to from their Home."""

    def look(viewer: Viewer) -> list[int]:
        return [each.id for each in at.reader.decisions(viewer=viewer)]

    viewer = await at.eyes_on_home(who, look)
    led_to = at.reader.cards_seen(at.world.asked, viewer)
    yield "links", led_to
    for number, post in led_to.items():
        own = at.world.asked[number].by == who
        assert own or at.world.can_read(who, post.channel), f"{at.world}: {who} is led to {post.channel}"


async def replay(at: Looking, who: str, _: Random) -> AsyncIterator[tuple[str, Iterable[int]]]:
    """What a new policy is tried on, for whoever sent it."""
    viewer = await at.sight.over_everything(near(who, None), at.world.people[who])
    yield "replay", [each.id for each in at.reader.decisions(viewer=viewer)]


async def earlier(at: Looking, who: str, rng: Random) -> AsyncIterator[tuple[str, Iterable[int]]]:
    """What a card says was decided before: on a posted one for whoever reads that channel, else for who looks."""
    number = rng.choice(sorted(at.world.asked))
    about = at.reader.decision(number)
    channels = [each for each in at.world.asked[number].posted_in if at.world.can_read(who, each)]
    if channels:
        found = precedents(at.reader, about, FAMILIES, None, channel=rng.choice(channels))
        yield "precedents on a card", [each.number for each in found]
    else:
        found = precedents(at.reader, about, FAMILIES, near(who, rng.choice(at.world.places(who))))
        yield "precedents", [each.number for each in found]


SURFACES: tuple[Surface, ...] = (history, by_number, home, links, replay, earlier)


async def test_nobody_is_shown_a_decision_whose_channel_they_could_not_read(tmp_path: Path) -> None:
    shown: Counter[tuple[str, bool]] = Counter()
    sample = replace(request(), policy_version=STEADY.version, policy_sha256=STEADY.sha256)
    with open_store(tmp_path / "decisions.db") as store:
        keep(store, KeptPolicy(STEADY.version, STEADY.sha256, STEADY_TEXT))
        for first in range(0, WORLDS, ALIKE):
            with built(store, world(first), sample) as db:
                for seed in range(first, first + ALIKE):
                    shown += await shown_in(world(seed), db)
    # A surface that shows nothing to anybody but who asked would prove nothing.
    assert {name for name, own in shown if own} == {name for name, own in shown if not own} | {"Home: mine"}


async def shown_in(found: World, db: Database) -> Counter[tuple[str, bool]]:
    """How often each surface shows somebody a decision, and whether it is their own; each is theirs to see."""
    shown: Counter[tuple[str, bool]] = Counter()
    readers, rng = ReadersHere(db), Random(found.seed)
    at = Looking(found, db, readers, Sight(SlackSays(found), readers))
    # Slack lets nobody ask who has left.
    people = [who for who, kind in found.people.items() if kind is not Membership.DEACTIVATED]
    for surface in rng.sample(SURFACES, AT_A_TIME) if people else ():
        who = rng.choice(people)
        async for name, numbers in surface(at, who, rng):
            for number in numbers:
                assert found.may_see(who, number), f"{found}: {name} shows {who} decision {number}"
                shown[name, found.asked[number].by == who] += 1
    return shown
