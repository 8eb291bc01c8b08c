"""Blocks, messages and views out of safe text, as the plain JSON values that Slack takes.

Every block has an id of its own: the same state gives the same JSON, and what a person typed outlives an update.
Source: docs.slack.dev/reference/block-kit.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, LiteralString

from bot.reference import Reference
from bot.views.markup import Mrkdwn, plain

Block = dict[str, Any]
Element = dict[str, Any]
"""A button, a menu or a field to type in."""
Option = dict[str, Any]

LONGEST_LABEL = 75
"""Code points in a button, and in an option of a menu."""
LONGEST_VALUE = 2_000
"""Code points that a button hands back."""
LONGEST_FIELD = 2_000
"""Code points in one column of a section, in a label and in a hint."""
MOST_OPTIONS = 100
"""Options in a menu, or in one group of a menu."""


@dataclass(frozen=True, slots=True)
class Message:
    """What `chat.postMessage`, a response to a command, or a response URL takes."""

    text: str
    """For notifications and screen readers; escaped."""
    blocks: list[Block]


def message(text: Mrkdwn, blocks: Iterable[Block]) -> Message:
    """A message of these blocks; the text is what a notification says."""
    return Message(text.source, list(blocks))


def modal(
    callback_id: str,
    title: LiteralString,
    blocks: Iterable[Block],
    *,
    submit: LiteralString | None = None,
    close: LiteralString = "Close",
    private_metadata: str = "",
    notify_on_close: bool = False,
) -> dict[str, Any]:
    """A modal of these blocks."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, 24),
        "close": plain_text(close, 24),
        **({"submit": plain_text(submit, 24)} if submit else {}),
        "private_metadata": private_metadata,
        "notify_on_close": notify_on_close,
        "blocks": list(blocks),
    }


def plain_text(text: str, longest: int) -> dict[str, str]:
    """Text in which nothing is live, cut to so many code points; a dash where nothing is left of it."""
    return {"type": "plain_text", "text": plain(text, longest) or "–"}


def marked_up(text: Mrkdwn) -> dict[str, Any]:
    """Text in Slack's markup, in which Slack is told not to look for names and links by itself."""
    return {"type": "mrkdwn", "text": text.source or "–", "verbatim": True}


def header(block_id: str, text: str) -> Block:
    """A headline."""
    return {"type": "header", "block_id": block_id, "text": plain_text(text, 150)}


def section(block_id: str, text: Mrkdwn, accessory: Element | None = None) -> Block:
    """A paragraph, with at most one button beside it."""
    beside = {"accessory": accessory} if accessory else {}
    return {"type": "section", "block_id": block_id, "text": marked_up(text), **beside}


def columns(block_id: str, texts: Sequence[Mrkdwn], heading: Mrkdwn | None = None) -> Block:
    """Up to ten texts of at most `LONGEST_FIELD` code points, two side by side."""
    above = {"text": marked_up(heading)} if heading else {}
    return {"type": "section", "block_id": block_id, **above, "fields": [marked_up(text) for text in texts]}


def context(block_id: str, *texts: Mrkdwn) -> Block:
    """Small print."""
    return {"type": "context", "block_id": block_id, "elements": [marked_up(text) for text in texts]}


def quote(block_id: str, text: str) -> Block:
    """Somebody's words as rich text, in which nothing is parsed."""
    words = {"type": "text", "text": text}
    return {
        "type": "rich_text",
        "block_id": block_id,
        "elements": [{"type": "rich_text_quote", "elements": [words]}],
    }


def actions(block_id: str, *buttons: Element) -> Block:
    """A row of buttons."""
    return {"type": "actions", "block_id": block_id, "elements": list(buttons)}


def button(
    action_id: str,
    label: str,
    value: str | Reference,
    *,
    style: Literal["primary", "danger"] | None = None,
    confirm: dict[str, Any] | None = None,
    aloud: LiteralString | None = None,
) -> Element:
    """A button; `value` comes back when it is pressed. `aloud` is what a screen reader says of it."""
    return {
        "type": "button",
        "action_id": action_id,
        "text": plain_text(label, LONGEST_LABEL),
        "value": str(value),
        **({"style": style} if style else {}),
        **({"confirm": confirm} if confirm else {}),
        **({"accessibility_label": aloud} if aloud else {}),
    }


def button_named(action_id: str, name: str, value: str | Reference) -> Element:
    """A button with somebody's words on it, cut to what fits."""
    return {
        "type": "button",
        "action_id": action_id,
        "text": plain_text(name[:1].upper() + name[1:], LONGEST_LABEL),
        "value": str(value),
    }


def are_you_sure(title: LiteralString, text: Mrkdwn, confirm: LiteralString) -> dict[str, Any]:
    """What is asked before a button does something that cannot be undone."""
    return {
        "title": plain_text(title, 100),
        "text": marked_up(text),
        "confirm": plain_text(confirm, 30),
        "deny": plain_text("Cancel", 30),
        "style": "danger",
    }


def field(
    label: str, element: Element, *, hint: str | None = None, optional: bool = False, dispatches: bool = False
) -> Block:
    """A question with the element that takes its answer; both have the same id.

    `dispatches` tells us of every change at once, not only of the form as a whole.
    """
    return {
        "type": "input",
        "block_id": element["action_id"],
        "label": plain_text(label, LONGEST_FIELD),
        "element": element,
        **({"hint": plain_text(hint, LONGEST_FIELD)} if hint else {}),
        "optional": optional,
        "dispatch_action": dispatches,
    }


def lines_to_type(
    action_id: str, *, longest: int, shortest: int = 0, typed: str = "", example: str = "", as_typed: bool = False
) -> Element:
    """Several lines to type in; `typed` stands in them already, unless Slack would refuse it as too short.

    `as_typed` tells us of changes while they are made.
    """
    start = plain(typed, longest)
    return {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": True,
        "min_length": shortest,
        "max_length": longest,
        **({"initial_value": start} if len(start) >= max(shortest, 1) else {}),
        **({"placeholder": plain_text(example, 150)} if example else {}),
        **({"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}} if as_typed else {}),
    }


def option(value: str, label: str) -> Option:
    """One line of a menu."""
    return {"text": plain_text(label, LONGEST_LABEL), "value": value}


def menu(action_id: str, options: Sequence[Option], chosen: str | None, placeholder: LiteralString) -> Element:
    """A menu; `chosen` is the value of one of the options, anything else means none."""
    if len(options) <= MOST_OPTIONS:
        return _menu(action_id, {"options": options}, options, chosen, placeholder)
    starts = range(0, len(options), MOST_OPTIONS)
    return grouped_menu(
        action_id,
        [(f"From number {start + 1}", options[start : start + MOST_OPTIONS]) for start in starts],
        chosen,
        placeholder,
    )


def grouped_menu(
    action_id: str, groups: Sequence[tuple[str, Sequence[Option]]], chosen: str | None, placeholder: LiteralString
) -> Element:
    """A menu whose options stand under headings."""
    option_groups = [{"label": plain_text(label, LONGEST_LABEL), "options": options} for label, options in groups]
    every = [each for _, options in groups for each in options]
    return _menu(action_id, {"option_groups": option_groups}, every, chosen, placeholder)


def _menu(
    action_id: str, choices: dict[str, Any], options: Sequence[Option], chosen: str | None, placeholder: str
) -> Element:
    initial = next((each for each in options if each["value"] == chosen), None)
    return {
        "type": "static_select",
        "action_id": action_id,
        **choices,
        **({"initial_option": initial} if initial else {}),
        "placeholder": plain_text(placeholder, 150),
    }


def menu_of_several(
    action_id: str,
    groups: Sequence[tuple[str, Sequence[Option]]],
    chosen: Collection[str],
    placeholder: LiteralString,
) -> Element:
    """A menu in which several options can be chosen, under headings; `chosen` are values of options."""
    initial = [each for _, options in groups for each in options if each["value"] in chosen]
    return {
        "type": "multi_static_select",
        "action_id": action_id,
        "option_groups": [{"label": plain_text(label, LONGEST_LABEL), "options": each} for label, each in groups],
        **({"initial_options": initial} if initial else {}),
        "placeholder": plain_text(placeholder, 150),
    }


def overflow(action_id: str, options: Sequence[Option]) -> Element:
    """What is behind three dots: at most five options."""
    return {"type": "overflow", "action_id": action_id, "options": list(options)}


def conversation_menu(action_id: str, chosen: str | None, placeholder: LiteralString) -> Element:
    """A menu of the channels that the person is in. Of conversations between people the bot is no part."""
    return {
        "type": "conversations_select",
        "action_id": action_id,
        **({"initial_conversation": chosen} if chosen else {}),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
        "placeholder": plain_text(placeholder, 150),
    }


def day_field(action_id: str, chosen: date | None) -> Element:
    """A day, chosen from a calendar."""
    return {
        "type": "datepicker",
        "action_id": action_id,
        **({"initial_date": chosen.isoformat()} if chosen else {}),
        "placeholder": plain_text("Choose a day", 150),
    }


def person_menu(action_id: str, chosen: str | None, placeholder: LiteralString) -> Element:
    """A menu of the people in the workspace; `chosen` is a user's id."""
    return {
        "type": "users_select",
        "action_id": action_id,
        **({"initial_user": chosen} if chosen else {}),
        "placeholder": plain_text(placeholder, 150),
    }
