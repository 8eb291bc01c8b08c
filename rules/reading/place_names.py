"""What a place is called in a sentence of ours: a town as the requester writes it, a country in English."""

import re
from collections.abc import Iterable

from rules.reading.gazetteer import countries
from rules.reading.places import PlaceKind
from rules.reading.sites import Site

_WITH_ARTICLE = re.compile(
    "United |Netherlands$|Philippines$|Bahamas$|Gambia$|Maldives$|Comoros$|.* (Republic|Islands|Territories|Emirates)$"
)
_LATIN = re.compile("[A-Za-zÀ-ɏ .’'-]+")


def country_name(code: str) -> str:
    """A country as a sentence has it: `Spain`, `the Netherlands`."""
    name = countries().get(code, code)
    return f"the {name}" if _WITH_ARTICLE.match(name) else name


def name_of(sites: Iterable[Site]) -> str | None:
    """The first of these places by its name; None where none of them has one: "offshore", "abroad"."""
    for site in sites:
        written = " ".join(site.place.text.split())
        if site.place.kind in {PlaceKind.CITY, PlaceKind.REGION} and _LATIN.fullmatch(written):
            return written if written[:1].isupper() else written.title()
        if site.country is not None:
            return country_name(site.country)
    return None
