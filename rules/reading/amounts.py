"""How many people the work takes and for how long: numbers together with what they count."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, Literal, NamedTuple, get_args

from rules.reading.scope import COMES_FROM, HOW_IT_IS, Cover, Scope
from rules.reading.tables import LANGUAGES, Slip, missing_keys, not_texts, phrases_file, subtables, table, unknown_keys
from rules.reading.tokens import CLAUSE_MARK, Tokens, fold
from rules.suggest import Problem

SCALES = ((5, "under_5"), (50, "5_49"), (200, "50_199"), (500, "200_499"), (float("inf"), "500_plus"))
"""People, below which each option holds."""
DURATIONS = ((3, "under_3_months"), (12.5, "3_to_12_months"), (36.5, "1_to_3_years"), (float("inf"), "over_3_years"))
"""Months, below which each option holds; a contract of exactly a year is still "3 to 12 months"."""
_UNIT_WITHIN = 4
"""Words between a number and what it counts: "40 full-time service agents"."""
_NEARBY = 5
"""Words around a length of time among which the contract is named, or the word that makes it something else."""
_CLAUSE = 15
"""Words before "for nine years" that show whether those years are over: "has run it for nine years"."""
_THOUSANDS = re.compile(
    r"(?P<whole>\d{1,3}(?P<apart>[., '’‘ʼ′])\d{3}(?:(?P=apart)\d{3})*|\d{1,2}(?:,\d\d)+,\d{3})(?:[.,]\d\d?)?"
)
"""As written in different languages: 1,020 and 1.020 and 1 020 and 1'020, and 1,20,000 in India."""
_FRACTION = re.compile(r"\d{1,4}[.,]\d{1,2}")
_FRACTION_OF_A_MULTIPLE = re.compile(r"\d{1,4}[.,]\d{1,3}")
_LONGEST = 20
"""Characters of a number; nothing that counts people or months has more."""
_MONTHS_IN: Mapping["_Kind", float] = {"year": 12.0, "month": 1.0, "week": 12 / 52, "day": 12 / 365}
_Kind = Literal[
    "about", "ahead", "anybody", "awarded", "barrier", "begun", "being", "day", "doing", "employee", "for", "fraction",
    "head", "label", "lost", "month", "more", "not_after", "not_before", "of", "organisation", "served", "served_work",
    "set_apart", "team", "term", "vague", "we_are", "week", "year",
]  # fmt: skip
"""Kinds of words around a number."""


class Amount(NamedTuple):
    """An answer that a number settles, by token numbers (both inclusive)."""

    factor: str
    option: str
    first: int
    last: int
    by_nature: bool = False
    """Whether it only follows from the name of the work."""


class _Number(NamedTuple):
    value: float
    first: int
    end: int
    """One past its last word."""


@dataclass(frozen=True, slots=True)
class AmountWords:
    """Numbers in words, and words around numbers."""

    numbers: Mapping[str, int]
    multiples: Mapping[str, int]
    """What a number can be followed by: "40 thousand", "1.2k"."""
    starts: frozenset[str]
    """Words that begin a number."""
    of_kind: Mapping[_Kind, frozenset[str]]


@cache
def amount_words() -> AmountWords:
    """The table; raises TableMistakesError."""
    listed_by = table(phrases_file("amounts"), _slips)
    numbers = dict(_valued(listed_by["numbers"].values()))
    standing_alone, following = (dict(_valued([listed_by["multiples"][kind]])) for kind in ("all", "following"))
    return AmountWords(
        numbers,
        {**standing_alone, **following},
        frozenset({*numbers, *standing_alone}),
        {kind: frozenset(fold(word) for word in listed.split()) for kind, listed in listed_by["words"].items()},
    )


def _slips(file: str, content: Mapping[str, Any]) -> Iterator[Slip]:
    for name, listed in subtables(file, (), content):
        known = _LISTS.get(name, listed)
        yield from not_texts(file, (name,), listed)
        yield from unknown_keys(file, (name,), listed, known, "list")
        yield from missing_keys(file, (name,), listed, known, "list")
    yield from unknown_keys(file, (), content, _LISTS, "table")
    yield from missing_keys(file, (), content, _LISTS, "table")
    for name in ("numbers", "multiples"):
        for key, listed in content.get(name, {}).items():
            for entry in _ENTRY.finditer(str(listed)):
                if not re.fullmatch(r"[^=]+=\d+", entry[0]):
                    problem = Problem(f'a number is written as in "ten=10"; "{entry[0]}" is not')
                    yield Slip(file, (name, key), problem, below=listed.count("\n", 0, entry.start()))


_ENTRY = re.compile(r"\S+")
_LISTS: Mapping[str, Collection[str]] = {
    "numbers": tuple(language for language in LANGUAGES if language != "ja"),
    "multiples": ("all", "following"),
    "words": get_args(_Kind),
}


def _valued(lists: Sequence[str]) -> Iterator[tuple[str, int]]:
    for listed in lists:
        for entry in listed.split():
            word, _, value = entry.partition("=")
            yield fold(word), int(value)


def amounts_in(tokens: Tokens, scope: Scope) -> list[Amount]:
    """The sizes and lengths of time that the text gives for the work."""
    sizes: dict[_Count, list[Amount]] = {count: [] for count in _Count}
    lengths: list[Amount] = []
    for number in _numbers(tokens.words):
        cover = scope.covers.get(number.first)
        if cover is None or cover.why in (COMES_FROM, HOW_IT_IS):
            for amount in _people(tokens, number):
                sizes[_count(tokens.words, amount, cover)].append(amount)
        if cover is None:
            lengths += _time(tokens, number)
    return next(filter(None, sizes.values()), []) + lengths


class _Count(Enum):
    """What a number of people says about the size of the work; the first that is given counts."""

    ADDED = "the people who are to come"
    NAMED = "the people who do it"
    TODAY = "the people who do it today"


def _count(words: Sequence[str], amount: Amount, cover: Cover | None) -> _Count:
    """ "60 engineers, we want 25 more": the work in question is that of the 25."""
    if cover is not None and cover.why == HOW_IT_IS:
        return _Count.TODAY
    around = words[max(amount.first - 1, 0) : amount.last + 2]
    return _Count.NAMED if amount_words().of_kind["more"].isdisjoint(around) else _Count.ADDED


def _numbers(words: Sequence[str]) -> Iterator[_Number]:
    """Numbers as written and in words; not years, and not where only their order of magnitude is said."""
    known = amount_words()
    at = 0
    for first in [at for at, word in enumerate(words) if word in known.starts or word[0].isdigit()]:
        scaled = first + 1 < len(words) and words[first + 1] in known.multiples
        labelled = first > 0 and words[first - 1] in known.of_kind["label"]
        value = _value(words[first], scaled=scaled, labelled=labelled)
        if value is None or first < at:
            continue
        at = first + 1
        tens = known.numbers.get(words[at], 0) if at < len(words) and value in range(20, 100, 10) else 0
        if 0 < tens < 10:
            value += tens
            at += 1
        while at < len(words) and words[at] in known.multiples:
            value *= known.multiples[words[at]]
            at += 1
        if at < len(words) and words[at] == "dozen":
            value *= 12
            at += 1
        if first and words[first - 1] in known.of_kind["vague"] and words[first] in known.multiples:
            continue
        if words[first] == "dozen" and first and words[first - 1] == "half":
            value = 6
        yield _Number(value, first, at)


def _value(word: str, *, scaled: bool, labelled: bool) -> float | None:
    """A number in any of the languages ("1,400", "1.400", "twelve"); None for a year, and for no plain number.

    It is `scaled` where a multiple follows ("1.25 million"), and `labelled` where its beginning belongs to what stands
    before it ("phase 1 200 agents", "version 1.2").
    """
    known = amount_words()
    if word in known.numbers:
        return known.numbers[word]
    if word in known.multiples:
        return known.multiples[word]
    if labelled:
        _, _, word = word.partition(" ")
    if not word[:1].isdigit() or len(word) > _LONGEST:
        return None
    if word.isdigit():
        return None if len(word) == 4 and word[:2] in ("19", "20") else float(word)
    if (_FRACTION_OF_A_MULTIPLE if scaled else _FRACTION).fullmatch(word):
        return float(word.replace(",", "."))
    thousands = _THOUSANDS.fullmatch(word)
    return float(re.sub(r"\D", "", thousands["whole"])) if thousands else None


def _people(tokens: Tokens, number: _Number) -> Iterator[Amount]:
    """How many people do the work; not how many it is done for, nor how large a company is."""
    words, kind = tokens.words, amount_words().of_kind
    before = _before(words, number.first)
    for at in range(number.end, min(number.end + _UNIT_WITHIN, len(words))):
        if not words[at][0].isalpha() or words[at] in kind["barrier"]:
            break
        if words[at] not in kind["head"]:
            continue
        after = set(words[at + 1 : at + 3])
        anybody = words[at] in kind["anybody"]
        if anybody and not kind["organisation"].isdisjoint(after):
            return
        if anybody and _belongs_elsewhere(before):
            return
        if _are_served(words, number.first, at, anybody=anybody):
            return
        if kind["lost"].isdisjoint(after):
            yield Amount("scale", _option(number.value, SCALES), number.first, at)
        return
    if len(before) < 2:
        return
    stops = number.end == len(words) or not words[number.end][0].isalpha() or words[number.end] in kind["doing"]
    team = before[-2] in kind["team"] and (before[-1] in kind["of"] or (before[-1] in kind["being"] and stops))
    apart = stops and before[-1] in CLAUSE_MARK and before[-2] in kind["head"] - kind["anybody"]
    if team or (apart and words[number.first - 1] in kind["about"]):
        # "A team of six", "the team is 6 now", "agents, about 20,"
        yield Amount("scale", _option(number.value, SCALES), number.first - 1, number.end - 1)


def _are_served(words: Sequence[str], first: int, head: int, *, anybody: bool) -> bool:
    """True for "training for 12 clerks", and for "payroll, Tokyo branch, 12 employees"."""
    kind = amount_words().of_kind
    if not kind["doing"].isdisjoint(words[head + 1 : head + 2]):
        return False
    if words[head] in kind["employee"]:
        return not kind["served_work"].isdisjoint(words[max(first - _CLAUSE, 0) : first])
    before = _before(words, first)
    offered = words[max(first - _NEARBY, 0) : first]
    return (
        not anybody
        and before[-1:] != []
        and before[-1] in kind["served"]
        and not kind["served_work"].isdisjoint(offered)
    )


def _before(words: Sequence[str], first: int) -> Sequence[str]:
    """The two words before a number that are not "about", "up to" and the like."""
    about = amount_words().of_kind["about"]
    at = first
    while at and words[at - 1] in about:
        at -= 1
    return words[max(at - 2, 0) : at]


def _belongs_elsewhere(before: Sequence[str]) -> bool:
    """True for "payroll for 1,200 employees", "a bank of 900 people" and "we are 80 people"."""
    kind = amount_words().of_kind
    if not before:
        return False
    if before[-1] in kind["of"]:
        return len(before) < 2 or before[-2] not in kind["team"]
    return before[-1] in kind["served"] or before[-1] in kind["we_are"]


def _time(tokens: Tokens, number: _Number) -> Iterator[Amount]:
    """How long the work is wanted; not since when, from when, or how often."""
    words, kind = tokens.words, amount_words().of_kind
    at = number.end
    while at < len(words) and words[at] in kind["fraction"]:
        at += 1
    unit = next((name for name in _MONTHS_IN if at < len(words) and words[at] in kind[name]), None)
    if unit is None:
        return
    if _is_meant(tokens, number.first, at):
        yield Amount("duration", _option(number.value * _MONTHS_IN[unit], DURATIONS), number.first, at)


def _is_meant(tokens: Tokens, first: int, last: int) -> bool:
    """True where a length of time is that of the work: a contract's, "for the next …", or set apart by commas."""
    words, kind = tokens.words, amount_words().of_kind
    wanted = next((at for at in range(first - 1, max(first - 4, -1), -1) if words[at] in kind["for"]), None)
    before, after = words[max(first - 2, 0) if wanted is None else wanted : first], words[last + 1 : last + 3]
    coming = not kind["ahead"].isdisjoint(before)
    if not kind["not_after"].isdisjoint(after) or not (coming or kind["not_before"].isdisjoint(before)):
        return False
    if not kind["term"].isdisjoint(words[max(first - _NEARBY, 0) : last + _NEARBY + 1]):
        return True
    if wanted is not None:
        clause = words[max(first - _CLAUSE, 0) : first]
        awarded = not kind["awarded"].isdisjoint(clause)
        return coming or awarded or (first > 1 and kind["begun"].isdisjoint(clause))
    opens = first > 0 and (words[first - 1] in CLAUSE_MARK or tokens.sentence_ends[first - 1])
    closes = last + 1 == len(words) or words[last + 1] in CLAUSE_MARK or tokens.sentence_ends[last + 1]
    return opens and (closes or words[last + 1] in kind["set_apart"])


def _option(amount: float, limits: Sequence[tuple[float, str]]) -> str:
    return next(option for limit, option in limits if amount < limit)
