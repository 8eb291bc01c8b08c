"""The tables of words beside the code, and how a slip in one is told: with file, line, and what was probably meant.

Whoever reads a table says what may stand in it, by the slips that it finds. They are gone through whenever the table is
loaded, so they must be cheap; what takes longer is left to `check.py`.
"""

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from rules.suggest import MistakesError, Problem
from rules.toml_lines import Path as KeyPath
from rules.toml_lines import lines_of

_OPENS_BELOW = re.compile(r"=\s*(?:\"{3}|'{3})\s*$")
"""A key whose text begins on the next line."""
FOLDER = Path(__file__).parent
LANGUAGES = ("en", "de", "fr", "es", "ja")
"""ISO 639-1 codes of the languages that are read in full."""


class Slip(NamedTuple):
    """Something that a table says and that means nothing."""

    file: str
    """Below this folder: `phrases/en.toml`."""
    at: KeyPath | int
    """The key that holds it, or the number of the line."""
    problem: Problem
    below: int | None = None
    """Line ends between the beginning of the key's value and the slip; None where the key itself is meant."""


class TableMistakesError(MistakesError):
    """Tables that cannot be read as they are written; the text has a line for each slip, as `told` puts it."""

    def __init__(self, told: Iterable[str]) -> None:
        self.told = tuple(told)
        super().__init__("\n".join(self.told))


def phrases_file(name: str) -> str:
    """The file of a table of phrases, below this folder."""
    return f"phrases/{name}.toml"


Slips = Callable[[str, Mapping[str, Any]], Iterator[Slip]]
"""Goes through what a file says, and finds its slips."""


def table(file: str, slips: Slips) -> Mapping[str, Any]:
    """What a TOML file of this folder says; raises TableMistakesError with the slips in it."""
    content = content_of(file)
    refuse(slips(file, content))
    return content


def content_of(file: str) -> Mapping[str, Any]:
    """What a TOML file of this folder says, whatever that is; raises TableMistakesError where it is no TOML."""
    try:
        return tomllib.loads(_text(file))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"{file}:{line[1]}" if line else file
        raise TableMistakesError([f"rules/reading/{where}: this is not TOML: {error}"]) from None


def lines(file: str) -> Iterator[tuple[int, str]]:
    """The lines of a plain table with their numbers, without blank ones and comments."""
    for number, line in enumerate(_text(file).splitlines(), start=1):
        if line and not line.startswith("#"):
            yield number, line


def refuse(slips: Iterable[Slip]) -> None:
    """Raise TableMistakesError if there are any."""
    if found := list(slips):
        raise TableMistakesError(told(found))


def told(slips: Iterable[Slip]) -> list[str]:
    """`rules/reading/phrases/en.toml:41: there is no class "@heads"; did you mean "@head"?`, in the order of lines."""
    files: dict[str, _Lines] = {}
    placed = set()
    for slip in slips:
        if slip.file not in files:
            files[slip.file] = _Lines(slip.file)
        placed.add((slip.file, files[slip.file].of(slip), str(slip.problem)))
    return [f"rules/reading/{file}:{line}: {said}" for file, line, said in sorted(placed)]


def unknown_keys(
    file: str, path: KeyPath, given: Iterable[str], known: Collection[str], what: str = "key"
) -> Iterator[Slip]:
    """A slip for each key of the table at `path` that is not known."""
    for key in given:
        if key not in known:
            yield Slip(file, (*path, key), Problem(f'there is no {what} "{key}"', key, known))


def missing_keys(
    file: str, path: KeyPath, given: Collection[str], needed: Iterable[str], what: str = "key"
) -> Iterator[Slip]:
    """A slip for each key that the table at `path` must have, and has not."""
    for key in needed:
        if key not in given:
            yield Slip(file, path, Problem(f'the {what} "{key}" is missing'))


def not_texts(file: str, path: KeyPath, content: Any) -> Iterator[Slip]:
    """A slip for each value of the table at `path` that is no text, and one if there is no table at all."""
    if not isinstance(content, dict):
        yield Slip(file, path, Problem(f'"{path[-1]}" is to be a table of keys and texts'))
        return
    for key, value in content.items():
        if not isinstance(value, str):
            yield Slip(file, (*path, key), Problem(f'"{key}" is to be a text in quotes'))


def subtables(file: str, path: KeyPath, content: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The tables within a table, by name. Raises TableMistakesError for anything else in it."""
    if not isinstance(content, dict):
        refuse([Slip(file, path, Problem(f'"{path[-1]}" is to be a table'))])
        return
    refuse(
        Slip(file, (*path, key), Problem(f'"{key}" is to be a table'))
        for key, value in content.items()
        if not isinstance(value, dict)
    )
    yield from content.items()


class _Lines:
    """Where each key of a file stands."""

    def __init__(self, file: str) -> None:
        text = _text(file)
        self._written = text.splitlines()
        self._of_key = lines_of(text) if file.endswith(".toml") else {}

    def of(self, slip: Slip) -> int:
        if isinstance(slip.at, int):
            return slip.at
        path = slip.at
        while path not in self._of_key:
            path = path[:-1]
        line = self._of_key[path]
        if slip.below is None:
            return line
        return line + slip.below + bool(_OPENS_BELOW.search(self._written[line - 1]))


def _text(file: str) -> str:
    return (FOLDER / file).read_text(encoding="utf-8")
