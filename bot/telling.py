"""Telling those concerned: what is put into the outbox with each move, and what it says, drawn when it is sent.

A line goes into the thread of each card; a direct message to whoever asked, and to whoever had decided before, unless
they did it themselves. Each card and each Home concerned is brought up to date.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.recording import policy_then
from bot.roster import demanded
from bot.slack.conversation_ids import is_person
from bot.store import (
    Event,
    Reader,
    RecordedDecision,
    StoreError,
    courses,
    events,
    homes,
    lookup,
    outbox,
    to_tell,
    waits,
)
from bot.store.course import Course, Move, counting
from bot.store.driver import Database
from bot.store.folding import course_of
from bot.views.telling import Told
from rules.approvals import tally
from rules.choices import Verb
from rules.decision_status import in_running_text
from rules.grid import Model
from rules.policy import Policy

_ON_THE_CARD_ALONE = frozenset({Verb.ANSWER, Verb.ERASE})
"""No line in the thread tells of these: many of them may follow each other, and the card shows what came of them."""
_WAITS_AFRESH = frozenset({Verb.UNDO, Verb.REOPEN, Verb.LATE_ANSWER, Verb.BRING_BACK, Verb.ASK, Verb.SETTLE})
"""After these a decision waits for somebody as if it were new."""


def tell_of(db: Database, at: datetime, decision_id: int, event_seq: int) -> None:
    """Ask for everybody concerned to be told of an event, in the transaction that put it on the record.

    Once, however often it is asked for. What is told is drawn when it is sent.
    """
    found = lookup.by_id(db, decision_id)
    happened = _happening(found, events.of_decision(db, decision_id), event_seq)
    outbox.enqueue_refresh(db, at, decision_id)
    homes.changed_for(db, at, _concerned(db, found, happened))
    if happened.move is None:
        return
    waits.look_again(db, at, decision_id, afresh=happened.move.verb in _WAITS_AFRESH)
    if happened.move.verb not in _ON_THE_CARD_ALONE:
        to_tell.in_the_threads(db, at, decision_id, event_seq)
    for who in sorted(_told_directly(found, happened) - {happened.move.by}):
        to_tell.in_a_direct_message(db, at, decision_id, event_seq, who)


def tell_of_last(db: Database, at: datetime, decision_id: int) -> None:
    """The same for whatever people did with a decision last."""
    moves = courses.course(db, decision_id).moves
    if moves:
        tell_of(db, at, decision_id, moves[-1].event)


def told_of(reader: Reader, decision_id: int, event_seq: int, who: str | None, current: Policy) -> Told:
    """An event as the record has it now; `who` is the person who is told, None in a thread. Raises StoreError."""
    found = reader.decision(decision_id)
    happened = _happening(found, reader.history(decision_id), event_seq)
    move = happened.move
    if move is None:
        raise StoreError(f"Event {event_seq} tells of nothing that people did; run `sourcing verify`.")
    policy = policy_then(reader.policy, found, current)
    choice = move.choice
    recommended = Model(found.recommended) if found.recommended else None
    return Told(
        number=found.id,
        text=None if "text" in found.erased else found.text,
        asker=found.who,
        actor=move.by,
        acting_for=move.capacity.acting_for if move.capacity else None,
        verb=move.verb,
        model=_name(choice.model, policy) if choice else None,
        instead_of=_name(recommended, policy) if choice and recommended not in {None, choice.model} else None,
        ready_reason=choice.ready_reason.label if choice and choice.ready_reason else None,
        words=move.words or None,
        takes_back=_taken_back(happened, move),
        more=_more(found, happened, move, current),
        superseded_by=move.superseded_by,
        undone=None if who is None else _did(happened, who),
    )


@dataclass(frozen=True, slots=True)
class _Happening:
    """An event, with where the decision stood before and after it."""

    move: Move | None
    """None for what people do not do with a decision, such as a card that was posted."""
    before: Course
    after: Course


def _happening(found: RecordedDecision, told: list[Event], seq: int) -> _Happening:
    """Raises StoreError for an event that is not about this decision."""
    if seq not in {event.seq for event in told}:
        raise StoreError(f"Event {seq} is missing; run `sourcing verify`.")
    earlier = [event for event in told if event.seq < seq]
    if any(event.seq == seq and event.details.get("verb") == Verb.LATE_ANSWER for event in told):
        earlier.pop()  # the answer itself, with which the decision begins to wait again
    before = course_of(found.id, earlier, found.recommended)
    after = course_of(found.id, [event for event in told if event.seq <= seq], found.recommended)
    return _Happening(after.move(seq), before, after)


def _told_directly(found: RecordedDecision, happened: _Happening) -> set[str]:
    """Who gets a direct message, the actor perhaps among them."""
    people = set(_undone(happened))
    if happened.move and happened.move.verb not in {*_ON_THE_CARD_ALONE, Verb.TAKE_BACK}:
        people.add(found.who)
    return {who for who in people if is_person(who)}


def _concerned(db: Database, found: RecordedDecision, happened: _Happening) -> set[str]:
    """Whose Home shows something else now."""
    acted = {move.by for move in happened.after.moves}
    return {found.who, *acted, *waits.reminded_of(db, found.id)}


def _undone(happened: _Happening) -> Iterator[str]:
    """Whose choice counted before the event and does not after it, or whose question it settled."""
    before, after = happened.before, happened.after
    counting = {given.event for given in (*after.approvals, *(after.decided.approvals if after.decided else ()))}
    if before.decided and (after.decided is None or after.decided.event != before.decided.event):
        yield before.decided.by
        yield from (given.by for given in before.decided.approvals if given.event not in counting)
    yield from (given.by for given in before.approvals if given.event not in counting)
    settled = {asked.event for asked in before.questions} - {asked.event for asked in after.questions}
    yield from (asked.by for asked in before.questions if asked.event in settled)


def _did(happened: _Happening, who: str) -> str | None:
    """What somebody had done that no longer counts."""
    before = happened.before.decided
    if before is not None and before.by == who:
        return str(before.status)
    given = (*happened.before.approvals, *(before.approvals if before else ()))
    return "accepted" if any(each.by == who for each in given) else None


def _taken_back(happened: _Happening, move: Move) -> Verb | None:
    done = happened.before.move(move.about) if move.about is not None else None
    return done.verb if done else None


def _more(found: RecordedDecision, happened: _Happening, move: Move, policy: Policy) -> int | None:
    """How many people still had to agree after an approval, by the policy in force."""
    if move.verb is not Verb.APPROVE or move.choice is None:
        return None
    given = counting(happened.after.approvals)
    return sum(missing for _, missing in tally(demanded(found, move.choice.model, policy), given).missing)


def _name(model: Model | None, policy: Policy) -> str | None:
    return None if model is None else in_running_text(policy.models[model].label)
