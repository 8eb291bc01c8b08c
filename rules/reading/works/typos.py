"""Words with one slip of the keyboard: a letter too many or too few, a wrong vowel, or two letters swapped.

A wrong consonant is no slip: it makes too many words that mean something else, as "welding" and "wedding".
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

_SHORTEST = 7
"""Letters of a word from which one slip leaves no doubt what was meant."""
_LONGEST = 24
_VOWELS = frozenset("aeiouy")


@dataclass(slots=True)
class Typos:
    """Known words by their first letter, which is taken to be right, and their length."""

    _alike: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Iterable[str]) -> Self:
        """Of the words that are known; short ones are left out."""
        typos = cls()
        for word in set(words):
            if _SHORTEST <= len(word) <= _LONGEST:
                typos._alike.setdefault((word[0], len(word)), []).append(word)
        return typos

    def meant(self, word: str) -> str | None:
        """The one known word that is a slip away; None where there is none, or several."""
        if not _SHORTEST <= len(word) <= _LONGEST:
            return None
        near = [
            known
            for length in range(len(word) - 1, len(word) + 2)
            for known in self._alike.get((word[0], length), ())
            if is_one_slip(word, known)
        ]
        return near[0] if len(near) == 1 else None


def is_one_slip(word: str, other: str) -> bool:
    """Whether one letter more or less, another vowel, or two neighbours swapped, make the one of the other."""
    begin = 0
    while begin < min(len(word), len(other)) and word[begin] == other[begin]:
        begin += 1
    one, two = word[begin:], other[begin:]
    if one[1:] == two[1:]:
        return not one or not two or {one[0], two[0]} <= _VOWELS
    return one[1:] == two or one == two[1:] or (one[1::-1] == two[:2] and one[2:] == two[2:])
