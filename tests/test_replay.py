"""What a replay of the record promises: the truth about every decision, and nothing written."""

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assessing import assess
from bot.current_policy import CurrentPolicy
from bot.recording import put_on_record
from bot.requests import Request
from bot.store import Store
from bot.views.policy import replays
from rules.cases import PLANS
from rules.comparing.replay import replay
from rules.decision_status import Status
from rules.grid import Model
from rules.judging import Named, judge, known_to
from rules.policy import Policy
from rules.policy_file import default_policy, default_policy_text, parse_policy
from rules.recommend import Recommendation, Standing, recommend
from rules.works import kinds_of
from tests.policy_pairs import pairs
from tests.sample_decisions import ticking
from tests.size import many
from tests.small_policies import answered

SOURCING = str(Path(sys.executable).with_name("sourcing"))
DEFAULT = default_policy()
HEAVIER = default_policy_text().replace(
    "nearshore_captive = 2, offshore_captive = 3 }", "nearshore_captive = 2, offshore_captive = 90 }"
)
NO_BARS = {"who_may": "free", "where_may": "free", "country_barred": "no"}
BIG = {**NO_BARS, "scale": "500_plus", "overlap": "full_day", "start": "later"}


@dataclass(frozen=True)
class Logged:
    """A decision on the record, as far as a replay reads it."""

    id: int
    answers: Mapping[str, str]
    recommended: str | None
    standing: str = "likely"
    by_nature: Mapping[str, str] = field(default_factory=dict)
    status: Status = Status.RECORDED
    erased: frozenset[str] = frozenset()
    text: str = "Move the help desk"
    recorded_at: datetime = field(default=datetime(2026, 11, 23, tzinfo=UTC))


@given(data=st.data(), pair=pairs(most_factors=3))
@settings(max_examples=many(100))
def test_a_decision_is_told_as_changed_exactly_where_the_new_policy_recommends_otherwise(
    data: st.DataObject, pair: tuple[Policy, Policy]
) -> None:
    old, new = pair
    given_answers = [data.draw(answered(old)) for _ in range(3)]
    log = [logged(number, answers, old) for number, answers in enumerate(given_answers)]
    found = replay(log, new)
    now = {each.id: told(recommend(known_to(each.answers, new), new)) for each in log}
    then = {each.id: told(recommend(each.answers, old)) for each in log}
    expected = {number: result for number, result in now.items() if result != then[number]}
    assert {each.id: each.after for each in found.changed} == expected
    assert {each.id for each in found.unknown} == {
        each.id for each in log if known_to(each.answers, new) != each.answers
    }
    assert sum(found.moves.values()) == len(expected)


def test_it_agrees_with_the_full_recommendation_for_the_default_policy_too() -> None:
    rng = random.Random(3)
    heavier = parse_policy(HEAVIER)
    drawn = [{f.id: rng.choice(f.options).id for f in DEFAULT.factors if rng.random() < 0.5} for _ in range(80)]
    kinds = list(kinds_of(DEFAULT))
    drawn = [{**answers, "work": rng.choice(kinds), "plan": rng.choice(list(PLANS))} for answers in drawn]
    log = [logged(number, answers, DEFAULT) for number, answers in enumerate(drawn)]
    assert {each.standing for each in log} == set(Standing)
    changed = {each.id: (each.after, each.standing_after) for each in replay(log, heavier).changed}
    then = {each.id: told(judge(each.answers, DEFAULT, {}).recommendation) for each in log}
    now = {each.id: judge(each.answers, heavier, {}).recommendation for each in log}
    assert changed
    assert changed == {
        number: (told(result), result.standing) for number, result in now.items() if told(result) != then[number]
    }


def test_a_kind_of_work_and_a_plan_on_the_record_count_under_the_new_policy_too() -> None:
    before = logged(1, {"work": "office_cleaning", "plan": "domestic_outsourcing"}, DEFAULT)
    assert before.recommended == Model.DOMESTIC_OUTSOURCING
    found = replay([before], DEFAULT)
    assert (found.changed, found.unknown) == ((), ())
    (each,) = replay([before], DEFAULT.model_copy(update={"works": ()})).unknown
    assert each.unknown == {"work": "office_cleaning"}


def test_answers_that_the_new_policy_does_not_know_are_named_and_the_others_used() -> None:
    known = {"scale": "500_plus", "export_control": "military"}
    before = logged(1, known, DEFAULT)
    found = replay([replace(before, answers={**known, "moon_phase": "full"})], DEFAULT)
    (each,) = found.unknown
    assert each.unknown == {"moon_phase": "full"}
    assert each.after == before.standing
    assert found.changed == ()


def test_a_replaced_decision_and_one_without_its_answers_are_left_out_and_counted() -> None:
    log = [
        Logged(1, {}, Model.HYBRID, status=Status.SUPERSEDED),
        Logged(2, {}, Model.HYBRID, erased=frozenset({"answers"})),
        replace(logged(3, {}, DEFAULT), erased=frozenset({"text"})),
    ]
    found = replay(log, DEFAULT)
    assert (found.decisions, found.replaced, found.erased) == (1, 1, 1)
    assert replays.summary(found, DEFAULT) == (
        "Version 2026.11 changes no recommendation among 1 decision on the record. "
        "Left out: 1 decision that a later one replaced. Left out: 1 decision whose answers were erased."
    )


def test_the_summary_says_how_many_change_from_what_to_what() -> None:
    sealed = {"who_may": "own_only", "where_may": "here_only", "place": "here"}
    log = [Logged(number, sealed, Model.HYBRID) for number in range(3)]
    log.append(Logged(9, {**sealed, "old_question": "yes"}, None, Standing.TOO_EARLY))
    assert replays.summary(replay(log, DEFAULT), DEFAULT) == (
        "Version 2026.11 changes 4 of 4 decisions on the record (100 %): "
        "3 from hybrid to in-house, 1 from too early to in-house. "
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


def logged(number: int, answers: Mapping[str, str], policy: Policy) -> Logged:
    """A decision as the policy made it."""
    found = judge(answers, policy, {}).recommendation
    return Logged(number, answers, found.named, found.standing)


def told(found: Recommendation) -> Named:
    """What people are told of it, worked out the plain way."""
    return Standing.TOO_EARLY if found.standing is Standing.TOO_EARLY else found.model


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
        timeout=300,
        check=False,
    )


def _request(text: str, answers: dict[str, str]) -> Request:
    return Request(text=text, home_country="GB", who="ana", where="terminal", answers=answers)
