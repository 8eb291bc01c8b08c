"""Where each key and value of a TOML text stands, so that a mistake can name its line.

`tomllib` reads values and forgets positions. This reads positions and forgets values: it takes a text that
`tomllib` has already accepted, so it only has to know where strings, arrays and tables begin and end.
"""

import tomllib

Path = tuple[str | int, ...]

_SPACE = " \t\r"
_ENDS_A_SCALAR = ",]}\n#"


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) on which each key, table and array element of a valid TOML text begins."""
    return _Scanner(text.replace("\r\n", "\n")).document()


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
            path = (*path, key)
            last = depth == len(keys)
            if last and repeated:
                self.counts[path] = self.counts.get(path, 0) + 1
            self.lines.setdefault(path, self.line)
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        return path

    def _pair(self, table: Path) -> None:
        line = self.line
        path = table
        for key in self._keys("="):
            path = (*path, key)
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
                while self.text[self.at] not in _SPACE + "." + stop:
                    self._move(1)
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
            while self.at < len(self.text) and self.text[self.at] not in _ENDS_A_SCALAR:
                self._move(1)

    def _array(self, path: Path) -> None:
        self._move(1)
        index = 0
        while self._skip_blank(",") and self.text[self.at] != "]":
            self.lines[(*path, index)] = self.line
            self._value((*path, index))
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
        while not self.text.startswith(fence, self.at):
            self._move(2 if quote == '"' and self.text[self.at] == "\\" else 1)
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
            while self.at < len(self.text) and self.text[self.at] != "\n":
                self._move(1)

    def _move(self, count: int) -> None:
        self.line += self.text.count("\n", self.at, self.at + count)
        self.at += count
