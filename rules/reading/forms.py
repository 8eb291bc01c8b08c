"""How phrases are written: which words of a text can stand for which of theirs. The signs are in `phrases.py`."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from rules.reading.tokens import fold, tokens_of
from rules.suggest import Problem
from rules.toml_lines import Path as KeyPath

NAME, PLACE, NUMBER = "{name}", "{place}", "{number}"
SLOTS = (NAME, PLACE, NUMBER)
ANY_WORDS = "..."
_SIGN = re.compile(r"[@{}()~*…]|\.\.")
"""What means something, but only where it may stand."""


class Listed(NamedTuple):
    """Phrases that mean the same, and where they are listed."""

    cue: str
    phrases: str
    file: str
    at: KeyPath


def split_phrases(listed: str) -> list[str]:
    """Phrases as the files list them: separated by commas or ends of lines."""
    return [phrase.strip() for phrase in listed.replace("\n", ",").split(",") if phrase.strip()]


class Forms:
    """Which words of a text can stand for which words of the phrases."""

    def __init__(self, endings: Iterable[str], irregular: Mapping[str, str]) -> None:
        self._endings = [tuple(ending.split(">")) for ending in endings]
        self._irregular = irregular
        self._symbols: dict[str, dict[str, None]] = {}
        self.stems: set[str] = set()
        self.tails: set[str] = set()
        self._inflected: set[str] = set()
        self._inflected_members: set[str] = set()
        self.members: dict[str, str] = {}
        """Each class with one of its words."""
        self._known: dict[str, Sequence[tuple[str, ...]]] = {}
        self.mistakes: dict[str, Problem] = {}
        """What is wrong with parts of phrases, such as "hand~er" and "@staf"."""

    def add_classes(self, classes: Mapping[str, str]) -> None:
        for name, members in classes.items():
            symbol = NUMBER if name == "number" else f"@{name}"
            for member in members.split():
                for word in self._surfaces(fold(member)):
                    self._symbols.setdefault(word, {})[symbol] = None
                    self.members.setdefault(symbol, word)

    def _surfaces(self, member: str) -> Iterable[str]:
        if not member.endswith("~"):
            return (member,)
        self._inflected_members.add(member[:-1])
        return self._inflections(member[:-1])

    def _inflections(self, word: str) -> list[str]:
        forms = [word, *fold(self._irregular.get(word, "")).split()]
        for cut, added in self._endings:
            if word.endswith(cut):
                forms.append(word[: len(word) - len(cut)] + added)
        return forms

    def is_inflected(self, word: str) -> bool:
        """Whether something that was gone through is written with `word~`."""
        return word in self._inflected or word in self._inflected_members

    def alternatives(self, phrase: str) -> Iterator[list[str]]:
        """The sequences of edges that a written phrase stands for."""
        for chosen in product(*map(self._choices, phrase.split())):
            words = [word for words in chosen for word in words]
            if words:
                yield words

    def _choices(self, part: str) -> Sequence[tuple[str, ...]]:
        """What a part of a phrase stands for; the same parts occur in many phrases, and share their strings."""
        known = self._known.get(part)
        if known is None:
            optional = part.startswith("(") and part.endswith(")")
            written = part[1:-1] if optional else part
            choices = []
            for choice in written.split("/") if written != "/" else (written,):
                mistake = self._mistake(choice)
                if mistake:
                    self.mistakes[part] = mistake
                else:
                    choices.append(self._edges(choice))
            known = self._known[part] = [(), *choices] if optional else choices
        return known

    def _mistake(self, word: str) -> Problem | None:
        """Why no word of any text can be meant."""
        bare = word[1:] if word[:1] == "*" else word[: len(word) - (word[-1:] in ("~", "*"))]
        if bare.isalpha() or word == ANY_WORDS or word in SLOTS or (word[:1] == "@" and word in self.members):
            return None
        if not word:
            return Problem('there is nothing in a bracket, or on one side of a "/"')
        if word[:1] == "@":
            having = [symbol for symbol in self._symbols.get(word[1:], ()) if symbol in self.members]
            guess = f'; did you mean "{having[0]}", which has "{word[1:]}"?' if having else ""
            known = () if having else (*sorted(self.members), *SLOTS)
            return Problem(f'there is no class "{word}"{guess}', word, known)
        if word[:1] == "{":
            return Problem(f'there is no slot "{word}"', word, SLOTS)
        if sign := _SIGN.search(bare):
            return Problem(f'the sign "{sign[0]}" in "{word}" means nothing where it stands; see phrases.py')
        return None if tokens_of(bare).words else Problem(f'there is no word in "{word}"')

    def _edges(self, word: str) -> tuple[str, ...]:
        if word == ANY_WORDS or word[0] in "@{":
            return (word,)
        if word[0] == "*":
            self.tails.add(fold(word[1:]))
            return ("*" + fold(word[1:]),)
        mark = word[-1] if word[-1] in "~*" else ""
        bare = word[: len(word) - len(mark)]
        parts = [bare.lower()] if bare.isascii() and bare.isalpha() else list(tokens_of(bare).words)
        for part in parts[: len(parts) - bool(mark)]:
            self._symbols.setdefault(part, {})[part] = None
        if mark == "*":
            self.stems.add(parts[-1])
            parts[-1] += "*"
        elif mark == "~":
            lemma = parts[-1]
            parts[-1] += "~"
            if lemma not in self._inflected:
                self._inflected.add(lemma)
                for surface in self._inflections(lemma):
                    self._symbols.setdefault(surface, {})[f"{lemma}~"] = None
        return tuple(parts)

    def symbols(self) -> dict[str, tuple[str, ...]]:
        return {word: tuple(edges) for word, edges in self._symbols.items()}
