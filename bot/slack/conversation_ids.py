"""What the id of a conversation in Slack, or of a person, says by itself."""

import re

_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")


def is_person(who: str) -> bool:
    """Whether it is the id of a Slack user; what was asked on a command line has another name beside it."""
    return _PERSON.fullmatch(who) is not None


def is_direct(conversation: str) -> bool:
    """Whether it is a conversation of two, which nobody else can be invited to."""
    return conversation.startswith("D")


def can_be_public(conversation: str) -> bool:
    """Whether it may be a public channel; one with a person, or a group's (`G…`), never is."""
    return conversation.startswith("C")
