"""Small towns with great names: "Warsaw, Indiana", "Manila, Arkansas", "Poland, Ohio"."""

from collections.abc import Sequence
from dataclasses import replace

from rules.reading.places import Place, PlaceKind

Numbered = tuple[Place, int, int]
"""A place with the numbers of its first and last word."""
_STATES = frozenset({"N.J.", "N.H.", "N.Y.", "N.C.", "S.C.", "N.M.", "N.D.", "S.D.", "R.I."})
_LIST_GOES_ON = frozenset({"and", "or", "&", "/"})


def within_regions(places: Sequence[Numbered], words: Sequence[str]) -> list[Numbered]:
    """Let a region behind a comma say which country the place before it is in.

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
            town = replace(
                before[0],
                kind=PlaceKind.CITY,
                country=place.country,
                location=place.location,
                certain=place.certain,
            )
            settled[-1] = (town, before[1], last)
        else:
            settled.append((place, first, last))
    return settled
