"""What the command line promises, by running it."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli_process import sourcing
from tests.ordeals.kill import kill_asks

SOURCING = str(Path(sys.executable).with_name("sourcing"))
HELP_DESK = "Move our 40-seat help desk from Leeds to Manila, our own managers stay in charge."


class Run:
    """One run of the program, with its own log."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "log" / "decisions.db"

    def __call__(
        self, *arguments: str, given: str | bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Runs `sourcing` as a person would, piped."""
        return sourcing(
            arguments,
            given.encode("utf-8") if isinstance(given, str) else given,
            {**os.environ, "SOURCING_DATABASE": str(self.database), "PYTHONUTF8": "1", **environment},
        )


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The program, with a fresh log."""
    return Run(tmp_path)


def lines(output: str) -> list[dict[str, Any]]:
    """JSON lines."""
    return [json.loads(line) for line in output.splitlines()]


def test_a_sentence_gives_a_card_and_a_row_in_the_log(run: Run) -> None:
    answers = ("who_may=own_only", "where_may=free", "country_barred=no", "duration=over_3_years", "scale=500_plus")
    asked = run("ask", HELP_DESK, "--home", "GB", *(word for answer in answers for word in ("--answer", answer)))
    assert asked.returncode == 0
    for heading in ("Decision 1", "Seen from the United Kingdom.", "Read as", "Why", "Tell me"):
        assert heading in asked.stdout
    assert "Manila" in asked.stdout
    assert "\x1b" not in asked.stdout
    logged = run("log")
    assert "Move our 40-seat" in logged.stdout
    shown = run("show", "1")
    assert HELP_DESK in shown.stdout
    assert "recorded by" in shown.stdout
    assert run("verify").stdout.startswith("Intact: 1 decision, ")


def test_the_json_has_the_classification_the_recommendation_and_the_number(run: Run) -> None:
    asked = json.loads(run("ask", HELP_DESK, "--home", "GB", "--json").stdout)
    assert asked["decision_id"] == 1
    assert asked["classification"]["model"] == "offshore_captive"
    assert asked["recommendation"]["ranking"]
    assert json.loads(run("ask", HELP_DESK, "--home", "GB", "--json", "--no-log").stdout)["decision_id"] is None
    assert "2 decisions" not in run("verify").stdout


def test_answers_given_outright_go_before_what_the_text_says(run: Run) -> None:
    asked = run(
        "ask", HELP_DESK, "--home", "GB", "--answer", "scale=500_plus", "--answer", "export_control=military", "--json"
    )
    recommendation = json.loads(asked.stdout)["recommendation"]
    ruled_out = {each["model"] for each in recommendation["ranking"] if each["ruled_out"]}
    assert "offshore_captive" in ruled_out
    assert "scale.500_plus" in {reason["rule"] for reason in recommendation["reasons"]}


def test_described_and_recommended_are_told_apart(run: Run) -> None:
    asked = run("ask", "Let a vendor in Shenzhen redraw the ITAR-controlled drawings.", "--home", "US")
    assert "is ruled out" in asked.stdout


def test_uk_is_taken_for_the_united_kingdom_with_a_word_about_it(run: Run) -> None:
    asked = run("ask", HELP_DESK, "--home", "uk", "--json")
    assert asked.stderr == "UK is taken for GB, as ISO 3166-1 writes it.\n"
    assert asked.stdout == run("ask", HELP_DESK, "--home", "GB", "--json").stdout.replace(
        '"decision_id":2', '"decision_id":1'
    )


def test_without_being_asked_it_gives_no_points_and_with_why_it_gives_all(run: Run) -> None:
    request = ("ask", "Let a vendor in Shenzhen redraw the ITAR-controlled drawings.", "--home", "US", "--no-log")
    short, long = run(*request).stdout, run(*request, "--why").stdout
    assert not re.search(r"[+-]\d", short.replace("export_control", ""))
    for heading in ("What would change it", "Every point"):
        assert heading not in short
        assert heading in long
    assert "daily_direction.provider" in long


def test_with_why_a_settled_result_comes_with_what_guarantees_it(run: Run) -> None:
    shown = run("ask", "Forty chairs", "--answer", "work_type=goods_or_licence", "--no-log", "--why").stdout
    assert "Firm: every model is ruled out." in shown
    assert "This answer alone rules out every model." in shown
    assert "- you need to buy goods or a licence" in shown


def test_classify_is_a_filter_in_which_a_bad_line_stops_nothing(run: Run) -> None:
    given = "\n".join(
        [
            json.dumps({"id": 1, "text": "Give L1 tickets to an agency in Cebu.", "home_country": "AU"}),
            "not json",
            json.dumps({"id": "no-text"}),
            json.dumps({"id": 4, "text": "x", "home_country": "ZZ"}),
            json.dumps([1]),
            "",
            json.dumps({"id": 7, "text": "", "home_country": "US"}),
            '{"id": 8, "text": "broken \\ud800 half", "home_country": "US"}',
            json.dumps({"id": 9, "text": "a" * 40_001, "home_country": "US"}),
        ]
    )
    out = lines(run("classify", given=given).stdout)
    assert [each.get("id") for each in out] == [1, None, "no-text", 4, None, 7, 8, 9]
    assert out[0]["model"] == "offshore_outsourcing"
    assert [("error" in each) for each in out] == [False, True, True, True, True, False, False, True]
    assert out[2]["error"] == '"text" is missing'
    assert out[5]["model"] == "none"


def test_classify_reads_bytes_that_are_not_utf_8_as_a_bad_line(run: Run) -> None:
    (out,) = lines(run("classify", given=b'{"id": 1, "text": "\xff"}\n').stdout)
    assert out["error"] == "the line is not UTF-8"


def test_evidence_positions_count_characters_of_the_text_as_given(run: Run) -> None:
    text = "👩‍💻 Café team: hand payroll to a vendor in Kraków"
    (out,) = lines(run("classify", given=json.dumps({"id": 1, "text": text, "home_country": "GB"})).stdout)
    assert out["evidence"]
    for each in out["evidence"]:
        assert text[each["start"] : each["end"]] == each["text"]


def test_recommend_is_a_filter_with_suggestions_for_mistyped_answers(run: Run) -> None:
    given = "\n".join(
        json.dumps(each)
        for each in (
            {"id": 1, "answers": {"work_type": "goods_or_licence"}},
            {"id": 2, "answers": {"scael": "5_49"}},
            {"id": 3, "answers": {}},
        )
    )
    goods, mistyped, empty = lines(run("recommend", given=given).stdout)
    assert goods["model"] is None
    assert all(each["ruled_out"] for each in goods["ranking"])
    assert mistyped == {"id": 2, "error": 'unknown factor "scael"; did you mean "scale"?'}
    assert empty["standing"] == "too_early"
    assert empty["model"] is None
    assert len(empty["possible"]) == 7


def test_compare_answers_what_the_difference_is_in_one_screen(run: Run) -> None:
    compared = run("compare", "domestic_outsourcing", "offshore_outsourcing", "offshore_captive").stdout
    assert len(compared.splitlines()) <= 60
    for words in ("another company", "our own people", "far away", "in the home country", "Stays with you"):
        assert words in compared


@pytest.mark.parametrize(
    "named",
    [
        ("Outsourcing here, Hybrid",),
        ("outsourcing", "here,", "hybrid"),
        ("Outsourcing here", "Hybrid"),
        ("domestic_outsourcing", "HYBRID"),
    ],
)
def test_compare_takes_the_models_by_their_labels_and_by_their_ids(run: Run, named: tuple[str, ...]) -> None:
    assert run("compare", *named).stdout == run("compare", "domestic_outsourcing", "hybrid").stdout


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["ask"], 2, "Say what you want to place"),
        (["ask", "   "], 2, "The request is empty"),
        (["ask", "x", "--home", "Grmany"], 2, "Grmany"),
        (["ask", "x", "--home", "Germany"], 2, "did you mean DE (Germany)?"),
        (["ask", "x", "--answer", "scale"], 2, "factor=option"),
        (["ask", "x", "--answer", "scale=tiny"], 2, 'factor "scale" has no option "tiny"'),
        (["ask", "a" * 40_001], 2, "40,001 characters"),
        (["compare", "offshore_captve"], 2, 'did you mean "offshore_captive"?'),
        (["compare", "foo", "hybrid"], 2, '"foo" is no model The models: In-house, Outsourcing here,'),
        (["compare", "Outsorcing here, hybrid"], 2, 'did you mean "Outsourcing here"?'),
        (["compare"], 2, "Missing argument"),
        (["aks", "x"], 2, 'did you mean "ask"?'),
        (["show", "7"], 1, "no decision"),
        (["show", "abc"], 2, '"abc" is not the number of a decision'),
        (["show", "0"], 2, '"0" is not the number of a decision'),
        (["show", "9" * 30], 2, "is not the number of a decision"),
        (["log", "--model", "foo"], 2, '"foo" is no model. The models: In-house,'),
        (["log", "--status", "done"], 2, "is not one of"),
        (["policy", "check", "/"], 1, "this is a folder"),
        (["log", "--since", "yesterdya"], 2, "“yesterdya” is no day; write a day as 2026-11-23"),
    ],
)
def test_what_goes_wrong_is_told_in_a_sentence(run: Run, arguments: list[str], status: int, says: str) -> None:
    if arguments[0] == "show":
        run("ask", HELP_DESK)
    done = run(*arguments)
    assert done.returncode == status
    assert says in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "a" * 39_900,
        "\x00\x1b[2J\x07 delete the screen",
        "\u202eesrever ni ecivreS",
        "🧑‍🚀🏴‍☠️ outsource the moon",
        "=HYPERLINK(1)",
        "<!channel> help",
        b"broken \xff\xfe bytes",
    ],
)
def test_strange_text_is_answered_and_harms_nothing(run: Run, text: str | bytes) -> None:
    if "\x00" in str(text):
        # The operating system itself refuses a NUL in an argument; the filter still reads it.
        (out,) = lines(run("classify", given=json.dumps({"id": 1, "text": text, "home_country": "GB"})).stdout)
        assert "error" not in out
        return
    strange = os.fsdecode(text) if isinstance(text, bytes) else text
    asked = run("ask", f"Payroll to a vendor in Spain {strange}", PYTHONUTF8="0", LC_ALL="C.UTF-8")
    assert asked.returncode == 0, asked.stderr
    assert "\x1b" not in asked.stdout
    assert "\u202e" not in asked.stdout
    assert run("verify").stdout.startswith("Intact: 1 decision, ")


def test_a_file_that_is_no_database_is_named_and_left_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"minutes of the meeting " * 100)
    done = run("ask", HELP_DESK, SOURCING_DATABASE=str(path))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert path.read_bytes() == b"minutes of the meeting " * 100


def test_a_newer_database_is_refused(run: Run) -> None:
    run("ask", HELP_DESK)
    with sqlite3.connect(run.database) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    done = run("ask", HELP_DESK)
    assert done.returncode == 1
    assert "newer" in done.stderr


def test_wrong_settings_are_told_in_a_sentence(run: Run) -> None:
    done = run("ask", HELP_DESK, SOURCING_HOME_COUNTRY="Engländ")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: SOURCING_HOME_COUNTRY: ")


def test_help_needs_no_manual(run: Run) -> None:
    top = run("--help").stdout
    for command in ("ask", "classify", "recommend", "compare", "log", "show", "verify", "policy"):
        assert f"  {command}" in top
        assert run(command, "--help").returncode == 0


def test_policy_check_names_each_mistake_with_its_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    text = run("policy", "show", "--toml").stdout
    path.write_text(text.replace("offshore_captive = ", "ofshore_captive = ", 1), encoding="utf-8")
    done = run("policy", "check", str(path))
    assert done.returncode == 1
    assert re.fullmatch(
        rf'{path}:\d+: unknown model "ofshore_captive"; did you mean "offshore_captive"\?\n', done.stderr
    )
    assert run("policy", "check").returncode == 0


def test_a_tampered_log_is_found_and_the_row_named(run: Run) -> None:
    run("ask", HELP_DESK)
    with sqlite3.connect(run.database) as db:
        for (guard,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {guard}")
        db.execute("UPDATE decisions SET recommended = 'in_house', text = 'something else' WHERE id = 1")
    db.close()
    done = run("verify")
    assert done.returncode == 1
    assert "ecision 1" in done.stderr


def test_a_decision_that_was_shown_survives_a_kill_at_any_moment(run: Run) -> None:
    run("ask", HELP_DESK)
    shown, kept = kill_asks(run.database, runs=12)
    assert 0 < shown <= kept


def test_an_explanation_marks_the_words_and_says_what_was_set_aside(run: Run) -> None:
    text = "Instead of a vendor in Kyiv we will hire our own developers in Warsaw."
    told = run("classify", "--explain", text, "--home", "DE").stdout
    assert "nearshore_captive" in told
    assert "Set aside: “vendor”: rejected alternative." in told
    assert "[Warsaw]" in told
    assert "(Kyiv)" in told
    (plain,) = lines(run("classify", text, "--home", "DE").stdout)
    assert plain["model"] == "nearshore_captive"


def test_several_pieces_of_work_are_named_with_a_command_for_each_of_the_others(run: Run) -> None:
    asked = run("ask", "Outsource payroll and move the help desk to Manila", "--home", "GB")
    assert "Several pieces of work: this is about “payroll”." in asked.stdout
    assert "sourcing ask 'move the help desk to Manila' --home GB" in asked.stdout
    (out,) = lines(run("ask", "Outsource payroll and move the help desk to Manila", "--home", "GB", "--json").stdout)
    pieces = out["classification"]["pieces"]
    assert [(each["text"], each["request"]) for each in pieces] == [
        ("payroll", "Outsource payroll"),
        ("help desk to Manila", "move the help desk to Manila"),
    ]
    assert pieces[1]["work"]["id"] == "service_desk_l1"
    assert out["classification"]["location"] is None
