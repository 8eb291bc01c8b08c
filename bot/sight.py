"""What somebody may see beyond their own decisions and the channel they ask in: for that Slack has to be asked.

A colleague reads every channel that is public now; a guest, of those, the ones they are in. Somebody from elsewhere, or
whom Slack does not tell us of, sees nothing beyond.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace

from bot.slack.conversation_ids import is_direct
from bot.slack.conversations import Conversations
from bot.slack.people import Membership
from bot.store import Viewer
from bot.store.writer import Readers

Look = Callable[[Viewer], Awaitable[Iterable[int]]]
"""The numbers of the decisions that a viewer would be shown."""

_ROUNDS = 3
"""How often decisions that cannot be read give way to others; what is not known to be readable then stays shut."""
_PUBLIC_KNOWN_FOR = 10.0
"""Seconds, for who is told of something."""
_MOST_CHANNELS = 20
"""Asked about at most for one answer; Slack takes 50 such questions a minute."""


def near(who: str, channel: str | None) -> Viewer:
    """Somebody of whom nothing is known yet: they see their own decisions, and what was posted where they ask."""
    return Viewer(who, channel, public=False)


@dataclass(frozen=True, slots=True)
class Openers:
    """Who could open a decision's card."""

    public: frozenset[str]
    """The channels with one that every colleague can read."""
    members: frozenset[str]
    """Of the other channels with one."""
    is_posted: bool
    """Whether one stands in any channel."""


class Sight:
    """Asks Slack what people may see now."""

    def __init__(self, conversations: Conversations, readers: Readers) -> None:
        self._conversations = conversations
        self._readers = readers
        self._public: dict[str, tuple[bool, float]] = {}

    async def is_wider(self, viewer: Viewer, look: Look) -> bool:
        """Whether somebody who reads public channels would be shown more here; without asking Slack."""
        return set(await look(viewer)) != set(await look(replace(viewer, public=True)))

    async def widened(self, viewer: Viewer, membership: Membership, look: Look) -> Viewer:
        """The viewer as they may look, given who Slack says they are; asked only about what `look` would show them."""
        if membership not in {Membership.COLLEAGUE, Membership.GUEST}:
            return viewer
        public, readable = replace(viewer, public=True), dict[str, bool]()
        for _ in range(_ROUNDS):
            needed = await self._needed(public, await look(public))
            if needed <= readable.keys():
                return public
            readable |= await self._readable(viewer.who, membership, needed - readable.keys())
            public = replace(public, closed={channel for channel, can in readable.items() if not can})
        return await self._shut(public, {channel for channel, can in readable.items() if can})

    async def openers(self, decision_id: int) -> "Openers":
        """Where a decision's cards can be opened at this moment by others than whoever asked for it.

        Raises SlackError where Slack may say so later, and StoreError.
        """
        posts = await self._readers.run(lambda reader: reader.posts_of(decision_id))
        public, members = set[str](), set[str]()
        channels = sorted({post.channel for post in posts if not is_direct(post.channel)})
        for channel in channels:
            if await self._is_public(channel):
                public.add(channel)
            else:
                members |= await self._conversations.members(channel)
        return Openers(frozenset(public), frozenset(members), is_posted=bool(channels))

    async def _is_public(self, channel: str) -> bool:
        """Asked anew after some seconds only: a morning's reminders ask about the same few channels many times."""
        public, until = self._public.get(channel, (False, 0.0))
        if time.monotonic() >= until:
            public = await self._conversations.is_public_now(channel)
            kept = {each: known for each, known in self._public.items() if time.monotonic() < known[1]}
            self._public = {**kept, channel: (public, time.monotonic() + _PUBLIC_KNOWN_FOR)}
        return public

    async def could_open(self, openers: "Openers", who: str, membership: Membership) -> bool:
        """Whether this person is among them; guests of a public channel are those that Slack says are in it."""
        match membership:
            case Membership.COLLEAGUE:
                return bool(openers.public) or who in openers.members
            case Membership.GUEST if openers.public and who not in openers.members:
                return not openers.public.isdisjoint(await self._conversations.public_with(who))
            case Membership.GUEST:
                return who in openers.members
            case _:
                return False

    async def inside(self, viewer: Viewer, membership: Membership) -> Viewer:
        """The viewer on their own Home: they see what was posted in the private channels that they are in now, too."""
        if membership not in {Membership.COLLEAGUE, Membership.GUEST}:
            return viewer
        posted_in = await self._readers.run(lambda reader: reader.private_channels())
        if all(map(is_direct, posted_in)):
            return viewer
        return replace(viewer, inside=frozenset(await self._conversations.private_with(viewer.who)))

    async def over_everything(self, viewer: Viewer, membership: Membership) -> Viewer:
        """The same for every decision on record."""
        if membership not in {Membership.COLLEAGUE, Membership.GUEST}:
            return viewer
        channels = await self._readers.run(lambda reader: reader.public_channels())
        readable = await self._readable(viewer.who, membership, set(sorted(channels)[:_MOST_CHANNELS]))
        return await self._shut(replace(viewer, public=True), {channel for channel, can in readable.items() if can})

    async def _needed(self, viewer: Viewer, decisions: Iterable[int]) -> set[str]:
        return await self._readers.run(lambda reader: reader.seen_in(decisions, viewer))

    async def _shut(self, viewer: Viewer, readable: set[str]) -> Viewer:
        """The viewer, with every channel closed that is not known to be readable."""
        channels = await self._readers.run(lambda reader: reader.public_channels())
        return replace(viewer, closed=channels - readable)

    async def _readable(self, who: str, membership: Membership, channels: set[str]) -> dict[str, bool]:
        if membership is Membership.GUEST:
            theirs = await self._conversations.public_with(who)
            return {channel: channel in theirs for channel in channels}
        asked = sorted(channels)
        return dict(zip(asked, await asyncio.gather(*map(self._conversations.can_be_read, asked)), strict=True))
