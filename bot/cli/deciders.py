"""Of whom `sourcing policy check` proves that they can decide: given with `--members`, or asked of Slack."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import click

from bot.settings import Settings
from bot.slack.client import SlackError, call, slack_client, slack_session
from bot.slack.clocks import SlackClock
from bot.slack.people import Company, Membership, membership_of
from rules.policy import Policy
from rules.policy_values import GROUP, SLACK_ID
from rules.proofs.deadlocks import Circle

_MOST_ASKED_ABOUT = 100
"""People whom Slack is asked about one by one; it takes some hundred such questions a minute."""


class Members(click.ParamType[tuple[str, frozenset[str]]]):
    """A user group of Slack with its members: `S0614TZR7=U024BE7LH,U0G9QF9C6`."""

    name = "group=user,user"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, frozenset[str]]:
        """The group, and who is in it."""
        group, equals, listed = str(value).partition("=")
        people = frozenset(filter(None, map(str.strip, listed.split(","))))
        ids = {group, *people}
        groups = [each for each in ids if each.startswith(GROUP)]
        if not equals or not all(map(SLACK_ID.fullmatch, ids)) or groups != [group]:
            problem = f'"{value}" is not a user group with its members, such as S0614TZR7=U024BE7LH,U0G9QF9C6'
            self.fail(problem, param, ctx)
        return group, people


@dataclass(frozen=True, slots=True)
class Deciders:
    """The people of a proof, with what they are called, and what could not be found out."""

    circle: Circle
    names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def name(self, who: str) -> str:
        """What somebody is called; their id where nobody said."""
        return self.names.get(who, who)


def deciders(policy: Policy, settings: Settings, members: Iterable[tuple[str, frozenset[str]]]) -> Deciders:
    """Who may decide under a policy. Slack is asked where there is a token, of groups without members given."""
    given = dict(members)
    reviewers = settings.sourcing_reviewers or None
    named = (reviewers or frozenset()).union(*(approval.from_ for approval in policy.approvals))
    circle = Circle(reviewers, given, own_requests=settings.sourcing_own_requests)
    token = settings.slack_bot_token
    if token is None or not named:
        return Deciders(circle)
    return asyncio.run(_asked(named, circle, token.get_secret_value().strip(), settings))


async def _asked(named: frozenset[str], circle: Circle, token: str, settings: Settings) -> Deciders:
    notes = []
    members = dict(circle.members)
    async with slack_session(SlackClock(datetime.now(UTC))) as session:
        client = slack_client(token, settings.slack_api_url, session)
        for group in sorted(each for each in named - members.keys() if each.startswith(GROUP)):
            try:
                members[group] = frozenset((await call(client.usergroups_users_list, usergroup=group))["users"])
            except SlackError as error:
                notes.append(f"Slack does not say who is in {group} ({error.code}).")
        everybody = sorted({each for each in named if not each.startswith(GROUP)}.union(*members.values()))
        if len(everybody) > _MOST_ASKED_ABOUT:
            notes.append(f"Slack was not asked which of these {len(everybody)} people have left.")
            everybody = []
        names, gone = dict[str, str](), set[str]()
        try:
            identity = await call(client.auth_test)
            company = Company(str(identity.get("team_id") or ""), identity.get("enterprise_id"))
            deciding = {Membership.COLLEAGUE, *([Membership.GUEST] if settings.sourcing_guests_decide else [])}
            for each in everybody:
                user = (await call(client.users_info, user=each)).get("user") or {}
                names[each] = str(user.get("real_name") or user.get("name") or each)
                if membership_of(user, company) not in {*deciding, Membership.UNKNOWN}:
                    gone.add(each)
        except SlackError as error:
            notes.append(f"Slack does not say which of these people have left ({error.code}).")
    circle = Circle(circle.reviewers, members, frozenset(gone), own_requests=circle.own_requests)
    return Deciders(circle, names, tuple(notes))
