"""Who somebody is to the company that runs the bot, as Slack says: a colleague, a guest, or somebody from elsewhere.

What Slack has said is remembered briefly, for so many people and no more. Where it does not say, nobody is taken for
a colleague.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client import SlackError
from bot.slack.questions import SlackQuestions

log = logging.getLogger(__name__)

KNOWN_FOR = 120.0
"""Seconds for which what Slack said of somebody is gone by."""
MOST_PEOPLE = 1_000
"""Remembered at a time; beyond that, whoever was asked about first is asked about again."""


class Membership(StrEnum):
    """What somebody is to the company."""

    COLLEAGUE = "colleague"
    GUEST = "guest"
    """Invited by the company into some of its channels, or into one."""
    OUTSIDER = "outsider"
    """Of another company, in a channel that both share (Slack Connect)."""
    DEACTIVATED = "deactivated"
    UNKNOWN = "unknown"
    """Slack does not say."""


@dataclass(frozen=True, slots=True)
class Company:
    """Whom the bot serves: a workspace, and the organisation that it belongs to (Enterprise Grid)."""

    team_id: str
    enterprise_id: str | None = None

    def has(self, team_id: str | None, enterprise_id: str | None = None) -> bool:
        """Whether a workspace, or one in that organisation, is the company's."""
        own = {self.team_id, self.enterprise_id} - {None}
        return team_id in own or (enterprise_id is not None and enterprise_id == self.enterprise_id)

    def is_elsewhere(self, team_id: str | None) -> bool:
        """Whether the workspace alone shows that somebody is not the company's: in an organisation it never does."""
        return bool(team_id) and self.enterprise_id is None and team_id != self.team_id


class People:
    """Asks Slack who people are."""

    def __init__(
        self,
        client: AsyncWebClient,
        company: Company,
        *,
        guests_decide: bool = False,
        most: int = MOST_PEOPLE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """So many people are remembered at a time. `clock` tells seconds, and is never set back."""
        self.company = company
        self._deciding = {Membership.COLLEAGUE, *([Membership.GUEST] if guests_decide else [])}
        self._questions = SlackQuestions(client.users_info)
        self._most = most
        self._clock = clock
        self._said: OrderedDict[str, tuple[Membership, float]] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Membership]] = {}

    def known(self, who: str, team_id: str | None = None) -> Membership | None:
        """What is known without asking; None where Slack has to be asked. `team_id` is what a payload says of them."""
        if self.company.is_elsewhere(team_id):
            return Membership.OUTSIDER
        said, until = self._said.get(who, (None, 0.0))
        return said if self._clock() < until else None

    def may_decide(self, membership: Membership | None) -> bool:
        """Whether somebody who is that decides for the company; None is somebody not asked about yet."""
        return membership in self._deciding

    async def membership(self, who: str, team_id: str | None = None) -> Membership:
        """What is known, or what Slack says when asked; once for everybody who waits for the same answer."""
        known = self.known(who, team_id)
        if known is not None:
            return known
        asking = self._asking.get(who)
        if asking is None:
            asking = asyncio.create_task(self._ask(who), name="asking who somebody is")
            self._asking[who] = asking
            asking.add_done_callback(lambda _: self._asking.pop(who, None))
        return await asyncio.shield(asking)

    async def _ask(self, who: str) -> Membership:
        try:
            membership = membership_of((await self._questions.ask(user=who)).get("user"), self.company)
        except SlackError as error:
            log.warning("Slack does not say who somebody is", extra={"fields": {"who": who, "code": error.code}})
            return Membership.UNKNOWN
        if membership is Membership.UNKNOWN:
            return membership  # asked again the next time
        self._said[who] = (membership, self._clock() + KNOWN_FOR)
        self._said.move_to_end(who)
        while len(self._said) > self._most:
            self._said.popitem(last=False)
        return membership


def membership_of(user: object, company: Company) -> Membership:
    """What the user object of Slack's Web API says (https://docs.slack.dev/reference/objects/user-object).

    `is_stranger` alone is not enough: it is false for an outsider in a channel that the bot is in.
    """
    if not isinstance(user, Mapping):
        return Membership.UNKNOWN
    about: Mapping[str, Any] = user
    organisation = about.get("enterprise_user")
    enterprise_id = organisation.get("enterprise_id") if isinstance(organisation, Mapping) else None
    if not about.get("team_id") and not enterprise_id:
        return Membership.UNKNOWN
    if about.get("is_stranger") or not company.has(about.get("team_id"), enterprise_id):
        return Membership.OUTSIDER
    if about.get("deleted"):
        return Membership.DEACTIVATED
    if about.get("is_restricted") or about.get("is_ultra_restricted"):
        return Membership.GUEST
    return Membership.COLLEAGUE
