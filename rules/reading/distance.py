"""How far a country is from home: here, near (the same region) or far. The table is `gazetteer/distance.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rules.grid import Location
from rules.reading.gazetteer import countries, fold

_TABLE = Path(__file__).with_name("gazetteer") / "distance.toml"


@dataclass(frozen=True, slots=True)
class _Distances:
    part_of: Mapping[str, str]
    """Territory to the country it belongs to."""
    near: frozenset[tuple[str, str]]
    """Ordered pairs, both ways round."""
    inland: frozenset[tuple[str, str, str]]
    """(city, its country, home) where the city is far although its country is near."""


@lru_cache(maxsize=1)
def _distances() -> _Distances:
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    near = {(a, b) for region in table["regions"].values() for a in region for b in region}
    for pair in table["neighbours"]:
        near |= {(a, b) for a in pair["of"] for b in pair["near"]}
    return _Distances(
        part_of={territory: whole for whole, territories in table["part_of"].items() for territory in territories},
        near=frozenset(near | {(b, a) for a, b in near}),
        inland=frozenset(
            (fold(city), entry["country"], home)
            for entry in table["inland"]
            for city in entry["cities"]
            for home in entry["far_from"]
        ),
    )


@lru_cache(maxsize=4096)
def distance(country: str, home: str, city: str | None = None) -> Location:
    """Where work in `country` is done, seen from `home`; both are ISO 3166-1 alpha-2 codes.

    A `city` matters only where a country is near on its coast and far inland. Raises `ValueError` for a code
    that is not a country's.
    """
    for code in (country, home):
        if not known_country(code):
            raise ValueError(f"{code!r} is not an ISO 3166-1 alpha-2 country code")
    distances = _distances()
    there = distances.part_of.get(country, country)
    here = distances.part_of.get(home, home)
    if there == here:
        return Location.DOMESTIC
    if city is not None and (fold(city), there, here) in distances.inland:
        return Location.OFFSHORE
    # The territory itself may be nearer to home than the country it belongs to: Guadeloupe from the United States.
    near = (there, here) in distances.near or (country, home) in distances.near
    return Location.NEARSHORE if near else Location.OFFSHORE


def known_country(code: str) -> bool:
    """Whether `code` is an ISO 3166-1 alpha-2 code in capitals (or XK, which is in general use for Kosovo)."""
    return code in countries()


def country_name(code: str) -> str:
    """The short English name. Raises `KeyError` for an unknown code."""
    return countries()[code]
