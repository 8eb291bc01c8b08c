"""A decision, or a policy file that was sent, as our own buttons and forms name it: the number, and a check beside it.

Where an older backup of the log is put back, numbers are given out a second time. Cards that were posted before then
stay in Slack, and must not speak of whatever has their number now. The check is the beginning of a hash that the two
do not share.
"""

import re
from dataclasses import dataclass

_LENGTH = 12
"""Hexadecimal digits in a check."""
_WRITTEN = re.compile(r"([0-9]{1,12})(?:\.([0-9a-f]{12}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a button or a form is about."""

    number: int
    check: str | None
    """None on what was shown before there were checks."""

    @classmethod
    def to(cls, number: int, digest: str) -> "Reference":
        """The reference to what has this number; `digest` is the hash, in hexadecimal, that tells it from others."""
        return cls(number, digest[:_LENGTH])

    @classmethod
    def read(cls, written: str) -> "Reference":
        """The reference out of "12.0123456789ab" or, from before there were checks, "12"; raises ValueError."""
        found = _WRITTEN.fullmatch(written)
        if found is None:
            raise ValueError("not a reference")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        """As `read` takes it."""
        return f"{self.number}.{self.check}" if self.check else str(self.number)
