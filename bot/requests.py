"""A request as it comes in: somebody's words, made safe to read, store and show."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.reading.distance import known_country
from rules.reading.home_country import no_such_country

MOST_CHARACTERS = 40_000
"""Longest request read, in characters; Slack cuts a message's text at the same length."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class RequestError(ValueError):
    """A request that cannot be read; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for, where they are, and what they have answered so far."""

    text: str
    home_country: str
    """ISO 3166-1 alpha-2."""
    who: str
    where: str
    """The surface it came from: "terminal", or a Slack channel."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Answers given outright; they go before what is read from the text."""
    as_request: bool = False
    """Somebody says that this is work to place, however the words read."""


def readable(text: str) -> str:
    """The text with each half of a broken character replaced by U+FFFD, so that every position stays what it was.

    Raises RequestError for a text that is too long to be a request.
    """
    if len(text) > MOST_CHARACTERS:
        raise RequestError(
            f"The request has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read. "
            "Shorten it to the sentences that say what is wanted."
        )
    return _LONE_SURROGATE.sub("�", text)


def home_country_code(given: str) -> str:
    """The ISO 3166-1 alpha-2 code in capitals; raises RequestError, with a suggestion, for what is none."""
    code = given.strip().upper()
    if known_country(code):
        return code
    raise RequestError(readable(no_such_country(given)))
