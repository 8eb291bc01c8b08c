"""The words of a Slack message, wherever it has them: in its text, its blocks, its attachments and its files.

The form of a workflow, an e-mail in a channel, a snippet and a forwarded message have no text of their own. What stands
in two of these places is read once; buttons, menus and previews of linked pages are not what somebody said. Whatever is
sent, so many steps and characters are read and no more.

Sources: docs.slack.dev/reference/block-kit, /messaging/formatting-message-text, /reference/objects/file-object.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.requests import MOST_CHARACTERS
from bot.slack.block_words import Reading, block_words
from bot.slack.readable_message import readable_message

Cut = Literal["", "length", "preview"]
"""Why only the beginning was read: it is longer than a request can be, or Slack hands over no more of a file."""

_MOST_PARTS = 100
"""Attachments of a message, and files; Slack takes no more."""
_FEW_WORDS = 3
"""Fewer words, such as "Yes", stand in two places without being the same answer."""
_HTML = frozenset({"email", "post", "space", "quip", "canvas"})
"""Kinds of files whose preview is HTML."""
_OF_SLACK = frozenset({"this content can't be displayed.", "[no preview available]"})
"""What Slack writes where an app sent blocks and no text of its own."""
_TAG = re.compile(r"<[^<>]{0,1000}>")
_LINE_BREAKS = re.compile(r"(?i)<(?:br|/p|/div|/li|/h[1-6])\b[^<>]{0,100}>")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class MessageWords:
    """What a message says."""

    text: str
    """In plain words; empty where nothing in it can be read."""
    cut: Cut = ""


def message_words(message: Mapping[str, Any]) -> MessageWords:
    """What a message says that Slack sent, of whatever kind."""
    # A text and its blocks, and a forwarded message and its text, say the same.
    said, drawn, added = Reading(MOST_CHARACTERS), Reading(MOST_CHARACTERS), Reading(2 * MOST_CHARACTERS)
    text, shown = _marked_up(message, "text", said), "\n".join(block_words(message.get("blocks"), drawn))
    parts = _Parts()
    # Where there are blocks, they are what stands on the screen, and the text is for notifications.
    if not shown or _is_new(text, shown):
        parts.add(text)
    parts.add(shown)
    attachments = [(each, _is_of_a_linked_page(each)) for each in _some(message, "attachments")]
    for attachment in (each for each, of_a_page in attachments if not of_a_page):
        parts.add(_attachment(attachment, added))
    previewed = [_add_file(file, parts, added) for file in _some(message, "files")]
    if not parts.found:
        for attachment, _ in attachments:
            parts.add(_attachment(attachment, added))
    whole = "\n".join(parts.found)
    if said.ended or drawn.ended or added.ended or len(whole) > MOST_CHARACTERS:
        return MessageWords(whole[:MOST_CHARACTERS], "length")
    return MessageWords(whole, "preview" if any(previewed) else "")


class _Parts:
    """What was found in the places of a message, each thing once."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        """Each part, with its words in a row."""

    def add(self, part: str) -> None:
        """Something else that it says, unless it said so already."""
        part = part.strip()
        words = f" {' '.join(_words(part))} "
        if part and not any(_repeats(part, words, *known) for known in self.found.items()):
            self.found = {known: row for known, row in self.found.items() if not _repeats(known, row, part, words)}
            self.found[part] = words


def _repeats(part: str, words: str, whole: str, all_words: str) -> bool:
    """Whether a part says nothing beside a whole that has the same words in the same order."""
    return part == whole or (words.count(" ") > _FEW_WORDS and words in all_words)


def _is_new(text: str, shown: str) -> bool:
    """Whether a text is more than another wording of what is shown: most of its words do not stand there."""
    words, there = _words(text), set(_words(shown))
    return 2 * sum(word not in there for word in words) > len(words)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _attachment(attachment: Mapping[str, Any], reading: Reading, depth: int = 0) -> str:
    """The words of an attachment, of a message that was forwarded among them, which can have some of its own."""
    if not reading.goes_on(depth):
        return ""
    forwarded = [each.get("message") for each in _some(attachment, "message_blocks")]
    sources = [attachment, *(each for each in forwarded if isinstance(each, Mapping))]
    shown = "\n".join(line for each in sources for line in block_words(each.get("blocks"), reading))
    text = next(filter(None, (_marked_up(each, "text", reading) for each in sources)), "")
    fields = [
        (_marked_up(each, "title", reading), _marked_up(each, "value", reading)) for each in _some(attachment, "fields")
    ]
    parts = _Parts()
    parts.add(_marked_up(attachment, "pretext", reading))
    parts.add(_marked_up(attachment, "title", reading))
    if not shown or _is_new(text, shown):
        parts.add(text)
    parts.add(shown)
    parts.add("\n".join(": ".join(filter(None, field)) for field in fields))
    for source in sources:
        for inner in _some(source, "attachments"):
            if not _is_of_a_linked_page(inner):
                parts.add(_attachment(inner, reading, depth + 1))
        for file in _some(source, "files"):
            _add_file(file, parts, reading)
    return "\n".join(parts.found) or _marked_up(attachment, "fallback", reading)


def _is_of_a_linked_page(attachment: Mapping[str, Any]) -> bool:
    """Whether it is the preview of a page that a message links to, and not a message that somebody passed on."""
    linked = attachment.get("from_url") or attachment.get("original_url")
    shared = ("is_share", "is_msg_unfurl", "message_blocks", "author_id", "channel_id")
    return bool(linked) and not any(attachment.get(sign) for sign in shared)


def _add_file(file: Mapping[str, Any], parts: _Parts, reading: Reading) -> bool:
    """Adds the words of a file, as far as Slack hands them over with the message; whether there are more."""
    if isinstance(comment := file.get("initial_comment"), Mapping):
        parts.add(_marked_up(comment, "comment", reading))
    title, name = _text(file, "title", reading), _text(file, "name", reading)
    subject = _text(file, "subject", reading)
    if not subject and title not in {name, name.rpartition(".")[0], "Untitled"}:
        parts.add(title)
    parts.add(subject)
    if body := _text(file, "plain_text", reading) or _text(file, "preview_plain_text", reading):
        parts.add(body)
        return False
    spoken = file.get("transcription")
    heard = spoken.get("preview") if isinstance(spoken, Mapping) else None
    if isinstance(heard, Mapping) and (body := _text(heard, "content", reading)):
        parts.add(body)
        return heard.get("has_more") is True
    body = _text(file, "preview", reading) or _text(file, "simplified_html", reading)
    parts.add(_without_tags(body) if file.get("filetype") in _HTML or file.get("mode") in _HTML else body)
    return bool(body) and (file.get("preview_is_truncated") is True or bool(file.get("lines_more")))


def _without_tags(document: str) -> str:
    return html.unescape(_TAG.sub("", _LINE_BREAKS.sub("\n", document)))


def _some(of: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    found = of.get(name)
    return (each for each in found[:_MOST_PARTS] if isinstance(each, Mapping)) if isinstance(found, list) else iter(())


def _marked_up(of: Mapping[str, Any], name: str, reading: Reading) -> str:
    words = readable_message(_text(of, name, reading)).strip()
    return "" if words.casefold().replace("’", "'") in _OF_SLACK else words


def _text(of: Mapping[str, Any], name: str, reading: Reading) -> str:
    found = of.get(name)
    return reading.taken(found).strip() if isinstance(found, str) and found and reading.goes_on() else ""
