"""Handing one's deciding over to a colleague for some days, and taking it back. Both are told, both names kept."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.notices import tell
from bot.slack.client import SlackError
from bot.slack.people import Membership, People
from bot.slack.zones import Zones
from bot.store import KeptDelegation, delegations, homes, idempotency, reminders
from bot.store.driver import Database
from bot.store.writer import Readers, Writer
from bot.views import delegations as views
from bot.working_days import Zone
from rules.delegation import Delegation


class Delegating:
    """Who decides for whom, on the record."""

    def __init__(
        self, writer: Writer, readers: Readers, people: People, zones: Zones, now: Callable[[], datetime]
    ) -> None:
        self._writer = writer
        self._readers = readers
        self._people = people
        self._zones = zones
        self.now = now

    async def zone(self, who: str) -> Zone:
        """By which days somebody means: those where they are; those of UTC where Slack does not say."""
        try:
            said = await self._zones.of(who)
        except SlackError:
            return Zone()
        try:
            ZoneInfo(said.name)
        except (ValueError, OSError, LookupError):
            return Zone()
        return said

    async def membership(self, who: str) -> Membership:
        """What they are to the company, and whether they may decide."""
        return await self._people.membership(who)

    def may_decide(self, membership: Membership) -> bool:
        """Whether somebody who is that can stand in for another."""
        return self._people.may_decide(membership)

    async def of(self, who: str) -> list[KeptDelegation]:
        """Those that somebody has a part in."""
        at = self.now()
        kept = await self._readers.run(lambda reader: reader.delegations(at))
        return [each for each in kept if who in {each.delegation.giver, each.delegation.to}]

    async def hand_over(self, new: Delegation, *, key: str) -> None:
        """Put it on the record and tell whoever decides from then on; once for each key. Raises InTheWayError."""

        def add(db: Database, at: datetime) -> int:
            kept = delegations.add(db, at, new)
            tell(db, at, new.to, views.handed_to_you(new))
            _show(db, at, new)
            return kept.event

        await self._writer.run(lambda db, at: idempotency.once(db, at, key, lambda: add(db, at)))

    async def end(self, event: int, who: str) -> Delegation:
        """End it at once and tell the other of the two; raises NoSuchDelegationError."""

        def work(db: Database, at: datetime) -> Delegation:
            ended = delegations.end(db, at, event, who).delegation
            other = ended.to if who == ended.giver else ended.giver
            tell(db, at, other, views.ended(ended, by=who))
            _show(db, at, ended)
            return ended

        return await self._writer.run(work)


def _show(db: Database, at: datetime, changed: Delegation) -> None:
    """On the Homes of both, and in what each of them is reminded of."""
    homes.changed_for(db, at, [changed.giver, changed.to])
    for who in (changed.giver, changed.to):
        reminders.plan_anew(db, who)
