"""Which policy is in force: what `/sourcing policy` says."""

import sys
from pathlib import Path

import pytest

from bot.handlers import sourcing
from tests.slack.conftest import Office
from tests.slack.policies import SHIPPED, asks_for_the_policy, uploads

one_transport = pytest.mark.parametrize("office", ["socket"], indirect=True)


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


@one_transport
@pytest.mark.parametrize("patience", [0.0, 1.5])
async def test_where_no_other_process_can_be_begun_the_policy_is_shown_without_its_checks(
    office: Office, monkeypatch: pytest.MonkeyPatch, patience: float
) -> None:
    python = sys.executable
    monkeypatch.setattr(sourcing, "_PATIENCE", patience)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    async with office.bot():
        await office.bob.command("/sourcing policy")
        await office.bob.waits_for("it could not be checked just now. Please ask again in a moment;")
        assert f"*Version {SHIPPED.version}*" in office.bob.sees()
        await uploads(office, office.alice, "margin = 4")
        assert "This file could not be checked." in office.alice.sees()
        monkeypatch.setattr(sys, "executable", python)
        await asks_for_the_policy(office.alice, office.general)
        await office.alice.waits_for("examples, each as expected")


@one_transport
async def test_nothing_in_the_folder_where_the_bot_was_started_takes_part_in_a_check(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__init__.py").write_text("raise SystemExit('somebody else')")
    (tmp_path / "tomllib.py").write_text("raise SystemExit('somebody else')")
    monkeypatch.chdir(tmp_path)
    async with office.bot():
        await uploads(office, office.alice, "margni = 4")
        assert 'unknown key "margni"' in office.alice.sees()


@one_transport
async def test_checks_that_take_longer_than_slack_waits_follow_a_first_word(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sourcing, "_PATIENCE", 0)
    async with office.bot():
        await office.bob.command("/sourcing policy")
        assert f"Version {SHIPPED.version} is in force. It is being checked" in office.bob.sees()
        await office.bob.waits_for("*Checks*")
    assert office.alice.ephemerals() == []
