"""What `sourcing log` and `show` say of decisions on the record."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bot.assessing import assess
from bot.current_policy import CurrentPolicy
from bot.excerpts import both_ends, excerpt
from bot.recording import give_answer, put_on_record
from bot.requests import Request
from bot.store import Status, Store, cards
from bot.wire.schemas import schema_text
from rules.decision_status import recommended_in_words
from rules.grid import Model
from tests.sample_decisions import move, ticking
from tests.test_cli import Run

CLEANING = "Office cleaning for our Madrid office every evening by a local company"
HELP_DESK = "Move our 40-seat help desk from Leeds to Manila, our own managers stay in charge"
PAYROLL = "Hand payroll for our Spanish staff to a provider in Kraków"
BOB = "U0G9QF9C6"
REASON = "The works council agreed to keep it here until 2027, and we promised them that we would."


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The program, on a log with three decisions: overridden, accepted, and one that waits with an answer more."""
    run = Run(tmp_path_factory.mktemp("record"))
    loaded = CurrentPolicy(None).loaded()
    with Store.open(run.database, clock=ticking()) as store:
        for text, who, where in ((HELP_DESK, "U024BE7LH", "C024BE91L"), (CLEANING, "dana", "terminal")):
            put_on_record(assess(Request(text=text, home_country="GB", who=who, where=where), loaded), store)
        put_on_record(assess(Request(text=PAYROLL, home_country="GB", who="eve", where="D024BE91L"), loaded), store)
        move(store, 1, Status.OVERRIDDEN, actor=BOB, reason=REASON, model=Model.IN_HOUSE)
        move(store, 2, Status.ACCEPTED, actor=BOB)
        current = loaded.policy
        store.write(lambda db, at: cards.tell_requested(db, at, 2, "C024BE91L", None, "dana"))
        store.write(lambda db, at: give_answer(db, at, 3, "where_may", "here_only", actor="dana", current=current))
        store.write(lambda db, at: give_answer(db, at, 3, "where_may", None, actor="dana", current=current))
    return run


def test_ask_goes_on_with_a_decision_by_answers_given_outright(tmp_path: Path) -> None:
    run = Run(tmp_path)
    first = json.loads(run("ask", PAYROLL, "--home", "GB", "--json").stdout)
    assert "scale" not in first["recommendation"]["answers"]
    went_on = run("ask", "--go-on", "1", "--answer", "scale=5_49", "--json")
    assert went_on.returncode == 0, went_on.stderr
    answered = json.loads(went_on.stdout)
    assert answered["decision_id"] == 1
    assert answered["recommendation"]["answers"]["scale"]["option"] == "5_49"
    assert [each["kind"] for each in json.loads(run("show", "1", "--json").stdout)["events"]] == [
        "decision_recorded",
        "answer_given",
    ]
    assert run("verify").stdout.startswith("Intact: 1 decision, ")


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["--go-on", "3"], 2, "--go-on asks on a terminal; without one, give the answers with --answer"),
        (["--go-on", "3", "Payroll"], 2, "--go-on takes its request from the record"),
        (["--go-on", "abc"], 2, '"abc" is not the number of a decision'),
        (["--go-on", "99", "--answer", "scale=5_49"], 1, "There is no decision 99"),
        (["--go-on", "2", "--answer", "scale=5_49"], 1, "accepted"),
        (["--go-on", "3", "--answer", "scale=tiny"], 2, 'factor "scale" has no option "tiny"'),
        (["--go-on", "3", "--answer", "plan=hybrid"], 2, "is not for people to answer"),
    ],
)
def test_what_cannot_be_gone_on_with_is_told_and_changes_nothing(
    run: Run, arguments: list[str], status: int, says: str
) -> None:
    before = run("show", "3", "--json").stdout
    done = run("ask", *arguments)
    assert done.returncode == status
    assert says in words(done.stderr)
    assert run("show", "3", "--json").stdout == before


def words(output: str) -> str:
    """What is printed, wherever its lines end."""
    return " ".join(output.split())


def test_log_says_of_each_decision_what_was_asked_recommended_and_decided_by_whom_and_why(run: Run) -> None:
    said = words(run("log").stdout)
    assert said.startswith("3 2026-11-23 09:0")
    assert f"“{CLEANING}” asked by dana Recommended: Outsourcing nearby (likely" in said
    assert "Accepted by Slack user U0G9QF9C6: Outsourcing nearby, 2026-11-23" in said
    assert f"“{HELP_DESK}” asked by Slack user U024BE7LH Recommended: Own centre far away" in said
    assert f"Overridden by Slack user {BOB}, who chose In-house, 2026-11-23" in said
    assert f"“{REASON}”" in said


@pytest.mark.parametrize(
    ("arguments", "numbers"),
    [
        ([], [3, 2, 1]),
        (["--status", "open"], [3]),
        (["--status", "recorded"], [3]),
        (["--status", "Overridden"], [1]),
        (["--status", "discarded"], []),
        (["--who", "dana"], [2]),
        (["--who", f"@{BOB}"], [2, 1]),
        (["--model", "Own centre far away"], [1]),
        (["--model", "offshore_captive"], [1]),
        (["--model", "in house"], [1]),
        (["--model", "outsourcing nearby", "--status", "accepted"], [2]),
        (["cleaning", "--who", BOB], [2]),
        (["cleaning", "--who", "eve"], []),
        (["--since", "2026-11-24"], []),
        (["--limit", "2"], [3, 2]),
    ],
)
def test_log_finds_by_status_person_model_and_date_beside_words(
    run: Run, arguments: list[str], numbers: list[int]
) -> None:
    found = json.loads(run("log", "--json", *arguments).stdout)
    assert [each["id"] for each in found["decisions"]] == numbers
    assert found["more"] is ("--limit" in arguments)


def test_log_says_when_there_are_more(run: Run) -> None:
    assert "There are more" in run("log", "--limit", "2").stdout
    assert "There are more" not in run("log", "--limit", "3").stdout


@pytest.mark.parametrize("arguments", [[], ["--status", "accepted"]])
def test_a_log_without_decisions_is_an_empty_list(tmp_path: Path, arguments: list[str]) -> None:
    run = Run(tmp_path)
    said, listed = run("log", *arguments), run("log", "--json", *arguments)
    assert (said.returncode, listed.returncode) == (0, 0)
    assert said.stdout.startswith("No decision")
    assert json.loads(listed.stdout) == {"decisions": [], "more": False}
    assert not run.database.exists()


def test_what_nobody_has_decided_is_waiting(run: Run) -> None:
    assert run("show", "3").stdout.splitlines()[0].endswith(" UTC, waiting")
    assert " UTC  waiting\n" in run("log", "--status", "waiting").stdout


def test_show_says_the_status_the_chosen_model_and_its_reason(run: Run) -> None:
    said = words(run("show", "1").stdout)
    assert said.startswith("Decision 1, recorded 2026-11-23 09:01 UTC, overridden Request")
    assert f"overridden by Slack user {BOB} (reviewer), who chose In-house: “{REASON}”" in said
    assert "Asked by Slack user U024BE7LH in Slack channel C024BE91L; home country GB" in said
    assert "Described Own centre far away" in said
    assert "decision recorded to recorded" not in said


def test_show_tells_every_event_in_words(run: Run) -> None:
    events = [each["in_words"] for each in json.loads(run("show", "2", "--json").stdout)["events"]]
    assert events == [
        "recorded by dana",
        f"accepted by Slack user {BOB} (reviewer): Outsourcing nearby",
        "card asked for by dana in Slack channel C024BE91L",
    ]
    recorded, answered, back = (each["in_words"] for each in json.loads(run("show", "3", "--json").stdout)["events"])
    question = "Must the work stay in this country, or in the region?"
    assert recorded == "recorded by eve"
    assert answered.startswith(f"answered by dana: {question} ")
    assert "from then on: " in answered
    assert back.startswith(f"answer taken back by dana: {question}; from then on: ")
    printed = words(run("show", "3").stdout)
    assert all(words(each) in printed for each in (recorded, answered, back))


@pytest.mark.parametrize(("typed", "schema"), [("log", "log-out"), ("show 1", "show-out"), ("show 3", "show-out")])
def test_the_json_fits_its_schema(run: Run, typed: str, schema: str) -> None:
    done = run(*typed.split(), "--json")
    assert done.returncode == 0, done.stderr
    Draft202012Validator(json.loads(schema_text(schema))).validate(json.loads(done.stdout))


def test_the_json_has_what_was_decided_with_labels(run: Run) -> None:
    found = json.loads(run("show", "1", "--json").stdout)
    assert found["outcome"]["chosen"] == {"id": "in_house", "label": "In-house"}
    assert (found["outcome"]["by"], found["outcome"]["reason"]) == (BOB, REASON)
    assert found["recommended"] == {"id": "offshore_captive", "label": "Own centre far away"}
    assert found["answers"]["daily_direction"]["label"] == "We do"
    assert found["erased"] == []


def test_ask_and_show_say_what_was_decided_before_about_work_like_this(tmp_path: Path) -> None:
    run = Run(tmp_path)
    assert json.loads(run("ask", HELP_DESK, "--home", "GB", "--json", "--no-log").stdout)["precedents"] == []
    with Store.open(run.database, clock=ticking()) as store:
        request = Request(text=HELP_DESK, home_country="PL", who="dana", where="terminal")
        put_on_record(assess(request, CurrentPolicy(None).loaded()), store)
        move(store, 1, Status.OVERRIDDEN, actor=BOB, reason=REASON, model=Model.IN_HOUSE)
    line = f"Before “{HELP_DESK[:40]}"
    not_kept, asked = run("ask", HELP_DESK, "--home", "GB", "--no-log"), run("ask", HELP_DESK, "--home", "GB", "--why")
    for said in map(words, (not_kept.stdout, asked.stdout)):
        assert line in said
        assert "overridden to in-house" in said
        assert "in decision 1. Asked from PL there, from GB here" in said
    shown = words(run("show", "2").stdout)
    assert f"Decided before decision 1, “{HELP_DESK}” asked by dana" in shown
    assert f"overridden by Slack user {BOB}, who chose In-house" in shown
    for printed in (run("show", "2", "--json"), run("ask", HELP_DESK, "--home", "GB", "--no-log", "--json")):
        (before,) = json.loads(printed.stdout)["precedents"]
        assert (before["id"], before["text"], before["home_country"]) == (1, HELP_DESK, "PL")
        assert before["outcome"]["chosen"] == {"id": "in_house", "label": "In-house"}
    for typed, schema in (("show 2", "show-out"), ("ask --go-on 2 --answer scale=50_199", "ask-out")):
        given = json.loads(run(*typed.split(), "--json").stdout)
        Draft202012Validator(json.loads(schema_text(schema))).validate(given)
        assert given["precedents"]


def test_what_was_erased_is_null_and_said_to_be(tmp_path: Path) -> None:
    run = Run(tmp_path)
    with Store.open(run.database, clock=ticking()) as store:
        request = Request(text="Payroll", home_country="GB", who="zoe", where="terminal")
        gone = put_on_record(assess(request, CurrentPolicy(None).loaded()), store)
        store.erase(gone.id, {"text", "who", "answers", "classification"}, actor="root", reason="asked for")
    found = json.loads(run("show", str(gone.id), "--json").stdout)
    fields: Mapping[str, object] = {name: found[name] for name in ("text", "who", "answers", "described")}
    assert set(fields.values()) == {None}
    assert "(erased) asked by someone (erased)" in run("log").stdout
    assert "erased by root: answers, what was read in it, the request, who asked: “asked for”" in words(
        run("show", str(gone.id)).stdout
    )


@pytest.mark.parametrize(
    ("standing", "named", "runner_up", "lead", "says"),
    [
        ("firm", "Hybrid", None, None, "Hybrid (firm)"),
        ("firm", None, None, None, "None of the seven models (firm)"),
        ("likely", "Hybrid", "In-house", 9, "Hybrid (likely: stays so in 7 of 10 or more)"),
        ("close_call", "Hybrid", "In-house", 1, "Hybrid or in-house (close call by 1 point; both can be defended)"),
        ("close_call", "Hybrid", "In-house", 0, "Hybrid or in-house (close call; both can be defended)"),
        ("too_early", None, "In-house", 2, "Too early"),
        ("open", "Hybrid", "In-house", 3, "Hybrid or in-house (no clear winner; both can be defended)"),
        ("settled", "Hybrid", "In-house", 3, "Hybrid (settled: nothing missing could change it)"),
    ],
)
def test_what_was_recommended_is_said_with_how_firm_that_was(
    standing: str, named: str | None, runner_up: str | None, lead: int | None, says: str
) -> None:
    assert recommended_in_words(standing, named, runner_up, lead) == says


@pytest.mark.parametrize(
    ("text", "longest", "says"),
    [
        ("Move payroll", 20, "Move payroll"),
        ("Move payroll to\n Kraków", 15, "Move payroll to …"),
        ("Move payroll, to Kraków", 13, "Move payroll …"),
        ("outsourcing of everything", 18, "outsourcing of …"),
        ("x" * 30, 10, "x" * 10 + " …"),
        ("給与計算を外部の会社に任せたい", 5, "給与計算を …"),
    ],
)
def test_an_excerpt_ends_with_a_whole_word(text: str, longest: int, says: str) -> None:
    assert excerpt(text, longest) == says


@pytest.mark.parametrize(
    ("text", "longest", "says"),
    [
        ("In-house", 8, "In-house"),
        ("Outsourcing to a company far away", 20, "Outsourcing…far away"),
        ("x" * 15 + "y" * 15, 10, "xxxxx…yyyy"),
        ("一" * 15 + "二" * 15, 11, "一一一一一…二二二二二"),
    ],
)
def test_of_a_long_name_both_ends_are_left(text: str, longest: int, says: str) -> None:
    assert both_ends(text, longest) == says
