"""Guessing what a mistyped word was meant to be."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

_LONGEST = 60
"""Characters of a word that is worth guessing at; it takes time by their square."""
_MOST = 500
"""Known words that are looked at."""
_CLOSE = 0.6
"""How alike two words must be, from 0 to 1: twice the characters that they share, over those that both have."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean "in_house"?` for the closest of `known`, or nothing where none is close."""
    if len(word) > _LONGEST:
        return ""
    # One that is much longer shares too little with any: no need to look at every character of it.
    some = [each for each in islice(known, _MOST) if len(each) <= _LONGEST]
    near = [each for each in some if len(word) * _CLOSE <= len(each) * (2 - _CLOSE)]
    close = get_close_matches(word.lower(), near, n=1, cutoff=_CLOSE) if near else []
    return f'; did you mean "{close[0]}"?' if close else ""


class MistakesError(ValueError):
    """A file that cannot be taken as it is written; the text has a line for each mistake, its place first."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one place; what was probably meant is only looked for where somebody is told."""

    said: str
    word: str = ""
    """The word that may be a slip."""
    known: Iterable[str] = ()

    def __str__(self) -> str:
        return f"{self.said}{did_you_mean(self.word, self.known)}" if self.word else self.said
