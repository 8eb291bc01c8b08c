"""Whatever people type that is no request gets something that helps, and nothing goes on the record."""

import pytest

from tests.slack.conftest import Office

STRAY = [
    ("?", "Read as `/sourcing help`"),
    ("12", "There is no decision 12 that you may see"),
    ("list", "No decision has been recorded here yet"),
    ("thanks!", "Good to hear from you"),
    ("undo 38", "/sourcing show 38 brings"),
    ("reopen 38", "Nothing is deleted from the record"),
    ("settings", "There is nothing to set here"),
    ("export", "sourcing log --json"),
    ("search payroll", "No decision that you can see has “payroll”"),
    ("status 38", "There is no decision 38 that you may see"),
    ("policy show", "Read as `/sourcing policy`"),
    ("hilfe", "Read as `/sourcing help`"),
    ("show 12 please", "There is no decision 12 that you may see"),
    ("compare in-house hybrid", "What stays with you"),
    ("compare Outsourcing here, Hybrid", "What stays with you"),
    ("show abc", "Did you mean `/sourcing show 12`"),
    ("compare", "Did you mean `/sourcing compare"),
    ("compare outsourcing offshoring", "What stays with you"),
    ("help me", "Read as `/sourcing help`"),
    ("what is the difference between outsourcing and offshoring?", "Which one for which priority"),
    ("show twelve", "There is no decision 12 that you may see"),
    ("ヘルプ", "Read as `/sourcing help`"),
    ("aide", "Read as `/sourcing help`"),
    ("delete my last decision", "Nothing is deleted from the record"),
    ("export 38 please", "sourcing show 38 --json"),
    ("show me the policy", "Read as `/sourcing policy`"),
    ("offshoring", "Work moves to a distant country"),
    ("GCC vs BOT", "Side by side"),
    ("who is liable if the vendor leaks data?", "which I do not know"),
    ("Is this allowed under DORA?", "What the policy says"),
    ("we are hiring a senior buyer", "for HR"),
    ("25 licences for Figma", "licence manager"),
    ("forty chairs", "purchasing buys them"),
    ("just testing", "It works"),
    ("good morning", "Good to hear from you"),
    ("how do you weigh the points?", "How it was worked out"),
]


@pytest.mark.parametrize(("typed", "says"), STRAY)
async def test_it_is_answered_and_not_recorded(office: Office, typed: str, says: str) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {typed}")
        await office.alice.waits_for(says)
        assert office.bob.ephemerals() == []
    assert office.decisions() == []


async def test_what_is_recorded_is_shown_whatever_the_words_and_can_be_assessed_instead(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command("/sourcing Office cleaning in Leeds by a contractor")
        for typed in ("show 1 please", "1", "status 1", "shwo 1", "list my decisions please", "search for cleaning"):
            before = len(alice.ephemerals())
            await alice.command(f"/sourcing {typed}")
            assert len(alice.ephemerals()) == before + 1
            assert "Office cleaning in Leeds" in str(alice.ephemerals()[-1].blocks)
        assert len(office.decisions()) == 1
        await alice.click("Assess it anyway")
        await alice.waits_for("Decision 2")
    assert len(office.decisions()) == 2
