"""What was typed after `/sourcing`: a subcommand only where the whole text reads as one, else a request.

"compare in_house hybrid" is a subcommand; "compare vendors for payroll" is work to be placed. So is "History department
wants an agency to mark exams", while "history exams agency" looks for words. A word that is neither is no decision:
"whoaim" and "show twelve" are answered with what can be typed.
"""

import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Generic, TypeVar

from bot.handlers.answers import Answer
from bot.handlers.bot import Bot
from bot.handlers.history_query import has_filter
from bot.slack.payloads import SlashCommand
from rules.classification import NotAModel
from rules.grid import Model
from rules.reading import classify
from rules.reading.language import is_small_word
from rules.suggest import did_you_mean

T = TypeVar("T")
Call = Callable[[Bot, SlashCommand], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Arguments(Generic[T]):
    """What can stand after a subcommand's name."""

    read: Callable[[Sequence[str]], T | None]
    """What the words say; None where they are no such arguments."""
    meant: Callable[[Sequence[str]], Sequence[str] | None]
    """The arguments that the words probably are, with slips put right; None where they are more likely a request."""


@dataclass(frozen=True, slots=True)
class Subcommand:
    """One way to use `/sourcing`: help, guesses, README and tests are made of these."""

    name: str
    example: str
    """Name and arguments, as somebody would type them."""
    does: str
    """What that shows, after the example, without a full stop."""
    call: Callable[[Sequence[str]], Call | None]
    """What answers it with these arguments; None where they are none."""
    meant: Callable[[Sequence[str]], Sequence[str] | None]


def subcommand(
    name: str,
    arguments: Arguments[T],
    does: str,
    *,
    example: str = "",
    answered_by: Callable[[Bot, SlashCommand, T], Awaitable[Answer]],
) -> Subcommand:
    """A subcommand; `example` is what may stand after its name."""

    def call(words: Sequence[str]) -> Call | None:
        read = arguments.read(words)
        return None if read is None else lambda bot, command: answered_by(bot, command, read)

    return Subcommand(name, f"{name} {example}".strip(), does, call, arguments.meant)


@dataclass(frozen=True, slots=True)
class Mistyped:
    """Nearly a subcommand; `suggestion` is what was probably meant."""

    typed: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Misused:
    """A subcommand's name with what it does not take, in which no work can be read."""

    typed: str
    subcommand: Subcommand


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """One word that is no subcommand, and in which no work can be read."""

    word: str


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request in somebody's own words; empty where nothing was typed."""

    text: str


Typed = Call | Mistyped | Misused | UnknownWord | NewRequest

_CLOSE = 0.7
"""How alike a mistyped name must be, from 0 to 1. "hlep" and "help" are 0.75."""
_MOST_DIGITS = 12
_MOST_SOUGHT = 6
"""Words that a search takes."""
_FEW = 3
"""So few words are no sentence, whichever they are."""
_ENDS = ("?", "!", ":", ";", ".")
_LONGEST_NAME = 12
_MOST_MODELS = 2 * len(Model)
"""More words are no list of models with a slip in it. Guessing takes a while for each, so it is not even tried."""
_LONGEST = 180
"""Characters; nobody takes what is longer for a subcommand."""


def read_command(text: str, subcommands: Sequence[Subcommand], home_country: str) -> Typed:
    """What the text after `/sourcing` asks for."""
    words = text.split()
    if not words:
        return NewRequest("")
    name, rest = words[0].lower(), words[1:]
    known = {each.name: each for each in subcommands}
    named = known.get(name)
    if named and (call := named.call(rest)):
        return call
    if suggestion := _suggestion(name, rest, known):
        return Mistyped(" ".join(words), suggestion)
    if len(words) <= (_FEW if named else 1) and not _may_be_work(text, home_country):
        return Misused(" ".join(words), named) if named else UnknownWord(words[0])
    return NewRequest(text)


def _suggestion(name: str, rest: Sequence[str], known: dict[str, Subcommand]) -> str | None:
    """The subcommand that was probably meant, in full; None where the text is more likely a request."""
    if len(name) > _LONGEST_NAME or len(rest) > _MOST_MODELS:
        return None
    close = get_close_matches(name, known, n=1, cutoff=_CLOSE)
    arguments = known[close[0]].meant(rest) if close else None
    return None if arguments is None else " ".join([*close, *arguments])


def _may_be_work(text: str, home_country: str) -> bool:
    """Whether so few words can be a request: the reader finds something in them, or they are in no script of ours."""
    # Where letters are neither large nor small, as in Chinese and Thai, a sentence has no spaces.
    if len(text) > _LONGEST or any(unicodedata.category(character) == "Lo" for character in text):
        return True
    read = classify(text, home_country)
    if read.terms:
        return True  # it is answered with what they mean
    return read.model is not NotAModel.NONE and bool(read.evidence or read.read_answers or read.places)


def _none(words: Sequence[str]) -> tuple[()] | None:
    return None if words else ()


NO_ARGUMENTS = Arguments(read=_none, meant=_none)


def _models(words: Sequence[str]) -> tuple[Model, ...] | None:
    return tuple(dict.fromkeys(map(Model, words))) if words and set(words) <= set(Model) else None


def _models_meant(words: Sequence[str]) -> Sequence[str] | None:
    like = [_model_like(word) for word in words]
    meant = [each for each in like if each]
    return meant if words and len(meant) == len(words) else None


def _model_like(word: str) -> str | None:
    """The model that a word is, or is a slip of; None for any other word."""
    if word.lower() in set(Model):
        return word.lower()
    # Model ids are long and have an underscore; "hybrids" or "in-house" in a request are no slips of a command.
    guess = did_you_mean(word, Model) if "_" in word else ""
    return guess.split('"')[1] if guess else None


MODELS = Arguments(read=_models, meant=_models_meant)


def _number(words: Sequence[str]) -> int | None:
    digits = words[0].removeprefix("#").removesuffix(".") if len(words) == 1 else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else None


def _number_meant(words: Sequence[str]) -> Sequence[str] | None:
    number = _number(words)
    return None if number is None else [str(number)]


NUMBER = Arguments(read=_number, meant=_number_meant)


def _words_to_find(words: Sequence[str]) -> str | None:
    """Words that somebody looks for, and does not say in a sentence."""
    if has_filter(words) and len(words) <= 2 * _MOST_SOUGHT:
        return " ".join(words)
    if len(words) > _MOST_SOUGHT or any(word.endswith(_ENDS) for word in words):
        return None
    return " ".join(words) if len(words) <= _FEW or not any(map(is_small_word, words)) else None


WORDS_TO_FIND = Arguments(read=_words_to_find, meant=_none)
"""None are the newest decisions."""
