"""A text that places no work is answered in a sentence; it takes no number and leaves no trace."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.views.replies import reply_text
from rules.classification import Reply
from tests.test_cli import Run

SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "schema" / "ask-out.json").read_text(encoding="utf-8"))
NO_WORK = [
    ("We need to buy 25 monitors", "purchase"),
    ("Renew 40 licences for Figma", "licence"),
    ("Does this bot answer in German too?", "command"),
    ("How do you weigh the points of each model?", "method"),
    ("We are looking for a senior accountant, permanent, full time", "hiring"),
    ("We plan the acquisition of a smaller software company", "company"),
    ("A new report says that most companies will nearshore more", "news"),
    ("Has invoice 4711 been approved?", "matter"),
    ("good morning everybody", "talk"),
    ("just testing, please ignore this", "test"),
    ("asdf jkl", "other"),
]
"""Texts that are answered in a sentence of their own."""


def recorded(run: Run) -> list[dict[str, Any]]:
    """What each decision on the record was read as; none where there is no record yet."""
    if not run.database.exists():
        return []
    with closing(sqlite3.connect(run.database)) as log:
        return [json.loads(row[0]) for row in log.execute("SELECT classification FROM decisions")]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The program, with a fresh log."""
    return Run(tmp_path)


@pytest.mark.parametrize(("text", "kind"), NO_WORK)
def test_what_places_no_work_gets_a_reply_and_no_number(run: Run, text: str, kind: str) -> None:
    asked = run("ask", text, "--home", "GB", "--json")
    assert asked.returncode == 0, asked.stderr
    out = json.loads(asked.stdout)
    jsonschema.validate(out, SCHEMA)
    assert out["recommendation"] is None
    assert "decision_id" not in out
    nothing_else: dict[str, Any] = {"term": None, "terms": [], "models": [], "source": None}
    assert out["reply"] == {"kind": kind, "text": reply_text(Reply(kind)), **nothing_else}
    assert out["classification"]["model"] == "none"
    assert out["classification"]["work"] is None
    assert recorded(run) == []


def test_on_a_terminal_the_reply_is_all_that_is_shown(run: Run) -> None:
    asked = run("ask", "We need to buy 25 monitors", "--why")
    said, _, note = asked.stdout.partition("\n\n")
    assert said == reply_text(Reply.PURCHASE)
    assert note.strip() == "Nothing was recorded. If it is work to place, ask again with --anyway."


def test_anyway_takes_it_for_a_request(run: Run) -> None:
    out = json.loads(run("ask", "We need to buy 25 monitors", "--anyway", "--json").stdout)
    jsonschema.validate(out, SCHEMA)
    assert out["decision_id"] == 1
    assert out["classification"]["model"] != "none"


def test_the_next_request_takes_the_first_number(run: Run) -> None:
    run("ask", "thanks a lot")
    out = json.loads(run("ask", "Office cleaning in Leeds by a contractor", "--home", "GB", "--json").stdout)
    jsonschema.validate(out, SCHEMA)
    assert out["decision_id"] == 1
    assert "reply" not in out


def test_whoever_answers_questions_about_it_has_work_to_place(run: Run) -> None:
    out = json.loads(run("ask", "We need to buy 25 monitors", "--answer", "scale=under_5", "--json").stdout)
    assert out["decision_id"] == 1
    assert out["recommendation"]["answers"]["scale"]["origin"] == "answered"


@pytest.mark.parametrize("reply", Reply)
def test_a_reply_is_one_or_two_plain_sentences_of_its_own(reply: Reply) -> None:
    text = reply_text(reply)
    assert sum(reply_text(other) == text for other in Reply) == 1
    assert 1 <= text.count(". ") + 1 <= 2
    assert text.endswith(".")
    assert "!" not in text


def test_the_kind_of_work_is_on_the_record_and_in_the_answer_with_its_name_and_cpv_codes(run: Run) -> None:
    out = json.loads(run("ask", "Office cleaning in Leeds by a contractor", "--home", "GB", "--json").stdout)
    assert out["classification"]["work"]["label"] != out["classification"]["work"]["id"] == "office_cleaning"
    assert out["classification"]["work"]["cpv"]
    [classification] = recorded(run)
    assert classification["work"] == out["classification"]["work"]
