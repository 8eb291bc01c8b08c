"""What the record promises of weekly digests: where its tables say something else than its events, that is found."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.store import Broken, EventKind, RunState, Store, Verified, digests, events
from bot.store.digest_runs import told
from bot.store.driver import Database
from tests.planned_digests import (
    BEFORE,
    MONDAY,
    W49,
    W50,
    WEEK,
    claim,
    planning,
    sending,
    setting_up,
    staying_quiet,
    turning_off,
)
from tests.sample_decisions import open_store, raw

W51, W52 = W50.after(1), W50.after(2)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log in which everything has become of a week that can."""
    path = tmp_path_factory.mktemp("log") / "decisions.db"
    with open_store(path) as store:
        setting_up(store)
        planning(store, MONDAY)
        sending(store, MONDAY)
        planning(store, MONDAY + WEEK)
        staying_quiet(store, MONDAY + WEEK, W50)
        store.write(lambda db, _: digests.send_now(db, MONDAY + WEEK, "C1", "U2"))
        sending(store, MONDAY + WEEK, W50)
        planning(store, MONDAY + 3 * WEEK)  # one is skipped
        setting_up(store, "C2")
        setting_up(store, "C3", at=BEFORE)
        turning_off(store, BEFORE, "C3")
        setting_up(store, "C4", at=MONDAY - WEEK)
        planning(store, MONDAY)
        store.write(_failing)
        store.write(_unknown)
    return path


def _failing(db: Database, _: object) -> None:
    claim(db, "failed", "C4")
    digests.settle_failed(db, MONDAY, "C4", W49, "is_archived")


def _unknown(db: Database, _: object) -> None:
    claim(db, "failed", "C2")
    digests.settle_unknown(db, MONDAY, "C2", W49)


def after(log: Path, tmp_path: Path, sql: str) -> Verified | Broken:
    copy = tmp_path / "copy.db"
    shutil.copyfile(log, copy)
    connection = raw(copy)
    connection.executescript(sql)
    connection.close()
    with Store.read(copy) as reader:
        return reader.verify()


def test_everything_that_can_become_of_a_week_is_in_this_log_and_verifies(log: Path) -> None:
    with Store.read(log) as reader:
        assert isinstance(reader.verify(), Verified)
        states = {run.state for channel in ("C1", "C2", "C4") for run in reader.digest_runs(channel, 9)}
    assert states == set(RunState) - {RunState.QUIET}  # of that one week, what was asked for later became more


C1_IN_WEEK = "WHERE channel = 'C1' AND week = "
"""What `@` stands for below."""


@pytest.mark.parametrize(
    ("sql", "table", "because"),
    [
        ("UPDATE digests SET schedule = '1 09:00 Europe/Madrid'", "digests", "The digest of C1 has another schedule"),
        ("UPDATE digests SET settings = '{}' WHERE channel = 'C2'", "digests", "C2 has another settings"),
        ("UPDATE digests SET state = 'off' WHERE channel = 'C2'", "digests", "C2 has another state"),
        ("UPDATE digests SET state = 'on' WHERE channel = 'C4'", "digests", "C4 has another state"),
        ("UPDATE digests SET since = '2026' WHERE channel = 'C3'", "digests", "C3 has another since"),
        ("UPDATE digests SET set_event = 1 WHERE channel = 'C3'", "digests", "C3 has another set_event"),
        ("UPDATE digests SET paused_because = 'x' WHERE channel = 'C4'", "digests", "C4 has another paused_because"),
        ("DELETE FROM digests WHERE channel = 'C3'", "digests", "The digest of C3 is missing."),
        (
            "INSERT INTO digests SELECT 'C9', schedule, settings, state, since, set_event, NULL FROM digests LIMIT 1",
            "digests",
            "The digest of C9 was set up without an event.",
        ),
        ("DELETE FROM digest_runs @49", "digest_runs", "The digest of 2026-W49 for C1 is missing."),
        ("UPDATE digest_runs SET state = 'quiet' @49", "digest_runs", "W49 for C1 has another state"),
        ("UPDATE digest_runs SET ts = '1.2' @49", "digest_runs", "W49 for C1 has another ts"),
        ("UPDATE digest_runs SET due_at = until || 'x' @49", "digest_runs", "another due_at"),
        ("UPDATE digest_runs SET since = until @50", "digest_runs", "another since"),
        ("UPDATE digest_runs SET until = since @50", "digest_runs", "another until"),
        ("UPDATE digest_runs SET late = 0 @51", "digest_runs", "another late"),
        ("UPDATE digest_runs SET by = NULL @50", "digest_runs", "another by"),
        ("UPDATE digest_runs SET by = 'U3' @49", "digest_runs", "another by"),
        (
            "DELETE FROM outbox; UPDATE digest_runs SET state = 'skipped' @52",
            "digest_runs",
            "The digest of 2026-W52 for C1 is skipped without an event.",
        ),
        ("DELETE FROM outbox WHERE state = 'waiting'", "digest_runs", "W52 for C1 is planned, and nothing is to be"),
        (
            """
            DELETE FROM digest_runs @52;
            UPDATE digest_runs SET state = 'planned', ts = NULL @49;
            UPDATE outbox SET payload = 'x' WHERE payload LIKE '%49%' AND channel = 'C1';
            UPDATE outbox SET payload = '{"week":"2026-W49"}' WHERE state = 'waiting'
            """,
            "digest_runs",
            "W49 for C1 is planned again, although an event says that it is sent.",
        ),
        (
            "DELETE FROM digest_runs @52",
            "outbox",
            "A digest is to be sent to C1 that is not planned.",
        ),
        (
            "UPDATE outbox SET payload = '{\"week\":\"2027-W01\"}' WHERE state = 'waiting'",
            "digest_runs",
            "W52 for C1 is planned, and nothing is to be sent.",
        ),
    ],
)
def test_what_somebody_changed_is_named(log: Path, tmp_path: Path, sql: str, table: str, because: str) -> None:
    found = after(log, tmp_path, sql.replace("@", C1_IN_WEEK))
    assert isinstance(found, Broken), sql
    assert found.table == table
    assert because in found.because


@pytest.mark.parametrize(
    ("kind", "change", "because"),
    [
        ("digest_sent", lambda told: told, "tells of the digest of 2026-W49 for C1, which is sent already"),
        ("digest_sent", lambda told: told | {"week": "2026-W99"}, "was not written by this program"),
        ("digest_skipped", lambda told: {"week": told["week"]}, "was not written by this program"),
        ("digest_set", lambda told: told, "was not written by this program"),
        ("digest_paused", lambda told: told | {"channel": "C9", "because": "x"}, "was not written by this program"),
    ],
)
def test_events_that_do_not_go_together_are_named(
    tmp_path: Path, kind: str, change: Callable[[dict[str, object]], dict[str, object]], because: str
) -> None:
    with open_store(tmp_path / "log.db") as store:
        setting_up(store)
        planning(store, MONDAY)
        sending(store, MONDAY)
        (run,) = store.digest_runs("C1", 1)
        details = change(told(run))
        store.write(
            lambda db, at: events.append(db, at, kind=EventKind(kind), actor="x", details=details, decision_id=None)
        )
        found = store.verify()
    assert isinstance(found, Broken)
    assert (found.table, found.row) == ("events", 4)
    assert because in found.because


def test_a_name_that_was_erased_is_no_change(tmp_path: Path) -> None:
    with open_store(tmp_path / "log.db") as store:
        setting_up(store)
        store.write(lambda db, _: digests.send_now(db, MONDAY, "C1", "U2"))
        sending(store, MONDAY)
        store.erase_person("U2", actor="cli", reason="")
        assert isinstance(store.verify(), Verified)
