"""Heads of the chain in their short form, as digests publish them, and finding one in the record again.

A digest that names the head is a copy of it outside the file, every week, where whoever can write the file cannot
change it. The short form has 48 bits of the hash: nobody gets them by accident, and making another history that fits
one of them takes about 2**48 attempts. The whole hash, which `sourcing verify` prints, leaves no such way.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from bot.store.chain import GENESIS
from bot.store.columns import time_column, time_of
from bot.store.driver import Database

SHORT = 12
"""Hexadecimal digits of the hash in the short form."""
_ENOUGH = 16
"""Hexadecimal digits by which records are told apart: no two that ever post in one channel share them."""
_MISTYPED = 2
"""Digits that somebody gets wrong who copies them by hand; with more, it is another hash."""
_DASHES = r"[-\N{HYPHEN}-\N{EM DASH}\N{MINUS SIGN}]"
_WRITTEN = re.compile(
    rf"(?<![\w.,])(?P<seq>[1-9][0-9.,]*)\s*{_DASHES}\s*"
    rf"(?P<short>[0-9a-f](?:[ \t]?[0-9a-f]){{{SHORT - 1}}})(?![0-9a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of the chain at some moment."""

    seq: int
    """Its number; 0 while there is none."""
    short: str
    """The first digits of its hash, in hexadecimal."""

    def __str__(self) -> str:
        return f"{self.seq}-{self.short}"

    @classmethod
    def read(cls, written: str) -> Self:
        """The head that somebody copied: with spaces, capitals or # in it, or with the line of the digest around it.

        Raises ValueError with a sentence.
        """
        found = {
            cls(int(re.sub("[.,]", "", each["seq"])), re.sub(r"\s", "", each["short"]).lower())
            for each in _WRITTEN.finditer(written[:1000])
        }
        if len(found) == 1:
            return found.pop()
        raise ValueError(
            "it names more than one head; give one of them"
            if found
            else f"it is not the head that a digest names: the number of an event, a hyphen and {SHORT} digits of "
            "0 to 9 and a to f, such as 1204-9f3ac2d177e0; it stands in the last line of the digest"
        )


@dataclass(frozen=True, slots=True)
class Published:
    """A head that was published, and that the record has."""

    head: Head
    at: datetime
    """When the event was recorded that it is."""
    since: int
    """How many events have come after it."""


def beginning(db: Database) -> str:
    """What tells this record from every other: the first 16 digits of its first event's hash.

    A record that was put back from a backup has the same.
    """
    first = db.execute("SELECT hash FROM events WHERE seq = 1").fetchone()
    return (GENESIS if first is None else first[0]).hex()[:_ENOUGH]


def newest(db: Database) -> Head:
    """The head of the chain."""
    last = db.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    seq, digest = last or (0, GENESIS)
    return Head(seq, digest.hex()[:SHORT])


def before(db: Database, moment: datetime) -> Head:
    """The head that the chain had at that moment, found by halving: times follow the numbers.

    Where a clock was set back it is that of a moment nearby, and a head of the chain all the same.
    """
    (high,) = db.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()
    low, until = 0, time_column(moment)
    while low < high:
        middle = (low + high + 1) // 2
        (at,) = db.execute("SELECT at FROM events WHERE seq = ?", [middle]).fetchone()
        low, high = (middle, high) if at < until else (low, middle - 1)
    row = db.execute("SELECT hash FROM events WHERE seq = ?", [low]).fetchone()
    return Head(low, (row[0] if row else GENESIS).hex()[:SHORT])


def found(db: Database, head: Head) -> Published | None:
    """The head where it is in the record; None where it is not."""
    row = db.execute(
        "SELECT at, hash, (SELECT max(seq) FROM events) FROM events WHERE seq = ?", [_seq(head)]
    ).fetchone()
    if row is None or row[1].hex()[:SHORT] != head.short:
        return None
    return Published(head, time_of(row[0]), row[2] - head.seq)


def why_missing(db: Database, head: Head) -> str:
    """What a head that is not in the record shows, in sentences."""
    last = newest(db).seq
    elsewhere = db.execute(
        "SELECT seq FROM events WHERE substr(hex(hash), 1, ?) = ? LIMIT 1", [SHORT, head.short.upper()]
    ).fetchone()
    if elsewhere is not None:
        right = Head(elsewhere[0], head.short)
        return (
            f"The head {head} is not in the record, but {right} is: these are the digits of event {right.seq}. "
            "Look at the number again; if the digest does say "
            f"{head.seq}, events before it were removed or added."
        )
    if head.seq > last:
        return (
            f"The record ends with event {last} and does not reach the head {head}: events at its end were removed "
            "since that digest, by putting back an older backup for instance, or the head is that of another log."
        )
    row = db.execute("SELECT hash FROM events WHERE seq = ?", [_seq(head)]).fetchone()
    there = (row[0] if row else GENESIS).hex()[:SHORT]
    if sum(one != other for one, other in zip(there, head.short, strict=True)) <= _MISTYPED:
        return (
            f"The head {head} is not in the record, but {head.seq}-{there} is, which differs from it by a slip. "
            "Look at the digest again: only if it says the former, the record was rewritten since."
        )
    return (
        f"The head {head} is not in the record, where event {head.seq} is {head.seq}-{there}: what is up to there was "
        "rewritten since that digest, or the head is that of another log."
    )


def _seq(head: Head) -> int:
    """The number, as far as a database counts."""
    return min(head.seq, 2**63 - 1)
