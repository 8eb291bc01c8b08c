"""What the kinds of phrases mean, whatever the language: the table `phrases/cues.toml`, which explains its fields."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from rules.grid import Location, Ownership
from rules.reading.tables import Slip, content_of, phrases_file, refuse, subtables, unknown_keys
from rules.reading.tokens import fold
from rules.suggest import Problem

_Axis = Literal["ownership", "location", "request"]
_Scope = Literal["right", "left", "sentence", "previous", "rest", "last", "none"]


@dataclass(frozen=True, slots=True)
class Cue:
    """What one kind of phrase is evidence for, or what it does to the words around it."""

    name: str
    axis: _Axis | None
    side: str | None
    points: float
    says: str
    scope: _Scope | None
    why: str
    ownership_only: bool
    soft: bool
    until: frozenset[str]


@cache
def cues() -> Mapping[str, Cue]:
    """All cues by name; raises TableMistakesError."""
    content = _content()
    refuse(_slips(content))
    return {
        name: Cue(
            name=name,
            axis=fields.get("axis"),
            side=fields.get("side"),
            points=fields.get("points", 0.0),
            says=fields.get("says", ""),
            scope=fields.get("scope"),
            why=fields.get("why", ""),
            ownership_only=fields.get("covers") == "ownership",
            soft=fields.get("soft", False),
            until=frozenset(map(fold, fields.get("until", ()))),
        )
        for name, fields in content.items()
    }


def cue_names() -> Collection[str]:
    """The names alone; raises TableMistakesError."""
    return _content().keys()


@cache
def _content() -> Mapping[str, Mapping[str, Any]]:
    return dict(subtables(_FILE, (), content_of(_FILE)))


_FILE = phrases_file("cues")


_FIELDS = {
    "says": "a text in quotes",
    "axis": "a text in quotes",
    "side": "a text in quotes",
    "points": "a number",
    "scope": "a text in quotes",
    "why": "a text in quotes",
    "covers": "a text in quotes",
    "soft": "true or false",
    "until": "a list of words in quotes",
}
_IS: Mapping[str, Callable[[Any], bool]] = {
    "a text in quotes": lambda value: isinstance(value, str),
    "a number": lambda value: type(value) in (int, float),
    "true or false": lambda value: isinstance(value, bool),
    "a list of words in quotes": lambda value: isinstance(value, list) and all(isinstance(each, str) for each in value),
}
_SIDES: Mapping[str, Collection[str]] = {
    "ownership": tuple(Ownership),
    "location": tuple(Location),
    "request": ("work", "none"),
}


def _slips(content: Mapping[str, Mapping[str, Any]]) -> Iterator[Slip]:
    for name, fields in content.items():
        yield from unknown_keys(_FILE, (name,), fields, _FIELDS, "field")
        for field, value in fields.items():
            if field in _FIELDS and not _IS[_FIELDS[field]](value):
                yield Slip(_FILE, (name, field), Problem(f'"{field}" is to be {_FIELDS[field]}'))
        choices: Mapping[str, Collection[Any]] = {
            "axis": get_args(_Axis),
            "scope": get_args(_Scope),
            "covers": ("ownership",),
            "side": _SIDES.get(str(fields.get("axis")), [fields.get("side")]),
        }
        for field, known in choices.items():
            value = fields.get(field)
            if value is not None and value not in known:
                yield Slip(_FILE, (name, field), Problem(f'there is no {field} "{value}"', str(value), known))
        if ("axis" in fields) is ("scope" in fields):
            yield Slip(_FILE, (name,), Problem(f'cue "{name}" needs either an axis or a scope'))
