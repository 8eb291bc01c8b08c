"""Requests that are longer than the form can hold, and forms that are closed: nothing of what was said is lost."""

from typing import Any

import pytest

from bot import ids
from bot.playground.stand_in.person import Person
from bot.requests import MOST_CHARACTERS
from tests.slack.conftest import HELP_DESK, Office
from tests.slack.test_questionnaire import through

LONG = f"{HELP_DESK}.\n" + "\n".join(f"{number}. A point that the board has raised." for number in range(150)) + "\nEnd"
ASKED = "What do you need done?"


async def shortcut_on(office: Office, text: str) -> Person:
    """Bob assesses a message of Alice's."""
    message = office.slack.workspace.post(office.general, office.alice.id, text)
    await office.bob.message_shortcut("assess_message", message)
    await office.bob.waits_for("Taken from a message by @alice")
    return office.bob


def in_the_field(person: Person) -> str:
    """What stands in the field for the request."""
    return str(person.values[ids.REQUEST_TEXT][ids.REQUEST_TEXT]["value"] or "")


async def test_a_long_message_is_shown_as_far_as_it_fits_and_recorded_whole(office: Office) -> None:
    async with office.bot():
        bob = await shortcut_on(office, LONG)
        assert f"The field shows the beginning of {len(LONG):,} characters." in bob.sees()
        assert len(in_the_field(bob)) <= 3_000
        await through(bob)
        await bob.submit()
    assert [decision.text for decision in office.decisions()] == [LONG]


async def test_a_long_message_that_somebody_shortens_is_recorded_as_they_left_it_and_they_are_told(
    office: Office,
) -> None:
    async with office.bot():
        bob = await shortcut_on(office, LONG)
        await bob.fill(ASKED, HELP_DESK)
        await bob.submit()
        assert f"It is now the {len(HELP_DESK)} characters that stood in the form" in bob.sees()
        assert f"no longer the {len(LONG):,}" in bob.sees()
        await through(bob)
        await bob.submit()
    assert [decision.text for decision in office.decisions()] == [HELP_DESK]


async def test_a_change_that_is_undone_before_it_is_submitted_is_no_change(office: Office) -> None:
    async with office.bot():
        bob = await shortcut_on(office, LONG)
        shown = in_the_field(bob)
        await bob.fill(ASKED, "Something else")
        await bob.fill(ASKED, shown)
        await bob.submit()
        assert "You changed the request" not in bob.sees()
        await through(bob)
        await bob.submit()
    assert [decision.text for decision in office.decisions()] == [LONG]


async def test_a_long_request_is_whole_on_the_decision_that_takes_its_place(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command(f"/sourcing {LONG}")
        typed = office.decisions()[0].text
        await alice.click("More questions")
        await alice.waits_for("Page 1.")
        await alice.click("Back")
        await alice.waits_for("The field shows the beginning of")
        await alice.choose("Business function", "IT")
        await through(alice)
        await alice.submit()
    assert len(typed) > 3_000
    assert [decision.text for decision in office.decisions()] == [typed, typed]


async def test_details_say_that_they_show_only_the_beginning(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {LONG}")
        await office.alice.click("Details")
        whole = len(office.decisions()[0].text)
        await office.alice.waits_for(f"The beginning of {whole:,} characters; all of them are on record.")


async def test_a_command_that_is_longer_than_a_request_can_be_is_told_so(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {'x' * (MOST_CHARACTERS + 1)}")
        assert "The request has 40,001 characters; at most 40,000 are read." in office.alice.sees()
    assert office.decisions() == []


async def test_what_was_typed_on_the_first_page_is_there_after_closing_it(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command("/sourcing")
        await alice.waits_for(ASKED)
        await alice.choose("Business function", "Finance")
        await alice.fill(ASKED, HELP_DESK)
        await alice.close()
    async with office.bot():
        await alice.command("/sourcing")
        await alice.click("Go on with it")
        await alice.waits_for(ASKED)
        assert in_the_field(alice) == HELP_DESK
        assert "> Finance" in alice.sees()


@pytest.mark.parametrize("what_slack_says", ["what was typed", "what it began with", "nothing"])
async def test_closing_takes_nothing_away_whatever_slack_says_stood_in_the_form(
    office: Office, what_slack_says: str
) -> None:
    bob = office.bob
    async with office.bot():
        await shortcut_on(office, "Something for the office")
        assert bob.modal is not None
        began: dict[str, Any] = office.slack.slack.view_payload(bob.modal)["state"]
        await bob.fill(ASKED, HELP_DESK)
        exchange = await bob.close()
        assert exchange is not None
        if what_slack_says != "what was typed":
            view = exchange.delivery.payload["view"]
            state = began if what_slack_says == "what it began with" else {"values": {}}
            await office.slack.deliver("interactive", {**exchange.delivery.payload, "view": {**view, "state": state}})
        await bob.command("/sourcing")
        await bob.click("Go on with it")
        await bob.waits_for(ASKED)
        assert in_the_field(bob) == HELP_DESK


async def test_what_was_typed_last_is_kept_where_only_the_closing_tells_of_it(office: Office) -> None:
    bob = office.bob
    async with office.bot():
        await shortcut_on(office, "Something for the office")
        assert bob.modal is not None
        key = (ids.REQUEST_TEXT, ids.REQUEST_TEXT)
        bob.modal.values[key] = {**bob.modal.values[key], "value": HELP_DESK}
        await bob.close()
        await bob.command("/sourcing")
        assert f"You began a request: “{HELP_DESK}”" in bob.sees()


async def test_what_was_typed_does_not_undo_what_was_submitted_when_it_arrives_after_it(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command("/sourcing")
        await alice.waits_for(ASKED)
        typed = await alice.fill(ASKED, "Move our help")
        await alice.fill(ASKED, HELP_DESK)
        await alice.submit()
        assert typed is not None
        await office.slack.redeliver(typed)
        await through(alice)
        await alice.submit()
    assert office.decisions()[0].text == HELP_DESK
