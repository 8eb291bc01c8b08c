"""Which language a text is in, by its small words, its letters and its script."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from rules.reading.phrases import LANGUAGES, vocabulary
from rules.reading.tokens import Tokens, fold

_KANA = re.compile(r"[\u3041-\u30ff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CHINESE_ONLY = re.compile(r"[们这给们该请为务业发开关对应东广龙]|我们|我們")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u07ff\u0900-\u1cff\uac00-\ud7af\u1100-\u11ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_SAMPLE = 4000
"""Characters: the language shows in the first few lines."""


@cache
def _tables() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    table = tomllib.loads(files("rules.reading").joinpath("phrases", "languages.toml").read_text(encoding="utf-8"))
    words: dict[str, tuple[str, ...]] = {}
    for language, listed in table["words"].items():
        for word in {fold(word) for word in listed.split()}:
            words[word] = (*words.get(word, ()), language)
    letters: dict[str, tuple[str, ...]] = {}
    for language, listed in table["letters"].items():
        for letter in listed:
            letters[letter] = (*letters.get(letter, ()), language)
    return words, letters


def language_of(text: str, tokens: Tokens) -> str | None:
    """ISO 639-1 code, possibly of a language that cannot be read; None where nothing tells."""
    sample = text[:_SAMPLE]
    if not sample.isascii():
        script = _script_language(sample)
        if script is not None:
            return script if script != "?" else None
    small_words, letters = _tables()
    points: Counter[str] = Counter()
    seen = 0
    for word in tokens.words[:600]:
        if word[0].isalpha():
            seen += 1
            for language in small_words.get(word, ()):
                points[language] += 2
    if not sample.isascii():
        for letter in set(sample.lower()):
            for language in letters.get(letter, ()):
                points[language] += 1
    best = max(points.values(), default=0)
    leaders = [language for language in points if points[language] == best]
    if len(leaders) == 1 and best > 1:
        return leaders[0]
    readable = [language for language in LANGUAGES if language in leaders] or list(LANGUAGES[:4])
    if leaders and not set(leaders) & set(LANGUAGES) and best > 1:
        return leaders[0]
    return _by_vocabulary(tokens, readable, must_show=best <= 1 and seen > 5)


def _script_language(sample: str) -> str | None:
    """The language that the script alone tells, "?" for a script that cannot be read, None for Latin letters."""
    latin = sum(map(len, _LATIN.findall(sample)))
    kana = len(_KANA.findall(sample))
    han = len(_HAN.findall(sample))
    if kana + han and 3 * (kana + han) >= latin:
        if kana:
            return "ja"
        return "zh" if _CHINESE_ONLY.search(sample) else "ja"
    return "?" if len(_OTHER_SCRIPT.findall(sample)) > latin else None


def _by_vocabulary(tokens: Tokens, languages: list[str], *, must_show: bool) -> str | None:
    """The language that knows most of the words; the first of them in a draw."""
    words = tokens.words[:60]
    known = {language: sum(1 for word in words if vocabulary(language).symbols_of(word)) for language in languages}
    best = max(known.values())
    if must_show and 4 * best < len(words):
        return None
    return next(language for language in languages if known[language] == best)
