"""What is struck through is not said: Slack's ~…~, the same in HTML, and letters with a line through them."""

import re
from collections.abc import Iterator

_CODE_OR_MARK = re.compile(r"```.*?```|`[^`\n]+`|~+|\n", re.DOTALL)
_TAG = re.compile(r"<(/?)(?:s|strike|del)(?:\s[^<>]{0,200})?>", re.IGNORECASE)
_OVERLAID = re.compile("[^\n][\u0335\u0336]")
_LINES_THROUGH = ("\u0335", "\u0336")
_NOTHING = "\u200b\u2060\ufeff"
"""Characters without width. Beside a mark they keep it from pairing up, as in Slack."""


def without_struck(text: str) -> str:
    """The text with spaces for what is struck through, every position as it was."""
    spans: list[tuple[int, int]] = []
    if "~" in text:
        spans += _between_tildes(text)
    if "</" in text:
        spans += _between_tags(text)
    if any(line in text for line in _LINES_THROUGH):
        spans += [found.span() for found in _OVERLAID.finditer(text)]
    if not spans:
        return text
    letters = list(text)
    for start, end in spans:
        letters[start:end] = [letter if letter == "\n" else " " for letter in text[start:end]]
    return "".join(letters)


def _between_tildes(text: str) -> Iterator[tuple[int, int]]:
    """Slack's rule: within a line, not in code, the marks at the edges of words, not as in "~/home" and "5~10"."""
    opened: int | None = None
    for found in _CODE_OR_MARK.finditer(text):
        if found[0] == "\n":
            opened = None
        if found[0][0] != "~":
            continue
        start, end = found.span()
        if opened is not None and _closes(text, start, end):
            yield opened, end
            opened = None
        elif _opens(text, start, end) and (opened is None or _is_about(text, opened)):
            opened = start


def _opens(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not before.isalnum() and before != "/" and not _is_blank(after) and after != "/"


def _closes(text: str, start: int, end: int) -> bool:
    return not _is_blank(text[start - 1]) and not text[end : end + 1].isalnum()


def _is_blank(char: str) -> bool:
    return not char or char.isspace() or char in _NOTHING


def _is_about(text: str, mark: int) -> bool:
    """ "~40 seats": roughly as many."""
    return text[mark + 1 : mark + 2].isdigit()


def _between_tags(text: str) -> Iterator[tuple[int, int]]:
    opened: int | None = None
    for tag in _TAG.finditer(text):
        if not tag[1]:
            opened = tag.start() if opened is None else opened
        elif opened is not None:
            yield opened, tag.end()
            opened = None
