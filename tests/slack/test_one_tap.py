"""One tap on a card answers the question that decides: recorded as that person's, and the card changes in place."""

import asyncio

import pytest

from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Channel, Message
from bot.store import EventKind, Store, Verified
from tests.slack.conftest import Office, eventually
from tests.slack.test_kill import process
from tests.slack.test_who_may import GUESTS, OUTSIDERS, SUPPLIER, joined

INVOICES = "Something with our invoices"
SIZE, KIND = "*How many people?*", "*What do you need?*"
MEANWHILE = "answered that meanwhile, and nothing was changed"
pytestmark = pytest.mark.usefixtures("steady")


async def asks(office: Office, text: str = INVOICES) -> Message:
    """Alice has asked, and this is her card, which nobody else sees."""
    await office.alice.command(f"/sourcing {text}")
    return office.alice.ephemerals(office.general)[-1]


async def posts(office: Office, text: str = INVOICES) -> Message:
    """Alice has posted her card, and the log says where."""
    await asks(office, text)
    await office.alice.click("Post to channel")
    await office.slack.until(lambda: len(office.posted(office.general)) == 1)
    await eventually(lambda: bool(office.posts()))
    return office.alice.messages(office.general)[-1]


def shows(office: Office, text: str, channel: Channel) -> bool:
    """Whether the newest message of a channel says so."""
    return text in str(office.alice.messages(channel)[-1].blocks)


def tapped(office: Office, number: int = 1) -> dict[str, tuple[str, str]]:
    """Who answered what since the decision was recorded."""
    with Store.read(office.database) as store:
        assert isinstance(store.verify(), Verified)
        return {factor: (each.option, each.by) for factor, each in store.decision(number).answered.items()}


def answers_told(office: Office) -> int:
    """How many answers the log tells of."""
    with Store.read(office.database) as store:
        return sum(each.kind is EventKind.ANSWER_GIVEN for each in store.history(1))


async def test_a_tap_is_recorded_as_that_persons_and_the_card_changes_in_place(office: Office) -> None:
    async with office.bot():
        card = await asks(office)
        seen = office.alice.sees()
        assert "Too early" in seen
        assert SIZE in seen
        assert KIND in seen, "one answer would not do, so both that are needed stand there"
        before = len(office.alice.messages(office.general))
        await office.alice.click("A one-off task or project", card)
        await office.slack.until(lambda: KIND not in office.alice.sees())
        assert SIZE in office.alice.sees(), "the next question is on it"
        assert len(office.alice.messages(office.general)) == before
    assert tapped(office) == {"work_type": ("one_off_task", office.alice.id)}
    (decision,) = office.decisions()
    assert (decision.id, decision.answers["work_type"]) == (1, "one_off_task")


async def test_a_few_taps_lead_from_too_early_to_an_answer(office: Office) -> None:
    async with office.bot():
        await asks(office)
        await office.alice.choose("Choose the answer", "5 to 49")
        await office.slack.until(lambda: SIZE not in office.alice.sees())
        assert "Too early" in office.alice.sees()
        await office.alice.click("A service that recurs")
        await office.slack.until(lambda: "Too early" not in office.alice.sees())
        assert KIND not in office.alice.sees(), "where nothing can change the result, nothing is asked"
    assert office.decisions()[0].standing == "firm"
    assert answers_told(office) == 2


async def test_more_than_five_answers_stand_in_a_menu(office: Office) -> None:
    async with office.bot():
        card = await asks(office)
        menus = [each for block in card.blocks for each in block.get("elements", ()) if each["type"] == "static_select"]
        (sizes,) = [each for each in menus if each["action_id"] == "card.tap.v1:scale"]
        assert len(sizes["options"]) == 7
        assert all(len(each["value"]) <= 150 for each in sizes["options"])
        buttons = [each for block in card.blocks for each in block.get("elements", ()) if each["type"] == "button"]
        assert all(len(each["text"]["text"]) <= 75 for each in buttons)


async def test_a_colleague_answers_on_the_posted_card_and_every_copy_changes(office: Office) -> None:
    elsewhere = office.slack.channel("elsewhere", office.alice, office.bob)
    async with office.bot():
        await posts(office)
        await office.alice.command("/sourcing show 1", elsewhere)
        await office.alice.click("Post to channel")
        await office.slack.until(lambda: len(office.posted(elsewhere)) == 1)
        await eventually(lambda: len(office.posts()) == 2)
        office.bob.looks_at(office.general)
        await office.bob.click("A one-off task or project")
        await office.slack.until(lambda: not shows(office, KIND, office.general) and not shows(office, KIND, elsewhere))
    assert tapped(office) == {"work_type": ("one_off_task", office.bob.id)}


async def test_a_double_click_and_a_delivery_once_more_are_one_answer(office: Office) -> None:
    async with office.bot():
        card = await asks(office)
        exchange, again = await asyncio.gather(
            office.alice.click("A one-off task or project", card),
            office.alice.click("A one-off task or project", card),
        )
        assert exchange is not None
        assert again is not None
        await office.slack.until(lambda: KIND not in office.alice.sees())
        await office.slack.redeliver(exchange, times=2)
    assert answers_told(office) == 1


async def test_two_people_who_tap_at_once_are_both_counted_where_they_answer_two_questions(office: Office) -> None:
    async with office.bot():
        card = await posts(office)
        await asyncio.gather(
            office.alice.click("A one-off task or project", card),
            office.bob.choose("Choose the answer", "Size 0", card),
        )
        await office.slack.until(lambda: SIZE not in office.bob.sees() and KIND not in office.bob.sees())
    assert tapped(office) == {
        "work_type": ("one_off_task", office.alice.id),
        "scale": ("size_0", office.bob.id),
    }
    (decision,) = office.decisions()
    assert decision.answers == {"work_type": "one_off_task", "scale": "size_0"}


async def test_nobody_replaces_an_answer_that_they_have_not_seen(office: Office) -> None:
    async with office.bot():
        await posts(office)
        stale = await shown_again(office)
        await office.bob.click("A one-off task or project")
        await eventually(lambda: tapped(office) != {})
        await office.alice.click("A service that recurs", stale)
        await office.alice.waits_for(MEANWHILE)
        assert "@bob answered that meanwhile" in office.alice.sees()
        await office.slack.until(lambda: KIND not in str(office.alice.ephemerals(office.general)[0].blocks))
    assert tapped(office) == {"work_type": ("one_off_task", office.bob.id)}


async def shown_again(office: Office) -> Message:
    """A copy of her decision that only Alice sees."""
    await office.alice.command("/sourcing show 1", office.general)
    return office.alice.ephemerals(office.general)[-1]


async def test_an_answer_can_be_taken_back_and_changed(office: Office) -> None:
    async with office.bot():
        await asks(office)
        await office.alice.click("A one-off task or project")
        await office.slack.until(lambda: KIND not in office.alice.sees())
        await office.alice.choose("Change an assumption", "A one-off task or project")
        await office.alice.waits_for("Answered by @alice: “A one-off task or project”.")
        await office.alice.click("Leave it as it is")
        await office.slack.until(lambda: "Answered by" not in office.alice.sees())
        await office.alice.choose("Change an assumption", "A one-off task or project")
        await office.alice.waits_for("Answered by @alice")
        await office.alice.click("A service that recurs")
        await eventually(lambda: tapped(office) == {"work_type": ("recurring_service", office.alice.id)})
        await office.slack.until(lambda: "Answered by" not in office.alice.sees())
        await office.alice.choose("Change an assumption", "A service that recurs")
        await office.alice.waits_for("Take it back")
        await office.alice.click("Take it back")
        await office.alice.waits_for(KIND)
    assert tapped(office) == {}
    assert office.decisions()[0].answers == {}
    assert answers_told(office) == 3


async def test_the_question_that_one_person_wants_to_change_is_theirs_alone(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await office.alice.click("A one-off task or project")
        await office.slack.until(lambda: KIND not in office.bob.sees())
        await office.bob.choose("Change an assumption", "A one-off task or project")
        await office.bob.waits_for("Answered by @alice")
        assert "Answered by @alice" not in office.alice.sees()
        await office.bob.click("A service that recurs", office.bob.ephemerals(office.general)[-1])
        await eventually(lambda: tapped(office) == {"work_type": ("recurring_service", office.bob.id)})


@pytest.mark.parametrize("status", ["accepted", "discarded"])
async def test_a_tap_on_what_was_decided_meanwhile_changes_nothing_and_says_so(office: Office, status: str) -> None:
    async with office.bot():
        await (posts(office) if status == "accepted" else asks(office))
        stale = await shown_again(office)
        if status == "accepted":
            await office.bob.click("Accept…")
            await office.bob.waits_for("Accept a model")
            await office.bob.choose("Which model?", "In-house")
            await office.bob.fill("Why this one?", "Our own people know the office best.")
            await office.bob.submit()
        else:
            await office.alice.click("Discard", office.alice.ephemerals(office.general)[0])
        await eventually(lambda: office.decisions()[0].status == status)
        await office.alice.click("A one-off task or project", stale)
        await office.alice.waits_for("This has been decided meanwhile, and nothing was changed.")
        await office.slack.until(lambda: KIND not in office.alice.sees())
    assert tapped(office) == {}


async def test_a_tap_on_an_erased_decision_says_why_nothing_is_recorded(office: Office) -> None:
    async with office.bot():
        card = await asks(office)
        with Store.open(office.database, clock=office.clock) as store:
            store.erase(1, {"text"}, actor="operator", reason="asked for")
        await office.alice.click("A one-off task or project", card)
        await office.alice.waits_for("What was said in decision 1 has been erased, so it takes no more answers.")
        office.alice.looks_at(office.general)
        await office.alice.command("/sourcing show 1")
        assert KIND not in str(office.alice.ephemerals(office.general)[-1].blocks)
    assert tapped(office) == {}


async def test_a_card_still_takes_answers_after_a_restart_under_another_policy(office: Office) -> None:
    async with office.bot():
        card = await asks(office)
    office.policy_file = None
    async with office.bot():
        await office.alice.click("A one-off task or project", card)
        await office.slack.until(lambda: KIND not in office.alice.sees())
        assert SIZE in office.alice.sees(), "it is asked what the policy asks that it was made under"
    assert tapped(office) == {"work_type": ("one_off_task", office.alice.id)}


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_an_answer_that_was_acknowledged_outlives_a_kill(office: Office) -> None:
    async with process(office) as bot:
        card = await asks(office)
        exchange = await office.alice.click("A one-off task or project", card)
        assert exchange is not None
        assert exchange.acknowledgement.error is None
        bot.process.kill()
        await bot.process.wait()
    assert tapped(office) == {"work_type": ("one_off_task", office.alice.id)}
    async with process(office):
        await office.slack.redeliver(exchange, times=1)
        await office.slack.until(lambda: KIND not in office.alice.sees())
    assert answers_told(office) == 1


async def test_a_guest_answers_about_their_own_request_and_nobody_elses(office: Office) -> None:
    gus = joined(Person(office.slack, "gus", guest="single_channel"), office.general)
    async with office.bot():
        await posts(office)
        await gus.click("A one-off task or project")
        await gus.waits_for(GUESTS)
        await gus.choose("Choose the answer", "Size 0")
        assert tapped(office) == {}
        await gus.command(f"/sourcing {INVOICES}, please", office.general)
        await gus.click("A one-off task or project", gus.ephemerals(office.general)[-1])
        await eventually(lambda: tapped(office, 2) == {"work_type": ("one_off_task", gus.id)})
    assert tapped(office) == {}


async def test_a_setting_lets_guests_answer(office: Office) -> None:
    office.guests_decide = True
    gus = joined(Person(office.slack, "gus", guest="single_channel"), office.general)
    async with office.bot():
        await posts(office)
        await gus.click("A one-off task or project")
        await eventually(lambda: tapped(office) == {"work_type": ("one_off_task", gus.id)})


async def test_somebody_of_another_company_answers_nothing(office: Office) -> None:
    olga = joined(Person(office.slack, "olga", team=SUPPLIER), office.general)
    async with office.bot():
        await posts(office)
        await olga.click("A one-off task or project")
        await olga.waits_for(OUTSIDERS)
    assert tapped(office) == {}


@pytest.mark.parametrize(
    ("action_id", "value"),
    [
        ("card.tap.v1:work_type:one_off_task", "1"),
        ("card.tap.v1:work_type:one_off_task", ""),
        ("card.tap.v1:work_type:the_moon", "{about}|the_moon|"),
        ("card.tap.v1:weather:fine", "{about}|fine|"),
        ("card.tap.v1:work:payroll", "{about}|payroll|"),
        ("card.tap.v1:", "{about}||"),
        ("card.tap.v1:work_type:one_off_task", "{about}|one_off_task||"),
        ("card.ask_again.v1", "{about}|weather"),
    ],
)
async def test_a_tap_that_no_card_of_ours_carries_records_nothing_and_is_answered(
    office: Office, action_id: str, value: str
) -> None:
    async with office.bot():
        await asks(office)
        clicked = await office.alice.click("More questions")
        assert clicked is not None
        payload = clicked.delivery.payload
        about = payload["actions"][0]["value"]
        forged = {
            **payload,
            "actions": [{**payload["actions"][0], "action_id": action_id, "value": value.format(about=about)}],
        }
        await office.slack.deliver("interactive", forged)
        assert tapped(office) == {}
