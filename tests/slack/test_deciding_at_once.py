"""Two people decide about one card, from different screens and at different times: nothing is changed unseen."""

import asyncio

from bot import ids
from bot.playground.stand_in.workspace import Message
from bot.store import Store
from tests.slack.conftest import HELP_DESK, Office, eventually
from tests.slack.deciding import WAIT, course, fills_in_override, joins, opens, overrides, posts, submits, verbs
from tests.slack.test_who_may import asked

ACCEPT = "Accept own centre far away"
ACCEPTED = "*Accepted: own centre far away* by "
ABROAD = "The board has decided to move it this year."


async def shown_alone(office: Office) -> Message:
    """Bob's own copy of the card, which nothing brings up to date."""
    await office.bob.command("/sourcing show 1")
    return office.bob.ephemerals()[-1]


async def test_of_two_at_the_same_moment_one_decides_and_the_other_is_told_who(office: Office) -> None:
    carol = joins(office, "carol")
    async with office.bot():
        card = await posts(office)
        await asyncio.gather(office.bob.click(ACCEPT, card), carol.click(ACCEPT, card))
        await office.alice.waits_for(ACCEPTED)
        decided = course(office).decided
        assert decided is not None
        first, second = (office.bob, carol) if decided.by == office.bob.id else (carol, office.bob)
        await first.waits_for("You accepted own centre far away for decision 1.")
        await second.waits_for(f"@{first.user.name} accepted own centre far away a moment ago.")
        await opens(second, office, "Override", "Override the decision")
        assert f"{ACCEPTED}@{first.user.name}" in second.sees()
    assert len(verbs(office)) == 1


async def test_on_a_stale_card_the_second_is_told_and_can_override(office: Office) -> None:
    carol = joins(office, "carol")
    async with office.bot():
        card = await posts(office)
        stale = await shown_alone(office)
        await carol.click(ACCEPT, card)
        await office.bob.waits_for(f"{ACCEPTED}@carol")
        await office.bob.click(ACCEPT, stale)
        await office.bob.waits_for("@carol accepted own centre far away a moment ago.")
        assert "[Reopen]" in office.bob.sees(), "his own copy says how it stands now"
    assert verbs(office) == [(carol.id, "accept")]


async def test_a_form_opened_before_somebody_else_decided_says_who_and_asks_again(office: Office) -> None:
    carol = joins(office, "carol")
    async with office.bot():
        await posts(office)
        for person, model, reason in ((carol, "Own centre nearby", ABROAD), (office.bob, "In-house", WAIT)):
            await opens(person, office, "Override", "Override the decision")
            await fills_in_override(person, model, reason, "Timing")
        await submits(office.bob)
        stale = await submits(carol)
        await carol.waits_for("@bob overrode it: in-house, a moment ago.\nTo override that, press Override once more.")
        assert WAIT in carol.sees()
        assert ABROAD in str(carol.values)
        await office.slack.redeliver(stale, times=1)
        assert verbs(office) == [(office.bob.id, "override")]
        await submits(carol)
        await office.slack.until(lambda: not carol.title)
        await office.slack.redeliver(stale, times=1)
    assert verbs(office) == [(office.bob.id, "override"), (carol.id, "override")]


async def test_neither_press_nor_submission_undoes_a_later_decision_when_it_arrives_again(office: Office) -> None:
    carol = joins(office, "carol")
    async with office.bot():
        card = await posts(office)
        await opens(office.bob, office, "Override", "Override the decision")
        await fills_in_override(office.bob)
        accept = await carol.click(ACCEPT, card)
        assert accept is not None
        await office.bob.waits_for(f"{ACCEPTED}@carol")
        await submits(office.bob)
        await office.bob.waits_for("@carol accepted own centre far away a moment ago.")
        overridden = await submits(office.bob)
        await eventually(lambda: office.decisions()[0].status == "overridden")
        await office.slack.redeliver(accept, times=1)
        await office.slack.redeliver(overridden, times=2)
    assert verbs(office) == [(carol.id, "accept"), (office.bob.id, "override")]


async def test_two_presses_of_one_person_are_one_decision(office: Office) -> None:
    async with office.bot():
        card = await posts(office)
        stale = card.blocks
        await office.bob.click(ACCEPT, card)
        await office.bob.waits_for(f"{ACCEPTED}@bob")
        card.blocks = stale
        await office.bob.click(ACCEPT, card)
        await office.slack.until(lambda: office.bob.sees().count("You accepted own centre far away") == 2)
    assert verbs(office) == [(office.bob.id, "accept")]


async def test_what_is_reopened_is_not_undone_by_a_button_from_before(office: Office) -> None:
    async with office.bot():
        card = await posts(office)
        await office.bob.click(ACCEPT, card)
        await office.bob.waits_for("You accepted")
        undo = office.bob.ephemerals()[-1]
        await office.bob.waits_for("[Reopen]")
        await opens(office.bob, office, "Reopen", "Reopen the decision")
        await office.bob.fill("Why?", "The offer fell through last night.")
        await submits(office.bob)
        await office.bob.waits_for("*Reopened* by @bob")
        await office.bob.click("Undo", undo)
        await office.bob.waits_for("@bob reopened it a moment ago. Nothing was changed")
    assert office.decisions()[0].status == "recorded"


async def test_an_answer_meanwhile_is_not_decided_unseen(office: Office) -> None:
    async with office.bot():
        card = await posts(office)
        stale = await shown_alone(office)
        answer = next(
            each
            for block in card.blocks
            for each in block.get("elements", [])
            if each.get("action_id", "").startswith(ids.TAP)
        )
        await office.alice.click(answer["text"]["text"], card)
        await office.bob.waits_for("*Answered* by @alice")
        await office.bob.click(ACCEPT, stale)
        await office.bob.waits_for("@alice answered a question on the card a moment ago. Nothing was changed")
        await office.bob.waits_for("*Answered* by @alice")
    assert office.decisions()[0].status == "recorded"


async def test_a_restart_between_opening_and_sending_a_form_loses_nothing(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await opens(office.bob, office, "Override", "Override the decision")
    async with office.bot():
        await fills_in_override(office.bob)
        await submits(office.bob)
        await office.bob.waits_for("It is on record.")
        await office.bob.close()
        await office.bob.waits_for("*Overridden: in-house instead of own centre far away* by @bob")
        await office.bob.waits_for("You overrode decision 1: in-house.")
        assert asked(office, "users.info") >= 1, "who sent it was asked anew"


async def test_buttons_work_on_after_a_restart(office: Office) -> None:
    async with office.bot():
        card = await posts(office)
    async with office.bot():
        await office.bob.click(ACCEPT, card)
        await office.bob.waits_for(f"{ACCEPTED}@bob")
    async with office.bot():
        await office.bob.click("Undo", card)
        await office.bob.waits_for(f"[{ACCEPT}]")
    assert [verb for _, verb in verbs(office)] == ["accept", "undo"]


async def test_a_decision_erased_while_its_card_stands_answers_every_button(office: Office) -> None:
    async with office.bot():
        card = await posts(office)
        stale = card.blocks
        with Store.open(office.database, clock=office.clock) as store:
            store.erase(1, {"text", "classification", "answers"}, actor="operator", reason="asked for")
        await office.bob.click(ACCEPT, card)
        await office.bob.waits_for("had words of this decision erased")
        card.blocks = stale
        await opens(office.bob, office, "Override", "Override the decision")
        assert HELP_DESK not in office.bob.sees().partition("[Override the decision]")[2]
        await fills_in_override(office.bob)
        await submits(office.bob)
        await office.bob.waits_for("has been erased, so nobody can decide it anew")
    assert [verb for _, verb in verbs(office)] == ["erase"]


async def test_slack_being_slow_to_say_who_reviews_delays_no_acknowledgement(office: Office) -> None:
    group = "S0REVIEWERS"
    office.reviewers = frozenset({group})
    office.slack.workspace.groups[group] = [office.bob.id]
    async with office.bot():
        card = await posts(office)
        office.slack.fail_next("usergroups.users.list", until=(slack_answers := asyncio.Event()))
        assert await office.bob.click(ACCEPT, card)
        slack_answers.set()
        await office.bob.waits_for(f"{ACCEPTED}@bob (reviewer)")


async def test_where_slack_does_not_say_who_reviews_nobody_decides(office: Office) -> None:
    group = "S0REVIEWERS"
    office.reviewers = frozenset({group})
    office.slack.workspace.groups[group] = [office.bob.id]
    async with office.bot():
        card = await posts(office)
        office.slack.fail_next("usergroups.users.list", error="missing_scope", times=9)
        await office.bob.click(ACCEPT, card)
        await office.bob.waits_for("Slack does not say just now who the reviewers are")
    assert office.decisions()[0].status == "recorded"


async def test_overriding_an_override_is_a_decision_of_its_own(office: Office) -> None:
    carol = joins(office, "carol")
    async with office.bot():
        card = await posts(office)
        stale = card.blocks
        await overrides(office.bob, office)
        await carol.waits_for("*Overridden: in-house")
        card.blocks = stale
        await carol.click(ACCEPT, card)
        await carol.waits_for("@bob overrode it: in-house, a moment ago.")
        await opens(carol, office, "Override", "Override the decision")
        await fills_in_override(carol, "Own centre far away", ABROAD, "Timing")
        await submits(carol)
        await carol.waits_for(f"{ACCEPTED}@carol")
    assert [verb for _, verb in verbs(office)] == ["override", "accept"]
