"""A workspace with one person and one channel, with and without an app in it."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.stand_in.journal import PATIENCE
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.workspace import Channel
from tests.stand_in.lunch import lunch_app, over_http, over_socket


@pytest.fixture
async def bare_slack() -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn(ack_limit=PATIENCE) as slack:
        yield slack


@pytest.fixture(params=["http", "socket"])
async def slack(request: pytest.FixtureRequest, bare_slack: SlackStandIn) -> AsyncIterator[SlackStandIn]:
    run = over_http if request.param == "http" else over_socket
    async with run(bare_slack, lunch_app(bare_slack)):
        yield bare_slack


@pytest.fixture
def alice(bare_slack: SlackStandIn) -> Person:
    return Person(bare_slack, "alice", real_name="Alice Kowalska", tz="Europe/Warsaw")


@pytest.fixture
def general(bare_slack: SlackStandIn, alice: Person) -> Channel:
    channel = bare_slack.channel("general", alice)
    alice.looks_at(channel)
    return channel


@pytest.fixture
async def client(bare_slack: SlackStandIn) -> AsyncWebClient:
    return AsyncWebClient(token=bare_slack.app.bot_token, base_url=bare_slack.api_url, retry_handlers=[])
