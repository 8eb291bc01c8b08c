"""Words that look like names of companies: capitals where the language does not ask for them."""

from collections.abc import Collection

from rules.reading.phrases import Vocabulary
from rules.reading.tokens import Tokens

COMPANY_FORMS = frozenset(
    "gmbh ag se kg ohg inc llc llp ltd plc corp sa sas sarl srl slu sl bv nv oy ab as aps spa kk pvt pte pty co group gruppe".split()
)
_NOT_A_COMPANY = frozenset({"@not_a_name", "@person"})
_NOUNS_HAVE_CAPITALS = frozenset({"de"})


def company_names(tokens: Tokens, vocabulary: Vocabulary, places: Collection[int]) -> list[int]:
    """Numbers of the words that begin or continue a name."""
    found: list[int] = []
    opens = True
    for index, word in enumerate(tokens.words):
        if tokens.capital[index] and index not in places and word not in COMPANY_FORMS and len(word) > 1:
            if vocabulary.language in _NOUNS_HAVE_CAPITALS:
                is_name = _has_company_form(tokens, index)
            else:
                is_name = not opens and _NOT_A_COMPANY.isdisjoint(vocabulary.symbols_of(word))
            if is_name:
                found.append(index)
        opens = tokens.sentence_ends[index] or (opens and not word[0].isalnum())
    return found


def _has_company_form(tokens: Tokens, index: int) -> bool:
    return any(word in COMPANY_FORMS for word in tokens.words[index + 1 : index + 3])
