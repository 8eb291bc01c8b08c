"""What verification comes to."""

from dataclasses import dataclass

from bot.store.heads import Published


@dataclass(frozen=True, slots=True)
class Verified:
    """Nothing was changed. Publish the head and the counts: they are what shows later that no end was cut off."""

    decisions: int
    events: int
    erasures: int
    """Events that erased personal data. Each is the tombstone of a gap that is as it should be."""
    head: str
    """The hash of the last event, in hexadecimal."""
    published: Published | None = None
    """The head that was looked for, which a digest had named."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Something was changed. The first row that shows it, and what is wrong with it."""

    table: str
    """The table; "sqlite_schema" for what the file is made of."""
    row: int | str
    """The event's seq, the decision's number, the policy's hash; a name, where it is no row."""
    because: str
    """One sentence that names the row."""
