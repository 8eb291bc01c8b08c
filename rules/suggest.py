"""Guessing what a mistyped word was meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches

_CLOSE = 0.6
"""How alike two words must be, from 0 to 1: twice the characters that they share, over those that both have."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean "in_house"?` for the closest of `known`, or nothing where none is close."""
    # One that is much longer shares too little with any: no need to look at every character of it.
    near = [each for each in known if len(word) * _CLOSE <= len(each) * (2 - _CLOSE)]
    close = get_close_matches(word.lower(), near, n=1, cutoff=_CLOSE) if near else []
    return f'; did you mean "{close[0]}"?' if close else ""
