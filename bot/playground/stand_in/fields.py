"""The interactive elements of a message or view, and the values they hold.

Sources: docs.slack.dev/reference/interaction-payloads/{view,block_actions}-payload, /surfaces/modals#updating_apis.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.playground.stand_in.json_values import copied
from bot.playground.stand_in.limits.composition import options_of

Json = dict[str, Any]
Key = tuple[str, str]
Values = dict[Key, Json]
"""What the fields hold, by `block_id` and `action_id`, as Slack writes it under `state.values`."""

_HOLDS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
"""Where each kind of element holds its value, and what its first value is called."""

TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")


@dataclass(frozen=True, slots=True)
class Field:
    """One interactive element where it stands."""

    block: Json
    element: Json
    place: Literal["input", "accessory", "actions"]

    @property
    def key(self) -> Key:
        """`block_id` and `action_id`."""
        return self.block["block_id"], self.element["action_id"]

    @property
    def kind(self) -> str:
        """The element's type."""
        return str(self.element["type"])

    @property
    def holds(self) -> str | None:
        """The name under which the value stands in `state.values`; none for buttons and overflow menus."""
        return _HOLDS[self.kind][0] if self.kind in _HOLDS else None

    @property
    def names(self) -> list[str]:
        """What a person would call it, most natural first, then its ids."""
        words = [self.block.get("label"), self.element.get("text"), self.element.get("placeholder")]
        if self.place == "accessory":
            words.append(self.block.get("text"))
        return [word["text"] for word in words if word] + [self.element["action_id"], self.block["block_id"]]

    @property
    def dispatches(self) -> bool:
        """Whether the app hears of a change at once."""
        return self.place != "input" or bool(self.block.get("dispatch_action"))

    @property
    def required(self) -> bool:
        """Whether the form cannot be submitted without it."""
        return self.place == "input" and not self.block.get("optional", False)

    def first_value(self, here: str | None) -> Json:
        """What it holds before anybody touched it; `here` is the conversation that the person is in."""
        name, initial = _HOLDS[self.kind]
        value = self.element.get(initial)
        if value is None and self.element.get("default_to_current_conversation") and here is not None:
            value = [here] if name.endswith("s") else here
        if value is None and name.endswith("s"):
            value = []
        return {"type": self.kind, name: copied(value)}


def fields_of(blocks: Sequence[Json]) -> Iterator[Field]:
    """The interactive elements in reading order."""
    for block in blocks:
        if block["type"] == "input":
            yield Field(block, block["element"], "input")
        elif block["type"] == "section" and block.get("accessory", {}).get("type") not in (None, "image"):
            yield Field(block, block["accessory"], "accessory")
        elif block["type"] in ("actions", "context_actions"):
            for element in block["elements"]:
                yield Field(block, element, "actions")
        elif block["type"] == "card":
            for element in block.get("actions", ()):
                yield Field(block, element, "actions")
        elif block["type"] == "carousel":
            yield from fields_of(block["elements"])
        elif block["type"] == "container":
            yield from fields_of(block["child_blocks"])


def first_values(blocks: Sequence[Json], here: str | None) -> Values:
    """What a form holds when it is first shown."""
    return {field.key: field.first_value(here) for field in fields_of(blocks) if field.holds}


def carried_over(before: Mapping[Key, Json], blocks: Sequence[Json], here: str | None) -> Values:
    """What a form holds after an update: what it held, but only where block, action and kind are the same.

    A choice that is no longer among the options is forgotten.
    """
    values = first_values(blocks, here)
    for field in fields_of(blocks):
        held = before.get(field.key)
        if held is not None and held["type"] == field.kind and _still_there(field, held):
            values[field.key] = held
    return values


def _still_there(field: Field, held: Json) -> bool:
    if not field.element.get("options") and not field.element.get("option_groups"):
        return True
    known = {option["value"] for option in options_of(field.element)}
    chosen = held.get("selected_options") or [held.get("selected_option")]
    return all(option is None or option["value"] in known for option in chosen)


def as_state(values: Mapping[Key, Json]) -> Json:
    """`state` as payloads carry it."""
    state: Json = {"values": {}}
    for (block_id, action_id), held in values.items():
        state["values"].setdefault(block_id, {})[action_id] = copied(held)
    return state


def is_empty(held: Json) -> bool:
    """Whether nothing was typed or chosen."""
    return not any(value for name, value in held.items() if name != "type")


def with_ids(blocks: Sequence[Json], fresh: Iterator[str]) -> list[Json]:
    """A copy in which every block and interactive element has an id, as Slack gives them."""
    given = copied(list(blocks))
    for block in given:
        block.setdefault("block_id", next(fresh))
        if "child_blocks" in block:
            block["child_blocks"] = with_ids(block["child_blocks"], fresh)
        if block["type"] == "carousel":
            block["elements"] = with_ids(block["elements"], fresh)
    for field in fields_of(given):
        field.element.setdefault("action_id", next(fresh))
    return given
