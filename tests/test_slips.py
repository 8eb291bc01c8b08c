"""Few words that are no command and place no work: what was meant; and requests that only look like them."""

import json
from pathlib import Path

import jsonschema
import pytest

from bot.slips import Errand, Slip, slip_in
from tests.test_cli import Run
from tests.test_no_request import SCHEMA, recorded

MEANT = [
    ("show 12 please", Errand.SHOW, "12"),
    ("Show twelve", Errand.SHOW, "12"),
    ("please show me decision 12", Errand.SHOW, "12"),
    ("12", Errand.SHOW, "12"),
    ("#012", Errand.SHOW, "12"),
    ("status of 38?", Errand.SHOW, "38"),
    ("zeig mir 12 bitte", Errand.SHOW, "12"),
    ("list", Errand.HISTORY, ""),
    ("List my decisions, please", Errand.HISTORY, ""),
    ("一覧", Errand.HISTORY, ""),
    ("search payroll", Errand.HISTORY, "payroll"),
    ("suche Lohnbuchhaltung", Errand.HISTORY, "lohnbuchhaltung"),
    ("policy show", Errand.POLICY, ""),
    ("show me the policy", Errand.POLICY, ""),
    ("hilfe", Errand.HELP, ""),
    ("Aide !", Errand.HELP, ""),
    ("ayuda", Errand.HELP, ""),
    ("ヘルプ", Errand.HELP, ""),
    ("?", Errand.HELP, ""),
    ("？？", Errand.HELP, ""),
    ("¿ayuda?", Errand.HELP, ""),
    ("help me please", Errand.HELP, ""),
    ("weekly digest settings", Errand.DIGEST, ""),
    ("Turn the digest off, please", Errand.DIGEST, ""),
    ("undo 38", Errand.UNDO, "38"),
    ("reopen 38 please", Errand.UNDO, "38"),
    ("delete my last decision", Errand.UNDO, ""),
    ("settings", Errand.SETTINGS, ""),
    ("export", Errand.EXPORT, ""),
    ("export 38", Errand.EXPORT, "38"),
]
REQUESTS = [
    "show room cleaning in Leeds",
    "list brokers for us",
    "help desk",
    "help with payroll in Spain",
    "search engine optimisation",
    "search firm for our new CFO",
    "12 people to mow lawns",
    "show 12 people how to use the till",
    "export of pumps to Chile",
    "print",
    "backup of our servers",
    "remove asbestos",
    "cancel 12 leases for us",
    "reset the locks of 40 doors",
    "settings of our machines by a contractor",
    "find a cleaner",
    "digest our invoices",
    "digest of invoices by a vendor",
    "weekly digest of court rulings by an agency",
    "policy work for the ministry",
    "",
    "thanks!",
    "👍",
    "show " + "1" * 200,
]


@pytest.mark.parametrize(("text", "errand", "argument"), MEANT)
def test_what_was_meant_is_understood(text: str, errand: Errand, argument: str) -> None:
    assert slip_in(text) == Slip(errand, argument)


@pytest.mark.parametrize("text", REQUESTS)
def test_what_may_be_a_request_is_left_to_the_reader(text: str) -> None:
    assert slip_in(text) is None


def test_on_the_terminal_what_only_reads_is_done(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run("ask", "Office cleaning in Leeds by a contractor", "--home", "GB")
    shown = run("ask", "show one please").stdout
    assert shown.startswith("Read as sourcing show 1; nothing was recorded.")
    assert "Office cleaning in Leeds" in shown
    assert "Office cleaning" in run("ask", "list").stdout
    assert "Office cleaning" in run("ask", "search cleaning").stdout
    assert "Usage: sourcing" in run("ask", "hilfe").stdout
    assert len(recorded(run)) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("undo 38", "sourcing show 38"),
        ("export", "sourcing log --json"),
        ("settings", "policy"),
        ("weekly digest", "/sourcing digest"),
    ],
)
def test_of_what_there_is_not_a_sentence_says_what_there_is(tmp_path: Path, text: str, says: str) -> None:
    run = Run(tmp_path)
    said = run("ask", text).stdout
    assert says in said
    assert said.count("\n\n") == 1
    out = json.loads(run("ask", text, "--json").stdout)
    jsonschema.validate(out, SCHEMA)
    assert out["reply"]["kind"] == "command"
    assert recorded(run) == []


def test_json_of_what_was_meant_names_the_command(tmp_path: Path) -> None:
    out = json.loads(Run(tmp_path)("ask", "12", "--json").stdout)
    jsonschema.validate(out, SCHEMA)
    assert out["reply"]["text"] == "That is a command here: sourcing show 12."
