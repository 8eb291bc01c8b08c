"""What is pressed about a digest, in its form, under its settings and in it: each is answered, and nothing twice."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Channel, Message
from bot.store import DigestState, EventKind, Section, Store, digests, erasing
from bot.store.decision import ERASABLE
from bot.store.driver import Database
from bot.weeks import Week
from tests.slack.conftest import Office, eventually
from tests.slack.deciding import overrides, posts
from tests.slack.setting_digests_up import (
    MONDAY_AT_NINE,
    THURSDAY,
    closes_form,
    digests_in,
    goes_by_slack,
    it_is,
    kept,
    on_record,
    opens_form,
    said,
    sets_up,
)

pytestmark = pytest.mark.parametrize("office", ["http"], indirect=True)

WEEK = Week(2026, 48)
"""The one with that Thursday; the digest of the Monday after is the next one's."""
PAYROLL = "Hand payroll to an agency in Cebu"


@pytest.fixture(autouse=True)
def on_a_thursday(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next Monday is ahead."""
    goes_by_slack(office, monkeypatch)
    it_is(office, THURSDAY)
    office.reviewers = frozenset({office.bob.id})


async def whispered(office: Office, person: Person, words: str, channel: Channel | None = None) -> Message:
    """The message with these words that they alone see there, once it is there."""
    where = channel or office.general

    def found() -> list[Message]:
        return [each for each in person.ephemerals(where) if words in said(each)]

    await office.slack.until(lambda: found() != [])
    return found()[-1]


async def sent_now(office: Office, channel: Channel | None = None) -> Message:
    """Alice has this week's digest sent, and it is there."""
    where = channel or office.general
    await office.alice.click("Send now", await whispered(office, office.alice, "*Digest is on*", where))
    await office.slack.until(lambda: digests_in(office, where) != [])
    return digests_in(office, where)[-1]


async def is_more(office: Office, person: Person, channel: Channel, before: int) -> None:
    """They alone see one message more there."""
    await office.slack.until(lambda: len(person.ephemerals(channel)) > before)


async def shows(person: Person, office: Office, section: str, digest: Message) -> str:
    """They press Show, and this is what opens."""
    await person.click(f"digest.show.v1:{section}", digest)
    await office.slack.until(lambda: person.title == "Weekly digest")
    return person.sees().split("[Weekly digest]")[1]


# Preview


async def test_a_preview_is_the_very_message_and_seen_by_whoever_pressed_alone(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await posts(office, PAYROLL)
        card = await sets_up(office.alice, office)
        assert "Preview" in card
        await office.alice.click("Preview")
        preview = await whispered(office, office.alice, "Record up to")
        assert office.bob.ephemerals() == []
        sent = await sent_now(office)
        note, *shown = preview.blocks
        assert "Nothing has been sent." in str(note)
        # The first line says of which days it is, the last up to which event; it is of the week that is due next.
        assert str(shown[1:-1]) == str(sent.blocks[1:-1]).replace(str(WEEK), str(WEEK.after(1)))
        assert len(shown) == len(sent.blocks)
        assert len(digests_in(office)) == 1


async def test_a_preview_shows_what_is_filled_in_and_says_where_it_is(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await opens_form(office.alice, office)
        await office.alice.choose("What stands in it", ["Waiting"])
        await office.alice.click("Preview")
        await office.alice.waits_for("where you alone see it. Close the form to read it.")
        preview = said(await whispered(office, office.alice, "Record up to"))
        assert "*Waiting* 1" in preview
        assert "*New*" not in preview
        assert on_record(office) == [], "nothing is set up by looking"
        await office.alice.cancel()
        assert office.alice.title == "Weekly digest", "what was filled in is still there"
        await closes_form(office.alice, office)
        assert kept(office).settings.sections == {Section.WAITING}


async def test_a_preview_of_a_channel_with_nothing_in_it_says_so(office: Office) -> None:
    async with office.bot():
        await sets_up(office.alice, office)
        await office.alice.click("Preview")
        await whispered(office, office.alice, "nothing to tell so far, and a quiet week posts nothing.")


async def test_where_slack_takes_no_chart_the_preview_comes_without(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await overrides(office.bob, office)
        await sets_up(office.alice, office)
        office.slack.fail_next("chat.postEphemeral", error="invalid_blocks")
        await office.alice.click("Preview")
        preview = await whispered(office, office.alice, "Record up to")
        assert "data_visualization" not in {each["type"] for each in preview.blocks}
        assert "*Models*" in said(preview)


async def test_a_preview_that_slack_does_not_take_is_said(office: Office) -> None:
    direct = office.slack.workspace.direct({office.alice.id, office.slack.bot.id})
    async with office.bot():
        await posts(office)
        await sets_up(office.alice, office)
        office.slack.fail_next("chat.postEphemeral", error="internal_error", times=2)
        await office.alice.click("Preview")
        await office.slack.until(
            lambda: any(
                "Slack did not take the preview" in said(each) for each in office.slack.workspace.posted(direct)
            )
        )


async def test_a_preview_that_takes_long_is_announced(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handlers.digest_shown._SOON", 0.05)
    slack_is_busy = asyncio.Event()
    async with office.bot():
        await posts(office)
        await sets_up(office.alice, office)
        office.slack.fail_next("chat.postEphemeral", until=slack_is_busy)
        await office.alice.click("Preview")
        await whispered(office, office.alice, "The preview is on its way into")
        slack_is_busy.set()
        await whispered(office, office.alice, "Record up to")


async def test_a_preview_that_cannot_be_drawn_is_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(_: object) -> None:
        raise RuntimeError("a mistake in this program")

    monkeypatch.setattr("bot.handlers.digest_shown.digest_message", stumble)
    async with office.bot():
        await posts(office)
        await sets_up(office.alice, office)
        await office.alice.click("Preview")
        await office.alice.waits_for("Something went wrong here. Please try again.")


async def test_what_is_pressed_in_a_preview_counts_no_use(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await sets_up(office.alice, office)
        await sent_now(office)
        await office.alice.click("Preview", await whispered(office, office.alice, "*Digest is on*"))
        preview = await whispered(office, office.alice, "Record up to")
        await office.alice.click("digest.show.v1:waiting", preview)
        await office.alice.waits_for("waits")
        assert uses(office) == []


def uses(office: Office) -> list[tuple[str, int]]:
    """How often which button was pressed."""
    with Store.read(office.database) as store, store._reading() as db:
        return db.execute("SELECT section, sum(times) FROM digest_uses GROUP BY section ORDER BY section").fetchall()


# Send now


async def test_however_often_it_is_pressed_one_is_sent_and_the_rest_says_where_it_is(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await sets_up(office.alice, office)
        card = await whispered(office, office.alice, "*Digest is on*")
        await asyncio.gather(*(office.alice.click("Send now", card) for _ in range(2)))
        first = said(await whispered(office, office.alice, "is on its way into"))
        assert "The next one is due Mon 30 Nov." in first
        await office.slack.until(lambda: digests_in(office) != [])
        await eventually(lambda: on_record(office)[-1][0] is EventKind.DIGEST_SENT)
        await office.alice.click("Send now", card)
        again = said(await whispered(office, office.alice, "This week's digest was sent already: "))
        assert f"/p{digests_in(office)[0].ts.replace('.', '')}|Open it>" in again
        await opens_form(office.bob, office)
        await office.bob.click("Send now")
        await office.bob.waits_for("This week's digest was sent already")
        assert len(digests_in(office)) == 1


async def test_while_this_weeks_is_on_its_way_it_is_not_sent_twice(office: Office) -> None:
    slack_is_busy = asyncio.Event()
    async with office.bot():
        await posts(office)
        await sets_up(office.alice, office)
        office.slack.fail_next("chat.postMessage", until=slack_is_busy)
        card = await whispered(office, office.alice, "*Digest is on*")
        await office.alice.click("Send now", card)
        await whispered(office, office.alice, "is on its way into")
        await office.alice.click("Send now", card)
        await whispered(office, office.alice, "This week's digest is on its way already.")
        slack_is_busy.set()
        await office.slack.until(lambda: digests_in(office) != [])
    assert len(digests_in(office)) == 1


async def test_the_monday_after_comes_all_the_same(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await sets_up(office.alice, office)
        await sent_now(office)
        await eventually(lambda: on_record(office)[-1][0] is EventKind.DIGEST_SENT)
        office.slack.take_faults()
        it_is(office, MONDAY_AT_NINE)
        await office.slack.until(lambda: len(digests_in(office)) == 2)
        assert "*Waiting* 1, the same as" in said(digests_in(office)[-1])
        office.slack.take_faults()


async def test_one_that_is_off_is_looked_at_and_sent_all_the_same(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await sets_up(office.alice, office)
        await opens_form(office.alice, office)
        await office.alice.choose("Digest", "Off")
        await closes_form(office.alice, office)
        card = await whispered(office, office.alice, "*Digest is off*")
        await office.alice.click("Preview", card)
        await whispered(office, office.alice, "Record up to")
        await office.alice.click("Send now", card)
        sending = said(await whispered(office, office.alice, "is on its way into"))
        assert "due" not in sending, "it stays off"
        await office.slack.until(lambda: digests_in(office) != [])
    assert kept(office).state is DigestState.OFF


async def test_send_now_of_what_was_never_set_up_says_what_to_do(office: Office) -> None:
    async with office.bot():
        await sets_up(office.alice, office)
        card = await whispered(office, office.alice, "*Digest is on*")
        with Store.open(office.database, clock=office.clock) as store:
            store.write(lambda db, _: db.execute("DELETE FROM digests"))
        await office.alice.click("Send now", card)
        await whispered(office, office.alice, "No digest is set up in this channel yet.")


async def test_where_the_bot_was_removed_it_says_so_and_pauses(office: Office) -> None:
    direct = office.slack.workspace.direct({office.alice.id, office.slack.bot.id})
    async with office.bot():
        await posts(office)
        await sets_up(office.alice, office)
        card = await whispered(office, office.alice, "*Digest is on*")
        office.general.members.discard(office.slack.bot.id)
        await office.alice.click("Send now", card)
        await office.slack.until(
            lambda: any("could not be posted" in said(each) for each in office.slack.workspace.posted(direct))
        )
        await office.alice.command("/sourcing digest", office.general)
        await office.alice.waits_for("Invite me with `/invite @Sourcing`")
        office.alice.invite(office.slack.bot.name, office.general)
        await opens_form(office.alice, office)
        assert "*Digest is paused*" in office.alice.sees()
        assert "*Digest is on*" in await closes_form(office.alice, office)


# Show


async def test_show_opens_what_stands_there_as_the_record_is_now_and_counts_a_use_of_nobody(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await posts(office, PAYROLL)
        await sets_up(office.alice, office)
        digest = await sent_now(office)
        await overrides(office.bob, office)
        await office.bob.click("digest.show.v1:waiting", digest)
        await office.slack.until(lambda: office.bob.title == "Weekly digest")
        assert "help desk" in office.bob.sees().split("[Weekly digest]")[1]
        assert PAYROLL not in office.bob.sees().split("[Weekly digest]")[1], "it waits no more"
        assert office.alice.modal is None
        assert uses(office) == [("waiting", 1)]


async def test_show_works_months_later_and_after_a_restart(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await sets_up(office.alice, office)
        digest = await sent_now(office)
        await opens_form(office.alice, office)
        await office.alice.choose("Digest", "Off")
        await closes_form(office.alice, office)
    office.slack.take_faults()
    it_is(office, THURSDAY + timedelta(days=200))
    async with office.bot():
        await office.bob.click("digest.show.v1:new", digest)
        await office.slack.until(lambda: office.bob.title == "Weekly digest")
        assert "help desk" in office.bob.sees().split("[Weekly digest]")[1]
    office.slack.take_faults()


async def test_show_tells_nothing_of_what_was_erased(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await sets_up(office.alice, office)
        digest = await sent_now(office)
        with Store.open(office.database, clock=office.clock) as store:
            store.erasing(_erase)
        await office.bob.click("digest.show.v1:new", digest)
        await office.slack.until(lambda: office.bob.title == "Weekly digest")
        shown = office.bob.sees().split("[Weekly digest]")[1]
        assert "help desk" not in shown
        assert "erased" in shown


def _erase(db: Database, at: datetime) -> None:
    erasing.erase_and_close(db, at, 1, ERASABLE, actor="operator", reason="They asked for it.")


async def test_show_of_a_channel_that_turned_private_is_for_those_who_are_in_it(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await sets_up(office.alice, office)
        digest = await sent_now(office)
        office.slack.workspace.convert(office.general, private=True)
        await office.bob.click("digest.show.v1:waiting", digest)
        await office.slack.until(lambda: office.bob.title == "Weekly digest")
        assert "help desk" in office.bob.sees().split("[Weekly digest]")[1]


async def test_show_leaves_out_what_somebody_may_not_see(office: Office) -> None:
    """A digest that tells of public channels, too; then a guest joins its channel."""
    desk = office.slack.channel("desk", office.alice)
    async with office.bot():
        await posts(office)
        await posts(office, PAYROLL, desk)
        office.alice.looks_at(office.general)
        await opens_form(office.alice, office)
        await office.alice.choose("Also", ["Decisions of public channels"])
        await closes_form(office.alice, office)
        digest = await sent_now(office)
        assert "*New* 2" in said(digest)
        gus = Person(office.slack, "gus", guest="multi_channel")
        office.general.members.add(gus.id)
        gus.looks_at(office.general)
        seen = {}
        for person in (office.bob, gus):
            await shows(person, office, "new", digest)
            seen[person.user.name] = PAYROLL in person.sees().split("[Weekly digest]")[1]
        assert seen == {"bob": True, "gus": False}


async def test_show_asks_slack_nothing_before_it_is_acknowledged(office: Office) -> None:
    async with office.bot():
        await posts(office)
        await sets_up(office.alice, office)
        digest = await sent_now(office)
        silence = asyncio.Event()
        for method in ("users.info", "conversations.info", "conversations.members", "usergroups.users.list"):
            office.slack.fail_next(method, until=silence, times=5)
        exchange = await office.bob.click("digest.show.v1:waiting", digest)
        assert exchange is not None
        assert exchange.acknowledgement.error is None
        silence.set()
        await office.slack.until(lambda: office.bob.title == "Weekly digest")


@pytest.mark.parametrize("how", ["it says no", "it says nothing"])
async def test_show_says_so_where_slack_does_not_answer_in_time(
    office: Office, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr("bot.handlers.digest_shown._OPENS_WITHIN", 0.1)
    async with office.bot():
        await posts(office)
        await sets_up(office.alice, office)
        digest = await sent_now(office)
    async with office.bot():
        silence = asyncio.Event()
        trouble = {"error": "internal_error"} if how == "it says no" else {"until": silence}
        office.slack.fail_next("users.info", times=20, **trouble)
        await office.bob.click("digest.show.v1:waiting", digest)
        await office.bob.waits_for("Slack does not say just now who may see what.")
        assert office.bob.modal is None
        silence.set()
        office.slack.trouble.forget()


async def test_a_button_of_another_channels_digest_opens_nothing(office: Office) -> None:
    secret = office.slack.channel("secret", office.alice, private=True)
    async with office.bot():
        await posts(office, PAYROLL, secret)
        office.alice.looks_at(secret)
        await sets_up(office.alice, office, secret)
        digest = await sent_now(office, secret)
        copied = office.slack.workspace.post(office.general, office.slack.bot.id, "", digest.blocks, by_app=True)
        await office.bob.click("digest.show.v1:new", copied)
        await office.bob.waits_for("This button is from an older version")
        assert PAYROLL not in said(office.bob.ephemerals()[-1])
        assert office.bob.modal is None


# What nobody presses


@pytest.mark.parametrize("where", ["form", "card"])
async def test_what_nobody_pressed_for_eight_digests_is_offered_to_be_left_out(office: Office, where: str) -> None:
    async with office.bot():
        await posts(office)
        await sets_up(office.alice, office)
    eight_were_sent(office)
    async with office.bot():
        if where == "form":
            await opens_form(office.alice, office)
            assert "Nobody has pressed Show beside waiting" in office.alice.sees()
            await office.alice.click("Leave it out")
            await office.alice.waits_for("Left out from now on.")
        else:
            await office.alice.say(office.general, "@Sourcing digest")
            await office.alice.click("Leave it out", await whispered(office, office.alice, "Leave it out?"))
            await office.alice.waits_for("Left out from now on.")
            await office.alice.waits_for("Left out: waiting.")
        assert kept(office).settings.sections == frozenset(Section) - {Section.WAITING}
        assert on_record(office)[-1] == (EventKind.DIGEST_SET, office.alice.id, "on")
    office.slack.take_faults()


def eight_were_sent(office: Office) -> None:
    """Eight weeks pass, in each of which somebody looks at what is new."""
    for number in range(8):
        moment = MONDAY_AT_NINE + timedelta(weeks=number)
        week = Week.of(moment.date())
        it_is(office, moment + timedelta(minutes=1))
        with Store.open(office.database, clock=office.clock) as store:
            store.write(partial(_sent, channel=office.general.id, week=week))


def _sent(db: Database, at: datetime, *, channel: str, week: Week) -> None:
    digests.plan(db, at, timedelta(hours=48))
    digests.settle_sent(db, at, channel, week, f"{at.timestamp():.6f}")
    digests.note_use(db, channel, Section.NEW, week)
    db.execute("DELETE FROM outbox WHERE kind = 'digest'")


async def test_who_is_not_in_the_channel_changes_nothing_from_elsewhere(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a digest is set to is told in a direct message where Slack does not take it in the channel."""
    monkeypatch.setattr("bot.slack.conversations._MEMBERS_KNOWN_FOR", 0.0)
    secret = office.slack.channel("secret", office.alice, office.bob, private=True)
    direct = office.slack.workspace.direct({office.alice.id, office.slack.bot.id})
    async with office.bot():
        office.alice.looks_at(secret)
        await opens_form(office.alice, office, secret)
        office.slack.fail_next("chat.postEphemeral", error="user_not_in_channel")
        await office.alice.submit()
        await office.slack.until(
            lambda: any("Digest is on" in each.text for each in office.slack.workspace.posted(direct))
        )
        card = office.slack.workspace.posted(direct)[-1]
        await office.alice.click("Change", card)
        await office.slack.until(lambda: office.alice.title == "Weekly digest")
        await office.alice.cancel()
        secret.members.discard(office.alice.id)
        office.alice.looks_at(direct)
        for button in ("Change", "Preview", "Send now"):
            before = len(office.alice.ephemerals(direct))
            await office.alice.click(button, card)
            await is_more(office, office.alice, direct, before)
            assert "Only people in that channel set up its digest" in office.alice.ephemerals(direct)[-1].text
        assert office.alice.modal is None
    assert len(on_record(office)) == 1
