"""Tables and charts.

Sources: docs.slack.dev/reference/block-kit/blocks/{table,data-table,data-visualization}-block.
"""

from collections.abc import Iterator
from typing import Any

from bot.playground.stand_in.limits.problem import (
    Problem,
    array,
    by_type,
    flag,
    integer,
    number,
    one_of,
    shape,
    string,
    typed,
)
from bot.playground.stand_in.limits.rich_text import RICH_TEXT

_BLOCK_ID = {"block_id": string(255)}
LONGEST_TABLE = 10_000
LONGEST_DATA_TABLE = 20_000

_RAW_TEXT = typed("raw_text", {"text": string(LONGEST_DATA_TABLE)}, {"emoji": flag})
_RAW_NUMBER = typed("raw_number", {"value": number, "text": string(255)}, {})
_CELL = by_type({"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": RICH_TEXT}, "table cell")
_COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})


def characters(value: Any) -> int:
    """How much text a table holds."""
    if isinstance(value, dict):
        return sum(
            len(each) if name == "text" and isinstance(each, str) else characters(each) for name, each in value.items()
        )
    if isinstance(value, list):
        return sum(characters(each) for each in value)
    return 0


def _same_width(table: Any, at: str) -> Iterator[Problem]:
    rows = table["rows"]
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            yield Problem(f"{at}/rows/{index}", "all rows must have the same number of columns")
    if table.get("row_header_column_index", 0) >= len(rows[0]):
        yield Problem(f"{at}/row_header_column_index", "must be one of the columns")
    for index, cell in enumerate(rows[0]):
        if cell["type"] == "rich_text":
            yield Problem(f"{at}/rows/0/{index}", "header cells must not be rich text")


TABLE = typed(
    "table",
    {"rows": array(array(_CELL, 1, 20), 1, 100)},
    {**_BLOCK_ID, "column_settings": array(_COLUMN, 0, 20)},
)

DATA_TABLE = typed(
    "data_table",
    {"rows": array(array(_CELL, 1, 20), 2, 201), "caption": string(LONGEST_DATA_TABLE)},
    {**_BLOCK_ID, "page_size": integer(1, 100), "row_header_column_index": integer(0)},
    _same_width,
)


def _positive(value: Any, at: str) -> Iterator[Problem]:
    yield from number(value, at)
    if isinstance(value, int | float) and value <= 0:
        yield Problem(at, "must be more than 0")


def _names(chart: Any, at: str) -> Iterator[Problem]:
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) != len(names):
        yield Problem(f"{at}/series", "series names must be unique")
    categories = chart["axis_config"]["categories"]
    if len(set(categories)) != len(categories):
        yield Problem(f"{at}/axis_config/categories", "categories must be unique")
    for index, series in enumerate(chart["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            yield Problem(f"{at}/series/{index}/data", "must have exactly one point for every category")


_MOST_SERIES = 6
"""Some say 12; the stricter one holds."""
_LABEL = string(20)
_AXES = shape({"categories": array(_LABEL, 1, 20)}, {"x_label": string(50), "y_label": string(50)})
_POINT = shape({"label": _LABEL, "value": number}, {})
_SERIES = shape({"name": _LABEL, "data": array(_POINT, 1, 20)}, {})
_SEGMENT = shape({"label": _LABEL, "value": _positive}, {})
_CHARTS = {
    "pie": typed("pie", {"segments": array(_SEGMENT, 1, _MOST_SERIES)}, {}),
    **{
        kind: typed(kind, {"series": array(_SERIES, 1, _MOST_SERIES), "axis_config": _AXES}, {}, _names)
        for kind in ("bar", "area", "line")
    },
}

DATA_VISUALIZATION = typed("data_visualization", {"title": string(50), "chart": by_type(_CHARTS, "chart")}, _BLOCK_ID)
