"""What a replay of the record promises: the truth about every decision, and nothing written."""

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.current_policy import CurrentPolicy
from bot.desk import assess, put_on_record
from bot.requests import Request
from bot.store import Store
from bot.views.policy import replays
from rules.comparing.policy_pair import known_to
from rules.comparing.replay import replay
from rules.decision_status import Status
from rules.grid import Model
from rules.policy import Policy
from rules.policy_file import default_policy, default_policy_text, parse_policy
from rules.recommend import recommend
from tests.policy_pairs import pairs
from tests.sample_decisions import ticking
from tests.small_policies import answered

SOURCING = str(Path(sys.executable).with_name("sourcing"))
DEFAULT = default_policy()
HEAVIER = default_policy_text().replace(
    "nearshore_captive = 2, offshore_captive = 3 }", "nearshore_captive = 2, offshore_captive = 9 }"
)
BIG = {"scale": "500_plus", "overlap": "full_day", "start": "later"}


@dataclass(frozen=True)
class Logged:
    """A decision on the record, as far as a replay reads it."""

    id: int
    answers: Mapping[str, str]
    recommended: str | None
    standing: str = "open"
    status: Status = Status.RECORDED
    erased: frozenset[str] = frozenset()
    text: str = "Move the help desk"
    recorded_at: datetime = field(default=datetime(2026, 11, 23, tzinfo=UTC))


@given(data=st.data(), pair=pairs(most_factors=3))
@settings(max_examples=100)
def test_a_decision_is_told_as_changed_exactly_where_the_new_policy_recommends_otherwise(
    data: st.DataObject, pair: tuple[Policy, Policy]
) -> None:
    old, new = pair
    given_answers = [data.draw(answered(old)) for _ in range(3)]
    log = [Logged(number, answers, recommend(answers, old).model) for number, answers in enumerate(given_answers)]
    found = replay(log, new)
    expected = {
        each.id: recommend(known_to(new, each.answers), new).model
        for each in log
        if recommend(known_to(new, each.answers), new).model != each.recommended
    }
    assert {each.id: each.after for each in found.changed} == expected
    assert {each.id for each in found.unknown} == {
        each.id for each in log if known_to(new, each.answers) != each.answers
    }
    assert sum(found.moves.values()) == len(expected)


def test_it_agrees_with_the_full_recommendation_for_the_default_policy_too() -> None:
    rng = random.Random(3)
    heavier = parse_policy(HEAVIER)
    drawn = [{f.id: rng.choice(f.options).id for f in DEFAULT.factors if rng.random() < 0.5} for _ in range(200)]
    log = [Logged(number, answers, recommend(answers, DEFAULT).model) for number, answers in enumerate(drawn)]
    changed = {each.id: (each.after, each.standing_after) for each in replay(log, heavier).changed}
    now = {each.id: recommend(each.answers, heavier) for each in log}
    assert changed
    assert changed == {
        each.id: (now[each.id].model, now[each.id].standing) for each in log if now[each.id].model != each.recommended
    }


def test_answers_that_the_new_policy_does_not_know_are_named_and_the_others_used() -> None:
    known = {"scale": "500_plus", "export_control": "military"}
    recommended = recommend(known, DEFAULT).model
    found = replay([Logged(1, {**known, "moon_phase": "full"}, recommended)], DEFAULT)
    (each,) = found.unknown
    assert each.unknown == {"moon_phase": "full"}
    assert each.after == recommended
    assert found.changed == ()


def test_a_replaced_decision_and_one_without_its_answers_are_left_out_and_counted() -> None:
    log = [
        Logged(1, {}, Model.HYBRID, status=Status.SUPERSEDED),
        Logged(2, {}, Model.HYBRID, erased=frozenset({"answers"})),
        Logged(3, {}, recommend({}, DEFAULT).model, erased=frozenset({"text"})),
    ]
    found = replay(log, DEFAULT)
    assert (found.decisions, found.replaced, found.erased) == (1, 1, 1)
    assert replays.summary(found, DEFAULT) == (
        "Version 2026.11 changes no recommendation among 1 decision on the record. "
        "Left out: 1 decision that a later one replaced. Left out: 1 decision whose answers were erased."
    )


def test_the_summary_says_how_many_change_from_what_to_what() -> None:
    log = [Logged(number, {"export_control": "military"}, Model.HYBRID) for number in range(3)]
    log.append(Logged(9, {"export_control": "military", "old_question": "yes"}, None))
    assert replays.summary(replay(log, DEFAULT), DEFAULT) == (
        "Version 2026.11 changes 4 of 4 decisions on the record (100 %): "
        "3 from hybrid to in-house, 1 from none of the seven to in-house. "
        "1 of them has an answer that this version does not know; the other answers were used."
    )
    assert replays.summary(replay([], DEFAULT), DEFAULT) == "There is no decision to judge anew."


# --- On the command line --------------------------------------------------------------------------------------------


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A log with three decisions under the default policy."""
    path = tmp_path / "decisions.db"
    loaded = CurrentPolicy(None).loaded()
    with Store.open(path, clock=ticking()) as store:
        for text, answers in (
            ("Move our help desk to Manila", BIG),
            ("Move \x1b[31mpayroll\x1b[0m to a vendor in Kraków", {"scale": "under_5"}),
            ("Keep the firmware here", {"export_control": "military"}),
        ):
            put_on_record(assess(_request(text, answers), loaded), store)
    return path


def test_changed_decisions_are_listed_and_nothing_is_written(database: Path, tmp_path: Path) -> None:
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    new = written(tmp_path, HEAVIER.replace('version = "2026.11"', 'version = "2026.12"'))
    shown = run("replay", new, "--database", str(database))
    assert shown.returncode == 0
    assert "Version 2026.12 changes 1 of 3 decisions on the record" in " ".join(shown.stdout.split())
    assert "Move our help desk" in shown.stdout
    assert "\x1b" not in shown.stdout
    assert hashlib.sha256(database.read_bytes()).hexdigest() == before


def test_the_json_has_every_changed_decision(database: Path, tmp_path: Path) -> None:
    out = json.loads(run("replay", written(tmp_path, HEAVIER), "--database", str(database), "--json").stdout)
    assert out["decisions"] == 3
    (changed,) = out["changed"]
    assert changed["id"] == 1
    assert changed["to"] == "offshore_captive"
    assert out["moves"] == [{"from": changed["from"], "to": "offshore_captive", "decisions": 1}]


def test_the_policy_in_force_is_proved_to_change_nothing(database: Path) -> None:
    shown = run("replay", "default", "--database", str(database))
    assert "changes no recommendation among 3 decisions" in shown.stdout
    assert "as the policy in force does: proved" in shown.stdout


def test_since_limits_it_to_what_was_recorded_from_then_on(database: Path) -> None:
    ahead = run("replay", "default", "--database", str(database), "--since", "2031-01-01")
    assert ahead.returncode == 0
    assert "No decision has been recorded since 2031-01-01 00:00 UTC" in ahead.stdout
    wrong = run("replay", "default", "--database", str(database), "--since", "yesterday")
    assert wrong.returncode == 2
    assert '"yesterday" is not a date' in wrong.stderr


def test_a_log_without_decisions_has_nothing_to_judge(tmp_path: Path) -> None:
    path = tmp_path / "decisions.db"
    with Store.open(path, clock=ticking()):
        pass
    assert "No decision has been recorded yet" in run("replay", "default", "--database", str(path)).stdout
    assert run("replay", "default", "--database", str(tmp_path / "none.db")).returncode == 1


def test_a_file_with_mistakes_is_refused_with_their_lines(database: Path, tmp_path: Path) -> None:
    wrong = written(tmp_path, default_policy_text().replace("offshore_captive = 3", "ofshore_captive = 3", 1))
    shown = run("replay", wrong, "--database", str(database))
    assert shown.returncode == 1
    assert shown.stderr.startswith(f"{wrong}:")
    assert 'unknown model "ofshore_captive"; did you mean "offshore_captive"?' in shown.stderr


def written(folder: Path, text: str) -> str:
    """A policy file with this text."""
    path = folder / "new.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """One run of `sourcing policy`, piped."""
    return subprocess.run(
        [SOURCING, "policy", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=60,
        check=False,
    )


def _request(text: str, answers: dict[str, str]) -> Request:
    return Request(text=text, home_country="GB", who="ana", where="terminal", answers=answers)
