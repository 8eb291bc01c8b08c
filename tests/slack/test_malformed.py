"""Payloads with wrong types or huge text in any field: a clean answer, no traceback, and the next person is served."""

import asyncio
import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot import ids
from bot.handlers.bot import RESPONSE_HOSTS
from bot.playground.stand_in.deliveries import Delivery
from bot.playground.stand_in.journal import Sent
from bot.slack.addresses import is_slacks
from bot.slack.payloads import MalformedPayloadError, as_fields, read_payload
from tests.slack.conftest import HELP_DESK, Office

REFUSED = 10
"""One of so many that are refused is sent: they are all answered in the same place, before anybody reads them."""
WRONG: list[Any] = [None, 5, "", "https://[", "x" * 50_000, [None], {"id": None}]


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a payload: what holds it, and its key or index."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in list(inside):
        yield value, key
        if key != "blocks":  # our own blocks come back, which nobody reads
            yield from places(each)


def with_wrong_values(deliveries: list[Delivery], wrong: Any) -> Iterator[Delivery]:
    """Deliveries with the wrong value in one place, for each of the places.

    Of those that are read as the same thing there is one, of those that are refused some, and of commands all.
    """
    known, refused = set[str](), 0
    for delivery in deliveries:
        for holder, key in list(places(delivery.payload)):
            right, holder[key] = holder[key], wrong
            read = as_read(delivery)
            refused += read is None
            is_new = read not in known if read is not None else refused % REFUSED == 1
            if is_new or delivery.kind == "slash_commands":
                known.add(read or "")
                yield Delivery.of(delivery.kind, copy.deepcopy(delivery.payload))
            holder[key] = right


def as_read(delivery: Delivery) -> str | None:
    """All that anybody here gets to know of a delivery; None where it is refused."""
    try:
        return json.dumps(as_fields(read_payload(delivery.payload)))
    except MalformedPayloadError:
        return None


async def one_of_each(office: Office) -> list[Delivery]:
    """What Slack sends when people do what can be done."""
    alice = office.alice
    await alice.command(f"/sourcing {HELP_DESK}")
    await alice.click("Post to channel")
    await office.slack.until(lambda: bool(office.posted(office.general)))
    card = next(each for each in alice.messages() if each.by_app and each.ephemeral_to is None)
    bob = office.bob
    await bob.click("Override", card)
    await bob.waits_for("Why?")
    await bob.fill("Why?", "We know better than that.")
    await bob.choose(ids.OVERRIDE_MODEL, "In-house")
    await bob.choose(ids.READY_REASON, "Law")
    await bob.submit()
    message = await alice.say(office.general, "Move payroll to Kraków")
    await alice.message_shortcut(ids.ASSESS_MESSAGE, message)
    await office.slack.until(lambda: bool(alice.title))
    await alice.close()
    await alice.global_shortcut(ids.ASSESS_REQUEST)
    await alice.upload(office.slack.workspace.direct({alice.id, office.slack.bot.id}), {"policy.toml": b"x"})
    kinds = {each.delivery.name: each.delivery for each in office.slack.log if isinstance(each, Sent)}
    return list(kinds.values())


async def test_a_wrong_value_in_any_field_of_any_payload_has_a_clean_answer(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    only_in_json = ["\ud800"] if office.transport == "socket" else []
    async with office.bot():
        deliveries = await one_of_each(office)
        names = {each.name for each in deliveries}
        assert {"/sourcing", "block_actions", "view_submission", "message_action", "shortcut", "message"} <= names
        for wrong in [*WRONG, *only_in_json]:
            # In Socket Mode what is refused is not acknowledged: it is no use to wait for that.
            sent = [office.slack.transport.deliver(each, 0.2) for each in with_wrong_values(deliveries, wrong)]
            await asyncio.gather(*sent)
        await office.bob.command("/sourcing help")
        assert "/sourcing history" in office.bob.sees()
    office.slack.take_faults()
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


@pytest.mark.parametrize(
    "url", ["https://[", "https://[::1", "//", "https://hooks.slack.com\ud800", "x" * 50_000, "\x00"]
)
def test_a_response_url_that_cannot_be_one_is_not_called_and_fails_nothing(url: str) -> None:
    assert not is_slacks(url, RESPONSE_HOSTS, "https://slack.com/api/")
