"""Files shared with the app, and who is handed them."""

import aiohttp
import pytest

from bot.playground.stand_in.choosing import NotOnScreenError
from bot.playground.stand_in.installed_app import SCOPES, InstalledApp
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.workspace import Message
from tests.test_manifest import MANIFEST


async def shared(slack: SlackStandIn, *, with_bot: bool = True) -> Message:
    """A file that Alice has shared in a channel."""
    alice = Person(slack, "alice")
    return await alice.upload(slack.channel("general", alice, with_bot=with_bot), {"a list.csv": b"a,b"})


async def fetched(url: str, token: str) -> tuple[int, bytes, str]:
    """Status, content and redirect of a file's address."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers, allow_redirects=False) as answer:
        return answer.status, await answer.read(), answer.headers.get("Location", "")


async def test_a_shared_file_is_handed_to_the_apps_token(bare_slack: SlackStandIn) -> None:
    message = await shared(bare_slack)
    (file,) = message.files
    assert (file["name"], file["size"]) == ("a list.csv", 3)
    status, content, _ = await fetched(file["url_private_download"], bare_slack.app.bot_token)
    assert (status, content) == (200, b"a,b")


@pytest.mark.parametrize(
    ("token", "scopes", "with_bot", "fault"),
    [
        ("", SCOPES, True, "not_authed"),
        ("xoxb-other", SCOPES, True, "invalid_auth"),
        (None, SCOPES - {"files:read"}, True, "missing_scope"),
        (None, SCOPES, False, "file_not_visible"),
    ],
)
async def test_whoever_has_no_right_to_it_is_sent_to_sign_in(
    token: str | None, scopes: frozenset[str], fault: str, *, with_bot: bool
) -> None:
    async with SlackStandIn(app=InstalledApp(scopes=scopes)) as slack:
        message = await shared(slack, with_bot=with_bot)
        with_token = slack.app.bot_token if token is None else token
        status, _, location = await fetched(message.files[0]["url_private_download"], with_token)
        assert (status, location) == (302, f"{slack.url}/signin")
        assert slack.take_fault_kinds() == [fault]


async def test_the_app_hears_of_a_file_in_a_direct_message_as_of_a_message(bare_slack: SlackStandIn) -> None:
    alice = Person(bare_slack, "alice")
    await alice.upload(bare_slack.workspace.direct({alice.id, bare_slack.bot.id}), {"policy.toml": b"a = 1"})
    sent = next(each for each in bare_slack.log if type(each).__name__ == "Sent").as_json()
    event = sent["delivery"]["payload"]["event"]
    assert (event["type"], event["subtype"], event["channel_type"]) == ("message", "file_share", "im")
    assert event["files"][0]["url_private_download"].endswith("/download/policy.toml")
    bare_slack.take_faults()


async def test_an_app_whose_messages_tab_is_read_only_cannot_be_written_to() -> None:
    closed = {**MANIFEST, "features": {**MANIFEST["features"], "app_home": {"messages_tab_enabled": True}}}
    async with SlackStandIn(app=InstalledApp.from_manifest(closed)) as slack:
        alice = Person(slack, "alice")
        with pytest.raises(NotOnScreenError, match="has been turned off"):
            await alice.say(slack.workspace.direct({alice.id, slack.bot.id}), "Hello")
