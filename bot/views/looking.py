"""What somebody has chosen to look at on their Home: kept with their Home, so that it stays when something changes."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from rules.decision_status import Status
from rules.grid import Model

_LONGEST_VALUE = 100
_MOST_DIGITS = 18


class Since(StrEnum):
    """How far back somebody looks."""

    WEEK = "7"
    MONTH = "30"
    QUARTER = "91"
    YEAR = "365"

    @property
    def label(self) -> str:
        """In a menu."""
        return {"7": "Last week", "30": "Last month", "91": "Last three months", "365": "Last year"}[self]

    def before(self, now: datetime) -> datetime:
        """The moment from which on decisions are shown: a whole day, so that it is the same all day."""
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return day - timedelta(days=int(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """The filters, where one is chosen, and how far the two long lists were turned."""

    status: Status | None = None
    model: Model | None = None
    work: str | None = None
    """The id of a kind of work."""
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    person: str | None = None
    """A Slack user id: who asked, or decided."""
    since: Since | None = None
    before: int | None = None
    """The number of the last decision of the page above, among recent ones."""
    after: tuple[datetime, int] | None = None
    """The same among those that wait, oldest first: since when it waits, and its number."""

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is chosen."""
        return self.from_the_top != Looking()

    @property
    def from_the_top(self) -> Self:
        """With the same filters, from the first page on."""
        return replace(self, before=None, after=None)

    @property
    def written(self) -> str:
        """As it is kept; `read` takes it back."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        return urlencode({name: written(value) for name, value in told.items() if value is not None})

    @classmethod
    def read(cls, written: str) -> Self:
        """What was kept; what cannot be read, such as a model of another release, counts as not chosen."""
        looking = cls()
        for name, value in parse_qsl(written[:2_000]):
            looking = looking.turned(name, value)
        return looking

    def chosen(self, name: str, value: str | None) -> Self:
        """With another choice in one filter, from the first page on; None is any."""
        return replace(self.turned(name, value), before=None)

    def turned(self, name: str, value: str | None) -> Self:
        """With another value in one field; one that cannot be read empties it, an unknown field changes nothing."""
        if name not in {each.name for each in fields(self)}:
            return self
        return replace(self, **{name: _read(name, value) if value else None})


def written(value: object) -> str:
    """A value as a button carries it."""
    return f"{value[0].isoformat()}|{value[1]}" if isinstance(value, tuple) else str(value)


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS else None


def _read(name: str, value: str) -> Any:
    try:
        match name:
            case "status":
                return Status(value)
            case "model":
                return Model(value)
            case "since":
                return Since(value)
            case "before":
                return _number(value)
            case "after":
                since, _, number = value.partition("|")
                return datetime.fromisoformat(since).astimezone(UTC), int(number) if _number(number) is not None else 0
            case _:
                return value[:_LONGEST_VALUE]
    except (ValueError, OverflowError):
        return None
