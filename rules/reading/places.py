"""Places named in a text, which country they are in, and how far that is from the requester's home.

A name is looked up in the gazetteer (longest match first), kept only if the words around it allow a place, and given
one of its possible countries: by a region or country behind it ("Paris, Texas"), by other places in the text, by home,
or by size, in that order.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rules.grid import Location
from rules.reading.distance import distance, known_country
from rules.reading.gazetteer import Candidate, Sort, gazetteer
from rules.reading.gazetteer.codes import with_code_settled
from rules.reading.gazetteer.context import Support, Surroundings, is_listed
from rules.reading.gazetteer.names import Name, Words, name_at, names_in, words_of

_TOWN_BELOW = 25
"""Towns under 100,000 people count only where the words around them say "place"."""
_FAMILIAR = 5
"""A namesake at home is meant unless another is more than ten times as large."""
_RIVAL = 4
"""A namesake within this much of the one chosen could as well be meant."""
_NEARER = 2
"""How much larger a place in the home region counts."""
_WIDEST_GAP = 3


class PlaceKind(StrEnum):
    """What sort of place a name stands for."""

    COUNTRY = "country"
    REGION = "region"
    """A state, province, nation or county within a country."""
    CITY = "city"
    SUPRANATIONAL = "supranational"
    """Several countries: "Asia", "the Nordics"."""
    NATIONALITY = "nationality"
    """ "Indian", "polnisch": may say where a vendor comes from, so by itself it does not say where work is done."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in a text; `start` and `end` count characters of that text as it was given."""

    start: int
    end: int
    text: str
    kind: PlaceKind
    country: str | None
    """ISO 3166-1 alpha-2; None for several countries."""
    location: Location | None
    """Seen from home; None where that cannot be said."""
    certain: bool
    """False for a guess: a name shared by places at different distances, a company's local arm, a weak context."""


_KINDS = {
    Sort.COUNTRY: PlaceKind.COUNTRY,
    Sort.ABBREVIATION: PlaceKind.COUNTRY,
    Sort.CODE: PlaceKind.COUNTRY,
    Sort.CITY_ABBREVIATION: PlaceKind.CITY,
    Sort.REGION: PlaceKind.REGION,
    Sort.CITY: PlaceKind.CITY,
    Sort.GROUP: PlaceKind.SUPRANATIONAL,
    Sort.NATIONALITY: PlaceKind.NATIONALITY,
}


_WIDER = frozenset({Sort.COUNTRY, Sort.REGION, Sort.ABBREVIATION, Sort.CODE})


class _Mention(NamedTuple):
    """A name that is a place, with what it can still mean; `end` includes a region behind it."""

    name: Name
    end: int
    meanings: tuple[Candidate, ...]
    doubtful: bool


def find_places(text: str, home: str) -> tuple[Place, ...]:
    """The places named in `text`, in order and without overlaps, seen from the country `home`.

    Raises `ValueError` if `home` is not an ISO 3166-1 alpha-2 code.
    """
    if not known_country(home):
        raise ValueError(f"{home!r} is not an ISO 3166-1 alpha-2 country code")
    mentions = _mentions(words_of(text), home)
    if not mentions:
        return ()
    elsewhere = _countries_of_unshared_towns(mentions)
    return tuple(_place(mention, text, home, elsewhere) for mention in mentions)


def _mentions(words: Words, home: str) -> list[_Mention]:
    shouted = words.text.isupper()
    mentions: list[_Mention] = []
    covered = 0
    last: Name | None = None
    for name in names_in(words):
        if name.start < covered:
            continue
        around = with_code_settled(Surroundings(words, name), home)
        mention = None if around is None else _mention(around, last, shouted=shouted)
        if mention is not None:
            mentions.append(mention)
            covered = mention.end
            last = name
    return mentions


def _mention(around: Surroundings, last: Name | None, *, shouted: bool) -> _Mention | None:
    """The name as a mention of a place, or None where it is something else."""
    words, name = around.words, around.name
    if name.means(Sort.CODE):
        return _Mention(name, name.end, name.meanings, doubtful=False)
    if name.means(Sort.NOT_A_PLACE) or around.is_in_address() or around.is_clock():
        return None
    if name.is_without_capitals:
        return None if around.is_japanese_person() else _Mention(name, name.end, name.meanings, doubtful=False)
    if around.is_person() or around.is_organisation() or around.is_trade():
        return None
    if name.means(Sort.NATIONALITY) and around.is_language():
        return None
    capital = words.capital(name.first)
    narrowed = _narrowed(words, name)
    if narrowed is not None and capital:
        return narrowed
    wary = _is_wary(name)
    weak = False
    if wary or not capital:
        support = Support.FIRM if around.follows(last) else around.support()
        if not _is_credible(name, support, capital=capital, wary=wary):
            return None
        weak = (wary and (support is not Support.FIRM or shouted)) or (not capital and is_listed("capital", name.key))
    return _Mention(name, name.end, _as_written(name, capital=capital), doubtful=weak or around.is_local_arm())


def _as_written(name: Name, *, capital: bool) -> tuple[Candidate, ...]:
    """German "Indien" is the country, French "indien" what comes from there."""
    other = Sort.NATIONALITY if capital else Sort.COUNTRY
    if name.means(Sort.NATIONALITY) and name.means(Sort.COUNTRY):
        return tuple(meaning for meaning in name.meanings if meaning.sort is not other)
    return name.meanings


def _is_credible(name: Name, support: Support, *, capital: bool, wary: bool) -> bool:
    """Whether a name with that much support from its surroundings is a place at all."""
    if capital:
        return not wary or support is Support.FIRM or (support is Support.LOOSE and not _is_small(name))
    if wary:
        return False
    if is_listed("capital", name.key):
        return support is Support.FIRM
    return support is not Support.NONE or not name.means(Sort.CITY) or name.last - name.first > 1


def _is_wary(name: Name) -> bool:
    return is_listed("wary", name.key) or _is_small(name)


def _is_small(name: Name) -> bool:
    return all(meaning.sort is Sort.CITY and meaning.size < _TOWN_BELOW for meaning in name.meanings)


def _narrowed(words: Words, name: Name) -> _Mention | None:
    """The name together with a region or country behind it: "Paris, Texas", "Cambridge, MA", "Tbilisi (Georgia)"."""
    if not name.means(Sort.CITY):
        return None
    index = name.last
    if index >= len(words.folded):
        return None
    gap = words.gap(index - 1)
    if words.folded[index] in {"in", "en"} and gap == " " == words.gap(index):
        index += 1
    elif gap.strip() not in {",", "(", ""} or len(gap) > _WIDEST_GAP or "\n" in gap:
        return None
    loose = index != name.last or gap == " "
    state = _state(words, index)
    if state is not None and not loose and _has_country(name, state):
        return _Mention(name, words.ends[index], _within(name, {state}), doubtful=False)
    region = name_at(words, index)
    if region is None or not words.capital(index):
        return None
    wider = [meaning for meaning in region.meanings if meaning.sort in _WIDER]
    countries = {meaning.countries[0] for meaning in wider}
    shared = {country for country in countries if _has_country(name, country)}
    if shared:
        return _Mention(name, region.end, _within(name, shared), doubtful=False)
    return None


def _state(words: Words, index: int) -> str | None:
    """The country of a two-letter code of a state or province, or of a country, written in capitals."""
    written = words.text[words.starts[index] : words.ends[index]]
    if not written.isupper():
        return None
    for country, codes in gazetteer().states.items():
        if words.folded[index] in codes:
            return country
    return written if known_country(written) else None


def _has_country(name: Name, country: str) -> bool:
    return any(meaning.sort is Sort.CITY and meaning.countries == (country,) for meaning in name.meanings)


def _within(name: Name, countries: Iterable[str]) -> tuple[Candidate, ...]:
    kept = set(countries)
    return tuple(meaning for meaning in name.meanings if meaning.sort is Sort.CITY and meaning.countries[0] in kept)


def _countries_of_unshared_towns(mentions: Sequence[_Mention]) -> frozenset[str]:
    """Countries that the text names beyond doubt, through a place that is in no other country."""
    found = set()
    for mention in mentions:
        countries = {meaning.countries for meaning in mention.meanings if meaning.sort is not Sort.NATIONALITY}
        if len(countries) == 1:
            (only,) = countries
            if len(only) == 1:
                found.add(only[0])
    return frozenset(found)


def _place(mention: _Mention, text: str, home: str, elsewhere: frozenset[str]) -> Place:
    chosen, settled = _chosen(mention, home, elsewhere)
    location, agreed = _seen_from(home, chosen, mention.name.key)
    start, end = mention.name.start, mention.end
    return Place(
        start=start,
        end=end,
        text=text[start:end],
        kind=_KINDS[chosen.sort],
        country=chosen.countries[0] if len(chosen.countries) == 1 else None,
        location=location,
        certain=settled and agreed and not mention.doubtful,
    )


def _chosen(mention: _Mention, home: str, elsewhere: frozenset[str]) -> tuple[Candidate, bool]:
    """The meaning to take, and whether no other meaning at another distance comes close."""
    meanings = mention.meanings
    if len(meanings) == 1:
        return meanings[0], True

    weights = {meaning: _weight(meaning, home) for meaning in meanings}
    weight = weights.__getitem__
    largest = max(meanings, key=weight)
    at_home = [meaning for meaning in meanings if meaning.countries == (home,)]
    named = [meaning for meaning in meanings if meaning.countries[0] in elsewhere]
    best = largest
    if at_home and max(meaning.size for meaning in at_home) >= weight(largest) - _FAMILIAR:
        best = max(at_home, key=weight)
    elif named:
        return max(named, key=weight), True
    elif any(meaning.sort is Sort.COUNTRY for meaning in meanings):
        best = next(meaning for meaning in meanings if meaning.sort is Sort.COUNTRY)
    wider = [meaning for meaning in meanings if meaning.countries == best.countries and meaning.sort is Sort.COUNTRY]
    best = next(iter(wider), best)
    seen = _seen_from(home, best, mention.name.key)[0]
    rivals = [meaning for meaning in meanings if weight(meaning) >= weight(best) - _RIVAL]
    if best in at_home:
        rivals = [meaning for meaning in rivals if weight(meaning) > weight(best) + _RIVAL]
    return best, all(_seen_from(home, rival, mention.name.key)[0] is seen for rival in rivals)


def _weight(meaning: Candidate, home: str) -> int:
    return meaning.size + _NEARER if _is_near(meaning.countries[0], home) else meaning.size


@lru_cache(maxsize=4096)
def _is_near(country: str, home: str) -> bool:
    return known_country(country) and distance(country, home) is Location.NEARSHORE


def _seen_from(home: str, meaning: Candidate, city: str) -> tuple[Location | None, bool]:
    """How far it is, and whether that holds for all of it."""
    if len(meaning.countries) == 1:
        return distance(meaning.countries[0], home, city), True
    others = Counter(distance(country, home) for country in meaning.countries if country != home)
    if not others:
        return None, False
    (commonest, _), *rest = others.most_common()
    return commonest, not rest and home not in meaning.countries
