"""Slack fails on demand."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.workspace import Channel


async def test_the_next_call_fails_as_asked(bare_slack: SlackStandIn, general: Channel, client: AsyncWebClient) -> None:
    def post() -> Awaitable[Any]:
        return client.chat_postMessage(channel=general.id, text="hello")

    bare_slack.fail_next("chat.postMessage", error="fatal_error")
    with pytest.raises(SlackApiError, match="fatal_error"):
        await post()
    bare_slack.fail_next("chat.postMessage", status=500, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as failed:
            await post()
        assert failed.value.response.status_code == 500
    bare_slack.fail_next("chat.postMessage", reset="before")
    with pytest.raises(aiohttp.ClientError):
        await post()
    assert not bare_slack.workspace.messages
    bare_slack.fail_next("*", reset="after")
    with pytest.raises(aiohttp.ClientError):
        await post()
    assert len(bare_slack.workspace.messages) == 1
    bare_slack.fail_next("chat.postMessage", status=429, retry_after=2)
    with pytest.raises(SlackApiError) as limited:
        await post()
    assert limited.value.response.headers["Retry-After"] == "2"
    bare_slack.clock.advance(2)
    await post()
    assert not bare_slack.faults


async def test_a_call_can_be_made_to_wait(bare_slack: SlackStandIn, client: AsyncWebClient) -> None:
    bare_slack.fail_next("auth.test", stall=5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.auth_test(), 0.05)


async def test_slack_can_be_down_and_come_back(slack: SlackStandIn, client: AsyncWebClient) -> None:
    await slack.take_down()
    with pytest.raises(aiohttp.ClientError):
        await client.auth_test()
    slack.bring_up()
    await client.auth_test()
    slack.revoke_token("account_inactive")
    with pytest.raises(SlackApiError, match="account_inactive"):
        await client.auth_test()
    assert not slack.faults
