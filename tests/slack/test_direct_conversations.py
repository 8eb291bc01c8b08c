"""Conversations between people, where an app cannot post: nothing is offered there that cannot work."""

import pytest

from bot import ids
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Channel
from tests.slack.conftest import HELP_DESK, Office
from tests.slack.test_questionnaire import through


def between_people(office: Office, how_many: int) -> Channel:
    """A conversation of Alice, Bob and perhaps somebody else, without the bot."""
    people = [office.alice, office.bob, *(Person(office.slack, f"guest{n}") for n in range(how_many - 2))]
    return office.slack.workspace.direct({person.id for person in people})


@pytest.mark.parametrize("how_many", [2, 3])
async def test_a_card_in_it_says_how_to_post_it_elsewhere_and_that_works(office: Office, how_many: int) -> None:
    alice, here = office.alice, between_people(office, how_many)
    async with office.bot():
        for typed in (HELP_DESK, "show 1"):
            await alice.command(f"/sourcing {typed}", here)
            assert "[Discard]" in alice.sees()
            assert "Post to channel" not in alice.sees()
            assert "To post it, type `/sourcing show 1` in a channel." in alice.sees()
        await alice.command("/sourcing show 1", office.general)
        await alice.click("Post to channel")
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)


@pytest.mark.parametrize("how_many", [2, 3])
async def test_a_message_in_it_is_assessed_and_the_form_asks_where_to_post(office: Office, how_many: int) -> None:
    alice, here = office.alice, between_people(office, how_many)
    async with office.bot():
        alice.looks_at(here)
        message = office.slack.workspace.post(here, office.bob.id, HELP_DESK)
        await alice.message_shortcut("assess_message", message)
        await alice.waits_for("Post the result to")
        await alice.choose("Post the result to", "general")
        await through(alice)
        await alice.submit()
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)


async def test_a_button_of_an_earlier_release_in_it_is_answered_with_what_to_do(office: Office) -> None:
    alice, here = office.alice, between_people(office, 2)
    async with office.bot():
        await alice.command(f"/sourcing {HELP_DESK}", here)
        exchange = await alice.click("Details")
        assert exchange is not None
        payload = exchange.delivery.payload
        action = {**payload["actions"][0], "action_id": ids.POST_TO_CHANNEL}
        await office.slack.deliver("interactive", {**payload, "actions": [action]})
        await alice.waits_for("I cannot post in a direct conversation between people.")
    assert office.posted(here) == []
