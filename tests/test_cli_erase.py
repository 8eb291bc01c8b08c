"""What `sourcing erase` promises, by running it."""

import json
from pathlib import Path

import pytest

from bot.assessing import assess
from bot.current_policy import CurrentPolicy
from bot.recording import put_on_record
from bot.requests import Request
from bot.store import Status, Store
from rules.grid import Model
from tests.sample_decisions import move, ticking
from tests.test_cli import Run

DANA, CAROL = "U0DANA111", "U0CAROL11"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The program, on a log with a decision that somebody asked for and another accepted."""
    run = Run(tmp_path)
    loaded = CurrentPolicy(None).loaded()
    with Store.open(run.database, clock=ticking()) as store:
        for text, who in (("Move payroll to Kraków", DANA), (f"<@{DANA}> wants the offices cleaned", "erik")):
            put_on_record(assess(Request(text=text, home_country="GB", who=who, where="C024BE91L"), loaded), store)
        move(store, 1, Status.ACCEPTED, actor=CAROL, reason="The works council", model=Model.HYBRID)
        move(store, 2, Status.ACCEPTED, actor=DANA)
    return run


def everything(run: Run) -> str:
    """Whatever the command line prints of the record."""
    surfaces = (("log",), ("log", "--json"), *((f"show {n}{j}").split() for n in (1, 2) for j in ("", " --json")))
    return "".join(run(*each).stdout for each in surfaces)


def test_nothing_is_erased_without_a_yes_where_nobody_sits_at_a_terminal_but_it_is_said_what_would_be(
    run: Run,
) -> None:
    asked = run("erase", "--decision", "1", "--reason", "asked for")
    assert asked.returncode == 2
    assert "Decision 1, 2026-11-23, accepted: “Move payroll to Kraków”" in asked.stdout
    assert "nothing is erased yet" in asked.stderr
    assert "--yes" in asked.stderr
    assert "Kraków" in run("log").stdout


def test_a_decision_loses_its_words_and_names_on_every_surface_and_the_record_verifies(run: Run) -> None:
    erased = run("erase", "--decision", "#1", "--reason", "asked for", "--yes")
    assert erased.returncode == 0, erased.stderr
    assert "Decision 1 is erased." in erased.stdout
    assert "Backups keep what was erased" in erased.stdout
    said = run("show", "1").stdout + run("show", "1", "--json").stdout
    for gone in ("Kraków", DANA, CAROL, "works council"):
        assert gone not in said
    assert "accepted by someone (erased)" in said
    assert "asked for" in said
    assert run("verify").stdout.startswith("Intact: 2 decisions")


def test_only_the_fields_that_are_named_are_erased(run: Run) -> None:
    assert run("erase", "--decision", "1", "--fields", "text, who", "--reason", "r", "--yes").returncode == 0
    shown = json.loads(run("show", "1", "--json").stdout)
    assert (shown["text"], shown["who"], shown["erased"]) == (None, None, ["text", "who"])
    assert shown["outcome"]["by"] == CAROL


def test_an_erased_person_is_named_on_no_surface(run: Run) -> None:
    before = run("erase", "--user", f"<@{DANA}>", "--reason", "left").stdout
    assert "1 decision (1) that they asked for" in before
    assert "1 decision (2) of others" in before
    assert "1 decision (2) in which others name them" in before
    erased = run("erase", "--user", f"@{DANA}", "--reason", "left", "--yes")
    assert erased.returncode == 0, erased.stderr
    run("erase", "--decision", "2", "--fields", "text", "--reason", "left", "--yes")
    said = everything(run)
    assert DANA not in said
    assert "accepted by someone (erased)" in said
    assert f"accepted by Slack user {CAROL}" in said
    again = run("erase", "--user", DANA, "--reason", "left", "--yes")
    assert again.returncode == 1
    assert again.stderr.startswith(f'Error: There is nothing of "{DANA}" to erase')
    assert run("verify").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--reason", "r"], "name either the decisions, with --decision, or a person, with --user"),
        (["--decision", "1", "--user", "U1", "--reason", "r"], "name either"),
        (["--decision", "1"], "say why"),
        (["--decision", "1", "--reason", " "], "say why"),
        (["--decision", "one", "--reason", "r"], '"one" is not the number of a decision'),
        (
            ["--decision", "1", "--fields", "text,names", "--reason", "r"],
            '"names" cannot be erased; these can: answers,',
        ),
        (["--decision", "1", "--fields", ",", "--reason", "r"], "name at least one of answers,"),
        (["--user", "U1", "--fields", "text", "--reason", "r"], "--fields goes with --decision"),
        (["--user", "<@>", "--reason", "r"], "is neither the id of a Slack user"),
    ],
)
def test_a_wrong_call_says_what_to_do_and_erases_nothing(run: Run, arguments: list[str], says: str) -> None:
    called = run("erase", *arguments, "--yes")
    assert called.returncode == 2
    assert says in called.stderr
    assert "Kraków" in run("log").stdout


def test_a_number_that_does_not_exist_erases_nothing_of_the_others(run: Run) -> None:
    called = run("erase", "--decision", "1", "--decision", "99", "--reason", "r", "--yes")
    assert (called.returncode, called.stderr) == (1, "Error: There is no decision 99; the newest is 2.\n")
    assert "Kraków" in run("log").stdout


def test_copies_beside_the_log_that_still_hold_the_words_are_named(run: Run) -> None:
    copy = run.database.with_name(f"{run.database.name}.v10.20261130T103700.921064Z.backup")
    copy.touch()
    assert str(copy) in run("erase", "--decision", "1", "--reason", "r", "--yes").stdout
