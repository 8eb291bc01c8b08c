"""Where a decision stands, once it is on the record, and how firm it was, in words."""

from enum import StrEnum


class Status(StrEnum):
    """Where a decision stands. Every one starts as recorded."""

    RECORDED = "recorded"
    ACCEPTED = "accepted"
    OVERRIDDEN = "overridden"
    """Somebody decided otherwise, and said why."""
    DISCARDED = "discarded"
    SUPERSEDED = "superseded"
    """A later decision took its place."""


def standing_in_words(standing: str) -> str:
    """A standing as the log has it, in words: `close call`."""
    return standing.replace("_", " ")
