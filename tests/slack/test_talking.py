"""Writing to the bot, in a direct message or with a mention of it: answered as the command is, once, and never lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.notices import MOST_WAITING
from bot.playground.stand_in.journal import PATIENCE
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Message
from bot.store import Store
from tests.slack.conftest import HELP_DESK, Office, eventually
from tests.slack.policies import answers, direct, last_event
from tests.slack.test_failures import locked
from tests.slack.test_recorded import OFFICE_WORK, changes_the_request, records
from tests.slack.test_who_may import OUTSIDERS, SUPPLIER, joined

QUESTION = "should we move payroll to India?"


@pytest.fixture
async def bot(office: Office) -> AsyncIterator[Office]:
    """The bot runs, and is in the channel."""
    office.general.members.add(office.slack.bot.id)
    async with office.bot():
        yield office


async def says(office: Office, person: Person, text: str, **more: Any) -> Message:
    """They write that to the bot in their direct conversation and wait for the answer."""
    before = len(answers(office, person))
    await person.say(direct(office, person), text, **more)
    await office.slack.until(lambda: len(answers(office, person)) > before)
    return answers(office, person)[-1]


async def mentions(office: Office, person: Person, text: str, thread: Message | None = None) -> Message:
    """They write that in the channel and wait for the answer that only they see."""
    before = len(person.ephemerals(office.general))
    await person.say(office.general, text, thread=thread)
    await office.slack.until(lambda: len(person.ephemerals(office.general)) > before)
    return person.ephemerals(office.general)[-1]


def shown(message: Message) -> str:
    """All that a message says."""
    return str(message.blocks)


# In a direct message


async def test_a_request_in_plain_words_becomes_a_decision_whose_card_stands_there(bot: Office) -> None:
    card = await says(bot, bot.alice, HELP_DESK)
    assert "Decision 1" in shown(card)
    assert "[Discard]" in bot.alice.sees()
    assert "[Post to channel]" not in bot.alice.sees()
    assert "To post it, type `/sourcing show 1` in a channel." in bot.alice.sees()
    (decision,) = bot.decisions()
    assert (decision.who, decision.where, decision.text) == (bot.alice.id, direct(bot, bot.alice).id, HELP_DESK)


async def test_its_card_is_kept_up_to_date_as_a_posted_one_is(bot: Office) -> None:
    card = await says(bot, bot.alice, HELP_DESK)
    await bot.alice.command("/sourcing show 1", bot.general)
    await bot.alice.click("Post to channel")
    await eventually(lambda: {post.channel for post in bot.posts()} == {bot.general.id, direct(bot, bot.alice).id})
    bot.bob.looks_at(bot.general)
    await bot.bob.click("Accept")
    await bot.slack.until(lambda: "Decision 1: accepted" in shown(card))
    assert "Discard" not in shown(card)


async def test_the_buttons_on_it_work_for_whoever_asked(bot: Office) -> None:
    card = await says(bot, bot.alice, HELP_DESK)
    await bot.alice.click("Details", card)
    await bot.alice.waits_for("sha256")
    await bot.alice.close()
    await bot.alice.click("Discard", card)
    await bot.slack.until(lambda: "discarded" in shown(card))
    assert bot.decisions()[0].status == "discarded"


async def test_it_is_nobody_elses_to_see(bot: Office) -> None:
    await says(bot, bot.alice, HELP_DESK)
    await eventually(lambda: [post.private for post in bot.posts()] == [True])
    await bot.bob.command("/sourcing show 1", bot.general)
    assert "There is no decision 1 that you may see" in bot.bob.sees()
    answer = await says(bot, bot.bob, "show 1")
    assert "There is no decision 1 that you may see" in shown(answer)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("help", "How to use /sourcing"),
        ("show 1", "Decision 1"),
        ("shwo 1", "Decision 1"),
        ("history payroll", "payroll"),
        ("history", "newest first"),
        ("policy", "Version"),
        ("compare in-house, hybrid", "Compared"),
        ("whoaim", "is no command, and says too little"),
        ("hi", "Good to hear from you"),
        ("what is nearshoring?", "earshor"),
    ],
)
async def test_what_can_be_typed_after_the_command_can_be_written(bot: Office, typed: str, said: str) -> None:
    await says(bot, bot.alice, "Hand payroll to an agency in Cebu")
    answer = await says(bot, bot.alice, typed)
    assert said.lower() in (answer.text + shown(answer)).lower()
    assert len(bot.decisions()) == 1


async def test_what_is_written_beside_a_request_can_be_assessed_anyway(bot: Office) -> None:
    await says(bot, bot.alice, "hi")
    await bot.alice.click("Assess it anyway")
    await eventually(lambda: len(bot.posts()) == 1)
    assert "Decision 1" in shown(answers(bot, bot.alice)[-1]), "it stays, and is kept up to date"
    first = answers(bot, bot.alice)[0]
    await bot.alice.click("Assess it anyway", first)
    await bot.slack.until(lambda: len(bot.alice.ephemerals(direct(bot, bot.alice))) == 1)


@pytest.mark.usefixtures("steady")
async def test_what_takes_the_place_of_a_decision_there_stands_there_too(office: Office) -> None:
    async with office.bot():
        card = await says(office, office.alice, OFFICE_WORK)
        await office.alice.click("More questions", card)
        await office.alice.waits_for("Page 1.")
        await changes_the_request(office.alice)
        await records(office.alice)
        await eventually(lambda: [post.channel for post in office.posts_of(2)] == [direct(office, office.alice).id])
        await office.slack.until(lambda: "superseded" in shown(card))


async def test_the_history_there_can_be_turned_over(bot: Office) -> None:
    for seats in range(12):
        await bot.alice.command(f"/sourcing Move our {seats}-seat help desk to Manila", bot.general)
    listed = await says(bot, bot.alice, "history")
    await bot.alice.click("Older", listed)
    await bot.slack.until(lambda: "0-seat" in shown(listed))


@pytest.mark.parametrize(
    "different",
    [
        {"bot_id": "B0OTHER"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message", "bot_id": "B0OTHER", "user": None},
        {"edited": {"user": "U1", "ts": "1.1"}},
        {"channel_type": "channel"},
        {"channel_type": "mpim"},
        {"user": None},
        {"thread_ts": "1700000000.000100", "parent_user_id": "U0ANOTHER"},
        {"type": "reaction_added"},
        {"type": "team_join", "user": {"id": "U1"}},
    ],
)
async def test_edits_deletions_other_bots_and_answers_to_others_are_passed_over(
    bot: Office, different: dict[str, Any]
) -> None:
    await says(bot, bot.alice, "help")
    payload = last_event(bot).delivery.payload
    event = {**payload["event"], "text": HELP_DESK, **different}
    exchange = await bot.slack.deliver("events_api", {**payload, "event_id": "Ev0OTHER", "event": event})
    assert exchange.acknowledgement.error is None
    await says(bot, bot.bob, "help")
    assert len(answers(bot, bot.alice)) == 1
    assert bot.decisions() == []


async def test_an_answer_in_a_thread_of_their_own_stays_in_it(bot: Office) -> None:
    first = await bot.alice.say(direct(bot, bot.alice), "hi")
    card = await says(bot, bot.alice, HELP_DESK, thread=first)
    await bot.slack.until(lambda: any("Decision 1" in shown(each) for each in answers(bot, bot.alice)))
    card = next(each for each in answers(bot, bot.alice) if "Decision 1" in shown(each))
    assert card.thread_ts == first.ts


# With a mention


async def test_a_mention_is_answered_to_whoever_wrote_and_can_be_posted(bot: Office) -> None:
    card = await mentions(bot, bot.alice, f"@Sourcing {QUESTION}")
    assert "Decision 1" in shown(card)
    assert bot.decisions()[0].text == QUESTION
    assert bot.bob.ephemerals(bot.general) == []
    await bot.alice.click("Post to channel", card)
    await bot.slack.until(lambda: len(bot.posted(bot.general)) == 1)


@pytest.mark.parametrize(
    "written", ["hey @Sourcing, {}", "@Sourcing: {}", "{} @Sourcing", "@Sourcing   {}", "Hello @Sourcing - {}"]
)
async def test_the_request_is_what_is_written_beside_the_mention(bot: Office, written: str) -> None:
    await mentions(bot, bot.alice, written.format(QUESTION))
    assert bot.decisions()[0].text == QUESTION


async def test_in_a_thread_the_answer_and_what_is_posted_stand_in_it(bot: Office) -> None:
    talk = await bot.bob.say(bot.general, "What do we do with payroll?")
    card = await mentions(bot, bot.alice, f"@Sourcing {QUESTION}", thread=talk)
    assert card.thread_ts == talk.ts
    await bot.alice.click("Post to channel", card)
    await eventually(lambda: [post.thread_ts for post in bot.posts()] == [talk.ts])


async def test_a_subcommand_and_nothing_at_all_are_answered_too(bot: Office) -> None:
    assert "How to use /sourcing" in (await mentions(bot, bot.alice, "@Sourcing help")).text
    assert "Say in a sentence" in (await mentions(bot, bot.alice, "@Sourcing")).text
    assert "Say in a sentence" in (await mentions(bot, bot.alice, "hi @Sourcing!")).text
    assert "Good to hear from you" in (await mentions(bot, bot.alice, "@Sourcing thanks")).text
    assert bot.decisions() == []


async def test_where_slack_does_not_show_it_there_a_direct_message_does(bot: Office) -> None:
    for error in ("not_in_channel", "user_not_in_channel", "channel_not_found", "is_archived", "invalid_thread_ts"):
        bot.slack.fail_next("chat.postEphemeral", error=error)
        await bot.alice.say(bot.general, f"@Sourcing {QUESTION}")
        await bot.slack.until(lambda: len(answers(bot, bot.alice)) == len(bot.decisions()))
        assert "[Post to channel]" not in shown(answers(bot, bot.alice)[-1])
    assert bot.alice.ephemerals(bot.general) == []
    bot.slack.take_faults()


# Once, and never lost


async def test_an_event_sent_again_is_one_decision_and_one_answer(bot: Office) -> None:
    await says(bot, bot.alice, HELP_DESK)
    await bot.slack.redeliver(last_event(bot), times=3)
    await says(bot, bot.alice, "hi")
    await bot.slack.redeliver(last_event(bot), times=3)
    await mentions(bot, bot.alice, f"@Sourcing {QUESTION}")
    await bot.slack.redeliver(last_event(bot), times=3)
    await says(bot, bot.bob, "help")
    await asyncio.sleep(0)
    assert len(bot.decisions()) == 2
    assert (len(answers(bot, bot.alice)), len(bot.alice.ephemerals(bot.general))) == (2, 1)


@pytest.mark.parametrize("text", [HELP_DESK, "hi"])
async def test_what_cannot_be_kept_is_not_acknowledged_so_that_slack_sends_it_again(bot: Office, text: str) -> None:
    bot.slack.ack_limit = 3.0
    with locked(bot.database):
        await bot.alice.say(direct(bot, bot.alice), text)
        assert bot.slack.take_faults()
    bot.slack.ack_limit = PATIENCE
    await bot.slack.redeliver(last_event(bot))
    await bot.slack.until(lambda: len(answers(bot, bot.alice)) == 1)


async def test_an_answer_that_was_not_sent_when_the_bot_stopped_is_sent_by_the_next_start(office: Office) -> None:
    office.general.members.add(office.slack.bot.id)
    async with office.bot():
        for method in ("chat.postMessage", "chat.postEphemeral"):
            office.slack.fail_next(method, error="ratelimited", status=429, retry_after=1, times=100)
        await office.alice.say(direct(office, office.alice), HELP_DESK)
        await office.alice.say(office.general, f"@Sourcing {QUESTION}")
    assert answers(office, office.alice) == office.alice.ephemerals(office.general) == []
    office.slack.trouble.forget()
    async with office.bot():
        await office.slack.until(lambda: bool(answers(office, office.alice)))
        await office.slack.until(lambda: bool(office.alice.ephemerals(office.general)))


async def test_slack_being_slow_delays_no_acknowledgement(bot: Office) -> None:
    elsewhere = bot.slack.channel("elsewhere", bot.alice)
    await bot.alice.command(f"/sourcing {HELP_DESK}", elsewhere)
    await bot.alice.click("Post to channel", bot.alice.ephemerals(elsewhere)[-1])
    await eventually(lambda: bool(bot.posts()))
    bot.slack.fail_next("users.info", until=(slack_answers := asyncio.Event()))
    await bot.bob.say(direct(bot, bot.bob), "show 1")
    assert last_event(bot).acknowledgement.error is None
    slack_answers.set()
    await bot.bob.waits_for("Decision 1")


# By whom, and how much


async def test_somebody_of_another_company_is_told_so_and_nothing_is_recorded(bot: Office) -> None:
    olga = joined(Person(bot.slack, "olga", team=SUPPLIER), bot.general)
    assert OUTSIDERS in shown(await mentions(bot, olga, f"@Sourcing {QUESTION}"))
    assert OUTSIDERS in shown(await says(bot, olga, HELP_DESK))
    assert bot.decisions() == []


async def test_a_guest_is_answered_as_after_the_command(bot: Office) -> None:
    gus = joined(Person(bot.slack, "gus", guest="single_channel"), bot.general)
    assert "Decision 1" in shown(await mentions(bot, gus, f"@Sourcing {QUESTION}"))
    assert "Decision 2" in shown(await says(bot, gus, HELP_DESK))


async def test_nobody_is_pinged_by_what_somebody_writes(bot: Office) -> None:
    await says(bot, bot.alice, f"{HELP_DESK} <!channel> @bob")
    await mentions(bot, bot.alice, f"@Sourcing {HELP_DESK} <!here> @bob")
    assert {each.mention.target for each in bot.slack.notified} <= {bot.alice.id}


async def test_ten_thousand_characters_are_a_request_and_too_many_are_a_sentence(bot: Office) -> None:
    long = f"{HELP_DESK}. " + "We have had it in Leeds for a long time and know it well. " * 170
    assert "Decision 1" in shown(await says(bot, bot.alice, long))
    assert "at most 40,000 are read" in shown(await says(bot, bot.alice, "payroll to Cebu " * 3_000))


async def test_who_writes_faster_than_they_can_be_answered_is_told_once_and_others_are_answered(
    bot: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = direct(bot, bot.alice)
    monkeypatch.setattr("bot.store.outbox.PACE", timedelta(hours=1))
    for number in range(MOST_WAITING + 15):
        await bot.alice.say(here, f"Move our {number}-seat help desk to Manila")
    assert len(bot.decisions()) < MOST_WAITING + 15
    assert "Decision" in shown(await says(bot, bot.bob, HELP_DESK))
    monkeypatch.setattr("bot.store.outbox.PACE", timedelta())
    await bot.slack.until(
        lambda: sum("faster than I can answer" in shown(each) for each in answers(bot, bot.alice)) == 1
    )


async def test_what_was_listed_there_goes_with_a_decision_that_is_erased(bot: Office) -> None:
    for place in ("Cebu", "Manila", *(f"Bergen {number}" for number in range(10))):
        await bot.alice.command(f"/sourcing Hand payroll to an agency in {place}", bot.general)
    shown_one = await says(bot, bot.alice, "show 12")
    listed = await says(bot, bot.alice, "history")
    turned = await says(bot, bot.alice, "history")
    await bot.alice.click("Older", turned)
    await bot.slack.until(lambda: "Cebu" in shown(turned))
    for number in (1, 12):
        with Store.open(bot.database, clock=lambda: datetime.now(UTC)) as store:
            store.erase(number, {"text"}, actor="operator", reason="They asked for it.")
    await bot.slack.until(lambda: all("was erased" in shown(each) for each in (shown_one, listed, turned)))
