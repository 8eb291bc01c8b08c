"""What Slack would refuse, or show as an error, is recorded and the person sees it."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.stand_in.installed_app import Command, InstalledApp
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.workspace import Channel, Message
from tests.stand_in.blocks import ORDER


async def test_a_late_acknowledgement_is_an_error_that_the_person_sees(
    slack: SlackStandIn, alice: Person, general: Channel
) -> None:
    slack.ack_limit = 0.1
    await alice.command("/lunch slow", general)
    assert '/lunch failed with the error "operation_timeout"' in alice.sees()
    assert slack.take_fault_kinds() == ["operation_timeout"]


async def test_a_trigger_is_good_for_three_seconds_and_once(
    slack: SlackStandIn, alice: Person, general: Channel, client: AsyncWebClient
) -> None:
    exchange = await alice.command("/lunch order", general)
    assert exchange is not None
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=exchange.delivery.payload["trigger_id"], view=ORDER)
    await alice.close()
    await alice.command("/lunch order late", general)
    assert not alice.title
    assert slack.take_fault_kinds()[:2] == ["exchanged_trigger_id", "expired_trigger_id"]


async def test_blocks_over_a_limit_are_refused_with_a_pointer(
    slack: SlackStandIn, alice: Person, general: Channel
) -> None:
    await alice.command("/lunch too long", general)
    [fault] = slack.take_faults()
    assert fault.kind == "invalid_blocks"
    assert "/blocks/0/text/text" in fault.detail
    assert "invalid_blocks" in alice.sees()


async def test_errors_for_what_is_no_input_block_are_refused(
    slack: SlackStandIn, alice: Person, general: Channel
) -> None:
    await alice.command("/lunch order", general)
    await alice.fill("Dish", "Nonsense")
    await alice.submit()
    assert slack.take_fault_kinds() == ["invalid_ack_body"]
    assert "trouble connecting" in alice.sees()


async def test_a_response_url_works_five_times(slack: SlackStandIn, alice: Person, general: Channel) -> None:
    await alice.command("/lunch chatty", general)
    await slack.until(lambda: bool(slack.faults))
    assert [message.text for message in alice.ephemerals()] == [f"answer {number}" for number in range(5)]
    assert slack.take_fault_kinds() == ["used_url"]


async def test_a_response_url_works_for_thirty_minutes(slack: SlackStandIn, alice: Person, general: Channel) -> None:
    exchange = await alice.command("/lunch", general)
    assert exchange is not None
    slack.clock.advance(30 * 60 + 1)
    async with (
        aiohttp.ClientSession() as session,
        session.post(exchange.delivery.payload["response_url"], json={"text": "too late"}) as response,
    ):
        assert response.status == 404
    assert slack.take_fault_kinds() == ["expired_url"]


async def test_a_person_sees_when_the_app_is_not_there(
    bare_slack: SlackStandIn, alice: Person, general: Channel
) -> None:
    await alice.command("/lunch", general)
    assert "dispatch_failed" in alice.sees()
    assert bare_slack.take_fault_kinds() == ["dispatch_failed"]


async def test_commands_and_shortcuts_are_those_of_the_manifest() -> None:
    manifest = {
        "display_information": {"name": "Sourcing"},
        "features": {
            "bot_user": {"display_name": "sourcing"},
            "slash_commands": [{"command": "/sourcing", "should_escape": True}],
            "shortcuts": [{"type": "global", "callback_id": "assess_request"}],
        },
        "oauth_config": {"scopes": {"bot": ["chat:write", "commands"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
    }
    app = InstalledApp.from_manifest(manifest)
    assert app.command("/sourcing") == Command("/sourcing", should_escape=True)
    async with SlackStandIn(app=app) as slack:
        alice = Person(slack, "alice")
        assert await alice.command("/lunch", slack.channel("general", alice)) is None
        assert "/lunch is not a valid command" in alice.sees()
        with pytest.raises(LookupError, match="assess_message"):
            await alice.message_shortcut("assess_message", Message(slack.channel("x"), "1", alice.id))
