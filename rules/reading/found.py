"""Everything found in a text, before it is weighed."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.reading.phrases import Hit
from rules.reading.scope import Scope
from rules.reading.sites import Site
from rules.reading.tokens import Tokens


@dataclass(frozen=True, slots=True)
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

    def starts(self, *cues: str) -> set[int]:
        """Where structural phrases of these kinds begin."""
        return {hit.start for hit in self.structure if hit.cue in cues}

    def ends(self, *cues: str) -> set[int]:
        """Where structural phrases of these kinds end."""
        return {hit.end for hit in self.structure if hit.cue in cues}
