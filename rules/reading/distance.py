"""How far a country is from home: here, near (the same region) or far. The table is `gazetteer/distance.toml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rules.grid import Location
from rules.reading.gazetteer import countries, name_key, unknown_countries
from rules.reading.tables import Slip, missing_keys, table, unknown_keys
from rules.suggest import Problem
from rules.toml_lines import Path as KeyPath


@dataclass(frozen=True, slots=True)
class Distances:
    """What is near, beyond what a map says."""

    part_of: Mapping[str, str]
    """Territory to the country it belongs to."""
    near: frozenset[tuple[str, str]]
    """Ordered pairs, both ways round."""
    inland: frozenset[tuple[str, str, str]]
    """(city, its country, home) where the city is far although its country is near."""


@lru_cache(maxsize=1)
def distances() -> Distances:
    """The table; raises TableMistakesError."""
    content = table(FILE, _slips)
    near = {(a, b) for region in content["regions"].values() for a in region for b in region}
    for pair in content["neighbours"]:
        near |= {(a, b) for a in pair["of"] for b in pair["near"]}
    return Distances(
        part_of={territory: whole for whole, territories in content["part_of"].items() for territory in territories},
        near=frozenset(near | {(b, a) for a, b in near}),
        inland=frozenset(
            (name_key(city), entry["country"], home)
            for entry in content["inland"]
            for city in entry["cities"]
            for home in entry["far_from"]
        ),
    )


FILE = "gazetteer/distance.toml"
"""Below the folder of the tables."""
_ENTRIES = {"neighbours": ("of", "near"), "inland": ("country", "far_from", "cities")}


def _slips(file: str, content: Mapping[str, Any]) -> Iterator[Slip]:
    known = ("part_of", "regions", *_ENTRIES)
    yield from unknown_keys(file, (), content, known, "table")
    yield from missing_keys(file, (), content, known, "table")
    for whole, territories in content.get("part_of", {}).items():
        yield from unknown_countries(file, ("part_of", whole), whole)
        yield from _unknown_in(file, ("part_of", whole), territories)
    for region, members in content.get("regions", {}).items():
        yield from _unknown_in(file, ("regions", region), members)
    for name, keys in _ENTRIES.items():
        for index, entry in enumerate(content.get(name, ())):
            yield from unknown_keys(file, (name, index), entry, keys)
            yield from missing_keys(file, (name, index), entry, keys)
            for key in ("of", "near", "far_from"):
                yield from _unknown_in(file, (name, index, key), entry.get(key, []))
            if country := entry.get("country"):
                yield from unknown_countries(file, (name, index, "country"), str(country))


def _unknown_in(file: str, path: KeyPath, codes: Any) -> Iterator[Slip]:
    if not isinstance(codes, list):
        yield Slip(file, path, Problem(f'"{path[-1]}" is to be a list of codes in square brackets'))
        return
    for index, code in enumerate(codes):
        yield from unknown_countries(file, (*path, index), str(code))


@lru_cache(maxsize=4096)
def distance(country: str, home: str, city: str | None = None) -> Location:
    """Where work in `country` is done, seen from `home`; both are ISO 3166-1 alpha-2 codes.

    A `city` matters only where a country is near on its coast and far inland. Raises `ValueError` for a code
    that is not a country's.
    """
    for code in (country, home):
        if not known_country(code):
            raise ValueError(f"{code!r} is not an ISO 3166-1 alpha-2 country code")
    known = distances()
    there = known.part_of.get(country, country)
    here = known.part_of.get(home, home)
    if there == here:
        return Location.DOMESTIC
    if city is not None and (name_key(city), there, here) in known.inland:
        return Location.OFFSHORE
    # The territory itself may be nearer to home than the country it belongs to: Guadeloupe from the United States.
    near = (there, here) in known.near or (country, home) in known.near
    return Location.NEARSHORE if near else Location.OFFSHORE


def known_country(code: str) -> bool:
    """Whether `code` is an ISO 3166-1 alpha-2 code in capitals (or XK, which is in general use for Kosovo)."""
    return code in countries()
