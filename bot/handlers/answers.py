"""What a handler gives back: the body of the acknowledgement, ready for Slack."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.views.card import Message

Ack = dict[str, Any]
"""The body of an acknowledgement; empty for none."""

NOTHING: Ack = {}


@dataclass(frozen=True, slots=True)
class Later:
    """An answer for which Slack has to be asked something: given after the acknowledgement, which never waits."""

    work: Callable[[], "Awaitable[Answer]"]
    """Asks, then answers as a handler does."""


Answer = Ack | Later


class OutdatedError(Exception):
    """A button or a form that this version does not understand: an older one has made it."""


_ABOUT = "about"


def to_requester(message: Message, *, about: Sequence[int] = ()) -> Ack:
    """A message that only the person who typed the command sees; `about` are the decisions whose words it repeats."""
    told = {_ABOUT: tuple(about)} if about else {}
    return {"response_type": "ephemeral", "text": message.text, "blocks": message.blocks, **told}


def about(answer: Ack) -> tuple[int, ...]:
    """The decisions whose words an answer repeats, with which it would have to be erased."""
    return tuple(answer.get(_ABOUT, ()))


def as_sent(answer: Ack) -> Ack:
    """The answer as Slack takes it."""
    return {name: value for name, value in answer.items() if name != _ABOUT}


def in_place(view: dict[str, Any]) -> Ack:
    """Another view in place of the one submitted."""
    return {"response_action": "update", "view": view}


def on_top(view: dict[str, Any]) -> Ack:
    """A view on top of the one submitted, which stays as it is beneath."""
    return {"response_action": "push", "view": view}


def at_fields(errors: dict[str, str]) -> Ack:
    """What is wrong, each at its field; by the block's id."""
    return {"response_action": "errors", "errors": errors}


CLOSE_ALL: Ack = {"response_action": "clear"}
