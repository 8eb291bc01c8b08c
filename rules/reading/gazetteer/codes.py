"""Whether a country's code in capitals can be nothing else: "our team in PH", not "our IT team" or "do it IN HOUSE"."""

from collections.abc import Collection, Iterator

from rules.reading.gazetteer import Heading, Sort, candidates, gazetteer
from rules.reading.gazetteer.context import Support, Surroundings, is_listed
from rules.reading.gazetteer.names import Words

_MOST_LISTED = 8
"""Codes on either side that are looked at."""
_BETWEEN = frozenset({"/", ",", "&", "+", "|", "-"})
_CODES = frozenset({Sort.CODE, Sort.ABBREVIATION})
_SHORT_FOR_WORK: Heading = "code in a list"
_WORD: Heading = "code that is a word"
_NEEDS_PREPOSITION: Heading = "code with a preposition"


def with_code_settled(around: Surroundings, home: str) -> Surroundings | None:
    """The name as the code of a country or as anything else, for a reader in `home`; None where nothing is left."""
    name = around.name
    if not name.means(Sort.CODE):
        return around
    is_code = _stands_for_country(around, home)
    meanings = tuple(meaning for meaning in name.meanings if (meaning.sort is Sort.CODE) is is_code)
    return around._replace(name=name._replace(meanings=meanings)) if meanings else None


def _stands_for_country(around: Surroundings, home: str) -> bool:
    code = around.name.key
    if around.is_behind_digit():
        return False
    states = gazetteer().states.get(home, ())
    listed = [
        other
        for other in _listed_with(around.words, around.name.first)
        if not is_listed(_SHORT_FOR_WORK, other) and other not in states
    ]
    if is_listed(_SHORT_FOR_WORK, code):
        return len(listed) > 1
    if is_listed(_WORD, code):
        return _is_no_word(around, listed)
    if listed:
        return True
    if code in states or (is_listed("code that is a word elsewhere", code) and around.is_among_capitals()):
        return False
    if around.is_base() or around.is_behind_preposition():
        return True
    if is_listed(_NEEDS_PREPOSITION, code):
        return False
    return (
        around.is_in_brackets() or around.support() is not Support.NONE or is_listed("code before", around.word_after())
    )


def _is_no_word(around: Surroundings, listed: Collection[str]) -> bool:
    """Whether a code that is also a word is none here: beside other codes, "IN-based", or "in IN"."""
    certain = not is_listed("code that is stressed", around.name.key) or around.ends_phrase()
    if any(not is_listed(_WORD, other) for other in listed):
        return certain or len(listed) > 1 or not around.is_behind_comma()
    if around.is_base() or around.is_in_brackets():
        return True
    return certain and around.is_behind_preposition() and not around.is_among_capitals()


def _listed_with(words: Words, index: int) -> Iterator[str]:
    """The other codes of the list that word `index` stands in: "PH/IN", "DE, AT and CH"."""
    for step in (-1, 1):
        at = index
        for _ in range(_MOST_LISTED):
            beside = _next_listed(words, at, step)
            if beside is None:
                break
            at = beside
            yield words.folded[at]


def _next_listed(words: Words, at: int, step: int) -> int | None:
    """The next code on one side, if only a mark, or "and", stands between."""
    beside = at + step
    if not 0 <= beside < len(words.folded):
        return None
    if is_listed("and", words.folded[beside]) and words.gap(min(at, beside)).strip() in {"", ","}:
        at, beside = beside, beside + step
        if not 0 <= beside < len(words.folded) or words.gap(min(at, beside)).strip():
            return None
    elif words.gap(min(at, beside)).strip() not in _BETWEEN:
        return None
    written = words.text[words.starts[beside] : words.ends[beside]]
    value = gazetteer().names.get(words.folded[beside])
    known = value is not None and written.isupper() and any(each.sort in _CODES for each in candidates(value))
    return beside if known else None
