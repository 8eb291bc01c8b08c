"""What is ticked in a form, each with a word on what it does, and a time of day.

Source: docs.slack.dev/reference/block-kit/block-elements.
"""

from collections.abc import Collection, Sequence
from datetime import time

from bot.views.blocks import Element, Option, plain_text

_LONGEST_DESCRIPTION = 75


def described(value: str, label: str, description: str) -> Option:
    """One of a few choices, with what it does."""
    text = {"text": plain_text(label, 75), "value": value}
    return {**text, "description": plain_text(description, _LONGEST_DESCRIPTION)}


def checkboxes(action_id: str, options: Sequence[Option], chosen: Collection[str]) -> Element:
    """At most ten boxes; `chosen` are values of options."""
    return {
        "type": "checkboxes",
        "action_id": action_id,
        "options": list(options),
        **({"initial_options": ticked} if (ticked := [each for each in options if each["value"] in chosen]) else {}),
    }


def radio_buttons(action_id: str, options: Sequence[Option], chosen: str) -> Element:
    """At most ten choices of which one holds; `chosen` is the value of one of them."""
    return {
        "type": "radio_buttons",
        "action_id": action_id,
        "options": list(options),
        "initial_option": next(each for each in options if each["value"] == chosen),
    }


def time_field(action_id: str, chosen: time) -> Element:
    """A time of day, to the minute."""
    return {
        "type": "timepicker",
        "action_id": action_id,
        "initial_time": f"{chosen:%H:%M}",
        "placeholder": plain_text("Choose a time", 150),
    }
