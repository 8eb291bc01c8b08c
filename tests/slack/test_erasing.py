"""What is erased is gone from everything that the bot has posted, also where the command line erases it meanwhile."""

import asyncio
import sys
from pathlib import Path

import pytest

from bot.playground.stand_in.workspace import Message
from bot.store import Store, Verified
from tests.slack.conftest import HELP_DESK, Office
from tests.slack.deciding import fills_in_override, joins, opens
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


def shown(office: Office, card: Message) -> Message:
    """A message as it stands now."""
    return next(each for each in office.bob.messages(card.channel) if each.ts == card.ts)


@only_http
async def test_the_card_the_thread_and_the_direct_message_lose_the_words_and_the_names(office: Office) -> None:
    async with office.bot():
        await accepted(office)
        assert SAID in everything(office)
        said = await erase(office, "--decision", "1")
        assert "brings cards and messages in Slack up to date" in said
        names = (f"<@{office.alice.id}>", f"<@{office.bob.id}>")
        await office.slack.until(lambda: not [each for each in (SAID, *names) if each in everything(office)])
        assert "someone (erased)" in everything(office)
    with Store.read(office.database) as store:
        assert isinstance(store.verify(), Verified)


@only_http
async def test_an_erased_card_says_what_was_recommended_and_decided_and_invents_no_reasons(office: Office) -> None:
    async with office.bot():
        card = await accepted(office)
        before = str(card.blocks)
        assert "*Why*" in before
        await erase(office, "--decision", "1")
        await office.slack.until(lambda: "have been erased" in str(shown(office, card).blocks))
        said = shown(office, card)
        assert "*Accepted: own centre far away* by someone (erased)" in str(said.blocks)
        assert "Recommended: Own centre far away" in str(said.blocks)
        assert "*Why*" not in str(said.blocks)
        assert [each["text"]["text"] for each in said.blocks[-1]["elements"]] == ["Details"]
        await office.bob.click("Details", said)
        await office.bob.waits_for("what it followed from has been erased")
        assert SAID not in office.bob.sees()


@only_http
async def test_what_is_erased_cannot_be_decided_anew(office: Office) -> None:
    async with office.bot():
        card = await accepted(office)
        stale = shown(office, card)
        await erase(office, "--decision", "1", "--fields", "text")
        await office.bob.click("Undo", stale)
        await office.bob.waits_for("has been erased, so nobody can decide it anew")


@only_http
async def test_somebody_who_is_erased_is_named_nowhere_and_what_others_asked_for_stays(office: Office) -> None:
    async with office.bot():
        await accepted(office)
        await erase(office, "--user", office.bob.id)
        bob = f"<@{office.bob.id}>"
        await office.slack.until(lambda: bob not in everything(office))
        assert HELP_DESK[:20] in everything(office)
        await office.alice.command("/sourcing history", office.general)
        await office.slack.until(lambda: "someone (erased)" in str(office.alice.ephemerals(office.general)[-1].blocks))
        assert bob not in str(office.alice.ephemerals(office.general)[-1].blocks)


@only_http
async def test_a_button_of_an_erased_decision_says_so(office: Office) -> None:
    async with office.bot():
        card = await posted(office)
        before = card.blocks
        await erase(office, "--decision", "1")
        card.blocks = before
        await office.bob.click("Accept", card)
        await office.bob.waits_for("withdrew it a moment ago")


@only_http
async def test_nobody_overrides_what_nobody_can_read_any_more(office: Office) -> None:
    carol = joins(office, "carol")
    async with office.bot():
        await posted(office)
        await opens(carol, office, "Override", "Override the decision")
        await office.bob.click("Accept own centre far away")
        await office.bob.waits_for("You accepted own centre far away")
        await erase(office, "--decision", "1")
        await fills_in_override(carol)
        await carol.submit()
        await carol.waits_for("press Override once more")
        await carol.submit()
        await carol.waits_for("has been erased, so nobody can decide it anew")
    assert office.decisions()[0].status == "accepted"


@only_http
async def test_whoever_asked_does_not_decide_it_once_their_name_is_erased(office: Office) -> None:
    async with office.bot():
        card = await posted(office)
        await erase(office, "--decision", "1", "--fields", "who")
        await office.slack.until(lambda: "asked by someone (erased)" in str(shown(office, card).blocks))
        await office.alice.click("Accept own centre far away", shown(office, card))
        await office.alice.waits_for("You asked for this yourself")
        await office.bob.click("Accept own centre far away", shown(office, card))
        await office.bob.waits_for("You accepted own centre far away")
