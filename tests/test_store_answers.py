"""Answers that somebody gives after a decision was recorded: what holds now, under the same number."""

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import (
    Answered,
    AnsweredMeanwhileError,
    Broken,
    CannotMoveError,
    ErasedError,
    EventKind,
    NoSuchDecisionError,
    RecordedDecision,
    Status,
    Store,
    Verified,
    answering,
)
from bot.store.answering import Held
from bot.store.chain import event_hash
from tests.older_logs import older_log
from tests.sample_decisions import move, open_store, raw, request


def held(found: RecordedDecision, given: Mapping[str, str]) -> Held:
    """What holds with these answers given since: enough for the log, which judges nothing itself."""
    points = 10 * len(given)
    return Held(
        answers={**found.answers_at_first, **given},
        recommended="domestic_outsourcing" if given else found.recommended,
        standing="likely" if given else "too_early",
        flags=sorted(given),
        ranking=[{"model": "domestic_outsourcing", "points": points, "ruled_out": []}],
    )


def give(
    store: Store, decision_id: int, factor: str, option: str | None, actor: str, **seen: str | None
) -> RecordedDecision:
    return store.write(
        lambda db, at: answering.give_answer(
            db, at, decision_id, factor, option, actor=actor, judge=held, instead_of=seen.get("instead_of", ...)
        )
    )


def test_an_answer_changes_what_holds_and_keeps_the_number_and_what_was_recorded(tmp_path: Path) -> None:
    with open_store(tmp_path / "log.db") as store:
        before = store.record(request())
        now = give(store, before.id, "urgency", "months", "U2")
        assert (now.id, now.status, now.recorded_by) == (before.id, Status.RECORDED, before.recorded_by)
        assert now.answers == {**before.answers, "urgency": "months"}
        assert (now.recommended, now.standing, now.flags) == ("domestic_outsourcing", "likely", ["urgency"])
        assert now.ranking == [{"model": "domestic_outsourcing", "points": 10, "ruled_out": []}]
        assert now.answers_at_first == before.answers
        (told,) = [each for each in store.history(before.id) if each.kind is EventKind.ANSWER_GIVEN]
        assert now.answered == {"urgency": Answered("months", by="U2", at=told.at)}
        assert (told.actor, told.details["factor"], told.details["option"]) == ("U2", "urgency", "months")
        assert store.decisions() == [store.decision(before.id)] == [now]
        assert isinstance(store.verify(), Verified)


def test_each_answer_is_judged_together_with_those_given_before_it(tmp_path: Path) -> None:
    with open_store(tmp_path / "log.db") as store:
        number = store.record(request()).id
        give(store, number, "urgency", "months", "U1")
        give(store, number, "scale", "over_100", "U2")
        now = give(store, number, "urgency", "weeks", "U3")
    assert {factor: (each.option, each.by) for factor, each in now.answered.items()} == {
        "scale": ("over_100", "U2"),
        "urgency": ("weeks", "U3"),
    }
    assert now.answers["scale"] == "over_100"
    assert now.answers_at_first["scale"] == "25_99"


def test_an_answer_that_is_taken_back_gives_way_to_what_was_said(tmp_path: Path) -> None:
    with open_store(tmp_path / "log.db") as store:
        first = store.record(request())
        give(store, first.id, "scale", "over_100", "U1")
        now = give(store, first.id, "scale", None, "U2")
        assert (now.answers, now.answered, now.standing) == (first.answers, {}, "too_early")
        kinds = [each.kind for each in store.history(first.id)]
        assert kinds == [EventKind.DECISION_RECORDED, EventKind.ANSWER_GIVEN, EventKind.ANSWER_GIVEN]


def test_the_same_answer_again_is_no_event_more(tmp_path: Path) -> None:
    with open_store(tmp_path / "log.db") as store:
        number = store.record(request()).id
        once = give(store, number, "urgency", "months", "U1")
        assert give(store, number, "urgency", "months", "U2", instead_of=None) == once
        assert give(store, number, "control", None, "U2") == once
        assert len(store.history(number)) == 2


def test_nobody_replaces_an_answer_that_they_have_not_seen(tmp_path: Path) -> None:
    with open_store(tmp_path / "log.db") as store:
        number = store.record(request()).id
        give(store, number, "urgency", "months", "U1", instead_of=None)
        with pytest.raises(AnsweredMeanwhileError):
            give(store, number, "urgency", "weeks", "U2", instead_of=None)
        with pytest.raises(AnsweredMeanwhileError):
            give(store, number, "urgency", None, "U2", instead_of="weeks")
        now = give(store, number, "urgency", "weeks", "U2", instead_of="months")
    assert now.answered["urgency"].by == "U2"


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.OVERRIDDEN, Status.DISCARDED])
def test_a_decision_that_somebody_has_acted_on_takes_no_answer(tmp_path: Path, status: Status) -> None:
    with open_store(tmp_path / "log.db") as store:
        number = store.record(request()).id
        give(store, number, "urgency", "months", "U1")
        move(store, number, status, actor=request().who, reason="agreed")
        for option in ("weeks", "months", None):
            with pytest.raises(CannotMoveError, match=f"Decision {number} is {status}; it can no longer be changed"):
                give(store, number, "urgency", option, "U1")
        assert store.decision(number).answered["urgency"].option == "months"
        with pytest.raises(NoSuchDecisionError):
            give(store, number + 1, "urgency", "months", "U1")


def test_erasing_the_answers_erases_those_given_since_to_the_last_byte(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with open_store(path) as store:
        number = store.record(request()).id
        give(store, number, "urgency", "a_telling_word", "U1")
        now = store.erase(number, {"answers"}, actor="U9", reason="asked for")
        assert (now.answers, now.answers_at_first, now.answered) == ({}, {}, {})
        assert now.recommended == "domestic_outsourcing", "what was recommended is nobody's personal data"
        (told,) = [each for each in store.history(number) if each.kind is EventKind.ANSWER_GIVEN]
        assert not {"factor", "option", "answers"} & told.details.keys()
        with pytest.raises(ErasedError):
            give(store, number, "urgency", "months", "U1")
        assert isinstance(store.verify(), Verified)
    assert not [each.name for each in tmp_path.iterdir() if b"a_telling_word" in each.read_bytes()]


@pytest.mark.parametrize("field", ["text", "classification"])
def test_what_an_answer_would_be_judged_with_has_to_be_there(tmp_path: Path, field: str) -> None:
    with open_store(tmp_path / "log.db") as store:
        number = store.record(request()).id
        give(store, number, "urgency", "months", "U1")
        store.erase(number, {field}, actor="U9", reason="")
        with pytest.raises(ErasedError, match="takes no more answers"):
            give(store, number, "urgency", "weeks", "U1")
        assert store.decision(number).answered["urgency"].option == "months"
        assert isinstance(store.verify(), Verified)


@pytest.mark.parametrize(
    ("sql", "because"),
    [
        ("UPDATE answers_given SET given = replace(given, 'months', 'weeks')", "was changed after it was given"),
        ("UPDATE answers_given SET salt = 'x'", "was changed after it was given"),
        ("UPDATE answers_given SET given = NULL, salt = NULL", "was erased without an event that says so"),
        ("UPDATE answers_given SET salt = NULL", "was erased without an event that says so"),
        ("UPDATE answers_given SET decision_id = 2 WHERE decision_id = 1", "was moved to another decision"),
        ("DELETE FROM answers_given", "is missing"),
        ("INSERT INTO answers_given VALUES (2, 1, '{}', 'x')", "that event 2 does not tell of"),
    ],
)
def test_what_was_answered_is_held_against_the_chain(tmp_path: Path, sql: str, because: str) -> None:
    path = tmp_path / "log.db"
    with open_store(path) as store:
        first, _ = store.record(request()).id, store.record(request()).id
        give(store, first, "urgency", "months", "U1")
    with closing(raw(path)) as connection:
        connection.executescript(sql)
    with Store.read(path) as reader:
        found = reader.verify()
    assert isinstance(found, Broken)
    assert found.table == "answers_given"
    assert because in found.because


@pytest.mark.parametrize(
    "told",
    [
        {"standing": 7},
        {"recommended": ["domestic_outsourcing"]},
        {"flags": "works_council"},
        {"flags": [1]},
        {"ranking": {"model": ["a"], "points": [1, 2]}},
        {"ranking": None},
        {"commitment": None},
    ],
)
def test_an_answer_whose_event_makes_no_sense_is_found_though_the_chain_is_whole(
    tmp_path: Path, told: dict[str, object]
) -> None:
    path = tmp_path / "log.db"
    with open_store(path) as store:
        number = store.record(request()).id
        give(store, number, "urgency", "months", "U1")
    with closing(raw(path)) as connection:
        connection.row_factory = lambda cursor, row: {
            name[0]: value for name, value in zip(cursor.description, row, strict=True)
        }
        event = connection.execute("SELECT * FROM events ORDER BY seq DESC LIMIT 1").fetchone()
        event["body"] = json.dumps({**json.loads(event["body"]), **told})
        connection.execute(
            "UPDATE events SET body = ?, hash = ? WHERE seq = ?", [event["body"], event_hash(event), event["seq"]]
        )
        connection.commit()
    with Store.read(path) as reader:
        found = reader.verify()
    assert isinstance(found, Broken)
    assert "was not written by this program" in found.because


def test_an_answer_that_came_after_the_decision_was_acted_on_is_found(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with open_store(path) as store:
        number = store.record(request()).id
        move(store, number, Status.ACCEPTED, actor="U2", reason="agreed")
    with closing(raw(path)) as connection:
        connection.execute("UPDATE decisions SET status = 'recorded'")
        connection.commit()
    with open_store(path) as store:
        give(store, number, "urgency", "months", "U1")
        found = store.verify()
    assert isinstance(found, Broken)
    assert "has the status recorded" in found.because or "after somebody had acted" in found.because


def test_decisions_of_an_older_log_take_answers(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    older_log(path, 6, request(), request())
    with open_store(path) as store:
        assert store.decision(1).answered == {}
        assert give(store, 1, "urgency", "months", "U1").standing == "likely"
        assert store.decision(2).standing == "leaning"
        assert isinstance(store.verify(), Verified)
