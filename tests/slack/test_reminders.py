"""Whoever has to decide is reminded of it: at once, on the mornings of some working days, and once a day at most."""

import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Literal

import pytest

from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Channel
from bot.reminders import Reminders
from bot.slack.clocks import SlackClock
from bot.store import Store, deciding, lookup, to_tell
from bot.store.driver import Database
from bot.telling import tell_of
from rules.choices import Choice
from rules.decision_status import Capacity, Role
from rules.grid import Model
from tests.sample_decisions import raw
from tests.slack.conftest import HELP_DESK, Office, eventually
from tests.slack.test_telling import does, told, version, waiting

only_http = pytest.mark.parametrize("office", ["http"], indirect=True)

MONDAY_AT_TEN = datetime(2026, 11, 30, 10, tzinfo=UTC)


@pytest.fixture
def carol(office: Office) -> Person:
    """One who decides, in London."""
    person = Person(office.slack, "carol")
    office.general.members.add(person.id)
    office.reviewers = frozenset({person.id})
    it_is(office, MONDAY_AT_TEN)
    office.clock = lambda: datetime.fromtimestamp(office.slack.clock.now(), UTC)
    return person


@pytest.fixture(autouse=True)
def restless(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot looks at Slack's clock often, which nobody here waits for, and remembers nothing of who is where."""

    class Shown(SlackClock):
        def now(self) -> datetime:
            return datetime.fromtimestamp(office.slack.clock.now(), UTC)

    work = Reminders.work

    async def counted(reminders: Reminders) -> None:
        try:
            await work(reminders)
        finally:
            ROUNDS.append(office.slack.clock.now())

    monkeypatch.setattr(Reminders, "work", counted)
    monkeypatch.setattr("bot.server.SlackClock", Shown)
    monkeypatch.setattr("bot.reminders._LONGEST_SLEEP", 0.02)
    monkeypatch.setattr("bot.slack.conversations._MEMBERS_KNOWN_FOR", 0.0)
    monkeypatch.setattr("bot.sight._PUBLIC_KNOWN_FOR", 0.0)
    monkeypatch.setattr("bot.store.outbox.PACE", timedelta(0))
    office.slack.rates.enabled = False


ROUNDS: list[float] = []
"""When the bot had done everything that was due."""


def it_is(office: Office, moment: datetime) -> None:
    """The workspace's clock shows this."""
    office.slack.clock.advance(moment.timestamp() - office.slack.clock.now())


async def later(office: Office, moment: datetime) -> None:
    """It becomes that late, the bot does everything that is due then, and sends what it has to send."""
    it_is(office, moment)
    ROUNDS.clear()
    await eventually(lambda: len(ROUNDS) > 1)  # one may have begun before
    await eventually(lambda: not waiting(office))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of that week's December; 1 is the Tuesday."""
    return MONDAY_AT_TEN.replace(day=1, month=12, hour=hour, minute=minute) + timedelta(days=day - 1)


async def asked(office: Office, channel: Channel | None = None) -> None:
    """Alice asks and posts."""
    where = channel or office.general
    before = len(office.posted(where))
    await office.alice.command(f"/sourcing {HELP_DESK}", where)
    await office.alice.click("Post to channel")
    await office.slack.until(lambda: len(office.posted(where)) > before)
    await office.slack.until(
        lambda: "being posted" not in (line := office.alice.ephemerals()[-1].text) and "posted" in line
    )


def numbers(message: str) -> list[int]:
    """The decisions that a message names, in its order."""
    return [int(number) for number in re.findall(r"Decision ([0-9]+)", message)]


def reminders_of(office: Office, person: Person) -> list[str]:
    """What the bot has written to somebody, with everything that stands in it."""
    direct = office.slack.workspace.direct({person.id, office.slack.bot.id})
    said = [each for each in person.messages(direct) if each.by_app and each.ephemeral_to is None]
    return ["\n".join(block["text"]["text"] for block in each.blocks if "text" in block) for each in said]


@only_http
async def test_a_reviewer_is_told_at_once(office: Office, carol: Person) -> None:
    async with office.bot():
        await asked(office)
        await office.slack.until(lambda: len(told(office, carol)) == 1)
    (said,) = told(office, carol)
    assert said.startswith("Decision 1, “Move our 40-seat help desk"), said
    assert f"waits for you to decide; asked by <@{office.alice.id}>." in said
    assert "|Open it>" in said
    assert told(office, office.bob) == []


@only_http
async def test_a_reviewer_is_reminded_on_three_mornings_and_then_whoever_leads_is_told(
    office: Office, carol: Person
) -> None:
    lead = Person(office.slack, "lena")
    office.lead = lead.id
    counts = []
    async with office.bot():
        await asked(office)
        await office.slack.until(lambda: len(told(office, carol)) == 1)
        for day in (1, 2, 3, 4, 6, 7, 8, 14):
            for hour, minute in ((8, 59), (9, 0)):
                await later(office, at(day, hour, minute))
                counts.append((day, hour, len(told(office, carol)), len(told(office, lead))))
    changes = [now for before, now in pairwise([(0, 0, 1, 0), *counts]) if now[2:] != before[2:]]
    assert changes == [(1, 9, 2, 0), (2, 9, 3, 0), (4, 9, 4, 0), (7, 9, 4, 1)]
    assert "has waited 7 days to be decided" in told(office, lead)[0]


@only_http
async def test_a_decision_that_cannot_be_read_holds_up_no_other(
    office: Office, carol: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reminders._AFTER_TROUBLE", 0.02)
    async with office.bot():
        await asked(office)
        await office.slack.until(lambda: len(told(office, carol)) == 1)
    with closing(raw(office.database)) as db:
        db.execute("UPDATE decisions SET ranking = '{'")
        db.execute("UPDATE waits SET state = 'new'")
    async with office.bot():
        await asked(office)
        await later(office, at(1, 9))
        await office.slack.until(lambda: len(told(office, carol)) == 2)
    assert numbers(reminders_of(office, carol)[1]) == [2]


@only_http
async def test_one_message_a_day_names_everything_that_waits_oldest_first(office: Office, carol: Person) -> None:
    async with office.bot():
        await asked(office)
        await office.slack.until(lambda: len(told(office, carol)) == 1)
        await asked(office)
        await asked(office)
        await later(office, at(0, 15))
        assert len(told(office, carol)) == 1
        await later(office, at(1, 9))
        await office.slack.until(lambda: len(told(office, carol)) == 2)
    first, second = reminders_of(office, carol)
    assert numbers(first) == [1]
    assert numbers(second) == [1, 2, 3]
    assert second.count("|Open it>") == 3
    assert told(office, carol)[1] == "3 decisions wait for you."


@only_http
async def test_who_does_not_want_to_be_reminded_is_not_until_they_do(office: Office, carol: Person) -> None:
    async with office.bot():
        await asked(office)
        await office.slack.until(lambda: len(told(office, carol)) == 1)
        carol.looks_at(office.slack.workspace.direct({carol.id, office.slack.bot.id}))
        await carol.click("Stop reminding me")
        await carol.waits_for("You are no longer reminded of what waits for you")
        await later(office, at(1, 9))
        await asked(office)
        await later(office, at(2, 9))
        assert len(told(office, carol)) == 1
        await carol.click("Remind me again")
        await carol.waits_for("You are reminded again")
        await office.slack.until(lambda: len(told(office, carol)) == 2)
    assert numbers(reminders_of(office, carol)[1]) == [1, 2]


@only_http
async def test_nobody_is_told_of_what_was_posted_where_they_cannot_read(office: Office, carol: Person) -> None:
    secret = office.slack.channel("secret", office.alice, office.bob, private=True)
    office.reviewers = frozenset({carol.id, office.bob.id})
    async with office.bot():
        await asked(office, secret)
        await office.slack.until(lambda: len(told(office, office.bob)) == 1)
        await later(office, at(1, 9))
        await office.slack.until(lambda: len(told(office, office.bob)) == 2)
        assert told(office, carol) == []
        secret.members.add(carol.id)
        await later(office, at(2, 9))
        await office.slack.until(lambda: len(told(office, carol)) == 1)
        secret.members.remove(office.bob.id)
        await later(office, at(4, 9))
        await office.slack.until(lambda: len(told(office, carol)) == 2)
    assert len(told(office, office.bob)) == 3


@only_http
async def test_what_is_decided_before_the_morning_is_named_to_nobody(office: Office, carol: Person) -> None:
    async with office.bot():
        await asked(office)
        await office.slack.until(lambda: len(told(office, carol)) == 1)
        await decided(office, 1, carol)
        await later(office, at(1, 9))
        assert len(told(office, carol)) == 1
        await asked(office)
        await office.slack.until(lambda: len(told(office, carol)) == 2)
    assert numbers(reminders_of(office, carol)[1]) == [2]


@only_http
async def test_a_reminder_of_what_is_decided_meanwhile_is_left_out_and_warns_nobody(
    office: Office, carol: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    async with office.bot():
        await asked(office)
        await office.slack.until(lambda: len(told(office, carol)) == 1)
        await decided(office, 1, carol)
        await eventually(lambda: not waiting(office), 20)
        with Store.open(office.database, clock=office.clock) as store:
            store.write(lambda db, moment: to_tell.remind(db, moment, carol.id, {}))
        await eventually(lambda: not waiting(office), 20)
    left_out = [each for each in caplog.records if each.getMessage() == "not sent"]
    assert [each.levelname for each in left_out] == ["INFO"]
    assert len(told(office, carol)) == 1


async def decided(office: Office, number: int, who: Person) -> None:
    """Somebody decides it, as the room for that does."""

    def work(db: Database, moment: datetime) -> None:
        found = lookup.by_id(db, number)
        choice = Choice(Model(str(found.recommended)))
        verdict = deciding.Verdict(Capacity(Role.REVIEWER), suffices=True)
        moved = deciding.choose(db, moment, number, who.id, choice, seen=None, gate=lambda *_: verdict)
        tell_of(db, moment, number, moved.event)

    with Store.open(office.database, clock=office.clock) as store:
        store.write(work)


@only_http
async def test_a_restart_and_a_clock_set_back_remind_nobody_twice(office: Office, carol: Person) -> None:
    async with office.bot():
        await asked(office)
        await office.slack.until(lambda: len(told(office, carol)) == 1)
        await later(office, at(1, 9))
        await office.slack.until(lambda: len(told(office, carol)) == 2)
    async with office.bot():
        await later(office, at(1, 10))
        await later(office, at(0, 8))
        await later(office, at(1, 9))
        assert len(told(office, carol)) == 2
        await later(office, at(2, 9))
        await office.slack.until(lambda: len(told(office, carol)) == 3)


@only_http
@pytest.mark.parametrize("lost", ["before", "after"])
async def test_a_reminder_of_which_slack_does_not_say_whether_it_arrived_is_there_once(
    office: Office, carol: Person, monkeypatch: pytest.MonkeyPatch, lost: Literal["before", "after"]
) -> None:
    monkeypatch.setattr("bot.sender._SURE_AFTER", 0.3)
    async with office.bot():
        await asked(office)
        await office.slack.until(lambda: len(told(office, carol)) == 1)
        office.slack.fail_next("chat.postMessage", reset=lost)
        await later(office, at(1, 9))
    assert len(told(office, carol)) == 2


@only_http
async def test_of_many_reviewers_twenty_are_told_and_of_the_next_decision_the_next(
    office: Office, carol: Person
) -> None:
    many = [Person(office.slack, f"reviewer-{number}") for number in range(50)]
    office.reviewers = frozenset(each.id for each in many)
    async with office.bot():
        await asked(office)
        await office.slack.until(lambda: len(_told_of(office, many)) == 20)
        await asked(office)
        await office.slack.until(lambda: len(_told_of(office, many)) == 40)
    assert told(office, carol) == []


def _told_of(office: Office, people: list[Person]) -> list[str]:
    return [message for each in people for message in told(office, each)]


@only_http
async def test_without_reviewers_the_channel_sees_the_card_and_nobody_gets_a_message(
    office: Office, carol: Person
) -> None:
    office.reviewers = frozenset()
    office.lead = carol.id
    async with office.bot():
        await asked(office)
        for day in (1, 2, 4, 7, 8):
            await later(office, at(day, 9))
    assert [told(office, each) for each in (office.alice, office.bob, carol)] == [[], [], []]


@only_http
async def test_a_question_waits_for_whoever_asked_for_the_work_and_meanwhile_for_no_reviewer(
    office: Office, carol: Person
) -> None:
    capacity = Capacity(Role.REVIEWER, rules=("reviewers",))
    async with office.bot():
        await asked(office)
        await office.slack.until(lambda: len(told(office, carol)) == 1)
        seen = version(office)
        does(office, lambda db, at: deciding.ask(db, at, 1, carol.id, "How many seats?", seen=seen, capacity=capacity))
        await office.slack.until(lambda: len(told(office, office.alice)) == 1)
        await later(office, at(1, 9))
        await office.slack.until(lambda: len(told(office, office.alice)) == 2)
        assert len(told(office, carol)) == 1
        seen = version(office)
        does(office, lambda db, at: deciding.settle_question(db, at, 1, office.alice.id, seen=seen))
        await office.slack.until(lambda: len(told(office, carol)) == 3)
    first, second = told(office, office.alice)
    assert first.startswith(f"<@{carol.id}> asks you about your decision 1 (“Move our 40-seat help desk")
    assert f"has waited since yesterday for your answer to <@{carol.id}>." in second
    answered, again = told(office, carol)[1:]
    assert "answered the question about decision 1" in answered
    assert "has waited since yesterday for you to decide" in again


@only_http
async def test_whoever_asked_hears_that_nobody_who_decides_can_read_where_it_is_posted(
    office: Office, carol: Person
) -> None:
    secret = office.slack.channel("secret", office.alice, private=True)
    async with office.bot():
        await asked(office, secret)
        await office.slack.until(lambda: len(told(office, office.alice)) == 1)
        await later(office, at(1, 9))
        await later(office, at(2, 9))
    assert told(office, office.alice) == [
        f"Decision 1 waits where nobody who may decide it can read it. Invite one of them there: <@{carol.id}>."
    ]
    assert told(office, carol) == []


@only_http
async def test_who_has_left_and_who_is_a_guest_elsewhere_is_told_of_nothing(office: Office, carol: Person) -> None:
    left = Person(office.slack, "leo")
    guest = Person(office.slack, "gina", guest="multi_channel")
    office.reviewers = frozenset({carol.id, left.id, guest.id})
    left.user.deleted = True
    async with office.bot():
        await asked(office)
        await office.slack.until(lambda: len(told(office, carol)) == 1)
        await later(office, at(1, 9))
        await office.slack.until(lambda: len(told(office, carol)) == 2)
    assert (told(office, left), told(office, guest)) == ([], [])
