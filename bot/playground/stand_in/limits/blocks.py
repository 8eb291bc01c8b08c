"""Layout blocks, and which of them each surface allows.

Source: docs.slack.dev/reference/block-kit/blocks. Where sources disagree (alerts outside modals), the stricter
one holds.
"""

from collections.abc import Iterator
from typing import Any, Literal

from bot.playground.stand_in.limits import elements
from bot.playground.stand_in.limits.composition import SLACK_FILE, plain, text
from bot.playground.stand_in.limits.problem import (
    Check,
    Problem,
    anything,
    array,
    at_least_one,
    by_type,
    exactly_one,
    flag,
    one_of,
    shape,
    string,
    typed,
)
from bot.playground.stand_in.limits.rich_text import RICH_TEXT
from bot.playground.stand_in.limits.tables import DATA_TABLE, DATA_VISUALIZATION, TABLE

Surface = Literal["message", "modal", "home"]

_BLOCK_ID = {"block_id": string(255)}


def unique_action_ids(block: Any, at: str) -> Iterator[Problem]:
    """A rule: no `action_id` twice in one block."""
    ids = [each["action_id"] for each in block["elements"] if "action_id" in each]
    for action_id in sorted({each for each in ids if ids.count(each) > 1}):
        yield Problem(f"{at}/elements", f"action_id is not unique in its block: {action_id}")


_SECTION = typed(
    "section",
    {},
    {
        **_BLOCK_ID,
        "text": text(3000),
        "fields": array(text(2000), 1, 10),
        "accessory": by_type(elements.IN_SECTION, "section accessory"),
        "expand": flag,
    },
    at_least_one("text", "fields"),
)

_IMAGE = typed(
    "image",
    {"alt_text": string(2000)},
    {**_BLOCK_ID, "image_url": string(3000), "slack_file": SLACK_FILE, "title": plain(2000)},
    exactly_one("image_url", "slack_file"),
)

_VIDEO = typed(
    "video",
    {"alt_text": string(2000), "thumbnail_url": string(3000), "title": plain(200), "video_url": string(3000)},
    {
        **_BLOCK_ID,
        "author_name": string(50),
        "description": plain(200),
        "provider_icon_url": string(2000),
        "provider_name": string(50),
        "title_url": string(2000),
    },
)

_CARD = typed(
    "card",
    {},
    {
        **_BLOCK_ID,
        "hero_image": elements.IMAGE,
        "icon": elements.IMAGE,
        "slack_icon": anything,
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "subtext": text(200),
        "actions": array(elements.BUTTON, 0, 3),
    },
    at_least_one("hero_image", "title", "body", "actions"),
)

_TASK = {
    "task_id": string(255),
    "title": string(3000),
    "status": one_of("pending", "in_progress", "complete", "error"),
}
_TASK_MORE = {"details": anything, "output": anything, "sources": anything}


def _not_pending(task: Any, at: str) -> Iterator[Problem]:
    if task["status"] == "pending":
        yield Problem(f"{at}/status", "only a task of a plan can be pending")


_SIMPLE: dict[str, Check] = {
    "actions": typed(
        "actions",
        {"elements": array(by_type(elements.IN_ACTIONS, "actions element"), 1, 25)},
        _BLOCK_ID,
        unique_action_ids,
    ),
    "alert": typed(
        "alert",
        {"text": text(200)},
        {**_BLOCK_ID, "level": one_of("default", "info", "warning", "error", "success")},
    ),
    "card": _CARD,
    "carousel": typed("carousel", {"elements": array(_CARD, 1, 10)}, _BLOCK_ID),
    "context": typed(
        "context",
        {
            "elements": array(
                by_type({"image": elements.IMAGE, "plain_text": plain(3000), "mrkdwn": text(3000)}, "context element"),
                1,
                10,
            )
        },
        _BLOCK_ID,
    ),
    "context_actions": typed(
        "context_actions",
        {"elements": array(by_type(elements.CONTEXT_ACTIONS, "context action"), 1, 5)},
        _BLOCK_ID,
        unique_action_ids,
    ),
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "divider": typed("divider", {}, _BLOCK_ID),
    "file": typed("file", {"external_id": string(255), "source": one_of("remote")}, _BLOCK_ID),
    "header": typed("header", {"text": plain(150)}, _BLOCK_ID),
    "image": _IMAGE,
    "input": typed(
        "input",
        {"label": plain(2000), "element": by_type(elements.IN_INPUT, "input element")},
        {**_BLOCK_ID, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "markdown": typed("markdown", {"text": string(12_000)}, _BLOCK_ID),
    "plan": typed("plan", {"title": string(3000), "tasks": array(shape(_TASK, _TASK_MORE), 0, 50)}, _BLOCK_ID),
    "rich_text": RICH_TEXT,
    "section": _SECTION,
    "table": TABLE,
    "task_card": typed("task_card", _TASK, {**_BLOCK_ID, **_TASK_MORE}, _not_pending),
    "video": _VIDEO,
}

_IN_CONTAINER = (
    "actions",
    "context",
    "divider",
    "file",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "table",
    "video",
)

BLOCKS: dict[str, Check] = {
    **_SIMPLE,
    "container": typed(
        "container",
        {"child_blocks": array(by_type({kind: _SIMPLE[kind] for kind in _IN_CONTAINER}, "container"), 1, 10)},
        {
            **_BLOCK_ID,
            "title": plain(150),
            "rich_text_title": RICH_TEXT,
            "subtitle": text(150),
            "width": one_of("narrow", "standard", "wide", "full"),
            "icon": elements.IMAGE,
            "is_collapsible": flag,
            "default_collapsed": flag,
            "has_header_divider": flag,
        },
        at_least_one("title", "rich_text_title"),
    ),
}

_EVERYWHERE = {"actions", "card", "context", "divider", "header", "image", "input", "rich_text", "section", "video"}
_WIDE = {"carousel", "container", "data_table", "table"}

ALLOWED: dict[Surface, set[str]] = {
    "modal": {*_EVERYWHERE, "alert"},
    "home": {*_EVERYWHERE, *_WIDE},
    "message": {*_EVERYWHERE, *_WIDE, "context_actions", "data_visualization", "file", "markdown", "plan", "task_card"},
}


def on_surface(surface: Surface) -> Check:
    """Any one block that the surface allows."""
    return by_type({kind: check for kind, check in BLOCKS.items() if kind in ALLOWED[surface]}, f"a {surface}")
