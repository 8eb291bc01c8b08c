"""*Assess it anyway*: a text that reads as no request goes on the record because somebody says that it is one."""

import pytest

from tests.slack.conftest import Office

MONITORS = "We need to buy 25 monitors"
LONG = f"{MONITORS} for <the> team & all of it. " * 60
"""Longer than a button can carry."""


@pytest.mark.parametrize("typed", [MONITORS, "What is a captive centre?", "good morning everybody"])
async def test_it_puts_the_text_on_the_record_as_it_was_typed_and_shows_its_card_beside(
    office: Office, typed: str
) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command(f"/sourcing {typed}")
        (reply,) = alice.ephemerals()
        said = reply.text
        assert office.decisions() == []
        await alice.click("Assess it anyway")
        await alice.waits_for("Decision 1")
        assert next(each.text for each in alice.ephemerals()) == said, "the reply stays where it was"
        assert "This does not read as a request" not in alice.sees()
        assert office.bob.ephemerals() == []
    assert [(each.text, each.who, each.where) for each in office.decisions()] == [(typed, alice.id, office.general.id)]


@pytest.mark.parametrize("typed", [MONITORS, LONG], ids=["short", "long"])
async def test_a_button_pressed_twice_records_once_and_a_restart_changes_nothing(office: Office, typed: str) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command(f"/sourcing {typed}")
        await alice.click("Assess it anyway")
        await alice.waits_for("Decision 1")
    async with office.bot():
        await alice.click("Assess it anyway")
        await alice.waits_for("Decision 1")
    assert [each.text for each in office.decisions()] == [typed.strip()]


async def test_two_texts_make_two_decisions(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        for number in (1, 2):
            await alice.command(f"/sourcing We need to buy {number}5 monitors")
            await alice.click("Assess it anyway")
            await alice.waits_for(f"Decision {number}")
    assert len(office.decisions()) == 2


async def test_a_button_whose_value_is_not_ours_says_that_it_is_old(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command(f"/sourcing {MONITORS}")
        exchange = await alice.click("Assess it anyway")
        await alice.waits_for("Decision 1")
        assert exchange is not None
        payload = exchange.delivery.payload
        for value in ("", "GB:", "draft:none", "nothing"):
            actions = [{**payload["actions"][0], "value": value}]
            await office.slack.deliver("interactive", {**payload, "actions": actions})
            await alice.waits_for("This button is from an older version")
    assert len(office.decisions()) == 1
