"""Long menus, their options under the letter that they begin with."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby

from bot.views import blocks
from bot.views.blocks import Option
from rules.reading.gazetteer import countries, fold

Group = tuple[str, Sequence[Option]]


def by_letter(options: Iterable[tuple[str, str]]) -> list[Group]:
    """Values with their labels, in the order of these, as groups of options."""
    by_name = sorted((fold(label), label, value) for value, label in options)
    return [
        (letter.upper(), [blocks.option(value, label) for _, label, value in named])
        for letter, named in groupby(by_name, key=lambda each: each[0][:1])
    ]


@cache
def countries_by_letter() -> list[Group]:
    """Every country, its code as the value."""
    return by_letter(countries().items())
