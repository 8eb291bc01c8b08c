"""Cards of earlier releases stay in Slack: their buttons do what they say, or show how the decision stands now."""

import pytest

from bot.playground.stand_in.fields import fields_of
from bot.playground.stand_in.workspace import Message
from tests.slack.conftest import HELP_DESK, Office
from tests.slack.deciding import WAIT, course, fills_in_override, joins, opens, posts, submits, verbs
from tests.slack.earlier_releases import as_before

NOT_YET = "*Nothing was accepted yet.*"
ACCEPTED = "*Accepted: own centre far away* by @bob"


async def posted_before(office: Office, text: str = HELP_DESK) -> Message:
    """Alice's card, as an earlier release left it."""
    card = await posts(office, text)
    card.blocks = as_before(card.blocks)
    return card


async def test_accept_accepts_what_the_card_recommended(office: Office) -> None:
    async with office.bot():
        card = await posted_before(office)
        await office.bob.click("Accept", card)
        await office.bob.waits_for(ACCEPTED)
        await office.bob.waits_for("You accepted own centre far away for decision 1.")
    decided = course(office).decided
    assert decided is not None
    assert decided.model == "offshore_captive"


async def test_accept_on_what_is_too_early_shows_the_card_of_today(office: Office) -> None:
    async with office.bot():
        card = await posted_before(office, "Something for the office")
        await office.bob.click("Accept", card)
        await office.bob.waits_for(NOT_YET)
        await office.bob.waits_for("[Accept…]")
    assert office.decisions()[0].status == "recorded"


@pytest.mark.parametrize("button", ["Accept", "Override"])
async def test_whoever_asked_is_told_who_decides(office: Office, button: str) -> None:
    async with office.bot():
        card = await posted_before(office)
        await office.alice.click(button, card)
        await office.alice.waits_for("You asked for this yourself, so it is for")
    assert verbs(office) == []


async def test_accept_after_an_answer_shows_the_card_of_today(office: Office) -> None:
    async with office.bot():
        card = await posts(office)
        old = as_before(card.blocks)
        answer = next(each for each in fields_of(card.blocks) if each.key[1].startswith("card.tap"))
        await office.alice.click(answer.key, card)
        await office.bob.waits_for("*Answered* by @alice")
        card.blocks, card.edited = old, False
        await office.bob.click("Accept", card)
        await office.bob.waits_for(NOT_YET)
        await office.bob.waits_for("*Answered* by @alice")
    assert office.decisions()[0].status == "recorded"


async def test_accept_accepts_what_the_card_recommended_after_an_answer_that_it_shows(office: Office) -> None:
    async with office.bot():
        card = await posts(office)
        later = [each for each in fields_of(card.blocks) if each.key[1].startswith("card.tap")][-1]
        await office.alice.click(later.key, card)
        await office.bob.waits_for("*Answered* by @alice")
        card.blocks = as_before(card.blocks)
        await office.bob.click("Accept", card)
        await office.bob.waits_for(ACCEPTED)


async def test_accept_after_somebody_decided_shows_who(office: Office) -> None:
    carol = joins(office, "carol")
    async with office.bot():
        card = await posts(office)
        old = as_before(card.blocks)
        await office.bob.click("Accept own centre far away", card)
        await carol.waits_for(ACCEPTED)
        card.blocks = old
        await carol.click("Accept", card)
        await carol.waits_for(NOT_YET)
        await carol.waits_for(ACCEPTED)
    assert verbs(office) == [(office.bob.id, "accept")]


async def test_override_opens_the_form_of_today(office: Office) -> None:
    async with office.bot():
        card = await posted_before(office)
        await office.bob.click("Override", card)
        await office.bob.waits_for("Which reason comes closest?")
        await fills_in_override(office.bob)
        await submits(office.bob)
        await office.bob.waits_for("*Overridden: in-house instead of own centre far away* by @bob · law")


async def test_what_was_typed_into_the_old_form_comes_back_in_the_new_one(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await opens(office.bob, office, "Override", "Override the decision")
        assert office.bob.modal is not None
        office.bob.modal.content["callback_id"] = "override.v1"
        about = office.bob.modal.content["private_metadata"].partition("|")[0]
        office.bob.modal.content["private_metadata"] = f"{about}|"
        await fills_in_override(office.bob, ready="Timing")
        await office.bob.submit()
        await office.bob.waits_for("*Nothing is recorded yet.* This form is new")
        assert WAIT in str(office.bob.values)
        assert "in_house" in str(office.bob.values)
        await office.bob.choose("override.ready_reason.v1", "Law")
        await submits(office.bob)
        await office.bob.waits_for("*Overridden: in-house instead of own centre far away* by @bob · law")
