"""Where a spot of one's own is: the place that belongs to "our Lagos office" or to "local counsel in Lima".

Work that can only be done on the spot is done there, whoever asks for it from wherever.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.grid import Location
from rules.reading.phrases import Hit
from rules.reading.scope import COMES_FROM, Scope
from rules.reading.sites import Site
from rules.reading.tokens import CLAUSE_MARK, Tokens

PREMISES = "premises"
"""Cue of a word for a site or a company of one's own: office, plant, subsidiary."""
COUNSEL = "counsel"
"""Cue of those who work where they are, as lawyers are admitted there, and whoever is called local."""
OURS = "own_site"
"""Cue of "our staff", "our office": behind "for" they are those for whom the work is done, where they are."""
_NUMBERED = 2
"""Words between "our" and what is ours: "our three old depots"."""
_AFTER, _BEFORE, _REACH = 3, 2, 6
"""Words between a place and its noun, before it or behind it, and between counsel and the place of its courts."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where work is needed, and the words that say so."""

    site: Site
    first: int
    last: int
    """Token numbers, both inclusive."""

    @property
    def location(self) -> Location | None:
        return self.site.location


def without_own_premises(evidence: Sequence[Hit], structure: Sequence[Hit]) -> list[Hit]:
    """The evidence without "agences" in "nos trois agences": a word for a company is one for a site that is ours."""
    sites = {hit.start for hit in structure if hit.cue == PREMISES}
    ours = {hit.end for hit in structure if hit.cue == "us"}
    return [
        hit
        for hit in evidence
        if hit.cue not in ("vendor", "company")
        or hit.start not in sites
        or ours.isdisjoint(range(hit.start - _NUMBERED, hit.start + 1))
    ]


def spot_in(
    tokens: Tokens, evidence: Sequence[Hit], structure: Sequence[Hit], sites: Sequence[Site], scope: Scope
) -> Spot | None:
    """The one spot that a text names; None where it names none, or several that are not equally far away."""
    serving = [hit for hit in structure if hit.cue == "site_for"]
    served = {hit.end for hit in serving}
    nouns = [hit for hit in structure if hit.cue == PREMISES]
    nouns += [hit for hit in evidence if hit.cue == OURS and hit.start in served]
    # "our three branches in Dublin": of others' branches, "branches in" would say whom the work serves.
    nouns += [hit for hit in evidence if hit.cue == OURS and any(hit.end - 1 == each.start for each in serving)]
    counsel = [hit for hit in structure if hit.cue == COUNSEL]
    if not nouns and not counsel:
        return None
    others = {at for hit in evidence if hit.cue in ("vendor", "company") for at in range(hit.start, hit.end + 1)}
    apart = {at for at, word in enumerate(tokens.words) if word in CLAUSE_MARK} | others
    spots = [
        spot
        for site in sites
        if site.location is not None and (site.cover is None or site.cover.why != COMES_FROM)
        for spot in _spots_at(site, nouns, counsel, apart, scope)
    ]
    return spots[0] if spots and len({spot.location for spot in spots}) == 1 else None


def _spots_at(
    site: Site, nouns: Sequence[Hit], counsel: Sequence[Hit], apart: set[int], scope: Scope
) -> Iterator[Spot]:
    def close(first: int, last: int, most: int) -> bool:
        return 0 <= last - first <= most and apart.isdisjoint(range(first, last))

    for hit in nouns:
        if close(site.last + 1, hit.start, _AFTER):
            yield Spot(site, site.first, hit.end - 1)
        elif close(hit.end, site.first, _BEFORE):
            yield Spot(site, hit.start, site.last)
    for hit in counsel:
        apart = apart.difference(range(hit.start - 1, hit.end))  # its own words, and "a" before them
        if close(site.last + 1, hit.start, _AFTER):
            yield Spot(site, site.first, hit.end - 1)
        elif close(hit.end, site.first, _REACH) and scope.sentence[hit.start] == scope.sentence[site.first]:
            yield Spot(site, hit.start, site.last)
