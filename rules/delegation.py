"""Handing one's deciding over to a colleague for some days: whose days they are, and what cannot be handed over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Delegation:
    """From the first day to the last, both included, in the zone of whoever hands over."""

    giver: str
    to: str
    first: date
    last: date
    zone: str
    """Of the IANA database: `Europe/Berlin`."""

    def holds(self, at: datetime) -> bool:
        """Whether it holds at this time."""
        return self.first <= at.astimezone(ZoneInfo(self.zone)).date() <= self.last

    def is_over(self, at: datetime) -> bool:
        """Whether its last day has passed."""
        return at.astimezone(ZoneInfo(self.zone)).date() > self.last

    def meets(self, other: "Delegation") -> bool:
        """Whether a day belongs to both."""
        return self.first <= other.last and other.first <= self.last


def in_the_way(new: Delegation, known: Iterable[Delegation]) -> Delegation | None:
    """One that does not go with a new one: nobody hands over twice, nor hands over while standing in, nor stands in
    while having handed over. So what was handed over is never handed on, and nobody hands over in a circle."""
    return next(
        (each for each in known if each.meets(new) and (each.giver in {new.giver, new.to} or each.to == new.giver)),
        None,
    )
