"""Where the work is done: weighing places and words such as "offshore" or "on site"."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.grid import Location
from rules.reading.cues import Cue, cues
from rules.reading.phrases import Hit
from rules.reading.scope import NEGATED, Scope
from rules.reading.sites import Role, Site

SOFT = 0.4
"""What is left of a place that holds only today, or only under a condition."""
NAMED = 1.0
"""Points from which a place or a word says where the work is done; below, it only hints."""
CLEAR = 2.5
"""Points from which it says so clearly."""
SAME_RANK = 0.9
"""Places whose points differ by no more than this stand side by side."""
BEFORE_WORDS = 1.5
"""A place counts before a word such as "offshore" that has no more than so many points more."""


@dataclass(frozen=True, slots=True)
class WhereVerdict:
    """How far away the work is done, how clearly the text says so, and by which words."""

    location: Location | None = None
    clear: bool = False
    places: Sequence[Site] = ()
    words: Sequence[tuple[Hit, Cue]] = ()
    set_aside: Sequence[tuple[int, int, str]] = ()
    """First word, last word and why."""


def weigh_location(hits: Sequence[Hit], sites: Sequence[Site], scope: Scope) -> WhereVerdict:
    """Decide from what the text names; None where it names nothing."""
    ranked, places_aside = _ranked_places(sites)
    ranked += _meant_by_there(hits, sites, ranked)
    words, words_aside = _ranked_words(hits, scope)
    set_aside = [*places_aside, *((hit.start, hit.end - 1, why) for hit, why in words_aside)]
    best = max((points for points, _ in ranked), default=0.0)
    said = max((points for points, _, _ in words), default=0.0)
    chosen = [site for points, site in ranked if points >= best - SAME_RANK]
    if best >= NAMED and best >= said - BEFORE_WORDS:
        location = _farthest(chosen)
        clear = best >= CLEAR and all(site.location is location for site in chosen)
        return WhereVerdict(location, clear, [site for site in chosen if site.location is location], (), set_aside)
    if said >= NAMED:
        _, hit, cue = max(words, key=lambda word: word[0])
        location = Location(str(cue.side))
        if cue.name in _SOMEWHERE_ABROAD and chosen and chosen[0].location is Location.NEARSHORE:
            location = Location.NEARSHORE
        return WhereVerdict(location, said >= CLEAR, chosen, [(hit, cue)], set_aside)
    if chosen:
        return WhereVerdict(_farthest(chosen), clear=False, places=chosen, set_aside=set_aside)
    not_abroad = any(why == NEGATED and cues()[hit.cue].side != Location.DOMESTIC for hit, why in words_aside)
    at_home = any(site.location is Location.DOMESTIC and site.cover is None for site in sites)
    return WhereVerdict(Location.DOMESTIC if not_abroad or at_home else None, set_aside=set_aside)


_SOMEWHERE_ABROAD = frozenset({"far_word", "abroad"})


def _ranked_places(sites: Sequence[Site]) -> tuple[list[tuple[float, Site]], list[tuple[int, int, str]]]:
    """The places that count, with their points, and the others with the reason."""
    ranked: list[tuple[float, Site]] = []
    set_aside: list[tuple[int, int, str]] = []
    for site in sites:
        if site.location is None:
            continue
        if site.cover is not None and not site.cover.soft:
            set_aside.append((site.first, site.last, site.cover.why))
            continue
        if site.role.points < NAMED:
            set_aside.append((site.first, site.last, site.role.says))
        if site.role.points:
            ranked.append((site.role.points * (SOFT if site.cover else 1.0), site))
    return ranked, set_aside


def _ranked_words(hits: Sequence[Hit], scope: Scope) -> tuple[list[tuple[float, Hit, Cue]], list[tuple[Hit, str]]]:
    """Words such as "offshore" that count, with their points, and the others with the reason."""
    meaning = cues()
    ranked: list[tuple[float, Hit, Cue]] = []
    set_aside: list[tuple[Hit, str]] = []
    for hit in hits:
        cue = meaning[hit.cue]
        if cue.axis != "location" or cue.side is None or not cue.points:
            continue
        cover = scope.cover(hit.start, hit.end)
        if cover is None or cover.soft:
            ranked.append((cue.points * (SOFT if cover else 1.0), hit, cue))
        elif cue.points >= NAMED:
            set_aside.append((hit, cover.why))
    return ranked, set_aside


def _meant_by_there(
    hits: Sequence[Hit], sites: Sequence[Site], ranked: Sequence[tuple[float, Site]]
) -> list[tuple[float, Site]]:
    """The place set aside that a later "there" takes up again: "not our own site in Hanoi; FPT does it there"."""
    there = [hit.start for hit in hits if hit.cue == "there"]
    before = [site for site in sites if there and site.last < there[-1] and site.location is not None]
    if not before or any(points >= NAMED for points, _ in ranked):
        return []
    return [(Role.SITE.points, before[-1])]


def _farthest(sites: Sequence[Site]) -> Location:
    """Work that is done in several places counts as done in the farthest."""
    found = {site.location for site in sites}
    return next(far for far in (Location.OFFSHORE, Location.NEARSHORE, Location.DOMESTIC) if far in found)
