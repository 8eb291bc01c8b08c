"""What people do with a decision: each move is put on the record with those who are told of it, then shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.decisions.errors import RefusedError
from bot.decisions.gate import a_say_in, gate_for
from bot.desk import Desk
from bot.recording import give_answer
from bot.roster import Roster
from bot.store import courses, deciding, idempotency, lookup
from bot.store.course import Course, Move
from bot.store.deciding import Moved
from bot.store.decision import RecordedDecision
from bot.store.driver import Database
from bot.store.writer import Readers, Writer
from bot.telling import tell_of
from bot.views.card_state import CardState
from rules.choices import Choice

Made = Callable[[Database, datetime], Moved]
"""A move in the open transaction."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: the decision as it is now, and what the record has of what this person did."""

    state: CardState
    move: Move


class Decisions:
    """Each move happens once for each `key`, however often it arrives; `seen` is the version that the person saw.

    A move of an earlier moment that nobody has seen yet is told and not overrun: MovedMeanwhileError says who did what.
    """

    def __init__(self, desk: Desk, writer: Writer, readers: Readers, clock: Callable[[], datetime]) -> None:
        self._desk = desk
        self._writer = writer
        self._readers = readers
        self.now = clock
        """The moment, by the clock that moves are kept under."""

    async def may_decide(self, decision_id: int, who: str, roster: Roster) -> bool:
        """Whether somebody has a say in a decision as it stands; raises NoSuchDecisionError."""
        try:
            await self.check(decision_id, who, roster)
        except RefusedError:
            return False
        return True

    async def check(self, decision_id: int, who: str, roster: Roster) -> None:
        """Raises RefusedError where somebody has no say in a decision as it stands, and NoSuchDecisionError."""
        policy = self._desk.policy()
        found, course = await self._readers.run(
            lambda reader: (reader.decision(decision_id), reader.course(decision_id))
        )
        a_say_in(who, found, course, roster, policy)

    async def choose(
        self, decision_id: int, who: str, choice: Choice, roster: Roster, *, seen: int | None, key: str
    ) -> Done:
        """Accept what is recommended, or override it; an approval where others have to agree as well.

        Raises NoSuchDecisionError, CannotMoveError, MovedMeanwhileError, NoReasonError and RefusedError.
        """
        gate = gate_for(who, roster, self._desk.policy())
        return await self._make(
            decision_id, key, lambda db, at: deciding.choose(db, at, decision_id, who, choice, seen=seen, gate=gate)
        )

    async def undo(self, decision_id: int, who: str, *, seen: int | None, key: str) -> Done:
        """What this person did last, for a quarter of an hour.

        Raises NoSuchDecisionError, MovedMeanwhileError, NotYoursError and TooLateError.
        """
        return await self._make(decision_id, key, lambda db, at: deciding.undo(db, at, decision_id, who, seen=seen))

    async def reopen(self, decision_id: int, who: str, why: str, roster: Roster, *, seen: int | None, key: str) -> Done:
        """Somebody who may decide makes it wait again, and says why.

        Raises NoSuchDecisionError, CannotMoveError, MovedMeanwhileError and RefusedError.
        """

        policy = self._desk.policy()

        def make(db: Database, at: datetime) -> Moved:
            capacity = a_say_in(who, *_now(db, decision_id), roster, policy)
            return deciding.reopen(db, at, decision_id, who, why, seen=seen, capacity=capacity)

        return await self._make(decision_id, key, make)

    async def withdraw(self, decision_id: int, who: str, *, seen: int | None, key: str) -> Done:
        """Whoever asked does not need it decided any more.

        Raises NoSuchDecisionError, NotYoursError, CannotMoveError and MovedMeanwhileError.
        """
        return await self._make(decision_id, key, lambda db, at: deciding.withdraw(db, at, decision_id, who, seen=seen))

    async def discard(self, decision_id: int, who: str, *, seen: int | None, key: str) -> Done:
        """Whoever asked does away with it, before or after it was posted. Raises as `withdraw` does."""
        return await self._make(decision_id, key, lambda db, at: deciding.discard(db, at, decision_id, who, seen=seen))

    async def bring_back(self, decision_id: int, who: str, *, seen: int | None, key: str) -> Done:
        """Whoever asked needs it decided after all. Raises as `withdraw` does."""
        return await self._make(
            decision_id, key, lambda db, at: deciding.bring_back(db, at, decision_id, who, seen=seen)
        )

    async def ask(
        self, decision_id: int, who: str, question: str, roster: Roster, *, seen: int | None, key: str
    ) -> Done:
        """Somebody who may decide wants to know something first.

        Raises NoSuchDecisionError, CannotMoveError, MovedMeanwhileError and RefusedError.
        """

        policy = self._desk.policy()

        def make(db: Database, at: datetime) -> Moved:
            capacity = a_say_in(who, *_now(db, decision_id), roster, policy)
            return deciding.ask(db, at, decision_id, who, question, seen=seen, capacity=capacity)

        return await self._make(decision_id, key, make)

    async def settle(self, decision_id: int, who: str, answer: str, *, seen: int | None, key: str) -> Done:
        """Whoever asked for the work answers the question. Raises as `withdraw` does."""
        return await self._make(
            decision_id,
            key,
            lambda db, at: deciding.settle_question(db, at, decision_id, who, answer, seen=seen),
        )

    async def answer_late(
        self, decision_id: int, who: str, factor: str, option: str | None, *, key: str, instead_of: str | None
    ) -> Done:
        """An answer to a decision that somebody has decided: it waits again, unless the answer is known.

        Raises as `give_answer` does.
        """
        current = self._desk.policy()

        def make(db: Database, at: datetime) -> Moved:
            before = courses.course(db, decision_id).version
            give_answer(
                db,
                at,
                decision_id,
                factor,
                option,
                actor=who,
                current=current,
                instead_of=instead_of,
                reopens=True,
            )
            now = courses.course(db, decision_id).version
            return Moved(now, again=now == before)

        return await self._make(decision_id, key, make)

    async def _make(self, decision_id: int, key: str, make: Made) -> Done:
        """The move and the news of it in one transaction; then the decision as it stands."""

        def work(db: Database, at: datetime) -> int:
            moved = make(db, at)
            if not moved.again:
                tell_of(db, at, decision_id, moved.event)
            return moved.event

        event = await self._writer.run(lambda db, at: idempotency.once(db, at, key, lambda: work(db, at)))
        state = await self._desk.decision(decision_id, None)
        move = state.course.move(event) or state.course.moves[-1]
        return Done(state, move)


def _now(db: Database, decision_id: int) -> tuple[RecordedDecision, Course]:
    return lookup.by_id(db, decision_id), courses.course(db, decision_id)
