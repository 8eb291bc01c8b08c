"""Words that look like names of companies: capitals where the language does not ask for them."""

from collections.abc import Collection

from rules.reading.phrases import Vocabulary
from rules.reading.tokens import Tokens

_FORM = "@company_form"
""" "Ltd", "GmbH": marks the word before it as a name."""
_NOT_A_COMPANY = frozenset({"@not_a_name", "@person", _FORM})
_NOUNS_HAVE_CAPITALS = frozenset({"de"})


def company_names(tokens: Tokens, vocabulary: Vocabulary, places: Collection[int]) -> list[int]:
    """Numbers of the words that begin or continue a name."""
    found: list[int] = []
    opens = True
    for index, word in enumerate(tokens.words):
        if tokens.capital[index] and index not in places and len(word) > 1:
            if vocabulary.language in _NOUNS_HAVE_CAPITALS:
                is_name = any(_FORM in vocabulary.symbols_of(after) for after in tokens.words[index + 1 : index + 3])
            else:
                is_name = not opens and _NOT_A_COMPANY.isdisjoint(vocabulary.symbols_of(word))
            if is_name:
                found.append(index)
        opens = tokens.sentence_ends[index] or (opens and not word[0].isalnum())
    return found
