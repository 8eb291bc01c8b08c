"""What kind of organisation asks, where the text says so: `organisations.toml`. Everybody else stays unknown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from rules.organisation import Organisation
from rules.reading.scope import Scope
from rules.reading.tables import LANGUAGES, Slip, missing_keys, not_texts, subtables, table, unknown_keys
from rules.reading.tokens import Tokens, tokens_of

FILE = "organisations.toml"
_NOT = "not"
_ANY = "*"


class NamedAsker(NamedTuple):
    """A kind of organisation, and the first and last word that name it, by their numbers."""

    kind: Organisation
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Folded words; the first may end, and the last may begin, with any letters."""

    words: tuple[str, ...]
    opening: bool
    """Whether any letters may stand before the first word."""
    closing: bool
    """Whether any letters may stand after the last word."""

    def stands_at(self, at: int, words: Sequence[str]) -> bool:
        """Whether the text has it from this word on."""
        here = tuple(words[at : at + len(self.words)])
        if len(here) < len(self.words) or here[1:-1] != self.words[1:-1]:
            return False
        if len(here) == 1 and self.closing:
            return self.words[0] in here[0] if self.opening else here[0].startswith(self.words[0])
        if len(here) == 1:
            return self._begins(here[0])
        ends = here[-1].startswith(self.words[-1]) if self.closing else here[-1] == self.words[-1]
        return ends and self._begins(here[0])

    def _begins(self, word: str) -> bool:
        return word.endswith(self.words[0]) if self.opening else word == self.words[0]


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The phrases by their first words, so that a long text is gone through once."""

    by_first: Mapping[str, Sequence[tuple[Organisation, _Phrase]]]
    loose: Sequence[tuple[Organisation, _Phrase]]
    """Those that only begin or end like a word."""
    others: Mapping[Organisation, Sequence[_Phrase]]
    """What only looks like one of them."""

    def found_in(self, words: Sequence[str]) -> Iterator[tuple[int, Organisation, _Phrase]]:
        """Those that the text has, with the number of their first word; for one word in the order of the table."""
        text = " ".join(words)
        loose = [(kind, phrase) for kind, phrase in self.loose if phrase.words[0] in text]
        for at, word in enumerate(words):
            for kind, phrase in (*self.by_first.get(word, ()), *loose):
                if phrase.stands_at(at, words):
                    yield at, kind, phrase


@cache
def organisations() -> _Phrases:
    """What each kind of organisation is called; raises TableMistakesError."""
    content = table(FILE, _slips)
    by_first: dict[str, list[tuple[Organisation, _Phrase]]] = {}
    loose: list[tuple[Organisation, _Phrase]] = []
    for kind, fields in content.items():
        for phrase in (each for language in LANGUAGES for each in _phrases(fields[language])):
            is_loose = phrase.opening or (phrase.closing and len(phrase.words) == 1)
            (loose if is_loose else by_first.setdefault(phrase.words[0], [])).append((Organisation(kind), phrase))
    return _Phrases(by_first, loose, {Organisation(kind): list(_phrases(each[_NOT])) for kind, each in content.items()})


def organisation_in(tokens: Tokens, scope: Scope) -> NamedAsker | None:
    """Who asks, by the first words that say so; what is negated or set aside says nothing."""
    known = organisations()
    for at, kind, phrase in known.found_in(tokens.words):
        if at not in scope.covers and not _is_another(known.others[kind], at, tokens.words):
            return NamedAsker(kind, at, at + len(phrase.words) - 1)
    return None


def _is_another(others: Sequence[_Phrase], at: int, words: Sequence[str]) -> bool:
    longest = max((len(each.words) for each in others), default=0)
    return any(
        each.stands_at(begin, words) and begin + len(each.words) > at
        for begin in range(max(at - longest + 1, 0), at + 1)
        for each in others
    )


def _phrases(listed: str) -> Iterator[_Phrase]:
    for written in filter(None, map(str.strip, listed.split(","))):
        words = tuple(tokens_of(written.strip(_ANY)).words)
        yield _Phrase(words, opening=written.startswith(_ANY), closing=written.endswith(_ANY))


def _slips(file: str, content: Mapping[str, Any]) -> Iterator[Slip]:
    yield from unknown_keys(file, (), content, tuple(Organisation), "table")
    yield from missing_keys(file, (), content, tuple(Organisation), "table")
    for kind, fields in subtables(file, (), content):
        yield from unknown_keys(file, (kind,), fields, (*LANGUAGES, _NOT))
        yield from missing_keys(file, (kind,), fields, (*LANGUAGES, _NOT))
        yield from not_texts(file, (kind,), fields)
