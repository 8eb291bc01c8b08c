"""The words in the blocks of a Slack message, line by line, as they stand on the screen.

A kind of block that is not known here is searched for the texts in it. Source: docs.slack.dev/reference/block-kit.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.slack.readable_message import readable_message

_DEEPEST = 12
"""Blocks in one another; Slack has five."""
_MOST_STEPS = 10_000
_WORDS = re.compile(r"\S(?:[^\n]*\S)?")
_EDGE = "\u200b"
_FIRST = ("title", "text", "subtitle", "description", "body")
"""What stands above the rest of a block."""
_TO_PRESS = frozenset(
    {
        "actions",
        "context_actions",
        "button",
        "workflow_button",
        "icon_button",
        "feedback_buttons",
        "overflow",
        "checkboxes",
        "radio_buttons",
        "datepicker",
        "timepicker",
        "datetimepicker",
        "input",
        "file_input",
    }
)
"""Blocks and elements whose words are for whoever presses them."""
_LAST_SECOND = 4_102_444_800
"""Unix time of the year 2100."""


@dataclass(slots=True)
class Reading:
    """How much more of a message is read."""

    characters: int
    steps: int = _MOST_STEPS
    ended: bool = False
    """Whether there was more than is read."""

    def goes_on(self, depth: int = 0) -> bool:
        """Takes a step; False for one that is too many, or too deep."""
        self.steps -= 1
        within = self.steps >= 0 and self.characters >= 0 and depth <= _DEEPEST
        self.ended = self.ended or not within
        return within

    def taken(self, text: str) -> str:
        """As much of a text as is still read."""
        kept = text[: self.characters]
        self.ended = self.ended or len(kept) < len(text)
        self.characters -= len(kept)
        return kept


def block_words(blocks: Any, reading: Reading) -> Iterator[str]:
    """The lines of some blocks; a block can be several lines."""
    for line in _lines(blocks, reading, 0):
        if line.strip():
            yield line.strip("\n")


def _lines(node: Any, reading: Reading, depth: int) -> Iterator[str]:
    if not isinstance(node, list | Mapping) or not reading.goes_on(depth):
        return
    if isinstance(node, list):
        for each in node:
            yield from _lines(each, reading, depth + 1)
        return
    kind = str(node.get("type"))
    if kind not in _TO_PRESS and not kind.endswith("_select"):
        yield from _KINDS.get(kind, _texts)(node, reading, depth)


def _texts(node: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[str]:
    names = [*(name for name in _FIRST if name in node), *(name for name in node if name not in _FIRST)]
    for name in names:
        yield from _lines(node[name], reading, depth + 1)


def _mrkdwn(node: Mapping[str, Any], reading: Reading, _: int) -> Iterator[str]:
    yield readable_message(reading.taken(_text(node)))


def _literal(node: Mapping[str, Any], reading: Reading, _: int) -> Iterator[str]:
    yield reading.taken(_text(node))


def _quote(node: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[str]:
    for text in _rich(node, reading, depth):
        yield from (f"> {line}" for line in text.splitlines())


def _rows(table: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[str]:
    for row in _every(table.get("rows")):
        cells = (" ".join(_lines(cell, reading, depth + 2)).split() for cell in _every(row))
        yield " | ".join(filter(None, map(" ".join, cells)))


def _list(node: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[str]:
    indent, offset = _number(node.get("indent")), _number(node.get("offset"))
    ordered = node.get("style") == "ordered"
    for number, each in enumerate(_every(node.get("elements")), start=offset + 1):
        said = "\n".join(_lines(each, reading, depth + 1))
        if said.strip():
            yield f"{'    ' * min(indent, _DEEPEST)}{f'{number}.' if ordered else '•'} {said}"


def _rich(node: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[str]:
    """The pieces of a paragraph in one line, and what else stands in it on lines of its own."""
    pieces: list[str] = []
    for each in _every(node.get("elements")):
        if not isinstance(each, Mapping) or not reading.goes_on(depth):
            continue
        if str(each.get("type")).startswith("rich_text"):
            yield _joined(pieces)
            pieces.clear()
            yield from _lines(each, reading, depth + 1)
        else:
            pieces.append(reading.taken(_piece(each)))
    yield _joined(pieces)


def _joined(pieces: Sequence[str]) -> str:
    """The pieces in a row; between a mark and a letter something without width, or the mark would mark nothing."""
    line = ""
    for piece in filter(None, pieces):
        beside = {line[-1:], piece[0]}
        line += (_EDGE if "~" in beside and any(map(str.isalnum, beside)) else "") + piece
    return line


_KINDS: Mapping[str, Callable[[Mapping[str, Any], Reading, int], Iterator[str]]] = {
    "mrkdwn": _mrkdwn,
    "plain_text": _literal,
    "raw_text": _literal,
    "markdown": _literal,
    "table": _rows,
    "data_table": _rows,
    "rich_text_list": _list,
    "rich_text_quote": _quote,
    "rich_text_section": _rich,
    "rich_text_preformatted": _rich,
}


def _piece(element: Mapping[str, Any]) -> str:
    """A word of rich text, as the same in Slack's markup reads."""
    style = element.get("style")
    piece = _unstyled(element)
    # As in a text, struck words keep their marks: they are not said. A mark stands beside no space.
    return _WORDS.sub(r"~\g<0>~", piece) if isinstance(style, Mapping) and style.get("strike") is True else piece


def _unstyled(element: Mapping[str, Any]) -> str:
    text = _text(element)
    match element.get("type"):
        case "link":
            url = _text(element, "url")
            return f"{text} ({url})" if text and text != url else url
        case "user":
            return "@someone"
        case "usergroup":
            return "@group"
        case "channel":
            return "#channel"
        case "broadcast":
            return f"@{_text(element, 'range')}"
        case "emoji":
            return f":{_text(element, 'name')}:"
        case "date":
            return _text(element, "fallback") or _day(element.get("timestamp"))
        case "color":
            return _text(element, "value")
        case _:
            return text


def _day(timestamp: Any) -> str:
    known = isinstance(timestamp, int) and 0 <= timestamp < _LAST_SECOND
    return f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d}" if known else ""


def _every(found: Any) -> Sequence[Any]:
    return found if isinstance(found, list) else ()


def _number(found: Any) -> int:
    return found if isinstance(found, int) and 0 <= found < _MOST_STEPS else 0


def _text(of: Mapping[str, Any], name: str = "text") -> str:
    found = of.get(name)
    return found if isinstance(found, str) else ""
