"""Who decides and who sees what: people of other companies, guests, and channels that turn private."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.stand_in.deliveries import Exchange
from bot.playground.stand_in.installed_app import InstalledApp
from bot.playground.stand_in.journal import ApiCall
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.workspace import Channel, Team
from bot.server import CannotServeError
from bot.slack.people import KNOWN_FOR, Company, Membership, People, membership_of
from tests.slack.conftest import HELP_DESK, Office, eventually
from tests.slack.policies import BEFORE, policy_text, uploads
from tests.test_manifest import MANIFEST

SUPPLIER = Team("T0SUPPLIER", "supplier", "Supplier Ltd")
OUTSIDERS = "This bot answers only to people of the company that runs it."
GUESTS = "Guests decide nothing here; ask a full member of this workspace to do it."
UNKNOWN = "Slack does not say just now who you are here"
REASON = "The works council has asked us to wait."


async def posted(office: Office, channel: Channel, text: str = HELP_DESK) -> None:
    """Alice has posted a card there, and the log says where."""
    before = len(office.posted(channel))
    await office.alice.command(f"/sourcing {text}", channel)
    number = office.decisions()[0].id
    await office.alice.click("Post to channel", office.alice.ephemerals(channel)[-1])
    await office.slack.until(lambda: len(office.posted(channel)) == before + 1)
    await eventually(lambda: channel.id in {post.channel for post in office.posts_of(number)})


def joined(person: Person, *channels: Channel) -> Person:
    """Somebody is in these channels, and looks at the first."""
    for channel in channels:
        channel.members.add(person.id)
    person.looks_at(channels[0])
    return person


def asked(office: Office, method: str) -> int:
    """How often Slack was asked."""
    return sum(isinstance(entry, ApiCall) and entry.method == method for entry in office.slack.log)


async def refused(office: Office, person: Person, button: str, sentence: str) -> Exchange:
    """They press the button, and are told so, with no form opened and nothing done."""
    exchange = await person.click(button)
    assert exchange is not None
    await person.waits_for(sentence)
    assert person.title == ""
    assert office.decisions()[0].status == "recorded"
    return exchange


@pytest.mark.parametrize("button", ["Accept", "Override", "Details"])
async def test_somebody_of_another_company_decides_nothing_and_sees_nothing_behind_the_card(
    office: Office, button: str
) -> None:
    olga = joined(Person(office.slack, "olga", team=SUPPLIER), office.general)
    async with office.bot():
        await posted(office, office.general)
        await refused(office, olga, button, OUTSIDERS)
    assert asked(office, "users.info") == 0, "where they come from says enough"


@pytest.mark.parametrize("guest", ["single_channel", "multi_channel"])
@pytest.mark.parametrize("button", ["Accept", "Override"])
async def test_a_guest_decides_nothing_and_is_told_before_they_give_a_reason(
    office: Office, button: str, guest: str
) -> None:
    gus = joined(Person(office.slack, "gus"), office.general)
    gus.user.guest = "single_channel" if guest == "single_channel" else "multi_channel"
    async with office.bot():
        await posted(office, office.general)
        await refused(office, gus, button, GUESTS)
        await refused(office, gus, button, GUESTS)
        assert asked(office, "users.info") == 1, "what Slack said is remembered"
        await gus.click("Details")
        await gus.waits_for("sha256")


async def test_a_setting_lets_guests_decide_and_nobody_else(office: Office) -> None:
    office.guests_decide = True
    gus = joined(Person(office.slack, "gus", guest="single_channel"), office.general)
    olga = joined(Person(office.slack, "olga", team=SUPPLIER), office.general)
    async with office.bot():
        await posted(office, office.general)
        await refused(office, olga, "Accept", OUTSIDERS)
        await gus.click("Accept")
        await gus.waits_for("*Accepted: own centre far away* by @gus")


async def test_an_override_sent_by_somebody_who_may_not_is_not_recorded_whatever_form_they_had(office: Office) -> None:
    gus = joined(Person(office.slack, "gus", guest="single_channel"), office.general)
    async with office.bot():
        await posted(office, office.general)
        await office.bob.click("Override")
        await office.bob.waits_for("What do you choose instead?")
        await office.bob.choose("override.model.v1", "In-house")
        await office.bob.choose("override.ready_reason.v1", "Law")
        await office.bob.fill("override.reason.v1", REASON)
        sent = await office.bob.submit()
        await office.bob.waits_for("*Overridden: in-house instead of own centre far away* by @bob")
        assert sent is not None
        for who, team_id in ((gus.id, office.slack.workspace.team.id), ("U0ELSEWHERE", SUPPLIER.id)):
            forged = {**sent.delivery.payload, "user": {"id": who, "team_id": team_id}, "trigger_id": ""}
            await office.slack.deliver("interactive", forged)
        await office.slack.until(lambda: asked(office, "users.info") == 2)
    assert office.last_actor() == office.bob.id


async def test_an_override_survives_a_restart_while_the_reason_is_typed(office: Office) -> None:
    async with office.bot():
        await posted(office, office.general)
        await office.bob.click("Override")
        await office.bob.waits_for("What do you choose instead?")
    async with office.bot():
        await office.bob.choose("override.model.v1", "In-house")
        await office.bob.choose("override.ready_reason.v1", "Law")
        await office.bob.fill("override.reason.v1", "no")
        await office.bob.submit()
        assert office.bob.errors, "what is wrong with it is said before Slack is asked"
        await office.bob.fill("override.reason.v1", REASON)
        await office.bob.submit()
        await office.bob.waits_for("It is on record.")
        await office.bob.close()
        await office.bob.waits_for("*Overridden: in-house instead of own centre far away* by @bob")


async def test_who_became_a_guest_meanwhile_keeps_what_they_typed_and_decides_nothing(office: Office) -> None:
    async with office.bot():
        await posted(office, office.general)
        await office.bob.click("Override")
        await office.bob.waits_for("What do you choose instead?")
    office.bob.user.guest = "multi_channel"
    async with office.bot():
        await office.bob.choose("override.model.v1", "In-house")
        await office.bob.choose("override.ready_reason.v1", "Law")
        await office.bob.fill("override.reason.v1", REASON)
        await office.bob.submit()
        await office.bob.waits_for(GUESTS)
        assert f"You wrote: {REASON}" in office.bob.sees()
    assert office.decisions()[0].status == "recorded"


@pytest.mark.parametrize(
    ("button", "error", "status"),
    [
        ("Accept", "user_not_found", 200),
        ("Accept", "missing_scope", 200),
        ("Accept", None, 503),
        ("Accept", "ratelimited", 429),
        ("Override", None, 503),
    ],
)
async def test_where_slack_does_not_say_nobody_decides_and_the_next_press_asks_again(
    office: Office, button: str, error: str | None, status: int
) -> None:
    async with office.bot():
        await posted(office, office.general)
        office.slack.fail_next("users.info", error=error, status=status, retry_after=1 if status == 429 else None)
        await refused(office, office.bob, button, UNKNOWN)
        if status != 429:
            await office.bob.click("Accept")
            await office.bob.waits_for("*Accepted: own centre far away* by @bob")


async def test_a_deactivated_account_decides_nothing(office: Office) -> None:
    async with office.bot():
        await posted(office, office.general)
        office.bob.user.deleted = True
        await refused(office, office.bob, "Accept", "this account is deactivated")


async def test_slack_being_slow_delays_no_acknowledgement_of_a_decision_or_a_look_at_one(office: Office) -> None:
    elsewhere = office.slack.channel("elsewhere", office.bob)
    async with office.bot():
        await posted(office, office.general)
        office.slack.fail_next("users.info", until=(slack_answers := asyncio.Event()))
        assert await office.bob.click("Accept")
        assert await office.bob.command("/sourcing history", elsewhere)
        slack_answers.set()
        await office.bob.waits_for("help desk")
        office.bob.looks_at(office.general)
        await office.bob.waits_for("*Accepted: own centre far away* by @bob")
        assert asked(office, "users.info") == 1, "asked once for both"


# Looking


async def test_a_guest_sees_only_what_was_decided_where_they_are(office: Office) -> None:
    project = office.slack.channel("project", office.alice)
    shared = office.slack.channel("shared", office.alice)
    gus = joined(Person(office.slack, "gus", guest="multi_channel"), project, shared)
    async with office.bot():
        await posted(office, office.general, "Hand payroll to an agency in Cebu")
        await posted(office, shared, "Hand the help desk to a vendor in Manila")
        await gus.command("/sourcing history")
        await gus.waits_for("Manila")
        assert "Cebu" not in gus.sees()
        await gus.command("/sourcing show 1")
        await gus.waits_for("There is no decision 1 that you may see")
        await gus.command("/sourcing show 2")
        await gus.waits_for("[Accept ")
        shared.members.discard(gus.id)
        await gus.click("Details", gus.ephemerals()[-1])
        await gus.waits_for("There is no such decision")
        await gus.command("/sourcing history Cebu")
        await gus.waits_for("No decision that you can see has “Cebu”")


async def test_a_colleague_sees_what_was_decided_in_public_wherever_they_are(office: Office) -> None:
    elsewhere = office.slack.channel("elsewhere", office.bob)
    async with office.bot():
        await posted(office, office.general)
        await office.bob.command("/sourcing history", elsewhere)
        await office.bob.waits_for("Move our 40-seat help desk")
        await office.bob.command("/sourcing show 1")
        await office.bob.waits_for("[Accept ")
        await office.bob.click("Accept", office.bob.ephemerals(elsewhere)[-1])
        await eventually(lambda: office.decisions()[0].status == "accepted")


async def test_a_channel_that_turns_private_is_private_for_what_was_decided_there_before(office: Office) -> None:
    carol = joined(Person(office.slack, "carol"), office.slack.channel("elsewhere"))
    open_still = office.slack.channel("open-still", office.alice)
    turning = [office.general, *(office.slack.channel(f"desk-{number}", office.alice) for number in range(11))]
    async with office.bot():
        await posted(office, open_still, "Hand payroll to an agency in Cebu")
        for seats, channel in enumerate(turning):
            await posted(office, channel, f"Move our {seats}-seat help desk to Manila")
        await carol.command("/sourcing history")
        await carol.waits_for("Manila")
        await carol.command("/sourcing show 2")
        await carol.waits_for("[Accept ")
        shown = carol.ephemerals()[-1]
        for channel in turning:
            office.slack.workspace.convert(channel, private=True)
        seen_before = len(carol.ephemerals())
        await carol.command("/sourcing history")
        await office.slack.until(lambda: len(carol.ephemerals()) > seen_before)
        listed = str(carol.ephemerals()[-1].blocks)
        assert "Manila" not in listed
        assert "Cebu" in listed, "what else there is moves up"
        await carol.command("/sourcing show 2")
        await carol.waits_for("There is no decision 2 that you may see")
        for button in ("Details", "Accept", "Override"):
            await carol.click(button, shown)
        await office.slack.until(lambda: carol.sees().count("There is no such decision") == 3)
        assert carol.title == ""
        await office.bob.command("/sourcing show 2", office.general)
        assert "[Accept " in office.bob.sees(), "its members see it as before"
    assert {each.status for each in office.decisions()} == {"recorded"}


async def test_where_slack_does_not_say_what_is_public_nothing_from_elsewhere_is_shown(office: Office) -> None:
    elsewhere = office.slack.channel("elsewhere", office.bob)
    async with office.bot():
        await posted(office, office.general)
        await office.bob.command("/sourcing Hand payroll to an agency in Cebu", elsewhere)
        office.slack.fail_next("conversations.info", status=503)
        await office.bob.command("/sourcing history")
        await office.bob.waits_for("newest first")
        assert "Manila" not in office.bob.sees()
        office.slack.fail_next("users.info", status=503)
    async with office.bot():
        await office.bob.command("/sourcing history")
        await office.bob.waits_for(
            f"{UNKNOWN}. Please try again in a moment. Decisions from other channels are left out."
        )
        assert "Manila" not in office.bob.sees()


async def test_a_policy_file_of_a_guest_is_answered_with_nothing_that_they_may_not_see(office: Office) -> None:
    office.policy_file = office.database.with_name("policy.toml")
    office.policy_file.write_text(policy_text(BEFORE), encoding="utf-8")
    gus = joined(Person(office.slack, "gus", guest="multi_channel"), office.slack.channel("project"))
    office.owners = frozenset({office.alice.id, gus.id})
    async with office.bot():
        await posted(office, office.general)
        await uploads(office, office.bob, policy_text("2026.12"))
        assert "1 decision on the record" in office.bob.sees()
        await uploads(office, gus, policy_text("2026.12"))
        assert "There is no decision to judge anew." in gus.sees()
        await gus.click("Put in force")
        await gus.waits_for(GUESTS)


async def test_a_policy_file_of_somebody_from_another_company_is_not_looked_at(office: Office) -> None:
    olga = joined(Person(office.slack, "olga", team=SUPPLIER), office.general)
    async with office.bot():
        await uploads(office, olga, policy_text("2026.12"))
        assert OUTSIDERS in olga.sees()


async def test_what_slack_said_of_people_is_kept_briefly_and_for_so_many_and_no_more() -> None:
    now = [0.0]
    async with SlackStandIn(rate_limits=False) as slack:
        client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url, retry_handlers=[])
        people = People(client, Company(slack.workspace.team.id), most=5, clock=lambda: now[0])
        first = Person(slack, "first")
        assert people.known(first.id) is None
        assert await people.membership(first.id) is Membership.COLLEAGUE
        first.user.guest = "multi_channel"
        now[0] += KNOWN_FOR - 1
        assert people.known(first.id) is Membership.COLLEAGUE
        now[0] += 1
        assert people.known(first.id) is None
        assert await people.membership(first.id) is Membership.GUEST
        for number in range(4):
            await people.membership(Person(slack, f"colleague {number}").id)
        assert people.known(first.id) is Membership.GUEST
        assert await people.membership("U404") is Membership.UNKNOWN
        assert people.known("U404") is None, "they are asked about again"
        await people.membership(Person(slack, "one more").id)
        assert people.known(first.id) is None


# Enterprise Grid

GRID = Team("T0HOME", "home", "Home", enterprise_id="E0GRID")
SISTER = Team("T0SISTER", "sister", "Sister", enterprise_id="E0GRID")
OTHER_GRID = Team("T0OTHER", "other", "Other", enterprise_id="E0OTHER")


@pytest.fixture
async def grid(tmp_path: Path) -> AsyncIterator[Office]:
    """A workspace of an organisation."""
    async with SlackStandIn(app=InstalledApp.from_manifest(MANIFEST), team=GRID) as slack:
        yield Office(slack, "http", tmp_path)
        assert slack.faults == []


async def test_a_colleague_from_another_workspace_of_the_organisation_is_a_colleague(grid: Office) -> None:
    sue = joined(Person(grid.slack, "sue", team=SISTER), grid.general)
    async with grid.bot():
        await posted(grid, grid.general)
        await sue.click("Details")
        await sue.waits_for("sha256")
        await sue.close()
        await sue.click("Accept")
        await sue.waits_for("*Accepted: own centre far away* by @sue")
        await sue.command("/sourcing show 1")
        assert "Decision 1: accepted" in sue.ephemerals()[-1].text


@pytest.mark.parametrize("team", [SUPPLIER, OTHER_GRID], ids=["no organisation", "another organisation"])
@pytest.mark.parametrize("button", ["Accept", "Override", "Details"])
async def test_in_an_organisation_too_somebody_of_another_company_is_an_outsider(
    grid: Office, team: Team, button: str
) -> None:
    olga = joined(Person(grid.slack, "olga", team=team), grid.general)
    async with grid.bot():
        await posted(grid, grid.general)
        await refused(grid, olga, button, OUTSIDERS)


async def test_an_app_installed_for_a_whole_organisation_is_refused_at_the_start(tmp_path: Path) -> None:
    async with SlackStandIn(app=InstalledApp.from_manifest(MANIFEST, org_wide=True), team=GRID) as slack:
        office = Office(slack, "http", tmp_path)
        with pytest.raises(CannotServeError, match="installed for a whole organisation"):
            async with office.bot():
                pass


@pytest.mark.parametrize(
    ("said", "membership"),
    [
        (None, Membership.UNKNOWN),
        ({}, Membership.UNKNOWN),
        ({"id": "U1", "is_restricted": False}, Membership.UNKNOWN),
        ({"team_id": "T1"}, Membership.COLLEAGUE),
        ({"team_id": "T1", "is_restricted": True}, Membership.GUEST),
        ({"team_id": "T1", "is_ultra_restricted": True}, Membership.GUEST),
        ({"team_id": "T1", "deleted": True}, Membership.DEACTIVATED),
        ({"team_id": "T1", "is_stranger": True}, Membership.OUTSIDER),
        ({"team_id": "T2", "is_stranger": False}, Membership.OUTSIDER),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E1"}}, Membership.COLLEAGUE),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E2"}}, Membership.OUTSIDER),
        ({"team_id": "E1"}, Membership.COLLEAGUE),
    ],
)
def test_what_slack_says_of_somebody_is_read_with_care(said: object, membership: Membership) -> None:
    assert membership_of(said, Company("T1", "E1")) is membership


def test_a_workspace_without_an_organisation_shares_none_with_others() -> None:
    company = Company("T1", None)
    assert not company.has("T2", None)
    assert not company.has(None, None)
    assert company.has("T1")
