"""Whatever people do with a decision, in whatever order: the record tells one story, and each step leads back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.store import Course, EventKind, Status, Store, StoreError, Verified, answering, deciding
from bot.store.deciding import Moved
from bot.store.driver import Database
from rules.choices import UNDO_WITHIN, Choice, Verb
from rules.grid import Model
from rules.ready_reasons import ReadyReason
from tests.sample_decisions import REVIEWER, START, held, needing, open_store, request

ASKER = request().who
PEOPLE = (ASKER, "U2DANA", "U3CAROL", "U4BOB")
MODELS = (Model.OFFSHORE_CAPTIVE, Model.DOMESTIC_OUTSOURCING, Model.IN_HOUSE)
WORDS = ("", "The works council says no", "We know them: <!channel> \udc80\x00")
people, models, words = st.sampled_from(PEOPLE), st.sampled_from(MODELS), st.sampled_from(WORDS)
stale = st.sampled_from((0, 0, 0, 1, 2))
"""How many versions ago somebody looked at the card."""

Work = Callable[[Database, datetime], Moved]


def face(course: Course) -> tuple[object, ...]:
    """What an undo gives back."""
    return course.status, course.approvals, course.decided, course.reopened, course.waiting_since


class Office(RuleBasedStateMachine):
    """People who do anything with one decision at any time."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self._now = START
        self._store: Store = open_store(Path(self._folder.name, "log.db"), clock=lambda: self._now)
        self._store.record(request())
        self._versions = [self._course.version]
        self._held_before: dict[int, Course] = {}

    @property
    def _course(self) -> Course:
        return self._store.course(1)

    @rule(minutes=st.sampled_from((1, 10, 60)))
    def wait(self, minutes: int) -> None:
        self._now += timedelta(minutes=minutes)

    @rule(who=people, model=models, why=words, needed=st.sampled_from((1, 2, 3)), ago=stale)
    def choose(self, who: str, model: Model, why: str, needed: int, ago: int) -> None:
        choice, seen = Choice(model, ReadyReason.PRICE if why else None, why), self._seen(ago)
        gate = needing(needed, who)
        before = self._store.decision(1)
        moved = self._try(lambda db, at: deciding.choose(db, at, 1, who, choice, seen=seen, gate=gate), seen)
        if moved is None or moved.again:
            return
        after = self._course
        told = after.decided if after.decided and after.decided.event == moved.event else after.approvals[-1]
        assert (told.event, told.by, told.capacity) == (moved.event, who, REVIEWER)
        if after.decided is told:
            assert after.decided.model is model
            assert (after.status is Status.ACCEPTED) == (model in before.defensible)
            assert len({who, *(given.by for given in after.decided.approvals)}) >= needed
            assert after.status is Status.ACCEPTED or after.decided.words.strip()
        else:
            assert (after.status, after.decided) == (self._held_before[moved.event].status, self._decided_before(moved))
            assert len(after.approvals) < needed

    @rule(who=people, ago=stale)
    def undo(self, who: str, ago: int) -> None:
        before, seen = self._course, self._seen(ago)
        moved = self._try(lambda db, at: deciding.undo(db, at, 1, who, seen=seen), None)
        if moved is None or moved.again:
            return
        after, told = self._course, self._course.moves[-1]
        done = before.move(told.about or 0)
        assert done is not None
        assert done.by == who
        assert self._now - done.at <= UNDO_WITHIN
        if told.verb is Verb.UNDO:
            held_before = self._held_before.get(done.event)
            assert held_before is None or face(after) == face(held_before)
        else:
            assert done.event not in [given.event for given in after.approvals]
            assert (after.status, after.decided) == (before.status, before.decided)

    @rule(who=people, why=words, ago=stale)
    def reopen(self, who: str, why: str, ago: int) -> None:
        seen = self._seen(ago)
        moved = self._try(lambda db, at: deciding.reopen(db, at, 1, who, why, seen=seen, capacity=REVIEWER), seen)
        if moved is not None and not moved.again:
            course = self._course
            assert course.reopened is not None
            assert (course.reopened.by, course.reopened.was) == (who, self._decided_before(moved))

    @rule(
        who=people,
        verb=st.sampled_from((deciding.withdraw, deciding.withdraw, deciding.discard, deciding.bring_back)),
        ago=stale,
    )
    def for_asker(self, who: str, verb: Callable[..., Moved], ago: int) -> None:
        seen = self._seen(ago)
        moved = self._try(lambda db, at: verb(db, at, 1, who, seen=seen), seen)
        assert moved is None or who == ASKER

    @rule(who=people, what=words, ago=stale)
    def ask(self, who: str, what: str, ago: int) -> None:
        seen = self._seen(ago)
        moved = self._try(lambda db, at: deciding.ask(db, at, 1, who, what, seen=seen), None)
        assert moved is None or moved.again or self._course.question is not None

    @rule(who=people, ago=stale)
    def settle(self, who: str, ago: int) -> None:
        seen, before = self._seen(ago), self._course
        moved = self._try(lambda db, at: deciding.settle_question(db, at, 1, who, seen=seen), seen)
        assert moved is None or moved.again or len(self._course.questions) == len(before.questions) - 1

    @rule(who=people, option=st.sampled_from((None, "weeks", "months")), reopens=st.booleans())
    def answer(self, who: str, option: str | None, reopens: bool) -> None:
        before = self._course

        def work(db: Database, at: datetime) -> Moved:
            answering.give_answer(db, at, 1, "urgency", option, actor=who, judge=held, reopens=reopens)
            return Moved(0, again=False)

        if self._try(work, None) is not None and self._course != before:
            course = self._course
            assert (course.status, course.approvals) == (Status.RECORDED, ())
            assert (course.reopened != before.reopened) == (before.status is not Status.RECORDED)

    @rule(fields=st.sampled_from(({"words"}, {"words", "origin"})))
    def erase_words(self, fields: set[str]) -> None:
        self._store.erase(1, fields, actor="U9", reason="asked for")
        self._versions.append(self._course.version)
        assert not [move for move in self._course.moves if move.words]
        self._held_before.clear()  # what is undone from here on has no words any more

    @invariant()
    def the_row_says_what_the_chain_says(self) -> None:
        course, found = self._course, self._store.decision(1)
        assert found.status is course.status
        assert (course.decided is None) == (course.waiting_since is not None) == (found.status is Status.RECORDED)
        assert self._store.courses([1, 99]) == {1: course}
        assert course.version == self._store.history(1)[-1].seq
        assert len({given.choice.model for given in course.approvals}) <= 1
        assert len({given.by for given in course.approvals}) == len(course.approvals)
        assert course.decided is None or course.decided.status is course.status

    @invariant()
    def it_is_found_by_who_decided_what_as_it_stands(self) -> None:
        decided = self._course.decided
        stands = decided if decided and decided.status in {Status.ACCEPTED, Status.OVERRIDDEN} else None
        found = self._store.write(lambda db, _: db.execute("SELECT facet, value FROM facets").fetchall())
        said = {facet: {value for each, value in found if each == facet} for facet in ("status", "chosen", "decider")}
        assert said["status"] == {str(self._course.status)}
        assert said["chosen"] == ({str(stands.model)} if stands else set())
        assert said["decider"] == ({stands.by, *(given.by for given in stands.approvals)} if stands else set())

    def teardown(self) -> None:
        with self._folder, self._store as store:
            found = store.verify()
            assert isinstance(found, Verified), found.because

    def _seen(self, ago: int) -> int:
        return self._versions[max(0, len(self._versions) - 1 - ago)]

    def _decided_before(self, moved: Moved) -> object:
        return self._held_before[moved.event].decided

    def _try(self, work: Work, seen: int | None) -> Moved | None:
        """What came of it; None where it was refused, which changes nothing. With `seen`, nothing is done unseen."""
        before, told = self._course, len(self._store.history(1))
        try:
            moved = self._store.write(work)
        except StoreError:
            assert (self._course, len(self._store.history(1))) == (before, told)
            return None
        if moved.again:
            assert self._course == before
            return moved
        assert seen in {None, before.version}
        after = self._course
        if after != before:
            for event in self._store.history(1)[told:]:
                assert event.kind is not EventKind.FIELDS_ERASED
                self._held_before[event.seq] = before
            self._versions.append(after.version)
        return moved


TestOffice = Office.TestCase
TestOffice.settings = settings(max_examples=15, stateful_step_count=20)
