"""What the record promises of decisions: who decided what, in which role, and that nothing is changed unseen."""

from pathlib import Path

import pytest

from bot.store import (
    Course,
    MovedMeanwhileError,
    RecordedDecision,
    Status,
    Store,
    deciding,
)
from bot.store.deciding import Gate, Moved, Verdict
from bot.store.driver import Database
from rules.choices import Choice, Verb
from rules.decision_status import Capacity, Role
from rules.grid import Model
from rules.ready_reasons import ReadyReason
from tests.sample_decisions import open_store, request

ASKER = request().who
DANA, CAROL, BOB = "U2DANA", "U3CAROL", "U4BOB"
RECOMMENDED, OTHER = Model.OFFSHORE_CAPTIVE, Model.IN_HOUSE


def needing(people: int) -> Gate:
    """Lets everybody choose but the asker, and lets so many decide together."""

    def gate(_: Database, __: RecordedDecision, course: Course, choice: Choice) -> Verdict:
        return Verdict(Capacity(Role.REVIEWER), suffices=len(course.given_for(choice.model)) + 1 >= people)

    return gate


def choose(
    store: Store, who: str, model: Model = RECOMMENDED, words: str = "", *, seen: int | None = None, people: int = 1
) -> Moved:
    reason = ReadyReason.LAW if words else None
    gate = needing(people)
    choice = Choice(model, reason, words)
    return store.write(lambda db, at: deciding.choose(db, at, 1, who, choice, seen=seen, gate=gate))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "log.db")
    store.record(request())
    return store


def test_whoever_accepts_is_on_the_record_with_model_role_and_time(store: Store) -> None:
    moved = choose(store, CAROL)
    course = store.course(1)
    assert store.decision(1).status is course.status is Status.ACCEPTED
    decided = course.decided
    assert decided is not None
    assert (decided.event, decided.by, decided.model) == (moved.event, CAROL, RECOMMENDED)
    assert decided.capacity == Capacity(Role.REVIEWER)
    assert course.version == moved.event


def test_the_second_of_two_reviewers_is_told_who_did_what_and_when(store: Store) -> None:
    choose(store, CAROL)
    with pytest.raises(MovedMeanwhileError) as raised:
        choose(store, BOB)
    decided = store.course(1).decided
    assert decided is not None
    assert (raised.value.by, raised.value.verb, raised.value.at) == (CAROL, Verb.ACCEPT, decided.at)


def test_what_is_undone_gives_back_what_held_before(store: Store) -> None:
    before = store.course(1)
    moved = choose(store, CAROL)
    store.write(lambda db, at: deciding.undo(db, at, 1, CAROL, seen=moved.event))
    after = store.course(1)
    assert (after.status, after.decided, after.waiting_since) == (before.status, None, before.waiting_since)
    assert store.decision(1).status is Status.RECORDED


def test_two_decide_together_where_the_policy_wants_two(store: Store) -> None:
    half = choose(store, DANA, people=2)
    assert store.decision(1).status is Status.RECORDED
    assert [given.by for given in store.course(1).approvals] == [DANA]
    choose(store, CAROL, seen=half.event, people=2)
    decided = store.course(1).decided
    assert decided is not None
    assert ([given.by for given in decided.approvals], decided.by) == ([DANA], CAROL)
