"""The words of a text that could be names of places, before anything is decided about them."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rules.reading.gazetteer import WORD, Candidate, Sort, candidates, fold, gazetteer

_JOINTS = " -'’.\u00a0\u2010\u2011\u2019\t\n"
_WIDEST_JOINT = 3
_ASCII_WORD = re.compile("[a-z]+")
IN_CAPITALS = frozenset({Sort.ABBREVIATION, Sort.CITY_ABBREVIATION, Sort.CODE})


class Words(NamedTuple):
    """The words of a text: folded, and where each stands."""

    text: str
    folded: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]

    def gap(self, after: int) -> str:
        """What stands between word `after` and the next one; empty at the end."""
        if after + 1 >= len(self.folded):
            return ""
        return self.text[self.ends[after] : self.starts[after + 1]]

    def joined(self, after: int) -> bool:
        """Whether word `after` and the next can belong to one name: a space, a hyphen, an apostrophe, "St. "."""
        start, end = self.ends[after], self.starts[after + 1]
        return end - start <= _WIDEST_JOINT and not self.text[start:end].strip(_JOINTS)

    def capital(self, index: int) -> bool:
        """Whether a word is written as a name: with a capital, or in a script that has none."""
        first = self.text[self.starts[index]]
        return first.isupper() or not first.islower()


class Name(NamedTuple):
    """Words `first` up to but not including `last`, and what they can stand for."""

    start: int
    end: int
    first: int
    last: int
    key: str
    meanings: tuple[Candidate, ...]

    @property
    def is_without_capitals(self) -> bool:
        """Written in kana, in kanji or as a flag, where capitals and spaces say nothing."""
        return self.key[0] >= "\u3005"

    def means(self, sort: Sort) -> bool:
        """Whether one of the meanings is of that sort."""
        return sort in [meaning.sort for meaning in self.meanings]


def words_of(text: str) -> Words:
    """Split a text; every step is linear."""
    if text.isascii():
        found = list(_ASCII_WORD.finditer(text.lower()))
        folded = [word[0] for word in found]
    else:
        found = list(WORD.finditer(text))
        folded = [fold(word[0]) for word in found]
    return Words(text, folded, [word.start() for word in found], [word.end() for word in found])


def names_in(words: Words) -> Iterator[Name]:
    """Every name of the gazetteer in the text: the longest at each word, none overlapping, in order."""
    names, longest = gazetteer().names, gazetteer().longest
    covered = 0
    for index, word in enumerate(words.folded):
        if word in names or word in longest:
            name = name_at(words, index) if index >= covered else None
            if name is not None:
                yield name
                covered = name.last
        elif word[0] >= "\u3005":
            yield from _names_in_run(words, index)


def name_at(words: Words, index: int) -> Name | None:
    """The longest name that begins at a word."""
    if index >= len(words.folded):
        return None
    known = gazetteer()
    word = words.folded[index]
    length = known.longest.get(word)
    name = None if length is None else _long_name(words, index, length)
    if name is None and word in known.names:
        name = _name(words, index, index + 1, word, known.names[word])
    return name


def _long_name(words: Words, first: int, length: int) -> Name | None:
    known = gazetteer().names
    last = first + 1
    while last < len(words.folded) and last - first < length and words.joined(last - 1):
        last += 1
    while last - first > 1:
        key = " ".join(words.folded[first:last])
        if key in known:
            name = _name(words, first, last, key, known[key])
            if name is not None:
                return name
        last -= 1
    return None


def _name(words: Words, first: int, last: int, key: str, value: str) -> Name | None:
    """The name, with only those meanings that its capitals and full stops allow."""
    start, end = words.starts[first], words.ends[last - 1]
    written = words.text[start:end]
    meanings = candidates(value)
    if any(meaning.sort in IN_CAPITALS for meaning in meanings):
        if not written.isupper() or any(words.gap(index) != "." for index in range(first, last - 1)):
            meanings = tuple(meaning for meaning in meanings if meaning.sort not in IN_CAPITALS)
        elif last - first > 1 and words.text[end : end + 1] == ".":
            end += 1
    return Name(start, end, first, last, key, meanings) if meanings else None


def _names_in_run(words: Words, index: int) -> Iterator[Name]:
    """Names within a run of kana and kanji, which has no spaces."""
    known = gazetteer()
    run = words.folded[index]
    offset = words.starts[index]
    # Half-width letters with separate accents fold to fewer characters; such a run is left alone.
    if len(run) != words.ends[index] - offset:
        return
    at = 0
    while at < len(run):
        for length in range(min(known.first_letters.get(run[at], 0), len(run) - at), 0, -1):
            key = run[at : at + length]
            if key in known.names and _stands_alone(run, at, at + length):
                yield Name(offset + at, offset + at + length, index, index + 1, key, candidates(known.names[key]))
                at += length
                break
        else:
            at += 1


def _stands_alone(run: str, start: int, end: int) -> bool:
    """Katakana must not go on before or after the name, as in インドア, save with a word that may follow a place."""
    if not _is_katakana(run[start]):
        return True
    if start and _is_katakana(run[start - 1]):
        return False
    if end == len(run) or not _is_katakana(run[end]):
        return True
    return any(run.startswith(word, end) for word in gazetteer().context["japanese after"])


def _is_katakana(char: str) -> bool:
    return "\u30a1" <= char <= "\u30fc"
