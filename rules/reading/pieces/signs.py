"""What in a text sets pieces of work apart or shows that none begins: verbs that ask, "and", "including", "because"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rules.reading.found import Found
from rules.reading.functions import FUNCTION
from rules.reading.phrases import Hit
from rules.reading.works import Named, Within

_ASKS = frozenset(
    {"ask", "vendor_act", "places_work", "somebody", "own_move", "notice", "own_back", "making", "mover", "gets"}
)
_WHO = frozenset({"vendor", "company", "staff_noun", "somebody"})
"""Somebody who does work."""
_SURELY = 4.0
"""The score from which several words name work, or one that says who does it; others have to name a function."""
_LONGEST_ABBREVIATION = 3
_LOOKED_AT = 60
"""Words of a stretch in which a name for work is looked for."""
_NO_CUES: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Signs:
    """All of them in one text, by the numbers of its words."""

    found: Found
    answers: Sequence[Hit]
    """Phrases that name functions."""
    within: Within

    def cues(self, at: int) -> frozenset[str] | set[str]:
        """What the phrases are that begin at a word."""
        return self._cues.get(at, _NO_CUES)

    def names_doer(self, at: int) -> bool:
        """Whether the word is somebody who does work."""
        return not self.cues(at).isdisjoint(_WHO)

    def tells(self, at: int) -> bool:
        """Whether a word says something of the request: more than an article, or a place or a number."""
        return at in self.places or self.found.tokens.words[at][0].isdigit() or self.within.tells(at)

    def named(self, stretch: range) -> Named | None:
        """The work that a stretch names; not what is set aside, and not what somebody is."""
        work = self.within.named(stretch[:_LOOKED_AT])
        return work if work and self._apart.isdisjoint(range(work.first, work.last + 1)) else None

    def names_before(self, first: int, at: int) -> bool:
        """Whether work is named between two words."""
        return self.named(range(max(first, at - _LOOKED_AT), at)) is not None

    def is_name_for_work(self, work: Named) -> bool:
        """Whether the words are that, and not only something that work may be about: "plates"."""
        if work.score >= _SURELY and (work.words > 1 or _meets(work, self._doers)):
            return True
        return _meets(work, self._functions)

    def is_abbreviation(self, work: Named, chunk: range) -> bool:
        """Like "AP", and nothing beside it says that it only describes something else."""
        tokens = self.found.tokens
        beside = range(chunk.start, min(work.last + 2, chunk.stop))
        alone = [at for at in beside if self.within.tells(at)] == [work.first]
        return alone and len(tokens.words[work.first]) <= _LONGEST_ABBREVIATION and tokens.capital[work.first]

    @cached_property
    def verbs(self) -> Mapping[int, int]:
        """Where words begin that ask for something, and where they end."""
        hits = (*self.found.hits, *self.found.structure)
        return {
            hit.start: hit.end
            for hit in hits
            if hit.cue in _ASKS and not hit.loose and hit.start not in self._set_aside
        }

    @cached_property
    def joins(self) -> Mapping[int, int]:
        """Where words such as "and" begin, and where they end."""
        return {hit.start: hit.end for hit in self.found.structure if hit.cue == "joins"}

    @cached_property
    def joining(self) -> frozenset[int]:
        """The words themselves."""
        return frozenset(at for start, end in self.joins.items() for at in range(start, end))

    @cached_property
    def places(self) -> frozenset[int]:
        """The words of places."""
        return frozenset(at for site in self.found.sites for at in range(site.first, site.last + 1))

    @cached_property
    def _cues(self) -> Mapping[int, set[str]]:
        cues: dict[int, set[str]] = {}
        for hit in (*self.found.hits, *self.found.structure):
            cues.setdefault(hit.start, set()).add(hit.cue)
        return cues

    @cached_property
    def _set_aside(self) -> frozenset[int]:
        return frozenset(at for at, cover in self.found.scope.covers.items() if not cover.ownership_only)

    @cached_property
    def _apart(self) -> frozenset[int]:
        """Words that are set aside, and those that say what somebody is: not in "we are looking for guards"."""
        being: set[int] = set()
        for at in sorted(self.within.being):
            if at not in self.verbs and (at - 1 in being or at - 1 not in self.within.being):
                being.add(at)
        return self._set_aside | being

    @cached_property
    def _functions(self) -> Sequence[Hit]:
        return [hit for hit in self.answers if hit.cue.startswith(f"{FUNCTION}=")]

    @cached_property
    def _doers(self) -> Sequence[Hit]:
        return [hit for hit in self.found.hits if hit.cue in _WHO]


def _meets(work: Named, hits: Sequence[Hit]) -> bool:
    return any(hit.start <= work.last and work.first < hit.end for hit in hits)
