"""Web API methods answer, and refuse, as Slack's do."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.stand_in.clock import Clock
from bot.playground.stand_in.installed_app import SCOPES, InstalledApp
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.screen import Reader
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.workspace import Channel
from tests.stand_in.blocks import CARD, ORDER, Json, section


async def test_a_post_carries_its_metadata_to_whoever_asks_for_it(
    bare_slack: SlackStandIn, general: Channel, client: AsyncWebClient
) -> None:
    metadata = {"event_type": "decision", "event_payload": {"key": "17"}}
    posted = await client.chat_postMessage(channel=general.id, text="Card", blocks=CARD, metadata=metadata)
    with_metadata = await client.conversations_history(channel=general.id, include_all_metadata=True)
    assert with_metadata["messages"][0]["metadata"] == metadata
    plain = await client.conversations_history(channel=general.id)
    assert "metadata" not in plain["messages"][0]

    await client.chat_update(channel=general.id, ts=posted["ts"], text="Card, decided", blocks=[section("Decided")])
    reply = await client.chat_postMessage(channel=general.id, text="Why", thread_ts=posted["ts"])
    thread = await client.conversations_replies(channel=general.id, ts=posted["ts"])
    assert [message["text"] for message in thread["messages"]] == ["Card, decided", "Why"]
    assert len((await client.conversations_history(channel=general.id))["messages"]) == 1
    link = await client.chat_getPermalink(channel=general.id, message_ts=reply["ts"])
    assert link["permalink"].endswith(f"?thread_ts={posted['ts']}&cid={general.id}")
    await client.chat_delete(channel=general.id, ts=reply["ts"])
    assert not bare_slack.faults


async def test_a_chart_is_refused_where_slack_has_not_brought_charts_yet_and_that_is_no_fault(
    bare_slack: SlackStandIn, general: Channel, client: AsyncWebClient
) -> None:
    bare_slack.workspace.withheld.add("data_visualization")
    pie = {"type": "pie", "segments": [{"label": "a", "value": 1}]}
    blocks = [section("Week"), {"type": "data_visualization", "title": "Week", "chart": pie}]
    with pytest.raises(SlackApiError, match="invalid_blocks") as refused:
        await client.chat_postMessage(channel=general.id, text="Week", blocks=blocks)
    assert "/blocks/1" in refused.value.response["errors"][0]
    await client.chat_postMessage(channel=general.id, text="Week", blocks=blocks[:1])
    assert not bare_slack.faults
    bare_slack.workspace.withheld.clear()
    await client.chat_postMessage(channel=general.id, text="Week", blocks=blocks)
    assert "Week: pie chart\na: 1" in Reader(bare_slack.workspace).message(bare_slack.workspace.messages[-1])


async def test_posts_to_a_channel_are_held_to_one_a_second() -> None:
    async with SlackStandIn(clock=Clock(frozen_at=1_800_000_000)) as slack:
        client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url, retry_handlers=[])
        busy, quiet = slack.channel("busy"), slack.channel("quiet")
        for _ in range(3):
            await client.chat_postMessage(channel=busy.id, text="hello")
        with pytest.raises(SlackApiError, match="ratelimited") as refused:
            await client.chat_postMessage(channel=busy.id, text="hello")
        assert refused.value.response.status_code == 429
        assert refused.value.response.headers["Retry-After"] == "1"
        await client.chat_postMessage(channel=quiet.id, text="hello")
        assert not slack.faults, "being too fast is no fault"

        with pytest.raises(SlackApiError, match="ratelimited"):
            await client.chat_postMessage(channel=busy.id, text="hello")
        assert slack.take_fault_kinds() == ["ignored_retry_after"]
        slack.clock.advance(1)
        await client.chat_postMessage(channel=busy.id, text="hello")
        assert not slack.faults


REFUSALS: list[tuple[str, str, Json]] = [
    ("in a private channel without the bot", "channel_not_found", {"private": True, "with_bot": False}),
    ("in a public channel without the bot", "not_in_channel", {"with_bot": False}),
    ("in an archived channel", "is_archived", {"archived": True}),
]


@pytest.mark.parametrize(("_where", "error", "channel"), REFUSALS, ids=[where for where, _, _ in REFUSALS])
async def test_posting_is_refused(
    bare_slack: SlackStandIn, client: AsyncWebClient, _where: str, error: str, channel: Json
) -> None:
    place = bare_slack.channel("somewhere", **channel)
    with pytest.raises(SlackApiError, match=error):
        await client.chat_postMessage(channel=place.id, text="hello")
    assert not bare_slack.faults, "this is a part of life, not a mistake of the app"


async def test_posting_anywhere_public_takes_a_scope_of_its_own() -> None:
    async with SlackStandIn(app=InstalledApp(scopes=SCOPES | {"chat:write.public"})) as slack:
        client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)
        await client.chat_postMessage(channel=slack.channel("open", with_bot=False).id, text="hello")
        assert not slack.faults


async def test_mistakes_of_the_app_are_faults(
    bare_slack: SlackStandIn, general: Channel, client: AsyncWebClient
) -> None:
    nobody = AsyncWebClient(token=bare_slack.app.bot_token + "-of-another-team", base_url=bare_slack.api_url)
    calls = {
        "unknown_method": client.api_call("chat.shout"),
        "invalid_auth": nobody.auth_test(),
        "invalid_blocks": client.chat_postMessage(channel=general.id, text="x", blocks=[{"type": "sektion"}]),
        "no_text": client.api_call("chat.postMessage", json={"channel": general.id}),
        "invalid_arguments": client.views_publish(user_id="U404", view={"type": "home", "blocks": []}),
        "invalid_trigger_id": client.views_open(trigger_id="1.2.3", view=ORDER),
    }
    for error, call in calls.items():
        with pytest.raises(SlackApiError, match=error):
            await call
    assert bare_slack.take_fault_kinds() == list(calls)


async def test_a_missing_scope_is_named() -> None:
    async with SlackStandIn(app=InstalledApp(scopes=frozenset({"commands"}))) as slack:
        client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)
        with pytest.raises(SlackApiError, match="missing_scope") as refused:
            await client.chat_postMessage(channel=slack.channel("general").id, text="hello")
        assert refused.value.response["needed"] == "chat:write"
        assert slack.take_fault_kinds() == ["missing_scope"]


async def test_updating_a_view_with_an_old_hash_or_after_it_was_closed_is_refused(
    slack: SlackStandIn, alice: Person, general: Channel, client: AsyncWebClient
) -> None:
    await alice.command("/lunch order", general)
    assert alice.modal is not None
    view_id, old_hash = alice.modal.id, alice.modal.hash
    await client.views_update(view_id=view_id, view=ORDER)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view_id, hash=old_hash, view=ORDER)
    await alice.close()
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id=view_id, view=ORDER)
    assert not slack.faults


async def test_a_file_is_uploaded_in_three_steps(
    bare_slack: SlackStandIn, general: Channel, alice: Person, client: AsyncWebClient
) -> None:
    await client.files_upload_v2(channel=general.id, filename="list.csv", content="a,b", initial_comment="The list")
    [message] = alice.messages()
    assert (message.text, message.files[0]["name"]) == ("The list", "list.csv")
    assert not bare_slack.faults


async def test_the_bot_can_look_people_and_channels_up(
    bare_slack: SlackStandIn, general: Channel, alice: Person, client: AsyncWebClient
) -> None:
    bare_slack.channel("secret", alice, private=True, with_bot=False)
    user = (await client.users_info(user=alice.id))["user"]
    assert (user["tz"], user["real_name"]) == ("Europe/Warsaw", "Alice Kowalska")
    listed = await client.conversations_list(types="public_channel,private_channel")
    assert [channel["name"] for channel in listed["channels"]] == ["general"]
    assert (await client.conversations_info(channel=general.id))["channel"]["is_member"] is True
    assert alice.id in (await client.conversations_members(channel=general.id))["members"]
    direct = (await client.conversations_open(users=alice.id))["channel"]["id"]
    posted = await client.chat_postMessage(channel=alice.id, text="psst")
    assert posted["channel"] == direct
    with pytest.raises(SlackApiError, match="user_not_found"):
        await client.users_info(user="U404")
    assert not bare_slack.faults


async def test_a_live_mention_in_a_post_is_noted(
    bare_slack: SlackStandIn, general: Channel, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=general.id, text="harmless &lt;!channel&gt;")
    assert not bare_slack.notified
    await client.chat_postMessage(channel=general.id, text="<!channel>")
    assert [noted.mention.target for noted in bare_slack.notified] == ["channel"]
    assert not bare_slack.faults
