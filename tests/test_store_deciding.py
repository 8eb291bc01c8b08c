"""What the record promises of decisions: who decided what, in which role, and that nothing is changed unseen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from bot.store import (
    CannotMoveError,
    Course,
    MovedMeanwhileError,
    NoReasonError,
    NotYoursError,
    Status,
    Store,
    TooLateError,
    Verified,
    answering,
    deciding,
)
from bot.store.deciding import Moved
from bot.telling import tell_of_last
from rules.choices import Choice, Verb
from rules.decision_status import Capacity, Role
from rules.grid import Model
from rules.ready_reasons import ReadyReason
from tests.sample_decisions import REVIEWER, held, needing, open_store, request, ticking

ASKER = request().who
DANA, CAROL, BOB = "U2DANA", "U3CAROL", "U4BOB"
RECOMMENDED, OTHER = Model.OFFSHORE_CAPTIVE, Model.IN_HOUSE
WHY = "The works council says no"


def choose(
    store: Store, who: str, model: Model = RECOMMENDED, words: str = "", *, seen: int | None = None, people: int = 1
) -> Moved:
    reason = ReadyReason.LAW if words else None
    choice, gate = Choice(model, reason, words), needing(people, who)
    return store.write(lambda db, at: deciding.choose(db, at, 1, who, choice, seen=seen, gate=gate))


def undo(store: Store, who: str, seen: int | None = None) -> Moved:
    version = store.course(1).version if seen is None else seen
    return store.write(lambda db, at: deciding.undo(db, at, 1, who, seen=version))


def answer(store: Store, option: str | None = "weeks") -> None:
    store.write(
        lambda db, at: answering.give_answer(
            db, at, 1, "urgency", option, actor=DANA, judge=held, instead_of=None, reopens=True
        )
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "log.db")
    store.record(request())
    return store


def decided(store: Store) -> str:
    """What gave it its status, in short."""
    found = store.course(1).decided
    return f"{found.status} by {found.by}: {found.model}" if found else "waits"


def test_whoever_accepts_is_on_the_record_with_model_role_and_time(store: Store) -> None:
    moved = choose(store, CAROL)
    course = store.course(1)
    assert store.decision(1).status is course.status is Status.ACCEPTED
    found = course.decided
    assert found is not None
    assert (found.event, found.by, found.model, found.capacity) == (moved.event, CAROL, RECOMMENDED, REVIEWER)
    (told,) = [event for event in store.history(1) if event.seq == moved.event]
    assert {key: told.details[key] for key in ("verb", "status", "before", "model", "role")} == {
        "verb": "accept",
        "status": "accepted",
        "before": "recorded",
        "model": "offshore_captive",
        "role": "reviewer",
    }
    assert found.at == told.at
    assert course.version == moved.event
    assert course.waiting_since is None


def test_an_override_says_why_in_a_ready_reason_and_in_words_and_what_is_disputed(store: Store) -> None:
    choice = Choice(OTHER, ReadyReason.LAW, WHY, ("data_sensitivity", "gdpr"))
    capacity = Capacity(Role.REVIEWER, acting_for=DANA, rules=("four_eyes",))

    def gate(*_: object) -> deciding.Verdict:
        return deciding.Verdict(capacity, suffices=True)

    store.write(lambda db, at: deciding.choose(db, at, 1, CAROL, choice, seen=None, gate=gate))
    found = store.course(1).decided
    assert found is not None
    assert (found.status, found.model, found.ready_reason) == (Status.OVERRIDDEN, OTHER, ReadyReason.LAW)
    assert (found.words, found.disputes, found.capacity) == (WHY, ("data_sensitivity", "gdpr"), capacity)
    told = store.history(1)[-1]
    assert (told.details["reason"], told.details["words"]) == (WHY, WHY)


@pytest.mark.parametrize("words", ["", "  \n"])
def test_nobody_reopens_or_asks_without_words(store: Store, words: str) -> None:
    seen = choose(store, CAROL).event
    with pytest.raises(NoReasonError, match="why it is reopened"):
        store.write(lambda db, at: deciding.reopen(db, at, 1, BOB, words, seen=seen, capacity=REVIEWER))
    with pytest.raises(NoReasonError, match="what you want to know"):
        store.write(lambda db, at: deciding.ask(db, at, 1, BOB, words, seen=seen))
    assert decided(store).startswith("accepted")


@pytest.mark.parametrize("words", ["", "  \n"])
def test_nobody_overrides_without_saying_why(store: Store, words: str) -> None:
    with pytest.raises(NoReasonError):
        choose(store, CAROL, OTHER, words)
    assert decided(store) == "waits"


def test_the_second_of_two_reviewers_is_told_who_did_what_and_when(store: Store) -> None:
    choose(store, CAROL)
    with pytest.raises(MovedMeanwhileError) as raised:
        choose(store, BOB)
    found = store.course(1).decided
    assert found is not None
    assert (raised.value.by, raised.value.verb, raised.value.at) == (CAROL, Verb.ACCEPT, found.at)
    assert (raised.value.event, raised.value.status) == (found.event, "accepted")


def test_whoever_decides_before_a_question_is_told_of_the_question_too(store: Store) -> None:
    store.write(lambda db, at: deciding.ask(db, at, 1, DANA, "For how long?", seen=None))
    with pytest.raises(MovedMeanwhileError) as raised:
        choose(store, CAROL)
    assert (raised.value.by, raised.value.verb) == (DANA, Verb.ASK)


def test_of_two_programs_that_decide_at_the_same_moment_one_commits_and_the_other_is_told(tmp_path: Path) -> None:
    path, rounds = tmp_path / "log.db", 8
    with open_store(path) as store:
        numbers = [store.record(request()).id for _ in range(rounds)]
    together = Barrier(2)

    def decide(who: str, model: Model) -> list[str]:
        came = []
        choice = Choice(model, ReadyReason.PRICE, WHY)
        with Store.open(path, clock=ticking(), wait=30) as store:
            for number in numbers:
                together.wait()
                try:
                    store.write(
                        lambda db, at, number=number: deciding.choose(  # type: ignore[misc]
                            db, at, number, who, choice, seen=None, gate=needing(1, who)
                        )
                    )
                    came.append(who)
                except MovedMeanwhileError as error:
                    came.append(f"{error.by} did {error.verb}")
        return came

    with ThreadPoolExecutor(2) as threads:
        both = [threads.submit(decide, CAROL, RECOMMENDED), threads.submit(decide, BOB, OTHER)]
        carol, bob = (each.result() for each in both)
    with Store.read(path) as reader:
        for number, mine, theirs in zip(numbers, carol, bob, strict=True):
            found = reader.course(number).decided
            assert found is not None
            assert (mine, theirs) in {(CAROL, f"{CAROL} did accept"), (f"{BOB} did override", BOB)}
            assert found.by in {mine, theirs}
        assert isinstance(reader.verify(), Verified)


def test_a_second_click_on_the_same_card_is_no_event_more(store: Store) -> None:
    first = choose(store, CAROL)
    assert not first.again
    assert choose(store, CAROL) == Moved(first.event, again=True)
    undone = undo(store, CAROL, first.event)
    assert undo(store, CAROL, first.event) == Moved(undone.event, again=True)
    assert len(store.history(1)) == 3


Step = Callable[[Store], object]


def withdraw(store: Store) -> None:
    seen = store.course(1).version
    store.write(lambda db, at: deciding.withdraw(db, at, 1, ASKER, seen=seen))


def discard(store: Store) -> None:
    store.write(lambda db, at: deciding.discard(db, at, 1, ASKER, seen=None))


def bring_back(store: Store) -> None:
    seen = store.course(1).version
    store.write(lambda db, at: deciding.bring_back(db, at, 1, ASKER, seen=seen))


def reopen(store: Store) -> None:
    seen = store.course(1).version
    store.write(lambda db, at: deciding.reopen(db, at, 1, BOB, "The budget is cut", seen=seen, capacity=REVIEWER))


def ask(store: Store) -> None:
    seen = store.course(1).version
    store.write(lambda db, at: deciding.ask(db, at, 1, DANA, "For how long?", seen=seen))


def settle(store: Store) -> None:
    seen = store.course(1).version
    store.write(lambda db, at: deciding.settle_question(db, at, 1, ASKER, seen=seen))


def face(course: Course) -> tuple[object, ...]:
    """What a card says of who decided and who is waited for."""
    return course.status, course.approvals, course.decided, course.question


@pytest.mark.parametrize(
    ("done", "inverse"),
    [
        (lambda store: choose(store, CAROL), lambda store: undo(store, CAROL)),
        (lambda store: choose(store, CAROL, OTHER, WHY), lambda store: undo(store, CAROL)),
        (lambda store: choose(store, CAROL, people=2), lambda store: undo(store, CAROL)),
        (withdraw, bring_back),
        (withdraw, lambda store: undo(store, ASKER)),
        (discard, bring_back),
        (discard, lambda store: undo(store, ASKER)),
        (ask, settle),
        (answer, lambda store: answer_back(store)),
    ],
    ids=["accept", "override", "half", "withdraw", "withdraw-undone", "discard", "discard-undone", "ask", "answer"],
)
def test_every_verb_has_its_inverse(store: Store, done: Step, inverse: Step) -> None:
    before = store.course(1)
    done(store)
    assert (face(store.course(1)) != face(before)) or store.decision(1).answered
    inverse(store)
    after = store.course(1)
    assert face(after) == face(before)
    assert store.decision(1).answered == {}
    assert store.decision(1).status is Status.RECORDED
    assert len(after.moves) == 2, "and both are told"
    assert isinstance(store.verify(), Verified)


def answer_back(store: Store) -> None:
    store.write(
        lambda db, at: answering.give_answer(db, at, 1, "urgency", None, actor=DANA, judge=held, instead_of="weeks")
    )


@pytest.mark.parametrize("reopened", [reopen, answer], ids=["reopen", "late answer"])
def test_what_is_reopened_waits_again_and_says_what_was_decided(store: Store, reopened: Step) -> None:
    choose(store, CAROL, OTHER, WHY)
    before = store.course(1).decided
    reopened(store)
    course = store.course(1)
    assert (course.status, course.decided, store.decision(1).status) == (Status.RECORDED, None, Status.RECORDED)
    assert course.reopened is not None
    assert (course.reopened.was, course.reopened.by_answer) == (before, reopened is answer)
    assert course.waiting_since == course.reopened.at
    choose(store, DANA, OTHER, WHY, seen=course.version)
    assert store.course(1).reopened is None
    assert isinstance(store.verify(), Verified)


def test_a_reopening_can_be_undone_too(store: Store) -> None:
    choose(store, CAROL)
    before = store.course(1)
    reopen(store)
    undo(store, BOB)
    assert face(store.course(1)) == face(before)


def test_an_answer_to_what_is_decided_is_refused_unless_whoever_gives_it_was_told_that_it_reopens(store: Store) -> None:
    choose(store, CAROL)
    with pytest.raises(CannotMoveError):
        store.write(lambda db, at: answering.give_answer(db, at, 1, "urgency", "weeks", actor=DANA, judge=held))
    assert decided(store).startswith("accepted")


def test_whoever_decided_and_whoever_asked_are_told_of_a_late_answer(store: Store) -> None:
    choose(store, CAROL)
    answer(store)
    store.write(lambda db, at: tell_of_last(db, at, 1))
    waiting = store.write(lambda db, _: db.execute("SELECT channel FROM outbox WHERE kind = 'notice'").fetchall())
    assert sorted(who for (who,) in waiting) == sorted([ASKER, CAROL])


def test_an_answer_that_is_known_reopens_nothing(store: Store) -> None:
    answer(store)
    choose(store, CAROL, OTHER, WHY, seen=store.course(1).version)
    store.write(
        lambda db, at: answering.give_answer(db, at, 1, "urgency", "weeks", actor=DANA, judge=held, reopens=True)
    )
    assert decided(store).startswith("overridden")


def test_undo_is_for_whoever_did_it_and_for_a_quarter_of_an_hour(tmp_path: Path) -> None:
    clock = ticking(step=timedelta(minutes=5))
    with open_store(tmp_path / "log.db", clock=clock) as store:
        store.record(request())
        choose(store, CAROL)
        with pytest.raises(NotYoursError):
            undo(store, BOB)
        undo(store, CAROL)
        choose(store, CAROL, seen=store.course(1).version)
        for _ in range(3):
            clock()
        with pytest.raises(TooLateError, match="15 minutes"):
            undo(store, CAROL)
        assert decided(store).startswith("accepted")


def test_undoing_an_override_gives_back_who_had_accepted(store: Store) -> None:
    choose(store, CAROL)
    choose(store, BOB, OTHER, WHY, seen=store.course(1).version)
    assert decided(store) == f"overridden by {BOB}: in_house"
    undo(store, BOB)
    assert decided(store) == f"accepted by {CAROL}: offshore_captive"
    undo(store, CAROL)
    assert decided(store) == "waits"
    assert isinstance(store.verify(), Verified)


class TestFourEyes:
    """What the record promises where one person's choice does not suffice."""

    def test_two_decide_together(self, store: Store) -> None:
        half = choose(store, DANA, people=2)
        assert store.decision(1).status is Status.RECORDED
        assert [given.by for given in store.course(1).approvals] == [DANA]
        proposed = store.course(1).proposed
        assert proposed is not None
        assert proposed.model is RECOMMENDED
        choose(store, CAROL, seen=half.event, people=2)
        found = store.course(1).decided
        assert found is not None
        assert ([given.by for given in found.approvals], found.by) == ([DANA], CAROL)
        assert [given["by"] for given in store.history(1)[-1].details["approvals"]] == [DANA]
        assert store.course(1).approvals == ()

    def test_one_person_counts_once(self, store: Store) -> None:
        half = choose(store, DANA, people=2)
        assert choose(store, DANA, seen=half.event, people=2) == Moved(half.event, again=True)
        assert decided(store) == "waits"

    def test_another_model_puts_the_approvals_so_far_aside_and_says_whose(self, store: Store) -> None:
        half = choose(store, DANA, people=2)
        choose(store, CAROL, OTHER, WHY, seen=half.event, people=2)
        course = store.course(1)
        assert [(given.by, given.choice.model) for given in course.approvals] == [(CAROL, OTHER)]
        assert store.history(1)[-1].details["dropped"] == [DANA]
        undo(store, CAROL)
        assert [(given.by, given.choice.model) for given in store.course(1).approvals] == [(DANA, RECOMMENDED)]

    def test_whoever_agrees_with_an_override_need_not_say_why_again(self, store: Store) -> None:
        half = choose(store, DANA, OTHER, WHY, people=2)
        choose(store, CAROL, OTHER, seen=half.event, people=2)
        found = store.course(1).decided
        assert found is not None
        assert (found.status, found.by, found.words, found.ready_reason) == (
            Status.OVERRIDDEN,
            CAROL,
            WHY,
            ReadyReason.LAW,
        )

    def test_what_two_decided_goes_back_to_one_when_the_second_undoes_it(self, store: Store) -> None:
        half = choose(store, DANA, people=2)
        choose(store, CAROL, seen=half.event, people=2)
        undo(store, CAROL)
        assert [given.by for given in store.course(1).approvals] == [DANA]
        undo(store, DANA)
        assert store.course(1).approvals == ()
        assert isinstance(store.verify(), Verified)

    def test_each_of_several_takes_back_their_own(self, store: Store) -> None:
        first = choose(store, DANA, people=3)
        choose(store, CAROL, seen=first.event, people=3)
        undo(store, DANA)
        assert [given.by for given in store.course(1).approvals] == [CAROL]
        undo(store, CAROL)
        assert store.course(1).approvals == ()

    def test_nobody_has_approved_what_an_answer_has_changed_since(self, store: Store) -> None:
        choose(store, DANA, people=2)
        answer(store)
        assert store.course(1).approvals == ()

    def test_half_an_override_leaves_what_was_decided(self, store: Store) -> None:
        first = choose(store, CAROL)
        choose(store, BOB, OTHER, WHY, seen=first.event, people=2)
        assert decided(store) == f"accepted by {CAROL}: offshore_captive"
        proposed = store.course(1).proposed
        assert proposed is not None
        assert proposed.model is OTHER
        assert store.decision(1).status is Status.ACCEPTED


class TestQuestions:
    """What the record promises of questions to whoever asked."""

    def test_a_question_keeps_it_waiting_and_is_settled(self, store: Store) -> None:
        ask(store)
        question = store.course(1).question
        assert question is not None
        assert (question.by, question.words) == (DANA, "For how long?")
        assert decided(store) == "waits"
        settle(store)
        assert store.course(1).question is None

    def test_two_who_ask_at_once_are_both_heard(self, store: Store) -> None:
        for who, words in ((DANA, "For how long?"), (BOB, "Since when?")):
            store.write(lambda db, at, who=who, words=words: deciding.ask(db, at, 1, who, words, seen=None))  # type: ignore[misc]
        assert [asked.words for asked in store.course(1).questions] == ["For how long?", "Since when?"]

    def test_what_was_asked_before_somebody_decided_keeps_nobody_waiting(self, store: Store) -> None:
        ask(store)
        choose(store, CAROL, seen=store.course(1).version)
        assert store.course(1).question is None
        undo(store, CAROL)
        assert store.course(1).question is not None

    def test_there_is_nothing_to_settle_twice(self, store: Store) -> None:
        with pytest.raises(CannotMoveError):
            settle(store)


@pytest.mark.parametrize("verb", [deciding.withdraw, deciding.discard, deciding.bring_back])
def test_only_whoever_asked_withdraws_discards_and_brings_back(store: Store, verb: Callable[..., Moved]) -> None:
    with pytest.raises(NotYoursError, match="Only whoever asked"):
        store.write(lambda db, at: verb(db, at, 1, BOB, seen=None))


@pytest.mark.parametrize("closed", [withdraw, discard])
def test_nobody_decides_what_is_withdrawn(store: Store, closed: Step) -> None:
    closed(store)
    version = store.course(1).version
    with pytest.raises(CannotMoveError):
        choose(store, CAROL, seen=version)
    with pytest.raises(CannotMoveError):
        store.write(lambda db, at: deciding.ask(db, at, 1, DANA, "Why?", seen=version))
