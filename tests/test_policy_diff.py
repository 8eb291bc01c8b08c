"""What `sourcing policy diff` shows, by running it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

from bot.cli.policy_diff import SHOWN
from bot.wire.schemas import schema_text
from rules.policy_file import default_policy, default_policy_text
from rules.recommend import recommend

SOURCING = str(Path(sys.executable).with_name("sourcing"))
HEAVIER = default_policy_text().replace(
    "nearshore_captive = 2, offshore_captive = 3 }", "nearshore_captive = 2, offshore_captive = 6 }"
)


def test_it_says_what_is_written_otherwise_and_who_is_recommended_otherwise_with_an_example(tmp_path: Path) -> None:
    shown = diff(written(tmp_path, HEAVIER))
    assert shown.returncode == 0
    words = " ".join(shown.stdout.split())
    assert "scale.500_plus: offshore_captive +3 to +6" in words
    assert "of 20,000 random requests get another recommendation" in words
    assert "→ Own centre far away" in words
    assert "For example when the work takes 500 people or more" in words
    assert "\x1b" not in shown.stdout


def test_the_json_fits_its_schema_and_its_witnesses_can_be_tried(tmp_path: Path) -> None:
    out = json.loads(diff("default", written(tmp_path, HEAVIER), "--json").stdout)
    Draft202012Validator(json.loads(schema_text("policy-diff-out"))).validate(out)
    assert out["unproven"] == []
    winners = [each for each in out["differences"] if each["kind"] == "winner"]
    assert winners
    for each in winners:
        assert recommend(each["witness"], default_policy()).model == each["from"]
        assert recommend(each["example"], default_policy()).model == each["from"]


def test_the_same_policy_is_proved_to_be_the_same() -> None:
    shown = diff("default").stdout
    assert "Nothing, or only the version." in shown
    assert "The two decide every request alike: proved." in shown


def test_a_rewording_does_not_drown_what_matters(tmp_path: Path) -> None:
    reworded = default_policy_text().replace('question = "', 'question = "So: ')
    rest = f"and {len(default_policy().factors) + len(default_policy().approval_factors) - SHOWN} more"
    shown = diff(written(tmp_path, reworded)).stdout
    assert "Only reworded: question" in shown
    assert rest in shown
    assert "The two decide every request alike: proved." in shown
    assert rest not in diff(written(tmp_path, reworded), "--all").stdout


def test_an_answer_that_only_one_of_them_knows_is_named(tmp_path: Path) -> None:
    renamed = default_policy_text().replace("500_plus", "500_or_more")
    words = " ".join(diff(written(tmp_path, renamed)).stdout.split())
    assert "answer scale.500_plus removed" in words
    assert "Every complete request with answers that both know comes out the same: proved." in words
    assert "only one of the two knows the answer: scale.500_plus, scale.500_or_more" in words


def test_bad_calls_and_bad_files_are_told_in_a_sentence(tmp_path: Path) -> None:
    assert diff().returncode == 2
    assert "OLD NEW" in diff("a.toml", "b.toml", "c.toml").stderr
    assert "there is no such file" in diff(str(tmp_path / "none.toml")).stderr
    wrong = diff(written(tmp_path, default_policy_text().replace("\npoints = {", "\npionts = {", 1)))
    assert wrong.returncode == 1
    assert 'unknown key "pionts"; did you mean "points"?' in wrong.stderr


def written(folder: Path, text: str) -> str:
    """A policy file with this text."""
    path = folder / "new.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def diff(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """One run of it, piped."""
    return subprocess.run(
        [SOURCING, "policy", "diff", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=300,
        check=False,
    )


def test_it_says_who_has_to_agree_otherwise(tmp_path: Path) -> None:
    approval = """
[[approvals]]
id = "four_eyes"
when = { yearly_value = ["over_1m"] }
countries = ["DE"]
needed = 2
because = "What costs a million is agreed by two."
"""
    one = written(tmp_path, f"{default_policy_text()}\n{approval}")
    words = " ".join(diff(one).stdout.split())
    demand = "people from the reviewers have to agree when yearly_value is over_1m, for requests from DE"
    assert f"approval four_eyes added: 2 {demand}" in words
    assert "The two decide every request alike: proved." in words
    (tmp_path / "three").mkdir()
    other = written(tmp_path / "three", f"{default_policy_text()}\n{approval.replace('needed = 2', 'needed = 3')}")
    assert f"approval four_eyes: 3 {demand}; was: 2 {demand}" in " ".join(diff(one, other).stdout.split())
