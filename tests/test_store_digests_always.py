"""What holds of weekly digests whatever happens: kills, two programs, a copy put back, anything in any order."""

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.store import (
    DigestSentError,
    DigestSettings,
    EventKind,
    RunState,
    Store,
    digest_runs,
    digests,
)
from bot.store.digest_runs import KINDS
from bot.store.driver import Database
from bot.store.schema import all_migrations
from bot.weeks import Schedule, Week
from tests.older_logs import older_log
from tests.planned_digests import (
    BEFORE,
    GRACE,
    MONDAY,
    MONDAYS,
    W49,
    WEEK,
    became,
    claim,
    kinds,
    on_their_way,
    planning,
    sending,
    setting_up,
    turning_off,
    verified,
)
from tests.sample_decisions import open_store, request


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as log:
        yield log
        verified(log)


def test_two_programs_that_plan_at_once_plan_each_week_once(path: Path) -> None:
    with open_store(path) as store:
        for number in range(40):
            setting_up(store, f"C{number}")
    counts: list[int] = []
    ready = threading.Barrier(2)

    def plan() -> None:
        with Store.open(path, clock=lambda: MONDAY, wait=60) as mine:
            ready.wait()
            counts.append(0)
            place = len(counts) - 1
            while some := mine.write(lambda db, _: digests.plan(db, MONDAY, GRACE, most=3)):
                counts[place] += some

    both = [threading.Thread(target=plan) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    with open_store(path) as store:
        assert sum(counts) == len(on_their_way(store)) == 40
        verified(store)


@contextmanager
def copied_before_each_statement(store: Store, path: Path, folder: Path) -> Iterator[list[Path]]:
    """What is on disk before each statement, which is what a kill at that moment leaves; the same again is no copy."""
    copies: list[Path] = []
    seen: set[bytes] = set()

    def copy(_: str) -> None:
        there = path.read_bytes(), path.with_name(f"{path.name}-wal").read_bytes()
        if (digest := hashlib.sha256(b"".join(there)).digest()) not in seen:
            seen.add(digest)
            copies.append(folder / f"{len(copies)}.db")
            for end, content in zip(("", "-wal"), there, strict=True):
                Path(f"{copies[-1]}{end}").write_bytes(content)

    store._db.conn.set_trace_callback(copy)
    try:
        yield copies
    finally:
        store._db.conn.set_trace_callback(None)


def test_a_kill_between_any_two_statements_leaves_a_week_whole_or_not_planned(path: Path, tmp_path: Path) -> None:
    with open_store(path) as store:
        setting_up(store)
        planning(store, MONDAY)
        # A week is missed while one is still to be sent; then the next is sent.
        with copied_before_each_statement(store, path, tmp_path) as copies:
            planning(store, MONDAY + 2 * WEEK)
            sending(store, MONDAY + 2 * WEEK, W49.after(2))
        expected = became(store)
    seen = set()
    for copy in copies:
        with open_store(copy) as left:
            verified(left)
            seen.add(tuple(became(left).values()))
            planning(left, MONDAY + 2 * WEEK)
            if on_their_way(left):
                sending(left, MONDAY + 2 * WEEK, W49.after(2))
            assert became(left) == expected
            assert kinds(left).count("digest_sent") == 1
            verified(left)
    assert seen == {
        (RunState.PLANNED,),
        (RunState.SKIPPED, RunState.SKIPPED, RunState.PLANNED),
    }


def test_a_copy_of_the_log_that_is_put_back_plans_the_week_again_for_whoever_asks_slack_first(
    path: Path, tmp_path: Path
) -> None:
    with open_store(path) as store:
        setting_up(store)
        backup = tmp_path / "backup.db"
        store._db.execute("VACUUM INTO ?", [str(backup)])
        planning(store, MONDAY)
        sending(store, MONDAY)
    with open_store(backup) as restored:
        planning(restored, MONDAY + timedelta(hours=3))
        assert became(restored) == {"2026-W49": RunState.PLANNED}
        # The sender asks for a message with the metadata of this channel and week before it posts.
        assert on_their_way(restored) == [("C1", '{"week":"2026-W49"}')]


@pytest.mark.parametrize("version", [1, 6])
def test_an_older_log_has_no_digests_and_takes_them(path: Path, version: int) -> None:
    older_log(path, version, request(), request())
    with open_store(path) as store:
        assert store.digests() == []
        setting_up(store)
        planning(store, MONDAY)
        sending(store, MONDAY)
        verified(store)


def test_what_was_waiting_to_be_sent_is_so_after_an_upgrade(path: Path) -> None:
    before = next(number for number, each in enumerate(all_migrations()) if each.name == "0017_digests")
    with Store.open(path, clock=lambda: BEFORE, migrations=all_migrations()[:before]) as older:
        older.write(
            lambda db, _: db.execute(
                "INSERT INTO outbox (kind, channel, thread_ts, payload, state, attempts, not_before) "
                "VALUES ('notice', 'U1', '', '{\"text\":\"x\"}', 'waiting', 3, '2026-11-25T12:00:00.000000+00:00')"
            )
        )
    with open_store(path) as store, store._reading() as db:
        assert db.execute("SELECT id, kind, channel, payload, attempts FROM outbox").fetchall() == [
            (1, "notice", "U1", '{"text":"x"}', 3)
        ]


def _run(db: Database, _: datetime, *, sql: str) -> None:
    db.execute(sql)


def test_what_was_sent_stays_sent_in_the_tables_too(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)
    sending(store, MONDAY)
    for sql in (
        "UPDATE digest_runs SET state = 'planned'",
        "UPDATE digest_runs SET week = 50",
        "DELETE FROM digest_runs",
    ):
        with pytest.raises(Exception, match=r"weeks are not|stays sent"):
            store.write(partial(_run, sql=sql))


def _sent(db: Database, at: datetime, week: Week) -> None:
    claim(db, "sent")
    digests.settle_sent(db, at, "C1", week, f"{at.timestamp():.6f}")


def _failing(settle: Callable[[Database, datetime, Week], object]) -> Callable[[Database, datetime, Week], None]:
    def work(db: Database, at: datetime, week: Week) -> None:
        claim(db, "failed")
        settle(db, at, week)

    return work


SETTLED: Mapping[RunState, Callable[[Database, datetime, Week], None]] = {
    RunState.SENT: _sent,
    RunState.QUIET: _failing(lambda db, at, week: digests.settle_quiet(db, at, "C1", week)),
    RunState.SKIPPED: _failing(lambda db, at, week: digests.settle_skipped(db, at, "C1", week)),
    RunState.UNKNOWN: _failing(lambda db, at, week: digests.settle_unknown(db, at, "C1", week)),
    RunState.FAILED: _failing(lambda db, at, week: digests.settle_failed(db, at, "C1", week, "is_archived")),
}


class Digests(RuleBasedStateMachine):
    """Anything in any order: no week is sent twice, none passes without a record, and the record verifies."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.store = open_store(Path(self.folder.name, "log.db"))
        self.now = BEFORE
        self.messages: list[Week] = []
        self.on_since: datetime | None = None
        self.how = MONDAYS

    def teardown(self) -> None:
        if hasattr(self, "store"):
            verified(self.store)
            self.store.close()
            self.folder.cleanup()

    @property
    def waiting(self) -> Week | None:
        planned = (run.week for run in self.store.digest_runs("C1", 99) if run.state is RunState.PLANNED)
        return next(planned, None)

    @property
    def being_sent(self) -> bool:
        with self.store._reading() as db:
            return digest_runs.is_being_sent(db, "C1")

    @rule(hours=st.sampled_from((1, 7, 24, 49, 168, 400)))
    def time_goes_by(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(day=st.integers(0, 6), zone=st.sampled_from(("Europe/Madrid", "Pacific/Auckland", "Pacific/Honolulu")))
    def set_up(self, day: int, zone: str) -> None:
        planning(self.store, self.now)  # the scheduler runs before anybody can press anything
        how = DigestSettings(Schedule(day, time(9), zone))
        if how != self.how or self.on_since is None:
            self.on_since, self.how = self.now, how
        setting_up(self.store, how=how, at=self.now)

    @precondition(lambda self: self.store.digest("C1") is not None)
    @rule()
    def turn_off(self) -> None:
        planning(self.store, self.now)
        turning_off(self.store, self.now)
        self.on_since = None

    @rule()
    def plan(self) -> None:
        planning(self.store, self.now)

    @precondition(lambda self: self.store.digest("C1") is not None)
    @rule()
    def send_now(self) -> None:
        week = self.how.schedule.week_at(self.now)
        if week in self.messages or self.waiting == week or self.being_sent:
            with pytest.raises(DigestSentError):
                self.store.write(lambda db, _: digests.send_now(db, self.now, "C1", "U2"))
        else:
            self.store.write(lambda db, _: digests.send_now(db, self.now, "C1", "U2"))

    @precondition(lambda self: self.waiting is not None)
    @rule(outcome=st.sampled_from((RunState.SENT, RunState.SENT, *SETTLED)))
    def settle(self, outcome: RunState) -> None:
        week = self.waiting
        assert week is not None
        self.store.write(lambda db, _: SETTLED[outcome](db, self.now, week))
        if outcome in {RunState.SENT, RunState.UNKNOWN}:
            self.messages.append(week)
        if outcome is RunState.FAILED:
            self.on_since = None

    @precondition(lambda self: self.waiting is not None)
    @rule()
    def begin_to_send(self) -> None:
        self.store.write(lambda db, _: claim(db, "sending"))

    @invariant()
    def no_week_is_sent_twice(self) -> None:
        assert len(self.messages) == len(set(self.messages))
        assert len(on_their_way(self.store)) <= 1

    @invariant()
    def none_passes_without_a_record(self) -> None:
        if self.on_since is None or self.being_sent or self.store.anything_due(self.now, GRACE):
            return
        week, moment = self.how.schedule.last(self.now)
        while moment > self.on_since:
            assert self.store.digest_run("C1", week) is not None, f"nothing is known of {week}"
            week = week.before(1)
            moment = self.how.schedule.moment(week)


TestDigests = Digests.TestCase
TestDigests.settings = settings(
    max_examples=8, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_a_kind_of_event_is_there_for_everything_that_can_become_of_a_week() -> None:
    assert set(KINDS) == set(RunState) - {RunState.PLANNED}
    assert set(KINDS.values()) <= set(EventKind)
