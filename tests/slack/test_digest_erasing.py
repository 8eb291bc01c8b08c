"""What is erased is gone from the digests that stand in channels, too, and from their threads."""

import asyncio
from datetime import timedelta

import pytest

from bot.store import OutboxState, RunState, Store
from bot.store.decision import ERASABLE
from bot.views.digest_message import DigestMessage
from bot.weeks import Week
from tests.slack.conftest import Office, eventually
from tests.slack.digests import CHART, drawn_by, due, in_channel, in_threads, is_, run_of, said
from tests.slack.test_erasing import SAID, erase
from tests.slack.test_posting import all_suffered, ask_and_post, only_http, states
from tests.slack.test_restored_backups import PAYROLL


@pytest.fixture(autouse=True)
def told_of(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The decisions of which every digest, and the rest of it, says what was asked, and by whom: the first."""
    monkeypatch.setattr("bot.store.outbox.PACE", timedelta())

    tells_of = [1]

    async def draw(channel: str, _: Week) -> DigestMessage | None:
        with Store.read(office.database) as store:
            kept = store.digest(channel)
            found = [store.decision(number) for number in tells_of]
        asked = ", ".join(f"{'erased' if 'text' in each.erased else each.text} ({each.who})" for each in found)
        asked += f" Set up by {kept.set_by if kept else None}."
        about = tuple(tells_of)
        return DigestMessage(said(asked, CHART), said(asked), said(f"Also: {asked}"), about=about, more_about=about)

    drawn_by(monkeypatch, draw)
    return tells_of


async def posted(office: Office) -> Week:
    """The first decision stands in the channel."""
    async with office.bot():
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: len(in_channel(office, office.general)) == 1)
    return due(office, office.general)


def erase_meanwhile(office: Office, decision_id: int) -> None:
    """The operator erases a decision while the bot runs."""
    with Store.open(office.database, clock=office.clock) as store:
        store.erase(decision_id, ERASABLE, actor="operator", reason="asked for")


def digest(office: Office) -> str:
    """What the digest and its thread say."""
    those = [each for each in in_channel(office, office.general) if "sourcing_digest" in str(each.metadata)]
    return "".join(f"{each.text} {each.blocks}" for each in [*those, *in_threads(office, office.general)])


@only_http
async def test_the_digest_and_its_rest_lose_the_words(office: Office) -> None:
    week = await posted(office)
    async with office.bot():
        await office.slack.until(lambda: digest(office).count(SAID) == 4)
        await eventually(lambda: (run := run_of(office, office.general, week)) is not None and run.more_ts is not None)
        await erase(office, "--decision", "1")
        await office.slack.until(lambda: SAID not in digest(office))
        assert digest(office).count("erased (") == 4
        assert "data_visualization" in digest(office)
    assert len(in_threads(office, office.general)) == 1


@only_http
async def test_where_slack_takes_no_chart_the_words_go_with_the_chart(office: Office) -> None:
    week = await posted(office)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
        office.slack.fail_next("chat.update", error="invalid_blocks", times=2)
        erase_meanwhile(office, 1)
        await office.slack.until(lambda: SAID not in digest(office))


@only_http
async def test_so_do_those_that_are_on_their_way_while_it_is_erased(office: Office) -> None:
    week = await posted(office)
    going = asyncio.Event()
    office.slack.fail_next("chat.postMessage", until=going)
    async with office.bot():
        await eventually(lambda: all_suffered(office))
        erase_meanwhile(office, 1)
        going.set()
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
        await office.slack.until(lambda: "erased (" in digest(office) and SAID not in digest(office))


@only_http
async def test_a_digest_that_somebody_deleted_keeps_nothing_else_from_being_erased(office: Office) -> None:
    week = await posted(office)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
        await office.slack.until(lambda: len(in_threads(office, office.general)) == 1)
        (main,) = (each for each in in_channel(office, office.general) if "sourcing_digest" in str(each.metadata))
        office.slack.workspace.messages.remove(main)
        erase_meanwhile(office, 1)
        await office.slack.until(lambda: SAID not in digest(office))


@only_http
async def test_what_a_digest_repeats_only_since_it_was_said_anew_is_erased_from_it_too(
    office: Office, told_of: list[int]
) -> None:
    week = await posted(office)
    async with office.bot():
        await office.bob.command(f"/sourcing {PAYROLL}")
        await office.slack.until(lambda: len(in_threads(office, office.general)) == 1)
        await eventually(lambda: (run := run_of(office, office.general, week)) is not None and run.more_ts is not None)
        told_of.append(2)  # somebody lets it tell of more
        erase_meanwhile(office, 1)
        await office.slack.until(lambda: digest(office).count(PAYROLL) == 4)
        await eventually(lambda: states(office)[-2:] == [OutboxState.SENT] * 2)
        erase_meanwhile(office, 2)
        await office.slack.until(lambda: PAYROLL not in digest(office))


@only_http
async def test_a_digest_no_longer_names_who_set_it_up_once_they_are_erased(office: Office, told_of: list[int]) -> None:
    told_of.clear()
    week = due(office, office.general)
    async with office.bot():
        await eventually(lambda: (run := run_of(office, office.general, week)) is not None and run.more_ts is not None)
        assert digest(office).count(f"Set up by {office.alice.id}.") == 4
        await erase(office, "--user", office.alice.id)
        await office.slack.until(lambda: digest(office).count("Set up by someone (erased).") == 4)
    assert office.alice.id not in digest(office)
    assert len(in_channel(office, office.general)) == len(in_threads(office, office.general)) == 1


@only_http
async def test_nor_does_one_that_is_on_its_way_while_they_are_erased(office: Office, told_of: list[int]) -> None:
    told_of.clear()
    due(office, office.general)
    going = asyncio.Event()
    office.slack.fail_next("chat.postMessage", until=going)
    async with office.bot():
        await eventually(lambda: all_suffered(office))
        await erase(office, "--user", office.alice.id)
        going.set()
        await office.slack.until(lambda: digest(office).count("Set up by someone (erased).") == 4)
    assert office.alice.id not in digest(office)
