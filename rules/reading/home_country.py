"""Which country somebody means who does not write its ISO 3166-1 alpha-2 code: "UK", "DEU", "Deutschland"."""

from difflib import get_close_matches

from rules.reading.distance import known_country
from rules.reading.gazetteer import Sort, candidates, countries, countries_by_alpha3, gazetteer, name_key

_LONGEST = 60
"""Characters; no country's name has more."""
_NEARLY = 0.8
"""How alike a slip of the keyboard is to the name: "Grmany", but not "null" and "Anguilla"."""
_BY_ITSELF = (Sort.COUNTRY, Sort.ABBREVIATION, Sort.REGION, Sort.NATIONALITY, Sort.CITY)
"""What a name can stand for, the likeliest first."""


_LONGEST_SHOWN = 100


def no_such_country(given: str) -> str:
    """Why `given` is refused: `"UK" is not a country code of two letters; did you mean GB (United Kingdom)?`"""
    return f'"{given[:_LONGEST_SHOWN]}" is not a country code of two letters{_guess_at_country(given)}'


def _guess_at_country(given: str) -> str:
    written = given.strip()[:_LONGEST]
    if _is_several(written):
        return "; it stands for several countries: name the one that the request comes from, such as DE or FR"
    code = country_meant(written)
    return f"; did you mean {code} ({countries()[code]})?" if code else ", such as GB or DE"


def country_meant(given: str) -> str | None:
    """The alpha-2 code of the country that `given` names in any of the languages, or nearly names."""
    written = given.strip()[:_LONGEST]
    for code in (written.upper(), countries_by_alpha3().get(written.upper(), "")):
        if known_country(code):
            return code
    key = name_key(written)
    value = gazetteer().names.get(key, "")
    meanings = candidates(value) if value else ()
    for sort in _BY_ITSELF:
        fitting = [meaning for meaning in meanings if meaning.sort is sort]
        if fitting:
            return max(fitting, key=lambda meaning: meaning.size).countries[0]
    by_name = {name_key(name): code for code, name in countries().items()}
    close = get_close_matches(key, by_name, n=1, cutoff=_NEARLY)
    return by_name[close[0]] if close else None


def _is_several(written: str) -> bool:
    value = gazetteer().names.get(name_key(written))
    return value is not None and all(meaning.sort is Sort.GROUP for meaning in candidates(value))
