"""Everything found in a text, before it is weighed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rules.reading.phrases import Hit
from rules.reading.scope import Scope
from rules.reading.sites import Site
from rules.reading.spots import Spot
from rules.reading.tokens import Tokens


@dataclass(frozen=True)
class Found:
    """Words, phrases and places of one text, and how they hang together."""

    tokens: Tokens
    hits: Sequence[Hit]
    """Phrases that are evidence."""
    structure: Sequence[Hit]
    """Phrases that show how a sentence is built."""
    scope: Scope
    sites: Sequence[Site]
    unknown_place: bool
    """A name that is not in the gazetteer stands where a place would."""
    on_the_spot: bool = False
    """The work that is named can only be done on the spot."""
    bars: frozenset[tuple[str, str]] = frozenset()
    """What the text rules out: factor and option."""
    spot: Spot | None = None
    """Where a site of one's own is, or where somebody must be admitted."""

    @cached_property
    def _structure_by_cue(self) -> Mapping[str, Sequence[Hit]]:
        by_cue: dict[str, list[Hit]] = {}
        for hit in self.structure:
            by_cue.setdefault(hit.cue, []).append(hit)
        return by_cue

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The cues of the phrases that are evidence."""
        return frozenset(hit.cue for hit in self.hits)

    def starts(self, *cues: str) -> set[int]:
        """Where structural phrases of these kinds begin."""
        return {hit.start for cue in cues for hit in self._structure_by_cue.get(cue, ())}

    def ends(self, *cues: str) -> set[int]:
        """Where structural phrases of these kinds end."""
        return {hit.end for cue in cues for hit in self._structure_by_cue.get(cue, ())}
