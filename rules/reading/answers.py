"""Answers to the questionnaire that the text already settles. What it does not settle is left to be asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rules.reading.phrases import Hit, Vocabulary
from rules.reading.scope import Scope
from rules.reading.tokens import Tokens

SCALES = ((5, "under_5"), (50, "5_49"), (200, "50_199"), (500, "200_499"), (float("inf"), "500_plus"))
"""People, below which each option holds."""
DURATIONS = ((3, "under_3_months"), (12.5, "3_to_12_months"), (36.5, "1_to_3_years"), (float("inf"), "over_3_years"))
"""Months, below which each option holds; a contract of exactly a year is still "3 to 12 months"."""
COUNTRY_RISKS = {
    "embargoed": frozenset({"CU", "IR", "KP"}),
    "high": frozenset({"RU", "BY", "SY", "MM", "VE", "AF", "SD", "SS", "YE", "LY", "SO", "ER", "CF"}),
}
"""Countries under a comprehensive embargo of the United States, and others that need a strict review (team default)."""
_UNIT_WITHIN = 4
"""Words between a number and what it counts: "40 full-time service agents"."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An answer and the words that settle it, by token numbers (both inclusive)."""

    factor: str
    option: str
    first: int
    last: int


def answers_in(
    tokens: Tokens,
    vocabulary: Vocabulary,
    hits: Sequence[Hit],
    scope: Scope,
    countries: Sequence[tuple[str, int, int]],
) -> list[Settled]:
    """At most one answer for each factor, from the first words that settle it; none where the text says two things.

    `countries` are those where the work would be done, with the numbers of their first and last word.
    """
    read: list[Settled] = []
    for hit in hits:
        if scope.cover(hit.start, hit.end) is None:
            factor, _, option = hit.cue.partition("=")
            read.append(Settled(factor, option, hit.start, hit.end - 1))
    read += [answer for answer in _counted(tokens, vocabulary) if answer.first not in scope.covers]
    read += [
        Settled("country_risk", risk, first, last)
        for country, first, last in countries
        for risk, members in COUNTRY_RISKS.items()
        if country in members
    ]
    options: dict[str, set[str]] = {}
    for answer in read:
        options.setdefault(answer.factor, set()).add(answer.option)
    first_words: dict[str, Settled] = {}
    for answer in read:
        if len(options[answer.factor]) == 1:
            first_words.setdefault(answer.factor, answer)
    return list(first_words.values())


def _counted(tokens: Tokens, vocabulary: Vocabulary) -> list[Settled]:
    """How many people, and for how long: numbers with their unit."""
    found: list[Settled] = []
    for at, word in enumerate(tokens.words):
        count = vocabulary.numbers.get(word) or _number(word)
        if count is None or _is_year(word):
            continue
        for ahead in range(at + 1, min(at + _UNIT_WITHIN, len(tokens))):
            if not (tokens.words[ahead][0].isalpha() or tokens.words[ahead] == "/"):
                break
            kinds = vocabulary.symbols_of(tokens.words[ahead])
            if "@year" in kinds or "@month" in kinds:
                if not _is_age(tokens, vocabulary, at, ahead):
                    months = count * (12 if "@year" in kinds else 1)
                    found.append(Settled("duration", _option(months, DURATIONS), at, ahead))
                break
            if "@head" in kinds:
                found.append(Settled("scale", _option(count, SCALES), at, ahead))
                break
    return found


def _is_age(tokens: Tokens, vocabulary: Vocabulary, first: int, last: int) -> bool:
    """True for "three years ago", "after two years": not how long the work will last."""
    around: Collection[str] = (*tokens.words[max(first - 2, 0) : first], *tokens.words[last + 1 : last + 3])
    return any("@not_a_term" in vocabulary.symbols_of(word) for word in around)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")


def _number(word: str) -> float | None:
    """A number as written in any of the languages ("1,400", "1.400"); None for what is not a plain number."""
    if not word[0].isdigit() or len(word) > 12:
        return None
    parts = word.replace(".", ",").split(",")
    if all(len(part) == 3 for part in parts[1:]):
        return float("".join(parts))
    return None


def _option(amount: float, limits: Sequence[tuple[float, str]]) -> str:
    return next(option for limit, option in limits if amount < limit)
