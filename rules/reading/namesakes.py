"""Small towns with great names: "Warsaw, Indiana", "Poland, Ohio", "Cambridge, Mass."."""

from collections.abc import Sequence
from dataclasses import replace

from rules.reading.distance import distance
from rules.reading.places import Place, PlaceKind

Numbered = tuple[Place, int, int]
"""A place with the numbers of its first and last word."""
_LIST_GOES_ON = frozenset({"and", "or", "&", "/"})
_STATES = frozenset({"N.J.", "N.H.", "N.Y.", "N.C.", "S.C.", "N.M.", "N.D.", "S.D.", "R.I."})
_SHORT_STATES = frozenset(
    {
        *("ala", "ariz", "calif", "colo", "conn", "fla", "ill", "kan", "ky", "mass", "md", "mich", "minn", "neb"),
        *("nev", "okla", "ore", "penn", "tenn", "tex", "vt", "wash", "wis"),
    }
)
"""The traditional abbreviations of states of the United States, which end with a full stop."""


def within_regions(places: Sequence[Numbered], words: Sequence[str], home: str) -> list[Numbered]:
    """Let a region behind a comma say which country the place before it is in, seen from `home`.

    In a list ("Poland, Ohio and Texas") every place stands for itself.
    """
    settled: list[Numbered] = []
    for place, first, last in places:
        before = settled[-1] if settled else None
        if (
            before is not None
            and (place.kind is PlaceKind.REGION or place.text in _STATES)
            and before[0].country != place.country
            and list(words[before[2] + 1 : first]) == [","]
            and _LIST_GOES_ON.isdisjoint(words[last + 1 : last + 2])
        ):
            town = replace(before[0], kind=PlaceKind.CITY, country=place.country, location=place.location)
            settled[-1] = (town, before[1], last)
        elif place.country != "US" and _is_short_state(words[last + 1 : last + 4]):
            town = replace(place, kind=PlaceKind.CITY, country="US", location=distance("US", home))
            settled.append((town, first, last + 2))
        else:
            settled.append((place, first, last))
    return settled


def _is_short_state(behind: Sequence[str]) -> bool:
    """True for ", Mass."."""
    return len(behind) == 3 and behind[0] == "," and behind[1] in _SHORT_STATES and behind[2] == "."
