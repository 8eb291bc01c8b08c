"""Questions of law and duty: what they are about, what the policy says to it, and who knows the rest.

The table is `law_questions.toml`. No law is made up here: what is said are flags and laws of the policy with their
sources, and where it has none, that it is not known.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from rules.country_groups import expanded
from rules.grid import Model
from rules.laws import source_of
from rules.policy import Policy
from rules.reading.tokens import tokens_of

_FILE = Path(__file__).with_suffix(".toml")
_MOST_WORDS = 200
"""Words of a question that are looked at."""
_MOST_TOPICS, _MOST_SAID = 2, 3
NOBODY_ELSE = "your legal counsel"
"""Who is to be asked where nothing better is known."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question of law can be about."""

    id: str
    names: tuple[tuple[str, ...], ...]
    """As words; the last may end with an asterisk, for any word that begins so."""
    says: str
    stays: bool
    """Whether it is about what stays with whoever buys, as each model of the policy says; then nothing else is told."""
    flags: tuple[str, ...]
    laws: tuple[str, ...]
    ask: str


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the policy says, with where it stands."""

    text: str
    source: str
    as_of: date | None


@dataclass(frozen=True, slots=True)
class LawAnswer:
    """What can be said to a question of law."""

    known: tuple[Said, ...]
    """What the policy says; empty where it says nothing."""
    unknown: tuple[str, ...]
    """What is not known, a sentence each."""
    duty: str | None
    """What stays with whoever buys from a supplier, in the policy's words."""
    ask: tuple[str, ...]
    """Who knows the rest; never empty."""


@cache
def topics() -> tuple[Topic, ...]:
    """All topics, the weightiest first."""
    return tuple(
        Topic(
            id=fields["id"],
            names=tuple(_words(name) for name in fields["names"]),
            says=fields.get("says", ""),
            stays=fields.get("stays", False),
            flags=tuple(fields["flags"]),
            laws=tuple(fields["laws"]),
            ask=fields["ask"],
        )
        for fields in tomllib.loads(_FILE.read_text(encoding="utf-8"))["topics"]
    )


def topics_of(text: str) -> tuple[Topic, ...]:
    """What a question is about, at most two of them."""
    words = tokens_of(text).words[:_MOST_WORDS]
    return tuple(topic for topic in topics() if any(_stands_in(name, words) for name in topic.names))[:_MOST_TOPICS]


def law_answer(text: str, home: str, policy: Policy) -> LawAnswer:
    """What the policy says to a question of law that comes from a country (ISO 3166-1), and whom to ask."""
    about = topics_of(text)
    speaking = [topic for topic in about if topic.stays] or about
    flags = {flag.id: flag for flag in policy.flags}
    laws = {law.id: law for law in policy.laws}
    known: list[Said] = []
    for topic in speaking:
        known += [
            Said(f"{flag.label}: {flag.because}", flag.source, flag.as_of)
            for each in topic.flags
            if (flag := flags.get(each))
        ]
        known += [
            Said(f"{law.label[:1].upper()}{law.label[1:]}: {law.because}", source_of(law), law.as_of)
            for each in topic.laws
            if (law := laws.get(each)) and (not law.home or home in expanded(law.home))
        ]
    return LawAnswer(
        known=tuple(known[:_MOST_SAID]),
        unknown=tuple(topic.says for topic in about if topic.says),
        duty=policy.models[Model.DOMESTIC_OUTSOURCING].duties[-1] if any(topic.stays for topic in about) else None,
        ask=tuple(dict.fromkeys(topic.ask for topic in about)) or (NOBODY_ELSE,),
    )


def _stands_in(name: Sequence[str], words: Sequence[str]) -> bool:
    last = name[-1]
    for at in range(len(words) - len(name) + 1):
        if list(words[at : at + len(name) - 1]) != list(name[:-1]):
            continue
        word = words[at + len(name) - 1]
        if word.startswith(last[:-1]) if last.endswith("*") else word == last:
            return True
    return False


def _words(name: str) -> tuple[str, ...]:
    stem = name.removesuffix("*")
    words = tuple(tokens_of(stem).words)
    return (*words[:-1], f"{words[-1]}*") if stem != name else words
