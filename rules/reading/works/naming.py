"""What a text is about, among the kinds of work that it mentions."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from rules.reading.found import Found
from rules.reading.works.lexicon import Lexicon, by_country, families, lexicon
from rules.reading.works.matching import Match, matches_in

MOST_WORKS = 8
"""Kinds that are named: more than any request places."""
_STRETCH = 60
"""Words that are looked at together, where no sentence ends before."""
_SET_ASIDE = 0.5
"""What words count that are negated, in the past or otherwise set aside, or say what those who ask are themselves."""
_LATER = 0.006
"""What each word before them takes from others, as a share."""
_BEHIND = 0.7
"""What words count behind a preposition: "guards for our warehouse"."""
OF = frozenset({"of", "de", "del", "du", "des", "von", "d", "unserer", "ihrer", "eurer"})
_BEHIND_OF = 0.8
"""What they count behind these, which may say what is worked on: "maintenance of lifts"."""
_DESCRIBING = 0.85
"""What words count in front of another, in languages where the last one says what it is: "prison catering"."""
_TO_DO = 1.15
"""What a verb counts that says what somebody is to do: "somebody to translate leaflets"."""
_PLACE = 0.3
"""What the words of a place's name count: Cape Town is no work for a town planner."""
_ASKING = frozenset({"ask"})
_BACKGROUND = 0.65
"""What words count in a sentence that asks for nothing, where another one does."""
_OPENING = 0.75
"""What they count in the first, which often says what the text is about."""
_ASIDE = 0.4
"""What words count in a sentence marked as being about something else."""
_TRADE = 6
"""Words behind "we are" that say what those who ask do themselves."""
_FURTHER = 0.55
"""What each further phrase adds, of what the one before it added."""
_TITLE = 5
"""Words that tell something, up to which a text is a title: it has nothing but what it is about."""
_LEAST, _LEAST_OF_TITLE = 2.5, 1.2
"""The score from which words name a kind. A wrong kind is worse than none."""
_SHORT = 8
"""Words of a text up to which its language may be another than it seems."""
_ALIKE = 0.93
"""Of a score: from here on another of the same family fits as well."""
_MENTIONED = 0.45
"""Of the best score: from here on another kind is named too."""


_ANY_OFFICE_WORK = frozenset({"back_office"})

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
    words: int = 1
    """How many of its words there are."""


def named_works(found: Found, language: str | None) -> list[Named]:
    """The kinds of work that a text names, the one that it is about first."""
    rated = _rated(found, lexicon(language)) if language is not None else []
    if not rated and language not in _UNLIKE and (language is None or len(found.tokens) <= _SHORT):
        plain = _plain(found, lexicon(language)) if language is not None else frozenset()
        others = (_rated(found, lexicon(each), plain) for each in _LATIN if each != language)
        rated = max(others, key=lambda each: each[0][0] if each else 0.0)
    return _chosen(rated)


def _plain(found: Found, words: Lexicon) -> frozenset[str]:
    """The words of a text that tell little in its own language, and so nothing in another."""
    everything = words.symbols.found_in(found.tokens, range(len(found.tokens)))
    faint = {found.tokens.words[each.first] for each in everything if each.name in words.faint}
    return words.symbols.small | faint


def as_done_in(works: Sequence[Named], countries: Sequence[str]) -> list[Named]:
    """The kinds as they are called in the first of the countries (ISO 3166-1) for which there is a kind of its own."""
    return [work._replace(kind=_in_country(work.kind, countries)) for work in works]


def _rated(found: Found, words: Lexicon, plain: Collection[str] = ()) -> list[tuple[float, Match]]:
    """The best match of each kind with its score, the weightiest first.

    `plain`: words that tell nothing in the language that the text seems to be in, whatever they mean in this one.
    """
    roles = roles_of(found, words)
    by_kind: dict[str, list[Match]] = {}
    told = found.tokens.words
    symbols = [
        [each for each in words.symbols.found_in(found.tokens, stretch) if told[each.first] not in plain]
        for stretch in _stretches(found)
    ]
    size = sum(map(len, symbols))
    is_title = size <= _TITLE and not any(hit.cue in _ASKING for hit in found.hits)
    for stretch in symbols:
        for match in matches_in(stretch, words, roles, brief=is_title):
            by_kind.setdefault(match.kind, []).append(match)
    rated = [_summed(matches) for matches in by_kind.values()]
    rated.sort(key=lambda rating: -rating[0])
    least = _LEAST_OF_TITLE if size <= _TITLE else _LEAST
    return rated if rated and rated[0][0] >= least else []


def _summed(matches: list[Match]) -> tuple[float, Match]:
    """What the phrases of one kind add up to, each by words of its own, and the best of them."""
    matches.sort(key=lambda match: -match.score)
    total, share = 0.0, 1.0
    told: set[str] = set()
    for match in matches:
        if told.isdisjoint(match.names):
            total += share * match.score
            share *= _FURTHER
            told |= match.names
            if share < 0.1:
                break
    return total, matches[0]


def _stretches(found: Found) -> Iterator[range]:
    """Sentences, and parts of very long ones."""
    begin, size = 0, len(found.tokens)
    for at in range(size):
        if found.tokens.sentence_ends[at] or at - begin >= _STRETCH:
            yield range(begin, at)
            begin = at
    yield range(begin, size)


def roles_of(found: Found, words: Lexicon) -> list[float]:
    """What each word counts: less far down, set aside, behind a preposition, or in front of what it describes."""
    tokens, covers, clause = found.tokens, found.scope.covers, found.scope.clause
    scope_sentence = found.scope.sentence
    roles: list[float] = []
    behind, weight = -1, 1.0
    sentences = _sentence_roles(found, words)
    being = being_of(found, words)
    places = {at for site in found.sites for at in range(site.first, site.last + 1)}
    for at, word in enumerate(tokens.words):
        role = max(1.0 - _LATER * at, 0.7) * sentences[scope_sentence[at]]
        if at in being:
            role *= _SET_ASIDE
        if at in places:
            role *= _PLACE
        if at in covers and not covers[at].ownership_only:
            role *= _SET_ASIDE
        if word in words.prepositions:
            behind, weight = clause[at], _BEHIND_OF if word in OF else _BEHIND
        if at and tokens.words[at - 1] in words.to_do:
            role *= _TO_DO
        elif behind == clause[at]:
            role *= weight
        elif words.head_last and at + 1 < len(tokens) and tokens.words[at + 1] not in words.symbols.small:
            role *= _DESCRIBING if tokens.words[at + 1][0].isalpha() else 1.0
        roles.append(role)
    return roles


def _sentence_roles(found: Found, words: Lexicon) -> dict[int, float]:
    """What each sentence counts: less where others ask for something, and least where it is an aside."""
    sentence = found.scope.sentence
    asking = {sentence[hit.start] for hit in found.hits if hit.cue in _ASKING}
    quiet = dict.fromkeys(sentence, _BACKGROUND if asking else 1.0)
    opening = {number: _OPENING for number in sentence[:1] if asking}
    roles = quiet | opening | dict.fromkeys(asking, 1.0)
    for at, word in enumerate(found.tokens.words):
        if word in words.asides:
            roles[sentence[at]] = _ASIDE
    return roles


def being_of(found: Found, words: Lexicon) -> set[int]:
    """Words by which whoever asks says what they are: "we are a printing house"."""
    tokens, clause = found.tokens, found.scope.clause
    said: set[int] = set()
    for at in range(len(tokens)):
        for opening in words.being:
            end = at + len(opening)
            if tuple(tokens.words[at:end]) == opening:
                for behind in range(end, min(end + _TRADE, len(tokens))):
                    if clause[behind] != clause[at]:
                        break
                    said.add(behind)
    return said


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
    return _telling_first(chosen)


def _telling_first(chosen: Sequence[Named]) -> list[Named]:
    """Behind what is done there, what only says that it is an office: "a shared service centre for payables"."""
    if not chosen or chosen[0].kind not in _ANY_OFFICE_WORK:
        return list(chosen)
    untelling = _ANY_OFFICE_WORK.union(families().values())
    first = next((named for named in chosen if named.kind not in untelling), chosen[0])
    return [first, *(named for named in chosen if named is not first)]


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
