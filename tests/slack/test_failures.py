"""When something fails inside the bot: the person is told where they are, nothing said to be saved is lost."""

import asyncio
import logging
import re
import resource
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.playground.stand_in.transport import HttpTransport
from bot.store import Store, Verified
from bot.store.driver import sqlite3
from tests.ordeals.bot_process import SECRET as PROCESS_SECRET
from tests.ordeals.bot_process import BotProcess, bot_process
from tests.slack.conftest import HELP_DESK, Office
from tests.slack.test_questionnaire import begun, through

OFFICE_WORK = "Something for the office"
_REFERENCE = re.compile(r"quote `([0-9a-f]{8})`")


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Somebody else writes to the log, and does not come to an end."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def references(records: list[logging.LogRecord]) -> set[str]:
    """The references that the log has."""
    fields = [vars(record).get("fields", {}) for record in records]
    return {each["reference"] for each in fields if "reference" in each}


def reference_on(screen: str) -> str:
    """The reference that a person is told to quote."""
    found = _REFERENCE.search(screen)
    assert found, screen
    return found[1]


async def test_a_locked_log_is_told_in_the_answer_with_a_reference_that_is_in_the_log(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    async with office.bot():
        with locked(office.database):
            await asyncio.gather(*(office.alice.command(f"/sourcing {HELP_DESK}") for _ in range(3)))
            assert "This could not be recorded. Please try again in a moment." in office.alice.sees()
            assert reference_on(office.alice.sees()) in references(caplog.records)
            assert "Decision" not in office.alice.sees()
        await office.alice.command(f"/sourcing {HELP_DESK}")
        assert "Decision 1" in office.alice.sees()


@pytest.mark.usefixtures("steady")
async def test_a_locked_log_is_told_on_top_of_the_form_and_the_typing_stays(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command("/sourcing")
        await alice.waits_for("What do you need done?")
        await alice.fill("What do you need done?", OFFICE_WORK)
        with locked(office.database):
            await alice.submit()
            assert reference_on(alice.sees()) in references(caplog.records)
            await alice.cancel()
            assert OFFICE_WORK in alice.sees()
        await alice.submit()
        assert "Page 1." in alice.sees()
        with locked(office.database):
            await alice.choose("What do you need?", "A service that recurs")
            await alice.waits_for("This could not be recorded.")
            await alice.cancel()
        await through(alice)
        await alice.submit()
    assert office.decisions()[0].answers["work_type"] == "recurring_service"


async def test_a_locked_log_is_told_beside_the_card_whose_button_was_clicked(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
        with locked(office.database):
            await office.alice.click("Post to channel")
            await office.alice.waits_for("This could not be recorded.")
        await office.alice.click("Post to channel")
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_a_full_disk_is_told_and_what_was_saved_before_is_still_there(office: Office) -> None:
    async with bot_process(office.slack, office.database, http=True) as bot:
        office.slack.transport = HttpTransport(bot.events_url, PROCESS_SECRET)
        alice = await begun(office, OFFICE_WORK)
        with no_room(bot, office.database):
            await alice.submit()
            assert "This could not be recorded." in alice.sees()
            await alice.cancel()
            await alice.command(f"/sourcing {HELP_DESK}")
            assert "This could not be recorded." in alice.sees()
        await through(alice)
        await alice.submit()
        await alice.waits_for("Decision 1")
        await office.slack.transport.close()
    with Store.read(office.database) as store:
        assert isinstance(store.verify(), Verified)
    assert [each.text for each in office.decisions()] == [OFFICE_WORK]


@contextmanager
def no_room(bot: BotProcess, database: Path) -> Iterator[None]:
    """No file that the bot writes grows any more."""
    before = resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE)
    size = database.with_name(f"{database.name}-wal").stat().st_size
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (size, before[1]))
    yield
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, before)


async def test_what_nobody_foresaw_is_told_with_a_reference_and_logged_with_its_cause(
    office: Office, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
        monkeypatch.setattr("bot.desk.Desk.decision", broken)
        await office.alice.command("/sourcing show 1")
        assert "Something went wrong here. Please try again." in office.alice.sees()
        assert reference_on(office.alice.sees()) in references(caplog.records)
        await office.alice.click("Details", office.alice.ephemerals()[0])
        await office.slack.until(lambda: office.alice.sees().count("Something went wrong here.") == 2)
        monkeypatch.undo()
        await office.alice.command("/sourcing show 1")
        assert "Decision 1" in office.alice.ephemerals()[-1].text
    assert any(record.exc_info for record in caplog.records)


async def test_a_response_url_that_is_not_slacks_is_never_called(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}")
        clicked = await office.alice.click("Details")
        assert clicked is not None
        await office.alice.waits_for("sha256")
        elsewhere = {**clicked.delivery.payload, "response_url": "http://127.0.0.1:9/hooks"}
        elsewhere["actions"] = [{**elsewhere["actions"][0], "action_id": "card.gone.v0"}]
        exchange = await office.slack.deliver("interactive", elsewhere)
        assert exchange.acknowledgement.error is None
