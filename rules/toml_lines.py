"""Where each key and value of a TOML text stands, so that a mistake can name its line.

`tomllib` reads values and forgets positions. This reads positions and forgets values: it takes a text that
`tomllib` has already accepted, so it only has to know where strings, arrays and tables begin and end.
"""

import re
import tomllib
from typing import Final

Path = tuple[str | int, ...]

DEEPEST: Final = 16
"""Steps of the longest path that is kept; a policy needs six. What lies deeper stands on the line of its sixteenth
step: a file of nothing but long dotted keys would take a gigabyte otherwise."""

_SPACE = " \t\r"
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]*")
_SCALAR = re.compile(r"[^,\]}\n#]*")
_COMMENT = re.compile(r"[^\n]*")
_TO_A_QUOTE = {'"': re.compile(r'(?:[^"\\]|\\.)*', re.DOTALL), "'": re.compile(r"[^']*")}
# Possessive, and with quotes that need not be closed: any text at all is gone through once.
_PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\[^\n])*+"?|'[^'\n]*+'?)"""
_LONG_DOTTED_KEY = re.compile(
    r"""\"{3}(?:[^\\]|\\.)*?(?:\"{3}|\Z) | '{3}.*?(?:'{3}|\Z) | \#[^\n]*"""  # where a dot is none of a key
    rf"| (?P<key>{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{DEEPEST}}}) | {_PART}",
    re.DOTALL | re.VERBOSE,
)


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) on which each key, table and array element of a valid TOML text begins, down to `DEEPEST`."""
    return _Scanner(text.replace("\r\n", "\n")).document()


def line_of_a_long_key(text: str) -> int | None:
    """The line of the first dotted key with more than `DEEPEST` parts; None where there is none.

    To be asked before a text is read: `tomllib` takes time by the square of their number.
    """
    for found in _LONG_DOTTED_KEY.finditer(text):
        if found["key"]:
            return text.count("\n", 0, found.start()) + 1
    return None


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.lines: dict[Path, int] = {(): 1}
        self.counts: dict[Path, int] = {}

    def document(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip_blank():
            line = self.line
            if self.text.startswith("[", self.at):
                table = self._header()
                self.lines.setdefault(table, line)
            else:
                self._pair(table)
        return self.lines

    def _header(self) -> Path:
        repeated = self.text.startswith("[[", self.at)
        self._move(2 if repeated else 1)
        keys = self._keys("]")
        self._move(2 if repeated else 1)
        path: Path = ()
        for depth, key in enumerate(keys, start=1):
            path = _below(path, key)
            last = depth == len(keys)
            if last and repeated:
                self.counts[path] = self.counts.get(path, 0) + 1
            self.lines.setdefault(path, self.line)
            if path in self.counts:
                path = _below(path, self.counts[path] - 1)
        return path

    def _pair(self, table: Path) -> None:
        line = self.line
        path = table
        for key in self._keys("="):
            path = _below(path, key)
            self.lines.setdefault(path, line)
        self._move(1)
        self._value(path)

    def _keys(self, stop: str) -> list[str]:
        """The parts of a dotted key up to `stop`, which is not consumed."""
        parts: list[str] = []
        while True:
            self._skip(_SPACE + ".")
            if self.text[self.at] == stop:
                return parts
            start = self.at
            if self.text[start] in "\"'":
                self._string()
                parts.append(tomllib.loads(f"x = {self.text[start : self.at]}")["x"])
            else:
                self._past(_BARE_KEY)
                parts.append(self.text[start : self.at])

    def _value(self, path: Path) -> None:
        self._skip(_SPACE)
        opening = self.text[self.at]
        if opening in "\"'":
            self._string()
        elif opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            self._past(_SCALAR)

    def _array(self, path: Path) -> None:
        self._move(1)
        index = 0
        while self._skip_blank(",") and self.text[self.at] != "]":
            element = _below(path, index)
            self.lines.setdefault(element, self.line)
            self._value(element)
            index += 1
        self._move(1)

    def _inline_table(self, path: Path) -> None:
        self._move(1)
        while self._skip_blank(",") and self.text[self.at] != "}":
            self._pair(path)
        self._move(1)

    def _string(self) -> None:
        quote = self.text[self.at]
        fence = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self._move(len(fence))
        self._past(_TO_A_QUOTE[quote])
        while not self.text.startswith(fence, self.at):
            self._move(1)
            self._past(_TO_A_QUOTE[quote])
        self._move(len(fence))
        # Up to two more quotes may end a multi-line string: """a"""""
        while len(fence) == len('"""') and self.text.startswith(quote, self.at):
            self._move(1)

    def _skip(self, characters: str) -> None:
        while self.at < len(self.text) and self.text[self.at] in characters:
            self._move(1)

    def _skip_blank(self, also: str = "") -> bool:
        """Past blanks, line ends and comments; False at the end of the text."""
        while True:
            self._skip(_SPACE + "\n" + also)
            if self.at >= len(self.text):
                return False
            if self.text[self.at] != "#":
                return True
            self._past(_COMMENT)

    def _past(self, pattern: re.Pattern[str]) -> None:
        if found := pattern.match(self.text, self.at):
            self._move(found.end() - self.at)

    def _move(self, count: int) -> None:
        self.line += self.text.count("\n", self.at, self.at + count)
        self.at += count


def _below(path: Path, step: str | int) -> Path:
    return (*path, step) if len(path) < DEEPEST else path
