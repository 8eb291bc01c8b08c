"""Who has been erased: whatever is read of the record names none of them, on any surface.

The chain keeps the identifiers of those who did something, and what was typed into an event before schema 12: taking
one out would break it. So they are left out here, where events and decisions are read. What a person does after they
were erased is theirs again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.store.columns import json_column, text_of, time_of
from bot.store.decision import RecordedDecision
from bot.store.driver import Database
from bot.store.event import Event, EventKind, details_in
from bot.store.givers import ANSWERED

SOMEONE = "someone (erased)"
"""What stands in place of an erased person, on every surface."""

BOT = "sourcing"
"""Who did what the bot does by itself."""

PEOPLE = "people"
"""Among the fields that an event says are erased: who did anything to the decision, beside asking for it."""

_TOMBSTONES = (EventKind.FIELDS_ERASED, EventKind.PERSON_ERASED)
_TYPED = ("reason", "words")
_NAMING = ("acting_for", "by", "who", "approvals")
"""Keys of an event's details under which people stand."""

_PEOPLE = "SELECT seq, at, body FROM events WHERE decision_id IS NULL AND kind = ? ORDER BY seq"
_DECISIONS = f"""
SELECT DISTINCT decision_id FROM events
WHERE kind = '{EventKind.FIELDS_ERASED}' AND decision_id IN (SELECT value FROM json_each(?))
"""  # noqa: S608 - a constant of ours
_EVENTS = "SELECT seq, at, actor, kind, body FROM events WHERE decision_id = ? ORDER BY seq"


@dataclass(frozen=True, slots=True)
class _Until:
    """The event that erased something, and when it did."""

    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class _Gone:
    """What reads as erased in the events of one decision: people, and what was typed, each up to some event."""

    people: dict[str, _Until] = field(default_factory=dict)
    typed: int = 0

    def hides(self, who: object, seq: int) -> bool:
        until = self.people.get(who) if isinstance(who, str) else None
        return until is not None and seq <= until.seq

    def hides_then(self, who: str, at: datetime) -> bool:
        until = self.people.get(who)
        return until is not None and at <= until.at


def name_of(db: Database, who: str, seq: int) -> str:
    """Who did what the event with this number tells, as every surface names them."""
    return SOMEONE if _Gone(_people(db)).hides(who, seq) else who


def names_of(db: Database, done: Collection[tuple[str, int]]) -> list[str]:
    """The same for several, each with the number of their event."""
    gone = _Gone(_people(db))
    return [SOMEONE if gone.hides(who, seq) else who for who, seq in done]


def unnamed(db: Database, found: Iterable[Event]) -> list[Event]:
    """The events as every surface tells them: without those who were erased, and without what they typed."""
    events = list(found)
    gone = _gone(db, {each.decision_id for each in events if each.decision_id is not None})
    return [_unnamed(each, gone.get(each.decision_id, gone[None])) for each in events]


def unnamed_decisions(db: Database, found: Sequence[RecordedDecision]) -> list[RecordedDecision]:
    """The same for decisions, which say who gave answers."""
    given = {each.id for each in found if each.answered or ANSWERED in each.origin}
    if not given:
        return list(found)
    gone = _gone(db, given)
    return [_without_givers(each, gone.get(each.id, gone[None])) for each in found]


def _people(db: Database) -> dict[str, _Until]:
    rows = db.execute(_PEOPLE, [str(EventKind.PERSON_ERASED)])
    return {str(details_in(body).get("who")): _Until(seq, time_of(at)) for seq, at, body in rows}


def _gone(db: Database, decisions: Collection[int]) -> Mapping[int | None, _Gone]:
    """What is erased, by decision; under None what holds for every other."""
    everywhere = _Gone(_people(db))
    gone: dict[int | None, _Gone] = {None: everywhere}
    for (number,) in db.execute(_DECISIONS, [json_column(sorted(decisions))]).fetchall():
        gone[number] = _gone_from(db, number, everywhere)
    return gone


def _gone_from(db: Database, number: int, everywhere: _Gone) -> _Gone:
    people, typed = dict(everywhere.people), 0
    asked_by: str | None = None
    named: set[str] = set()
    for seq, at, actor, kind, body in db.execute(_EVENTS, [number]).fetchall():
        details = details_in(body)
        asked_by = asked_by or text_of(actor)
        if kind == EventKind.FIELDS_ERASED:
            fields = details.get("fields", [])
            erased = {asked_by} if "who" in fields else set()
            erased |= named - {asked_by, BOT} if PEOPLE in fields else set()
            people |= dict.fromkeys(erased, _Until(seq, time_of(at)))
            typed = seq if "words" in fields else typed
        named |= {text_of(actor), *_named_in(details)}
    return _Gone(people, typed)


def _named_in(details: Any, *, naming: bool = False) -> Iterable[str]:
    if isinstance(details, Mapping):
        for key, value in details.items():
            yield from _named_in(value, naming=key in _NAMING)
    elif isinstance(details, list):
        for value in details:
            yield from _named_in(value, naming=naming)
    elif naming and isinstance(details, str):
        yield details


def _unnamed(event: Event, gone: _Gone) -> Event:
    if not gone.people and not gone.typed:  # as good as always
        return event
    erases = event.kind in _TOMBSTONES
    # Whoever erases is named, also where it is their own.
    by_erased = gone.hides(event.actor, event.seq + 1 if erases else event.seq)
    details = _hidden(event.details, gone, event.seq)
    if not erases and (by_erased or event.seq <= gone.typed) and any(map(details.get, _TYPED)):
        details = {key: value for key, value in details.items() if key not in _TYPED} | {"words_erased": True}
    return replace(event, actor=SOMEONE if by_erased else event.actor, details=details)


def _hidden(value: Any, gone: _Gone, seq: int) -> Any:
    if isinstance(value, dict):
        return {key: _hidden(each, gone, seq) for key, each in value.items()}
    if isinstance(value, list):
        return [_hidden(each, gone, seq) for each in value]
    return SOMEONE if gone.hides(value, seq) else value


def _without_givers(found: RecordedDecision, gone: _Gone) -> RecordedDecision:
    if not gone.people:
        return found
    answered = {
        factor: replace(each, by=SOMEONE) if gone.hides_then(each.by, each.at) else each
        for factor, each in found.answered.items()
    }
    brought = found.origin.get(ANSWERED)
    origin = {**found.origin, ANSWERED: _without_bringers(brought, gone)} if isinstance(brought, dict) else found.origin
    return replace(found, answered=answered, origin=origin)


def _without_bringers(brought: Mapping[str, Any], gone: _Gone) -> dict[str, Any]:
    return {
        factor: {**each, "by": SOMEONE} if gone.hides_then(str(each["by"]), time_of(each["at"])) else each
        for factor, each in brought.items()
    }
