"""What the outbox promises: everything asked for is sent, at most once, and not faster than Slack allows."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.store import CardRow, NoticeRow, OutboxRow, OutboxState, Post, RefreshRow, Store, outbox
from bot.store.driver import Database
from tests.sample_decisions import START, open_store, request

T = TypeVar("T")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A log with three decisions."""
    with open_store(tmp_path / "decisions.db") as opened:
        for _ in range(3):
            opened.record(request())
        yield opened


def do(store: Store, work: Callable[[Database], T]) -> T:
    """Work whose moment is its own affair."""
    return store.write(lambda db, _: work(db))


def after(seconds: float) -> timedelta:
    """So long after something else."""
    return timedelta(seconds=seconds)


def ask(store: Store, decision_id: int = 1, channel: str = "C1", thread_ts: str | None = None) -> tuple[CardRow, bool]:
    """A card asked for at the start."""
    return do(store, lambda db: outbox.enqueue_card(db, START, decision_id, channel, thread_ts, "U1"))


AboutADecision = CardRow | NoticeRow | RefreshRow


def claim(store: Store, seconds: float = 0) -> AboutADecision | None:
    """The row that is due so many seconds after the start."""
    row = do(store, lambda db: outbox.claim_next(db, START + after(seconds)))
    assert row is None or isinstance(row, AboutADecision)
    return row


def claimed(store: Store, seconds: float = 0) -> AboutADecision:
    """The row that is due; there is one."""
    row = claim(store, seconds)
    assert row is not None
    return row


def sent(store: Store, row: OutboxRow, seconds: float = 0, ts: str = "1.0", *, private: bool = False) -> None:
    """The row has arrived."""
    do(store, lambda db: outbox.mark_sent(db, START + after(seconds), row, ts, private=private))


def test_a_card_is_asked_for_with_its_decision_or_not_at_all(store: Store) -> None:
    def half(db: Database) -> None:
        outbox.enqueue_card(db, START, 1, "C1", None, "U1")
        raise KeyError("half")

    with pytest.raises(KeyError):
        do(store, half)
    assert claim(store) is None


def test_two_quick_clicks_are_one_post(store: Store) -> None:
    first, created = ask(store)
    assert created
    assert ask(store) == (first, False)
    row = claimed(store)
    assert ask(store)[1] is False
    sent(store, row)
    assert ask(store)[1] is False
    assert claim(store, 60) is None


def test_another_channel_and_a_thread_are_other_places(store: Store) -> None:
    places = [("C1", None), ("C2", None), ("C1", "1.2"), ("C1", "1.3")]
    assert all(ask(store, 1, channel, thread_ts)[1] for channel, thread_ts in places)
    assert not any(ask(store, 1, channel, thread_ts)[1] for channel, thread_ts in places)


def test_after_a_failure_the_same_click_tries_again(store: Store) -> None:
    ask(store)
    row = claimed(store)
    do(store, lambda db: outbox.mark_failed(db, START, row, "not_in_channel"))
    assert claim(store, 60) is None
    again, created = do(store, lambda db: outbox.enqueue_card(db, START + after(60), 1, "C1", None, "U2"))
    assert created
    assert (again.id, again.state, again.attempts, again.requester) == (row.id, OutboxState.WAITING, 0, "U2")
    assert claimed(store, 60).id == row.id


def test_where_a_card_was_posted_is_known_from_then_on(store: Store) -> None:
    ask(store, 2, "C1", "0.9")
    sent(store, claimed(store), 0.5, "1.0", private=True)
    assert store.posts_of(2) == [Post(2, "C1", "1.0", "0.9", private=True, posted_at=START + after(0.5))]
    assert store.decision_at("C1", "1.0") == 2
    assert store.decision_at("C2", "1.0") is None
    assert store.posts_of(1) == []


def test_a_channel_gets_one_message_at_a_time_and_none_within_a_second_of_the_last(store: Store) -> None:
    for decision_id in (1, 2):
        ask(store, decision_id, "C1")
    ask(store, 3, "C2")
    first = claimed(store)
    assert (first.decision_id, first.state, first.attempts) == (1, OutboxState.SENDING, 1)
    other = claimed(store)
    assert isinstance(other, CardRow)
    assert (other.decision_id, other.channel) == (3, "C2")
    assert claim(store, 100) is None  # the first is still on its way
    sent(store, first, 100)
    assert claim(store, 100.999) is None
    assert claimed(store, 101).decision_id == 2


def test_a_clock_set_back_holds_nothing_up(store: Store) -> None:
    ask(store, 1)
    sent(store, claimed(store, 3600), 3600)
    ask(store, 2)
    assert claimed(store).decision_id == 2


def test_what_slack_asks_to_wait_for_waits(store: Store) -> None:
    ask(store)
    row = claimed(store)
    do(store, lambda db: outbox.retry_later(db, START, row, START + after(30), "ratelimited"))
    assert claim(store, 29.9) is None
    again = claimed(store, 30)
    assert (again.id, again.attempts, again.last_error) == (row.id, 2, "ratelimited")


def test_what_was_on_its_way_when_the_server_died_is_in_doubt_and_never_simply_sent_again(store: Store) -> None:
    for decision_id, channel in [(1, "C1"), (2, "C2"), (3, "C3")]:
        ask(store, decision_id, channel)
    arrived, lost = claimed(store), claimed(store)
    assert [row.id for row in do(store, outbox.in_doubt)] == [arrived.id, lost.id]
    sent(store, arrived)
    do(store, lambda db: outbox.retry_later(db, START, lost, START, ""))
    assert do(store, outbox.in_doubt) == []
    assert {claimed(store, 60).decision_id, claimed(store, 60).decision_id} == {2, 3}


def test_a_row_that_is_not_on_its_way_cannot_arrive(store: Store) -> None:
    waiting, _ = ask(store)
    with pytest.raises(ValueError, match="is not being sent"):
        sent(store, waiting)
    row = claimed(store)
    sent(store, row)
    for settle in (
        lambda db: outbox.mark_sent(db, START, row, "1.1", private=False),
        lambda db: outbox.mark_failed(db, START, row, ""),
        lambda db: outbox.retry_later(db, START, row, START, ""),
    ):
        with pytest.raises(ValueError, match="is not being sent"):
            do(store, settle)
    assert len(store.posts_of(1)) == 1


def refresh(store: Store) -> list[RefreshRow]:
    """The first decision's cards are to be brought up to date."""
    return do(store, lambda db: outbox.enqueue_refresh(db, START, 1))


def test_cards_are_brought_up_to_date_once_however_often_it_is_asked_for(store: Store) -> None:
    assert refresh(store) == []  # a card that is not posted yet will show what is so then
    ask(store, 1, "C1")
    assert refresh(store) == []
    card = claimed(store)
    asked = refresh(store)
    assert [(row.decision_id, row.channel) for row in asked] == [(1, "C1")]
    assert refresh(store) == asked
    assert claim(store, 10) is None  # after the card, which may have been drawn before
    sent(store, card, 10)
    row = claimed(store, 20)
    assert row.id == asked[0].id
    (newer,) = refresh(store)  # what changed while this one was on its way
    assert newer.id != row.id
    do(store, lambda db: outbox.retry_later(db, START, row, START + after(30), "ratelimited"))
    assert [waiting.id for waiting in refresh(store)] == [row.id]


def test_a_refresh_goes_to_each_channel_with_a_card(store: Store) -> None:
    for channel in ("C1", "C2", "C3"):
        ask(store, 1, channel)
    sent(store, claimed(store))
    sent(store, claimed(store))
    do(store, lambda db: outbox.mark_failed(db, START, claimed_in(db), "is_archived"))
    assert [row.channel for row in refresh(store)] == ["C1", "C2"]
    assert len(store.posts_of(1)) == 1 + 1


def claimed_in(db: Database) -> OutboxRow:
    """The row that is due at the start."""
    row = outbox.claim_next(db, START)
    assert row is not None
    return row


def test_a_notice_says_its_words_until_it_has_arrived_and_then_forgets_them(store: Store) -> None:
    do(store, lambda db: outbox.enqueue_notice(db, START, "U1", {"text": "Invite me first"}, decision_id=1))
    row = claimed(store)
    assert isinstance(row, NoticeRow)
    assert (row.who, row.payload) == ("U1", {"text": "Invite me first"})
    do(store, lambda db: outbox.mark_sent(db, START, row, None, private=True))
    assert do(store, lambda db: db.execute("SELECT payload FROM outbox").fetchall()) == [("{}",)]
    assert store.posts_of(1) == []


def test_erasing_a_decision_takes_back_the_notices_about_it(store: Store) -> None:
    do(store, lambda db: outbox.enqueue_notice(db, START, "U1", {"text": "About one"}, decision_id=1))
    do(store, lambda db: outbox.enqueue_notice(db, START, "U1", {"text": "About two"}, decision_id=2))
    store.erase(1, {"text"}, actor="U9", reason="")
    left = claimed(store)
    assert isinstance(left, NoticeRow)
    assert left.payload == {"text": "About two"}
    assert store.decision(1).erased == {"text"}


class Sending(RuleBasedStateMachine):
    """Clicks, a sender, failures and restarts in any order: no row is claimed while it is out or once it arrived."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self._path = Path(self._folder.name, "decisions.db")
        self._now = START
        self._out: dict[int, CardRow] = {}
        self._arrived: set[int] = set()
        self._places: set[tuple[int, str]] = set()

    @initialize()
    def begin(self) -> None:
        self._store = open_store(self._path)
        for _ in range(3):
            self._store.record(request())

    @rule(decision_id=st.integers(1, 3), channel=st.sampled_from(["C1", "C2"]))
    def click(self, decision_id: int, channel: str) -> None:
        do(self._store, lambda db: outbox.enqueue_card(db, self._now, decision_id, channel, None, "U1"))
        self._places.add((decision_id, channel))

    @rule(seconds=st.sampled_from([0.4, 1.0, 60.0]))
    def wait(self, seconds: float) -> None:
        self._now += after(seconds)

    @rule()
    def claim(self) -> None:
        row = do(self._store, lambda db: outbox.claim_next(db, self._now))
        if row is not None:
            assert isinstance(row, CardRow)
            assert row.id not in self._out
            assert row.id not in self._arrived
            assert row.channel not in {other.channel for other in self._out.values()}
            self._out[row.id] = row

    @precondition(lambda self: self._out)
    @rule(what=st.sampled_from(["sent", "failed", "later", "back"]))
    def settle(self, what: str) -> None:
        _, row = self._out.popitem()
        now = self._now
        match what:
            case "sent":
                ts = f"{row.id}.0"
                do(self._store, lambda db: outbox.mark_sent(db, now, row, ts, private=False))
                self._arrived.add(row.id)
            case "failed":
                do(self._store, lambda db: outbox.mark_failed(db, now, row, "is_archived"))
            case "later":
                do(self._store, lambda db: outbox.retry_later(db, now, row, now + after(5), "ratelimited"))
            case _:
                do(self._store, lambda db: outbox.retry_later(db, now, row, now, ""))

    @rule()
    def restart(self) -> None:
        self._store.close()
        self._store = open_store(self._path)
        assert {row.id for row in do(self._store, outbox.in_doubt)} == self._out.keys()

    @invariant()
    def each_place_has_one_row(self) -> None:
        if hasattr(self, "_store"):
            (rows,) = do(self._store, lambda db: db.execute("SELECT count(*) FROM outbox").fetchone())
            assert rows == len(self._places)

    def teardown(self) -> None:
        if hasattr(self, "_store"):
            self._store.close()
        self._folder.cleanup()


TestSending = Sending.TestCase
TestSending.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
