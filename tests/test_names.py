"""What people are called where they are named without being addressed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.stand_in.journal import ApiCall
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.slack.client import NotWelcomeError, RateLimitedError, UnknownResultError, slack_client, slack_session
from bot.slack.clocks import SlackClock
from bot.slack.names import A_COLLEAGUE, Names


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn() as stand_in:
        yield stand_in


@pytest.fixture
async def client(slack: SlackStandIn) -> AsyncIterator[AsyncWebClient]:
    async with slack_session(SlackClock(datetime.now(UTC))) as session:
        yield slack_client(slack.app.bot_token, slack.api_url, session)


def asked(slack: SlackStandIn) -> int:
    return sum(isinstance(each, ApiCall) and each.method == "users.info" for each in slack.log)


async def test_people_are_called_as_slack_calls_them_and_asked_about_once(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    alice, bob = Person(slack, "alice"), Person(slack, "bob")
    names = Names(client)
    assert await names.of([alice.id, bob.id, alice.id]) == {alice.id: "alice", bob.id: "bob"}
    assert await names.of([bob.id]) == {bob.id: "bob"}
    assert asked(slack) == 2


async def test_who_is_no_slack_user_is_called_what_they_are(slack: SlackStandIn, client: AsyncWebClient) -> None:
    assert await Names(client).of(["someone (erased)", "sourcing"]) == {
        "someone (erased)": "someone (erased)",
        "sourcing": "sourcing",
    }
    assert asked(slack) == 0


async def test_somebody_whom_slack_does_not_know_is_a_colleague(client: AsyncWebClient) -> None:
    assert await Names(client).of(["U404"]) == {"U404": A_COLLEAGUE}


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        ({"status": 429, "retry_after": 1}, RateLimitedError),
        ({"error": "token_revoked"}, NotWelcomeError),
        ({"status": 503}, UnknownResultError),
    ],
)
async def test_where_slack_may_say_it_later_nobody_goes_without_a_name_now(
    slack: SlackStandIn, client: AsyncWebClient, trouble: dict[str, Any], kind: type[Exception]
) -> None:
    alice, names = Person(slack, "alice"), Names(client)
    slack.fail_next("users.info", **trouble)
    with pytest.raises(kind):
        await names.of([alice.id])


async def test_one_person_over_whom_slack_always_stumbles_keeps_nobody_else_waiting(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    alice, names = Person(slack, "alice"), Names(client)
    slack.fail_next("users.info", status=500, times=5)
    for _ in range(4):
        with pytest.raises(UnknownResultError):
            await names.of([alice.id])
    assert await names.of([alice.id]) == {alice.id: A_COLLEAGUE}


async def test_a_name_is_asked_for_again_after_an_hour(slack: SlackStandIn, client: AsyncWebClient) -> None:
    now = 0.0
    alice, names = Person(slack, "alice"), Names(client, clock=lambda: now)
    await names.of([alice.id])
    slack.workspace.users[alice.id].name = "alicia"
    now = 3_599.0
    assert await names.of([alice.id]) == {alice.id: "alice"}
    now = 3_601.0
    assert await names.of([alice.id]) == {alice.id: "alicia"}
