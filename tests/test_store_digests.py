"""When weekly digests are planned: each week once, what was missed late once, and the rest skipped on the record."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.store import (
    DigestSettings,
    Run,
    RunState,
    Section,
    Store,
    digests,
    outbox,
)
from bot.weeks import Schedule
from tests.planned_digests import (
    BEFORE,
    GRACE,
    MONDAY,
    MONDAYS,
    W49,
    W50,
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
from tests.sample_decisions import open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as log:
        yield log
        verified(log)


def test_what_is_due_is_planned_with_what_is_to_be_sent_and_only_once(store: Store) -> None:
    setting_up(store)
    assert planning(store, MONDAY - timedelta(seconds=1)) == 0
    assert planning(store, MONDAY) == 1
    assert planning(store, MONDAY) == planning(store, MONDAY + timedelta(days=6)) - 1 == 0
    assert on_their_way(store) == []  # after the grace it is not sent any more


def test_a_week_is_planned_as_a_row_with_its_window_before_anything_is_sent(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)
    assert store.digest_runs("C1", 9) == [
        Run("C1", W49, MONDAY, MONDAY - WEEK, MONDAY, MONDAY, RunState.PLANNED, late=False, by=None, ts=None)
    ]
    assert on_their_way(store) == [("C1", '{"week":"2026-W49"}')]


def test_a_digest_tells_of_what_happened_since_the_last_one(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)
    sending(store, MONDAY)
    later = replace(MONDAYS, schedule=Schedule(3, time(9), "Europe/Madrid"))
    setting_up(store, how=later, at=MONDAY + timedelta(days=1))
    planning(store, MONDAY + timedelta(days=10))
    run = store.digest_run("C1", W50)
    assert run is not None
    assert (run.since, run.until) == (MONDAY, MONDAY + timedelta(days=10))


def test_it_tells_of_seven_days_where_the_last_was_more_than_two_weeks_ago(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)
    sending(store, MONDAY)
    turning_off(store, MONDAY + timedelta(days=1))
    setting_up(store, at=MONDAY + 5 * WEEK - timedelta(days=1))
    planning(store, MONDAY + 5 * WEEK)
    assert store.digest_runs("C1", 1)[0].since == MONDAY + 4 * WEEK


def test_five_weeks_off_and_on_again_the_next_is_due_on_the_next_monday_only(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)
    sending(store, MONDAY)
    turning_off(store, MONDAY + timedelta(days=1))
    for week in range(1, 6):
        assert planning(store, MONDAY + week * WEEK) == 0
    on_again = MONDAY + 5 * WEEK + timedelta(hours=1)
    setting_up(store, at=on_again)
    assert planning(store, on_again) == 0
    kept = store.digest("C1")
    assert kept is not None
    assert kept.next_due(on_again) == MONDAY + 6 * WEEK
    assert planning(store, MONDAY + 6 * WEEK) == 1
    assert list(became(store)) == ["2026-W49", "2027-W02"]


def test_of_missed_weeks_the_last_is_sent_late_and_the_others_are_on_record_as_skipped(store: Store) -> None:
    setting_up(store)
    now = MONDAY + 3 * WEEK + timedelta(hours=47)
    assert planning(store, now) == 4
    assert became(store) == {
        "2026-W49": RunState.SKIPPED,
        "2026-W50": RunState.SKIPPED,
        "2026-W51": RunState.SKIPPED,
        "2026-W52": RunState.PLANNED,
    }
    last = store.digest_runs("C1", 1)[0]
    assert (last.late, last.due_at, last.planned_at) == (True, MONDAY + 3 * WEEK, now)
    assert kinds(store) == ["digest_set", *["digest_skipped"] * 3]


def test_what_was_planned_in_time_and_still_waits_says_that_it_is_late(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)
    planning(store, MONDAY + digests.PUNCTUAL)
    assert not store.digest_runs("C1", 1)[0].late
    assert store.anything_due(MONDAY + 2 * digests.PUNCTUAL, GRACE)
    planning(store, MONDAY + 2 * digests.PUNCTUAL)
    assert store.digest_runs("C1", 1)[0].late
    assert not store.anything_due(MONDAY + 2 * digests.PUNCTUAL, GRACE)
    verified(store)


def test_beyond_the_grace_the_last_is_skipped_too(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY + GRACE + timedelta(seconds=1))
    assert became(store) == {"2026-W49": RunState.SKIPPED}
    assert on_their_way(store) == []


def test_exactly_at_the_end_of_the_grace_it_is_still_sent(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY + GRACE)
    assert became(store) == {"2026-W49": RunState.PLANNED}


def test_what_was_planned_and_could_not_be_sent_within_the_grace_is_skipped(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)
    assert planning(store, MONDAY + GRACE) == 0
    assert planning(store, MONDAY + GRACE + timedelta(seconds=1)) == 1
    assert became(store) == {"2026-W49": RunState.SKIPPED}
    assert on_their_way(store) == []


def test_what_is_being_sent_is_never_taken_back_and_the_next_waits_for_it(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)
    store.write(lambda db, _: claim(db, "sending"))
    assert planning(store, MONDAY + WEEK) == 0
    turning_off(store, MONDAY + timedelta(days=1))
    setting_up(store, at=BEFORE)
    sending(store, MONDAY + WEEK)
    assert planning(store, MONDAY + WEEK) == 1
    assert became(store) == {"2026-W49": RunState.SENT, "2026-W50": RunState.PLANNED}


def test_a_clock_that_is_set_back_plans_nothing_again_and_one_set_forward_sends_one(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)
    sending(store, MONDAY)
    for back in (timedelta(seconds=1), timedelta(days=3), 10 * WEEK):
        assert planning(store, MONDAY - back) == 0
    planning(store, MONDAY + 2 * WEEK)
    assert became(store) == {
        "2026-W49": RunState.SENT,
        "2026-W50": RunState.SKIPPED,
        "2026-W51": RunState.PLANNED,
    }
    assert planning(store, MONDAY + WEEK) == 0


def test_another_zone_on_the_day_itself_makes_no_second_digest(store: Store) -> None:
    setting_up(store)
    planning(store, MONDAY)
    sending(store, MONDAY)
    setting_up(store, how=DigestSettings(Schedule(0, time(9), "America/Los_Angeles")), at=MONDAY + timedelta(hours=1))
    assert planning(store, MONDAY + timedelta(hours=12)) == 0
    kept = store.digest("C1")
    assert kept is not None
    assert kept.next_due(MONDAY + timedelta(hours=2)) == datetime(2026, 12, 7, 17, tzinfo=UTC)


def test_another_zone_in_which_the_time_is_over_waits_for_the_next_week_as_the_card_says(store: Store) -> None:
    setting_up(store)
    changed_at = MONDAY - timedelta(hours=1)
    setting_up(store, how=DigestSettings(Schedule(0, time(9), "Asia/Tokyo")), at=changed_at)
    assert planning(store, MONDAY + timedelta(days=1)) == 0
    kept = store.digest("C1")
    assert kept is not None
    assert kept.next_due(changed_at) == datetime(2026, 12, 7, 0, tzinfo=UTC)


def test_other_sections_change_nothing_about_when_it_is_due(store: Store) -> None:
    setting_up(store)
    setting_up(store, how=replace(MONDAYS, sections=frozenset({Section.NEW})), at=MONDAY + timedelta(seconds=30))
    assert planning(store, MONDAY + timedelta(minutes=1)) == 1


def test_each_channel_goes_by_its_own_clock(store: Store) -> None:
    for number, zone in enumerate(("Pacific/Auckland", "Europe/Madrid", "America/Los_Angeles")):
        setting_up(store, f"C{number}", DigestSettings(Schedule(0, time(9), zone)))
    for due in (datetime(2026, 11, 29, 20, tzinfo=UTC), MONDAY, datetime(2026, 11, 30, 17, tzinfo=UTC)):
        assert planning(store, due - timedelta(seconds=1)) == 0
        assert planning(store, due) == 1


def test_many_are_planned_a_part_at_a_time(store: Store) -> None:
    for number in range(7):
        setting_up(store, f"C{number}")
    parts = [store.write(lambda db, _: digests.plan(db, MONDAY, GRACE, most=3)) for _ in range(4)]
    assert parts == [3, 3, 1, 0]
    assert len(on_their_way(store)) == 7


def test_what_somebody_waits_for_goes_before_all_the_digests_of_a_morning(store: Store) -> None:
    for number in range(3):
        setting_up(store, f"C{number}")
    planning(store, MONDAY)
    store.write(lambda db, _: outbox.enqueue_notice(db, MONDAY, "U1", {"text": "said at once"}))
    claimed = [store.write(lambda db, _: outbox.claim_next(db, MONDAY)) for _ in range(4)]
    assert [each and each.kind for each in claimed] == ["notice", "digest", "digest", "digest"]


def test_one_that_still_waits_gives_way_to_the_next(store: Store) -> None:
    setting_up(store, how=DigestSettings(Schedule(6, time(9), "Europe/Madrid")))
    planning(store, MONDAY - timedelta(days=1))
    setting_up(store, at=MONDAY - timedelta(hours=1))
    assert planning(store, MONDAY) == 1
    assert became(store) == {"2026-W48": RunState.SKIPPED, "2026-W49": RunState.PLANNED}
    assert on_their_way(store) == [("C1", '{"week":"2026-W49"}')]
