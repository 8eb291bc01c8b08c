"""Posting: once for each place, whatever Slack, the network or a crash does in between."""

import asyncio
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from bot.playground.stand_in.journal import ApiCall
from bot.playground.stand_in.transport import HttpTransport
from bot.playground.stand_in.workspace import Channel
from bot.store import OutboxState, Store
from bot.store.driver import sqlite3
from tests.ordeals.bot_process import SECRET as PROCESS_SECRET
from tests.ordeals.bot_process import bot_process
from tests.slack.conftest import HELP_DESK, Office, eventually

only_http = pytest.mark.parametrize("office", ["http"], indirect=True)
"""For what happens after an acknowledgement, which no transport has a part in."""

TROUBLES: Mapping[str, Mapping[str, Any]] = {
    "slow": {"stall": 1.5},
    "rate limited": {"status": 429, "retry_after": 1},
    "failing": {"status": 500},
    "failing politely": {"error": "internal_error"},
    "cut off before": {"reset": "before"},
    "cut off after": {"reset": "after"},
}


def tried(office: Office, method: str = "chat.postMessage") -> int:
    """How many times the bot has tried to post, or what the method does."""
    return len([each for each in office.slack.log if isinstance(each, ApiCall) and each.method == method])


async def ask_and_post(office: Office, channel: Channel) -> None:
    """Alice asks in a channel and has the card posted there."""
    await office.alice.command(f"/sourcing {HELP_DESK}", channel)
    await office.alice.click("Post to channel")


def all_suffered(office: Office) -> bool:
    """Whether every failure that was asked for has hit a call."""
    return not office.slack.trouble.asked_for("chat.postMessage")


def states(office: Office) -> list[str]:
    """How far everything in the outbox has come."""
    with closing(sqlite3.connect(office.database)) as log:
        return [str(state) for (state,) in log.execute("SELECT state FROM outbox ORDER BY id")]


@only_http
async def test_every_trouble_while_posting_still_ends_in_exactly_one_card(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.client.TIMEOUT", 1.0)
    monkeypatch.setattr("bot.sender._SURE_AFTER", 1.0)
    channels = {name: office.slack.channel(name.replace(" ", "-"), office.alice) for name in TROUBLES}
    async with office.bot():
        for name, trouble in TROUBLES.items():
            office.slack.fail_next("chat.postMessage", **trouble)
            await ask_and_post(office, channels[name])
            await eventually(lambda: all_suffered(office))
        await eventually(lambda: states(office) == [OutboxState.SENT] * len(TROUBLES))
    assert {name: len(office.posted(channel)) for name, channel in channels.items()} == dict.fromkeys(TROUBLES, 1)


@only_http
@pytest.mark.parametrize("trouble", [{"status": 429, "retry_after": 1}, {"status": 503}, {"reset": "after"}])
async def test_where_slack_does_not_say_now_whether_a_channel_is_public_the_card_waits_until_it_does(
    office: Office, trouble: Mapping[str, Any]
) -> None:
    async with office.bot():
        office.slack.fail_next("conversations.info", times=2, **trouble)
        await ask_and_post(office, office.general)
        await eventually(lambda: states(office) == [OutboxState.SENT])
    assert len(office.posted(office.general)) == 1
    assert [post.private for post in office.posts_of(1)] == [False]


@only_http
async def test_a_card_that_was_looked_for_and_found_is_public_where_slack_says_so_later(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.conversations._PRIVACY_KNOWN_FOR", 0.0)
    async with office.bot():
        await ask_and_post(office, office.general)
        await eventually(lambda: states(office) == [OutboxState.SENT])
        office.slack.fail_next("chat.postMessage", stall=0.5, reset="after")
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: tried(office) == 2)
        office.slack.fail_next("conversations.info", status=503, times=2)
        await eventually(lambda: states(office) == [OutboxState.SENT] * 2)
    assert [post.private for number in (1, 2) for post in office.posts_of(number)] == [False, False]


@only_http
async def test_what_was_being_sent_when_the_bot_was_killed_is_looked_for_before_it_is_sent_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sender._SURE_AFTER", 1.0)
    arrived, lost = (office.slack.channel(name, office.alice) for name in ("arrived", "lost"))
    async with bot_process(office.slack, office.database, http=True) as bot:
        office.slack.transport = HttpTransport(bot.events_url, PROCESS_SECRET)
        office.slack.fail_next("chat.postMessage", stall=1.5)
        await ask_and_post(office, arrived)
        office.slack.fail_next("chat.postMessage", stall=1.5, reset="before")
        await ask_and_post(office, lost)
        await eventually(lambda: all_suffered(office) and states(office) == [OutboxState.SENDING] * 2)
        bot.process.kill()
        await bot.process.wait()
    await office.slack.transport.close()
    await office.slack.until(lambda: tried(office) == 2)
    assert (len(office.posted(arrived)), len(office.posted(lost))) == (1, 0)
    async with office.bot():
        await eventually(lambda: states(office) == [OutboxState.SENT] * 2)
    assert (len(office.posted(arrived)), len(office.posted(lost))) == (1, 1)
    with Store.read(office.database) as store:
        assert [post.channel for post in store.posts_of(1)] == [arrived.id]


@only_http
async def test_a_stop_sends_what_is_waiting_and_a_restart_the_rest(office: Office) -> None:
    later = office.slack.channel("later", office.alice)
    async with bot_process(office.slack, office.database, http=True) as bot:
        office.slack.transport = HttpTransport(bot.events_url, PROCESS_SECRET)
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: tried(office) == 1)
        office.slack.fail_next("chat.postMessage", status=429, retry_after=4)
        await ask_and_post(office, later)
        await office.slack.until(lambda: tried(office) == 2)
        await ask_and_post(office, office.general)
        status, _ = await bot.terminate()
    await office.slack.transport.close()
    assert status == 0
    assert len(office.posted(office.general)) == 2, "one a second, so the second was still waiting"
    assert office.posted(later) == []
    async with office.bot():
        await office.slack.until(lambda: len(office.posted(later)) == 1)


@only_http
async def test_a_channel_gets_a_message_a_second_so_that_slack_never_says_it_is_too_many(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.outbox.PACE", timedelta(seconds=1))
    office.slack.rates.enabled = True
    async with office.bot():
        for _ in range(5):
            await ask_and_post(office, office.general)
        await office.slack.until(lambda: len(office.posted(office.general)) == 5)
    assert tried(office) == 5


async def test_a_card_is_brought_up_to_date_everywhere_it_was_posted(office: Office) -> None:
    finance = office.slack.channel("finance", office.alice, office.bob)
    async with office.bot():
        await ask_and_post(office, office.general)
        await office.alice.command("/sourcing show 1", finance)
        await office.alice.click("Post to channel")
        await office.slack.until(lambda: len(office.posted(finance)) == len(office.posted(office.general)) == 1)
        office.bob.looks_at(finance)
        await office.bob.click("Accept")
        await office.bob.waits_for("*Accepted: own centre far away* by @bob")
        office.bob.looks_at(office.general)
        await office.bob.waits_for("*Accepted: own centre far away* by @bob")


async def test_a_card_whose_place_was_taken_says_so_and_can_no_longer_be_changed(office: Office) -> None:
    alice, bob = office.alice, office.bob
    async with office.bot():
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        posted = bob.messages(office.general)[-1]
        await alice.command("/sourcing show 1")
        for _ in range(3):
            await alice.command("/sourcing show 1")
        own, *others = alice.ephemerals()[-4:]
        await alice.click("More questions", own)
        await alice.waits_for("goes on from decision 1")
        await alice.click("Back")
        await alice.waits_for("What do you need done?")
        await alice.choose("Business function", "IT")
        while "Change an answer" not in alice.sees():
            await alice.submit()
        await alice.submit()
        await bob.waits_for("Decision 2 took its place.")
        assert "Accept" not in str(posted.blocks)
        buttons = ("More questions", "Post to channel", "Discard")
        for button, other in zip(buttons, others, strict=True):
            await alice.click(button, other)
        await office.slack.until(lambda: alice.sees().count("Decision 2 took its place.") == 4)
    assert [(each.id, each.status) for each in office.decisions()] == [(2, "recorded"), (1, "superseded")]


async def test_somebody_who_clicks_on_a_stale_card_is_told_what_became_of_the_decision(office: Office) -> None:
    async with office.bot():
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        await office.alice.command("/sourcing show 1")
        own = office.alice.ephemerals()[-1]
        await office.bob.click("Accept")
        await office.bob.waits_for("*Accepted: own centre far away* by @bob")
        await office.alice.click("Discard", own)
        await office.alice.waits_for("Decision 1 is accepted; it can no longer be discarded.")
    assert office.decisions()[0].status == "accepted"


async def test_a_refusal_that_nobody_foresaw_is_told_with_slacks_word_for_it(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("chat.postMessage", error="team_quota_exceeded")
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: "team_quota_exceeded" in told(office))
        office.alice.looks_at(direct(office))
        await office.alice.click("Post again")
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)


@only_http
async def test_where_nobody_can_say_whether_it_arrived_the_requester_is_asked_to_look(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("conversations.history", error="missing_scope")
        office.slack.fail_next("chat.postMessage", reset="after")
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: "did not say whether it arrived" in told(office))
    assert len(office.posted(office.general)) == 1


@only_http
async def test_a_revoked_token_keeps_the_card_until_it_works_again(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
        office.slack.revoke_token()
        await office.alice.click("Post to channel")
        await office.slack.until(lambda: tried(office, "conversations.info") == 1)
        await eventually(lambda: states(office) == [OutboxState.WAITING])
        office.slack.revoke_token(None)
    assert office.posted(office.general) == []


def direct(office: Office) -> Channel:
    """The direct conversation of Alice and the bot."""
    return office.slack.workspace.direct({office.alice.id, office.slack.bot.id})


def told(office: Office) -> str:
    """What the bot has told Alice directly."""
    return "\n".join(str(each.blocks) for each in office.alice.messages(direct(office)))


async def test_several_clicks_at_once_post_one_card(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
        card = office.alice.ephemerals()[-1]
        await asyncio.gather(*(office.alice.click("Post to channel", card) for _ in range(4)))
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        await eventually(lambda: states(office) == [OutboxState.SENT])
    assert len(office.posted(office.general)) == 1
