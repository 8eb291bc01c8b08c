"""Answers to the questionnaire that the text already settles. What it does not settle is left to be asked."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rules.reading.phrases import Hit
from rules.reading.scope import Scope
from rules.reading.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Settled:
    """An answer and the words that settle it, by token numbers (both inclusive)."""

    factor: str
    option: str
    first: int
    last: int


_HEADS = re.compile(
    r"agents?|jobs?|employees?|people|staff|roles?|fte|ftes|seats?|seat|positions?|workers?|engineers?|developers?|heads?|headcount|analysts?|accountants?|nurses?|guards?|cleaners?|"
    r"mitarbeiter\w*|stellen|beschaftigte\w*|arbeitsplatze\w*|personen|entwickler|salaries|personnes|postes|emplois|agents|empleados|personas|puestos|trabajadores|人|名"
)
_YEARS = frozenset({"year", "years", "jahr", "jahre", "jahren", "ans", "annees", "ano", "anos", "年"})
_MONTHS = frozenset({"month", "months", "monat", "monate", "monaten", "mois", "mes", "meses", "月"})
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20,
    "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
}  # fmt: skip
_EMBARGOED = frozenset({"CU", "IR", "KP"})
_HIGH_RISK = frozenset({"RU", "BY", "SY", "MM", "VE", "AF", "SD", "SS", "YE", "LY", "SO", "ER", "CF"})
_NOT_A_TERM = frozenset({"ago", "old", "experience", "after", "last", "past", "seit", "vor", "desde", "hace", "depuis"})


def answers_in(
    tokens: Tokens, hits: Sequence[Hit], scope: Scope, countries: Sequence[tuple[str, int, int]]
) -> list[Settled]:
    """At most one answer for each factor; the first words that settle it. A factor that is contradicted is left open."""
    found: dict[str, Settled] = {}
    contradicted: set[str] = set()

    def settle(factor: str, option: str, first: int, last: int) -> None:
        known = found.setdefault(factor, Settled(factor, option, first, last))
        if known.option != option:
            contradicted.add(factor)

    for hit in hits:
        if scope.cover(hit.start, hit.end) is None:
            factor, _, option = hit.cue.partition("=")
            settle(factor, option, hit.start, hit.end - 1)
    for at, word in enumerate(tokens.words):
        count = _WORDS.get(word) or _count(word)
        if count is not None and scope.covers.get(at) is None:
            _read_number(tokens, at, count, settle)
    for country, first, last in countries:
        if country in _EMBARGOED:
            settle("country_risk", "embargoed", first, last)
        elif country in _HIGH_RISK:
            settle("country_risk", "high", first, last)
    return [answer for answer in found.values() if answer.factor not in contradicted]


def _read_number(tokens: Tokens, at: int, count: float, settle: Callable[[str, str, int, int], None]) -> None:
    words = tokens.words
    for ahead in range(at + 1, min(at + 4, len(words))):
        word = words[ahead]
        if not (word[0].isalpha() or word == "/"):
            return
        around = {*words[max(at - 2, 0) : at], *words[ahead + 1 : ahead + 3]}
        if word in _YEARS or word in _MONTHS:
            if not around & _NOT_A_TERM and count < 100:
                settle("duration", _duration(count * (12 if word in _YEARS else 1)), at, ahead)
            return
        if _HEADS.fullmatch(word):
            if not (1900 <= count <= 2100 and words[at] == f"{count:.0f}") and count == int(count):
                settle("scale", _scale(count), at, ahead)
            return


def _count(word: str) -> float | None:
    """A number as written in any of the languages; None for what is not a plain number."""
    if not word[0].isdigit() or len(word) > 12:
        return None
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", word):
        return float(re.sub(r"[.,]", "", word))
    return float(word) if word.isdigit() else None


def _scale(people: float) -> str:
    for limit, option in ((5, "under_5"), (50, "5_49"), (200, "50_199"), (500, "200_499")):
        if people < limit:
            return option
    return "500_plus"


def _duration(months: float) -> str:
    for limit, option in ((3, "under_3_months"), (12.5, "3_to_12_months"), (36.5, "1_to_3_years")):
        if months < limit:
            return option
    return "over_3_years"
