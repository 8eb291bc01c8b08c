"""What was typed after `/sourcing`: a subcommand only where the whole text reads as one, else a request.

"compare in_house hybrid" is a subcommand; "compare vendors for payroll" is work to be placed. So is "History department
wants an agency to mark exams", while "history exams agency" looks for words.
"""

from dataclasses import dataclass
from difflib import get_close_matches

from rules.grid import Model
from rules.reading.language import is_small_word
from rules.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class Help:
    """Asks what can be typed."""


@dataclass(frozen=True, slots=True)
class Compare:
    """Asks for models side by side."""

    models: tuple[Model, ...]


@dataclass(frozen=True, slots=True)
class Show:
    """Asks for one decision."""

    decision_id: int


@dataclass(frozen=True, slots=True)
class History:
    """Asks for past decisions, or those with certain words."""

    words: str


@dataclass(frozen=True, slots=True)
class ShowPolicy:
    """Asks which policy is in force."""


@dataclass(frozen=True, slots=True)
class Mistyped:
    """Nearly a subcommand; `suggestion` is what was probably meant."""

    typed: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request in somebody's own words; empty where nothing was typed."""

    text: str


Typed = Help | Compare | Show | History | ShowPolicy | Mistyped | NewRequest

_NAMES = ("help", "compare", "show", "history", "policy")
_UNFINISHED = {"compare": "compare in_house hybrid", "show": "show 1"}
"""What the subcommands that need more look like with it."""
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


def read_command(text: str) -> Typed:
    """What the text after `/sourcing` asks for."""
    words = text.split()
    if not words:
        return NewRequest("")
    name, rest = words[0].lower(), words[1:]
    if name == "help" and not rest:
        return Help()
    if name == "policy" and not rest:
        return ShowPolicy()
    if name == "history" and _are_words_to_find(rest):
        return History(" ".join(rest))
    if name == "show" and len(rest) == 1 and (number := _number(rest[0])) is not None:
        return Show(number)
    if name == "compare" and rest and set(rest) <= set(Model):
        return Compare(tuple(dict.fromkeys(Model(word) for word in rest)))
    suggestion = _suggestion(name, rest)
    return Mistyped(" ".join(words), suggestion) if suggestion else NewRequest(text)


def _are_words_to_find(words: list[str]) -> bool:
    """Whether somebody looks for these words, and does not say them in a sentence."""
    if len(words) > _MOST_SOUGHT or any(word.endswith(_ENDS) for word in words):
        return False
    return len(words) <= _FEW or not any(map(is_small_word, words))


def _number(word: str) -> int | None:
    digits = word.removeprefix("#").removesuffix(".")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else None


def _suggestion(name: str, rest: list[str]) -> str | None:
    """The subcommand that was probably meant, in full; None where the text is more likely a request."""
    if len(name) > _LONGEST_NAME or len(rest) > _MOST_MODELS:
        return None
    if not rest and name in _UNFINISHED:
        return _UNFINISHED[name]
    close = get_close_matches(name, _NAMES, n=1, cutoff=_CLOSE)
    if not close:
        return None
    meant = close[0]
    if meant in {"help", "history", "policy"} and not rest and name not in _NAMES:
        return meant
    if meant == "show" and len(rest) == 1 and _number(rest[0]) is not None:
        return f"show {_number(rest[0])}"
    if meant == "compare" and rest and all(_model_like(word) for word in rest):
        return " ".join(["compare", *(_model_like(word) or word for word in rest)])
    return None


def _model_like(word: str) -> str | None:
    """The model that a word is, or is a slip of; None for any other word."""
    if word.lower() in set(Model):
        return word.lower()
    # Model ids are long and have an underscore; "hybrids" or "in-house" in a request are no slips of a command.
    guess = did_you_mean(word, Model) if "_" in word else ""
    return guess.split('"')[1] if guess else None
