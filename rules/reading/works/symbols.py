"""From the words of a text to the symbols by which phrases know them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from sys import intern
from typing import NamedTuple, Self

from rules.reading.language import small_words
from rules.reading.tokens import Tokens, fold, tokens_of
from rules.reading.works.stems import SHORTEST_PART, Compounds, Stems
from rules.reading.works.typos import Typos

_COMPOUNDING = frozenset({"de"})
_ACRONYMS = {"en": frozenset({"it"})}
_SHORT = 3
"""Letters or digits of an abbreviation such as "L3"."""
_PARTICLES = frozenset("のをにはがとでもや")
_LONGEST_KANA = 6
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
    typos: Typos
    """The words of the phrases, to find those meant by words with a slip."""
    known: frozenset[str]
    """Stems of the phrases, and of words that only look like a slip."""
    spelled: Mapping[str, str]
    """Hiragana to the kanji that the phrases have."""
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        language: str,
        phrases: Iterable[str],
        classes: Mapping[str, str],
        *,
        endings: str,
        apart: str,
        small: str,
        right: str,
        spelled: Mapping[str, str],
    ) -> Self:
        """The symbols of a language with these phrases and classes."""
        written = {word for phrase in phrases for word in phrase.replace("/", " ").split()}
        words = {word for each in written for word in tokens_of(each).words if word[0].isalpha()}
        members = {name: list(tokens_of(listed.replace(",", " ")).words) for name, listed in classes.items()}
        stems = Stems.of(endings, apart)
        parts = {intern(stems.stem(word)) for word in chain(words, *members.values())}
        long_parts = frozenset(part for part in parts if len(part) >= SHORTEST_PART)
        symbols = cls(
            language,
            stems,
            {},
            frozenset(map(fold, f"{small} {small_words(language)}".split())),
            _ACRONYMS.get(language, frozenset()),
            Compounds(stems, long_parts) if language in _COMPOUNDING else None,
            Typos.of(chain(words, *members.values())),
            frozenset(chain(parts, (stems.stem(fold(word)) for word in right.split()))),
            spelled,
        )
        of_stem: dict[str, str] = {}
        for name, listed in classes.items():
            for member in listed.split():
                names = symbols.of_words(tokens_of(member))
                if len(names) == 1:
                    of_stem.setdefault(names[0], f"@{name}")
        symbols.forget()
        symbols.classes = of_stem
        return symbols

    def forget(self) -> None:
        """Let go of the readings of words that were seen so far: those of a whole table are not those of requests."""
        self._known.clear()

    def of_words(self, tokens: Tokens) -> tuple[str, ...]:
        """The symbols of a phrase."""
        return tuple(symbol.name for symbol in self.found_in(tokens, range(len(tokens))))

    def found_in(self, tokens: Tokens, at: range) -> Iterator[Symbol]:
        """The symbols of a stretch of text, in its order."""
        words = tokens.words
        run: list[int] = []
        told = -1
        for index in at:
            if self.language == "ja" and len(words[index]) == 1 and "\u3005" <= words[index] <= "\u9fff":
                if run and not _runs_on(tokens, run[-1], index):
                    yield from self._of_run(words, run)
                    run = []
                run.append(index)
                continue
            if run:
                yield from self._of_run(words, run)
                run = []
            for symbol in self._at(tokens, index) if index > told else ():
                told = symbol.last
                yield symbol
        if run:
            yield from self._of_run(words, run)

    def _at(self, tokens: Tokens, at: int) -> Iterator[Symbol]:
        """The symbols of one word, or of letters and a number that are one."""
        word = tokens.words[at]
        behind = tokens.words[at + 1] if at + 1 < len(tokens) else None
        if word in self.acronyms and tokens.capital[at]:
            if behind is None or (behind not in self.small and behind != "'s"):
                yield Symbol(word, at, at)
        elif behind is not None and tokens.ends[at] == tokens.starts[at + 1] and _is_one(word, behind):
            yield Symbol(word + behind, at, at + 1)
        elif word[0].isalpha():
            for name in self._of_word(word):
                yield Symbol(name, at, at)

    def _of_word(self, word: str) -> tuple[str, ...]:
        known = self._known.get(word)
        if known is None:
            if word in self.small:
                known = ()
            else:
                parts = self._parts(word)
                if self.known.isdisjoint(parts) and (meant := self.typos.meant(word)) is not None:
                    parts = self._parts(meant)
                known = tuple(dict.fromkeys(self.classes.get(part, part) for part in parts if part not in self.small))
            if len(self._known) < _REMEMBERED:
                self._known[word] = known
        return known

    def _parts(self, word: str) -> Sequence[str]:
        return self.compounds.split(word) if self.compounds else (self.stems.stem(word),)

    def _of_run(self, words: Sequence[str], run: Sequence[int]) -> Iterator[Symbol]:
        """Katakana as one word, kanji by twos, hiragana only where it spells out what is mostly written in kanji."""
        script = _script(words[run[0]])
        if script == "hiragana":
            yield from self._of_hiragana("".join(words[index] for index in run), run)
            return
        whole = script == "katakana" or len(run) == 1
        pieces = [run] if whole else [run[at : at + 2] for at in range(len(run) - 1)]
        for piece in pieces:
            name = "".join(words[index] for index in piece)
            if name not in self.small:
                yield Symbol(self.classes.get(name, name), piece[0], piece[-1])

    def _of_hiragana(self, written: str, run: Sequence[int]) -> Iterator[Symbol]:
        for begin in range(len(written)):
            if begin == 0 or written[begin - 1] in _PARTICLES:
                for end in range(min(begin + _LONGEST_KANA, len(written)), begin + 1, -1):
                    kanji = self.spelled.get(written[begin:end])
                    if kanji is not None:
                        for piece in self.of_words(tokens_of(kanji)):
                            yield Symbol(piece, run[begin], run[end - 1])
                        break


def _runs_on(tokens: Tokens, last: int, at: int) -> bool:
    return tokens.ends[last] == tokens.starts[at] and _script(tokens.words[last]) == _script(tokens.words[at])


def _is_one(word: str, behind: str) -> bool:
    """Letters and a number that are one word: "L3", "3PL"."""
    short = len(word) <= _SHORT and len(behind) <= _SHORT and (word + behind).isalnum()
    return short and word.isdigit() != behind.isdigit()


def _script(char: str) -> str:
    if "\u3041" <= char <= "\u309f":
        return "hiragana"
    return "katakana" if "\u30a0" <= char <= "\u30ff" else "kanji"
