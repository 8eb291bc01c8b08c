"""What has been ruled out in so many words, whoever ruled it out: who may do the work, where, and in which country.

A bar holds wherever it stands, also in a subordinate clause, and its own negation is part of it: "may not leave". Only
where it is itself denied ("nobody says that it must stay in house") does it not count.
"""

from collections.abc import Iterator, Sequence

from rules.grid import Location, Ownership
from rules.reading.amounts import Amount
from rules.reading.cues import cues
from rules.reading.found import Found
from rules.reading.phrases import Hit
from rules.reading.places import PlaceKind
from rules.reading.scope import NEGATED, Scope
from rules.reading.sites import Site

BARS = frozenset({"who_may", "where_may", "country_barred"})
NAMED = "named"
"""The option of a phrase whose place says how far the bar reaches."""
BY_PLACE = frozenset({("where_may", NAMED), ("country_barred", NAMED)})
"""What phrases may settle although no policy has such an option: the place makes it one that it has."""
_DISTANCES = {Location.NEARSHORE: "near", Location.OFFSHORE: "far"}


_TOLD_OTHERWISE = frozenset({("own_only", Ownership.HYBRID), ("supplier_only", Ownership.INTERNAL)})
"""A part for own people only, and no room to hire here where people of our own elsewhere take it: no bars."""


def bars_in(found: Found, hits: Sequence[Hit], ownership: Ownership | None) -> Iterator[Amount]:
    """The bars that the text names, with their words; none that contradicts what it describes itself."""
    denials = found.starts("negation", "negation_before")
    for hit in hits:
        factor, _, option = hit.cue.partition("=")
        cover = found.scope.cover(hit.start, hit.end)
        denied = cover is not None and cover.why == NEGATED and denials.isdisjoint(range(hit.start, hit.end))
        if factor not in BARS or denied or (option, ownership) in _TOLD_OTHERWISE:
            continue
        meant = _meant(found, hit, factor) if option == NAMED else option
        if meant is not None:
            yield Amount(factor, meant, hit.start, hit.end - 1)


def heard_beside_bars(evidence: Sequence[Hit], answers: Sequence[Hit], scope: Scope) -> list[Hit]:
    """The evidence without what a bar speaks against: "hiring is frozen" is no word for people of our own."""
    against = {(at, _AGAINST[hit.cue]) for hit in answers if hit.cue in _AGAINST for at in range(hit.start, hit.end)}
    meaning = cues()
    return [
        hit
        for hit in evidence
        if (hit.start, meaning[hit.cue].side) not in against or scope.cover(hit.start, hit.end) is not None
    ]


_AGAINST = {"who_may=own_only": Ownership.THIRD_PARTY, "who_may=supplier_only": Ownership.INTERNAL}


def bars_named(found: Found, hits: Sequence[Hit]) -> frozenset[tuple[str, str]]:
    """The bars, by factor and option."""
    return frozenset((bar.factor, bar.option) for bar in bars_in(found, hits, None))


def _meant(found: Found, hit: Hit, factor: str) -> str | None:
    """How far a bar reaches that names a place."""
    named = [site for site in found.sites if site.first < hit.end and hit.start <= site.last]
    if not named:
        return None
    site = named[-1]
    if factor == "country_barred":
        return None if _another_as_far(found.sites, site) else _DISTANCES.get(site.location or Location.DOMESTIC)
    if site.place.kind is PlaceKind.SUPRANATIONAL:
        return "region_only"
    return "here_only" if site.location is Location.DOMESTIC else None


def _another_as_far(sites: Sequence[Site], barred: Site) -> bool:
    """True where another country as far away is named: one of them is not all of them."""
    return any(site.location is barred.location and site.country != barred.country for site in sites)
