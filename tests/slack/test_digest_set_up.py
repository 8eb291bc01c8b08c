"""`/sourcing digest`: a channel's weekly digest is set up in a form, by colleagues who are there, on the record."""

import asyncio
from datetime import timedelta

import pytest

from bot import weeks
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Channel
from bot.store import DigestState, EventKind, Section, Store, Verified
from tests.slack.conftest import Office, eventually
from tests.slack.deciding import joins
from tests.slack.setting_digests_up import (
    THURSDAY,
    closes_form,
    goes_by_slack,
    is_answered,
    it_is,
    kept,
    on_record,
    opens_form,
    said,
    sets_up,
    told,
)

only_http = pytest.mark.parametrize("office", ["http"], indirect=True)


@pytest.fixture(autouse=True)
def on_a_thursday(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next Monday is ahead."""
    goes_by_slack(office, monkeypatch)
    it_is(office, THURSDAY)


async def test_it_is_set_up_in_the_channel_and_told_to_whoever_did_it_alone(office: Office) -> None:
    async with office.bot():
        card = await sets_up(office.alice, office)
        assert "*Digest is on*: Mondays at 9:00 (Europe/London)." in card
        assert "Next due Mon 30 Nov." in card
        assert office.alice.modal is None
        assert office.bob.ephemerals() == []
        found = kept(office)
        assert (found.state, found.set_by) == (DigestState.ON, office.alice.id)
        assert on_record(office) == [(EventKind.DIGEST_SET, office.alice.id, "on")]
        with Store.read(office.database) as store:
            assert isinstance(store.verify(), Verified)


@only_http
async def test_day_time_zone_and_what_stands_in_it_are_chosen(office: Office) -> None:
    async with office.bot():
        await opens_form(office.alice, office)
        await office.alice.choose("Day", "Friday")
        await office.alice.choose("Time", "16:30")
        await office.alice.choose("Time zone", "America/New_York")
        await office.alice.choose("What stands in it", ["New", "Waiting"])
        await office.alice.choose("Also", ["Notify those for whom something waits"])
        card = await closes_form(office.alice, office)
        assert "Fridays at 16:30 (America/New_York)" in card
        settings = kept(office).settings
        assert str(settings.schedule) == "4 16:30 America/New_York"
        assert settings.sections == {Section.NEW, Section.WAITING}
        assert (settings.public, settings.mention, settings.quiet_line) == (False, True, False)
        await opens_form(office.alice, office)
        assert "(x) New\n( ) Decided\n(x) Waiting" in office.alice.sees()


@only_http
async def test_its_zone_is_that_of_whoever_sets_it_up(office: Office) -> None:
    kenji = Person(office.slack, "kenji", tz="Asia/Tokyo")
    office.general.members.add(kenji.id)
    async with office.bot():
        assert "Mondays at 9:00 (Asia/Tokyo)" in await sets_up(kenji, office)


@only_http
async def test_where_slack_does_not_say_in_time_where_somebody_is_the_form_opens_all_the_same(office: Office) -> None:
    silence = asyncio.Event()
    async with office.bot():
        office.slack.fail_next("users.info", until=silence, times=2)
        office.slack.fail_next("conversations.info", until=silence)
        await opens_form(office.alice, office)
        assert "> UTC" in office.alice.sees()
        assert "Slack does not say just now where you are: choose the time zone before you save." in office.alice.sees()
        silence.set()
        assert "(UTC)" in await closes_form(office.alice, office)


@only_http
async def test_a_form_that_slack_does_not_open_is_said(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("views.open", error="expired_trigger_id")
        await office.alice.command("/sourcing digest", office.general)
        await office.alice.waits_for("Slack did not open the form in time. Nothing is lost; please try again.")
        await sets_up(office.alice, office)


@only_http
@pytest.mark.parametrize("guests_decide", [False, True])
async def test_guests_set_up_none_whatever_else_they_may_do(office: Office, *, guests_decide: bool) -> None:
    office.guests_decide = guests_decide
    gus = Person(office.slack, "gus", guest="multi_channel")
    office.general.members.add(gus.id)
    async with office.bot():
        await gus.command("/sourcing digest", office.general)
        await gus.waits_for("Guests do not set up the digest of a channel; ask a full member")
        assert gus.modal is None
    assert on_record(office) == []


@only_http
async def test_whom_slack_does_not_know_when_the_form_is_sent_sends_it_again(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("users.info", error="internal_error", times=3)
        await opens_form(office.alice, office)
        await office.alice.choose("Day", "Friday")
        await office.alice.submit()
        await office.alice.waits_for("*Not saved:* Slack does not say just now who you are here.")
        assert on_record(office) == []
        await office.alice.submit()
        await office.alice.waits_for("It is on record. You can close this.")
        assert str(kept(office).settings.schedule) == "4 09:00 UTC", "what was filled in is not lost"


@only_http
async def test_who_became_a_guest_while_the_form_was_open_sets_up_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.people.KNOWN_FOR", 0.0)
    async with office.bot():
        await opens_form(office.bob, office)
        office.bob.user.guest = "multi_channel"
        await office.bob.submit()
        await office.bob.waits_for("Guests do not set up the digest of a channel")
        assert on_record(office) == []


@only_http
async def test_where_slack_has_to_be_asked_first_the_form_says_what_came_of_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.people.KNOWN_FOR", 0.0)
    async with office.bot():
        await opens_form(office.bob, office)
        await office.bob.submit()
        await office.bob.waits_for("It is on record. You can close this.")
        await eventually(lambda: told(office.bob, office.general) != [])
        assert "*Digest is on*" in told(office.bob, office.general)[-1]


async def test_in_a_direct_message_it_is_said_where_to_type_it(office: Office) -> None:
    sentence = "A digest belongs to a channel. Type `/sourcing digest` in the one that is to get it."
    with_bot = office.slack.workspace.direct({office.alice.id, office.slack.bot.id})
    with_bob = office.slack.workspace.direct({office.alice.id, office.bob.id})
    async with office.bot():
        for direct in (with_bot, with_bob):
            await office.alice.command("/sourcing digest", direct)
            await office.alice.waits_for(sentence)
        await office.alice.say(with_bot, "digest")
        await office.slack.until(
            lambda: any(sentence in said(each) for each in office.slack.workspace.posted(with_bot) if each.by_app)
        )
    assert on_record(office) == []


@only_http
async def test_with_a_mention_there_is_a_button_that_opens_the_form(office: Office) -> None:
    async with office.bot():
        await office.alice.say(office.general, "@Sourcing digest")
        await office.alice.waits_for("No digest is set up in")
        await office.alice.click("Set it up")
        await office.slack.until(lambda: office.alice.title == "Weekly digest")
        await closes_form(office.alice, office)
        await office.alice.say(office.general, "@Sourcing weekly digest")
        await is_answered(office.alice, office, "Mondays at 9:00")
        await office.alice.click("Change")
        await office.slack.until(lambda: office.alice.title == "Weekly digest")


@only_http
@pytest.mark.parametrize("private", [False, True])
async def test_where_the_bot_is_not_it_says_how_to_invite_it(office: Office, *, private: bool) -> None:
    buying = office.slack.channel("buying", office.alice, private=private, with_bot=False)
    async with office.bot():
        await office.alice.command("/sourcing digest", buying)
        await office.alice.waits_for("Invite me with `/invite @Sourcing`, then type `/sourcing digest` again.")
        assert office.alice.modal is None
        office.alice.invite(office.slack.bot.name, buying)
        assert "*Digest is on*" in await sets_up(office.alice, office, buying)
    assert kept(office, buying).state is DigestState.ON


@only_http
async def test_where_nothing_can_be_posted_any_more_none_is_set_up(office: Office) -> None:
    async with office.bot():
        await sets_up(office.alice, office)
        office.general.archived = True
        await office.alice.click("Change")
        await office.alice.waits_for("is archived, and nothing can be posted there.")
        assert office.alice.modal is None


@only_http
async def test_of_two_who_set_it_up_at_once_the_second_is_told_and_loses_nothing(office: Office) -> None:
    async with office.bot():
        await sets_up(office.alice, office)
        for person in (office.alice, office.bob):
            await opens_form(person, office)
        await office.alice.choose("Day", "Tuesday")
        await office.bob.choose("Day", "Friday")
        await office.bob.choose("Time zone", "Asia/Tokyo")
        await closes_form(office.alice, office)
        await office.bob.submit()
        await office.bob.waits_for("@alice has changed it since you opened this, so yours is not saved.")
        assert "Tuesdays at 9:00 (Europe/London)" in office.bob.sees()
        assert str(kept(office).settings.schedule) == "1 09:00 Europe/London"
        await closes_form(office.bob, office)
        assert str(kept(office).settings.schedule) == "4 09:00 Asia/Tokyo"
    assert [(kind, who) for kind, who, _ in on_record(office)] == [
        (EventKind.DIGEST_SET, who.id) for who in (office.alice, office.alice, office.bob)
    ]


@only_http
async def test_what_two_want_alike_is_no_quarrel(office: Office) -> None:
    async with office.bot():
        for person in (office.alice, office.bob):
            await opens_form(person, office)
        await asyncio.gather(office.alice.submit(), office.bob.submit())
        await eventually(lambda: office.alice.modal is None and office.bob.modal is None)
        await eventually(lambda: all(told(each, office.general) for each in (office.alice, office.bob)))
    assert len(on_record(office)) == 1


@only_http
async def test_a_form_that_is_sent_twice_sets_it_up_once(office: Office) -> None:
    async with office.bot():
        await opens_form(office.alice, office)
        await asyncio.gather(office.alice.submit(), office.alice.submit())
        await eventually(lambda: told(office.alice, office.general) != [])
    assert len(on_record(office)) == 1
    assert len(told(office.alice, office.general)) == 1


async def test_a_restart_between_opening_and_sending_changes_nothing(office: Office) -> None:
    async with office.bot():
        await opens_form(office.alice, office)
        await office.alice.choose("Day", "Wednesday")
    async with office.bot():
        await office.alice.submit()
        await eventually(lambda: on_record(office) != [])
        await eventually(lambda: told(office.alice, office.general) != [])
        assert "Wednesdays at 9:00" in told(office.alice, office.general)[-1]


@only_http
async def test_a_zone_that_nobody_knows_is_said_at_its_field(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    async with office.bot():
        await opens_form(office.alice, office)
        await office.alice.choose("Time zone", "Europe/Madrid")
        await closes_form(office.alice, office)
        knows = weeks._rules
        monkeypatch.setattr(weeks, "_rules", lambda zone: None if zone == "Europe/Madrid" else knows(zone))
        await opens_form(office.alice, office)
        assert "does not know the time zone Europe/Madrid" in office.alice.sees()
        await office.alice.submit()
        assert "No time zone here is called “Europe/Madrid”" in office.alice.errors["digest.zone.v1"]
        await office.alice.choose("Digest", "Off")
        assert "*Digest is off*" in await closes_form(office.alice, office), "what is off needs no zone"


@only_http
async def test_off_and_on_again_it_comes_on_the_next_monday_only(office: Office) -> None:
    async with office.bot():
        await sets_up(office.alice, office)
        await opens_form(office.bob, office)
        await office.bob.choose("Digest", "Off")
        assert "*Digest is off*" in await closes_form(office.bob, office)
        it_is(office, THURSDAY + timedelta(weeks=5))
        await opens_form(office.bob, office)
        assert "*Digest is off*" in office.bob.sees()
        await office.bob.choose("Digest", "On")
        assert "Next due Mon 4 Jan." in await closes_form(office.bob, office)
    assert [state for _, _, state in on_record(office)] == ["on", "off", "on"]


@only_http
async def test_there_is_nothing_to_turn_off_where_none_was_set_up(office: Office) -> None:
    async with office.bot():
        await opens_form(office.alice, office)
        await office.alice.choose("Digest", "Off")
        await office.alice.submit()
        await office.alice.waits_for("there is nothing to turn off")
    assert on_record(office) == []


@only_http
async def test_that_public_channels_are_left_out_is_said_where_others_read_along(office: Office) -> None:
    gus = Person(office.slack, "gus", guest="multi_channel")
    office.general.members.add(gus.id)
    async with office.bot():
        await opens_form(office.alice, office)
        await office.alice.choose("Also", ["Decisions of public channels"])
        await closes_form(office.alice, office)
        await office.alice.waits_for(
            "Decisions of public channels are left out here: people from outside can read along"
        )


@only_http
async def test_each_channel_has_a_digest_of_its_own(office: Office) -> None:
    carol = joins(office, "carol")
    channels: list[Channel] = [office.general]
    channels += [office.slack.channel(f"desk-{number}", carol, private=number % 2 == 1) for number in range(3)]
    async with office.bot():
        for each in channels:
            await sets_up(carol, office, each)
    assert [kept(office, each).state for each in channels] == [DigestState.ON] * len(channels)


@only_http
@pytest.mark.parametrize("typed", ["digests", "weekly digest settings", "dgiest", "Digest"])
async def test_what_means_it_opens_the_form(office: Office, typed: str) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {typed}", office.general)
        await office.slack.until(lambda: office.alice.title == "Weekly digest")
    assert office.decisions() == []


@only_http
@pytest.mark.parametrize("typed", ["digest our invoices", "digest of invoices by a vendor"])
async def test_a_request_that_begins_with_the_word_is_a_request(office: Office, typed: str) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {typed}", office.general)
        await eventually(lambda: len(office.decisions()) == 1)
        assert office.alice.modal is None
