"""Forms under real conditions: quick fingers, lost answers, two windows, old versions, a slow or failing Slack."""

import asyncio
from typing import Any

import pytest

from bot.playground.stand_in.deliveries import Exchange
from bot.playground.stand_in.person import Person
from tests.slack.conftest import HELP_DESK, Office
from tests.slack.steady import QUESTIONS
from tests.slack.test_questionnaire import asked, begun, calls, through

pytestmark = pytest.mark.usefixtures("steady")
OFFICE_WORK = "Something for the office"


async def until_more(office: Office, method: str, before: int) -> None:
    """Waits until the bot has called a method more often than before."""
    await office.slack.until(lambda: len(calls(office, method)) > before)


async def delivered_with(office: Office, exchange: Exchange, **changes: Any) -> Exchange:
    """The same payload with something else in its view."""
    payload = exchange.delivery.payload
    return await office.slack.deliver("interactive", {**payload, "view": {**payload["view"], **changes}})


async def test_a_page_sent_again_because_the_answer_was_lost_shows_the_same_next_page(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, OFFICE_WORK)
        exchange = await alice.submit()
        assert exchange is not None
        again = await office.slack.redeliver(exchange, times=2)
        pages = {str(each.acknowledgement.body).count("Page 2.") for each in [exchange, *again]}
        assert pages == {1}


async def test_two_answers_in_quick_succession_both_show_in_the_line_that_says_how_it_stands(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, OFFICE_WORK)
        second = QUESTIONS[asked(alice)[1]]
        office.slack.fail_next("views.update", stall=0.2)
        await alice.choose("What do you need?", "Goods, a licence or something else to buy")
        await alice.choose("What do you need?", "A service that recurs")
        await alice.choose(second.question, second.options[0].label)
        await office.slack.until(lambda: len(calls(office, "views.update")) == 3)
        assert all(each.response["ok"] for each in calls(office, "views.update"))
        shown = calls(office, "views.update")[-1].arguments["view"]
        assert "recurring_service" in str(shown)
        assert "> A service that recurs" in alice.sees()


async def test_back_right_after_an_answer_goes_back(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, OFFICE_WORK)
        await alice.submit()
        office.slack.fail_next("views.update", stall=0.2)
        await alice.choose("When must it begin?", "Within four weeks")
        await alice.click("Back")
        await alice.waits_for("Page 1.")
        await alice.submit()
        assert "> Within four weeks" in alice.sees()


async def test_back_pressed_again_where_slack_lost_the_first_goes_back_one_page_only(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, OFFICE_WORK)
        await alice.submit()
        await alice.submit()
        office.slack.fail_next("views.update", status=500)
        await alice.click("Back")
        await office.slack.until(lambda: len(calls(office, "views.update")) == 1)
        await alice.click("Back")
        await alice.waits_for("Page 2.")


async def test_closing_while_an_update_is_under_way_is_no_error_and_loses_nothing(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, OFFICE_WORK)
        office.slack.fail_next("views.update", stall=0.2)
        await alice.choose("What do you need?", "A service that recurs")
        await alice.close()
        await office.slack.until(lambda: len(calls(office, "views.update")) == 1)
        await alice.command("/sourcing")
        await alice.click("Go on with it")
        await alice.waits_for("> A service that recurs")


async def test_what_was_read_from_a_text_goes_when_the_text_goes(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, HELP_DESK)
        for _ in range(6):
            if "Read from the text: “40-seat”" in alice.sees():
                break
            await alice.submit()
        assert "Read from the text: “40-seat”" in alice.sees()
        await through(alice)
        while "What do you need done?" not in alice.sees():
            updates = len(calls(office, "views.update"))
            await alice.click("Back")
            await until_more(office, "views.update", updates)
        await alice.fill("What do you need done?", OFFICE_WORK)
        await through(alice)
        await alice.submit()
    assert "scale" not in office.decisions()[0].answers


async def test_answering_questions_again_goes_on_where_it_was_left(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {OFFICE_WORK}")
        card = office.alice.ephemerals()[-1]
        await office.alice.click("More questions", card)
        await office.alice.waits_for("Page 1.")
        await office.alice.choose("What do you need?", "A service that recurs")
        await office.alice.submit()
        await office.alice.close()
    async with office.bot():
        await office.alice.click("More questions", card)
        await office.alice.waits_for("Page 2.")
        await office.alice.click("Back")
        await office.alice.waits_for("> A service that recurs")


async def test_a_second_window_of_a_recorded_form_says_that_it_is_on_record(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await begun(office, OFFICE_WORK)
        chosen = await alice.choose("What do you need?", "A service that recurs")
        page_one = await alice.submit()
        await through(alice)
        await alice.submit()
        assert page_one is not None
        assert chosen is not None
        late = await office.slack.redeliver(page_one)
        assert "Decision 1 is on record" in str(late[0].acknowledgement.body)
        late = await office.slack.redeliver(chosen)
        assert late[0].acknowledgement.error is None
    assert len(office.decisions()) == 1


async def test_a_form_of_an_older_version_becomes_a_fresh_one_with_what_was_filled_in(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, OFFICE_WORK)
        await alice.choose("What do you need?", "A service that recurs")
        exchange = await alice.submit()
        assert exchange is not None
        old = await delivered_with(office, exchange, callback_id="questionnaire.v0")
        assert "This form is from an older version; here is a fresh one." in str(old.acknowledgement.body)
        assert "Page 2." in str(old.acknowledgement.body)


async def test_a_form_whose_draft_is_gone_becomes_a_fresh_one_with_the_words_on_it(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command("/sourcing")
        await alice.waits_for("What do you need done?")
        await alice.fill("What do you need done?", "Payroll for Spain")
        exchange = await alice.submit()
        assert exchange is not None
        lost = await delivered_with(office, exchange, private_metadata="a draft that was dropped")
        assert "here is a fresh one" in str(lost.acknowledgement.body)
        assert "Payroll for Spain" in str(lost.acknowledgement.body)


async def test_buttons_in_old_forms_and_unknown_shortcuts_are_answered_too(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, OFFICE_WORK)
        clicked = await alice.click("Back")
        assert clicked is not None
        await alice.waits_for("What do you need done?")
        payload = clicked.delivery.payload
        view = {**payload["view"], "hash": alice.modal.hash if alice.modal else ""}
        gone = [{**payload["actions"][0], "action_id": "questionnaire.gone.v0"}]
        await office.slack.deliver("interactive", {**payload, "view": view, "actions": gone})
        await alice.waits_for("here is a fresh one")
        await alice.close()
        used = await alice.global_shortcut("assess_request")
        await alice.waits_for("What do you need done?")
        await alice.close()
        unknown = {**used.delivery.payload, "callback_id": "assess_gone", "trigger_id": trigger(office, alice)}
        await office.slack.deliver("interactive", unknown)
        await alice.waits_for("from an older version")


def trigger(office: Office, person: Person) -> str:
    """A trigger as a click brings it."""
    return office.slack.triggers.issue(person.id, office.general.id)


@pytest.mark.parametrize("value", ["", "one", "٣", "9" * 30, "1|<!channel>|x"])
async def test_a_number_in_a_button_that_is_none_is_taken_for_an_older_version(office: Office, value: str) -> None:
    alice, slack = office.alice, office.slack
    async with office.bot():
        await alice.command(f"/sourcing {HELP_DESK}")
        clicked = await alice.click("Details")
        assert clicked is not None
        await alice.waits_for("sha256")
        await alice.close()
        payload = clicked.delivery.payload
        actions = ("details", "post", "discard", "accept", "override", "answer_questions")
        for action in actions:
            odd = {
                **payload,
                "actions": [{**payload["actions"][0], "action_id": f"card.{action}.v1", "value": value}],
                "trigger_id": trigger(office, alice),
                "response_url": slack.url + slack.response_urls.issue(alice.id, office.general, None),
            }
            await slack.deliver("interactive", odd)
        await slack.until(lambda: alice.sees().count("from an older version") == len(actions))
    assert office.decisions()[0].status == "recorded"


async def test_where_slack_does_not_open_a_form_the_person_is_told_and_can_go_on(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        message = await alice.say(office.general, "Could an agency in Cebu take the L1 tickets?")
        for error in ("expired_trigger_id", "internal_error"):
            office.slack.fail_next("views.open", error=error)
            await alice.message_shortcut("assess_message", message)
            await alice.waits_for("Slack did not open the form in time.")
        await alice.command("/sourcing")
        assert "Could an agency in Cebu" in alice.sees()


async def test_a_global_shortcut_that_opens_nothing_is_told_in_a_direct_message(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("views.open", error="expired_trigger_id")
        await office.bob.global_shortcut("assess_request")
        office.bob.looks_at(office.slack.workspace.direct({office.bob.id, office.slack.bot.id}))
        await office.bob.waits_for("Slack did not open the form in time.")


async def test_a_shortcut_delivered_three_times_opens_one_form_and_keeps_one_draft(office: Office) -> None:
    async with office.bot():
        message = await office.alice.say(office.general, "Could an agency in Cebu take the L1 tickets?")
        exchange = await office.alice.message_shortcut("assess_message", message)
        await office.slack.redeliver(exchange, times=2)
        await office.alice.waits_for("What do you need done?")
        assert len(calls(office, "views.open")) == 1
        await through(office.alice)
        await office.alice.submit()
        assert office.alice.modal is None
        await office.alice.command("/sourcing")
        await office.alice.waits_for("What do you need done?")


async def test_a_reply_in_a_thread_is_answered_in_that_thread_and_linked_to_itself(office: Office) -> None:
    async with office.bot():
        parent = await office.alice.say(office.general, "Ideas for the *help desk*?")
        reply = await office.alice.say(
            office.general, "Give L1 tickets to an agency in Cebu, says @bob &c.", thread=parent
        )
        await office.bob.message_shortcut("assess_message", reply)
        await office.bob.waits_for("Taken from a message by @alice")
        await through(office.bob)
        await office.bob.submit()
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        card = next(each for each in office.alice.messages(office.general) if each.by_app)
        assert card.thread_ts == parent.ts
    (decision,) = office.decisions()
    assert "<@" not in decision.text
    assert decision.origin["permalink"].endswith(f"?thread_ts={parent.ts}&cid={office.general.id}")


async def test_a_draft_is_nobodys_but_its_owners(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, OFFICE_WORK)
        exchange = await alice.submit()
        assert exchange is not None
        stolen = {**exchange.delivery.payload, "user": {**exchange.delivery.payload["user"], "id": office.bob.id}}
        answer = await office.slack.deliver("interactive", stolen)
        assert OFFICE_WORK not in str(answer.acknowledgement.body)


async def test_several_people_fill_in_their_forms_at_the_same_time(office: Office) -> None:
    people = [Person(office.slack, f"person{number}") for number in range(4)]
    office.general.members.update(person.id for person in people)

    async def fills_in(person: Person) -> None:
        person.looks_at(office.general)
        await person.command("/sourcing")
        await person.waits_for("What do you need done?")
        await person.fill("What do you need done?", f"Invoices of {person.user.name}")
        await person.choose("Post the result to", None)
        await person.submit()
        await person.choose("What do you need?", "A service that recurs")
        await through(person)
        await person.submit()

    async with office.bot():
        await asyncio.gather(*(fills_in(person) for person in people))
    assert sorted(each.text for each in office.decisions()) == [f"Invoices of person{number}" for number in range(4)]
