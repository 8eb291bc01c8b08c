"""What the log promises whoever sets up a weekly digest, asks for one at once, or turns it off."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.store import (
    DigestChangedError,
    DigestSentError,
    DigestSettings,
    DigestState,
    NoSuchDigestError,
    RunState,
    Section,
    Store,
    digests,
    outbox,
)
from bot.store.driver import Database
from bot.store.erased import SOMEONE
from bot.weeks import Schedule, UnknownZoneError, Week
from tests.planned_digests import (
    BEFORE,
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
    staying_quiet,
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


def test_whoever_sends_it_now_uses_up_this_week(store: Store) -> None:
    setting_up(store)
    now = MONDAY - timedelta(hours=1)
    run = store.write(lambda db, _: digests.send_now(db, now, "C1", "U2"))
    assert (run.week, run.until, run.by, run.late) == (W49, now, "U2", False)
    kept = store.digest("C1")
    assert kept is not None
    assert kept.next_due(now) == MONDAY + WEEK
    sending(store, now)
    assert planning(store, MONDAY) == 0
    assert planning(store, MONDAY + WEEK) == 1


def test_what_was_sent_is_not_sent_now_and_the_answer_says_when_it_was(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)
    sending(store, MONDAY)
    with pytest.raises(DigestSentError) as refused:
        store.write(lambda db, _: digests.send_now(db, MONDAY + timedelta(days=2), "C1", "U2"))
    assert str(refused.value) == "The digest of 2026-W49 was sent, and there is one a week."
    assert refused.value.run == store.digest_run("C1", W49)
    assert refused.value.run.ts is not None


def test_what_is_on_its_way_is_not_asked_for_twice(store: Store) -> None:
    setting_up(store)
    store.write(lambda db, _: digests.send_now(db, MONDAY, "C1", "U2"))
    with pytest.raises(DigestSentError):
        store.write(lambda db, _: digests.send_now(db, MONDAY, "C1", "U3"))
    assert len(on_their_way(store)) == 1


def test_a_week_of_which_nothing_was_posted_can_be_asked_for(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)
    staying_quiet(store, MONDAY)
    run = store.write(lambda db, _: digests.send_now(db, MONDAY + timedelta(days=1), "C1", "U2"))
    assert (run.state, run.by, run.since) == (RunState.PLANNED, "U2", MONDAY + timedelta(days=1) - WEEK)
    sending(store, MONDAY + timedelta(days=1))
    assert kinds(store) == ["digest_set", "digest_quiet", "digest_sent"]


def test_what_may_have_arrived_is_never_sent_again(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)

    def work(db: Database, _: datetime) -> None:
        claim(db, "failed")
        digests.settle_unknown(db, MONDAY, "C1", W49)

    store.write(work)
    with pytest.raises(DigestSentError):
        store.write(lambda db, _: digests.send_now(db, MONDAY, "C1", "U2"))
    assert planning(store, MONDAY + timedelta(days=1)) == 0


def test_what_was_missed_stays_on_record_where_somebody_sends_the_next_before_it_is_due(store: Store) -> None:
    fridays = DigestSettings(Schedule(4, time(9), "Europe/Madrid"))
    setting_up(store, how=fridays)
    store.write(lambda db, _: digests.send_now(db, MONDAY + WEEK, "C1", "U2"))
    assert became(store) == {
        "2026-W48": RunState.SKIPPED,
        "2026-W49": RunState.SKIPPED,
        "2026-W50": RunState.PLANNED,
    }


def test_it_can_be_sent_while_it_is_off_and_not_where_there_is_none(store: Store) -> None:
    with pytest.raises(NoSuchDigestError):
        store.write(lambda db, _: digests.send_now(db, MONDAY, "C1", "U2"))
    setting_up(store)
    turning_off(store, BEFORE)
    assert store.write(lambda db, _: digests.send_now(db, MONDAY, "C1", "U2")).state is RunState.PLANNED


def test_what_it_is_set_to_is_on_the_record_with_who_set_it(store: Store) -> None:
    setting_up(store, who="U7")
    kept = store.digest("C1")
    assert kept is not None
    assert (kept.settings, kept.state, kept.since, kept.set_by) == (MONDAYS, DigestState.ON, BEFORE, "U7")
    assert kept.next_due(BEFORE) == MONDAY
    turning_off(store, MONDAY)
    kept = store.digest("C1")
    assert kept is not None
    assert (kept.state, kept.since, kept.set_by, kept.next_due(MONDAY)) == (DigestState.OFF, MONDAY, "U1", None)
    assert store.digest("C2") is None
    assert [each.channel for each in store.digests()] == ["C1"]


def test_the_same_once_more_is_no_event(store: Store) -> None:
    setting_up(store)
    setting_up(store, at=MONDAY, who="U2")
    turning_off(store, BEFORE)
    turning_off(store, BEFORE)
    assert kinds(store) == ["digest_set", "digest_set"]


def test_whoever_has_not_seen_what_somebody_else_set_is_told(store: Store) -> None:
    store.write(lambda db, at: digests.set_up(db, at, "C1", MONDAYS, "U1", seen=0))
    with pytest.raises(DigestChangedError) as refused:
        store.write(lambda db, at: digests.set_up(db, at, "C1", replace(MONDAYS, mention=True), "U2", seen=0))
    now = refused.value.now
    assert now is not None
    assert now.set_by == "U1"
    store.write(lambda db, at: digests.turn_off(db, at, "C1", "U2", seen=now.event))
    with pytest.raises(DigestChangedError):
        store.write(lambda db, at: digests.turn_off(db, at, "C1", "U1", seen=now.event))


def test_a_zone_that_nobody_knows_changes_nothing(store: Store) -> None:
    with pytest.raises(UnknownZoneError):
        setting_up(store, how=DigestSettings(Schedule(0, time(9), "Europe/Atlantis")))
    assert store.digests() == []


def test_what_waits_is_not_sent_once_it_is_turned_off(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)
    turning_off(store, MONDAY)
    assert on_their_way(store) == []
    assert became(store) == {"2026-W49": RunState.SKIPPED}


def test_where_slack_refuses_it_the_digest_is_paused_until_somebody_sets_it_up_again(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)

    def refused(db: Database, _: datetime) -> None:
        claim(db, "failed")
        digests.settle_failed(db, MONDAY, "C1", W49, "not_in_channel")

    store.write(refused)
    kept = store.digest("C1")
    assert kept is not None
    assert (kept.state, kept.paused_because, kept.next_due(MONDAY)) == (DigestState.PAUSED, "not_in_channel", None)
    assert planning(store, MONDAY + 3 * WEEK) == 0
    setting_up(store, at=MONDAY + 3 * WEEK)
    kept = store.digest("C1")
    assert kept is not None
    assert (kept.state, kept.paused_because) == (DigestState.ON, None)
    assert planning(store, MONDAY + 4 * WEEK) == 1
    assert list(became(store)) == ["2026-W49", "2026-W53"]


def test_while_it_is_paused_or_off_somebody_may_ask_for_one_and_be_refused_again(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)
    for hour, state in enumerate((DigestState.PAUSED, DigestState.PAUSED, DigestState.OFF)):
        now = MONDAY + timedelta(hours=hour)
        if state is DigestState.OFF:
            turning_off(store, now)
        if hour:
            store.write(partial(_ask, now=now))
        store.write(partial(_refuse, now=now))
        kept = store.digest("C1")
        assert kept is not None
        assert kept.state is state
    assert kinds(store) == ["digest_set", "digest_paused", "digest_paused", "digest_set", "digest_paused"]


def _ask(db: Database, _: datetime, *, now: datetime) -> None:
    digests.send_now(db, now, "C1", "U2")


def _refuse(db: Database, _: datetime, *, now: datetime) -> None:
    claim(db, "failed")
    digests.settle_failed(db, now, "C1", W49, "not_in_channel")


def test_whoever_was_erased_is_named_in_no_digest(store: Store) -> None:
    setting_up(store, who="U7")
    store.write(lambda db, _: digests.send_now(db, MONDAY, "C1", "U7"))
    sending(store, MONDAY)
    assert store.traces("U7").digests == 2
    store.erase_person("U7", actor="cli", reason="")
    kept, run = store.digest("C1"), store.digest_run("C1", W49)
    assert kept is not None
    assert run is not None
    assert (kept.set_by, run.by, kept.state) == (SOMEONE, None, DigestState.ON)
    assert store.traces("U7").digests == 0


def _press(db: Database, _: datetime, *, week: Week, sections: set[Section]) -> None:
    for section in sections:
        digests.note_use(db, "C1", section, week)


def _post(db: Database, _: datetime, *, number: int, at: datetime) -> None:
    outbox.enqueue_card(db, at, number, "C1", None, "U1")
    row = outbox.claim_next(db, at)
    assert row is not None
    outbox.mark_sent(db, at, row, f"{number}.000100", private=False)


def eight_digests(store: Store, used: Callable[[int], set[Section]]) -> None:
    """In the first week something waits, and goes on to; in three more, something new comes in."""
    setting_up(store)
    for number in range(8):
        now, week = MONDAY + number * WEEK, W49.after(number)
        if number < 4:
            asked = store.record(request())
            store.write(partial(_post, number=asked.id, at=now - timedelta(days=1)))
        planning(store, now)
        sending(store, now, week)
        store.write(partial(_press, week=week, sections=used(number)))


def test_a_section_beside_which_nobody_pressed_anything_in_eight_digests_is_named(store: Store) -> None:
    eight_digests(store, lambda number: {Section.NEW} if number == 0 else set())
    assert store.unused_sections("C1") == {Section.WAITING}


def test_what_was_pressed_longer_ago_counts_no_more(store: Store) -> None:
    eight_digests(store, lambda number: {Section.WAITING, Section.NEW} if number == 0 else set())
    assert store.unused_sections("C1") == frozenset()
    now = MONDAY + 8 * WEEK
    planning(store, now)
    sending(store, now, W49.after(8))
    assert store.unused_sections("C1") == {Section.WAITING}  # of the eight, too few had something new


def test_a_section_that_seldom_has_anything_is_not_named_for_that(store: Store) -> None:
    eight_digests(store, lambda _: set())
    assert store.unused_sections("C1") == {Section.NEW, Section.WAITING}


def test_none_is_named_before_eight_digests_were_sent_as_they_are_now(store: Store) -> None:
    eight_digests(store, lambda _: set())
    # By the clock of this store it was set at another time than it was from.
    store.write(lambda db, _: digests.set_up(db, MONDAY + 8 * WEEK, "C1", replace(MONDAYS, mention=True), "U1"))
    assert store.unused_sections("C1") == frozenset()


def test_only_a_digest_that_there_was_is_counted(store: Store) -> None:
    setting_up(store)
    store.write(lambda db, _: digests.note_use(db, "C1", Section.NEW, W49))
    store.write(lambda db, _: digests.note_use(db, "C9", Section.NEW, W49))
    with store._reading() as db:
        assert db.execute("SELECT count(*) FROM digest_uses").fetchone()[0] == 0
