"""`sourcing policy check`: that every decision can be made, proved for the people given, or who cannot make which."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from rules.policy_file import default_policy_text

FOUR_EYES = """
[[approvals]]
id = "four_eyes"
when = { yearly_value = ["over_1m"] }
countries = ["DE"]
needed = 2
from = ["S0PROCUREMENT"]
because = "What costs a million is agreed by two."
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The policy that ships, with four eyes above a million in Germany."""
    written = tmp_path / "policy.toml"
    written.write_text(f"{default_policy_text()}\n{FOUR_EYES}", encoding="utf-8")
    return written


def check(*arguments: object, **settings: str) -> Result:
    """What the command prints."""
    return CliRunner(env={"SLACK_BOT_TOKEN": "", **settings}).invoke(main, ["policy", "check", *map(str, arguments)])


def test_a_request_that_nobody_could_accept_is_named_with_who_asks_and_the_line_of_the_approval(file: Path) -> None:
    done = check(file, "--members", "S0PROCUREMENT=U0DANA,U0ERIK", SOURCING_REVIEWERS="S0PROCUREMENT")
    line = file.read_text(encoding="utf-8").split("\n").index("[[approvals]]") + 1
    assert done.exit_code == 1
    assert done.stderr == (
        f"{file}:{line}: Nobody could accept a decision asked by U0DANA above €1 million a year in DE: 2 people "
        "have to agree (“What costs a million is agreed by two.”), and only U0ERIK may.\n"
    )
    assert "sound" not in done.stdout


def test_with_one_more_it_is_proved(file: Path) -> None:
    done = check(file, "--members", "S0PROCUREMENT=U0DANA,U0ERIK,U0CAROL", SOURCING_REVIEWERS="S0PROCUREMENT")
    assert done.exit_code == 0, done.stderr
    assert "Proved: every decision has enough people who may agree to it, other than the one who asks." in done.stdout
    assert "Assumed" not in done.stdout


def test_what_is_not_known_is_said_to_be_assumed(file: Path) -> None:
    done = check(file)
    assert done.exit_code == 0
    assert "Assumed: S0PROCUREMENT has enough people. Name them with --members S0PROCUREMENT=" in done.stdout
    assert "Assumed: there are enough people in the channel, for no reviewers are set" in done.stdout


def test_a_team_of_one_cannot_decide_unless_its_settings_allow_it() -> None:
    alone = check(SOURCING_REVIEWERS="U0DANA")
    assert "Nobody could accept a decision asked by U0DANA: 1 person has to agree" in alone.stderr
    assert "and there is nobody else." in alone.stderr
    assert "a team of one sets SOURCING_OWN_REQUESTS" in alone.stdout
    allowed = check(SOURCING_REVIEWERS="U0DANA", SOURCING_OWN_REQUESTS="true")
    assert "Proved: every decision has enough people who may agree to it." in allowed.stdout


def test_members_that_are_none_are_a_mistake(file: Path) -> None:
    for wrong in ("S0PROCUREMENT", "U0DANA=U0ERIK", "S0PROCUREMENT=@dana", "S0PROCUREMENT=S0OTHER"):
        done = check(file, "--members", wrong)
        assert done.exit_code == 2
        assert "is not a user group with its members, such as S0614TZR7=U024BE7LH,U0G9QF9C6" in done.stderr


def test_the_json_has_the_witness(file: Path) -> None:
    done = check(file, "--members", "S0PROCUREMENT=U0DANA", "--json", SOURCING_REVIEWERS="U0BOB,U0CAROL")
    found = json.loads(done.stdout)["deciding"]
    assert found["proven"]
    assert (found["deadlock"]["approvals"], found["deadlock"]["people"]) == (["four_eyes"], ["U0DANA"])
    assert found["deadlock"]["asked_by"] is None
