"""Who may decide, asked of Slack: the members of the user groups that settings and policy name, and who stands in.

Whoever decides is looked up at that moment: who has just left a group decides no more. What Slack said is gone by for
ten seconds at most, for what is shown, and where it is asked too often just now. Where it does not say, nobody decides.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.roster import Roster as Roster
from bot.slack.client import RateLimitedError, SlackError
from bot.slack.people import Membership, People
from bot.slack.questions import SlackQuestions
from bot.store.writer import Readers
from rules.policy import Policy
from rules.policy_values import GROUP

log = logging.getLogger(__name__)

KNOWN_FOR = 10.0
"""Seconds, from before Slack was asked."""
_MOST_ASKED_ABOUT = 30
"""People whom Slack is asked about one by one; of more, only those who left and are known to have are left out."""


class Reviewers:
    """Asks Slack who is in the groups that decide."""

    def __init__(
        self,
        client: AsyncWebClient,
        people: People,
        readers: Readers,
        policy: Callable[[], Policy],
        now: Callable[[], datetime],
        *,
        base: frozenset[str] = frozenset(),
        own_requests: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`base` are the reviewers of the settings; empty where none are set. `clock` tells seconds, never set back."""
        self._people = people
        self._readers = readers
        self._policy = policy
        self._now = now
        self._base = base or None
        self._own_requests = own_requests
        self._clock = clock
        self._questions = SlackQuestions(client.usergroups_users_list)
        self._said: dict[str, tuple[frozenset[str], float]] = {}
        self._asking: dict[str, asyncio.Task[frozenset[str] | None]] = {}

    async def at_hand(self) -> Roster | None:
        """Who may decide now, where nothing has to be asked of Slack for it; else None."""
        return None if self._groups() else await self.roster()

    def _named(self) -> frozenset[str]:
        return (self._base or frozenset()).union(*(approval.from_ for approval in self._policy().approvals))

    def _groups(self) -> list[str]:
        return sorted(each for each in self._named() if each.startswith(GROUP))

    async def roster(self, *, anew: bool = False, thorough: bool = False) -> Roster:
        """Who may decide now.

        `anew` asks Slack whatever it said a moment ago: for whoever decides.
        `thorough` asks Slack as well who of those named has left, where they are few: for counting who is there.
        Whoever presses a button is known to be there.
        """
        named, groups = self._named(), self._groups()
        said = dict(
            zip(groups, await asyncio.gather(*(self._members(each, anew=anew) for each in groups)), strict=True)
        )
        members = {group: people for group, people in said.items() if people is not None}
        at = self._now()
        kept = await self._readers.run(lambda reader: reader.delegations(at))
        delegations = tuple(each.delegation for each in kept if each.delegation.holds(at))
        everybody = {each for each in named if not each.startswith(GROUP)}.union(*members.values())
        everybody |= {each.to for each in delegations}
        return Roster(
            base=self._base,
            members=members,
            unknown=frozenset(groups) - members.keys(),
            gone=await self._gone(everybody, ask=thorough and len(everybody) <= _MOST_ASKED_ABOUT),
            own_requests=self._own_requests,
            delegations=delegations,
        )

    async def _gone(self, everybody: set[str], *, ask: bool) -> frozenset[str]:
        who = sorted(everybody)
        if ask:
            found: list[Membership | None] = list(await asyncio.gather(*map(self._people.membership, who)))
        else:
            found = list(map(self._people.known, who))
        unsaid = {None, Membership.UNKNOWN}
        return frozenset(
            each
            for each, membership in zip(who, found, strict=True)
            if membership not in unsaid and not self._people.may_decide(membership)
        )

    async def _members(self, group: str, *, anew: bool) -> frozenset[str] | None:
        """Who is in a group; None where Slack does not say. Asked once for everybody who waits for it."""
        known = self._known(group)
        if known is not None and not anew:
            return known
        asking = self._asking.get(group)
        if asking is None:
            asking = asyncio.create_task(self._ask(group), name="asking who is in a user group")
            self._asking[group] = asking
            asking.add_done_callback(lambda _: self._asking.pop(group, None))
        return await asyncio.shield(asking)

    def _known(self, group: str) -> frozenset[str] | None:
        """What Slack said just now."""
        people, until = self._said.get(group, (frozenset[str](), 0.0))
        return people if self._clock() < until else None

    async def _ask(self, group: str) -> frozenset[str] | None:
        until = self._clock() + KNOWN_FOR
        try:
            said = (await self._questions.ask(usergroup=group)).get("users")
        except RateLimitedError:
            return self._known(group)
        except SlackError as error:
            log.warning("Slack does not say who is in a group", extra={"fields": {"group": group, "code": error.code}})
            return None
        if not isinstance(said, list):
            return None
        people = frozenset(map(str, said))
        self._said[group] = people, until
        return people
