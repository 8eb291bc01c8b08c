r"""How values are written in columns, so that each comes back exactly as it went in.

Text is kept as UTF-8, which cannot carry a lone surrogate, and SQLite's own functions stop at a NUL. Both are
written as ``\uXXXX``, and a backslash therefore as ``\\``; everything else stands as it is and can be read with any
SQLite tool. Lists and objects are canonical JSON; a list of like objects names each key once. Times are UTC, ISO 8601,
always with microseconds, so that their order as text is their order in time.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
_UNWRITABLE = re.compile(r"[\\\x00\ud800-\udfff]")
_WRITTEN = re.compile(r"\\(?:\\|u([0-9a-f]{4}))")


def text_column(text: str) -> str:
    """The text as it is kept."""
    return _UNWRITABLE.sub(lambda found: "\\\\" if found[0] == "\\" else f"\\u{ord(found[0]):04x}", text)


def text_of(column: str) -> str:
    """The text as it was given."""
    if "\\" not in column:  # as good as always
        return column
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)) if found[1] else "\\", column)


def json_column(value: Any) -> str:
    """Canonical JSON: keys sorted, no spaces, ASCII only. Raises ValueError for NaN, TypeError for what JSON lacks."""
    return _CANONICAL.encode(value)


def table_column(rows: Sequence[Any]) -> str:
    """A list; where it holds objects with the same keys, as one object that has a list for each key."""
    keys = list(rows[0]) if rows and isinstance(rows[0], Mapping) else []
    if keys and all(isinstance(row, Mapping) and row.keys() == rows[0].keys() for row in rows):
        return json_column({key: [row[key] for row in rows] for key in keys})
    return json_column(rows)


def table_of(column: str) -> list[Any]:
    """The list. Raises ValueError where some of its keys have more values than others."""
    kept = json.loads(column)
    if not isinstance(kept, dict):
        return list(kept)
    return [dict(zip(kept, values, strict=True)) for values in zip(*kept.values(), strict=True)]


def time_column(time: datetime) -> str:
    """The moment as it is kept. Raises ValueError for a time without a zone."""
    if time.tzinfo is None:
        raise ValueError(f"a time without a zone is ambiguous: {time}")
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def time_of(column: str) -> datetime:
    """The moment, in UTC."""
    return datetime.fromisoformat(column)
