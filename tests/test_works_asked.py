"""Requests as people type them name the kind of work that is meant: nine in ten of them, whatever the words."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from rules.policy_file import default_policy_text, parse_policy
from rules.reading import classify
from rules.works import kinds_of

ASKED = sorted((Path(__file__).parent / "asked").glob("*.toml"))


def asked(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["asked"]
    return rows


def meant(row: dict[str, Any]) -> list[str]:
    """The kinds that somebody who knows the work may name; most often one."""
    return [row["kind"]] if isinstance(row["kind"], str) else row["kind"]


def named(row: dict[str, Any]) -> str | None:
    work = classify(row["text"], row["home"]).work
    return work.kind if work else None


@pytest.mark.parametrize("path", ASKED, ids=lambda path: path.stem)
def test_nine_in_ten_requests_name_the_kind_that_is_meant(path: Path) -> None:
    missed = [(row["text"], row["kind"], got) for row in asked(path) if (got := named(row)) not in meant(row)]
    assert len(missed) <= 0.1 * len(asked(path)), missed


@pytest.mark.parametrize("path", ASKED, ids=lambda path: path.stem)
def test_the_kinds_that_are_meant_are_kinds_of_the_policy(path: Path) -> None:
    known = kinds_of(parse_policy(default_policy_text()))
    assert [row for row in asked(path) if not set(meant(row)) <= set(known)] == []
