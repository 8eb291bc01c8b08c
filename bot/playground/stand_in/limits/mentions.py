"""Who would be notified, or linked to, by the text of a message or view.

Source: docs.slack.dev/messaging/formatting-message-text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["everyone", "group", "user", "channel"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Live markup in some text; all kinds but `channel` notify people."""

    kind: Kind
    target: str
    """`channel`, `here`, `everyone`, or an id."""
    pointer: str


_MARKUP = re.compile(r"<!(?P<all>channel|here|everyone)(\|[^>]*)?>|<!subteam\^(?P<group>\w+)(\|[^>]*)?>|"
                     r"<@(?P<user>[UW]\w*)(\|[^>]*)?>|<#(?P<channel>[CDG]\w*)(\|[^>]*)?>")  # fmt: skip
_AT_ALL = re.compile(r"(?<![\w&;])@(channel|here|everyone)\b")


def _in_text(text: str, at: str, *, parses_names: bool) -> Iterator[Mention]:
    for match in _MARKUP.finditer(text):
        if match["all"]:
            yield Mention("everyone", match["all"], at)
        elif match["group"]:
            yield Mention("group", match["group"], at)
        elif match["user"]:
            yield Mention("user", match["user"], at)
        else:
            yield Mention("channel", match["channel"], at)
    if parses_names:
        for match in _AT_ALL.finditer(text):
            yield Mention("everyone", match[1], at)


_RICH: dict[str, tuple[Kind, str]] = {
    "broadcast": ("everyone", "range"),
    "usergroup": ("group", "usergroup_id"),
    "user": ("user", "user_id"),
    "channel": ("channel", "channel_id"),
}


def _in_value(value: Any, at: str) -> Iterator[Mention]:
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _in_value(each, f"{at}/{index}")
    elif isinstance(value, dict):
        kind, text = value.get("type"), value.get("text")
        if kind in ("mrkdwn", "markdown") and isinstance(text, str):
            yield from _in_text(text, f"{at}/text", parses_names=not value.get("verbatim", False))
        elif kind in _RICH and isinstance(value.get(_RICH[kind][1]), str):
            yield Mention(_RICH[kind][0], value[_RICH[kind][1]], at)
        else:
            for name, each in value.items():
                yield from _in_value(each, f"{at}/{name}")


def mentions(payload: dict[str, Any]) -> list[Mention]:
    """Every live mention in a message (`text`, `blocks`, `attachments`) or view.

    `@here` and the like count in mrkdwn that is not `verbatim`, because Slack's documentation warns that it
    parses names there; in top-level `text` only with `link_names` or `parse: full`.
    """
    found: list[Mention] = []
    if isinstance(payload.get("text"), str):
        names = bool(payload.get("link_names")) or payload.get("parse") == "full"
        found += _in_text(payload["text"], "/text", parses_names=names)
    for name in ("blocks", "attachments"):
        found += _in_value(payload.get(name, []), f"/{name}")
    return found
