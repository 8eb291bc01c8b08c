"""The terms of the field: what each means, which models it is about, what stays with you, and who says so.

The table is `glossary.toml`; `rules.reading.asked` finds its terms in a text.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from rules.grid import Model

_FILE = Path(__file__).with_suffix(".toml")


class Source(NamedTuple):
    """Where a definition can be checked."""

    title: str
    url: str
    seen: date
    """When whoever wrote the definition read it."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the field."""

    id: str
    term: str
    names: tuple[str, ...]
    short: tuple[str, ...]
    """Names that are words of their own in small letters."""
    definition: str
    model: Model | None
    """The one model that it stands for beside others."""
    models: tuple[Model, ...]
    """What it is compared with where nothing else is asked about; empty for a term that is about no model."""
    with_you: str
    law: bool
    """Whether it is a matter of law."""
    source: Source


@dataclass(frozen=True, slots=True)
class Priority:
    """Something that may matter most, and which model serves it."""

    id: str
    label: str
    names: tuple[str, ...]
    order: tuple[tuple[Model, str], ...]
    """The models, the best first, each with the reason."""

    def best_of(self, models: Iterable[Model]) -> tuple[Model, str]:
        """The one of these models that serves it best, and why; raises ValueError where there are none."""
        among = set(models)
        for model, because in self.order:
            if model in among:
                return model, because
        raise ValueError("there is no model to choose from")


@cache
def terms() -> Mapping[str, Term]:
    """All terms by id."""
    content = _content()
    return {
        fields["id"]: Term(
            id=fields["id"],
            term=fields["term"],
            names=tuple(fields["names"]),
            short=tuple(fields.get("short", ())),
            definition=fields["definition"],
            model=Model(fields["model"]) if "model" in fields else None,
            models=tuple(map(Model, fields["models"])),
            with_you=fields["with_you"],
            law=fields.get("law", False),
            source=Source(fields["source"][0], fields["source"][1], content["seen"]),
        )
        for fields in content["terms"]
    }


@cache
def priorities() -> Mapping[str, Priority]:
    """All priorities by id, in the order in which they are told."""
    return {
        fields["id"]: Priority(
            id=fields["id"],
            label=fields["label"],
            names=tuple(fields["names"]),
            order=tuple((Model(model), because) for model, because in fields["order"]),
        )
        for fields in _content()["priorities"]
    }


@cache
def asking() -> Sequence[str]:
    """What may stand around terms in a question about them."""
    every = ",".join(_content()["asking"].values()).replace("\n", " ").split(",")
    return [each.strip() for each in every if each.strip()]


def models_side_by_side(found: Sequence[Term]) -> tuple[Model, ...]:
    """The models to compare for these terms: what one is about, or what each of several stands for."""
    if len(found) == 1:
        return found[0].models
    each = tuple(dict.fromkeys(term.model for term in found if term.model))
    if len(each) > 1:
        return each
    return tuple(dict.fromkeys(model for term in found for model in term.models))[:3]


@cache
def _content() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
