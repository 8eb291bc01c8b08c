"""What a text is about, among the kinds of work that it mentions."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rules.reading.found import Found
from rules.reading.works.lexicon import Lexicon, by_country, families, lexicon
from rules.reading.works.matching import Match, matches_in

MOST_WORKS = 8
"""Kinds that are named: more than any request places."""
_STRETCH = 60
"""Words that are looked at together, where no sentence ends before."""
_SET_ASIDE = 0.4
"""What words count that are negated, in the past or otherwise set aside."""
_LATER = 0.004
"""What each word before them takes from others, as a share."""
_BEHIND = 0.8
"""What words count behind a preposition: "guards for our warehouse"."""
_DESCRIBING = 0.9
"""What words count in front of another, in languages where the last one says what it is: "prison catering"."""
_LEAST = 1.6
"""The score from which words name a kind."""
_ALIKE = 0.93
"""Of a score: from here on another of the same family fits as well."""
_MENTIONED = 0.45
"""Of the best score: from here on another kind is named too."""


_LATIN = ("en", "de", "fr", "es")
"""Where the language does not show, or shows wrongly, the one that knows the words best."""
_UNLIKE = frozenset({"ja"})


class Named(NamedTuple):
    """A kind of work and the words that name it, by their numbers."""

    kind: str
    first: int
    last: int
    score: float = 0.0
    """How much the words say that it is this kind."""


def named_works(found: Found, language: str | None) -> list[Named]:
    """The kinds of work that a text names, the one that it is about first."""
    rated = _rated(found, lexicon(language)) if language is not None else []
    if not rated and language not in _UNLIKE:
        others = (_rated(found, lexicon(each)) for each in _LATIN if each != language)
        rated = max(others, key=lambda each: each[0][0] if each else 0.0)
    return _chosen(rated)


def as_done_in(works: Sequence[Named], countries: Sequence[str]) -> list[Named]:
    """The kinds as they are called in the first of the countries (ISO 3166-1) for which there is a kind of its own."""
    return [work._replace(kind=_in_country(work.kind, countries)) for work in works]


def _rated(found: Found, words: Lexicon) -> list[tuple[float, Match]]:
    """The best match of each kind with its score, the weightiest first."""
    roles = _roles(found, words)
    best: dict[str, Match] = {}
    more: dict[str, float] = {}
    for stretch in _stretches(found):
        for match in matches_in(list(words.symbols.found_in(found.tokens, stretch)), words, roles):
            known = best.get(match.kind)
            if known is None or match.score > known.score:
                best[match.kind] = match
            more[match.kind] = more.get(match.kind, 0.0) + match.score
    rated = [
        (match.score + min(0.1 * (more[match.kind] - match.score), 0.2 * match.score), match) for match in best.values()
    ]
    rated.sort(key=lambda rating: -rating[0])
    return rated if rated and rated[0][0] >= _LEAST else []


def _stretches(found: Found) -> Iterator[range]:
    """Sentences, and parts of very long ones."""
    begin, size = 0, len(found.tokens)
    for at in range(size):
        if found.tokens.sentence_ends[at] or at - begin >= _STRETCH:
            yield range(begin, at)
            begin = at
    yield range(begin, size)


def _roles(found: Found, words: Lexicon) -> list[float]:
    """What each word counts: less far down, set aside, behind a preposition, or in front of what it describes."""
    tokens, covers, clause = found.tokens, found.scope.covers, found.scope.clause
    roles: list[float] = []
    behind = -1
    for at, word in enumerate(tokens.words):
        role = max(1.0 - _LATER * at, 0.7)
        if at in covers and not covers[at].ownership_only:
            role *= _SET_ASIDE
        if word in words.prepositions:
            behind = clause[at]
        if behind == clause[at]:
            role *= _BEHIND
        elif words.head_last and at + 1 < len(tokens) and tokens.words[at + 1] not in words.symbols.small:
            role *= _DESCRIBING if tokens.words[at + 1][0].isalpha() else 1.0
        roles.append(role)
    return roles


def _chosen(rated: Sequence[tuple[float, Match]]) -> list[Named]:
    """The weightiest kinds, each by words of its own."""
    chosen: list[Named] = []
    taken: set[int] = set()
    for score, match in rated:
        if score < _MENTIONED * rated[0][0] or len(chosen) == MOST_WORKS:
            break
        if not taken.isdisjoint(match.at):
            continue
        kind = _or_family(match, score, rated)
        taken.update(match.at)
        if all(kind != named.kind for named in chosen):
            chosen.append(Named(kind, match.at[0], match.at[-1], score))
    return chosen


def _or_family(match: Match, score: float, rated: Sequence[tuple[float, Match]]) -> str:
    """The kind, or its family where others of it fit the same words as well."""
    family = families().get(match.kind, match.kind)
    if match.share > 0.99:
        alike = [other for points, other in rated if points >= 0.999 * score and other.share > 0.99]
    else:
        alike = [other for points, other in rated if points >= _ALIKE * score]
    alike = [other for other in alike if other is not match and set(other.at) & set(match.at)]
    return family if any(families().get(other.kind) == family for other in alike) else match.kind


def _in_country(kind: str, countries: Sequence[str]) -> str:
    local = by_country().get(kind)
    return next((local[country] for country in countries if country in local), kind) if local else kind
