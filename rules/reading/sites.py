"""What a place has to do with the work: where it is done, where it comes from, whom it serves, or nothing."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from rules.grid import Location
from rules.reading.distance import distance
from rules.reading.phrases import Hit
from rules.reading.places import Place, PlaceKind
from rules.reading.scope import Cover, Scope
from rules.reading.tokens import CLAUSE_MARK, Tokens

LOOK_BACK = 5
"""Words between a place and the preposition that governs it."""
LOOK_AHEAD = 3
"""Words between an attribute ("Indian") and its noun ("subsidiary")."""


class Role(Enum):
    """What a place does in its sentence: how strongly it speaks for where the work is done, and in which words."""

    DESTINATION = (5.0, "where the work goes")
    WITH_DOER = (4.0, "where those who do the work are")
    SITE = (3.0, "where the work is done")
    BARE = (2.0, "a place that is named")
    VENDOR_CITY = (1.8, "the town of the other company")
    CREW = (1.9, "where the people come from")
    VENDOR = (0.6, "where the other company is from, not necessarily where it works")
    PAPER = (0.0, "where papers are signed or people come from, not where the work is done")
    ORGANISATION = (0.0, "describes the organisation, not a place of work")
    MARKET = (0.0, "whom the work serves, not where it is done")
    LANGUAGE = (0.0, "a language, not a place")

    def __init__(self, points: float, says: str) -> None:
        self.points = points
        self.says = says


@dataclass(frozen=True, slots=True)
class Site:
    """A place with its role, and why it is set aside if it is."""

    place: Place
    country: str | None
    location: Location | None
    role: Role
    cover: Cover | None
    first: int
    last: int
    """Token numbers, both inclusive."""


_GOVERNORS = frozenset({"site_in", "site_from", "site_de", "site_to", "site_for", "site_of", "site_with", "site_paper"})
_NEVER_ALONE = frozenset({PlaceKind.NATIONALITY})
_DOERS = frozenset(
    {
        "vendor",
        "company",
        "vendor_name",
        "named_company",
        "own",
        "own_site",
        "own_act",
        "own_back",
        "hybrid",
        "staff_noun",
        "site_noun",
    }
)
_LONGEST_PHRASE = 6
"""Words: a phrase that spans more, with others in between, says nothing about a place inside it."""
_OUTSIDERS = frozenset({"vendor", "company", "vendor_name"})
_UNNAMED = frozenset({"vendor", "company"})
_OWN_PLACES = frozenset({"own", "site_noun"})
_TOWNS = frozenset({PlaceKind.CITY, PlaceKind.REGION})
_OWN = frozenset({"own", "own_site", "site_noun", "staff_noun"})


def sites_of(
    places: Sequence[tuple[Place, int, int]],
    names: Collection[int],
    tokens: Tokens,
    hits: Sequence[Hit],
    structure: Sequence[Hit],
    scope: Scope,
    home: str,
) -> list[Site]:
    """Give every place its role. `places` come with the numbers of their first and last word.

    `names`: numbers of the words that look like names of companies.
    """
    if not places:
        return []
    reader = _Reader(tokens, names, hits, structure, scope)
    sites: list[Site] = []
    for place, first, last in places:
        before = sites[-1] if sites and reader.joined(sites[-1].last, first) else None
        role = reader.role(place, first, last)
        if before is not None and role in (Role.BARE, Role.ORGANISATION) and place.kind not in _NEVER_ALONE:
            role = before.role
        if role in (Role.SITE, Role.BARE) and first in scope.destination:
            role = Role.DESTINATION
        cover = scope.cover(first, last + 1)
        if (
            cover is None
            and before is not None
            and before.cover is not None
            and scope.clause[first] == scope.clause[before.last]
        ):
            cover = before.cover
        sites.append(Site(place, place.country, _location(place, home), role, cover, first, last))
    return sites


def _location(place: Place, home: str) -> Location | None:
    if place.location is not None:
        return place.location
    return None if place.country is None else distance(place.country, home)


_NOTHING: frozenset[str] = frozenset()
_TURNS = frozenset({"rejected", "negation", "alternatives", "concession", "turn"})
_TOLD = _DOERS | {"market_noun", "organisation_noun", "language_noun"}


class _Reader:
    def __init__(
        self,
        tokens: Tokens,
        names: Collection[int],
        hits: Sequence[Hit],
        structure: Sequence[Hit],
        scope: Scope,
    ) -> None:
        self._words = tokens.words
        self._names = names
        self._scope = scope
        self._covering: dict[int, set[str]] = {}
        for hit in hits:
            if hit.cue in _TOLD and hit.end - hit.start <= _LONGEST_PHRASE:
                for at in range(hit.start, hit.end):
                    self._covering.setdefault(at, set()).add(hit.cue)
        self._capital = tokens.capital
        self._particles = {hit.start for hit in structure if hit.cue == "site_after"}
        self._acts = {hit.start for hit in structure if hit.cue == "acts"}
        self._placing = {hit.start for hit in structure if hit.cue == "places_work"}
        self._turns = {hit.start for hit in structure if hit.cue in _TURNS}
        self._left_for = {scope.clause[hit.start] for hit in structure if hit.cue == "leaving"}
        self._definite = {hit.start for hit in structure if hit.cue == "definite"}
        self._prepositions: dict[int, str] = {}
        for hit in structure:
            if hit.cue in _GOVERNORS:
                for at in range(hit.start, hit.end):
                    self._prepositions[at] = hit.cue

    def joined(self, last: int, first: int) -> bool:
        """True where two places stand in one list: "Vietnam, Indonesia and China"."""
        between = self._words[last + 1 : first]
        return len(between) <= 3 and all(word in (",", "/", "(", "、", "・") or word in _AND for word in between)

    def role(self, place: Place, first: int, last: int) -> Role:
        """What the place at these words does in its sentence."""
        heads = list(self._heads(last))
        preposition, back = self._governor(first)
        directly = back == 1
        nationality = place.kind is PlaceKind.NATIONALITY
        if nationality and any("language_noun" in cues for _, cues in heads):
            return Role.LANGUAGE
        if preposition == "site_for" and self._scope.clause[first] not in self._left_for:
            return Role.MARKET
        if preposition == "site_paper" and directly:
            return Role.PAPER
        role = None if directly or nationality else self._named_or_acting(first, last, alone=preposition is None)
        if role is None and preposition is None and nationality and self._opens_for_organisation(first, last):
            role = Role.ORGANISATION
        if role is not None:
            return role
        role = self._attributed(heads, place) if nationality or not directly else None
        if role is not None and not (role is Role.ORGANISATION and directly and preposition == "site_in"):
            return role
        if last + 1 in self._particles:
            return Role.SITE
        if nationality and not (heads and directly):
            return self._bare_nationality(place, preposition, alone=not heads)
        if preposition is not None:
            return self._governed(preposition, first - back, directly=directly, places_work=last + 1 in self._placing)
        names_whose = heads and self._opens_sentence(first) and first - 1 not in self._definite
        return Role.ORGANISATION if names_whose else Role.BARE

    @staticmethod
    def _bare_nationality(place: Place, preposition: str | None, *, alone: bool) -> Role:
        """ "in German" is a language; "in india", without the capital, is a country."""
        if alone and not place.text[0].isupper():
            return Role.SITE
        return Role.LANGUAGE if alone and preposition in ("site_in", "site_to") else Role.ORGANISATION

    def _governed(self, preposition: str, at: int, *, directly: bool, places_work: bool) -> Role:
        if preposition == "site_with":
            return Role.BARE
        if preposition == "site_from" and self._doer_just_before(at, _UNNAMED):
            return Role.VENDOR_CITY
        if preposition not in ("site_of", "site_paper"):
            if self._doer_before(at, _DOERS):
                return Role.WITH_DOER
            return Role.ORGANISATION if directly and places_work else Role.SITE
        if self._doer_before(at, _OUTSIDERS):
            return Role.VENDOR
        return Role.ORGANISATION if directly else Role.BARE

    def _attributed(self, heads: Sequence[tuple[int, set[str]]], place: Place) -> Role | None:
        for _, cues in heads:
            if "market_noun" in cues:
                return Role.MARKET
            if cues & _OUTSIDERS:
                return Role.VENDOR_CITY if place.kind in _TOWNS else Role.VENDOR
            if cues & _OWN:
                comes_from = place.kind is PlaceKind.NATIONALITY and not cues & _OWN_PLACES
                return Role.CREW if comes_from else Role.WITH_DOER
            if "organisation_noun" in cues:
                return Role.ORGANISATION
        return None

    def _heads(self, last: int) -> Iterator[tuple[int, set[str]]]:
        """The words after an attribute, up to the end of its noun phrase, with what they are known to be."""
        words = self._words
        for at in range(last + 1, min(last + 1 + LOOK_AHEAD, len(words))):
            if words[at] in CLAUSE_MARK or words[at] in _AND or at in self._prepositions or not words[at][0].isalpha():
                return
            if self._scope.clause[at] != self._scope.clause[last] or at in self._turns:
                return
            yield at, self._covering.get(at, set())

    def _governor(self, first: int) -> tuple[str | None, int]:
        """The preposition before a place, and how many words before it stands."""
        clause = self._scope.clause
        for back in range(1, min(LOOK_BACK, first) + 1):
            at = first - back
            if clause[at] != clause[first] or self._words[at] in CLAUSE_MARK:
                return None, 0
            if at in self._prepositions:
                return self._prepositions[at], back
        return None, 0

    def _doer_before(self, at: int, doers: frozenset[str]) -> bool:
        return any(self._covering.get(back, set()) & doers for back in range(max(at - 3, 0), max(at, 0)))

    def _named_or_acting(self, first: int, last: int, *, alone: bool) -> Role | None:
        """Part of a name ("Paris Bakery"), of whoever places the work, or itself at work ("Manila answers")."""
        if last + 1 in self._names and not self._covering.get(last + 1):
            return Role.ORGANISATION
        if alone and self._opens_for_organisation(first, last):
            return Role.ORGANISATION
        return Role.WITH_DOER if alone and last + 1 in self._acts else None

    def _opens_for_organisation(self, first: int, last: int) -> bool:
        return self._begins_sentence(first) and self._is_of_organisation(last)

    def _doer_just_before(self, at: int, doers: frozenset[str]) -> bool:
        return at > 0 and bool(self._covering.get(at - 1, set()) & doers)

    def _begins_sentence(self, first: int) -> bool:
        return first == 0 or self._scope.sentence[first] != self._scope.sentence[first - 1]

    def _is_of_organisation(self, last: int) -> bool:
        """True for "Ankara avionics house Kartal" and "Danish shipping line awards …": whoever places the work."""
        for at in range(last + 1, min(last + 2 + LOOK_AHEAD, len(self._words))):
            word = self._words[at]
            if at in self._placing:
                return True
            if not word[0].isalpha() or word in _AND or at in self._prepositions or at in self._turns:
                return False
            is_noun = word.endswith("ing") or "organisation_noun" in self._covering.get(at, _NOTHING)
            if at in self._acts and not is_noun:
                return False
            if self._covering.get(at, _NOTHING) & _OUTSIDERS:
                return False
            if self._capital[at]:
                return at > last + 1
        return False

    def _opens_sentence(self, first: int) -> bool:
        return first <= 2 or self._scope.clause[first] != self._scope.clause[first - 3]


_AND = frozenset({"and", "or", "und", "oder", "et", "ou", "y", "e", "o", "u", "sowie", "&", "plus", "と", "や"})
