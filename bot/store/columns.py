r"""How values are written in columns, so that each comes back exactly as it went in.

Text is kept as UTF-8, which cannot carry a lone surrogate, and SQLite's own functions stop at a NUL. Both are
written as ``\uXXXX``, and a backslash therefore as ``\\``; everything else stands as it is and can be read with any
SQLite tool. Lists and objects are canonical JSON; a list of like objects names each key once. Times are UTC, ISO 8601,
always with microseconds, so that their order as text is their order in time.

A field of the record says beside its type how it is kept, as in ``text: Annotated[str, PERSONAL_TEXT]``. What is
inserted, read, sealed and guarded follows from that.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, get_args, get_type_hints

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


@dataclass(frozen=True, slots=True)
class Kept:
    """How a field is kept in its column."""

    write: Callable[[Any], Any]
    """Raises ValueError or TypeError for what cannot be kept."""
    read: Callable[[Any], Any]
    """Raises ValueError or TypeError for what this program did not write."""
    sql: str = "TEXT"
    """The type of the column."""
    erased: str | None = None
    """What is read where the column was erased, which leaves NULL in it. None for what is never erased."""
    column: str = ""
    """The column, where it has another name than the field."""
    field: str = ""
    """The field; `declared` says it."""

    @property
    def erasable(self) -> bool:
        """Whether it says something about a person, and can be erased."""
        return self.erased is not None


def _as_it_is(value: Any) -> Any:
    return value


def _or_none(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else convert(value)


AS_IT_IS = Kept(_as_it_is, _as_it_is)
NUMBER = Kept(_as_it_is, _as_it_is, sql="INTEGER")
TEXT = Kept(text_column, text_of)
TEXT_OR_NONE = Kept(_or_none(text_column), _or_none(text_of))
TIME = Kept(time_column, time_of)
JSON = Kept(json_column, json.loads)
TABLE = Kept(table_column, table_of)
HASH = Kept(bytes.fromhex, bytes.hex, sql="BLOB")
PERSONAL_TEXT = replace(TEXT, erased="")
PERSONAL_JSON = replace(JSON, erased="{}")


def declared(kind: type) -> dict[str, Kept]:
    """The columns of a dataclass, by name and in the order of its fields.

    Raises TypeError for a field that does not say how it is kept.
    """
    hints = get_type_hints(kind, include_extras=True)
    columns = {}
    for field in fields(kind):
        kept = next((each for each in get_args(hints[field.name]) if isinstance(each, Kept)), None)
        if kept is None:
            raise TypeError(
                f"{kind.__name__}.{field.name} does not say how it is kept: give it a type such as "
                "Annotated[str, TEXT], with one of the kinds in bot/store/columns.py."
            )
        columns[kept.column or field.name] = replace(kept, field=field.name)
    return columns


def written(columns: Mapping[str, Kept], values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns as they are kept, given the fields' values. Raises ValueError or TypeError for what cannot be."""
    return {name: kept.write(values[kept.field]) for name, kept in columns.items()}


def read_back(columns: Mapping[str, Kept], row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields' values, given a row. Raises ValueError or TypeError where this program did not write it."""
    return {
        kept.field: kept.read(kept.erased if kept.erasable and row[name] is None else row[name])
        for name, kept in columns.items()
    }


def names_in_sql(columns: Iterable[str]) -> str:
    """The columns as a list in SQL."""
    return ", ".join(f'"{name}"' for name in columns)


def insert_into(table: str, columns: Collection[str]) -> str:
    """The statement that puts a row into a table, each value under its column's name."""
    return f"INSERT INTO {table} ({names_in_sql(columns)}) VALUES ({', '.join(f':{name}' for name in columns)})"  # noqa: S608 - only our own names
