"""Which policy is in force: the file's, or the one put in force from Slack, whichever is the newer word."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.current_policy import CurrentPolicy
from bot.store import KeptPolicy, PolicyChange, PolicyVersion, Store, policy_changes
from rules.policy_file import PolicyMistakesError, default_policy_text, parse_policy
from tests.sample_decisions import START, ticking

SOURCING = str(Path(sys.executable).with_name("sourcing"))


def text_of(version: str) -> str:
    """The default policy under another version."""
    return default_policy_text().replace('version = "2026.11"', f'version = "{version}"')


def sha256(text: str) -> str:
    """The hash of a policy's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def put(version: str, file_text: str | None = None) -> PolicyChange:
    """A version put in force from Slack, while the file had that text."""
    text = text_of(version)
    file_sha256 = None if file_text is None else sha256(file_text)
    return PolicyChange(
        7, START, "U1", KeptPolicy(version, sha256(text), text), PolicyVersion("2026.11", "0"), file_sha256
    )


def logged(database: Path, text: str, version: str) -> None:
    """A log in which somebody has put that text in force."""
    kept = KeptPolicy(version, sha256(text), text)
    with Store.open(database, clock=ticking()) as store:
        store.write(
            lambda db, at: policy_changes.put_in_force(
                db, at, kept, actor="U1", instead_of=PolicyVersion("2026.11", "0"), file_sha256=None, after=None
            )
        )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(text_of("file"), encoding="utf-8")
    return path


def test_it_is_the_files_policy_until_one_is_put_in_force_and_then_that(path: Path) -> None:
    policies = CurrentPolicy(path)
    assert policies.loaded().policy.version == "file"
    new = put("slack", text_of("file"))
    policies.take_up(new, parse_policy(new.policy.toml))
    assert policies.loaded().policy.version == "slack"
    assert CurrentPolicy(path, new).loaded().policy.version == "slack"


def test_a_file_changed_later_is_the_newer_word(path: Path) -> None:
    policies = CurrentPolicy(path, put("slack", text_of("file")))
    path.write_text(text_of("file, second edition"), encoding="utf-8")
    assert policies.loaded().policy.version == "file, second edition"
    assert policies.file_is_newer
    assert CurrentPolicy(path, put("slack", text_of("file"))).loaded().policy.version == "file, second edition"


def test_a_file_written_anew_with_the_same_text_changes_nothing(path: Path) -> None:
    policies = CurrentPolicy(path, put("slack", text_of("file")))
    path.unlink()
    path.write_text(text_of("file"), encoding="utf-8")
    assert policies.loaded().policy.version == "slack"


def test_a_file_named_for_the_first_time_is_a_newer_word(path: Path) -> None:
    policies = CurrentPolicy(path, put("slack"))
    assert policies.loaded().policy.version == "file"
    assert policies.file_is_newer


def test_without_a_file_what_was_put_in_force_stays_also_when_the_product_ships_another_policy() -> None:
    assert CurrentPolicy(None).loaded().policy.version == parse_policy(default_policy_text()).version
    assert CurrentPolicy(None, put("slack")).loaded().policy.version == "slack"
    assert CurrentPolicy(None, put("slack", text_of("file"))).loaded().policy.version == "slack"


def test_a_file_with_mistakes_leaves_what_is_in_force_and_stops_a_start(path: Path) -> None:
    policies = CurrentPolicy(path, put("slack", text_of("file")))
    path.write_text("margni = 3", encoding="utf-8")
    assert policies.loaded().policy.version == "slack"
    assert policies.mistakes is not None
    assert not policies.file_is_newer
    with pytest.raises(PolicyMistakesError):
        CurrentPolicy(path, put("slack", text_of("file")))


def test_the_command_line_goes_by_what_was_put_in_force_and_for_one_call_by_a_file(path: Path, tmp_path: Path) -> None:
    database = tmp_path / "decisions.db"
    logged(database, text_of("slack"), "slack")

    def version(*arguments: str) -> str:
        environment = {"SOURCING_DATABASE": str(database), "PATH": ""}
        done = subprocess.run([SOURCING, *arguments], capture_output=True, text=True, check=True, env=environment)
        return str(json.loads(done.stdout)["version"])

    assert version("policy", "show", "--json") == "slack"
    assert version("policy", "show", "--json", str(path)) == "file"


def test_show_check_and_diff_mean_the_policy_in_force_and_show_says_since_when_and_by_whom(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = tmp_path / "decisions.db"
    logged(database, text_of("slack"), "slack")

    def said(*arguments: str) -> str:
        main(["policy", *arguments, "--database", str(database)], standalone_mode=False)
        return capsys.readouterr().out

    assert f"In force since {START:%Y-%m-%d}" in said("show")
    assert "put in force from Slack by U1 instead of version 2026.11." in said("show")
    assert said("check").startswith("policy slack: sound.")
    assert said("diff", "default").startswith("the policy in force, version slack")


def test_what_this_release_cannot_read_stops_with_the_way_out_and_its_text_can_still_be_had(tmp_path: Path) -> None:
    database, outlived = tmp_path / "decisions.db", text_of("slack").replace("margin =", "margni =", 1)
    logged(database, outlived, "slack")

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {"SOURCING_DATABASE": str(database), "PATH": "", **more}
        return subprocess.run([SOURCING, *arguments], capture_output=True, text=True, check=False, env=environment)

    stopped = run("serve", SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="a secret")  # noqa: S106 - no secret
    assert stopped.returncode == 1
    assert "does not take policy slack, which was put in force from Slack" in stopped.stderr
    assert "SOURCING_POLICY" in stopped.stderr
    assert 'unknown key "margni"' in stopped.stderr
    assert run("policy", "show", "--toml").stdout == outlived
    mended = tmp_path / "mended.toml"
    mended.write_text(text_of("mended"), encoding="utf-8")
    assert json.loads(run("policy", "show", "--json", SOURCING_POLICY=str(mended)).stdout)["version"] == "mended"
