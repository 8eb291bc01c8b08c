"""Is the file sound, and does a search find what the requests say?

The first is asked of SQLite. For the second the requests are searched out anew, in memory, by an index that is made on
the spot: what an index holds cannot be read off it otherwise, and the file may not be written to.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import zip_longest
from typing import Any

from bot.store.driver import Database, sqlite3
from bot.store.errors import is_corrupt
from bot.store.make import empty_tables
from bot.store.verdict import Broken

_AVERAGES = 1
"""The row of an index's data in which FTS5 counts rows and words (https://sqlite.org/fts5.html#the_data_table)."""


def damage(db: Database) -> Iterator[Broken]:
    """What SQLite itself finds wrong: with pages and indexes, with what columns may hold, with references."""
    (found,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        yield Broken("sqlite_schema", "", f"SQLite finds the file damaged: {str(found).strip().splitlines()[-1]}.")
    for table, row, other, _ in db.execute("PRAGMA foreign_key_check"):
        yield Broken(str(table), int(row or 0), f"Row {row} of {table} refers to a row of {other} that is missing.")


def changed_search(db: Database) -> Iterator[Broken]:
    """Where a search would find something else than the requests say."""
    with closing(empty_tables()) as anew:
        indexes = [str(name) for (name,) in anew.execute("SELECT name FROM pragma_table_list WHERE type = 'virtual'")]
        _fill(anew, db, indexes)
        for index in indexes:
            try:
                same = _same_rows(_held_by(db, index), _held_by(anew, index))
            except sqlite3.DatabaseError as error:
                if not is_corrupt(error):
                    raise
                same = False
            if not same:
                yield Broken(index, "", "The search index does not hold what the requests say.")


def _fill(anew: Database, db: Database, indexes: list[str]) -> None:
    """The requests; the triggers put them into the index as they did the first time."""
    columns = anew.execute("SELECT name, type, \"notnull\" FROM pragma_table_info('decisions')").fetchall()
    indexed = {
        str(name) for each in indexes for (name,) in anew.execute("SELECT name FROM pragma_table_info(?)", [each])
    }
    copied = [name for name, _, _ in columns if name == "id" or name in indexed]
    blank = {name: 0 if kind == "INTEGER" else "" for name, kind, needed in columns if needed and name not in copied}
    names = ", ".join(f'"{name}"' for name in [*copied, *blank])
    places = ", ".join("?" for _ in [*copied, *blank])
    # An erased request is in no index, but counts as an empty one in an index that was built after that.
    kept = " OR ".join(["text IS NOT NULL", *(f"id IN (SELECT id FROM {each}_docsize)" for each in indexes)])  # noqa: S608 - only our own names
    rows = db.execute(f"SELECT {', '.join(copied)} FROM decisions WHERE {kept} ORDER BY id")  # noqa: S608 - only our own names
    anew.execute("BEGIN")
    anew.conn.executemany(
        f"INSERT INTO decisions ({names}) VALUES ({places})",  # noqa: S608 - only our own names
        ([*row, *blank.values()] for row in rows),
    )
    anew.execute("COMMIT")


def _held_by(db: Database, index: str) -> Iterator[tuple[Any, ...]]:
    """Every word that an index holds with its place, how many each request has, its settings and its totals."""
    with _temporary_tables(db):
        db.execute(f"CREATE VIRTUAL TABLE temp.words_held USING fts5vocab('main', '{index}', 'instance')")
    yield from db.execute("SELECT term, doc, col, offset FROM temp.words_held")
    # Reading it through does not use the way by which a search gets to a word.
    for (word,) in db.execute("SELECT DISTINCT term FROM temp.words_held").fetchall():
        yield db.execute("SELECT ?, count(*) FROM temp.words_held WHERE term = ?", [word, word]).fetchone()
    with _temporary_tables(db):
        db.execute("DROP TABLE temp.words_held")
    yield from db.execute(f"SELECT id, sz FROM {index}_docsize ORDER BY id")  # noqa: S608 - only our own names
    # FTS5 raises the version of its format with the first row that it overwrites.
    yield from db.execute(f"SELECT k, v FROM {index}_config WHERE k <> 'version' ORDER BY k")  # noqa: S608 - only our own names
    yield from db.execute(f"SELECT block FROM {index}_data WHERE id = ?", [_AVERAGES])  # noqa: S608 - only our own names


@contextmanager
def _temporary_tables(db: Database) -> Iterator[None]:
    """Lets a reader make a table that is not in the file, which stays read-only."""
    (query_only,) = db.execute("PRAGMA query_only").fetchone()
    db.execute("PRAGMA query_only = OFF")
    try:
        yield
    finally:
        db.execute(f"PRAGMA query_only = {query_only}")


def _same_rows(one: Iterator[tuple[Any, ...]], other: Iterator[tuple[Any, ...]]) -> bool:
    return all(mine == theirs for mine, theirs in zip_longest(one, other))
