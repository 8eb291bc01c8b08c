"""What the decision log promises about cards: where they are, who can read them and which wait cannot change unseen."""

import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from bot.store import Broken, Store, Verified, outbox
from bot.store.driver import Database, sqlite3
from tests.older_logs import older_log
from tests.sample_decisions import open_store, raw, request, ticking


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Decision 1 is in a public channel, 2 in a thread of a private one, 3 was given up, 4 waits."""
    path = tmp_path_factory.mktemp("log") / "decisions.db"
    with open_store(path) as store:
        for number in range(1, 5):
            store.record(request(text=f"Request {number}"))
        store.write(posting)
    return path


def posting(db: Database, at: datetime) -> None:
    """What becomes of the four cards."""
    for number, thread in [(1, None), (2, "1.5"), (3, None)]:
        outbox.enqueue_card(db, at, number, f"C{number}", thread, "U1")
        row = outbox.claim_next(db, at)
        assert row is not None
        if number == 3:
            outbox.mark_failed(db, at, row, "is_archived")
        else:
            outbox.mark_sent(db, at, row, f"{number}.0", private=number == 2)
    outbox.enqueue_card(db, at, 4, "C4", None, "U1")


def verified_after(log: Path, copy: Path, sql: str) -> Verified | Broken:
    """What verification says of a copy of the log that somebody changed."""
    shutil.copyfile(log, copy)
    with closing(raw(copy)) as connection:
        connection.executescript(sql)
    with Store.read(copy) as reader:
        return reader.verify()


@pytest.mark.parametrize(
    ("sql", "because"),
    [
        (
            "UPDATE posts SET private = 0",
            "The card of decision 2 in C2 counts as public, but was posted in private.",
        ),
        ("UPDATE posts SET channel = 'C9' WHERE decision_id = 2", "The card of decision 2 in C9 was never posted."),
        ("UPDATE posts SET decision_id = 4 WHERE ts = '1.0'", "The card of decision 4 in C1 was changed after"),
        ("UPDATE posts SET thread_ts = NULL", "The card of decision 2 in C2 was changed after it was posted."),
        ("DELETE FROM posts WHERE ts = '1.0'", "The card of decision 1 in C1 is missing from the posts."),
        (
            "INSERT INTO posts (channel, ts, decision_id, private, posted_at) VALUES ('C7', '7.0', 4, 0, '2026')",
            "The card of decision 4 in C7 was never posted.",
        ),
        ("DELETE FROM outbox WHERE state = 'waiting'", "The card of decision 4 for C4 is missing from the outbox."),
        ("UPDATE outbox SET channel = 'C9' WHERE decision_id = 4", "Nobody asked for the card of decision 4 in C9."),
        ("UPDATE outbox SET thread_ts = '1.5' WHERE decision_id = 4", "Nobody asked for the card of decision 4 in C4."),
        ("UPDATE outbox SET decision_id = 2 WHERE decision_id = 4", "Nobody asked for the card of decision 2 in C4."),
        (
            "UPDATE outbox SET state = 'sent' WHERE decision_id = 4",
            "The card of decision 4 for C4 is sent, but the last event is: card requested.",
        ),
        (
            "UPDATE outbox SET state = 'waiting' WHERE decision_id = 3",
            "The card of decision 3 for C3 is waiting, but the last event is: card given up.",
        ),
        (
            "UPDATE outbox SET state = 'failed' WHERE decision_id = 1",
            "The card of decision 1 for C1 is failed, but the last event is: card posted.",
        ),
    ],
)
def test_a_card_cannot_be_changed_unseen(log: Path, tmp_path: Path, sql: str, because: str) -> None:
    found = verified_after(log, tmp_path / "copy.db", sql)
    assert isinstance(found, Broken)
    assert because in found.because


def test_what_happens_to_cards_is_no_change(log: Path, tmp_path: Path) -> None:
    claimed = "UPDATE outbox SET state = 'sending' WHERE decision_id = 4"
    # The copy counts nothing anew by itself: its triggers are gone.
    private = """
        UPDATE posts SET private = 1; DELETE FROM facets WHERE facet = 'public'; UPDATE digest_new SET private = 1;
        UPDATE digest_waiting SET private = 1; UPDATE digest_decided SET private = 1
    """
    for happens in ["", claimed, private]:
        assert isinstance(verified_after(log, tmp_path / "copy.db", happens), Verified)


def test_the_file_refuses_to_make_a_card_public_by_accident(log: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copyfile(log, copy)
    with open_store(copy) as store, pytest.raises(sqlite3.IntegrityError, match="not made public"):
        store._db.execute("UPDATE posts SET private = 0")


def test_a_decisions_history_tells_of_its_cards(log: Path) -> None:
    with Store.read(log) as reader:
        told = [(event.kind, event.actor, event.details.get("private")) for event in reader.history(2)]
    assert told[1:] == [("card_requested", "U1", None), ("card_posted", "sourcing", True)]


def test_cards_of_an_older_log_are_told_as_they_stand_when_it_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "decisions.db"
    older_log(path, 6, request(), request())
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            """
            INSERT INTO outbox (kind, decision_id, channel, thread_ts, requester, payload, state, attempts, not_before)
            VALUES ('card', 1, 'C1', '', 'U1', '{}', 'sent', 1, '2026-11-23T09:00:00.000000+00:00'),
                   ('card', 2, 'C2', '', 'U1', '{}', 'failed', 1, '2026-11-23T09:00:00.000000+00:00'),
                   ('card', 2, 'C1', '', 'U1', '{}', 'waiting', 0, '2026-11-23T09:00:00.000000+00:00');
            INSERT INTO posts (channel, ts, decision_id, private, posted_at)
            VALUES ('C1', '1.0', 1, 1, '2026-11-23T09:00:00.000000+00:00')
            """
        )
    with Store.open(path, clock=ticking()) as store:
        assert isinstance(store.verify(), Verified)
        assert [event.kind for event in store.history(1)][-2:] == ["card_requested", "card_posted"]
        assert [event.kind for event in store.history(2)][-3:] == ["card_requested", "card_given_up", "card_requested"]
    found = verified_after(path, tmp_path / "copy.db", "UPDATE posts SET private = 0")
    assert isinstance(found, Broken)
