"""Names that stand for the ISO 3166-1 codes of several countries."""

from collections.abc import Mapping
from functools import lru_cache

_CODES = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
_EU = frozenset(_CODES.split())
GROUPS: Mapping[str, frozenset[str]] = {"EU": _EU, "EEA": _EU | {"IS", "LI", "NO"}}


@lru_cache(maxsize=1024)
def expanded(countries: tuple[str, ...]) -> frozenset[str]:
    """The codes of single countries."""
    return frozenset[str]().union(*(GROUPS.get(each, frozenset({each})) for each in countries))
