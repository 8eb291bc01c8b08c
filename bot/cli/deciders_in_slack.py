"""What Slack says of those who may decide: who is in a group, what people are called, and who has left."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.settings import Settings
from bot.slack.client import SlackError, call, slack_client, slack_session
from bot.slack.clocks import SlackClock
from bot.slack.people import Company, Membership, membership_of
from rules.policy_values import GROUP
from rules.proofs.deadlocks import Circle

_MOST_ASKED_ABOUT = 100
"""People whom Slack is asked about one by one; it takes some hundred such questions a minute."""

Answer = tuple[Circle, Mapping[str, str], tuple[str, ...]]
"""The people, what they are called, and what could not be found out, in sentences."""


def asked_of_slack(named: frozenset[str], circle: Circle, token: str, settings: Settings) -> Answer:
    """The people of `circle` as Slack knows them, and the members of the groups named that it says nothing of."""
    return asyncio.run(_asked(named, circle, token, settings))


async def _asked(named: frozenset[str], circle: Circle, token: str, settings: Settings) -> Answer:
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
    return circle, names, tuple(notes)
