"""A Slack message as a person reads it: markup, links and mentions in plain words."""

import html
import re

_REFERENCE = re.compile(r"<([^<>\n]{1,2000})>")
_SPECIAL = {"channel": "@channel", "here": "@here", "everyone": "@everyone"}
_FORMATTING = re.compile(r"(?<![\w*_~`])([*_~`]{1,3})(?=\S)([^\n]{1,500}?)(?<=\S)\1(?![\w*_~`])")


def readable_message(text: str) -> str:
    """The text of a message without Slack's markup: "<https://a.example|offer>" as "offer (https://a.example)"."""
    shown = _FORMATTING.sub(r"\2", _REFERENCE.sub(_in_words, text))
    return html.unescape(shown)


def _in_words(found: re.Match[str]) -> str:
    target, _, label = found[1].partition("|")
    if target.startswith("@"):
        return f"@{label or 'someone'}"
    if target.startswith("#"):
        return f"#{label or 'channel'}"
    if target.startswith("!"):
        name = target[1:].split("^")[0]
        return _SPECIAL.get(name, label or "")
    if target.startswith("mailto:"):
        return label or target.removeprefix("mailto:")
    return f"{label} ({target})" if label and label != target else target
