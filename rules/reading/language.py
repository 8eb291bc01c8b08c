"""Which language a text is in, by its small words, its letters and its script."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

from rules.reading.phrases import vocabulary
from rules.reading.tables import LANGUAGES, Slip, missing_keys, not_texts, phrases_file, table, unknown_keys
from rules.reading.tokens import Tokens, fold

_KANA = re.compile(r"[\u3041-\u30ff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CHINESE_ONLY = re.compile(r"[们这给该请为务业发开关对应东广龙]|我們|外包|客服|採購|采购")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u07ff\u0900-\u1cff\uac00-\ud7af\u1100-\u11ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_FIRST_CHARACTERS = 4000
_FIRST_WORDS = 80
"""The language shows in the first few lines."""
_ONE_WORD = 2
"""Points of a single small word."""
_A_HEADLINE = 4
"""Words up to which a text need not show its language: "Vendor Manila tickets"."""
_LATIN_LANGUAGES = tuple(language for language in LANGUAGES if language != "ja")


@cache
def small_words_and_letters() -> tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]]:
    """Small words and letters, each with the languages that have it; raises TableMistakesError."""
    listed_by = table(phrases_file("languages"), _slips)
    words: dict[str, list[str]] = {}
    for language, listed in chain(listed_by["words"].items(), listed_by["telling"].items()):
        for word in {fold(word) for word in listed.split()}:
            words.setdefault(word, []).append(language)
    letters: dict[str, list[str]] = {}
    for language, listed in listed_by["letters"].items():
        for letter in listed:
            letters.setdefault(letter, []).append(language)
    return words, letters


def _slips(file: str, content: Mapping[str, Any]) -> Iterator[Slip]:
    yield from unknown_keys(file, (), content, ("words", "letters", "telling"), "table")
    yield from missing_keys(file, (), content, ("words", "letters", "telling"), "table")
    words, letters = content.get("words", {}), content.get("letters", {})
    yield from not_texts(file, ("words",), words)
    yield from not_texts(file, ("letters",), letters)
    yield from not_texts(file, ("telling",), content.get("telling", {}))
    yield from missing_keys(file, ("words",), words, _LATIN_LANGUAGES, "language")
    yield from unknown_keys(file, ("letters",), letters, words, "language")


def is_small_word(word: str) -> bool:
    """Whether it is a word that sentences are held together by, in any language: "the", "wants", "für"."""
    small_words, _ = small_words_and_letters()
    folded = fold(word)
    return folded in small_words or folded.removesuffix("s") in small_words


def small_words(language: str) -> str:
    """The words that sentences of one language are held together by, as the table lists them."""
    listed: str = table(phrases_file("languages"), _slips)["words"].get(language, "")
    return listed


def language_of(text: str, tokens: Tokens) -> str | None:
    """ISO 639-1 code, possibly of a language that cannot be read; None where nothing tells."""
    sample = text[:_FIRST_CHARACTERS]
    script = None if sample.isascii() else _by_script(sample)
    if script is not None:
        return script or None
    points = _points(sample, tokens)
    best = max(points.values(), default=0)
    leaders = [language for language in points if points[language] == best]
    readable = [language for language in _LATIN_LANGUAGES if language in leaders]
    if best == _ONE_WORD and not readable and _knows_many(tokens):
        return _by_vocabulary(tokens, _LATIN_LANGUAGES, must_show=True)
    if best > 1 and (len(leaders) == 1 or not readable):
        return leaders[0]
    return _by_vocabulary(tokens, readable or _LATIN_LANGUAGES, must_show=best <= 1)


def _knows_many(tokens: Tokens) -> bool:
    """Whether one of our languages knows a third of the words, as of "renew the licences, same PO"; "po" is Polish."""
    words = [word for word in tokens.words[:_FIRST_WORDS] if word[0].isalpha()]
    return any(
        3 * sum(bool(vocabulary(each).symbols_of(word)) for word in words) >= len(words) for each in _LATIN_LANGUAGES
    )


def _points(sample: str, tokens: Tokens) -> Counter[str]:
    words, letters = small_words_and_letters()
    points: Counter[str] = Counter()
    for word, end in zip(tokens.words[:_FIRST_WORDS], tokens.ends, strict=False):
        # "U.S." and "30k" have no small words in them, although "u", "s" and "k" are some elsewhere.
        if len(word) == 1 and (sample.startswith(".", end) or sample[max(0, end - 2) : end - 1].isdigit()):
            continue
        for language in words.get(word, ()):
            points[language] += 2
    if not sample.isascii():
        points.update({language for letter in set(sample.lower()) for language in letters.get(letter, ())})
    return points


def _by_script(sample: str) -> str | None:
    """The language that the script alone tells, "" for a script that cannot be read, None for Latin letters."""
    latin = sum(map(len, _LATIN.findall(sample)))
    kana = len(_KANA.findall(sample))
    han = len(_HAN.findall(sample))
    if kana + han and 3 * (kana + han) >= latin:
        return "zh" if not kana and _CHINESE_ONLY.search(sample) else "ja"
    return "" if len(_OTHER_SCRIPT.findall(sample)) > latin else None


def _by_vocabulary(tokens: Tokens, languages: Sequence[str], *, must_show: bool) -> str | None:
    """The language that knows most of the words; the first of them in a draw."""
    words = [word for word in tokens.words[:_FIRST_WORDS] if word[0].isalpha()]
    known = {language: sum(bool(vocabulary(language).symbols_of(word)) for word in words) for language in languages}
    best = max(known.values())
    if must_show and len(words) > _A_HEADLINE and 4 * best < len(words):
        return None
    return next(language for language in languages if known[language] == best)
