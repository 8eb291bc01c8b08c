"""The phrases of one language, ready to be found: each under the rarest of its words."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import log
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

from rules.reading.forms import split_phrases
from rules.reading.tokens import fold, tokens_of
from rules.reading.works.symbols import Symbols

_TABLES = Path(__file__).parent
NOTHING = ""
"""Stands for what is no kind of work although it looks like one."""
_ENOUGH = 0.5
"""The share of a phrase, by weight, that must be there."""
_ALL = 0.99
"""That share where the phrase says what is not meant."""


class Phrase(NamedTuple):
    """One way to say a kind of work."""

    kind: str
    weighted: tuple[tuple[str, float], ...]
    """Its symbols, the rarest first, and how much each tells."""
    total: float
    least: float
    """How much of it must be there."""
    denied: bool = False
    """These words do not name that kind."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases of one language."""

    symbols: Symbols
    by_symbol: Mapping[str, Sequence[Phrase]]
    """Each phrase under its rarest words: those without which too little of it can be there."""
    prepositions: frozenset[str]
    """Words behind which stands what the work is for, or where."""
    to_do: frozenset[str]
    """Words behind which a verb says what is asked for: "somebody to translate leaflets"."""
    buying: frozenset[str]
    """Verbs for buying."""
    doing: frozenset[str]
    """Stems of words for work: what is bought and ends so is no thing."""
    alternatives: frozenset[str]
    """Words that weigh one thing against another: "buy or rent"."""
    faint: frozenset[str]
    """Symbols of words that are at home in every text: one of them alone names hardly anything."""
    asides: frozenset[str]
    """Words that mark a sentence as being about something else: "btw"."""
    being: frozenset[tuple[str, ...]]
    """Words behind which whoever asks says what they are: "we are"."""
    head_last: bool
    """Whether the last of several nouns says what it is: "prison catering" is catering."""


@cache
def families() -> Mapping[str, str]:
    """Kind to family; a family is its own."""
    found: dict[str, str] = {}
    for family, kinds in _table("kinds")["families"].items():
        found[family] = family
        found.update(dict.fromkeys(kinds.split(), family))
    return found


@cache
def projects() -> frozenset[str]:
    """Families whose kinds are often steps of one job."""
    return frozenset(_table("kinds")["projects"].split())


@cache
def bundles() -> frozenset[str]:
    """Kinds that are several placed together."""
    return frozenset(_table("kinds")["bundles"].split())


@cache
def by_country() -> Mapping[str, Mapping[str, str]]:
    """Kind to country (ISO 3166-1) to the kind that is meant there."""
    return {
        kind: {country: local for local, countries in listed.items() for country in countries.split()}
        for kind, listed in _table("kinds")["countries"].items()
    }


@cache
def lexicon(language: str) -> Lexicon:
    """What is known of a language."""
    source = _table(language)
    written = list(_written(source))
    symbols = Symbols.of(
        language,
        [words for _, words, _ in written],
        source.get("classes", {}),
        endings=source.get("endings", ""),
        apart=source.get("apart", ""),
        small=source.get("small", ""),
        right=source.get("right", ""),
        spelled=source.get("spelled", {}),
    )
    phrases: dict[tuple[str, tuple[str, ...], bool], None] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for kind, words, denied in written:
        for slots in _slots(words, symbols, parts):
            if slots:
                phrases[kind, slots, denied] = None
    numbers: dict[float, float] = {}
    rated = _rated(phrases, len({kind for kind, _, _ in written}), numbers)
    by_symbol: dict[str, list[Phrase]] = {}
    for kind, slots, denied in phrases:
        weighted = tuple(sorted((rated[slot] for slot in slots), key=lambda pair: (-pair[1], pair[0])))
        total = sum(weight for _, weight in weighted)
        least = total * (_ALL if denied or kind == NOTHING else _ENOUGH)
        phrase = Phrase(kind, weighted, numbers.setdefault(total, total), numbers.setdefault(least, least), denied)
        left = phrase.total
        for slot, weight in weighted:
            if left < phrase.least:
                break
            by_symbol.setdefault(slot, []).append(phrase)
            left -= weight
    symbols.forget()
    return Lexicon(
        symbols,
        {slot: tuple(listed) for slot, listed in by_symbol.items()},
        prepositions=_listed(source, "prepositions"),
        to_do=_listed(source, "to_do"),
        buying=_listed(source, "buying"),
        doing=frozenset(map(symbols.stems.stem, _listed(source, "doing"))),
        alternatives=_listed(source, "alternatives"),
        faint=frozenset(name for word in _listed(source, "faint") for name in symbols.of_words(tokens_of(word))),
        asides=_listed(source, "asides"),
        being=frozenset(tuple(tokens_of(words).words) for words in split_phrases(source.get("being", ""))),
        head_last=source.get("head_last", False),
    )


def _rated(
    phrases: Iterable[tuple[str, tuple[str, ...], bool]], every: int, numbers: dict[float, float]
) -> Mapping[str, tuple[str, float]]:
    """Each symbol with how much it tells: the fewer of `every` kind have it, the more.

    One object for each pair, and for each number in `numbers`: phrases hold tens of thousands of them, and few differ.
    """
    kinds_with: dict[str, set[str]] = {}
    for kind, slots, denied in phrases:
        for slot in slots:
            kinds = kinds_with.setdefault(slot, set())
            if not denied:
                kinds.add(kind)
    rated = {}
    for slot, kinds in kinds_with.items():
        weight = log(1 + every / (len(kinds) or 1))
        rated[slot] = (slot, numbers.setdefault(weight, weight))
    return rated


def _listed(source: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(map(fold, source.get(name, "").split()))


def _written(source: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Each phrase as the file has it: its kind, its words, and whether they do not name that kind."""
    for kind, listed in source["kinds"].items():
        for words in split_phrases(listed):
            yield kind, words, False
    for kind, listed in source.get("not", {}).items():
        for words in split_phrases(listed):
            yield kind, words, True
    for words in split_phrases(source.get("nothing", {}).get("words", "")):
        yield NOTHING, words, False


def _slots(words: str, symbols: Symbols, known: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The symbols of a phrase, for each choice that it leaves. `known`: those of parts of phrases seen before."""
    choices: list[list[tuple[str, ...]]] = []
    for part in words.split():
        for choice in part.split("/"):
            if choice not in known:
                known[choice] = (
                    (choice,) if choice[:1] == "@" else tuple(map(intern, symbols.of_words(tokens_of(choice))))
                )
        choices.append([known[choice] for choice in part.split("/")])
    for chosen in product(*choices):
        yield tuple(dict.fromkeys(symbol for part in chosen for symbol in part))


def _table(name: str) -> Mapping[str, Any]:
    return tomllib.loads((_TABLES / f"{name}.toml").read_text(encoding="utf-8"))
