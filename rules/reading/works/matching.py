"""How much of which phrase stands in a stretch of text."""

from collections.abc import Sequence
from typing import NamedTuple

from rules.reading.works.lexicon import NOTHING, Lexicon, Phrase
from rules.reading.works.symbols import Symbol

_REACH = 7
"""Words that may stand between those of a phrase."""
_MOST_PLACES = 4
"""Places of a word that are tried, where it stands several times."""
_APART = 0.04
"""What each word in between costs, as a share."""
_PARTLY = 1.5
"""The power of the share that is there with which a phrase counts."""
_ALL = 0.99
_FAINT, _FAINT_IN_TITLE = 0.25, 0.7
"""What words count that are at home in every text, alone or scattered; titles have fewer words that mean nothing."""


class Match(NamedTuple):
    """A kind that words name, by how much, and by which words."""

    kind: str
    score: float
    share: float
    """How much of the phrase is there, by weight."""
    at: tuple[int, ...]
    """Numbers of the words."""
    names: frozenset[str]
    """Their symbols."""


class _Faint(NamedTuple):
    """Which words tell little by themselves, and what such a match counts."""

    names: frozenset[str]
    counts: float


def matches_in(symbols: Sequence[Symbol], lexicon: Lexicon, roles: Sequence[float], *, brief: bool) -> list[Match]:
    """The phrases that stand in a stretch, the weightiest first.

    `roles`: what each word of the text counts. `brief`: the text is a title.
    """
    faint = _Faint(lexicon.faint, _FAINT_IN_TITLE if brief else _FAINT)
    places: dict[str, list[Symbol]] = {}
    for symbol in symbols:
        places.setdefault(symbol.name, []).append(symbol)
    found: list[Match] = []
    denied: list[Match] = []
    for name in places:
        for phrase in lexicon.by_symbol.get(name, ()):
            best = _best(phrase, name, places, roles, faint)
            if best is not None:
                (denied if phrase.denied or phrase.kind == NOTHING else found).append(best)
    if denied:
        found = [match for match in found if not _is_denied(match, denied)]
    found.sort(key=lambda match: -match.score)
    return found


def _is_denied(match: Match, denied: Sequence[Match]) -> bool:
    return any(
        no.kind in (match.kind, NOTHING) and no.score >= match.score * 0.8 and not set(no.at).isdisjoint(match.at)
        for no in denied
    )


def _best(
    phrase: Phrase, key: str, places: dict[str, list[Symbol]], roles: Sequence[float], faint: _Faint
) -> Match | None:
    """The best place of a phrase around one of its words; None where too little of it is there."""
    there = [(places[slot], weight, slot) for slot, weight in phrase.weighted if slot in places]
    if sum(weight for _, weight, _ in there) < phrase.least:
        return None
    best: Match | None = None
    for anchor in places[key][:_MOST_PLACES]:
        got, role = 0.0, 0.0
        at: list[int] = []
        names: list[str] = []
        for spots, weight, slot in there:
            near = min(spots[:_MOST_PLACES], key=lambda spot: abs(spot.first - anchor.first))
            if abs(near.first - anchor.first) <= _REACH:
                got += weight
                role += weight * roles[near.first]
                at += range(near.first, near.last + 1)
                names.append(slot)
        if got < phrase.least:
            continue
        share = got / phrase.total
        apart = max(at) - min(at) + 1 - len(at)
        stray = faint.names.issuperset(names) and (len(names) == 1 or apart > 1)
        if stray and share < _ALL:
            continue
        score = role * share**_PARTLY * (1 - _APART * max(apart, 0))
        if stray:
            score *= faint.counts
        if best is None or score > best.score:
            best = Match(phrase.kind, score, share, tuple(sorted(set(at))), frozenset(names))
    return best
