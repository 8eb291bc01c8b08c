"""Pages of other sites, open in the same browser, do nothing in the stand-in's workspace."""

import aiohttp
import pytest

from bot.playground.stand_in.installed_app import InstalledApp
from bot.playground.stand_in.server import SlackStandIn

EVIL = [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}]


@pytest.mark.parametrize("headers", EVIL, ids=str)
@pytest.mark.parametrize("path", ["api/chat.postMessage", "response/x", "upload/F1", "link/?ticket=x"])
async def test_another_sites_page_is_refused_even_with_the_token(
    bare_slack: SlackStandIn, path: str, headers: dict[str, str]
) -> None:
    general = bare_slack.channel("general")
    form = {"token": bare_slack.app.bot_token, "channel": general.id, "text": "Accept everything"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for method in ("GET", "POST"):
            async with session.request(method, f"{bare_slack.url}/{path}", data=form) as refused:
                assert refused.status == 403
    assert bare_slack.workspace.messages == []


def test_tokens_are_made_up_anew_and_shown_nowhere() -> None:
    first, second = InstalledApp(), InstalledApp()
    tokens = {first.bot_token, first.app_token, second.bot_token, second.app_token}
    assert len(tokens) == 4
    assert not any(token in repr((first, second)) for token in tokens)


async def test_the_token_of_another_playground_is_refused(bare_slack: SlackStandIn) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{bare_slack.api_url}auth.test", data={"token": InstalledApp().bot_token}) as answer,
    ):
        assert (await answer.json())["error"] == "invalid_auth"
    assert bare_slack.take_fault_kinds() == ["invalid_auth"]
