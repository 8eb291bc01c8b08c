"""What is erased is gone from the digests that stand in channels, too, and from their threads."""

import asyncio
from datetime import timedelta

import pytest

from bot.store import RunState, Store
from bot.store.decision import ERASABLE
from bot.views.digest_message import DigestMessage
from bot.weeks import Week
from tests.slack.conftest import Office, eventually
from tests.slack.digests import CHART, drawn_by, due, in_channel, in_threads, is_, run_of, said
from tests.slack.test_erasing import SAID, erase
from tests.slack.test_posting import all_suffered, ask_and_post, only_http


@pytest.fixture(autouse=True)
def drawn(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every digest says what was asked as decision 1, and who asked it, and so does the rest of it."""
    monkeypatch.setattr("bot.store.outbox.PACE", timedelta())

    async def draw(_: str, __: Week) -> DigestMessage | None:
        with Store.read(office.database) as store:
            found = store.decision(1)
        asked = f"{'erased' if 'text' in found.erased else found.text} ({found.who})"
        return DigestMessage(said(asked, CHART), said(asked), said(f"Also: {asked}"), about=(1,), more_about=(1,))

    drawn_by(monkeypatch, draw)


async def posted(office: Office) -> Week:
    """The first decision stands in the channel."""
    async with office.bot():
        await ask_and_post(office, office.general)
        await office.slack.until(lambda: len(in_channel(office, office.general)) == 1)
    return due(office, office.general)


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
        await office.slack.until(lambda: SAID not in digest(office), within=10)
        assert digest(office).count("erased (") == 4
        assert "data_visualization" in digest(office)
    assert len(in_threads(office, office.general)) == 1


@only_http
async def test_where_slack_takes_no_chart_the_words_go_with_the_chart(office: Office) -> None:
    week = await posted(office)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
        office.slack.fail_next("chat.update", error="invalid_blocks", times=2)
        await erase(office, "--decision", "1")
        await office.slack.until(lambda: SAID not in digest(office), within=10)


@only_http
async def test_so_do_those_that_are_on_their_way_while_it_is_erased(office: Office) -> None:
    week = await posted(office)
    going = asyncio.Event()
    office.slack.fail_next("chat.postMessage", until=going)
    async with office.bot():
        await eventually(lambda: all_suffered(office))
        with Store.open(office.database, clock=office.clock) as store:
            store.erase(1, ERASABLE, actor="operator", reason="asked for")
        going.set()
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
        await office.slack.until(lambda: "erased (" in digest(office) and SAID not in digest(office), within=10)


@only_http
async def test_a_digest_that_somebody_deleted_keeps_nothing_else_from_being_erased(office: Office) -> None:
    week = await posted(office)
    async with office.bot():
        await eventually(lambda: is_(office, RunState.SENT, week, [office.general]))
        await office.slack.until(lambda: len(in_threads(office, office.general)) == 1)
        (main,) = (each for each in in_channel(office, office.general) if "sourcing_digest" in str(each.metadata))
        office.slack.workspace.messages.remove(main)
        await erase(office, "--decision", "1")
        await office.slack.until(lambda: SAID not in digest(office), within=10)
