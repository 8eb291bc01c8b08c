"""Buying things is not placing work: "We need to buy seeds", as opposed to "We need to buy cleaning services"."""

from rules.reading.found import Found
from rules.reading.works.lexicon import Lexicon, lexicon

_SOON = 8
"""Words of a text among which its first verb stands."""
_REACH = 24
"""Words in which what is bought is named."""


def buys_things(found: Found, language: str | None) -> bool:
    """Whether the text begins with buying, and what is bought is no work."""
    words = lexicon(language or "en")
    tokens = found.tokens.words
    at = next((at for at, word in enumerate(tokens[:_SOON]) if word in words.buying), None)
    if at is None or not words.alternatives.isdisjoint(tokens):
        return False
    named = _named(found, at + 1, words)
    if not named:
        return False
    head = named[-1] if words.head_last else named[0]
    return words.symbols.stems.stem(head) not in words.doing


def _named(found: Found, begin: int, words: Lexicon) -> list[str]:
    """The words for what is bought: up to a preposition or the end of the sentence."""
    named: list[str] = []
    for at in range(begin, min(begin + _REACH, len(found.tokens))):
        word = found.tokens.words[at]
        if found.tokens.sentence_ends[at] or (named and word in words.prepositions) or word in ";:(":
            break
        if word[0].isalpha() and (word not in words.symbols.small or words.symbols.stems.stem(word) in words.doing):
            named.append(word)
    return named
