"""Words, numbers and marks of a text, folded so that phrases can be found whatever the accents and capitals."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rules.reading.flags import PAIR

_CJK = "\u3005\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff"
_GROUPED = r"[1-9]\d{0,2}(?:[ '’‘ʼ′]\d{3}(?!\d)){1,4}(?:[.,]\d{1,2}(?!\d))?"
"""Thousands apart, as in "1 020" and "1'020"."""
_TOKEN = re.compile(
    rf"(?P<cjk>[{_CJK}])"
    rf"|(?P<word>[^\W\d_{_CJK}]{{1,40}}(?:n['’]t\b|(?<=n)['’]t\b)?)"
    rf"|(?P<number>{_GROUPED}|\d{{1,20}}(?:[.,]\d{{1,20}}){{0,6}})"
    r"|(?P<possessive>['’]s\b)"
    r"|(?P<mark>[.,;:!?…()\[\]—–/|。、！？，；：・％%\n])"
    rf"|(?P<sign>[$€£¥₹]|{PAIR})"
)
_WORD, _MARK, _POSSESSIVE = (_TOKEN.groupindex[name] for name in ("word", "mark", "possessive"))
SENTENCE_END = frozenset({".", "!", "?", "…", "。", "！", "？", "¶"})
CLAUSE_MARK = frozenset({",", ";", ":", "(", ")", "[", "]", "—", "–", "、", "，", "；", "：", "|", "\n"})
BARRIERS = frozenset({";", ":", "(", ")", "；", "：", "|", "—", "–"})
"""Marks that no phrase reaches across."""
_ABBREVIATIONS = frozenset(
    {
        "st",
        "inc",
        "ltd",
        "co",
        "corp",
        "dr",
        "mr",
        "mrs",
        "ms",
        "no",
        "nr",
        "vs",
        "etc",
        "approx",
        "dept",
        "bzw",
        "ca",
        "vgl",
        "art",
    }
)


def fold(word: str) -> str:
    """Small letters without accents; kana and kanji keep theirs."""
    small = word.lower()
    if small.isascii() or "\u3041" <= small[0] <= "\u9fff":
        return small
    apart = unicodedata.normalize("NFKD", small.replace("ß", "ss").replace("’", "'"))
    return "".join(char for char in apart if not unicodedata.combining(char))


@dataclass(frozen=True, slots=True)
class Tokens:
    """Columns: what each token is, where it stands, whether it has a capital, and whether it ends a sentence."""

    words: Sequence[str]
    """Folded. Numbers as written. Marks as themselves; "¶" is an empty line. One kana or kanji is one word."""
    starts: Sequence[int]
    ends: Sequence[int]
    capital: Sequence[bool]
    sentence_ends: Sequence[bool]
    """True at a mark that ends a sentence."""

    def __len__(self) -> int:
        return len(self.words)


def tokens_of(text: str) -> Tokens:
    """Split a clean text."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    capital: list[bool] = []
    sentence_ends: list[bool] = []
    small = text.lower() if text.isascii() else None
    for found in _TOKEN.finditer(text):
        begin, end = found.span()
        kind = found.lastindex
        stops = False
        if kind == _WORD:
            word = fold(found[0]) if small is None else small[begin:end]
        else:
            word = found[0]
            if kind == _MARK:
                if word == "\n":
                    if words and words[-1] == "\n":
                        words[-1] = "¶"
                        sentence_ends[-1] = True
                        continue
                else:
                    stops = word in SENTENCE_END and not (word == "." and _is_inside(text, end, words))
            elif kind == _POSSESSIVE:
                word = "'s"
        words.append(word)
        starts.append(begin)
        ends.append(end)
        capital.append(kind == _WORD and not found[0].islower())
        sentence_ends.append(stops)
    return Tokens(words, starts, ends, capital, sentence_ends)


def _is_inside(text: str, after: int, words: list[str]) -> bool:
    """True for a full stop that ends an abbreviation, or stands inside a word or number."""
    if after < len(text) and not text[after].isspace() and text[after] not in "\"'”’)":
        return True
    return (
        bool(words)
        and (words[-1] in _ABBREVIATIONS or (len(words[-1]) == 1 and words[-1].isalpha() and words[-1].isascii()))
        and after < len(text)
    )
