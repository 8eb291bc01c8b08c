"""A Slack message as a person reads it: markup, links and mentions in plain words."""

import re

_REFERENCE = re.compile(
    r"<((?:@[UW][A-Z0-9]+|#[CDG][A-Z0-9]+|!(?:channel|here|everyone|subteam\^|date\^)|(?:https?|ftp|mailto|tel|sip|slack|file):)[^<>|\n]{0,2000})"
    r"(?:\|([^<>\n]{0,300}))?>"
)
"""What Slack puts between angle brackets; anything else between them is what somebody typed."""
_SPECIAL = {"channel": "@channel", "here": "@here", "everyone": "@everyone"}
_FORMATTING = re.compile(r"(?<![\w*_])([*_]{1,2})(?=\S)((?:(?!\1)[^\n]){1,500})(?<=\S)\1(?![\w*_])")
"""Bold and italics. Struck words keep their marks, since they are not said; so does code, where nothing is struck."""


def readable_message(text: str) -> str:
    """The text of a message without Slack's markup: "<https://a.example|offer>" as "offer (https://a.example)"."""
    return unescaped(_FORMATTING.sub(r"\2", _REFERENCE.sub(_in_words, text)))


def unescaped(text: str) -> str:
    """The three characters that Slack escapes, and no other, so that "&region=" stays what it is.

    Source: docs.slack.dev/messaging/formatting-message-text.
    """
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _in_words(found: re.Match[str]) -> str:
    target, label = found[1], found[2]
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
