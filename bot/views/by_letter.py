"""Long menus, their options under the letter that they begin with."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import TypeVar

from bot.views import blocks
from bot.views.blocks import Option
from rules.reading.gazetteer import countries, fold

T = TypeVar("T")
Group = tuple[str, Sequence[Option]]


def by_letter(options: Iterable[tuple[str, str]]) -> list[Group]:
    """Values with their labels, in the order of these, as groups of options; a long one goes on in another."""
    by_name = sorted((fold(label), label, value) for value, label in options)
    return [
        (letter.upper(), [blocks.option(value, label) for _, label, value in part])
        for letter, named in groupby(by_name, key=lambda each: each[0][:1])
        for part in _parts(list(named))
    ]


def _parts(named: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(named), blocks.MOST_OPTIONS):
        yield named[start : start + blocks.MOST_OPTIONS]


@cache
def countries_by_letter() -> list[Group]:
    """Every country, its code as the value."""
    return by_letter(countries().items())
