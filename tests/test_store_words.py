"""What people type stands beside the chain: it can be erased, not changed. Older events keep their meaning."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import Broken, EventKind, Status, Store, StoreError, Verified, answering, deciding
from bot.store.chain import event_hash
from bot.store.driver import sqlite3
from rules.choices import Choice, Verb
from rules.grid import Model
from rules.ready_reasons import ReadyReason
from tests.older_logs import older_log
from tests.sample_decisions import REVIEWER, START, held, needing, open_store, raw, request

DANA, CAROL = "U2DANA", "U3CAROL"
WHY = "a_telling_word of the works council"
OVERRIDE = Choice(Model.IN_HOUSE, ReadyReason.LAW, WHY)


def told(path: Path) -> None:
    """A log in which one decision was asked about, half decided, overridden and reopened."""
    with open_store(path) as store:
        number = store.record(request()).id
        store.record(request())
        store.write(lambda db, at: deciding.ask(db, at, number, DANA, "a_telling_word to be known?", seen=None))
        for who in (DANA, CAROL):
            seen, gate = store.course(number).version, needing(2, who)
            store.write(lambda db, at: deciding.choose(db, at, number, who, OVERRIDE, seen=seen, gate=gate))  # noqa: B023 - called at once
        seen = store.course(number).version
        store.write(
            lambda db, at: deciding.reopen(db, at, number, DANA, "a_telling_word anew", seen=seen, capacity=REVIEWER)
        )
        assert isinstance(store.verify(), Verified)


def test_what_people_type_can_be_erased_to_the_last_byte(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    told(path)
    with Store.open(path, clock=lambda: START) as store:
        before = store.course(1)
        store.erase(1, {"words"}, actor="U9", reason="asked for")
        after = store.course(1)
        assert [move.words for move in before.moves].count("") == 0
        assert [(move.words, move.words_erased) for move in after.moves[:-1]] == [("", True)] * 4
        assert [(move.verb, move.by, move.at) for move in after.moves[:-1]] == [
            (move.verb, move.by, move.at) for move in before.moves
        ]
        assert after.reopened is not None
        assert after.reopened.was is not None
        assert (after.reopened.was.model, after.reopened.was.ready_reason) == (Model.IN_HOUSE, ReadyReason.LAW)
        assert isinstance(store.verify(), Verified)
    assert not [each.name for each in tmp_path.iterdir() if b"a_telling_word" in each.read_bytes()]


def test_the_words_of_one_of_several_people_can_be_erased_alone(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    told(path)
    with Store.open(path, clock=lambda: START) as store:
        question = store.course(1).moves[0]
        store.erase(1, set(), actor="U9", reason="asked for", beside={question.event})
        assert [bool(move.words) for move in store.course(1).moves[:-1]] == [False, True, True, True]
        assert isinstance(store.verify(), Verified)


@pytest.mark.parametrize(
    ("sql", "because"),
    [
        ("UPDATE words_given SET words = replace(words, 'council', 'party')", "was changed after it was given"),
        ("UPDATE words_given SET salt = 'x'", "was changed after it was given"),
        ("UPDATE words_given SET words = NULL, salt = NULL", "was erased without an event that says so"),
        ("UPDATE words_given SET salt = NULL WHERE event = 4", "was erased without an event that says so"),
        ("UPDATE words_given SET decision_id = 2 WHERE event = 5", "was moved to another decision"),
        ("DELETE FROM words_given WHERE event = 6", "is missing"),
        ("INSERT INTO words_given VALUES (2, 1, 'x', 'x')", "that event 2 does not tell of"),
    ],
)
def test_what_people_typed_is_held_against_the_chain(tmp_path: Path, sql: str, because: str) -> None:
    path = tmp_path / "log.db"
    told(path)
    with closing(raw(path)) as connection:
        connection.executescript(sql)
    with Store.read(path) as reader:
        found = reader.verify()
    assert isinstance(found, Broken)
    assert found.table == "words_given"
    assert because in found.because


@pytest.mark.parametrize(
    ("column", "value"), [("words", "'other'"), ("salt", "'other'"), ("event", "7"), ("decision_id", "2")]
)
def test_nothing_that_was_typed_is_changed_by_accident(tmp_path: Path, column: str, value: str) -> None:
    path = tmp_path / "log.db"
    told(path)
    with closing(sqlite3.connect(path)) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="words are not changed"):
            connection.execute(f"UPDATE words_given SET {column} = {value} WHERE event = 5")  # noqa: S608 - ours
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute("DELETE FROM words_given")


def forge(path: Path, seq: int, change: Callable[[dict[str, object]], object]) -> None:
    """Change the details of an event, and every hash from there on, as somebody does who knows how."""
    with closing(raw(path)) as connection:
        connection.row_factory = lambda cursor, row: {
            name[0]: value for name, value in zip(cursor.description, row, strict=True)
        }
        previous = b""
        for event in connection.execute("SELECT * FROM events WHERE seq >= ? ORDER BY seq", [seq]).fetchall():
            if event["seq"] == seq:
                details = json.loads(event["body"])
                change(details)
                event["body"] = json.dumps(details, sort_keys=True, separators=(",", ":"))
            else:
                event["prev_hash"] = previous
            previous = event_hash(event)
            connection.execute(
                "UPDATE events SET body = ?, prev_hash = ?, hash = ? WHERE seq = ?",
                [event["body"], event["prev_hash"], previous, event["seq"]],
            )


@pytest.mark.parametrize(
    ("seq", "change", "because"),
    [
        (6, lambda details: details.update(verb="smuggle"), "does not hold together"),
        (6, lambda details: details.update(before="accepted"), "its status changed without an event"),
        (6, lambda details: details.update(model="moonshore"), "does not hold together"),
        (6, lambda details: details.update(role="emperor"), "does not hold together"),
        (6, lambda details: details.update(verb="undo", undoes=3), "not written by this program"),
        (5, lambda details: details.pop("model"), "not written by this program"),
        (7, lambda details: details.update(verb="late_answer", status="accepted"), "has the status recorded"),
    ],
)
def test_a_history_that_makes_no_sense_is_found_though_the_chain_is_whole(
    tmp_path: Path, seq: int, change: Callable[[dict[str, object]], object], because: str
) -> None:
    path = tmp_path / "log.db"
    told(path)
    forge(path, seq, change)
    with Store.read(path) as reader:
        found = reader.verify()
    assert isinstance(found, Broken)
    assert because in found.because


def test_an_answer_to_what_was_decided_that_does_not_reopen_it_is_found(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with open_store(path) as store:
        number = store.record(request()).id
        choice = Choice(Model.OFFSHORE_CAPTIVE)
        store.write(lambda db, at: deciding.choose(db, at, number, DANA, choice, seen=None, gate=needing(1, DANA)))
    with closing(raw(path)) as connection:
        connection.execute("UPDATE decisions SET status = 'recorded'")
    with Store.open(path, clock=lambda: START) as store:
        store.write(lambda db, at: answering.give_answer(db, at, 1, "urgency", "weeks", actor=DANA, judge=held))
    with closing(raw(path)) as connection:
        connection.execute("UPDATE decisions SET status = 'accepted'")
    with Store.read(path) as reader:
        found = reader.verify()
        assert isinstance(found, Broken)
        assert "an answer was given after somebody had acted on it" in found.because
        with pytest.raises(StoreError, match="run `sourcing verify`"):
            reader.course(1)


OLDER = {
    1: [("accepted", "U3", {"reason": ""})],
    2: [
        ("overridden", "U4", {"reason": "We know them", "model": "in_house"}),
        ("accepted", "U3", {"reason": ""}),
        ("overridden", "U5", {"reason": "Price", "model": "hybrid"}),
    ],
    3: [("discarded", "U024BE7LH", {"reason": ""})],
}


@pytest.mark.parametrize("version", [1, 3, 6])
def test_what_people_did_in_older_releases_reads_as_before(tmp_path: Path, version: int) -> None:
    path = tmp_path / "log.db"
    older_log(path, version, request(), request(), request(), request(), moves=OLDER)
    with open_store(path) as store:
        found = [store.course(number).decided for number in (1, 2, 3, 4)]
        assert [each and (each.status, each.by, each.model, each.words) for each in found] == [
            (Status.ACCEPTED, "U3", Model.OFFSHORE_CAPTIVE, ""),
            (Status.OVERRIDDEN, "U5", Model.HYBRID, "Price"),
            (Status.DISCARDED, "U024BE7LH", None, ""),
            None,
        ]
        assert [(move.verb, move.by) for move in store.course(2).moves] == [
            (Verb.OVERRIDE, "U4"),
            (Verb.ACCEPT, "U3"),
            (Verb.OVERRIDE, "U5"),
        ]
        assert {each.capacity for each in found if each} == {None}
        seen = store.course(2).version
        store.write(lambda db, at: deciding.reopen(db, at, 2, CAROL, "Once more", seen=seen, capacity=REVIEWER))
        assert store.decision(2).status is Status.RECORDED
        assert store.history(2)[-1].kind is EventKind.STATUS_CHANGED
        assert isinstance(store.verify(), Verified)
