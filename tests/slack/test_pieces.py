"""Several pieces of work in one message: the card says which it is about, and each of the others is a press away."""

import json

from bot.playground.stand_in.workspace import Message
from tests.slack.conftest import Office

THREE = "We want to outsource payroll, move the help desk to Manila and get a new cleaner for the Leeds office"
SEVERAL = "Several pieces of work:* this is about “payroll”."


def drawn(message: Message) -> str:
    """All that its blocks say."""
    return json.dumps(message.blocks, ensure_ascii=False)


async def test_the_card_says_which_piece_it_is_about_and_the_record_has_the_whole_message(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {THREE}")
        (shown,) = office.alice.ephemerals()
        assert SEVERAL in drawn(shown)
    (decision,) = office.decisions()
    assert decision.text == THREE
    assert decision.answers["work"].startswith("payroll")
    assert decision.classification["location"] is None


async def test_a_button_puts_another_piece_on_the_record_and_shows_its_card_beside(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command(f"/sourcing {THREE}")
        await alice.click("Help desk to Manila")
        await alice.waits_for("Decision 2")
        await alice.waits_for("One of the pieces of decision 1.")
        assert SEVERAL in drawn(alice.ephemerals()[0]), "the message with the buttons stays"
        assert office.bob.ephemerals() == []
    first, second = office.decisions()
    assert {first.text, second.text} == {THREE, "We want to move the help desk to Manila"}
    piece = second if first.text == THREE else first
    assert piece.origin == {"part_of": "1"}
    assert piece.answers["work"] == "service_desk_l1"
    assert (piece.who, piece.where) == (alice.id, office.general.id)


async def test_a_second_press_shows_the_same_decision_after_a_restart_as_well(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command(f"/sourcing {THREE}")
        await alice.click("Help desk to Manila")
        await alice.waits_for("Decision 2")
    async with office.bot():
        await alice.click("Help desk to Manila")
        await office.slack.until(lambda: len(alice.ephemerals()) == 3)
        await alice.click("Cleaner for the Leeds office")
        await alice.waits_for("Decision 3")
    assert len(office.decisions()) == 3


async def test_all_as_one_is_one_more_decision_that_is_not_split(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command("/sourcing Cleaning and security for the Leeds office")
        await alice.click("All as one")
        await alice.waits_for("Decision 2")
        assert "Several pieces of work" not in drawn(alice.ephemerals()[-1])
    texts = {decision.text for decision in office.decisions()}
    assert "Cleaning and security for the Leeds office\n\nAll as one." in texts


async def test_a_posted_card_says_which_piece_it_is_about_and_offers_no_other(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {THREE}")
        await office.alice.click("Post to channel")
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        await office.bob.waits_for(SEVERAL)
        assert "All as one" not in office.bob.sees()


async def test_a_press_on_a_piece_that_there_is_not_says_that_the_button_is_old(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command(f"/sourcing {THREE}")
        exchange = await alice.click("Help desk to Manila")
        await alice.waits_for("Decision 2")
        assert exchange is not None
        payload = exchange.delivery.payload
        for changes in ({"action_id": "card.piece.v1:x"}, {"value": "nothing"}):
            actions = [{**payload["actions"][0], **changes}]
            await office.slack.deliver("interactive", {**payload, "actions": actions})
            await alice.waits_for("This button is from an older version")
        for changes in ({"action_id": "card.piece.v1:9"},):
            actions = [{**payload["actions"][0], **changes}]
            await office.slack.deliver("interactive", {**payload, "actions": actions})
            await alice.waits_for("nothing can be asked about its pieces")
    assert len(office.decisions()) == 2


async def test_a_message_about_one_piece_of_work_has_no_such_line(office: Office) -> None:
    async with office.bot():
        await office.alice.command("/sourcing We need a help desk: passwords, laptops, onboarding")
        assert "Several pieces of work" not in office.alice.sees()
        assert "All as one" not in office.alice.sees()
