"""Block elements: buttons, menus, inputs.

Source: docs.slack.dev/reference/block-kit/block-elements.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.playground.stand_in.limits.composition import (
    CHOICE_OPTION,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_ACTION_CONFIG,
    MENU_OPTION,
    OPTION_GROUP,
    SLACK_FILE,
    initial_among_options,
    option,
    plain,
    unique_option_values,
)
from bot.playground.stand_in.limits.problem import (
    Check,
    Problem,
    anything,
    array,
    exactly_one,
    flag,
    integer,
    one_of,
    string,
    typed,
)

ACTION_ID = {"action_id": string(255)}
_CONFIRM = {"confirm": CONFIRM}
_FOCUS = {"focus_on_load": flag}
_PLACEHOLDER = {"placeholder": plain(150)}
_MENU = {**ACTION_ID, **_PLACEHOLDER, **_CONFIRM, **_FOCUS}
_MANY = {"max_selected_items": integer(1)}
_TYPED = {**ACTION_ID, **_PLACEHOLDER, **_FOCUS, "dispatch_action_config": DISPATCH_ACTION_CONFIG}
_BUTTON_TEXT = {"text": plain(75)}
_STYLE = {"style": one_of("primary", "danger")}
_A11Y = {"accessibility_label": string(75)}


def _pattern(regex: str, example: str) -> Check:
    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str) or not re.fullmatch(regex, value):
            yield Problem(at, f"must look like {example}")

    return check


def _menu(kind: str, optional: Mapping[str, Check], *rules: Check) -> Check:
    return typed(kind, {}, {**_MENU, **optional}, *rules)


def _length_range(element: Any, at: str) -> Iterator[Problem]:
    shortest, longest = element.get("min_length", 0), element.get("max_length", 3000)
    if shortest > longest:
        yield Problem(f"{at}/min_length", "must not be more than max_length")
    initial = element.get("initial_value")
    if initial and not shortest <= len(initial) <= longest:
        yield Problem(f"{at}/initial_value", f"must be between {shortest} and {longest} characters")


_STATIC = {"options": array(MENU_OPTION, 1, 100), "option_groups": array(OPTION_GROUP, 1, 100)}
_STATIC_RULES = (exactly_one("options", "option_groups"), unique_option_values, initial_among_options)
_USER, _PLACE = string(255), string(255)

SELECTS: dict[str, Check] = {
    "static_select": _menu("static_select", {**_STATIC, "initial_option": MENU_OPTION}, *_STATIC_RULES),
    "external_select": _menu("external_select", {"initial_option": MENU_OPTION, "min_query_length": integer(0)}),
    "users_select": _menu("users_select", {"initial_user": _USER}),
    "conversations_select": _menu(
        "conversations_select",
        {
            "initial_conversation": _PLACE,
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": CONVERSATION_FILTER,
        },
    ),
    "channels_select": _menu("channels_select", {"initial_channel": _PLACE, "response_url_enabled": flag}),
    "multi_static_select": _menu(
        "multi_static_select",
        {**_STATIC, **_MANY, "initial_options": array(MENU_OPTION, 1, 100)},
        *_STATIC_RULES,
    ),
    "multi_external_select": _menu(
        "multi_external_select",
        {**_MANY, "initial_options": array(MENU_OPTION, 1, 100), "min_query_length": integer(0)},
    ),
    "multi_users_select": _menu("multi_users_select", {**_MANY, "initial_users": array(_USER, 1, None)}),
    "multi_conversations_select": _menu(
        "multi_conversations_select",
        {
            **_MANY,
            "initial_conversations": array(_PLACE, 1, None),
            "default_to_current_conversation": flag,
            "filter": CONVERSATION_FILTER,
        },
    ),
    "multi_channels_select": _menu("multi_channels_select", {**_MANY, "initial_channels": array(_PLACE, 1, None)}),
}

CHOICES: dict[str, Check] = {
    "checkboxes": typed(
        "checkboxes",
        {"options": array(CHOICE_OPTION, 1, 10)},
        {**ACTION_ID, **_CONFIRM, **_FOCUS, "initial_options": array(CHOICE_OPTION, 1, 10)},
        unique_option_values,
        initial_among_options,
    ),
    "radio_buttons": typed(
        "radio_buttons",
        {"options": array(CHOICE_OPTION, 1, 10)},
        {**ACTION_ID, **_CONFIRM, **_FOCUS, "initial_option": CHOICE_OPTION},
        unique_option_values,
        initial_among_options,
    ),
    "datepicker": _menu("datepicker", {"initial_date": _pattern(r"\d{4}-\d\d-\d\d", "2026-11-30")}),
    "timepicker": _menu(
        "timepicker", {"initial_time": _pattern(r"([01]\d|2[0-3]):[0-5]\d", "09:30"), "timezone": string(255)}
    ),
    "datetimepicker": typed(
        "datetimepicker",
        {},
        {**ACTION_ID, **_CONFIRM, **_FOCUS, "initial_date_time": integer(10**9, 10**10 - 1)},
    ),
}

TYPED_INPUTS: dict[str, Check] = {
    "plain_text_input": typed(
        "plain_text_input",
        {},
        {
            **_TYPED,
            "initial_value": string(3000, 0),
            "multiline": flag,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        _length_range,
    ),
    "email_text_input": typed("email_text_input", {}, {**_TYPED, "initial_value": string(3000, 0)}),
    "url_text_input": typed("url_text_input", {}, {**_TYPED, "initial_value": string(3000, 0)}),
    "number_input": typed(
        "number_input",
        {"is_decimal_allowed": flag},
        {**_TYPED, "initial_value": string(3000), "min_value": string(255), "max_value": string(255)},
    ),
    "rich_text_input": typed(
        "rich_text_input",
        {},
        {**_TYPED, "initial_value": anything, "min_lines": integer(1, 100), "max_lines": integer(1, 100)},
    ),
    "file_input": typed(
        "file_input", {}, {**ACTION_ID, "filetypes": array(string(255), 1, None), "max_files": integer(1, 10)}
    ),
}

IMAGE = typed(
    "image",
    {"alt_text": string(2000)},
    {"image_url": string(3000), "slack_file": SLACK_FILE},
    exactly_one("image_url", "slack_file"),
)

BUTTON = typed(
    "button",
    _BUTTON_TEXT,
    {
        **ACTION_ID,
        **_CONFIRM,
        **_STYLE,
        **_A11Y,
        "url": string(3000),
        "value": string(2000),
        "agent_prompt": string(4000),
        "agent_prompt_display": string(4000),
    },
)

PRESSED: dict[str, Check] = {
    "button": BUTTON,
    "overflow": typed(
        "overflow",
        {"options": array(option(plain_only=True, with_url=True), 1, 5)},
        {**ACTION_ID, **_CONFIRM},
        unique_option_values,
    ),
    "workflow_button": typed(
        "workflow_button", {**_BUTTON_TEXT, "workflow": anything}, {**ACTION_ID, **_CONFIRM, **_STYLE, **_A11Y}
    ),
}

CONTEXT_ACTIONS: dict[str, Check] = {
    "feedback_buttons": typed(
        "feedback_buttons", {"positive_button": anything, "negative_button": anything}, ACTION_ID
    ),
    "icon_button": typed(
        "icon_button",
        {"icon": string(255), "text": plain(75)},
        {
            **ACTION_ID,
            **_CONFIRM,
            **_A11Y,
            "value": string(2000),
            "visible_to_user_ids": array(string(255), 1, 10),
        },
    ),
}

_IN_SECTIONS_AND_ACTIONS = {**PRESSED, **SELECTS, **CHOICES}

IN_ACTIONS: dict[str, Check] = {**_IN_SECTIONS_AND_ACTIONS, "rich_text_input": TYPED_INPUTS["rich_text_input"]}
"""What an actions block may hold."""

IN_SECTION: dict[str, Check] = {
    **{kind: check for kind, check in _IN_SECTIONS_AND_ACTIONS.items() if kind != "datetimepicker"},
    "image": IMAGE,
}
"""What may stand beside a section's text."""

IN_INPUT: dict[str, Check] = {**SELECTS, **CHOICES, **TYPED_INPUTS}
"""What an input block may hold."""
