"""Whatever people type, wherever they type it, is text: it pings nobody and breaks nothing."""

import pytest

from tests.slack.conftest import HELP_DESK, Office
from tests.slack.test_questionnaire import through

HOSTILE = [
    "<!channel> <!here> <@U99999999> <#C99999999|finance> <!subteam^S1>",
    "@channel @everyone &lt;!channel&gt; &amp;amp;",
    "`` ``` *bold* _it_ ~no~\n> quote",
    "\u202egnihtemos \u2066\u2069 \x00\x1b[31m",
    "👩‍🚀" * 400,
    "x" * 2_990,
    "<https://evil.example|your bank> javascript:alert(1)",
    "=HYPERLINK(1) {number} {{ }} %s ${x}",
]


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_in_the_form_in_the_reason_and_in_a_search(office: Office, hostile: str) -> None:
    alice, bob = office.alice, office.bob
    async with office.bot():
        await alice.command("/sourcing")
        await alice.waits_for("What do you need done?")
        await alice.fill("What do you need done?", hostile)
        await alice.choose("Post the result to", "general")
        await through(alice)
        await alice.submit()
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
        too_early = "[Accept…]" in bob.sees()
        await bob.click("Accept…" if too_early else "Override")
        await bob.waits_for("Why this one?" if too_early else "Why?")
        await bob.choose("Which model?" if too_early else "What do you choose instead?", "In-house")
        if not too_early:
            await bob.choose("override.ready_reason.v1", "Law")
        await bob.fill("Why", f"Because of what {hostile}"[:1_000])
        await bob.submit()
        await bob.waits_for("*Accepted: in-house* by @bob" if too_early else "*Overridden: in-house instead of ")
        for typed in (f"history {hostile}", f"shwo {hostile}", f"compare {hostile}", "history", "show 1"):
            await alice.command(f"/sourcing {typed}")
    addressed = {each.mention.target for each in office.slack.notified}
    assert addressed <= {alice.id, bob.id, office.general.id}


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_in_a_message_that_is_assessed_in_its_thread(office: Office, hostile: str) -> None:
    async with office.bot():
        message = office.slack.workspace.post(office.general, office.alice.id, hostile)
        await office.bob.message_shortcut("assess_message", message)
        await office.bob.waits_for("Taken from a message by @alice")
        await through(office.bob)
        await office.bob.submit()
        await office.slack.until(lambda: len(office.posted(office.general)) == 1)
    addressed = {each.mention.target for each in office.slack.notified}
    assert addressed <= {office.alice.id, office.bob.id, office.general.id}


@pytest.mark.parametrize("nothing", ["\u202e", "   ", "\x00"])
async def test_a_command_with_no_word_to_read_opens_the_questionnaire(office: Office, nothing: str) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {nothing}")
        await office.alice.waits_for("What do you need done?")


async def test_links_and_mentions_in_a_command_are_made_readable(office: Office) -> None:
    async with office.bot():
        await office.alice.command("/sourcing Ask @bob about https://x.example/help and *the help desk* in #general")
    assert office.decisions()[0].text == "Ask @someone about https://x.example/help and the help desk in #general"


async def test_a_request_as_long_as_the_form_takes_passes_through_every_page(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command("/sourcing")
        await alice.waits_for("What do you need done?")
        await alice.fill("What do you need done?", f"{HELP_DESK}. " * 36)
        await through(alice)
        await alice.submit()
        await alice.waits_for("Decision 1")
