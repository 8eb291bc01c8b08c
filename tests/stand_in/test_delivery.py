"""Payloads reach the app once or repeatedly, signed or forged, over sockets that break."""

from typing import Literal

import pytest

from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.transport import HttpTransport
from bot.playground.stand_in.workspace import Channel
from tests.stand_in.lunch import lunch_app, over_http, over_socket


async def test_an_event_is_delivered_again_with_its_retry_number(slack: SlackStandIn, alice: Person) -> None:
    exchange = await alice.open_home()
    assert exchange is not None
    again = await slack.redeliver(exchange, times=2)
    assert [each.delivery.retry for each in again] == [1, 2]
    assert {each.delivery.payload["event_id"] for each in again} == {exchange.delivery.payload["event_id"]}
    assert all(each.acknowledgement.error is None for each in again)
    assert not slack.faults


@pytest.mark.parametrize(("timestamp", "signature"), [(None, "v0=forged"), ("1000000000", None)])
async def test_a_forged_or_old_signature_is_refused_by_the_app(
    bare_slack: SlackStandIn, timestamp: str | None, signature: str | None
) -> None:
    async with over_http(bare_slack, lunch_app(bare_slack)):
        assert isinstance(bare_slack.transport, HttpTransport)
        reply = await bare_slack.transport.send(b"command=%2Flunch", timestamp=timestamp, signature=signature)
    assert reply.status == 401


@pytest.mark.parametrize("how", ["close", "reset", "half_open"])
async def test_the_app_comes_back_when_its_socket_breaks(
    bare_slack: SlackStandIn, alice: Person, general: Channel, how: Literal["close", "reset", "half_open"]
) -> None:
    async with over_socket(bare_slack, lunch_app(bare_slack)):
        await bare_slack.sockets.drop(how)
        assert bare_slack.sockets.live == 0
        await bare_slack.sockets.connected()
        await bare_slack.until(lambda: bare_slack.sockets.broken == 0)
        await alice.command("/lunch", general)
        assert "*Lunch*" in alice.sees()


async def test_the_app_comes_back_when_told_to_reconnect(
    bare_slack: SlackStandIn, alice: Person, general: Channel
) -> None:
    async with over_socket(bare_slack, lunch_app(bare_slack)):
        await bare_slack.sockets.disconnect("refresh_requested")
        await bare_slack.sockets.connected()
        await alice.command("/lunch", general)
        assert "*Lunch*" in alice.sees()
    assert not bare_slack.faults


async def test_each_envelope_goes_to_one_of_several_connections(
    bare_slack: SlackStandIn, alice: Person, general: Channel
) -> None:
    app = lunch_app(bare_slack)
    async with over_socket(bare_slack, app), over_socket(bare_slack, app):
        await bare_slack.sockets.connected(2)
        for _ in range(4):
            await alice.command("/lunch", general)
    assert len(alice.ephemerals()) == 4
    assert not bare_slack.faults
