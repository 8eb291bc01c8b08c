"""What stands in the values of our own buttons and forms, read back. An older version may have put it there."""

import re

from bot.handlers.answers import OutdatedError

_NUMBER = re.compile(r"[0-9]{1,12}")
_CONVERSATION = re.compile(r"[A-Z0-9]{1,50}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")


def decision_number(value: str | None) -> int:
    """The number of a decision; raises OutdatedError for anything else."""
    if value is None or not _NUMBER.fullmatch(value):
        raise OutdatedError
    return int(value)


def place(value: str | None, here: str | None) -> tuple[int, str, str | None]:
    """The decision, conversation and thread of a button that posts: "12", or "12|C1|1700000000.000100".

    `here` is the conversation of the button, where it names none. Raises OutdatedError.
    """
    number, _, rest = (value or "").partition("|")
    conversation, _, thread = rest.partition("|")
    target = conversation or here or ""
    if not _CONVERSATION.fullmatch(target) or (thread and not _TIMESTAMP.fullmatch(thread)):
        raise OutdatedError
    return decision_number(number), target, thread or None
