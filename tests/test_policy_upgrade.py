"""A policy file of an earlier release: what is said to it, and what becomes of it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from rules.judging import judge
from rules.policy_file import PolicyMistakesError, default_policy_text, parse_past_policy, parse_policy
from rules.policy_upgrade import upgraded

_EARLIER = """
# Whether people must come to us.
[[factors]]
id = "physical_presence"   # our oldest question
question = "Must someone be here in person?"
why = "Some work stands where it stands."
source = "team default"

[[factors.options]]
id = "always"
label = "Yes, always"
rules_out = ["offshore_outsourcing"]
because = "Nobody can do it from there."

[[factors.options]]
id = "partly"
label = "Now and then"
points = { hybrid = 7 }   # seven, by our board
because = "Work can be split."

[[factors.options]]
id = "no"
label = "No"

[[factors]]
id = "travel"
question = "Do people like to travel?"
why = "Some do."
source = "team default"

[[factors.options]]
id = "no"
label = "No"

[[factors.options]]
id = "always"
label = "Always"
points = { nearshore_captive = 2 }
because = "They like it."

[[rules]]
id = "home_birds"
when = { travel = ["no"], physical_presence = ["always", 'partly'] }
points = { in_house = 2 }
because = "They stay."
source = "team default"

[[flags]]
id = "badge"
label = "Badges"
because = "The door."
source = "team default"
[flags.when]
physical_presence = ["always"]

[[examples]]
name = "Somebody must always be here: physical_presence is always"
[examples.given]
physical_presence = "always"
travel = "no"
[examples.expect]
fired = ["physical_presence.always", "home_birds"]
flags = ["badge"]
"""


def earlier() -> str:
    """A policy of schema 1 with the models of the policy that ships, and questions, rules and notes of a team's own."""
    models = default_policy_text().partition("[[factors]]")[0]
    return models.replace("schema = 2", "schema = 1", 1) + _EARLIER


def run(*arguments: str) -> Result:
    """One call of the program."""
    return CliRunner().invoke(main, ["policy", *arguments])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of an earlier release."""
    file = tmp_path / "ours.toml"
    file.write_text(earlier(), encoding="utf-8")
    return file


def test_a_file_of_an_earlier_release_is_told_in_one_sentence_that_names_the_command(path: Path) -> None:
    done = run("check", str(path))
    assert done.exit_code == 1
    (told,) = done.stderr.splitlines()
    assert "was written for an earlier release; `sourcing policy upgrade " in told
    line = int(told.removeprefix(f"{path}:").split(":")[0])
    assert earlier().splitlines()[line - 1].startswith("schema = 1")


def test_what_is_written_is_sound_and_keeps_what_the_team_wrote(path: Path) -> None:
    done = run("upgrade", str(path))
    assert done.exit_code == 0, done.output
    text = path.with_name("ours-2.toml").read_text(encoding="utf-8")
    policy = parse_policy(text)
    assert list(policy.factor["place"].option) == ["here", "visits", "anywhere"]
    assert list(policy.factor["travel"].option) == ["no", "always"]
    assert policy.rules[0].when == {"travel": ("no",), "place": ("here", "visits")}
    for kept in ("# Whether people must come to us.", "# our oldest question", "# seven, by our board"):
        assert kept in text
    was, now = earlier().splitlines(), text.splitlines()
    changed = [number for number, (before, after) in enumerate(zip(was, now, strict=True), 1) if before != after]
    assert len(changed) == 9
    assert all(f"line {number}: " in done.stdout for number in changed)
    assert path.read_text(encoding="utf-8") == earlier()


@pytest.mark.parametrize(("was", "now"), [("always", "here"), ("partly", "visits"), ("no", "anywhere")])
def test_the_same_answers_get_the_same_recommendation_before_and_after(was: str, now: str) -> None:
    old, new = parse_past_policy(earlier()), parse_policy(upgraded(earlier()).text)
    for travel in ("no", "always"):
        before = judge({"physical_presence": was, "travel": travel}, old, {}).recommendation
        after = judge({"place": now, "travel": travel}, new, {}).recommendation
        assert (before.model, before.standing) == (after.model, after.standing)
        assert [(each.model, each.points) for each in before.ranking] == [
            (each.model, each.points) for each in after.ranking
        ]
        assert [flag.id for flag in before.flags] == [flag.id for flag in after.flags]


def test_it_says_what_a_person_must_look_at(path: Path) -> None:
    said = run("upgrade", str(path)).stdout.partition("To look at:")[2]
    for part in ("place: ", "who_may, where_may, country_barred: ", "works: ", "weights: ", "version: "):
        assert part in said


def test_a_file_that_is_there_is_written_over_only_when_told(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "theirs.toml"
    target.write_text("precious", encoding="utf-8")
    for to in (target, path):
        before = to.read_text(encoding="utf-8")
        refused = run("upgrade", str(path), "--to", str(to))
        assert refused.exit_code == 1
        assert "is there already" in refused.stderr
        assert to.read_text(encoding="utf-8") == before
    assert run("upgrade", str(path), "--to", str(target), "--overwrite").exit_code == 0
    assert parse_policy(target.read_text(encoding="utf-8")).schema_ == 2


def test_windows_line_ends_stay() -> None:
    text = upgraded(earlier().replace("\n", "\r\n")).text
    assert text.count("\r\n") == text.count("\n")
    assert text.replace("\r\n", "\n") == upgraded(earlier()).text


def test_a_policy_of_this_release_has_nothing_to_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "new.toml"
    path.write_text(default_policy_text(), encoding="utf-8")
    done = run("upgrade", str(path))
    assert done.exit_code == 1
    assert "nothing to upgrade" in done.stderr


def test_a_file_with_mistakes_is_not_upgraded(path: Path) -> None:
    path.write_text(earlier().replace("margin =", "margni =", 1), encoding="utf-8")
    done = run("upgrade", str(path))
    assert done.exit_code == 1
    assert 'unknown key "margni"' in done.stderr
    assert not path.with_name("ours-2.toml").exists()
    with pytest.raises(PolicyMistakesError):
        upgraded(path.read_text(encoding="utf-8"))


def test_examples_that_expect_an_earlier_standing_stay_readable_and_are_brought_up_to_this_one() -> None:
    more = """
[[examples]]
name = "One"
given = { travel = "no" }
expect = { model = "in_house", standing = "leaning", fired = [] }

[[examples]]
name = "Two"
given = { travel = "no" }
expect = { fired = [], standing = "open" }

[[examples]]
name = "Three"
given = { travel = "no" }
[examples.expect]
standing = "settled"

[[examples]]
name = "Four"
given = { travel = "no" }
[examples.expect]
standing = 'open'
"""
    assert parse_past_policy(earlier() + more).examples[1].expect.model == "in_house"
    policy = parse_policy(upgraded(earlier() + more).text)
    assert [each.expect.standing for each in policy.examples[1:]] == [None, None, "firm", None]
    assert policy.examples[1].expect.model == "in_house"
