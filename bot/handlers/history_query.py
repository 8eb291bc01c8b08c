"""What somebody looks for in the history: words, and between them `status:waiting`, `from:` and a person, `by:` and a
person, `kind:payroll`, `model:hybrid`, `country:PL`, `since:2026-09`, `until:2026-10`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any, TypeVar

from bot import named
from bot.named import NotNamedError
from bot.slack.readable_message import readable_message
from bot.store import Filters
from bot.views.history import Sought
from rules.grid import Model
from rules.works import Kind

T = TypeVar("T")

_PEOPLE = {"who": "person", "from": "asked_by", "by": "decided_by"}
"""The field of the filters that each stands for."""
_KEYS = ("status", *_PEOPLE, "kind", "model", "country", "since", "until")
_MENTION = re.compile(rf"(?:\b({'|'.join(_PEOPLE)}):\s*)?<@([UW][A-Z0-9]+)(?:\|[^<>\n]*)?>", re.IGNORECASE)
_QUOTED = re.compile('["“”„]([^"“”„]*)["“”]')
_QUOTES = re.compile('["“”„]')
_FILTER = re.compile(rf"({'|'.join(_KEYS)}):(.*)", re.IGNORECASE)
_LIKE_A_FILTER = re.compile(r"([a-z]{2,10}):[^/\s].*", re.IGNORECASE)
_TOGETHER = "\x00"
"""Stands between the words of something in quotation marks, until the others are parted."""
_CLOSE = 0.7
"""How alike to a filter what stands before a colon must be, from 0 to 1, to be a slip of it."""
_LONGEST_NAME = 6
"""Words of the label of a model or a kind of work."""
LONGEST = 600
"""Characters of what is looked for; the button that shows older ones carries it."""


class QueryError(ValueError):
    """A filter that cannot be read; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Known:
    """What can be named, and the day on which it is."""

    labels: Mapping[Model, str]
    kinds: Mapping[str, Kind]
    today: date


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """What is looked for."""

    words: str
    filters: Filters
    sought: Sought
    """The same for the one who reads the answer."""
    written: str
    """As it was typed, with people by their ids and days by their dates: what a button carries."""


def has_filter(words: Sequence[str]) -> bool:
    """Whether something typed is a filter, and so no request."""
    return any(_FILTER.match(word) for word in words)


def read_query(
    typed: str, who: str, known: Known, *, before: int | None = None, after: int | None = None
) -> HistoryQuery:
    """What was typed after `history`, by somebody. Raises QueryError."""
    written = _MENTION.sub(lambda found: f" {found[1] or 'who'}:{found[2]} ", typed)
    if len(written) > LONGEST:
        raise QueryError(f"That is {len(written):,} characters; look for a few words and filters, at most {LONGEST}.")
    reading = _Reading(who, known)
    reading.read(readable_message(written))
    words = " ".join(reading.words)
    filters = Filters(**reading.filters, before=before, after=after)
    return HistoryQuery(words, filters, Sought(words, **reading.sought), " ".join(reading.written))


class _Reading:
    """What has been read so far: the fields of the filters, what is said of them, words, and all as a button has it."""

    def __init__(self, who: str, known: Known) -> None:
        self.filters: dict[str, Any] = {}
        self.sought: dict[str, Any] = {}
        self.words: list[str] = []
        self.written: list[str] = []
        self._who = who
        self._known = known

    def read(self, typed: str) -> None:
        """All of it; raises QueryError."""
        left = _tokens(typed)
        while left:
            token = left.pop(0)
            found = _FILTER.fullmatch(token)
            if found is None:
                self._word(token)
                continue
            try:
                left = self._filter(found[1].lower(), [found[2], *left] if found[2] else left or [""])
            except NotNamedError as error:
                raise QueryError(str(error)) from None

    def _word(self, token: str) -> None:
        if token.startswith("@") and len(token) > 1:
            raise QueryError(f"Choose {token} from Slack's list while you type it, so that I know who is meant.")
        like = _LIKE_A_FILTER.fullmatch(token)
        meant = get_close_matches(like[1].lower(), _KEYS, n=1, cutoff=_CLOSE) if like else []
        if like and meant:
            raise QueryError(f"There is no {like[1]}: to look by; did you mean {meant[0]}:?")
        self.words.append(token)
        self.written.append(token)

    def _filter(self, key: str, left: list[str]) -> list[str]:
        """Takes the value of a filter from what is left, which comes back without it."""
        known, value, taken = self._known, left[0], 1
        match key:
            case "status":
                status = named.statuses(value)
                self._add(key, value, {"status": status}, {"status": named.status_in_words(status)})
            case "model":
                models, taken = _longest(left, lambda written: named.models(written, known.labels), known.labels)
                value = " ".join(left[:taken])
                said = " or ".join(known.labels[model] for model in models)
                self._add(key, value, {"model": models}, {"model": said})
            case "kind":
                labels = {kind.id: kind.label for kind in known.kinds.values()}
                kinds, taken = _longest(left, lambda written: named.kinds(written, known.kinds), labels)
                value = " ".join(left[:taken])
                self._add(key, value, {"works": kinds}, {"kind": labels[kinds[0]] if len(kinds) == 1 else value})
            case "country":
                code = named.country(value)
                self._add(key, code, {"country": code}, {"country": code})
            case "since":
                since = named.since(value, known.today)
                self._add(key, f"{since:%Y-%m-%d}", {"since": since}, {"since": since})
            case "until":
                until = named.until(value, known.today)
                last = f"{until - timedelta(days=1):%Y-%m-%d}"
                self._add(key, last, {"until": until}, {"until": last})
            case _:
                person = self._who if value.lower() in {"me", "@me"} else _person(key, value)
                field = _PEOPLE[key]
                self._add(key, person, {field: person}, {field: person})
        return left[taken:]

    def _add(self, key: str, value: str, filters: Mapping[str, Any], sought: Mapping[str, Any]) -> None:
        self.filters |= filters
        self.sought |= sought
        self.written.append(f'{key}:"{value}"' if " " in value else f"{key}:{value}")


def _tokens(typed: str) -> list[str]:
    """Words, and what stands together in quotation marks, without these."""
    together = _QUOTED.sub(lambda found: _TOGETHER.join(found[1].split()), typed)
    tokens = re.split(r"[ \t\r\n]+", _QUOTES.sub(" ", together))
    return [token.replace(_TOGETHER, " ") for token in tokens if token]


def _longest(left: Sequence[str], read: Callable[[str], T], labels: Mapping[Any, str]) -> tuple[T, int]:
    """What the most words that are a label say, or the first alone, and how many those are; raises NotNamedError."""
    names = {label.casefold() for label in labels.values()}
    for length in range(min(_LONGEST_NAME, len(left)), 1, -1):
        if " ".join(left[:length]).casefold() in names:
            return read(" ".join(left[:length])), length
    return read(left[0]), 1


def _person(key: str, value: str) -> str:
    if not re.fullmatch(r"[UW][A-Z0-9]+", value):
        raise QueryError(f"Write {key}: and choose the person from Slack's list, or {key}:me.")
    return value
