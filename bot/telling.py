"""Telling those concerned: what is put into the outbox with each move, and what it says, drawn when it is sent.

A line goes into the thread of each card, a direct message to whoever asked and to whoever had decided before, unless
they did it themselves. Each card and each Home concerned is brought up to date.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.recording import policy_then
from bot.slack.conversation_ids import is_person
from bot.store import Event, EventKind, Reader, StoreError, events, homes, lookup, outbox, waits
from bot.store.driver import Database
from bot.views.telling import Told
from rules.decision_status import in_running_text
from rules.grid import Model
from rules.policy import Policy

_UNTOLD = frozenset(
    {
        EventKind.DECISION_RECORDED,
        EventKind.ANSWER_GIVEN,
        EventKind.FIELDS_ERASED,
        EventKind.CARD_REQUESTED,
        EventKind.CARD_POSTED,
        EventKind.CARD_GIVEN_UP,
    }
)
"""What no line tells of: the card itself shows it."""


_AFRESH = frozenset({"undo", "reopen", "late_answer", "bring_back", "question_asked", "question_settled"})
"""After these a decision waits for somebody as if it were new."""


def tell_of(db: Database, at: datetime, decision_id: int, event_seq: int) -> None:
    """Ask for everybody concerned to be told of an event, in the transaction that put it on the record."""
    found = lookup.by_id(db, decision_id)
    happened = events.of_decision(db, decision_id)
    event = _event(happened, event_seq)
    earlier = set(_changed_by(happened, event))
    outbox.enqueue_refresh(db, at, decision_id)
    waits.look_again(db, at, decision_id, afresh=_verb(event) in _AFRESH)
    if event.kind not in _UNTOLD:
        outbox.enqueue_replies(db, at, decision_id, event_seq)
        for who in sorted({found.who, *earlier} - {event.actor}):
            if is_person(who):
                outbox.enqueue_told(db, at, decision_id, event_seq, who)
    homes.changed_for(db, at, {found.who, event.actor, *earlier})


def told_of(reader: Reader, decision_id: int, event_seq: int, who: str | None, current: Policy) -> Told:
    """An event as the record has it now; `who` is the person who is told, None in a thread. Raises StoreError."""
    found = reader.decision(decision_id)
    happened = reader.history(decision_id)
    event = _event(happened, event_seq)
    policy = policy_then(reader.policy, found, current)
    details = event.details
    model = Model(details["model"]) if details.get("model") else None
    if model is None and _verb(event) == "accept" and found.recommended:
        model = Model(found.recommended)
    other = model is not None and found.recommended is not None and model != found.recommended
    return Told(
        number=found.id,
        text=None if "text" in found.erased else found.text,
        asker=found.who,
        actor=event.actor,
        acting_for=details.get("acting_for") or None,
        verb=_verb(event),
        model=_name(model, policy) if model else None,
        instead_of=_name(Model(str(found.recommended)), policy) if other else None,
        ready_reason=details.get("ready_reason") or None,
        words=details.get("words") or details.get("reason") or None,
        undone=None if who is None else _did(happened, event, who),
    )


def _event(happened: Sequence[Event], seq: int) -> Event:
    for event in happened:
        if event.seq == seq:
            return event
    raise StoreError(f"Event {seq} is missing; run `sourcing verify`.")


_MOVES_OF_OLD = {"accepted": "accept", "overridden": "override", "discarded": "discard"}
"""What was done, by the status that it led to, in events from before they named it."""


def _verb(event: Event) -> str:
    if event.kind is not EventKind.STATUS_CHANGED:
        return str(event.kind)
    status = str(event.details.get("status"))
    return str(event.details.get("verb") or _MOVES_OF_OLD.get(status, status))


_DONE = {"accept": "accepted", "override": "overridden", "approval_given": "accepted", "question_asked": "asked about"}


def _standing(happened: Sequence[Event], event: Event) -> Iterator[Event]:
    """What stood when an event changed it: the last decision, or what had been given or asked since the last change."""
    for before in reversed([each for each in happened if each.seq < event.seq]):
        if before.kind is EventKind.STATUS_CHANGED:
            if _verb(before) in {"accept", "override"}:
                yield before
            return
        if _verb(before) in _DONE:
            yield before


def _changed_by(happened: Sequence[Event], event: Event) -> Iterator[str]:
    """Whose move it changed."""
    if event.kind is EventKind.STATUS_CHANGED or _verb(event) == "question_settled":
        for before in _standing(happened, event):
            if _verb(event) != "question_settled" or _verb(before) == "question_asked":
                yield before.actor


def _did(happened: Sequence[Event], event: Event, who: str) -> str | None:
    return next((_DONE[_verb(before)] for before in _standing(happened, event) if before.actor == who), None)


def _name(model: Model, policy: Policy) -> str:
    return in_running_text(policy.models[model].label)
