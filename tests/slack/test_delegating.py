"""`/sourcing delegate`: a colleague decides for somebody on some days; both are told, and both names are on record."""

from datetime import UTC, datetime

import pytest

from bot.playground.stand_in.person import Person
from bot.store import EventKind, Store, Verified
from tests.slack.conftest import Office, eventually
from tests.slack.deciding import joins, posts

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_monday(office: Office) -> None:
    """The days in these tests are ahead."""
    office.clock = lambda: NOON


async def typed(office: Office, words: str, who: Person | None = None) -> str:
    """What the command is answered with, and nothing from before."""
    person = who or office.alice
    before = len(person.ephemerals())
    await person.command(f"/sourcing {words}")
    await office.slack.until(lambda: len(person.ephemerals()) > before)
    return str(person.ephemerals()[-1].blocks)


async def is_told(office: Office, who: Person, words: str) -> None:
    """The bot says it to somebody in a direct message."""
    direct = office.slack.workspace.direct({who.id, office.slack.bot.id})
    await office.slack.until(lambda: any(words in each.text for each in office.slack.workspace.posted(direct)))


def events(office: Office) -> list[tuple[EventKind, str, str]]:
    """What is on record about it: who did it, and the other of the two."""
    with Store.read(office.database) as store:
        found = store.delegation_events()
    return [(each.kind, each.actor, each.details["to"]) for each in found]


async def test_deciding_is_handed_over_for_days_and_both_are_told(office: Office) -> None:
    alice, bob = office.alice, office.bob
    async with office.bot():
        said = await typed(office, "delegate @bob 2026-12-01 2026-12-12")
        assert f"<@{bob.id}> decides for you from 2026-12-01 to 2026-12-12" in said
        told = f"<@{alice.id}> has handed deciding over to you from 2026-12-01 to 2026-12-12."
        await is_told(office, bob, told)
        assert events(office) == [(EventKind.DELEGATED, alice.id, bob.id)]
        assert f"You decide for <@{alice.id}> from 2026-12-01 to 2026-12-12." in await typed(office, "delegate", bob)


async def test_either_of_the_two_ends_it_and_the_other_is_told(office: Office) -> None:
    async with office.bot():
        await typed(office, "delegate @bob 2026-12-01 2026-12-12")
        await typed(office, "delegate", office.bob)
        await office.bob.click("Give it back")
        await is_told(office, office.alice, f"<@{office.bob.id}> has ended it")
        assert events(office)[-1] == (EventKind.DELEGATION_ENDED, office.bob.id, office.bob.id)
        await office.alice.click("End it")
        await office.alice.waits_for("That has ended already.")
        assert "Nobody decides for you just now" in await typed(office, "delegate")
        with Store.read(office.database) as store:
            assert store.delegations(NOON) == []
            assert isinstance(store.verify(), Verified)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("delegate @nobody 2026-12-01", "Slack does not know who @nobody is. Type @ and choose the person."),
        ("delegate @alice 2026-12-01", "You decide for yourself anyway; name a colleague."),
        ("delegate @bob", "Say until when, as in"),
        ("delegate @bob 1.12.2026", "Write each day as year, month and day: 2026-12-01."),
        ("delegate @bob 2026-02-30", "Write each day as year, month and day: 2026-12-01."),
        ("delegate @bob 2026-12-12 2026-12-01", "The first day comes after the last one."),
        ("delegate @bob 2026-11-01 2026-11-29", "That is over already."),
        ("delegate @bob 2026-12-01 2028-12-01", "Hand over for a year at most."),
        ("delegate @gus 2026-12-01", "is no colleague of this company, and decides nothing here."),
    ],
)
async def test_what_cannot_be_handed_over_is_said_and_nothing_is(office: Office, words: str, said: str) -> None:
    Person(office.slack, "gus", guest="multi_channel")
    async with office.bot():
        assert said in await typed(office, words)
    assert events(office) == []


async def test_what_was_handed_over_is_not_handed_on_and_not_in_a_circle(office: Office) -> None:
    carol = Person(office.slack, "carol")
    carol.looks_at(office.general)
    office.general.members.add(carol.id)
    async with office.bot():
        await typed(office, "delegate @bob until 2026-12-12")
        for who, words in (
            (office.bob, "delegate @carol 2026-12-05"),
            (office.bob, "delegate @alice 2026-12-05"),
            (carol, "delegate @alice 2026-12-05"),
            (office.alice, "delegate @carol 2026-12-12 2026-12-20"),
        ):
            said = await typed(office, words, who)
            assert f"That does not go together with <@{office.bob.id}> deciding for <@{office.alice.id}>" in said
        assert "decides for you" in await typed(office, "delegate @carol 2026-12-13 2026-12-20", office.bob)


async def test_what_waits_for_somebody_is_told_to_whoever_stands_in(office: Office) -> None:
    carol = joins(office, "carol")
    office.reviewers = frozenset({office.bob.id})
    async with office.bot():
        await posts(office)
        await is_told(office, office.bob, "Decision 1")
        await typed(office, "delegate @carol 2026-11-30", office.bob)
        await is_told(office, carol, "Decision 1")


async def test_a_request_that_begins_with_the_word_is_a_request(office: Office) -> None:
    async with office.bot():
        await office.alice.command("/sourcing delegate payroll for 200 people in Madrid to a local bureau")
        await eventually(lambda: len(office.decisions()) == 1)
