"""What somebody means who looks for decisions: a state, models, kinds of work, a country, a day, by label or by id.

Slack and the command line read the same, and say the same where something cannot be read.
"""

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from rules.decision_status import Status
from rules.grid import Model
from rules.model_names import named_models, no_such_model
from rules.reading import classify
from rules.reading.distance import known_country
from rules.reading.home_country import country_meant
from rules.suggest import did_you_mean
from rules.works import Kind

_STATUSES: Mapping[str, tuple[Status, ...]] = {
    "waiting": (Status.RECORDED,),
    "decided": (Status.ACCEPTED, Status.OVERRIDDEN),
    **{str(status): (status,) for status in Status if status is not Status.RECORDED},
}
_ALSO: Mapping[str, str] = dict.fromkeys(("open", "undecided", "recorded", "pending"), "waiting")
_LONGEST = 80
"""Characters of a value that are quoted."""
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
HOW_TO_SAY_A_DAY = "write a day as 2026-11-23, a month as 2026-11, a year as 2026, or today or yesterday"


class NotNamedError(ValueError):
    """A value that names nothing; the text says what to write."""


def _quoted(written: str) -> str:
    return f"“{written if len(written) <= _LONGEST else written[:_LONGEST] + '…'}”"


def statuses(written: str) -> tuple[Status, ...]:
    """The states that a word stands for; raises NotNamedError."""
    word = written.casefold()
    found = _STATUSES.get(_ALSO.get(word, word))
    if found is None:
        guess = did_you_mean(written, _STATUSES)
        raise NotNamedError(f"{_quoted(written)} is no state{guess}. There are {', '.join(_STATUSES)}.")
    return found


def status_in_words(found: Sequence[Status]) -> str:
    """The word for these states, as people say it."""
    return next((word for word, states in _STATUSES.items() if states == tuple(found)), " or ".join(found))


def models(written: str, labels: Mapping[Model, str]) -> tuple[Model, ...]:
    """The models that a label, an id or a part of a label stands for, such as “nearby”; raises NotNamedError."""
    named = named_models(written, labels)
    if named.models and not named.unknown:
        return named.models
    part = written.casefold()
    alike = [model for model, label in labels.items() if part in label.casefold().split() or part in label.casefold()]
    if len(part) > 2 and alike:
        return tuple(alike)
    raise NotNamedError(f"{no_such_model(written[:_LONGEST], labels)}. The models: {', '.join(labels.values())}.")


def kinds(written: str, known: Mapping[str, Kind]) -> tuple[str, ...]:
    """The kinds of work that are called so, with those that count as one of them; raises NotNamedError."""
    spoken = " ".join(written.replace("_", " ").casefold().split())
    exact = [kind.id for kind in known.values() if spoken in {kind.id.replace("_", " "), kind.label.casefold()}]
    read = [work.kind for work in classify(written, "US").works[:1] if work.kind in known] if not exact else []
    alike = [kind.id for kind in known.values() if len(spoken) > 2 and spoken in kind.label.casefold()]
    named = exact or read or alike
    if not named:
        guess = did_you_mean(written, (*known, *(kind.label.lower() for kind in known.values())))
        raise NotNamedError(
            f"No kind of work is called {_quoted(written)}{guess}. Write it as it stands on a card, such as payroll; "
            "`sourcing works` lists them all."
        )
    return tuple(kind.id for kind in known.values() if set(kind.line) & set(named))


def country(written: str) -> str:
    """The ISO 3166-1 alpha-2 code of a country, by code or by name; raises NotNamedError."""
    code = written.strip().upper()
    found = code if known_country(code) else country_meant(written)
    if found is None:
        raise NotNamedError(f"{_quoted(written)} is no country; write its code of two letters or its name, such as PL.")
    return found


def since(written: str, today: date) -> datetime:
    """The moment at which a day, month or year begins, in UTC; raises NotNamedError."""
    return _beginning(_span(written, today)[0])


def until(written: str, today: date) -> datetime:
    """The moment at which it is over."""
    try:
        return _beginning(_span(written, today)[1] + timedelta(days=1))
    except OverflowError:
        raise _no_day(written) from None


def _beginning(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _span(written: str, today: date) -> tuple[date, date]:
    match written.casefold():
        case "today":
            return today, today
        case "yesterday":
            return today - timedelta(days=1), today - timedelta(days=1)
    found = _DAY.fullmatch(written)
    if found is None:
        raise _no_day(written)
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    try:
        first = date(year, month, day)
    except ValueError:
        raise _no_day(written) from None
    if found[3]:
        return first, first
    last = (12, 31) if not found[2] else (month, calendar.monthrange(year, month)[1])
    return first, date(year, *last)


def _no_day(written: str) -> NotNamedError:
    return NotNamedError(f"{_quoted(written)} is no day; {HOW_TO_SAY_A_DAY}.")
