"""Deciding on a card: what was decided, by whom, as what and why; and every step leads back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import ids
from bot.playground.stand_in.fields import fields_of
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Message
from bot.store import Store
from rules.decision_status import Role
from rules.policy_file import default_policy_text
from tests.slack.conftest import HELP_DESK, Office, eventually
from tests.slack.deciding import (
    WAIT,
    course,
    fills_in_override,
    joins,
    opens,
    overrides,
    posts,
    submits,
    verbs,
)
from tests.slack.steady import CLOSE_TEXT, FOUR_EYES

ACCEPT = "Accept own centre far away"
"""Seconds: Slack takes one message a second for a channel."""
OVERRIDDEN = "*Overridden: in-house instead of own centre far away* by @bob · law · "


def with_policy(office: Office, text: str) -> None:
    """This policy is in force."""
    office.policy_file = office.database.with_name("policy.toml")
    office.policy_file.write_text(text, encoding="utf-8")


def thread_of(person: Person, card: Message) -> list[str]:
    """What stands in the thread of a card."""
    return [each.text for each in person.messages(card.channel) if each.thread_ts == card.ts]


# Accepting


async def test_accepting_puts_model_person_and_time_on_card_record_and_thread(office: Office) -> None:
    async with office.bot():
        card = await posts(office)
        await office.bob.click(ACCEPT, card)
        await office.bob.waits_for("*Accepted: own centre far away* by @bob · ")
        await office.bob.waits_for("You accepted own centre far away for decision 1. *Undo* works for 15 minutes.")
        await office.slack.until(lambda: len(thread_of(office.alice, card)) == 1)
        assert "accepted this: own centre far away" in thread_of(office.alice, card)[0]
        assert "[Undo]\n[Reopen]\n[Details]" in office.alice.sees()
    decided = course(office).decided
    assert decided is not None
    assert (decided.by, decided.model) == (office.bob.id, "offshore_captive")
    assert decided.capacity is not None
    assert decided.capacity.role is Role.CHANNEL, "no reviewers are set"


async def test_a_close_call_offers_both_models_and_either_is_accepted(office: Office) -> None:
    with_policy(office, CLOSE_TEXT)
    async with office.bot():
        card = await posts(office, "Something for the office")
        assert {"[Accept outsourcing here]", "[Accept in-house]"} <= set(office.bob.sees().splitlines())
        await office.bob.click("Accept in-house", card)
        await office.bob.waits_for("*Accepted: in-house* by @bob · ")
    assert office.decisions()[0].status == "accepted"


async def test_too_early_accepting_asks_which_and_why(office: Office) -> None:
    async with office.bot():
        await posts(office, "Something for the office")
        await opens(office.bob, office, "Accept…", "Accept a model")
        await office.bob.choose("Which model?", "In-house")
        await office.bob.fill("Why this one?", "yes")
        await office.bob.submit()
        assert "at least three words" in office.bob.errors[ids.ACCEPT_REASON]
        await office.bob.fill("Why this one?", "Our own people know the office best.")
        await office.bob.submit()
        await office.bob.waits_for("*Accepted: in-house* by @bob · ")
        assert "“Our own people know the office best.”" in office.bob.sees()


# Overriding


async def test_overriding_takes_model_ready_reason_and_a_sentence_and_can_say_what_is_disputed(office: Office) -> None:
    async with office.bot():
        card = await posts(office)
        await opens(office.bob, office, "Override", "Override the decision")
        await fills_in_override(office.bob)
        await office.bob.choose("What do you dispute?", ["answer:scale"])
        await submits(office.bob)
        await office.bob.waits_for(OVERRIDDEN)
        assert f"“{WAIT}”\nDisputed: 5 to 49" in office.bob.sees()
        await office.slack.until(lambda: len(thread_of(office.alice, card)) == 1)
        assert WAIT in thread_of(office.alice, card)[0]
        await office.bob.waits_for("You overrode decision 1: in-house. *Undo* works for 15 minutes.")
    decided = course(office).decided
    assert decided is not None
    assert (decided.ready_reason, decided.words, decided.disputes) == ("law", WAIT, ("answer:scale",))


@pytest.mark.parametrize("typed", ["aaaaaaaaaa", "no no no no", "too dear", "1 2 3 4 5", "… … … !!!"])
async def test_what_gives_no_reason_is_refused_at_the_field(office: Office, typed: str) -> None:
    async with office.bot():
        await posts(office)
        await opens(office.bob, office, "Override", "Override the decision")
        await fills_in_override(office.bob, reason=typed)
        await submits(office.bob)
        assert office.bob.errors == {
            ids.OVERRIDE_REASON: "Say why in a sentence of at least three words; whoever reads the record later has "
            "only that."
        }
    assert office.decisions()[0].status == "recorded"


@pytest.mark.parametrize("typed", ["Zu teuer für uns.", "労使協議会が待つよう求めています", "L'avis du comité manque."])
async def test_a_reason_in_any_language_is_one(office: Office, typed: str) -> None:
    async with office.bot():
        await posts(office)
        await overrides(office.bob, office, reason=typed)
        await office.bob.waits_for(f"“{typed}”")


async def test_without_a_ready_reason_nothing_is_overridden(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await opens(office.bob, office, "Override", "Override the decision")
        await office.bob.choose(ids.OVERRIDE_MODEL, "In-house")
        await office.bob.fill(ids.OVERRIDE_REASON, WAIT)
        await office.bob.submit()
        assert office.bob.errors
    assert office.decisions()[0].status == "recorded"


# Taking it back


async def test_whoever_did_it_undoes_it_and_nobody_else(office: Office) -> None:
    carol = joins(office, "carol")
    async with office.bot():
        card = await posts(office)
        await office.bob.click(ACCEPT, card)
        await carol.waits_for("*Accepted: own centre far away*")
        await carol.click("Undo", card)
        await carol.waits_for("Only whoever did something with a decision can undo it.")
        await office.bob.waits_for("You accepted")
        await office.bob.click("Undo", office.bob.ephemerals()[-1])
        await office.bob.waits_for("Taken back. Decision 1 waits.")
        await carol.waits_for(f"[{ACCEPT}]")
    assert verbs(office) == [(office.bob.id, "accept"), (office.bob.id, "undo")]
    assert office.decisions()[0].status == "recorded"


async def test_after_a_quarter_of_an_hour_undo_says_that_reopening_is_left(office: Office) -> None:
    moved = timedelta()
    office.clock = lambda: datetime.now(UTC) + moved
    async with office.bot():
        card = await posts(office)
        await office.bob.click(ACCEPT, card)
        await office.bob.waits_for("[Reopen]")
        moved = timedelta(minutes=16)
        await office.bob.click("Undo", card)
        await office.bob.waits_for("*Undo* works for 15 minutes, and they are over.")
        assert office.bob.ephemerals()[-1].blocks[-1]["elements"][0]["action_id"] == ids.OPEN_REOPEN
    assert office.decisions()[0].status == "accepted"


async def test_reopening_takes_a_reason_and_tells_everybody(office: Office) -> None:
    async with office.bot():
        card = await posts(office)
        await office.bob.click(ACCEPT, card)
        await office.bob.waits_for("[Reopen]")
        await opens(office.bob, office, "Reopen", "Reopen the decision")
        await office.bob.fill("Why?", "hm")
        await office.bob.submit()
        assert office.bob.errors
        await office.bob.fill("Why?", "The offer fell through last night.")
        await submits(office.bob)
        await office.alice.waits_for("*Reopened* by @bob · ")
        assert "“The offer fell through last night.”\nBefore that: accepted by @bob, own centre far away" in (
            office.alice.sees()
        )
        await office.slack.until(lambda: len(thread_of(office.alice, card)) == 2)
    assert office.decisions()[0].status == "recorded"


async def test_whoever_asked_withdraws_it_and_brings_it_back_and_nobody_else(office: Office) -> None:
    async with office.bot():
        card = await posts(office)
        await office.bob.click("Withdraw (who asked)", card)
        await office.bob.waits_for("Only whoever asked for a decision can withdraw it.")
        await office.alice.click("Withdraw (who asked)", card)
        await office.bob.waits_for("*Withdrawn* by @alice (who asked) · ")
        assert ACCEPT not in office.bob.sees()
        await office.bob.click("Bring back", card)
        await office.bob.waits_for("Only whoever asked for a decision can bring it back.")
        await office.alice.click("Bring back", card)
        await office.bob.waits_for(f"[{ACCEPT}]")
    assert verbs(office) == [(office.alice.id, "withdraw"), (office.alice.id, "bring_back")]


async def test_what_was_discarded_unposted_can_be_brought_back(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
        await office.alice.click("Discard")
        await office.alice.waits_for("*Discarded* by @alice (who asked) · ")
        await office.alice.click("Bring back")
        await office.alice.waits_for("[Post to channel]")
    assert office.decisions()[0].status == "recorded"


async def test_an_answer_to_what_was_decided_says_that_it_reopens_it_and_does(office: Office) -> None:
    async with office.bot():
        card = await posts(office)
        await office.bob.click(ACCEPT, card)
        await office.alice.waits_for("> Change and reopen")
        menu = next(each for each in fields_of(card.blocks) if each.key[1] == ids.ASK_LATE)
        duration = next(each for each in menu.element["option_groups"][-1]["options"])
        await office.alice.choose(menu.key, duration["value"], card)
        await office.alice.waits_for("An answer here reopens the decision: it then waits again.")
        own = office.alice.ephemerals()[-1]
        answer = next(each for each in fields_of(own.blocks) if each.key[1].startswith(ids.TAP_LATE))
        if answer.kind == "static_select":
            await office.alice.choose(answer.key, answer.element["options"][-1]["value"], own)
        else:
            await office.alice.click(answer.key, own)
        await office.bob.waits_for("*Reopened* by an answer that @alice gave · ")
        await office.alice.waits_for("Your answer reopened decision 1: it waits again.")
    assert office.decisions()[0].status == "recorded"
    assert (office.alice.id, "late_answer") in verbs(office)


# Asking first


async def test_a_question_goes_to_whoever_asked_and_the_decision_waits_until_they_answer(office: Office) -> None:
    async with office.bot():
        card = await posts(office)
        await opens(office.bob, office, "Ask a question", "Ask a question")
        await office.bob.fill("What do you want to know?", "Which data leaves the country?")
        await submits(office.bob)
        await office.alice.waits_for("*@bob asks @alice:* “Which data leaves the country?”")
        await office.bob.waits_for("Your question about decision 1 goes to @alice; it waits meanwhile.")
        await office.bob.click("Answer", card)
        await office.bob.waits_for("That question is for @alice, who asked for this.")
        await opens(office.alice, office, "Answer", "Answer the question")
        await office.alice.fill("Your answer", "Names and ticket texts, nothing else.")
        await submits(office.alice)
        await office.alice.waits_for("Your answer goes into the thread of decision 1.")
        await office.slack.until(lambda: len(thread_of(office.bob, card)) == 2)
        asked, answered = thread_of(office.bob, card)
        assert "Which data leaves the country?" in asked
        assert "Names and ticket texts, nothing else." in answered
        await office.slack.until(lambda: "[Ask a question]" in office.bob.sees())
    assert verbs(office) == [(office.bob.id, "ask"), (office.alice.id, "settle")]
    assert office.decisions()[0].status == "recorded"


# Who may


async def test_nobody_decides_their_own_request_and_is_told_who_does(office: Office) -> None:
    said = "You asked for this yourself, so it is for somebody else in the channel to decide."
    async with office.bot():
        card = await posts(office)
        for number, button in enumerate((ACCEPT, "Override", "Ask a question"), start=1):
            await office.alice.click(button, card)
            await office.slack.until(lambda number=number: office.alice.sees().count(said) == number)  # type: ignore[misc]
            assert office.alice.title == ""
    assert verbs(office) == []


async def test_a_setting_lets_a_team_of_one_decide_and_the_record_says_so(office: Office) -> None:
    office.own_requests = True
    async with office.bot():
        card = await posts(office)
        await office.alice.click(ACCEPT, card)
        await office.alice.waits_for("*Accepted: own centre far away* by @alice (their own request) · ")
    decided = course(office).decided
    assert decided is not None
    assert decided.capacity is not None
    assert decided.capacity.role is Role.OWN


async def test_with_reviewers_set_only_they_decide(office: Office) -> None:
    carol = joins(office, "carol")
    office.reviewers = frozenset({carol.id})
    async with office.bot():
        card = await posts(office)
        for button in (ACCEPT, "Override", "Ask a question"):
            await office.bob.click(button, card)
            await office.bob.waits_for("This is for @carol to decide, not for you.")
            office.bob.ephemerals()[-1].blocks.clear()
        await carol.click(ACCEPT, card)
        await office.bob.waits_for("*Accepted: own centre far away* by @carol (reviewer) · ")
        await office.bob.click("Reopen", card)
        await office.bob.waits_for("This is for @carol to decide, not for you.")
    assert verbs(office) == [(carol.id, "accept")]


async def test_who_leaves_the_group_with_the_form_open_keeps_what_they_typed_and_decides_nothing(
    office: Office,
) -> None:
    carol = joins(office, "carol")
    group = "S0REVIEWERS"
    office.reviewers = frozenset({group})
    office.slack.workspace.groups[group] = [office.bob.id, carol.id]
    async with office.bot():
        await posts(office)
        await opens(office.bob, office, "Override", "Override the decision")
    office.slack.workspace.groups[group] = [carol.id]
    async with office.bot():
        await fills_in_override(office.bob)
        await office.bob.submit()
        await office.bob.waits_for("to decide, not for you.")
        assert WAIT in office.bob.sees()
    assert office.decisions()[0].status == "recorded"


async def test_four_eyes_name_the_first_pair_and_wait_for_the_second(office: Office) -> None:
    carol = joins(office, "carol")
    with_policy(office, default_policy_text() + FOUR_EYES)
    async with office.bot():
        card = await posts(office)
        assert "*Needs two people:* A second pair of eyes looks at everything." in office.bob.sees()
        await office.bob.click(ACCEPT, card)
        await office.alice.waits_for("*1 of 2*: @bob accepted own centre far away · ")
        await office.bob.waits_for(
            "You chose own centre far away for decision 1: 1 of 2. It waits for one person more."
        )
        await office.alice.waits_for("@bob accepted this: own centre far away. One more person has to accept it.")
        await office.bob.click(ACCEPT, card)
        await office.bob.waits_for("Your word for this counts already")
        await carol.click(ACCEPT, card)
        await office.alice.waits_for("*Accepted: own centre far away* by @carol and @bob · ")
        await carol.click("Undo", card)
        await office.alice.waits_for("*1 of 2*: @bob accepted own centre far away · ")
        await office.bob.click("Undo", card)
        await office.alice.waits_for("*Needs two people:*")
    assert [verb for _, verb in verbs(office)] == ["approve", "accept", "undo", "take_back"]


async def test_a_second_reviewer_agrees_to_an_override_with_one_press(office: Office) -> None:
    carol = joins(office, "carol")
    with_policy(office, default_policy_text() + FOUR_EYES)
    async with office.bot():
        card = await posts(office)
        await overrides(office.bob, office)
        await carol.waits_for("*1 of 2*: @bob would override it with in-house · ")
        await carol.click("Agree to in-house", card)
        await carol.waits_for("*Overridden: in-house instead of own centre far away* by @carol and @bob · law · ")
        assert f"“{WAIT}”" in carol.sees()
    assert office.decisions()[0].status == "overridden"


# Everywhere


async def test_every_copy_of_the_card_says_the_same(office: Office) -> None:
    other = office.slack.channel("other", office.alice, office.bob)
    async with office.bot():
        await posts(office)
        await office.alice.command("/sourcing show 1", other)
        await office.alice.click("Post to channel", office.alice.ephemerals(other)[-1])
        await eventually(lambda: len(office.posts()) == 2)
        office.bob.looks_at(office.general)
        await office.bob.click(ACCEPT)
        await office.bob.waits_for("*Accepted: own centre far away* by @bob")
        office.bob.looks_at(other)
        await office.bob.waits_for("*Accepted: own centre far away* by @bob")


async def test_what_was_typed_is_as_harmless_as_everything_else(office: Office, tmp_path: Path) -> None:
    del tmp_path
    async with office.bot():
        await posts(office)
        await overrides(office.bob, office, reason="<!channel> should know *why* this is")
        await office.bob.waits_for("should know")
        with Store.read(office.database) as store:
            assert store.course(1).moves[0].words == "<!channel> should know *why* this is"
    assert "channel" not in {each.mention.target for each in office.slack.notified}
