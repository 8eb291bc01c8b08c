"""An older backup of the log was put back: numbers are given out again, and Slack shows what the log has forgotten."""

import shutil
from contextlib import closing

from bot.playground.stand_in.workspace import Channel, Message
from bot.store import OutboxState
from bot.store.driver import sqlite3
from tests.slack.conftest import HELP_DESK, Office, eventually
from tests.slack.earlier_releases import without_checks
from tests.slack.test_posting import all_suffered, ask_and_post, only_http, states

PAYROLL = "Let an agency in Manila run payroll for our 300 staff"
NOT_MEANT = "this is not about what is on the record as decision 1 now"


def put_aside(office: Office) -> None:
    """A backup of the log, made as SQLite's own tools make it."""
    with closing(sqlite3.connect(office.database)) as log:
        log.execute("VACUUM INTO ?", [str(office.database.with_name("backup"))])


def put_back(office: Office) -> None:
    """The backup in the place of the log; the bot is not running."""
    shutil.copyfile(office.database.with_name("backup"), office.database)


async def ask_after_an_older_backup_was_put_back(office: Office) -> Message:
    """Alice's card from before is in #general; decision 1 is now Bob's, and only he has seen it. The bot runs on."""
    async with office.bot():
        put_aside(office)
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
    put_back(office)
    return posted(office, office.general)


def posted(office: Office, channel: Channel) -> Message:
    """The one card in a channel."""
    (card,) = [
        each for each in office.bob.messages(channel) if each.by_app and not each.ephemeral_to and not each.thread_ts
    ]
    return card


async def test_a_card_from_before_does_nothing_to_the_decision_that_has_its_number_now(office: Office) -> None:
    card = await ask_after_an_older_backup_was_put_back(office)
    async with office.bot():
        await office.bob.command(f"/sourcing {PAYROLL}")
        for button in ("Details", "Accept", "Override"):
            await office.alice.click(button, card)
            await office.alice.waits_for(NOT_MEANT)
            office.alice.ephemerals(office.general)[-1].blocks.clear()
            assert not office.alice.title
        assert "payroll" not in office.alice.sees()
    assert [(each.text, each.status) for each in office.decisions()] == [(PAYROLL, "recorded")]


async def test_neither_does_one_that_an_older_release_posted(office: Office) -> None:
    card = await ask_after_an_older_backup_was_put_back(office)
    card.blocks[:] = without_checks(card.blocks)
    async with office.bot():
        await office.bob.command(f"/sourcing {PAYROLL}")
        await office.alice.click("Accept", card)
        await office.alice.waits_for(NOT_MEANT)
        await office.bob.click("Accept", card)  # not even his own
        await office.bob.waits_for(NOT_MEANT)
    assert office.decisions()[0].status == "recorded"


async def test_a_number_that_the_log_no_longer_has_is_told_in_the_same_words(office: Office) -> None:
    card = await ask_after_an_older_backup_was_put_back(office)
    async with office.bot():
        await office.bob.click("Accept", card)
        await office.bob.waits_for(NOT_MEANT)


async def test_buttons_of_an_older_release_work_where_the_record_agrees(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
        (own,) = office.alice.ephemerals(office.general)
        own.blocks[:] = without_checks(own.blocks)
        await office.alice.click("Details", own)
        await office.alice.waits_for("sha256")
        await office.alice.close()
        await office.alice.click("Post to channel", own)
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        card = posted(office, office.general)
        await eventually(lambda: bool(office.posts()))
        card.blocks[:] = without_checks(card.blocks)
        await office.bob.click("Accept", card)
        await office.bob.waits_for("*Accepted: own centre far away* by @bob")


async def test_a_form_of_an_older_release_says_to_press_the_button_again_and_keeps_what_was_typed(
    office: Office,
) -> None:
    async with office.bot():
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        await office.bob.click("Override")
        await office.bob.waits_for("Why?")
        assert office.bob.modal is not None
        office.bob.modal.content["callback_id"] = "override.v1"
        office.bob.modal.content["private_metadata"] = "1"
        await office.bob.choose("override.ready_reason.v1", "Law")
        await office.bob.choose("override.model.v1", "In-house")
        await office.bob.fill("override.reason.v1", "The works council has asked us to wait.")
        await office.bob.submit()
        await office.bob.waits_for("press the button on the card again")
        await office.bob.cancel()
        assert "The works council has asked us to wait." in str(office.bob.values)
    assert office.decisions()[0].status == "recorded"


async def test_a_card_that_the_log_has_forgotten_to_have_posted_still_shows_what_became_of_it(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
        put_aside(office)
        await office.alice.click("Post to channel")
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
    put_back(office)
    async with office.bot():
        await office.bob.click("Accept")
        await office.bob.waits_for("*Accepted: own centre far away* by @bob")
    assert office.decisions()[0].status == "accepted"


@only_http
async def test_what_was_waiting_in_the_backup_is_looked_for_before_it_is_posted(office: Office) -> None:
    posted_since, not_posted = (office.slack.channel(name, office.alice) for name in ("since", "not"))
    async with office.bot():
        office.slack.fail_next("chat.postMessage", status=429, retry_after=2, times=2)
        await ask_and_post(office, posted_since)
        await ask_and_post(office, not_posted)
        await eventually(lambda: all_suffered(office) and states(office) == [OutboxState.WAITING] * 2)
        put_aside(office)
        await office.slack.until(lambda: len(office.posted(posted_since)) == 1)
        await eventually(lambda: states(office) == [OutboxState.SENT] * 2)
        (lost,) = office.alice.messages(not_posted)[-1:]
        office.slack.workspace.messages.remove(lost)
    put_back(office)
    async with office.bot():
        await eventually(lambda: states(office) == [OutboxState.SENT] * 2)
    assert [each.ts for each in office.posts()] == [posted(office, posted_since).ts]
    assert len(office.posted(posted_since)) == len(office.posted(not_posted)) == 1


@only_http
async def test_where_slack_does_not_say_whether_it_was_posted_the_requester_is_told_to_look(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("chat.postMessage", status=429, retry_after=2)
        await ask_and_post(office, office.general)
        await eventually(lambda: all_suffered(office) and states(office) == [OutboxState.WAITING])
        put_aside(office)
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
    put_back(office)
    office.slack.fail_next("conversations.history", error="missing_scope")
    async with office.bot():
        await eventually(lambda: states(office)[0] == OutboxState.FAILED)
        direct = office.slack.workspace.direct({office.alice.id, office.slack.bot.id})
        await office.slack.until(lambda: "not posted" in "".join(office.posted(direct)))
    assert len(office.posted(office.general)) == 1
