"""Kinds of work by name, and the questions that the kind of work answers by itself: `phrases/functions.toml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rules.reading.forms import Listed
from rules.reading.tables import (
    LANGUAGES,
    Slip,
    missing_keys,
    not_texts,
    phrases_file,
    refuse,
    subtables,
    table,
    unknown_keys,
)
from rules.suggest import Problem

FUNCTION = "function"
"""Cues `function=payroll` name the work."""
FUNCTIONS_FILE = phrases_file("functions")
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
    return table(FUNCTIONS_FILE, _misshapen)


@cache
def functions() -> Mapping[str, Function]:
    """All functions by name; raises TableMistakesError."""
    content = _table()
    refuse(_unknown(FUNCTIONS_FILE, content))
    kinds = content["kinds"]
    return {name: Function(name, _answers(fields, kinds)) for name, fields in content["functions"].items()}


def done_on_the_spot(cue: str) -> bool:
    """True for the cue of a function that can only be done on the spot."""
    _, _, name = cue.partition("function=")
    return name in functions() and functions()[name].answers.get("place") == "here"


def function_phrases(language: str) -> Iterator[Listed]:
    """What each function is called in a language; raises TableMistakesError."""
    for name, fields in _table()["functions"].items():
        if language in fields:
            yield Listed(f"{FUNCTION}={name}", fields[language], FUNCTIONS_FILE, ("functions", name, language))
    if language in _table()["other_senses"]:
        listed = _table()["other_senses"][language]
        yield Listed(f"{FUNCTION}={OTHER_SENSE}", listed, FUNCTIONS_FILE, ("other_senses", language))


def _answers(fields: Mapping[str, Any], kinds: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    own = {key: value for key, value in fields.items() if key not in ("kind", "open", *LANGUAGES)}
    of_kind = {factor: kind for factor, kind in kinds[fields["kind"]].items() if factor not in fields.get("open", ())}
    return of_kind | own


_TABLES = ("kinds", "functions", "other_senses")


def _misshapen(file: str, content: Mapping[str, Any]) -> Iterator[Slip]:
    yield from unknown_keys(file, (), content, _TABLES, "table")
    yield from missing_keys(file, (), content, _TABLES, "table")
    for name, answers in subtables(file, ("kinds",), content.get("kinds", {})):
        yield from not_texts(file, ("kinds", name), answers)
    for name, fields in subtables(file, ("functions",), content.get("functions", {})):
        yield from not_texts(file, ("functions", name), {key: fields[key] for key in fields if key != "open"})
    yield from not_texts(file, ("other_senses",), content.get("other_senses", {}))


def _unknown(file: str, content: Mapping[str, Any]) -> Iterator[Slip]:
    kinds = content["kinds"]
    for name, fields in content["functions"].items():
        path = ("functions", name)
        yield from missing_keys(file, path, fields, ("kind",))
        kind = fields.get("kind")
        if kind is not None and kind not in kinds:
            yield Slip(file, (*path, "kind"), Problem(f'there is no kind "{kind}"', kind, kinds))
        for index, factor in enumerate(fields.get("open", ())):
            if kind in kinds and factor not in kinds[kind]:
                problem = Problem(f'kind "{kind}" does not answer "{factor}"', str(factor), kinds[kind])
                yield Slip(file, (*path, "open", index), problem)
    yield from unknown_keys(file, ("other_senses",), content["other_senses"], LANGUAGES, "language")
