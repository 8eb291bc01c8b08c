"""Which words count and which do not: clauses, negation, the past, rejected alternatives, and where a move goes.

Every reach is bounded by the clause and by a number of words, so that the work grows with the length of the text.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from rules.reading.cues import Cue, cues
from rules.reading.phrases import Hit
from rules.reading.tokens import CLAUSE_MARK, Tokens

REACH = 16
"""How many words a negation, an ending or a preposition can govern."""
COMES_FROM = "where the work comes from"
HOW_IT_IS = "how it is today"
GIVEN_UP = "ended or given up"
NEGATED = "negated"

_PASS_A_COMMA = frozenset({"past", "currently", "condition", "rejected"})
"""Cues that open a sentence and govern what follows their comma: "Previously, …"."""
_GIVING_UP = frozenset({"ending", "leaving", "swapping"})
_PREPOSITIONS = ("site_in", "site_to", "site_for", "site_with")
_ENDINGS = frozenset({"ending", "ending_before"})
"""Under a condition they end nothing: "If the vendor fails, …"."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Why words are set aside."""

    why: str
    soft: bool = False
    """They still count where nothing else is said."""
    ownership_only: bool = False


@dataclass(slots=True)
class Scope:
    """What holds at each word."""

    clause: Sequence[int]
    """Number of the clause: how many clauses have ended before."""
    sentence: Sequence[int]
    """Number of the sentence; the mark that ends one counts with the next."""
    covers: dict[int, Cover] = field(default_factory=dict)
    destination: set[int] = field(default_factory=set)
    """Words that say where a move goes."""

    def cover(self, start: int, end: int, *, ownership: bool = False) -> Cover | None:
        """The cover over a phrase, if one lies over its first or last word."""
        for at in (end - 1, start):
            found = self.covers.get(at)
            if found is not None and (ownership or not found.ownership_only):
                return found
        return None


def scope_of(tokens: Tokens, hits: Sequence[Hit], places: Collection[int], *, concord: bool) -> Scope:
    """Read the structure of a text from its structural hits.

    `places`: numbers of the words that name places. `concord`: two negations in a clause are still a negation, as in
    French and Spanish.
    """
    by_cue: dict[str, list[Hit]] = {}
    for hit in hits:
        by_cue.setdefault(hit.cue, []).append(hit)
    clauses = _Clauses(tokens, by_cue, places)
    scope = Scope(list(accumulate(clauses.stops)), list(accumulate(tokens.sentence_ends)))
    denied = _denied(by_cue, clauses, concord=concord)
    scope.covers.update(dict.fromkeys(denied, Cover(NEGATED)))
    onward = {hit.start for hit in by_cue.get("and_then", ())}
    leads_on = {hit.start for cue in ("site_to", "site_for") for hit in by_cue.get(cue, ())}
    for hit in hits:
        cue = cues()[hit.cue]
        if cue.scope == "none" or cue.why == NEGATED:
            continue
        if cue.name == "refused" and not clauses.closes(hit.end):
            continue
        if hit.start in denied and hit.end - 1 in denied and cue.name != "refused":
            if cue.name in _GIVING_UP:
                _uncover(scope, clauses.reach(hit, cue))
            continue
        known = scope.covers.get(hit.start)
        if known is not None and known.soft and cue.name in _ENDINGS:
            continue
        ends = onward if cue.name in _GIVING_UP else frozenset()
        if cue.name == "leaving":
            ends |= leads_on
        _cover(scope, cue, clauses.reach(hit, cue), tokens.words, ends)
    _read_moves(scope, by_cue, clauses)
    _read_departures(scope, by_cue, clauses)
    return scope


class _Clauses:
    """How far a word can govern others."""

    def __init__(self, tokens: Tokens, by_cue: Mapping[str, Sequence[Hit]], places: Collection[int]) -> None:
        self._words = tokens.words
        self._sentence_ends = tokens.sentence_ends
        self._size = len(tokens)
        self._places = places
        self._towards = {hit.start for hit in by_cue.get("site_to", ())}
        self.stops = [
            ends or (word in CLAUSE_MARK and not self._is_within_phrase(at))
            for at, (word, ends) in enumerate(zip(tokens.words, tokens.sentence_ends, strict=True))
        ]
        """True at words before which a clause ends."""
        for hit in (*by_cue.get("break", ()), *by_cue.get("joint", ())):
            self.stops[hit.start] = True

    def _is_within_phrase(self, comma: int) -> bool:
        """True for the commas of "its seven-year, $5bn deal" and "from Nogales, Mexico, to Texas"."""
        after = comma + 1
        if self._words[comma] != "," or after >= self._size:
            return False
        return comma in self._places or after in self._towards or self._words[after][0] in "$€£¥₹"

    def closes(self, end: int) -> bool:
        """True where a clause or the text ends right there."""
        return end >= self._size or self.stops[end]

    def right(self, start: int, past: str = "") -> Iterator[int]:
        """The words from `start` to the end of its clause, or on `past` marks such as commas."""
        for at in range(start, min(start + REACH, self._size)):
            if self.stops[at] and self._words[at] != past:
                return
            yield at

    def left(self, end: int) -> Iterator[int]:
        """The words before `end`, back to the beginning of its clause."""
        for at in range(end - 1, max(end - REACH, 0) - 1, -1):
            yield at
            if self.stops[at]:
                return

    def back_to_sentence(self, end: int) -> Iterator[int]:
        """The words before `end`, back to the beginning of its sentence."""
        for at in range(end - 1, max(end - 2 * REACH, 0) - 1, -1):
            if self._sentence_ends[at]:
                return
            yield at

    def reach(self, hit: Hit, cue: Cue) -> Iterator[int]:
        """The words that a cue governs."""
        if cue.scope == "sentence":
            return self.back_to_sentence(hit.start)
        if cue.scope == "previous":
            before = hit.start
            while before and self._sentence_ends[before - 1]:
                before -= 1
            return self.back_to_sentence(before)
        if cue.scope == "left":
            return self.left(hit.end - 1) if hit.end - hit.start > 1 else self.left(hit.start)
        if cue.scope == "last":
            return iter((hit.end - 1,))
        start = hit.end
        if cue.scope == "rest":
            return self.right(start, past=",")
        if cue.name in _PASS_A_COMMA and start < self._size and self._words[start] in (",", "、"):
            start += 1
        return self.right(start)


def _denied(by_cue: Mapping[str, Sequence[Hit]], clauses: _Clauses, *, concord: bool) -> set[int]:
    """Words under a negation; under two of them only where the language means one."""
    times: dict[int, int] = {}
    for name in ("negation", "negation_before"):
        cue = cues()[name]
        for hit in by_cue.get(name, ()):
            for at in clauses.reach(hit, cue):
                times[at] = times.get(at, 0) + 1
    return {at for at, count in times.items() if concord or count % 2}


def _cover(scope: Scope, cue: Cue, reach: Iterable[int], words: Sequence[str], ends: Collection[int]) -> None:
    cover = Cover(cue.why, cue.soft, cue.ownership_only)
    for number, at in enumerate(reach):
        if at in ends or (number and words[at] in cue.until):
            return
        known = scope.covers.get(at)
        if known is None or known.soft:
            scope.covers[at] = cover


def _uncover(scope: Scope, reach: Iterable[int]) -> None:
    """ "We will not end the contract": what is not given up is kept."""
    for at in reach:
        if scope.covers.get(at) == Cover(NEGATED):
            del scope.covers[at]


def _read_moves(scope: Scope, by_cue: Mapping[str, Sequence[Hit]], clauses: _Clauses) -> None:
    """From A to B: what follows "from" is where the work comes from, what follows "to" where it goes."""
    to_do = {hit.start for hit in by_cue.get("acts", ())}
    towards = {hit.start: hit.end for hit in by_cue.get("site_to", ()) if hit.start not in to_do}
    moves = {hit.start for hit in by_cue.get("transfer", ())}
    genitives = [hit for hit in by_cue.get("site_de", ()) if any(at in moves for at in clauses.left(hit.start))]
    for hit in (*by_cue.get("site_from", ()), *genitives):
        between: list[int] = []
        for at in clauses.right(hit.end):
            if at in towards:
                scope.covers.update((origin, Cover(COMES_FROM)) for origin in between if origin not in scope.covers)
                scope.destination.update(clauses.right(towards[at]))
                break
            between.append(at)
    for start in moves:
        for at in clauses.right(start + 1):
            if at in towards:
                scope.destination.update(clauses.right(towards[at]))
            if at in towards or at in moves:
                break
    for hit in by_cue.get("decided", ()):
        scope.destination.update(clauses.right(hit.end))
    for hit in by_cue.get("takes_over", ()):
        scope.destination.update(clauses.left(hit.start))


def _read_departures(scope: Scope, by_cue: Mapping[str, Sequence[Hit]], clauses: _Clauses) -> None:
    """ "moves moulding there from Billund": what follows "from" after a move is where the work comes from."""
    towards = {hit.start for hit in by_cue.get("site_to", ())}
    movers = {hit.start for hit in by_cue.get("mover", ())}
    prepositions = {hit.start for cue in _PREPOSITIONS for hit in by_cue.get(cue, ())}
    for hit in by_cue.get("site_from", ()):
        before = set(clauses.left(hit.start))
        if before.isdisjoint(movers) or not before.isdisjoint(towards):
            continue
        for at in clauses.right(hit.end):
            if at in prepositions:
                break
            scope.covers.setdefault(at, Cover(COMES_FROM))
