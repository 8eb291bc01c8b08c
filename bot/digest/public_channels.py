"""Of which public channels a channel's digest may tell, beside its own: of those that whoever reads it can read anyway.

A colleague reads every public channel; a guest and another company do not. So where either is in the channel of the
digest, or where it cannot be known that neither is, the digest tells of its own channel alone.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.slack.conversations import Conversations
from bot.slack.people import Membership, People
from bot.store.writer import Readers

MOST_CHANNELS = 49
"""Beside its own: those into which something came last. Slack takes some fifty questions a minute about them."""
MOST_MEMBERS = 100
"""Of the channel of a digest; of more people it is not found out who each of them is."""


@dataclass(frozen=True, slots=True)
class PublicChannels:
    """Asks Slack who reads what now."""

    conversations: Conversations
    people: People
    readers: Readers

    async def beside(self, channel: str, until: datetime) -> tuple[str, ...]:
        """The channels of which a digest there may tell; raises SlackError where Slack may say so later."""
        if not await self.has_colleagues_alone(channel):
            return ()
        posted_in = await self.readers.run(lambda reader: reader.public_channels() - {channel})
        lately = await self.readers.run(lambda reader: reader.busiest_lately(posted_in, until, MOST_CHANNELS))
        public = await asyncio.gather(*map(self.conversations.is_public_now, lately))
        return tuple(each for each, can_be_read in zip(lately, public, strict=True) if can_be_read)

    async def has_colleagues_alone(self, channel: str) -> bool:
        """Whether nobody else is in a channel; not where that cannot be known."""
        if await self.conversations.is_shared_outside(channel):
            return False
        members = await self.conversations.members(channel)
        if not members or len(members) > MOST_MEMBERS:
            return False
        found = await asyncio.gather(*map(self.people.membership, sorted(members)))
        return set(found) <= {Membership.COLLEAGUE, Membership.DEACTIVATED}

    async def readable(self, who: str, channels: Iterable[str]) -> tuple[str, ...]:
        """Those of these public channels that somebody can read."""
        match await self.people.membership(who):
            case Membership.COLLEAGUE:
                return tuple(channels)
            case Membership.GUEST:
                theirs = await self.conversations.public_with(who)
                return tuple(each for each in channels if each in theirs)
            case _:
                return ()
