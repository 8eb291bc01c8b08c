"""Sorting the phrases found: structure, evidence and answers, each without those inside longer ones."""

from collections.abc import Sequence

from rules.reading.cues import cues
from rules.reading.phrases import Hit

_TRANSPARENT = frozenset({"joint", "refused", "bound_to_spot"})
"""Structure that leaves the words inside it their own meaning."""


_NEVER_HIDDEN = frozenset({"joins", "besides"})
"""Structure that counts inside longer phrases as well: "and" in "and our"."""


def layers_of(hits: Sequence[Hit]) -> tuple[list[Hit], list[Hit], list[Hit]]:
    """Hits that give structure, hits that are evidence, and answers, each without those inside longer ones."""
    meaning = cues()
    structure: list[Hit] = []
    evidence: list[Hit] = []
    answers: list[Hit] = []
    for hit in hits:
        if "=" in hit.cue:
            answers.append(hit)
        elif meaning[hit.cue].scope is None:
            evidence.append(hit)
        else:
            structure.append(hit)
    return _longest(structure), _longest(evidence), _longest(answers)


def _longest(hits: list[Hit]) -> list[Hit]:
    """The hits that do not lie inside a longer run of words that is a hit itself."""
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    kept: list[Hit] = []
    over: Hit | None = None
    for hit in hits:
        if over is not None and hit.end <= over.end and hit[1:3] != over[1:3]:
            if hit.cue in _NEVER_HIDDEN:
                kept.append(hit)
                continue
            if not _says_more(hit, over):
                continue
        kept.append(hit)
        if not hit.loose and hit.cue not in _TRANSPARENT and (over is None or hit.end > over.end):
            over = hit
    return kept


def _says_more(hit: Hit, over: Hit) -> bool:
    """True for "Cognizant" inside "with Cognizant": the same thing, said more strongly by fewer words."""
    within, around = cues().get(hit.cue), cues().get(over.cue)
    return within is not None and around is not None and within.side == around.side and within.points > around.points
