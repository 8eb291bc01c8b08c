"""Words without their endings, so that "repairs", "repairing" and "repaired" are one word, and compounds apart."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from rules.reading.tokens import fold

_SHORTEST_STEM = 3
_LONG_ENDING, _SHORTEST_BEFORE_IT = 3, 4
"""A long ending must leave more: "finance" is not what is "fine", nor French "forage" what is "for"."""
_LINKS = ("s", "es", "n", "en", "er", "e", "")
"""What German puts between the parts of a compound."""
SHORTEST_PART = 4
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Stems:
    """Takes the endings of one language off its words."""

    endings: Mapping[str, Sequence[str]]
    """By their last letter, the longest first."""
    apart: frozenset[str]
    """Words that mean something else than what they seem to come from: a porter is no port."""

    @classmethod
    def of(cls, endings: str, apart: str) -> Self:
        """Of the endings of a language, and the words that keep theirs."""
        by_letter: dict[str, list[str]] = {}
        for ending in sorted(endings.split(), key=len, reverse=True):
            by_letter.setdefault(ending[-1], []).append(ending)
        return cls(by_letter, frozenset(map(fold, apart.split())))

    def stem(self, word: str) -> str:
        """A folded word without the ending that tells its form, and often whether it is a verb or a noun."""
        if word in self.apart or word.removesuffix("s") in self.apart:
            return word if word in self.apart else word.removesuffix("s")
        for ending in self.endings.get(word[-1], ()):
            least = _SHORTEST_STEM if len(ending) < _LONG_ENDING else _SHORTEST_BEFORE_IT
            if word.endswith(ending) and len(word) - len(ending) >= least:
                return _smooth(word[: -len(ending)])
        return word


def _smooth(short: str) -> str:
    """ "shipp" and "ship" are one."""
    return (
        short[:-1] if len(short) > _SHORTEST_STEM and short[-1] == short[-2] and short[-1] not in "aeiouls" else short
    )


@dataclass(slots=True)
class Compounds:
    """Takes German compounds apart into parts that are known by themselves."""

    stems: Stems
    parts: Collection[str]
    """Stems."""
    _known: dict[str, Sequence[str]] = field(default_factory=dict)

    def split(self, word: str) -> Sequence[str]:
        """The stems of a folded word's parts; of the word itself where it has none."""
        if len(word) > _LONGEST_WORD:
            return (word,)
        known = self._known.get(word)
        if known is None:
            known = self._split(word) or (self.stems.stem(word),)
            if len(self._known) < _REMEMBERED:
                self._known[word] = known
        return known

    def _split(self, word: str) -> Sequence[str] | None:
        for at in range(SHORTEST_PART - 1, len(word) - SHORTEST_PART + 1):
            tail = self.stems.stem(word[at:])
            if tail in self.parts:
                head = self._head(word[:at])
                if head is not None:
                    return (*head, tail)
        return None

    def _head(self, head: str) -> Sequence[str] | None:
        for link in _LINKS:
            if head.endswith(link):
                short = self.stems.stem(head.removesuffix(link))
                if short in self.parts:
                    return (short,)
        return self._split(head) if len(head) >= 2 * SHORTEST_PART else None


_REMEMBERED = 20_000
"""Words whose parts are kept: a bound for what a stranger can make us keep."""
