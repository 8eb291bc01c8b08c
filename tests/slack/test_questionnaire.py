"""The questionnaire, page by page."""

import pytest

from bot.playground.stand_in.journal import ApiCall
from bot.playground.stand_in.person import Person
from tests.slack.conftest import HELP_DESK, Office
from tests.slack.policies import SHIPPED
from tests.slack.steady import QUESTIONS

pytestmark = pytest.mark.usefixtures("steady")
SETTLES_IT = ("What do you need?", "Goods, a licence or something else to buy")
OPEN = "Not answered"


async def begun(office: Office, text: str = HELP_DESK) -> Person:
    """Alice with the questionnaire open at its first page of questions."""
    await office.alice.command("/sourcing")
    await office.alice.waits_for("What do you need done?")
    await office.alice.fill("What do you need done?", text)
    await office.alice.submit()
    await office.alice.waits_for("Page 1.")
    return office.alice


def asked(alice: Person) -> list[str]:
    """The questions on the page, from top to bottom."""
    assert alice.modal is not None
    return [block["label"]["text"] for block in alice.modal.blocks if block["type"] == "input"]


def calls(office: Office, method: str) -> list[ApiCall]:
    """The bot's calls of a Web API method."""
    return [each for each in office.slack.log if isinstance(each, ApiCall) and each.method == method]


async def chooses(office: Office, question: str, answer: str) -> None:
    """Alice answers a question, and the form has followed."""
    before = len(calls(office, "views.update"))
    await office.alice.choose(question, answer)
    await office.slack.until(lambda: len(calls(office, "views.update")) > before)


async def through(alice: Person) -> None:
    """Alice presses Next until the result shows."""
    await until_shown(alice, "Change an answer")


async def until_shown(alice: Person, text: str) -> None:
    """Alice presses Next until the page shows the text; there are never more pages than questions."""
    for _ in SHIPPED.factors:
        if text in alice.sees():
            return
        await alice.submit()
    raise AssertionError(f"{text!r} is on no page; the last is:\n{alice.sees()}")


async def test_a_field_that_is_wrong_says_so_at_the_field_and_keeps_what_was_typed(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command("/sourcing")
        await alice.waits_for("What do you need done?")
        await alice.fill("What do you need done?", "   ")
        await alice.submit()
        assert "Say in a sentence what work you want to place." in alice.errors.values()
        await alice.fill("What do you need done?", "Clean the Leeds office")
        await alice.submit()
        assert not alice.errors
        assert "Page 1." in alice.sees()


async def test_what_the_text_settled_is_filled_in_and_marked_so(office: Office) -> None:
    async with office.bot():
        alice = await begun(office)
        pages = [alice.sees()]
        while "Change an answer" not in alice.sees():
            await alice.submit()
            pages.append(alice.sees())
        together = "\n".join(pages)
        assert "Read from the text: “40-seat”" in together
        assert "> 5 to 49" in together
        assert all("(optional)" not in page for page in pages)


async def test_the_line_that_says_how_it_stands_follows_each_answer(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, "Something for the office")
        assert "Too early." in alice.sees()
        await alice.choose("What do you need?", "A one-off task or project")
        await alice.waits_for("Still open: all seven models.")
        await until_shown(alice, "Must someone be here in person?")
        await alice.choose("Must someone be here in person?", "Yes, always")
        await alice.waits_for("Still open: in-house, outsourcing here or hybrid.")


async def test_back_keeps_what_was_filled_in_and_an_answer_can_be_changed_at_the_end(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, "Something for the office")
        await alice.choose("What do you need?", "A service that recurs")
        await alice.submit()
        await alice.click("Back")
        await alice.waits_for("Page 1.")
        assert "> A service that recurs" in alice.sees()
        await through(alice)
        await alice.click("Change an answer")
        await alice.waits_for("Page 1.")
        await alice.choose("What do you need?", "A one-off task or project")
        await through(alice)
        await alice.submit()
        await alice.waits_for("Decision 1")
    assert office.decisions()[0].answers["work_type"] == "one_off_task"


async def test_it_stops_when_nothing_could_change_the_result(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, "Something for the office")
        await alice.choose(*SETTLES_IT)
        await alice.submit()
        assert "Change an answer" in alice.sees()
        assert "Firm: every model is ruled out." in alice.sees()


async def test_it_says_so_at_once_and_asks_no_more_when_an_answer_settles_it(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, "Something for the office")
        assert "The answer decides in one of three cases." in alice.sees()
        await alice.choose(*SETTLES_IT)
        await alice.waits_for("Firm: every model is ruled out.")
        assert asked(alice) == ["What do you need?"]
        await alice.submit()
        assert "[Go on for the record]" in alice.sees()
        await alice.submit()
        await alice.waits_for("Decision 1")
    assert office.decisions()[0].answers == {"work_type": "goods_or_licence"}


async def test_one_may_go_on_for_the_record_once_it_is_settled(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, "Something for the office")
        left_open = QUESTIONS[asked(alice)[1]]
        await alice.choose(*SETTLES_IT)
        await alice.submit()
        await alice.click("Go on for the record")
        await alice.waits_for("These questions are for the record.")
        assert len(asked(alice)) == 6
        assert "The answer decides" not in alice.sees()
        before = asked(alice)
        await chooses(office, left_open.question, left_open.options[0].label)
        assert asked(alice) == before
        await through(alice)
        await alice.submit()
    assert set(office.decisions()[0].answers) == {"work_type", left_open.id}


async def test_an_answer_decides_what_is_asked_below_it_and_moves_nothing_above_it(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, "Something for the office")
        first, *_ = asked(alice)
        await chooses(office, first, "A service that recurs")
        assert asked(alice)[0] == first
        second = asked(alice)[1]
        await chooses(office, second, QUESTIONS[second].options[-1].label)
        assert asked(alice)[:2] == [first, second]
        await chooses(office, *SETTLES_IT)
        assert asked(alice) == [first, second], "what is answered stays, and what would change nothing is not asked"
        await chooses(office, first, OPEN)
        assert asked(alice)[:2] == [first, second]
        assert len(asked(alice)) == 3


async def test_the_result_can_be_seen_at_once_and_the_questions_gone_on_with(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, "Something for the office")
        first = asked(alice)
        await alice.click("See the result")
        await alice.waits_for("Change an answer")
        await alice.click("Go on with the questions")
        await alice.waits_for("Page 2.")
        assert not set(first).intersection(asked(alice))
        assert len(asked(alice)) == 3


async def test_an_answer_that_comes_for_a_question_no_longer_there_is_kept_and_shown(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, "Something for the office")
        _, _, third = asked(alice)
        answer = QUESTIONS[third].options[0].label
        office.slack.fail_next("views.update", stall=0.2)
        await alice.choose(*SETTLES_IT)
        await alice.choose(third, answer)
        await office.slack.until(lambda: len(calls(office, "views.update")) == 2)
        assert third in asked(alice)
        assert f"> {answer}" in alice.sees()


async def test_a_restart_and_a_closed_form_lose_nothing(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, "Something for the office")
        await alice.choose("What do you need?", "A service that recurs")
    async with office.bot():
        await alice.submit()
        assert "Page 2." in alice.sees()
        await alice.close()
        await alice.command("/sourcing")
        await alice.click("Go on with it")
        await alice.waits_for("Page 2.")
        await through(alice)
        await alice.submit()
    assert office.decisions()[0].answers["work_type"] == "recurring_service"


async def test_the_result_goes_into_the_thread_of_the_message_it_came_from(office: Office) -> None:
    async with office.bot():
        asked = await office.alice.say(
            office.general, "Could an agency in <https://x.example|Cebu> take the *L1* tickets?"
        )
        await office.bob.message_shortcut("assess_message", asked)
        await office.bob.waits_for("Taken from a message by @alice")
        assert "agency in" in office.bob.sees()
        await through(office.bob)
        await office.bob.submit()
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        card = next(each for each in office.alice.messages(office.general) if each.by_app)
        assert card.thread_ts == asked.ts
    (decision,) = office.decisions()
    assert decision.origin["author"] == office.alice.id
    assert decision.origin["permalink"].endswith(f"p{asked.ts.replace('.', '')}")


async def test_the_global_shortcut_asks_where_to_post(office: Office) -> None:
    bob = office.bob
    async with office.bot():
        await bob.global_shortcut("assess_request")
        await bob.waits_for("Post the result to")
        await bob.fill("What do you need done?", "Give L1 tickets to an agency in Cebu")
        await bob.choose("Post the result to", "general")
        await through(bob)
        await bob.submit()
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)


async def test_a_click_after_the_form_was_closed_is_no_error(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, "Something for the office")
        office.slack.fail_next("views.update", error="not_found")
        await alice.choose("What do you need?", "A service that recurs")
        office.slack.fail_next("views.update", error="hash_conflict")
        await until_shown(alice, "Must someone be here in person?")
        await alice.choose("Must someone be here in person?", "No")
        await through(alice)
        await alice.submit()
    answers = office.decisions()[0].answers
    assert (answers["work_type"], answers["place"]) == ("recurring_service", "anywhere")


async def test_two_windows_submitting_the_result_make_one_decision(office: Office) -> None:
    async with office.bot():
        alice = await begun(office, "Something for the office")
        await through(alice)
        exchange = await alice.submit()
        assert exchange is not None
        await office.slack.redeliver(exchange, times=2)
    assert len(office.decisions()) == 1
