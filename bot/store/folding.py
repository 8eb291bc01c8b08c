"""From the events that tell of a decision to where it stands, as one fold. Pure.

What is undone gives back whatever held before it, as if it had not been done, and stays in the history.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.store.course import Asked, Course, Decided, Given, Move, Reopened
from bot.store.errors import readable
from bot.store.event import Event, EventKind
from rules.choices import Choice, Verb
from rules.decision_status import Capacity, Role, Status
from rules.grid import Model
from rules.ready_reasons import ReadyReason


def course_of(decision_id: int, events: Iterable[Event], recommended: str | None) -> Course:
    """The course of a decision, given all events about it and the model that was recommended as it was recorded.

    Raises StoreError for events that this program did not write.
    """
    with readable(f"Decision {decision_id}"):
        return folded(decision_id, events, recommended)


def folded(decision_id: int, events: Iterable[Event], recommended: str | None) -> Course:
    """The same; raises ValueError, TypeError or LookupError for events that this program did not write."""
    fold = _Fold(recommended)
    for event in events:
        fold.take(event)
    return fold.course(decision_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stand:
    """What an undo gives back."""

    status: Status
    since: int
    """The event that gave it this status."""
    waiting_since: datetime | None = None
    approvals: tuple[Given, ...] = ()
    decided: Decided | None = None
    reopened: Reopened | None = None


@dataclass(slots=True)
class _Fold:
    """The events so far."""

    recommended: str | None
    recorded: int = 0
    version: int = 0
    stand: _Stand = field(default_factory=lambda: _Stand(status=Status.RECORDED, since=0))
    before: dict[int, _Stand] = field(default_factory=dict)
    """What held before an event that can be undone."""
    taken_back: set[int] = field(default_factory=set)
    questions: dict[int, Asked] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    reopens: bool = False
    """Whether an answer was given to what somebody had decided: the next event says that it waits again."""

    def course(self, decision_id: int) -> Course:
        stand = self.stand
        self._reopened_by(None)
        return Course(
            decision_id=decision_id,
            version=self.version,
            recorded=self.recorded,
            status=stand.status,
            since=stand.since,
            waiting_since=stand.waiting_since,
            approvals=stand.approvals,
            questions=tuple(self.questions.values()),
            decided=stand.decided,
            earlier=earlier.decided if (earlier := self.before.get(stand.since)) else None,
            reopened=stand.reopened,
            moves=tuple(self.moves),
        )

    def take(self, event: Event) -> None:
        """One event more."""
        self._reopened_by(event)
        match event.kind:
            case EventKind.DECISION_RECORDED:
                self.recorded = self.version = event.seq
                self.stand = _Stand(status=Status.RECORDED, since=event.seq, waiting_since=event.at)
            case EventKind.STATUS_CHANGED:
                self._status_changed(event)
            case EventKind.APPROVAL_GIVEN:
                self._approved(event)
            case EventKind.APPROVAL_TAKEN_BACK:
                self._taken_back(event)
            case EventKind.QUESTION_ASKED:
                words, erased = _words(event)
                asked = Asked(event=event.seq, by=event.actor, at=event.at, words=words, words_erased=erased)
                self.questions[event.seq] = asked
                self._moved(event, Verb.ASK)
            case EventKind.QUESTION_SETTLED:
                self.questions.pop(int(event.details["question"]), None)
                self._moved(event, Verb.SETTLE, about=int(event.details["question"]))
            case EventKind.ANSWER_GIVEN:
                # Who approved has not seen what holds from here on.
                self.recommended = event.details["recommended"]
                self.reopens = self.stand.status is not Status.RECORDED
                self.stand = replace(self.stand, approvals=())
                self._moved(event, Verb.ANSWER)
            case EventKind.FIELDS_ERASED:
                self._moved(event, Verb.ERASE)

    def _reopened_by(self, event: Event | None) -> None:
        if self.reopens and (event is None or event.details.get("verb") != Verb.LATE_ANSWER):
            raise ValueError("an answer was given after somebody had acted on it")
        self.reopens = False

    def _status_changed(self, event: Event) -> None:
        details, before = event.details, self.stand
        status = Status(details["status"])
        if details["before"] != before.status:
            raise ValueError("its status changed without an event")
        verb = Verb(details["verb"]) if "verb" in details else _OLDER_VERBS[status]
        undone = int(details["undoes"]) if verb is Verb.UNDO else None
        if undone is not None:
            self.stand = self.before[undone]
            chosen = self.stand.decided
            choice = _choice_again(chosen)
        else:
            self.before[event.seq] = before
            choice = self._choice(event, verb)
            self.stand = _reached(event, verb, status, choice, before)
        if self.stand.status is not status:
            raise ValueError("an event gives another status than what it does leads to")
        self._moved(event, verb, choice=choice, about=undone, superseded_by=details.get("by"))

    def _choice(self, event: Event, verb: Verb) -> Choice | None:
        """What an event chose; older ones did not say which model was accepted."""
        if verb is Verb.ACCEPT and "model" not in event.details:
            return _choice_in(event, self.recommended) if self.recommended else None
        return _choice_in(event, event.details["model"]) if "model" in event.details else None

    def _approved(self, event: Event) -> None:
        choice = _choice_in(event, event.details["model"])
        given = Given(
            event=event.seq,
            by=event.actor,
            at=event.at,
            capacity=_capacity(event.details),
            choice=choice,
            words_erased=_words(event)[1],
        )
        same = (each for each in self.stand.approvals if each.choice.model is choice.model)
        earlier = [each for each in same if each.by != event.actor]
        self.before[event.seq] = self.stand
        self.stand = replace(self.stand, approvals=(*earlier, given))
        self._moved(event, Verb.APPROVE, choice=choice)

    def _taken_back(self, event: Event) -> None:
        """Without its approval; where that was the last, with those of another model that it had put aside."""
        undone = int(event.details["undoes"])
        self.taken_back.add(undone)
        left = tuple(each for each in self.stand.approvals if each.event != undone)
        if not left:
            left = tuple(each for each in self.before[undone].approvals if each.event not in self.taken_back)
        self.stand = replace(self.stand, approvals=left)
        self._moved(event, Verb.TAKE_BACK, about=undone)

    def _moved(
        self,
        event: Event,
        verb: Verb,
        *,
        choice: Choice | None = None,
        about: int | None = None,
        superseded_by: int | None = None,
    ) -> None:
        words, erased = _words(event)
        self.moves.append(
            Move(
                event=event.seq,
                verb=verb,
                by=event.actor,
                at=event.at,
                status=self.stand.status,
                seen=self.version,
                capacity=_capacity(event.details),
                choice=choice,
                words=words,
                words_erased=erased,
                about=about,
                superseded_by=superseded_by,
            )
        )
        self.version = event.seq


_OLDER_VERBS = {
    Status.ACCEPTED: Verb.ACCEPT,
    Status.OVERRIDDEN: Verb.OVERRIDE,
    Status.DISCARDED: Verb.DISCARD,
    Status.SUPERSEDED: Verb.SUPERSEDE,
}
"""What led to a status in the events of earlier releases, which had no other verbs."""


def _reached(event: Event, verb: Verb, status: Status, choice: Choice | None, before: _Stand) -> _Stand:
    """What holds after an event that is no undo."""
    words, erased = _words(event)
    if status is not Status.RECORDED:
        proposed = [each for each in before.approvals if choice and each.choice.model is choice.model]
        if not words and not erased:
            words = next((each.choice.words for each in proposed if each.choice.words), "")
            erased = not words and any(each.words_erased for each in proposed)
        decided = Decided(
            event=event.seq,
            status=status,
            by=event.actor,
            at=event.at,
            capacity=_capacity(event.details),
            model=choice.model if choice else None,
            ready_reason=choice.ready_reason if choice else None,
            words=words,
            words_erased=erased,
            disputes=choice.disputes if choice else (),
            approvals=tuple(proposed),
            superseded_by=event.details.get("by"),
        )
        return _Stand(status=status, since=event.seq, decided=decided)
    reopened = None
    if verb is not Verb.BRING_BACK:
        reopened = Reopened(
            event=event.seq,
            by=event.actor,
            at=event.at,
            capacity=_capacity(event.details),
            words=words,
            words_erased=erased,
            by_answer=verb is Verb.LATE_ANSWER,
            was=before.decided,
        )
    return _Stand(status=status, since=event.seq, waiting_since=event.at, reopened=reopened)


def _words(event: Event) -> tuple[str, bool]:
    """What was typed, and whether it was erased."""
    details = event.details
    typed = details.get("words") or (details.get("reason") if event.kind is EventKind.STATUS_CHANGED else None)
    is_gone = "commitment" in details or "words_erased" in details
    return typed or "", typed is None and is_gone and event.kind is not EventKind.ANSWER_GIVEN


def _capacity(details: dict[str, Any]) -> Capacity | None:
    if "role" not in details:
        return None
    return Capacity(Role(details["role"]), details.get("acting_for"), tuple(details.get("rules", ())))


def _choice_in(event: Event, model: str) -> Choice:
    reason = event.details.get("ready_reason")
    return Choice(
        Model(model),
        ReadyReason(reason) if reason else None,
        _words(event)[0],
        tuple(event.details.get("disputes", ())),
    )


def _choice_again(decided: Decided | None) -> Choice | None:
    """The choice that an undo leads back to."""
    if decided is None or decided.model is None:
        return None
    return Choice(decided.model, decided.ready_reason, decided.words, decided.disputes)
