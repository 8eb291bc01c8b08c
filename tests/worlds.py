"""Small random companies in Slack, with decisions in their channels: who could read what, said without the bot.

Each is built in a transaction that is taken back, so that thousands of them need one file.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from bot.slack.conversations import Conversations
from bot.slack.people import Membership, People
from bot.slack.zones import Zones
from bot.store import NewDecision, Post, Reader, Readers, Status, Store, Writer, decisions, posts, waits
from bot.store.driver import Database
from bot.working_days import Zone
from tests.sample_decisions import START, moved, request

T = TypeVar("T")

WORDS = ("payroll", "catering", "cleaning")
_KINDS = (Membership.COLLEAGUE, Membership.COLLEAGUE, Membership.GUEST, Membership.OUTSIDER, Membership.DEACTIVATED)
_MOVES = (None, None, Status.ACCEPTED, Status.OVERRIDDEN, Status.DISCARDED)


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation, as it was when cards were posted there and as it is now."""

    id: str
    was_private: bool
    is_private: bool
    members: frozenset[str]
    """Now."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision, and where its cards stand."""

    by: str
    text: str
    posted_in: tuple[str, ...]
    status: Status | None
    decided_by: str


@dataclass(frozen=True)
class World:
    """A company at one moment."""

    seed: int
    people: Mapping[str, Membership]
    channels: Mapping[str, Channel]
    asked: Mapping[int, Asked] = field(default_factory=dict)

    @cached_property
    def members(self) -> Mapping[str, frozenset[str]]:
        """Of each channel."""
        return {each.id: each.members for each in self.channels.values()}

    def can_read(self, who: str, channel: str) -> bool:
        """Whether somebody could read what stands in a channel now."""
        about, kind = self.channels[channel], self.people[who]
        if kind is Membership.DEACTIVATED:
            return False
        return who in about.members or (kind is Membership.COLLEAGUE and not about.is_private)

    def may_see(self, who: str, number: int) -> bool:
        """Whether somebody asked for a decision, or could read one of the channels in which its cards stand."""
        asked = self.asked[number]
        return asked.by == who or any(self.can_read(who, channel) for channel in asked.posted_in)

    def places(self, who: str) -> list[str | None]:
        """Where somebody can ask the bot: the channels that they are in, and nowhere in particular."""
        return [None, *(each.id for each in self.channels.values() if who in each.members)]


ALIKE = 8
"""So many worlds in a row have the same record, and differ in who people are now, and in what is private."""


def world(seed: int) -> World:
    """A company; the same for the same seed."""
    then, now = random.Random(seed // ALIKE), random.Random(seed)
    people = [f"U{number}00" for number in range(1, then.randint(3, 6))]
    was_private = {f"{then.choice('CCG')}{number}00": then.random() < 0.4 for number in range(1, then.randint(2, 4))}
    asked = [_asked(then, people, sorted(was_private)) for _ in range(then.randint(1, 3))]
    channels = [_channel(now, each, people, was_private=was) for each, was in was_private.items()]
    direct = [Channel(_direct(who), was_private=True, is_private=True, members=frozenset({who})) for who in people]
    return World(
        seed,
        {who: now.choice(_KINDS) for who in people},
        {each.id: each for each in (*channels, *direct)},
        dict(enumerate(asked, start=1)),
    )


def _channel(now: random.Random, channel: str, people: Sequence[str], *, was_private: bool) -> Channel:
    """What was private may have been opened since, and what was public closed."""
    was_private = was_private or channel.startswith("G")
    turned = channel.startswith("C") and now.random() < 0.3
    members = frozenset(who for who in people if now.random() < 0.5)
    return Channel(channel, was_private, was_private != turned, members)


def _direct(who: str) -> str:
    """Somebody's conversation with the bot."""
    return who.replace("U", "D")


def _asked(then: random.Random, people: Sequence[str], channels: Sequence[str]) -> Asked:
    by = then.choice(people)
    where = [*channels, _direct(by)]
    return Asked(
        by=by,
        text=f"Move {then.choice(WORDS)} elsewhere",
        posted_in=tuple(then.sample(where, then.randint(0, min(2, len(where))))),
        status=then.choice(_MOVES),
        decided_by=then.choice(people),
    )


_SAMPLE = request()


def marked(number: int) -> str:
    """A word that nothing says but this decision and whatever is typed about it."""
    return f"zq{number}"


def build(db: Database, found: World, sample: NewDecision = _SAMPLE) -> None:
    """Put everything that the company has asked for on the record, in the open transaction, each in words of its own.

    `sample` says what else stands in them.
    """
    for number, asked in found.asked.items():
        at = START + timedelta(minutes=number)
        new: NewDecision = replace(sample, text=f"{asked.text} {marked(number)}", who=asked.by)
        recorded = decisions.record(db, at, new)
        assert recorded.id == number
        for channel in asked.posted_in:
            private = found.channels[channel].was_private
            posts.add(db, Post(number, channel, f"{number}.{channel}", None, private, at))
            waits.look_again(db, at, number, afresh=False)
        if asked.status is not None:
            who = asked.by if asked.status is Status.DISCARDED else asked.decided_by
            moved(db, at, number, asked.status, actor=who, reason=f"agreed {marked(number)}")


class Here(Reader):
    """Reads in the transaction that is open."""

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        yield self._db


class ReadersHere(Readers):
    """Reads at once, in the transaction that is open."""

    def __init__(self, db: Database) -> None:
        self.reader = Here(db, Path("decisions.db"), 0)

    async def run(self, read: Callable[[Reader], T]) -> T:
        """What is read."""
        return read(self.reader)


class WriterHere(Writer):
    """Writes at once, in the transaction that is open."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def run(self, work: Callable[[Database, datetime], T]) -> T:
        """What the work returns."""
        return work(self._db, START + timedelta(hours=1))


class SlackSays(Conversations):
    """What Slack would say of a company's conversations."""

    def __init__(self, found: World) -> None:
        self._world = found

    async def can_be_read(self, channel: str) -> bool:
        """Whether a channel is public now."""
        return not self._world.channels[channel].is_private

    async def is_public_now(self, channel: str) -> bool:
        """The same."""
        return await self.can_be_read(channel)

    async def public_with(self, who: str) -> set[str]:
        """The public channels that somebody is in."""
        channels = self._world.channels.values()
        return {each.id for each in channels if who in each.members and not each.is_private}

    async def private_with(self, who: str) -> set[str]:
        """The private channels that somebody is in."""
        channels = self._world.channels.values()
        return {each.id for each in channels if who in each.members and each.is_private}

    async def is_shared_outside(self, channel: str) -> bool:
        """Whether somebody from elsewhere is in a channel."""
        members = self._world.members[channel]
        return any(self._world.people[who] is Membership.OUTSIDER for who in members)

    async def members(self, channel: str) -> frozenset[str]:
        """Who is in a conversation."""
        return self._world.members[channel]


class SlackSaysOfPeople(People):
    """What Slack would say of a company's people."""

    def __init__(self, found: World) -> None:
        self._world = found
        self._deciding = {Membership.COLLEAGUE, Membership.GUEST}

    async def membership(self, who: str, team_id: str | None = None) -> Membership:  # noqa: ARG002 - as Slack is asked
        """Who somebody is."""
        return self._world.people[who]


class Greenwich(Zones):
    """Everybody is in Greenwich."""

    def __init__(self) -> None:
        """Nobody is asked."""

    async def of(self, who: str) -> Zone:  # noqa: ARG002 - as Slack is asked
        """UTC."""
        return Zone()


@contextmanager
def built(store: Store, found: World, sample: NewDecision = _SAMPLE) -> Iterator[Database]:
    """The record of a company, until the end of the block; the same for those that are ALIKE."""
    db = store._db
    db.execute("BEGIN IMMEDIATE")
    try:
        build(db, found, sample)
        yield db
    finally:
        db.rollback()
