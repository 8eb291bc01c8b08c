"""Socket Mode under resets, farewells and repetitions: nobody's command is lost, and nothing is done twice."""

import asyncio
import logging
import tracemalloc
from collections.abc import Iterable
from typing import Any

import pytest

from bot.desk import Desk
from bot.playground.stand_in.deliveries import Exchange
from bot.playground.stand_in.journal import ApiCall, SocketChange
from bot.slack.envelopes import Envelopes
from tests.slack.conftest import HELP_DESK, Office, eventually

over_socket_mode = pytest.mark.parametrize("office", ["socket"], indirect=True)


def errors(exchanges: Iterable[Exchange | None]) -> list[str]:
    """What Slack showed people instead of an answer."""
    return [each.acknowledgement.error for each in exchanges if each and each.acknowledgement.error]


async def connections_made(office: Office, count: int) -> None:
    """Waits until so many connections stand."""
    await office.slack.sockets.connected(count)
    await office.slack.until(lambda: office.slack.sockets.broken == 0)


async def interrupt(office: Office, how: str) -> None:
    """Slack breaks one connection, or asks for all to be replaced."""
    if how in ("close", "reset"):
        await office.slack.sockets.drop("reset" if how == "reset" else "close", 1)
    else:
        await office.slack.sockets.disconnect("warning")


@over_socket_mode
@pytest.mark.parametrize("how", ["close", "reset", "warning"])
async def test_a_hundred_commands_are_answered_while_connections_are_interrupted_four_times(
    office: Office, how: str
) -> None:
    async with office.bot():
        exchanges = []
        for number in range(100):
            if number % 25 == 12:
                await connections_made(office, 2)
                await interrupt(office, how)
            exchanges.append(await office.alice.command("/sourcing help"))
        assert errors(exchanges) == []
        await connections_made(office, 2)


@over_socket_mode
@pytest.mark.parametrize("how", ["close", "reset", "warning"])
async def test_what_was_being_answered_when_its_connection_was_interrupted_is_acknowledged_all_the_same(
    office: Office, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    going_on, receive = asyncio.Event(), Desk.receive

    async def slow(*arguments: Any, **named: Any) -> Any:
        begun.append(named)
        await going_on.wait()
        return await receive(*arguments, **named)

    monkeypatch.setattr("bot.desk.Desk.receive", slow)
    async with office.bot():
        await connections_made(office, 2)
        asking = [asyncio.create_task(office.alice.command(f"/sourcing {HELP_DESK}")) for _ in range(4)]
        await eventually(lambda: len(begun) == 4)
        await interrupt(office, how)
        await asyncio.sleep(0.1)
        going_on.set()
        assert errors(await asyncio.gather(*asking)) == []
    assert len(office.decisions()) == 4


@over_socket_mode
async def test_the_next_connection_stands_before_the_last_is_let_go(office: Office) -> None:
    async with office.bot():
        await connections_made(office, 2)
        await office.slack.sockets.disconnect("warning")
        await office.slack.until(
            lambda: "connection 2 ended" in changes(office) and "connection 1 ended" in changes(office)
        )
        for_each = zip(("connection 3 opened", "connection 4 opened"), sorted(ended(office)), strict=True)
        for opened, last in for_each:
            assert changes(office).index(opened) < changes(office).index(last)
        assert office.slack.sockets.live == 2


def changes(office: Office) -> list[str]:
    """What became of the connections, in order."""
    return [each.what for each in office.slack.log if isinstance(each, SocketChange)]


def ended(office: Office) -> list[str]:
    """The connections that came to an end."""
    return [each for each in changes(office) if each.endswith(" ended")]


@over_socket_mode
async def test_an_envelope_that_comes_over_both_connections_is_answered_once_and_twice_the_same(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with office.bot():
        await connections_made(office, 2)
        first = await office.alice.command(f"/sourcing {HELP_DESK}")
        assert first is not None
        again = await office.slack.redeliver(first, times=3, same_envelope=True)
        assert [each.acknowledgement.body for each in again] == [first.acknowledgement.body] * 3
        assert [record.getMessage() for record in caplog.records].count("answered") == 1


async def test_what_could_not_be_kept_is_tried_again_when_slack_sends_it_again() -> None:
    outcomes = iter([None, None, "kept"])

    async def answer() -> str | None:
        return next(outcomes)

    envelopes = Envelopes()
    assert [await envelopes.once("E1", answer) for _ in range(4)] == [None, None, "kept", "kept"]


async def test_envelopes_at_the_same_moment_are_answered_once_and_an_error_is_everybodys() -> None:
    begun = 0

    async def fails() -> str | None:
        nonlocal begun
        begun += 1
        await asyncio.sleep(0)
        raise ZeroDivisionError

    envelopes = Envelopes()
    outcomes = await asyncio.gather(*(envelopes.once("E1", fails) for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in outcomes] == [ZeroDivisionError] * 3
    assert begun == 1


async def test_what_is_remembered_of_envelopes_stays_within_a_few_megabytes() -> None:
    envelopes = Envelopes()

    async def large() -> str | None:
        return "x" * 20_000

    tracemalloc.start()
    try:
        for number in range(2_000):
            await envelopes.once(f"E{number}", large)
        remembered, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert remembered < 4_000_000


@over_socket_mode
async def test_after_an_outage_both_connections_come_back_without_a_flood_of_attempts(office: Office) -> None:
    async with office.bot() as server:
        await connections_made(office, 2)
        await office.slack.take_down()
        await asyncio.sleep(0.5)
        office.slack.bring_up()
        await connections_made(office, 2)
        assert errors([await office.alice.command("/sourcing help")]) == []
        assert not server.stop.is_set()
    opened = [each for each in office.slack.log if isinstance(each, ApiCall) and each.method == "apps.connections.open"]
    assert len(opened) < 10


@over_socket_mode
@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"type":"hello"}', '{"envelope_id":5,"payload":{}}', "[" * 100_000]
)
async def test_what_is_no_envelope_harms_no_connection(office: Office, text: str) -> None:
    async with office.bot():
        await connections_made(office, 2)
        for connection in office.slack.sockets._connections:
            await connection.socket.send_str(text)
        assert errors([await office.alice.command("/sourcing help") for _ in range(4)]) == []
        assert ended(office) == []
