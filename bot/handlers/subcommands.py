"""What was typed after `/sourcing`: a subcommand only where the whole text reads as one, else a request.

"compare in-house, hybrid" is a subcommand; "compare vendors for payroll" is work to be placed. So is "History
department wants an agency to mark exams", while "history exams agency" looks for words. What was meant with a slip in
it is done, for nothing that can be typed changes anything: "show 12 please", "shwo 12" and "list". A word that is
neither is no decision: "whoaim" is answered with what can be typed.
"""

import unicodedata
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Generic, TypeVar

from bot.handlers.answers import Answer
from bot.handlers.bot import Bot
from bot.handlers.delegating import HandingOver, handing_over
from bot.handlers.history_query import has_filter
from bot.slack.payloads import SlashCommand
from bot.slips import Slip, slip_in
from rules.classification import NotAModel, Reply
from rules.grid import Model
from rules.model_names import model_meant, named_models
from rules.reading import classify
from rules.reading.language import is_small_word

T = TypeVar("T")
Call = Callable[[Bot, SlashCommand], Awaitable[Answer]]
Labels = Mapping[Model, str]
"""What the policy calls the models."""
_IDS: Labels = {model: model for model in Model}


@dataclass(frozen=True, slots=True)
class Arguments(Generic[T]):
    """What can stand after a subcommand's name."""

    read: Callable[[Sequence[str], Labels], T | None]
    """What the words say; None where they are no such arguments."""
    meant: Callable[[Sequence[str], Labels], Sequence[str] | None]
    """The arguments that the words probably are, with slips put right; None where they are more likely a request."""


@dataclass(frozen=True, slots=True)
class Subcommand:
    """One way to use `/sourcing`: help, guesses, README and tests are made of these."""

    name: str
    example: str
    """Name and arguments, as somebody would type them."""
    does: str
    """What that shows, after the example, without a full stop."""
    read: Callable[[Sequence[str], Labels], Call | None]
    suggest: Callable[[Sequence[str], Labels], Sequence[str] | None]

    def call(self, words: Sequence[str], labels: Labels = _IDS) -> Call | None:
        """What answers it with these arguments; None where they are none."""
        return self.read(words, labels)

    def meant(self, words: Sequence[str], labels: Labels = _IDS) -> Sequence[str] | None:
        """The arguments that were probably meant; None where they are more likely a request."""
        return self.suggest(words, labels)


def subcommand(
    name: str,
    arguments: Arguments[T],
    does: str,
    *,
    example: str = "",
    answered_by: Callable[[Bot, SlashCommand, T], Awaitable[Answer]],
) -> Subcommand:
    """A subcommand; `example` is what may stand after its name."""

    def call(words: Sequence[str], labels: Labels) -> Call | None:
        read = arguments.read(words, labels)
        return None if read is None else lambda bot, command: answered_by(bot, command, read)

    return Subcommand(name, f"{name} {example}".strip(), does, call, arguments.meant)


@dataclass(frozen=True, slots=True)
class Meant:
    """Nearly a subcommand, or other words for one: what was probably meant, and what answers that."""

    typed: str
    command: str
    call: Call
    mistyped: bool
    """Whether it looks like a slip of the keyboard; else it is another way to say it."""


@dataclass(frozen=True, slots=True)
class NotHere:
    """What somebody looks for that there is not, such as a way to undo a decision."""

    slip: Slip


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


Typed = Call | Meant | NotHere | Misused | UnknownWord | NewRequest

_CLOSE = 0.7
"""How alike a mistyped name must be, from 0 to 1. "hlep" and "help" are 0.75."""
_MOST_DIGITS = 12
_MOST_SOUGHT = 6
"""Words that a search takes."""
_MOST_WITH_FILTERS = 40
"""The same with filters, whose values can be names of several words."""
_FEW = 3
"""So few words are no sentence, whichever they are."""
_ENDS = ("?", "!", ":", ";", ".")
_LONGEST_NAME = 12
_MOST_MODELS = 4 * len(Model)
"""More words are no list of models with a slip in it. Guessing takes a while for each, so it is not even tried."""
_LONGEST_LIST = 500
"""Characters that are looked at as a list of models."""
_LONGEST = 180
"""Characters; nobody takes what is longer for a subcommand."""


def read_command(text: str, subcommands: Sequence[Subcommand], home_country: str, labels: Labels = _IDS) -> Typed:
    """What the text after `/sourcing` asks for; `labels` are those of the policy in force."""
    words = text.split()
    if not words:
        return NewRequest("")
    name, rest = words[0].lower(), words[1:]
    known = {each.name: each for each in subcommands}
    named = known.get(name)
    if named and (call := named.call(rest, labels)):
        return call
    if slip := slip_in(text):
        return _of_slip(slip, text, known)
    if meant := _meant(words, known, labels):
        return meant
    if len(words) <= (_FEW if named else 1) and not _is_worth_reading(text, home_country):
        return Misused(" ".join(words), named) if named else UnknownWord(words[0])
    return NewRequest(text)


def _of_slip(slip: Slip, typed: str, known: Mapping[str, Subcommand]) -> Typed:
    subcommand = known.get(slip.errand)
    call = subcommand.call(slip.argument.split()) if subcommand else None
    return Meant(typed, slip.command, call, mistyped=False) if call else NotHere(slip)


def _meant(words: Sequence[str], known: Mapping[str, Subcommand], labels: Labels) -> Meant | None:
    """The subcommand that a slip of the keyboard hides; None where the text is more likely a request."""
    name, rest = words[0].lower(), words[1:]
    if len(name) > _LONGEST_NAME or len(rest) > _MOST_MODELS:
        return None
    close = get_close_matches(name, known, n=1, cutoff=_CLOSE)
    subcommand = known[close[0]] if close else None
    arguments = subcommand.meant(rest, labels) if subcommand else None
    call = subcommand.call(arguments, labels) if subcommand and arguments is not None else None
    if subcommand is None or arguments is None or call is None:
        return None
    return Meant(" ".join(words), " ".join([subcommand.name, *arguments]), call, mistyped=True)


def _is_worth_reading(text: str, home_country: str) -> bool:
    """Whether so few words are worth reading: there is something in them, or they are in no script of ours."""
    # Where letters are neither large nor small, as in Chinese and Thai, a sentence has no spaces.
    if len(text) > _LONGEST or any(unicodedata.category(character) == "Lo" for character in text):
        return True
    read = classify(text, home_country)
    if read.reply not in {None, Reply.OTHER}:
        return True  # it has an answer of its own
    return read.model is not NotAModel.NONE and bool(read.evidence or read.read_answers or read.places)


def _none(words: Sequence[str], _labels: Labels) -> tuple[()] | None:
    return None if words else ()


NO_ARGUMENTS = Arguments(read=_none, meant=_none)


def _models(words: Sequence[str], labels: Labels) -> tuple[Model, ...] | None:
    written = " ".join(words)
    if len(written) > _LONGEST_LIST:
        return None
    found = named_models(written, labels)
    return found.models if found.models and not found.unknown else None


def _models_meant(words: Sequence[str], labels: Labels) -> Sequence[str] | None:
    """The list with slips put right, where they are slips of names: in a request, "hybrids" are none."""
    written = " ".join(words)
    for unknown in named_models(written, labels).unknown:
        like = model_meant(unknown, labels) if "_" in unknown or len(unknown.split()) > 1 else None
        if like is None:
            return None
        written = written.replace(unknown, like, 1)
    return written.split() if words else None


MODELS = Arguments(read=_models, meant=_models_meant)


def _number(words: Sequence[str], _labels: Labels) -> int | None:
    digits = words[0].removeprefix("#").removesuffix(".") if len(words) == 1 else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else None


def _number_meant(words: Sequence[str], labels: Labels) -> Sequence[str] | None:
    number = _number(words, labels)
    return None if number is None else [str(number)]


NUMBER = Arguments(read=_number, meant=_number_meant)


def _handing_over(words: Sequence[str], _labels: Labels) -> HandingOver | None:
    return handing_over(words)


HANDING_OVER = Arguments(read=_handing_over, meant=_none)
"""Nothing shows what is handed over."""


def _words_to_find(words: Sequence[str], _labels: Labels) -> str | None:
    """Words that somebody looks for, and does not say in a sentence."""
    if has_filter(words) and len(words) <= _MOST_WITH_FILTERS:
        return " ".join(words)
    if len(words) > _MOST_SOUGHT or any(word.endswith(_ENDS) for word in words):
        return None
    return " ".join(words) if len(words) <= _FEW or not any(map(is_small_word, words)) else None


WORDS_TO_FIND = Arguments(read=_words_to_find, meant=_none)
"""None are the newest decisions."""
