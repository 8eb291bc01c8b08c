"""What a field holds after somebody chose something in it, and what Slack itself finds wrong before submitting."""

import copy
import re
from collections.abc import Sequence
from typing import Any

from bot.playground.stand_in.fields import Field, Json, Values, fields_of, is_empty
from bot.playground.stand_in.limits.composition import options_of
from bot.playground.stand_in.workspace import Workspace


class NotOnScreenError(LookupError):
    """There is nothing like that to click or to choose."""


Choice = str | Sequence[str] | None
"""What is chosen: words on the screen, an id, several of them, or nothing."""


def _option(options: Sequence[Json], wanted: str) -> Json:
    for option in options:
        if wanted in (option["text"]["text"], option.get("value")):
            return dict(option)
    offered = ", ".join(option["text"]["text"] for option in options)
    raise NotOnScreenError(f"no option {wanted!r} among: {offered}")


def _person(workspace: Workspace, wanted: str) -> str:
    bare = wanted.removeprefix("@")
    for user in workspace.users.values():
        if bare in (user.id, user.name, user.real_name):
            return user.id
    raise NotOnScreenError(f"nobody called {wanted!r}")


def _place(workspace: Workspace, field: Field, wanted: str, user_id: str) -> str:
    kinds = field.element.get("filter", {}).get("include", ["im", "mpim", "private", "public"])
    if field.kind.endswith("channels_select"):
        kinds = ["public"]
    bare = wanted.removeprefix("#")
    for channel in workspace.channels.values():
        offered = channel.kind in kinds and (channel.kind == "public" or user_id in channel.members)
        if offered and not channel.archived and bare in (channel.id, channel.name):
            return channel.id
    raise NotOnScreenError(f"no conversation {wanted!r} on offer to this person")


def _resolved(workspace: Workspace, field: Field, wanted: str, user_id: str, options: Sequence[Json]) -> Any:
    if field.kind.endswith("users_select"):
        return _person(workspace, wanted)
    if field.kind.endswith(("conversations_select", "channels_select")):
        return _place(workspace, field, wanted, user_id)
    if field.kind == "datetimepicker":
        return int(wanted)
    if field.kind in ("datepicker", "timepicker"):
        return wanted
    return _option(options or options_of(field.element), wanted)


def chosen(
    workspace: Workspace, field: Field, choice: Choice, held: Json | None, user_id: str, options: Sequence[Json] = ()
) -> Json:
    """What the field holds after the choice.

    In a field that takes several, one string adds that choice or takes it away; a list sets exactly these.
    Raises `NotOnScreenError` for what is not offered.
    """
    if field.holds is None and isinstance(choice, str):
        return {"type": field.kind, "selected_option": _option(options_of(field.element), choice)}
    if field.holds is None:
        raise NotOnScreenError(f"nothing to choose in a {field.kind}")
    if not field.holds.endswith("s"):
        if choice is not None and not isinstance(choice, str):
            raise NotOnScreenError(f"a {field.kind} takes one choice")
        value = None if choice is None else _resolved(workspace, field, choice, user_id, options)
        return {"type": field.kind, field.holds: value}
    if isinstance(choice, str):
        picked = copy.copy(held[field.holds]) if held else []
        value = _resolved(workspace, field, choice, user_id, options)
        picked = [each for each in picked if each != value] if value in picked else [*picked, value]
    else:
        picked = [_resolved(workspace, field, each, user_id, options) for each in choice or ()]
    if len(picked) > field.element.get("max_selected_items", len(picked)):
        raise NotOnScreenError(f"at most {field.element['max_selected_items']} choices")
    return {"type": field.kind, field.holds: picked}


_REQUIRED = "Please complete this required field."


def complaints(blocks: Sequence[Json], values: Values) -> dict[str, str]:
    """What Slack finds wrong with a form before the app hears of it, by `block_id`."""
    wrong = {}
    for field in fields_of(blocks):
        if field.place != "input":
            continue
        held = values[field.key]
        if is_empty(held):
            if field.required:
                wrong[field.key[0]] = _REQUIRED
        elif (complaint := _complaint(field, str(held.get("value") or ""))) is not None:
            wrong[field.key[0]] = complaint
    return wrong


def _complaint(field: Field, text: str) -> str | None:
    element = field.element
    if field.kind == "plain_text_input":
        if len(text) < element.get("min_length", 0):
            return f"Must be at least {element['min_length']} characters."
        if len(text) > element.get("max_length", 3000):
            return f"Must be less than {element.get('max_length', 3000) + 1} characters."
    if field.kind == "number_input":
        return _number_complaint(element, text)
    if field.kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        return "Must be a valid email address."
    if field.kind == "url_text_input" and not re.fullmatch(r"https?://\S+", text):
        return "Must be a valid URL."
    return None


def _number_complaint(element: Json, text: str) -> str | None:
    if not re.fullmatch(r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+", text):
        return "Must be a number."
    if "min_value" in element and float(text) < float(element["min_value"]):
        return f"Must be at least {element['min_value']}."
    if "max_value" in element and float(text) > float(element["max_value"]):
        return f"Must be at most {element['max_value']}."
    return None
