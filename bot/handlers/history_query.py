"""What somebody looks for in the history: words, and between them `status:open`, `model:hybrid`, `since:2026-11-01`
or a person."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.slack.readable_message import readable_message
from bot.store import Filters
from bot.views.history import Sought
from rules.decision_status import Status
from rules.grid import Model
from rules.model_names import named_models, no_such_model

_MENTION = re.compile(r"(?:\b(?:who|by):\s*)?<@([UW][A-Z0-9]+)(?:\|[^<>\n]*)?>")
_QUOTES = re.compile('["“”„]')
_KEYS = ("status", "who", "by", "model", "since")
_FILTER = re.compile(rf"({'|'.join(_KEYS)}):(.*)", re.IGNORECASE)
_STATUSES: Mapping[str, Status] = {
    **{str(status): status for status in Status},
    **dict.fromkeys(("open", "waiting", "undecided"), Status.RECORDED),
}
_LONGEST_NAME = 4
"""Words of a model's name."""
LONGEST = 600
"""Characters of what is looked for; the button that shows older ones carries it."""


class QueryError(ValueError):
    """A filter that cannot be read; the text says what to do."""


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """What is looked for."""

    words: str
    filters: Filters
    sought: Sought
    """The same for the one who reads the answer."""
    written: str
    """As it was typed, with people by their ids: what a button carries."""


def has_filter(words: Sequence[str]) -> bool:
    """Whether something typed is a filter, and so no request."""
    return any(_FILTER.match(word) for word in words)


def read_query(typed: str, who: str, labels: Mapping[Model, str], before: int | None = None) -> HistoryQuery:
    """What was typed after `history`, by somebody; `labels` are the models'. Raises QueryError."""
    written = _MENTION.sub(lambda found: f" who:{found[1]} ", typed)[:LONGEST]
    left = _QUOTES.sub(" ", readable_message(written)).split()
    words: list[str] = []
    filters, sought = Filters(before=before), Sought()
    while left:
        token = left.pop(0)
        found = _FILTER.fullmatch(token)
        if found is None:
            if token.startswith("@") and len(token) > 1:
                raise QueryError(f"Choose {token} from Slack's list while you type it, so that I know who is meant.")
            words.append(token)
            continue
        key, value = found[1].lower(), found[2] or (left.pop(0) if left else "")
        match key:
            case "status":
                status = _status(value)
                filters, sought = replace(filters, status=status), replace(sought, status=str(status))
            case "model":
                model, left = _model([value, *left], labels)
                filters, sought = replace(filters, model=model), replace(sought, model=labels[model])
            case "since":
                since = _day(value)
                filters, sought = replace(filters, since=since), replace(sought, since=since)
            case _:
                person = who if value.lower() in {"me", "@me"} else _person(value)
                filters, sought = replace(filters, person=person), replace(sought, person=person)
    said = " ".join(words)
    return HistoryQuery(said, filters, replace(sought, words=said), " ".join(written.split()))


def _status(value: str) -> Status:
    status = _STATUSES.get(value.lower())
    if status is None:
        raise QueryError(f"“{value}” is no status. There are open, {', '.join(each for each in Status)}.")
    return status


def _person(value: str) -> str:
    if not re.fullmatch(r"[UW][A-Z0-9]+", value):
        raise QueryError("Write who: and choose the person from Slack's list, or who:me.")
    return value


def _model(tokens: list[str], labels: Mapping[Model, str]) -> tuple[Model, list[str]]:
    """The model whose name the words begin with, and what comes after it."""
    for length in range(min(_LONGEST_NAME, len(tokens)), 0, -1):
        named = named_models(" ".join(tokens[:length]), labels)
        if len(named.models) == 1 and not named.unknown:
            return named.models[0], tokens[length:]
    raise QueryError(f"{no_such_model(tokens[0], labels)}. The models: {', '.join(labels.values())}.")


def _day(value: str) -> datetime:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    except ValueError:
        raise QueryError(f"“{value}” is no date; write it as since:2026-11-23.") from None
