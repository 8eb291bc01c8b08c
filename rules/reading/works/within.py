"""Which kind of work a stretch of a text names by itself, surely."""

from collections.abc import Sequence

from rules.reading.found import Found
from rules.reading.works.lexicon import Lexicon, bundles, by_country, families, lexicon, projects
from rules.reading.works.matching import Match, matches_in
from rules.reading.works.naming import OF, Named, being_of, roles_of

_LEAST = 1.9
"""The score from which a stretch names a kind."""
_ALL = 0.99
_ARTICLES = (
    "the a an our my your their its this that these those der die das den dem des ein eine einen einem einer unser "
    "unsere unseren unserem unserer le la les un une notre nos el los las una nuestro nuestra nuestros nuestras"
)
_ARTICLE = frozenset(_ARTICLES.split())


class Within:
    """Looks at stretches of one text."""

    def __init__(self, found: Found, words: Lexicon) -> None:
        self._found = found
        self._lexicon = words
        self._roles = roles_of(found, words)
        self.being = being_of(found, words)
        """Words by which whoever asks says what they are."""
        self._known: dict[range, Named | None] = {}

    def named(self, stretch: range) -> Named | None:
        """The kind that a stretch names, with the whole of a phrase; None where it names none surely."""
        if stretch not in self._known:
            best = next((each for each in self._matches(stretch) if each.share >= _ALL), None)
            sure = best is not None and best.score >= _LEAST
            self._known[stretch] = _as_named(best) if best and sure else None
        return self._known[stretch]

    def is_one(self, stretch: range, one: Named, other: Named) -> bool:
        """Whether both are one job: named by one phrase ("packing and shipping"), or steps of a project."""
        kinds = families()
        family = kinds.get(one.kind)
        if family in projects() and family == kinds.get(other.kind):
            return True
        return any(
            match.share >= _ALL
            and match.kind not in bundles()
            and kinds.get(match.kind) != match.kind
            and {one.first, one.last, other.first, other.last}.issubset(match.at)
            for match in self._matches(stretch)
        )

    def same(self, one: str, other: str) -> bool:
        """Whether two kinds may be one: a family and one of its own, or one kind in two countries."""
        family = families()
        if one == other or family.get(one) == other or family.get(other) == one:
            return True
        local = by_country()
        return other in local.get(one, {}).values() or one in local.get(other, {}).values()

    def tells(self, at: int) -> bool:
        """Whether a word is more than an article, a pronoun or a word that stands in every request."""
        word = self._found.tokens.words[at]
        return word[0].isalpha() and word not in self._lexicon.symbols.small

    def is_article(self, at: int) -> bool:
        """Whether it is an article or another word that tells nothing, and no preposition."""
        words = self._found.tokens.words
        return at < len(words) and words[at] in _ARTICLE

    def is_preposition(self, at: int) -> bool:
        """Whether what follows says what the work is for, or where."""
        return self._found.tokens.words[at] in self._lexicon.prepositions

    def is_for(self, at: int) -> bool:
        """Whether what follows is not the work itself but what it is for: not in "a firm of translators"."""
        return self.is_preposition(at) and self._found.tokens.words[at] not in OF

    def is_to_do(self, at: int) -> bool:
        """Whether a verb follows that says what is asked for."""
        return self._found.tokens.words[at] in self._lexicon.to_do

    def _matches(self, stretch: range) -> Sequence[Match]:
        symbols = list(self._lexicon.symbols.found_in(self._found.tokens, stretch))
        return matches_in(symbols, self._lexicon, self._roles, brief=False)


def _as_named(match: Match) -> Named:
    return Named(match.kind, match.at[0], match.at[-1], match.score, len(match.names))


def within(found: Found, language: str) -> Within:
    """To look at the stretches of a text in this language."""
    return Within(found, lexicon(language))
