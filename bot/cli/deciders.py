"""Of whom `sourcing policy check` proves that they can decide: given with `--members`, or asked of Slack."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import click

from bot.settings import Settings
from rules.policy import Policy
from rules.policy_values import GROUP, SLACK_ID
from rules.proofs.deadlocks import Circle


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
    from bot.cli.deciders_in_slack import asked_of_slack  # a proof without a token waits for none of it

    circle, names, notes = asked_of_slack(named, circle, token.get_secret_value().strip(), settings)
    return Deciders(circle, names, notes)
