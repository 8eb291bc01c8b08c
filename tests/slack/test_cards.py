"""Cards in channels: posted once, kept up to date, and what happens where that is not possible."""

import asyncio

import pytest

from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Message
from tests.slack.conftest import HELP_DESK, Office


async def posted(office: Office) -> None:
    """Alice has asked and posted her card to #general."""
    await office.alice.command(f"/sourcing {HELP_DESK}")
    await office.alice.click("Post to channel")
    await office.slack.until(lambda: len(office.posted(office.general)) == 1)


async def test_two_quick_clicks_post_one_card(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
        exchange = await office.alice.click("Post to channel")
        assert exchange is not None
        await office.slack.redeliver(exchange, times=2)
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
    assert len(office.posted(office.general)) == 1


async def test_somebody_accepts_and_the_card_says_so_in_place(office: Office) -> None:
    async with office.bot():
        await posted(office)
        await office.bob.click("Accept")
        await office.bob.waits_for("*Accepted: own centre far away* by @bob")
        assert sum("Decision 1" in each for each in office.posted(office.general)) == 1
    assert office.decisions()[0].status == "accepted"


async def test_somebody_overrides_it_and_has_to_say_why(office: Office) -> None:
    async with office.bot():
        await posted(office)
        await office.bob.click("Override")
        await office.slack.until(lambda: bool(office.bob.title))
        await office.bob.choose("override.model.v1", "In-house")
        await office.bob.choose("override.ready_reason.v1", "Law")
        await office.bob.fill("override.reason.v1", "no")
        await office.bob.submit()
        assert office.bob.errors
        await office.bob.fill("override.reason.v1", "The works council has asked us to wait.")
        await office.bob.submit()
        await office.bob.waits_for("The works council has asked us to wait.")
        assert "*Overridden: in-house instead of own centre far away* by @bob" in office.bob.sees()
    assert office.decisions()[0].status == "overridden"


async def test_a_discarded_decision_stays_in_the_log(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
        await office.alice.click("Discard")
        await office.alice.waits_for("Discarded")
    assert office.decisions()[0].status == "discarded"


async def test_details_are_one_click_away(office: Office) -> None:
    async with office.bot():
        await posted(office)
        await office.bob.click("Details")
        await office.bob.waits_for("sha256")
        assert "What the text says" in office.bob.sees()


async def test_the_details_tell_what_was_said_from_what_was_assumed(office: Office) -> None:
    async with office.bot():
        await posted(office)
        await office.bob.click("Details")
        await office.bob.waits_for("sha256")
        answers = office.bob.sees().partition("*Answers*")[2]
        said, _, assumed = answers.partition("_Assumed, as usual for ")
        assert "_The request says_" in said, "bob has not asked"
        assert "5 to 49 (“40-seat”)" in said
        assert "Ordinary personal data" in assumed
        assert "you said" not in office.bob.sees().lower()


async def test_whoever_sees_the_card_can_have_it_proved(office: Office) -> None:
    async with office.bot():
        await office.alice.command("/sourcing Let a vendor in Shenzhen redraw the ITAR-controlled drawings.")
        await office.alice.click("Post to channel")
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        await office.bob.click("Details")
        await office.bob.waits_for("How it was worked out")
        await office.bob.click("How it was worked out")
        await office.bob.waits_for("Ruled out, whatever the points")
        shown = office.bob.sees()
        assert "What could still change it" in shown
        assert "[22 CFR 120.50, seen 30 Nov 2026]" in shown
        assert "sha256" in shown


@pytest.mark.parametrize(
    ("name", "private", "archived", "with_bot", "says"),
    [
        ("elsewhere", False, False, False, "/invite @Sourcing"),
        ("hidden", True, False, False, "/invite @Sourcing"),
        ("old", False, True, True, "archived"),
    ],
)
async def test_where_it_cannot_post_the_requester_is_told_how_to_mend_it(
    office: Office, *, name: str, private: bool, archived: bool, with_bot: bool, says: str
) -> None:
    channel = office.slack.channel(name, office.alice, private=private, archived=archived, with_bot=with_bot)
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}", channel)
        await office.alice.click("Post to channel")
        await office.slack.until(lambda: told(office) != "")
        assert says in told(office)
        office.slack.workspace.channels[channel.id].members.add(office.slack.bot.id)
        office.slack.workspace.channels[channel.id].archived = False
        notice = next(each for each in everything(office) if "not posted" in each.text)
        await office.alice.click("Post again", notice)
        await office.slack.until(lambda: len(office.posted(channel)) == 1)


def everything(office: Office) -> list[Message]:
    """All messages that Alice can read, anywhere."""
    return [each for channel in office.slack.workspace.channels.values() for each in office.alice.messages(channel)]


def told(office: Office) -> str:
    """What the bot told Alice directly about a card that it could not post."""
    return "\n".join(str(each.blocks) for each in everything(office) if "not posted" in each.text)


async def test_a_stranger_cannot_post_or_discard_what_is_not_theirs(office: Office) -> None:
    mallory = Person(office.slack, "mallory")
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
        exchange = await office.alice.click("Discard", confirm=False)
        assert exchange is None
        clicked = await office.alice.click("More questions")
        assert clicked is not None
        await office.slack.until(lambda: bool(office.alice.title))
        forged = {**clicked.delivery.payload, "user": {"id": mallory.id, "team_id": office.slack.workspace.team.id}}
        forged["actions"] = [{**forged["actions"][0], "action_id": "card.discard.v1", "value": "1"}]
        await office.slack.deliver("interactive", forged)
    assert office.decisions()[0].status == "recorded"


async def test_slow_slack_delays_no_acknowledgement(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
        office.slack.fail_next("*", until=(slack_answers := asyncio.Event()), times=3)
        assert await office.alice.click("More questions")
        assert not office.alice.title
        slack_answers.set()
        await office.slack.until(lambda: bool(office.alice.title))


async def test_old_buttons_and_forms_say_that_they_are_old(office: Office) -> None:
    async with office.bot():
        old = office.slack.workspace.post(
            office.general,
            office.slack.bot.id,
            "An old card",
            [
                {
                    "type": "actions",
                    "block_id": "b",
                    "elements": [
                        {
                            "type": "button",
                            "action_id": "card.gone.v0",
                            "text": {"type": "plain_text", "text": "Old button"},
                            "value": "1",
                        }
                    ],
                }
            ],
            by_app=True,
        )
        await office.alice.click("Old button", old)
        await office.alice.waits_for("from an older version")
