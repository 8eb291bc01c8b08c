"""`sourcing policy check` with SLACK_BOT_TOKEN: who is in the groups, and who has left, is asked of Slack."""

import asyncio
from pathlib import Path

from click.testing import CliRunner, Result

from bot.cli import main
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn

GROUP = "S0PROCUREMENT"


async def check(slack: SlackStandIn, folder: Path) -> Result:
    """What the command prints, with a group of Slack as the reviewers."""
    settings = {
        "SLACK_BOT_TOKEN": slack.app.bot_token,
        "SLACK_API_URL": slack.api_url,
        "SOURCING_REVIEWERS": GROUP,
        "SOURCING_DATABASE": str(folder / "log.db"),
    }
    return await asyncio.to_thread(CliRunner(env=settings).invoke, main, ["policy", "check"])


async def test_the_members_are_those_that_slack_names_and_called_as_they_are(tmp_path: Path) -> None:
    async with SlackStandIn() as slack:
        dana, erik = Person(slack, "dana"), Person(slack, "erik")
        slack.workspace.groups[GROUP] = [dana.id, erik.id]
        done = await check(slack, tmp_path)
        assert done.exit_code == 0, done.stderr
        assert (
            "Proved: every decision has enough people who may agree to it, other than the one who asks." in done.stdout
        )
        slack.workspace.users[erik.id].deleted = True
        alone = await check(slack, tmp_path)
        assert alone.exit_code == 1
        assert "Nobody could accept a decision asked by Dana: 1 person has to agree" in alone.stderr


async def test_what_slack_does_not_say_is_assumed_and_said(tmp_path: Path) -> None:
    async with SlackStandIn() as slack:
        done = await check(slack, tmp_path)
        assert done.exit_code == 0
        assert f"Slack does not say who is in {GROUP} (no_such_subteam)." in done.stdout
        assert f"Assumed: {GROUP} has enough people." in done.stdout
