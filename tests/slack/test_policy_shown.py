"""Which policy is in force: what `/sourcing policy` says."""

import pytest

from bot.handlers import sourcing
from tests.slack.conftest import Office
from tests.slack.policies import SHIPPED, asks_for_the_policy


async def test_anybody_can_ask_which_policy_is_in_force_and_how_it_is_changed(office: Office) -> None:
    async with office.bot():
        await asks_for_the_policy(office.bob)
        seen = office.bob.sees()
        for words in (
            SHIPPED.title,
            f"*Version {SHIPPED.version}*",
            SHIPPED.sha256[:12],
            "the policy that ships with this bot",
            "*Checks*",
            "examples, each as expected",
            "• Proved:",
            "Each of 7 models can win.",
            "upload a policy file to me in a direct message",
            "Who may put it in force: @alice.",
        ):
            assert words in seen
        assert office.alice.ephemerals() == []
        await office.bob.command("/sourcing help")
        assert "/sourcing policy" in office.bob.sees()
        await office.bob.command("/sourcing polcy")
        assert "Did you mean `/sourcing policy`?" in office.bob.sees()
    assert office.decisions() == []


async def test_checks_that_take_longer_than_slack_waits_follow_a_first_word(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sourcing, "_PATIENCE", 0)
    async with office.bot():
        await office.bob.command("/sourcing policy")
        assert f"Version {SHIPPED.version} is in force. It is being checked" in office.bob.sees()
        await office.bob.waits_for("*Checks*", within=60)
    assert office.alice.ephemerals() == []
