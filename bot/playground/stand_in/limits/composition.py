"""Composition objects: text, options, confirmation dialogues.

Source: docs.slack.dev/reference/block-kit/composition-objects.
"""

from collections.abc import Iterator
from typing import Any

from bot.playground.stand_in.limits.problem import (
    Check,
    Problem,
    array,
    by_type,
    exactly_one,
    flag,
    one_of,
    shape,
    string,
    typed,
)


def plain(longest: int) -> Check:
    """A text object that must be `plain_text`."""
    return typed("plain_text", {"text": string(longest)}, {"emoji": flag})


def text(longest: int) -> Check:
    """A text object of either kind."""
    mrkdwn = typed("mrkdwn", {"text": string(longest)}, {"verbatim": flag})
    return by_type({"plain_text": plain(longest), "mrkdwn": mrkdwn}, "text object")


def option(*, plain_only: bool, with_url: bool = False) -> Check:
    """An option of a menu (plain text only), or of radio buttons and checkboxes (either kind of text)."""
    words = plain if plain_only else text
    optional = {"description": words(75)}
    if with_url:
        optional["url"] = string(3000)
    return shape({"text": words(75), "value": string(150)}, optional)


MENU_OPTION = option(plain_only=True)
CHOICE_OPTION = option(plain_only=False)
OPTION_GROUP = shape({"label": plain(75), "options": array(MENU_OPTION, 1, 100)}, {})

CONFIRM = shape(
    {"title": plain(100), "text": text(300)},
    {"confirm": plain(30), "deny": plain(30), "style": one_of("primary", "danger")},
)

DISPATCH_ACTION_CONFIG = shape(
    {}, {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 1, 2)}
)

CONVERSATION_FILTER = shape(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 1, None),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)

SLACK_FILE = shape({}, {"id": string(255), "url": string(3000)}, exactly_one("id", "url"))


def options_of(element: Any) -> list[dict[str, Any]]:
    """All options of a menu, those in groups included."""
    grouped = [each for group in element.get("option_groups", ()) for each in group["options"]]
    return [*element.get("options", ()), *grouped]


def _essence(choice: Any) -> tuple[Any, ...]:
    return choice["value"], choice["text"]["text"], choice.get("description", {}).get("text")


def unique_option_values(element: Any, at: str) -> Iterator[Problem]:
    """A rule: no value twice, or nobody can tell which of them was chosen."""
    values = [each["value"] for each in options_of(element)]
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield Problem(at, f"option value is not unique: {value}")


def initial_among_options(element: Any, at: str) -> Iterator[Problem]:
    """A rule: what is preselected is exactly one of the options, text included."""
    known = {_essence(each) for each in options_of(element)}
    if "initial_option" in element and _essence(element["initial_option"]) not in known:
        yield Problem(f"{at}/initial_option", "must exactly match one of the provided options")
    for index, each in enumerate(element.get("initial_options", ())):
        if _essence(each) not in known:
            yield Problem(f"{at}/initial_options/{index}", "must exactly match one of the provided options")
