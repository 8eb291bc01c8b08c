"""What comes of a finished questionnaire: the fresh card where it was asked for, and the way on from the old one."""

from copy import copy
from datetime import UTC, datetime, timedelta

import pytest

from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Message
from tests.slack.conftest import Office, eventually
from tests.slack.test_questionnaire import asked, begun, calls, through, until_shown

pytestmark = pytest.mark.usefixtures("steady")
OFFICE_WORK = "Something for the office"
OTHER_WORK = "Something else for the office"
NEED = ("What do you need?", "A service that recurs")


async def goes_on(alice: Person) -> Message:
    """Alice has a card of her own, and its questionnaire open; the card as it is then."""
    await alice.command(f"/sourcing {OFFICE_WORK}")
    (card,) = alice.ephemerals()
    await alice.click("More questions", card)
    await alice.waits_for("Page 1.")
    return copy(card)


async def changes_the_request(alice: Person) -> None:
    """Alice goes back to the first page and says what she wants in other words."""
    await alice.click("Back")
    await alice.waits_for("What do you need done?")
    await alice.fill("What do you need done?", OTHER_WORK)


async def records(alice: Person) -> None:
    """Alice puts the questionnaire that is open on the record, which closes it."""
    await through(alice)
    await alice.submit()
    assert alice.modal is None


def cards(alice: Person, number: int) -> list[Message]:
    """The cards of a decision that only she sees, oldest first."""
    return [each for each in alice.ephemerals() if each.blocks[0].get("text", {}).get("text") == f"Decision {number}"]


async def test_answers_stay_under_the_number_and_the_card_is_brought_up_to_date_in_its_place(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        old = await goes_on(alice)
        await alice.choose(*NEED)
        await until_shown(alice, "When must it begin?")
        await alice.choose("When must it begin?", "Within four weeks")
        await records(alice)
        await office.slack.until(lambda: alice.ephemerals()[0].blocks != old.blocks)
        (fresh,) = alice.ephemerals()
        assert fresh.ts == old.ts
        await alice.click("Post to channel", fresh)
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
    (decision,) = office.decisions()
    assert decision.status == "recorded"
    assert {factor: (each.option, each.by) for factor, each in decision.answered.items()} == {
        "work_type": ("recurring_service", alice.id),
        "start": ("in_four_weeks", alice.id),
    }


async def test_nothing_answered_changes_nothing(office: Office) -> None:
    async with office.bot():
        await goes_on(office.alice)
        await records(office.alice)
    (decision,) = office.decisions()
    assert decision.answered == {}
    assert decision.answers == decision.answers_at_first


async def test_a_request_in_other_words_takes_the_place_of_the_old_card_and_decision(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        old = await goes_on(alice)
        await changes_the_request(alice)
        await records(alice)
        await office.slack.until(lambda: bool(cards(alice, 2)))
        (fresh,) = alice.ephemerals()
        assert fresh.ts == old.ts
        await alice.click("Post to channel", fresh)
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
    assert {each.id: (each.status, each.text) for each in office.decisions()} == {
        1: ("superseded", OFFICE_WORK),
        2: ("recorded", OTHER_WORK),
    }


async def test_every_copy_of_an_old_card_names_the_new_one_and_shows_it(office: Office) -> None:
    alice, bob = office.alice, office.bob
    async with office.bot():
        await alice.command(f"/sourcing {OFFICE_WORK}")
        await alice.command("/sourcing show 1")
        first, second = alice.ephemerals()
        await alice.click("Post to channel", second)
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        await alice.command("/sourcing show 1")
        third = alice.ephemerals()[-1]
        await alice.click("More questions", first)
        await alice.waits_for("Page 1.")
        await changes_the_request(alice)
        await records(alice)
        await alice.waits_for("Decision 2 took its place.")  # the card in the channel

        await alice.click("Post to channel", third)
        await office.slack.until(lambda: alice.sees().count("Decision 2 took its place.") == 2)
        await alice.click("Show it", next(each for each in alice.ephemerals() if each.ts == third.ts))
        await office.slack.until(lambda: len(cards(alice, 2)) == 2)

        posted = next(each for each in bob.messages() if each.by_app)
        await bob.click("Show it", posted)
        await bob.waits_for("Decision 2 is not posted where you can see it. Ask @alice to post it.")
        await alice.click("Post to channel", cards(alice, 2)[0])
        await eventually(lambda: bool(office.posts_of(2)))
        await bob.click("Show it", posted)
        await office.slack.until(lambda: len(cards(bob, 2)) == 1)


async def test_a_form_about_a_decision_that_was_superseded_meanwhile_names_the_new_one(office: Office) -> None:
    alice, bob = office.alice, office.bob
    async with office.bot():
        await alice.command(f"/sourcing {OFFICE_WORK}")
        (own,) = alice.ephemerals()
        await alice.click("Post to channel", own)
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        await bob.click("Accept…")
        await bob.waits_for("Accept a model")
        await alice.command("/sourcing show 1")
        await alice.click("More questions")
        await alice.waits_for("Page 1.")
        await changes_the_request(alice)
        await records(alice)
        await bob.choose("Which model?", "In-house")
        await bob.fill("Why this one?", "The union asked for it in writing.")
        await bob.submit()
        await bob.waits_for("Decision 1 is superseded. *Decision 2 took its place.*")
        await bob.click("Show it")
        await bob.waits_for("Decision 2 is not posted where you can see it.")


async def test_a_decision_that_somebody_acted_on_meanwhile_stays_beside_the_new_one(office: Office) -> None:
    alice, bob = office.alice, office.bob
    async with office.bot():
        await alice.command(f"/sourcing {OFFICE_WORK}")
        await alice.click("Post to channel")
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        await alice.command("/sourcing show 1")
        await alice.click("More questions", alice.ephemerals()[-1])
        await alice.waits_for("Page 1.")
        await alice.choose(*NEED)
        await bob.click("Accept…")
        await bob.waits_for("Accept a model")
        await bob.choose("Which model?", "In-house")
        await bob.fill("Why this one?", "Our own people know the office best.")
        await bob.submit()
        await records(alice)
        await alice.waits_for("Decision 1 was accepted meanwhile and stays as it is; this is a new one beside it.")
    assert {each.id: each.status for each in office.decisions()} == {1: "accepted", 2: "recorded"}


async def test_from_the_bare_command_the_card_comes_where_it_was_typed(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await begun(office, OFFICE_WORK)
        await records(alice)
        await office.slack.until(lambda: bool(cards(alice, 1)))
        await alice.click("Post to channel", cards(alice, 1)[0])
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)


async def test_from_a_draft_that_was_resumed_the_card_takes_the_place_of_the_offer(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await begun(office, OFFICE_WORK)
        await alice.close()
    async with office.bot():
        await alice.command("/sourcing")
        (offer,) = alice.ephemerals()
        await alice.click("Go on with it", offer)
        await alice.waits_for("Page 1.")
    async with office.bot():
        await records(alice)
        await office.slack.until(lambda: bool(cards(alice, 1)))
    assert [each.ts for each in alice.ephemerals()] == [offer.ts]


async def test_from_the_global_shortcut_the_card_comes_as_a_direct_message(office: Office) -> None:
    bob = office.bob
    async with office.bot():
        await bob.global_shortcut("assess_request")
        await bob.waits_for("Post the result to")
        await bob.fill("What do you need done?", OFFICE_WORK)
        await through(bob)
        await bob.submit()
        assert "Decision 1 is on record. Its card is in a direct message from me." in bob.sees()
        await bob.click("Details")
        await bob.waits_for("sha256")
        await bob.cancel()
        await bob.cancel()
        bob.looks_at(office.slack.workspace.direct({bob.id, office.slack.bot.id}))
        await bob.waits_for("To post it, type `/sourcing show 1` in a channel.")


async def test_where_slack_takes_no_answer_any_more_the_card_comes_as_a_direct_message(office: Office) -> None:
    alice, now = office.alice, datetime.now(UTC)
    office.clock = lambda: now
    async with office.bot():
        await goes_on(alice)
        await alice.choose(*NEED)
        await through(alice)
        now += timedelta(minutes=31)
        await alice.submit()
        assert "Its card is in a direct message from me." in alice.sees()
        await alice.cancel()
        alice.looks_at(office.slack.workspace.direct({alice.id, office.slack.bot.id}))
        await alice.waits_for("Decision 1")


async def test_where_slack_refuses_the_answer_the_card_comes_as_a_direct_message(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await goes_on(alice)
        for url in office.slack.response_urls._issued.values():
            url.uses = 5
        await records(alice)
        alice.looks_at(office.slack.workspace.direct({alice.id, office.slack.bot.id}))
        await alice.waits_for("Decision 1")
    office.slack.faults.clear()  # the one that was meant


async def test_recorded_twice_it_is_one_decision_and_one_card(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await begun(office, OFFICE_WORK)
        await through(alice)
        exchange = await alice.submit()
        assert exchange is not None
        await office.slack.until(lambda: bool(cards(alice, 1)))
        again = await office.slack.redeliver(exchange, times=2)
        assert all("Decision 1 is on record" in str(each.acknowledgement.body) for each in again)
    assert len(office.decisions()) == len(alice.ephemerals()) == 1


async def test_how_long_it_is_is_said_from_the_beginning_and_less_as_one_goes_on(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command("/sourcing")
        await alice.waits_for("About three questions, one minute. The more you say here, the fewer it takes.")
        await alice.fill("What do you need done?", OFFICE_WORK)
        await alice.submit()
        assert "questions," in alice.sees()
        before = len(calls(office, "views.update"))
        await alice.choose(asked(alice)[0], {"What do you need?": NEED[1]}.get(asked(alice)[0], "5 to 49"))
        await office.slack.until(lambda: len(calls(office, "views.update")) > before)
        assert " more questions. Nothing has to be answered" in alice.sees()
        assert alice.sees().count("(optional)") == 0


async def test_what_is_assumed_can_be_opened_and_changed_and_is_then_the_persons(office: Office) -> None:
    office.policy_file = None
    alice = office.alice
    async with office.bot():
        await alice.command("/sourcing Payroll for our 80 people, somewhere")
        await alice.click("More questions")
        await alice.waits_for("Assumed, as usual for")
        question = "Can you measure whether the work is good?"
        assert question not in asked(alice)
        await alice.choose("Change one", question)
        await alice.waits_for("Assumed: agreed measures")
        assert question in asked(alice)
        await alice.choose(question, "No")
        await through(alice)
        await alice.submit()
    (decision,) = office.decisions()
    assert {factor: each.option for factor, each in decision.answered.items()} == {"quality_measurable": "no"}
