"""Guests, other companies, and channels that are converted, as Slack shows them."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.stand_in.choosing import NotOnScreenError
from bot.playground.stand_in.installed_app import InstalledApp
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.workspace import Channel, Team

SUPPLIER = Team("T0SUPPLIER", "supplier", "Supplier Ltd")


async def test_a_guest_is_named_as_one(bare_slack: SlackStandIn, alice: Person, client: AsyncWebClient) -> None:
    said = {}
    for name, guest in (("one", "single_channel"), ("many", "multi_channel")):
        person = Person(bare_slack, name, guest="single_channel" if guest == "single_channel" else "multi_channel")
        user = (await client.users_info(user=person.id))["user"]
        said[name] = (user["is_restricted"], user["is_ultra_restricted"])
    assert said == {"one": (True, True), "many": (True, False)}
    user = (await client.users_info(user=alice.id))["user"]
    assert (user["is_restricted"], user["is_ultra_restricted"], user["team_id"]) == (False, False, "T00000001")


async def test_somebody_of_another_company_is_a_stranger_only_until_they_are_met(
    bare_slack: SlackStandIn, general: Channel, client: AsyncWebClient
) -> None:
    olga = Person(bare_slack, "olga", team=SUPPLIER)
    assert (await client.users_info(user=olga.id))["user"]["is_stranger"] is True
    assert (await client.conversations_info(channel=general.id))["channel"]["is_ext_shared"] is False
    general.members.add(olga.id)
    user = (await client.users_info(user=olga.id))["user"]
    assert (user["is_stranger"], user["team_id"]) == (False, SUPPLIER.id)
    assert "is_restricted" not in user
    shared = (await client.conversations_info(channel=general.id))["channel"]
    assert (shared["is_ext_shared"], shared["shared_team_ids"]) == (True, ["T00000001", SUPPLIER.id])


async def test_somebody_of_another_company_presses_buttons_but_has_no_command(
    slack: SlackStandIn, alice: Person, general: Channel
) -> None:
    olga = Person(slack, "olga", team=SUPPLIER)
    message = await alice.say(general, "Fish & chips")
    olga.looks_at(general)
    assert olga.messages() == [], "they are not in it"
    general.members.add(olga.id)
    assert olga.messages() == [message]
    assert await olga.command("/lunch", general) is None
    assert "/lunch is not a valid command." in olga.sees()
    with pytest.raises(NotOnScreenError):
        await olga.message_shortcut("assess_message", message)
    await alice.command("/lunch", general)
    card = alice.ephemerals()[-1]
    card.ephemeral_to = None
    exchange = await olga.click("Order", card)
    assert exchange is not None
    payload = exchange.delivery.payload
    assert (payload["team"]["id"], payload["user"]["team_id"]) == ("T00000001", SUPPLIER.id)
    assert not slack.faults


async def test_a_guest_sees_only_channels_that_they_are_in(bare_slack: SlackStandIn, general: Channel) -> None:
    gus = Person(bare_slack, "gus", guest="multi_channel")
    bare_slack.workspace.post(general, bare_slack.bot.id, "hello")
    gus.looks_at(general)
    assert gus.sees() == ""
    with pytest.raises(NotOnScreenError):
        await gus.command("/lunch", general)


async def test_the_channels_of_somebody_are_those_that_the_bot_can_know_of(
    bare_slack: SlackStandIn, general: Channel, alice: Person, client: AsyncWebClient
) -> None:
    bare_slack.channel("secret", alice, private=True, with_bot=False)
    known = bare_slack.channel("board", alice, private=True)
    bare_slack.channel("elsewhere")
    public = await client.users_conversations(user=alice.id)
    assert [each["id"] for each in public["channels"]] == [general.id]
    both = await client.users_conversations(user=alice.id, types="public_channel,private_channel")
    assert [each["id"] for each in both["channels"]] == [general.id, known.id]
    page = await client.users_conversations(user=alice.id, types="public_channel,private_channel", limit=1)
    assert page["response_metadata"]["next_cursor"]
    with pytest.raises(SlackApiError, match="user_not_found"):
        await client.users_conversations(user="U404")


async def test_who_is_in_what_takes_scopes() -> None:
    async with SlackStandIn(app=InstalledApp(scopes=frozenset({"channels:read"}))) as slack:
        client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)
        for call in (client.users_info(user=slack.bot.id), client.users_conversations(types="private_channel")):
            with pytest.raises(SlackApiError, match="missing_scope"):
                await call
        assert slack.take_fault_kinds() == ["missing_scope", "missing_scope"]


async def test_a_channel_that_is_converted_keeps_its_id(
    bare_slack: SlackStandIn, general: Channel, client: AsyncWebClient
) -> None:
    message = bare_slack.workspace.convert(general, private=True)
    about = (await client.conversations_info(channel=general.id))["channel"]
    assert (about["id"], about["is_private"], about["is_channel"]) == (general.id, True, False)
    assert bare_slack.slack.message_payload(message)["subtype"] == "channel_convert_to_private"
    general.members.discard(bare_slack.bot.id)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.conversations_info(channel=general.id)
