"""What the weekly digests of channels say: the one that is due, a preview, and what stands in a section of one."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from bot.digest.composing import Knowing, Occasion, compose, occasion, settings_for
from bot.digest.public_channels import PublicChannels
from bot.roster import Roster
from bot.slack.names import Names
from bot.store import DigestSettings, KeptDigest, NoSuchDigestError, Section, digests
from bot.store.writer import Readers, Writer
from bot.views.digest import digest_message
from bot.views.digest_content import Digest
from bot.views.digest_message import DigestMessage
from bot.weeks import Week
from rules.policy import Policy

MOST_NAMED = 60
"""People whose names Slack is asked for: it takes some hundred such questions a minute."""
_MOST_FOR_ONE = 5
"""Of those for whom one decision waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """Draws digests from the record, with what Slack says of who reads what and what people are called."""

    writer: Writer
    readers: Readers
    public_channels: PublicChannels
    names: Names
    roster: Callable[[], Awaitable[Roster]]
    policy: Callable[[], Policy]
    now: Callable[[], datetime]
    """By Slack's clock."""
    workspace_url: str = ""

    async def draw(self, channel: str, week: Week) -> DigestMessage | None:
        """The digest of a week as it is posted; None where nothing is. Raises SlackError where Slack may say so later.

        Of a week that was told it draws what was told then, less what is erased. Raises StoreError, as all of these.
        """
        kept = await self._kept(channel)
        if kept is None:
            return None
        at = await self._as_told(kept, week)
        digest = await self._composed(at)
        return None if digest.is_silent and not at.asked_for else digest_message(digest)

    async def preview(
        self, channel: str, week: Week | None = None, *, settings: DigestSettings | None = None, who: str = ""
    ) -> Digest:
        """The digest of a week, whatever there is to tell; of the week that is going on, as far as it has come.

        `settings` are those that somebody, `who`, is about to set it to; by themselves those that it has. Raises
        NoSuchDigestError where it has none, and SlackError.
        """
        kept = await self._kept(channel)
        if settings is not None:
            at = await self._occasion(channel, settings, kept.set_by if kept else who, week)
        elif kept is not None:
            at = await self._as_told(kept, week)
        else:
            raise NoSuchDigestError
        return await self._composed(at)

    async def press(self, channel: str, week: Week, section: Section, who: str, *, counts: bool = True) -> Digest:
        """What stands in a section of a week's digest, as the record is now and as far as this person can read it.

        Where it `counts`, it is noted that the section was of use to somebody, but not to whom. Raises
        NoSuchDigestError, StoreError and SlackError.
        """
        if counts:
            await self.writer.run(lambda db, _: digests.note_use(db, channel, section, week))
        kept = await self._kept(channel)
        if kept is None:
            raise NoSuchDigestError
        at = await self._as_told(kept, week)
        return await self._composed(at, who, as_of=self.now())

    async def tells_of_public_channels(self, channel: str) -> bool:
        """Whether a digest there may tell of public channels, too; raises SlackError where Slack may say so later."""
        return await self.public_channels.has_colleagues_alone(channel)

    async def _kept(self, channel: str) -> KeptDigest | None:
        return await self.readers.run(lambda reader: reader.digest(channel))

    async def _as_told(self, kept: KeptDigest, week: Week | None) -> Occasion:
        settings = await self.readers.run(lambda reader: settings_for(reader, kept, week))
        return await self._occasion(kept.channel, settings, kept.set_by, week)

    async def _occasion(self, channel: str, settings: DigestSettings, set_by: str, week: Week | None) -> Occasion:
        now = self.now()
        return await self.readers.run(lambda reader: occasion(reader, channel, settings, set_by, week, now))

    async def _composed(self, at: Occasion, who: str | None = None, *, as_of: datetime | None = None) -> Digest:
        """The digest with what people are called in it; for one person alone where it is for their eyes."""
        public = await self.public_channels.beside(at.channel, at.until) if at.settings.public else ()
        if who is not None and public:
            public = await self.public_channels.readable(who, public)
        knowing = Knowing(
            policy=self.policy(), roster=await self.roster(), public=public, workspace_url=self.workspace_url
        )
        digest = await self.readers.run(lambda reader: compose(reader, at, knowing, as_of=as_of))
        return replace(digest, names=await self.names.of(people_in(digest)))


def people_in(digest: Digest) -> Iterable[str]:
    """Whom a digest may name, those first who are named first; of very many the others stay without a name."""
    decided = [each.by for part in (digest.decided, digest.overridden, digest.new) for each in part.lines]
    waits_for = [who for each in digest.waiting.lines for who in each.waits_for[:_MOST_FOR_ONE]]
    asked = [each.asker for part in (digest.waiting, digest.new) for each in part.lines]
    named = [digest.set_by, *(each.by for each in digest.policies), *waits_for, *decided, *asked]
    return islice(dict.fromkeys(filter(None, named)), MOST_NAMED)
