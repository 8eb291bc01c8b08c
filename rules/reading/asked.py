"""Which terms a text asks about, and whether it asks about nothing else.

A text made of nothing but terms, priorities and the words that stand around them in a question ("GCC vs BOT", "which
one is better for quality, outsourcing or offshoring?") places no work, whatever else the reader would make of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rules.glossary import Priority, Term, asking, priorities, terms
from rules.reading.tokens import CLAUSE_MARK, SENTENCE_END, Tokens, tokens_of

_NO_WORDS = CLAUSE_MARK | SENTENCE_END | {"'s", "/"}
_MOST_WORDS = 80
"""Words of the longest question that is looked at; nobody asks at more length what a term means."""
_MOST_TERMS = 4
"""Terms that one reply explains; more would be read by nobody."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text asks about."""

    terms: tuple[Term, ...]
    """In the order in which they stand there, each once."""
    priorities: tuple[Priority, ...]
    only: bool
    """Whether it says nothing else: a question about terms, and no work to be placed."""


def asked_in(tokens: Tokens) -> Asked:
    """The terms and the priorities that a text names, and whether it says nothing else but asks about them."""
    words, known = tokens.words, known_entries()
    found: list[Term] = []
    matters: list[Priority] = []
    loose: list[int] = []
    """Where a name stands in small letters that may be another word."""
    other = len(words) > _MOST_WORDS
    at = 0
    while at < min(len(words), _MOST_WORDS):
        entry, length = _longest_at(words, at, known)
        if entry is None:
            other = other or words[at] not in _NO_WORDS
        elif isinstance(entry, _Short):
            found.append(entry.term)
            if not tokens.capital[at]:
                loose.append(len(found) - 1)
        elif isinstance(entry, Term):
            found.append(entry)
        elif isinstance(entry, Priority):
            matters.append(entry)
        at += length
    if other:
        found = [term for number, term in enumerate(found) if number not in loose]
    return Asked(
        terms=tuple({term.id: term for term in found}.values())[:_MOST_TERMS],
        priorities=tuple({each.id: each for each in matters}.values()),
        only=bool(found) and not other,
    )


def priorities_for(text: str) -> tuple[Priority, ...]:
    """What matters most to whoever asks; all that can, where the text does not say."""
    return asked_in(tokens_of(text)).priorities or tuple(priorities().values())


@dataclass(frozen=True, slots=True)
class _Short:
    """A name that is a word of its own in small letters."""

    term: Term


class _Filler:
    """A word that may stand around terms in a question about them."""


_Entry = Term | _Short | Priority | _Filler
_FILLER = _Filler()


@cache
def known_entries() -> Mapping[tuple[str, ...], _Entry]:
    """Fillers, priorities and terms by their words; where two have the same, the later of these goes before."""
    known: dict[tuple[str, ...], _Entry] = {}
    known.update((_words(each), _FILLER) for each in asking())
    for priority in priorities().values():
        known.update((_words(name), priority) for name in priority.names)
    for term in terms().values():
        known.update((_words(name), term) for name in term.names)
        known.update((_words(name), _Short(term)) for name in term.short)
    return known


@cache
def _longest() -> int:
    return max(map(len, known_entries()))


def _longest_at(words: Sequence[str], at: int, known: Mapping[tuple[str, ...], _Entry]) -> tuple[_Entry | None, int]:
    """What begins at a word, the longest first, and over how many words it goes."""
    for length in range(min(_longest(), len(words) - at), 0, -1):
        entry = known.get(tuple(words[at : at + length]))
        if entry is not None:
            return entry, length
    return None, 1


def _words(name: str) -> tuple[str, ...]:
    return tuple(tokens_of(name).words)
