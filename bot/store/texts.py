"""Words in the texts of requests.

Words are found by an index; in texts that are written without spaces between words, each may be any part of the text.
Nothing that is typed is ever read as the syntax of a query.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice

from bot.store.columns import json_column
from bot.store.driver import Database, sqlite3

_MOST_WORDS = 6
_LONGEST_WORD = 64
_LONGEST = 4_000
"""Characters that are looked at."""
_AT_A_TIME = 100
"""Texts that are read together."""

_WITHOUT_SPACES = """
text GLOB '*['
    || char(0x0E00, 0x2D, 0x109F)
    || char(0x1100, 0x2D, 0x11FF)
    || char(0x1780, 0x2D, 0x17FF)
    || char(0x3005, 0x2D, 0x3007)
    || char(0x3040, 0x2D, 0x9FFF)
    || char(0xA000, 0x2D, 0xA4CF)
    || char(0xAC00, 0x2D, 0xD7A3)
    || char(0xF900, 0x2D, 0xFAFF)
    || char(0xFF66, 0x2D, 0xFF9F)
    || char(0x20000, 0x2D, 0x3FFFD)
    || ']*'
"""
"""Written, even in part, without spaces between words; as the index has it that finds these requests."""

_HAS_THE_PARTS = " AND ".join(f"text LIKE :part{number}" for number in range(_MOST_WORDS))

WITH_WORDS = """
SELECT rowid FROM decisions_search AS listed
WHERE decisions_search MATCH :match AND rowid > :low AND rowid < :high
"""
"""The numbers of the requests that have the words."""

WITH_PARTS = f"""
SELECT id FROM decisions AS listed INDEXED BY decisions_without_spaces
WHERE {_WITHOUT_SPACES} AND {_HAS_THE_PARTS} AND id > :low AND id < :high
"""  # noqa: S608 - constants of ours
"""The same for parts of words."""

_HAVE_THE_WORDS = """
SELECT rowid FROM few WHERE few MATCH :match UNION SELECT id FROM read WHERE {without_spaces} AND {parts}
"""


def words_in(typed: str) -> list[str]:
    """The first words, of letters, their marks and digits only."""
    normal = unicodedata.normalize("NFC", typed[:_LONGEST])
    kinds = ((character, unicodedata.category(character)[0]) for character in normal)
    words = "".join(character if kind in "LNM" else " " for character, kind in kinds).split()
    return [word[:_LONGEST_WORD] for word in words if any(map(str.isalnum, word))][:_MOST_WORDS]


def match(words: Sequence[str]) -> str:
    """The words as a full-text query; the last may be the beginning of one."""
    return " ".join(f'"{word}"' for word in words) + "*"


def parts(words: Sequence[str]) -> dict[str, str]:
    """The words as patterns; what is left of them fits anything."""
    sought = [f"%{word}%" for word in words] + ["%"] * (_MOST_WORDS - len(words))
    return {f"part{number}": pattern for number, pattern in enumerate(sought)}


def with_words(db: Database, numbers: Iterable[int], words: Sequence[str]) -> Iterator[int]:
    """Those of a few decisions whose texts have the words, in the order in which they come.

    Their texts are read, and put into an index of their own: where many others have the words, that is faster than to
    look through all of those.
    """
    left = iter(numbers)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as few:
        few.execute("CREATE TABLE read (id INTEGER PRIMARY KEY, text TEXT)")
        few.execute(
            "CREATE VIRTUAL TABLE few USING fts5 ("
            "text, content = 'read', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2')"
        )
        while some := list(islice(left, _AT_A_TIME)):
            few.execute("BEGIN")
            rows = db.execute(
                "SELECT id, text FROM decisions WHERE id IN (SELECT value FROM json_each(?)) AND text IS NOT NULL",
                [json_column(some)],
            ).fetchall()
            few.executemany("INSERT INTO read (id, text) VALUES (?, ?)", rows)
            few.executemany("INSERT INTO few (rowid, text) VALUES (?, ?)", rows)
            having = _HAVE_THE_WORDS.format(without_spaces=_WITHOUT_SPACES, parts=_HAS_THE_PARTS)
            found = {number for (number,) in few.execute(having, {"match": match(words), **parts(words)})}
            few.execute("ROLLBACK")
            yield from (number for number in some if number in found)
