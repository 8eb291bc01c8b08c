"""Kinds of work by name, and the questions that the kind of work answers by itself: `phrases/functions.toml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rules.reading.tables import table

_LANGUAGES = ("en", "de", "fr", "es", "ja")
OTHER_SENSE = ""
"""Stands for words that only look like the name of a function."""


@dataclass(frozen=True, slots=True)
class Function:
    """Work with a name of its own: payroll, guarding, application support."""

    name: str
    answers: Mapping[str, str]
    """Factor to option, as far as the kind of work settles it."""


@cache
def _table() -> Mapping[str, Any]:
    return table("functions")


@cache
def functions() -> Mapping[str, Function]:
    """All functions by name."""
    kinds = _table()["kinds"]
    return {name: Function(name, _answers(fields, kinds)) for name, fields in _table()["functions"].items()}


def function_phrases(language: str) -> Iterator[tuple[str, str]]:
    """What each function is called in a language: its name, and the phrases as the file lists them."""
    for name, fields in _table()["functions"].items():
        if language in fields:
            yield name, fields[language]
    if language in _table()["other_senses"]:
        yield OTHER_SENSE, _table()["other_senses"][language]


def _answers(fields: Mapping[str, Any], kinds: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    own = {key: value for key, value in fields.items() if key not in ("kind", "open", *_LANGUAGES)}
    of_kind = {factor: kind for factor, kind in kinds[fields["kind"]].items() if factor not in fields.get("open", ())}
    return of_kind | own
