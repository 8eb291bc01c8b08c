"""What is erased is gone from everything that the bot has posted, also where the command line erases it meanwhile."""

import asyncio
import sys
from pathlib import Path

import pytest

from bot.playground.stand_in.workspace import Message
from bot.store import Store, Verified
from tests.slack.conftest import HELP_DESK, Office
from tests.slack.test_telling import in_thread, posted, told

only_http = pytest.mark.parametrize("office", ["http"], indirect=True)
SOURCING = str(Path(sys.executable).with_name("sourcing"))
SAID = "Leeds"


async def erase(office: Office, *arguments: str) -> str:
    """The operator calls the command line while the bot runs."""
    command = (SOURCING, "erase", *arguments, "--reason", "asked for", "--yes", "--database", str(office.database))
    running = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await running.communicate()
    assert running.returncode == 0, said.decode()
    return said.decode()


def everything(office: Office) -> str:
    """Whatever the bot's messages say that stand in the workspace."""
    people = (office.alice, office.bob)
    channels = [office.general, *(office.slack.workspace.direct({each.id, office.slack.bot.id}) for each in people)]
    seen = [each for person in people for channel in channels for each in person.messages(channel)]
    return "".join(f"{each.text} {each.blocks}" for each in seen if each.by_app and each.ephemeral_to is None)


async def accepted(office: Office) -> Message:
    """Bob has accepted what Alice asked for, and she and the thread were told."""
    card = await posted(office)
    await office.bob.click("Accept", card)
    await office.slack.until(lambda: len(in_thread(office, card)) == len(told(office, office.alice)) == 1)
    await office.slack.until(lambda: "Accepted" in str(office.bob.messages(office.general)))
    return card


@only_http
async def test_the_card_the_thread_and_the_direct_message_lose_the_words_and_the_names(office: Office) -> None:
    async with office.bot():
        await accepted(office)
        assert SAID in everything(office)
        said = await erase(office, "--decision", "1")
        assert "Cards and messages in Slack follow" in said
        names = (f"<@{office.alice.id}>", f"<@{office.bob.id}>")
        await office.slack.until(lambda: not [each for each in (SAID, *names) if each in everything(office)], within=10)
        assert "someone (erased)" in everything(office)
    with Store.read(office.database) as store:
        assert isinstance(store.verify(), Verified)


@only_http
async def test_somebody_who_is_erased_is_named_nowhere_and_what_others_asked_for_stays(office: Office) -> None:
    async with office.bot():
        await accepted(office)
        await erase(office, "--user", office.bob.id)
        bob = f"<@{office.bob.id}>"
        await office.slack.until(lambda: bob not in everything(office), within=10)
        assert HELP_DESK[:20] in everything(office)
        await office.alice.command("/sourcing history", office.general)
        await office.slack.until(lambda: "someone (erased)" in str(office.alice.ephemerals(office.general)[-1].blocks))
        assert bob not in str(office.alice.ephemerals(office.general)[-1].blocks)


@only_http
async def test_a_button_of_an_erased_decision_says_so(office: Office) -> None:
    async with office.bot():
        card = await posted(office)
        await erase(office, "--decision", "1")
        await office.bob.click("Accept", card)
        await office.bob.waits_for("withdrawn")
