"""From the words of a text to the symbols by which phrases know them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple, Self

from rules.reading.language import small_words
from rules.reading.tokens import Tokens, fold, tokens_of
from rules.reading.works.stems import SHORTEST_PART, Compounds, Stems

_COMPOUNDING = frozenset({"de"})
_ACRONYMS = {"en": frozenset({"it"})}
_REMEMBERED = 20_000
"""Words whose symbols are kept: a bound for what a stranger can make us keep."""


class Symbol(NamedTuple):
    """A symbol where it stands: `first` and `last` number words of the text."""

    name: str
    first: int
    last: int


@dataclass(slots=True)
class Symbols:
    """What the words of one language stand for."""

    language: str
    stems: Stems
    classes: Mapping[str, str]
    """Stem to the class of words that mean the same."""
    small: frozenset[str]
    """Words that tell nothing."""
    acronyms: frozenset[str]
    """Words that tell something in capitals and in front of others: IT."""
    compounds: Compounds | None
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, language: str, phrases: Iterable[str], classes: Mapping[str, str], endings: str, apart: str, small: str
    ) -> Self:
        """The symbols of a language with these phrases and classes."""
        written = {word for phrase in phrases for word in phrase.replace("/", " ").split()}
        words = {word for each in written for word in tokens_of(each).words if word[0].isalpha()}
        members = {name: list(tokens_of(listed.replace(",", " ")).words) for name, listed in classes.items()}
        stems = Stems.of(endings, apart)
        parts = {stems.stem(word) for word in chain(words, *members.values())}
        long_parts = frozenset(part for part in parts if len(part) >= SHORTEST_PART)
        symbols = cls(
            language,
            stems,
            {},
            frozenset(map(fold, f"{small} {small_words(language)}".split())),
            _ACRONYMS.get(language, frozenset()),
            Compounds(stems, long_parts) if language in _COMPOUNDING else None,
        )
        of_stem: dict[str, str] = {}
        for name, listed in classes.items():
            for member in listed.split():
                names = symbols.of_words(tokens_of(member))
                if len(names) == 1:
                    of_stem.setdefault(names[0], f"@{name}")
        symbols._known.clear()
        symbols.classes = of_stem
        return symbols

    def of_words(self, tokens: Tokens) -> tuple[str, ...]:
        """The symbols of a phrase."""
        return tuple(symbol.name for symbol in self.found_in(tokens, range(len(tokens))))

    def found_in(self, tokens: Tokens, at: range) -> Iterator[Symbol]:
        """The symbols of a stretch of text, in its order."""
        words = tokens.words
        run: list[int] = []
        for index in at:
            word = words[index]
            if self.language == "ja" and len(word) == 1 and "\u3005" <= word <= "\u9fff":
                if run and (tokens.ends[run[-1]] != tokens.starts[index] or _script(words[run[-1]]) != _script(word)):
                    yield from self._of_run(words, run)
                    run = []
                run.append(index)
                continue
            if run:
                yield from self._of_run(words, run)
                run = []
            if word in self.acronyms and tokens.capital[index]:
                if index + 1 == len(words) or words[index + 1] not in self.small:
                    yield Symbol(word, index, index)
            elif word[0].isalpha():
                for name in self._of_word(word):
                    yield Symbol(name, index, index)
        if run:
            yield from self._of_run(words, run)

    def _of_word(self, word: str) -> tuple[str, ...]:
        known = self._known.get(word)
        if known is None:
            if word in self.small:
                known = ()
            else:
                parts = self.compounds.split(word) if self.compounds else (self.stems.stem(word),)
                known = tuple(dict.fromkeys(self.classes.get(part, part) for part in parts if part not in self.small))
            if len(self._known) < _REMEMBERED:
                self._known[word] = known
        return known

    def _of_run(self, words: Sequence[str], run: Sequence[int]) -> Iterator[Symbol]:
        """Katakana as one word, kanji by twos, hiragana not at all."""
        script = _script(words[run[0]])
        if script == "hiragana":
            return
        whole = script == "katakana" or len(run) == 1
        pieces = [run] if whole else [run[at : at + 2] for at in range(len(run) - 1)]
        for piece in pieces:
            name = "".join(words[index] for index in piece)
            if name not in self.small:
                yield Symbol(self.classes.get(name, name), piece[0], piece[-1])


def _script(char: str) -> str:
    if "\u3041" <= char <= "\u309f":
        return "hiragana"
    return "katakana" if "\u30a0" <= char <= "\u30ff" else "kanji"
