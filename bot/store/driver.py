"""The SQLite library in use (pysqlite3 where it is installed, else the standard library's), and an open database.

sqlite-utils makes the same choice, and brings the tables up to date; see `schema.migrate`. It is not loaded for
anything else, because loading it takes as long as the rest of `sourcing log`, and longer where numpy is installed.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
else:
    try:
        import pysqlite3 as sqlite3
    except ImportError:
        import sqlite3

__all__ = ["Database", "safe_for_writing", "sqlite3"]

Parameters = Sequence[Any] | Mapping[str, Any]
"""In the order of the question marks, or by name."""


class Database:
    """An open database. It begins no transaction by itself, and every method raises what SQLite raises."""

    def __init__(self, conn: "sqlite3.Connection") -> None:
        """`conn` must be in autocommit; whoever closes this closes it."""
        self.conn = conn
        # Otherwise what a REPLACE removes would go past the triggers that guard it.
        self.execute("PRAGMA recursive_triggers = ON")

    def execute(self, sql: str, parameters: Parameters = ()) -> "sqlite3.Cursor":
        """Run one statement."""
        return self.conn.execute(sql, parameters)

    def query(self, sql: str, parameters: Parameters = ()) -> Iterator[dict[str, Any]]:
        """Run one statement, and read its rows one after the other, each by the names of its columns."""
        found = self.conn.execute(sql, parameters)
        names = [column for column, *_ in found.description]
        return (dict(zip(names, row, strict=True)) for row in found)

    def commit(self) -> None:
        """Put on disk what the transaction that is open has written."""
        self.conn.commit()

    def rollback(self) -> None:
        """Undo what the transaction that is open has written."""
        self.conn.rollback()

    def close(self) -> None:
        """Let go of the file."""
        self.conn.close()


def safe_for_writing(version: tuple[int, ...]) -> bool:
    """Whether a SQLite of this version has the fix for the WAL-reset bug.

    Without it, two connections that write and checkpoint at the same moment can corrupt a WAL database.
    Fixed in 3.51.3, and in the backports 3.50.7 and 3.44.6 (https://sqlite.org/wal.html#walresetbug).
    """
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
