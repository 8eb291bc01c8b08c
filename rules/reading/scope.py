"""Which words count and which do not: clauses, negation, the past, rejected alternatives, and where a move goes.

Every reach is bounded by the clause and by a number of words, so that the work grows with the length of the text.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

from rules.reading.phrases import Hit
from rules.reading.tokens import CLAUSE_MARK, Tokens

REACH = 16
"""How many words a negation, an ending or a preposition can govern."""
COMES_FROM = "where the work comes from"


@dataclass(frozen=True, slots=True)
class Cue:
    """What a kind of phrase means; `phrases/cues.toml` explains the fields."""

    name: str
    axis: Literal["ownership", "location", "request"] | None = None
    side: str | None = None
    points: float = 0
    says: str = ""
    scope: Literal["right", "left", "last", "none"] | None = None
    why: str = ""
    covers: Literal["ownership", "both"] = "both"
    soft: bool = False
    until: tuple[str, ...] = ()


@cache
def cues() -> Mapping[str, Cue]:
    """All cues by name."""
    table = tomllib.loads(files("rules.reading").joinpath("phrases", "cues.toml").read_text(encoding="utf-8"))
    return {
        name: Cue(
            name=name, **{key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}
        )
        for name, fields in table.items()
    }


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

    clause: list[int]
    """Number of the clause; marks belong to the clause before them."""
    covers: dict[int, Cover]
    destination: set[int] = field(default_factory=set)
    """Words that say where a move goes."""

    def cover(self, start: int, end: int, *, ownership: bool = False) -> Cover | None:
        """The cover over a phrase, if one lies over its first or last word."""
        for at in (end - 1, start):
            found = self.covers.get(at)
            if found is not None and (ownership or not found.ownership_only):
                return found
        return None


def scope_of(tokens: Tokens, hits: Sequence[Hit], *, concord: bool) -> Scope:
    """Read the structure of a text from its structural hits.

    `concord`: two negations in a clause are still a negation, as in French and Spanish.
    """
    meaning = cues()
    size = len(tokens)
    by_cue: dict[str, list[Hit]] = {}
    for hit in hits:
        by_cue.setdefault(hit.cue, []).append(hit)
    stops = _stops(tokens, by_cue.get("break", ()))
    scope = Scope(_clauses(stops, size), {})
    negated: dict[int, int] = {}
    for hit in hits:
        cue = meaning[hit.cue]
        if cue.name == "negation":
            for at in _right(hit.end, size, stops):
                negated[at] = negated.get(at, 0) + 1
        elif cue.name == "negation_before":
            for at in _left(hit.start, stops):
                negated[at] = negated.get(at, 0) + 1
    denied = {at for at, times in negated.items() if concord or times % 2}
    scope.covers.update(dict.fromkeys(denied, Cover("negated")))
    ends_at = _starts(by_cue.get("site_to", ())) | _starts(by_cue.get("site_for", ()))
    for hit in hits:
        cue = meaning[hit.cue]
        if cue.scope not in ("right", "left", "last") or cue.name.startswith("negation"):
            continue
        if hit.start in denied and hit.end - 1 in denied:
            continue
        reach: Iterable[int]
        if cue.scope == "left":
            reach = _left(hit.start, stops)
        elif cue.scope == "last":
            reach = range(hit.end - 1, hit.end)
        else:
            reach = _right(
                hit.end,
                size,
                stops,
                pass_comma=cue.name in ("past", "currently", "condition", "rejected"),
                words=tokens.words,
            )
        cover = Cover(cue.why, cue.soft, cue.covers == "ownership")
        for at in reach:
            if cue.until and tokens.words[at] in cue.until:
                break
            if cue.name == "leaving" and at in ends_at:
                break
            known = scope.covers.get(at)
            if known is None or known.soft:
                scope.covers[at] = cover
    _read_moves(scope, by_cue, stops, size)
    return scope


def _starts(hits: Iterable[Hit]) -> set[int]:
    return {hit.start for hit in hits}


def _stops(tokens: Tokens, breaks: Iterable[Hit]) -> list[bool]:
    """True at words before which a clause ends."""
    stops = [False] * (len(tokens) + 1)
    for index, word in enumerate(tokens.words):
        if tokens.sentence_ends[index] or (word in CLAUSE_MARK and not _is_within_phrase(tokens.words, index)):
            stops[index] = True
    for hit in breaks:
        stops[hit.start] = True
    return stops


def _is_within_phrase(words: Sequence[str], comma: int) -> bool:
    """True for the comma of "its seven-year, $5bn deal"."""
    return words[comma] == "," and comma + 1 < len(words) and words[comma + 1][0] in "$€£¥₹"


def _clauses(stops: Sequence[bool], size: int) -> list[int]:
    clause: list[int] = []
    number = 0
    for index in range(size):
        number += stops[index]
        clause.append(number)
    return clause


def _right(
    start: int, size: int, stops: Sequence[bool], *, pass_comma: bool = False, words: Sequence[str] = ()
) -> Iterable[int]:
    if pass_comma and start < size and words[start] in (",", "、"):
        start += 1
    for at in range(start, min(start + REACH, size)):
        if stops[at]:
            return
        yield at


def _left(end: int, stops: Sequence[bool]) -> Iterable[int]:
    for at in range(end - 1, max(end - REACH, 0) - 1, -1):
        yield at
        if stops[at]:
            return


def _read_moves(scope: Scope, by_cue: Mapping[str, Sequence[Hit]], stops: Sequence[bool], size: int) -> None:
    """From A to B: what follows "from" is where the work comes from, what follows "to" where it goes."""
    towards = {hit.start: hit for hit in by_cue.get("site_to", ())}
    moved = _starts(by_cue.get("transfer", ()))
    for hit in by_cue.get("site_from", ()):
        between: list[int] = []
        for at in _right(hit.end, size, stops):
            if at in towards:
                for origin in between:
                    scope.covers.setdefault(origin, Cover(COMES_FROM))
                scope.destination.update(_right(towards[at].end, size, stops))
                break
            between.append(at)
    for start in moved:
        for at in _right(start + 1, size, stops):
            if at in moved:
                break
            if at in towards:
                scope.destination.update(_right(towards[at].end, size, stops))
                break
