"""Setting a channel's weekly digest up, turning it off, and sending it now.

Each is an event, by whoever did it. None of it asks Slack anything.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.notices import Beside, tell_in_turn
from bot.store import KeptDigest, NoSuchDigestError, digests
from bot.store.digest_settings import DigestSettings, DigestState, Section
from bot.store.driver import Database
from bot.store.writer import Readers, Writer
from bot.views.blocks import Message

Said = Callable[[KeptDigest], Message]
"""What is told of what a digest is set to."""


class SettingUp:
    """The digests of all channels, as people set them."""

    def __init__(self, writer: Writer, readers: Readers, now: Callable[[], datetime]) -> None:
        """`now` tells the time by Slack's clock."""
        self._writer = writer
        self._readers = readers
        self._now = now

    async def of(self, channel: str) -> KeptDigest | None:
        """A channel's digest; None where nobody has ever set one up."""
        return await self._readers.run(lambda reader: reader.digest(channel))

    async def unused(self, channel: str) -> frozenset[Section]:
        """The sections under whose buttons nobody pressed anything for eight digests."""
        return await self._readers.run(lambda reader: reader.unused_sections(channel))

    async def set_up(
        self, channel: str, settings: DigestSettings, who: str, *, seen: int, told: Said, key: str
    ) -> KeptDigest:
        """Sets it up and puts down what they are told of it, to them alone, in the same transaction.

        Raises DigestChangedError where there is a later event than the one that they saw, and UnknownZoneError.
        """
        now = self._now()

        def work(db: Database, at: datetime) -> KeptDigest:
            kept = digests.set_up(db, at, channel, settings, who, seen=seen, now=now)
            _tell(db, at, kept, who, told, key)
            return kept

        return await self._writer.run(work)

    async def turn_off(self, channel: str, who: str, *, seen: int, told: Said, key: str) -> KeptDigest:
        """Turns it off; raises as `set_up` does, and NoSuchDigestError."""
        now = self._now()

        def work(db: Database, at: datetime) -> KeptDigest:
            kept = digests.turn_off(db, at, channel, who, seen=seen, now=now)
            _tell(db, at, kept, who, told, key)
            return kept

        return await self._writer.run(work)

    async def leave_out(self, channel: str, sections: frozenset[Section], who: str) -> KeptDigest | None:
        """Leaves these sections out from now on; None where there is no digest, and one that is not on stays so."""
        now = self._now()

        def work(db: Database, at: datetime) -> KeptDigest | None:
            kept = digests.of_channel(db, channel)
            left = kept.settings.sections - sections if kept else frozenset()
            if kept is None or kept.state is not DigestState.ON or left == kept.settings.sections:
                return kept
            return digests.set_up(db, at, channel, replace(kept.settings, sections=left), who, now=now)

        return await self._writer.run(work)

    async def send_now(self, channel: str, who: str) -> KeptDigest:
        """Has this week's sent at once, also of one that is not on; raises NoSuchDigestError and DigestSentError."""
        now = self._now()

        def work(db: Database, _: datetime) -> KeptDigest:
            digests.send_now(db, now, channel, who)
            kept = digests.of_channel(db, channel)
            if kept is None:
                raise NoSuchDigestError
            return kept

        return await self._writer.run(work)


def _tell(db: Database, at: datetime, kept: KeptDigest, who: str, told: Said, key: str) -> None:
    tell_in_turn(db, at, who, told(kept), key=key, beside=Beside(kept.channel, None))
