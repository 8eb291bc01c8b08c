"""What the kinds of phrases mean, whatever the language: the table `phrases/cues.toml`, which explains its fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rules.reading.tables import table
from rules.reading.tokens import fold


@dataclass(frozen=True, slots=True)
class Cue:
    """What one kind of phrase is evidence for, or what it does to the words around it."""

    name: str
    axis: Literal["ownership", "location", "request"] | None
    side: str | None
    points: float
    says: str
    scope: Literal["right", "left", "sentence", "previous", "rest", "last", "none"] | None
    why: str
    ownership_only: bool
    soft: bool
    until: frozenset[str]


@cache
def cues() -> Mapping[str, Cue]:
    """All cues by name."""
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
        for name, fields in table("cues").items()
    }
