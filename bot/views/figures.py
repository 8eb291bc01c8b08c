"""A table and a chart, as only messages can have them.

Sources: docs.slack.dev/reference/block-kit/blocks/table-block and /data-visualization-block.
"""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from bot.excerpts import both_ends
from bot.views.blocks import Block
from bot.views.markup import in_one_line, opens, plain

LONGEST_CELL = 120
"""Code points in one cell, with room for a choice, what it was made instead of, and why."""
LONGEST_NAME = 20
"""Code points in the name of a category and of a series."""
MOST_CATEGORIES = 20

Cell = dict[str, Any]


def table(block_id: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Block:
    """Rows under headings; every row has a cell for each of them, which goes on in a second line where it is long."""
    return {
        "type": "table",
        "block_id": block_id,
        "column_settings": [{"is_wrapped": True} for _ in heads],
        "rows": [[cell(each) for each in heads], *map(list, rows)],
    }


def cell(text: str) -> Cell:
    """Text in which nothing is live."""
    return {"type": "raw_text", "text": plain(in_one_line(text), LONGEST_CELL) or "–"}


def cell_to_open(text: str, address: str | None) -> Cell:
    """A link, or the text alone where the address is none that a browser opens."""
    if address is None or not opens(address):
        return cell(text)
    link = {"type": "link", "url": address, "text": plain(in_one_line(text), LONGEST_CELL) or "–"}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [link]}]}


def bar_chart(
    block_id: str, title: str, categories: Sequence[str], series: Mapping[str, Sequence[float]], up: str
) -> Block:
    """Bars side by side for each category, one of each series; there are at most `MOST_CATEGORIES` of them."""
    named = short_names(categories)
    return {
        "type": "data_visualization",
        "block_id": block_id,
        "title": plain(title, 50),
        "chart": {
            "type": "bar",
            "series": [
                {
                    "name": name,
                    "data": [{"label": each, "value": value} for each, value in zip(named, values, strict=True)],
                }
                for name, values in series.items()
            ],
            "axis_config": {"categories": named, "y_label": plain(up, 50)},
        },
    }


def short_names(names: Sequence[str]) -> list[str]:
    """The names as a chart takes them: each no longer than `LONGEST_NAME`, and no two the same."""
    taken: list[str] = []
    for name in names:
        shown = in_one_line(name) or "–"
        tried = (_ending(shown, "" if number == 1 else f" {number}") for number in count(1))
        taken.append(next(each for each in tried if each not in taken))
    return taken


def _ending(name: str, end: str) -> str:
    room = LONGEST_NAME - len(end)
    return both_ends(name, room) + end
