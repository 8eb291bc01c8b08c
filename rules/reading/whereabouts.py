"""Where the work is done: weighing places and words such as "offshore" or "on site"."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.grid import Location
from rules.reading.phrases import Hit
from rules.reading.scope import Cue, Scope, cues
from rules.reading.sites import Role, Site

SOFT = 0.4
SAME_RANK = 1.0
"""Places whose points differ by no more than this stand side by side."""


@dataclass(frozen=True, slots=True)
class WhereVerdict:
    """How far away the work is done, how clearly the text says so, and by which words."""

    location: Location | None
    clear: bool
    places: Sequence[Site]
    words: Sequence[tuple[Hit, Cue]]
    set_aside: Sequence[tuple[int, int, str]]
    """First word, last word and why."""


def weigh_location(hits: Sequence[Hit], sites: Sequence[Site], scope: Scope) -> WhereVerdict:
    """Decide from what the text names; None where it names nothing."""
    meaning = cues()
    set_aside: list[tuple[int, int, str]] = []
    ranked: list[tuple[float, Site]] = []
    for site in sites:
        if site.location is None:
            continue
        if site.cover is not None and not site.cover.soft:
            set_aside.append((site.first, site.last, site.cover.why))
        elif site.role.points == 0 or site.role is Role.VENDOR:
            set_aside.append((site.first, site.last, site.role.says))
            if site.role is Role.VENDOR:
                ranked.append((site.role.points, site))
        else:
            ranked.append((site.role.points * (SOFT if site.cover else 1.0), site))
    words: list[tuple[float, Hit, Cue]] = []
    against_abroad = False
    for hit in hits:
        cue = meaning.get(hit.cue)
        if cue is None or cue.axis != "location" or cue.side is None:
            continue
        cover = scope.cover(hit.start, hit.end)
        if cover is not None and not cover.soft:
            if cue.points >= 1:
                set_aside.append((hit.start, hit.end - 1, cover.why))
            against_abroad |= cover.why == "negated" and cue.side != "domestic"
            continue
        words.append((cue.points * (SOFT if cover else 1.0), hit, cue))
    best = max((points for points, _ in ranked), default=0.0)
    said = max((points for points, _, _ in words), default=0.0)
    chosen = [site for points, site in ranked if points >= best - SAME_RANK]
    if best >= 1 and best >= said - 1.5:
        location = _farthest(chosen)
        clear = best >= 2.5 and len({site.location for site in chosen}) == 1
        return WhereVerdict(location, clear, [s for s in chosen if s.location is location], [], set_aside)
    if said >= 1:
        _, hit, cue = max(words, key=lambda word: word[0])
        location = Location(str(cue.side))
        if cue.name in ("far_word", "abroad") and chosen and chosen[0].location is Location.NEARSHORE:
            location = Location.NEARSHORE
        return WhereVerdict(location, said >= 2.5, chosen if best else [], [(hit, cue)], set_aside)
    if best > 0:
        return WhereVerdict(_farthest(chosen), False, chosen, [], set_aside)
    if against_abroad or any(site.location is Location.DOMESTIC and site.cover is None for site in sites):
        return WhereVerdict(Location.DOMESTIC, False, [], [], set_aside)
    return WhereVerdict(None, False, [], [], set_aside)


def _farthest(sites: Sequence[Site]) -> Location:
    """Work that is done in several places counts as done in the farthest."""
    found = {site.location for site in sites}
    return next(far for far in (Location.OFFSHORE, Location.NEARSHORE, Location.DOMESTIC) if far in found)
