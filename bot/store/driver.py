"""The SQLite library in use: pysqlite3 where it is installed, the standard library's otherwise.

sqlite-utils makes the same choice. Taking the module from there keeps the exceptions that we catch and the ones
that it raises the same classes.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
else:
    from sqlite_utils.utils import sqlite3

__all__ = ["safe_for_writing", "sqlite3"]


def safe_for_writing(version: tuple[int, ...]) -> bool:
    """Whether a SQLite of this version has the fix for the WAL-reset bug.

    Without it, two connections that write and checkpoint at the same moment can corrupt a WAL database.
    Fixed in 3.51.3, and in the backports 3.50.7 and 3.44.6 (https://sqlite.org/wal.html#walresetbug).
    """
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
