"""Whatever is done to the clock, nobody is reminded twice on a day, or of one thing more often than there are times."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store import CardRow, OutboxRow, ReminderRow, Store, outbox, reminders
from bot.store.driver import Database
from bot.store.reminders import TIMES, As
from bot.working_days import Zone, day_in
from tests.sample_decisions import open_store, request
from tests.size import many

START = datetime(2026, 10, 19, 6, tzinfo=UTC)
"""A Monday before the clocks go back."""
ZONES = ("Europe/Madrid", "America/New_York", "Asia/Manila", "Pacific/Kiritimati")
NUMBERS = count(1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One log for all of them."""
    with open_store(tmp_path_factory.mktemp("log") / "decisions.db") as opened:
        yield opened


def sent(db: Database, at: datetime, number: int) -> OutboxRow:
    """What is due has arrived."""
    row = outbox.claim_next(db, at)
    assert row is not None
    outbox.mark_sent(db, at, row, f"{number}.0", private=False, channel="D1", posted_at=at)
    return row


def begins_to_wait(store: Store, at: datetime, who: str, zone: Zone) -> None:
    """One more decision has its card in a channel, and waits for this person."""
    number = store.record(request()).id

    def post(db: Database, _: datetime) -> None:
        outbox.enqueue_card(db, at, number, f"C{number}", None, "U1")
        assert isinstance(sent(db, at, number), CardRow)

    store.write(post)
    version = store.course(number).version
    store.write(lambda db, _: reminders.plan(db, at, number, version, [(who, As.REVIEWER, zone)]))


def reminds(store: Store, at: datetime, who: str, zone: Zone) -> bool:
    """Whether this person is reminded at this moment."""

    def work(db: Database, _: datetime) -> bool:
        asked = reminders.remind(db, at, who, zone)
        if asked:
            assert isinstance(sent(db, at, next(NUMBERS)), ReminderRow)
        return asked

    return store.write(work)


@settings(max_examples=many(40), deadline=None)
@given(
    zone=st.sampled_from(ZONES).map(Zone),
    steps=st.lists(st.tuples(st.integers(-30, 40), st.booleans()), max_size=40),
)
def test_nobody_is_reminded_twice_on_a_day_or_too_often(
    store: Store, zone: Zone, steps: list[tuple[int, bool]]
) -> None:
    who, now, waiting = f"U{next(NUMBERS):06}", START, 0
    days: list[str] = []
    for hours, is_new in steps:
        now += timedelta(hours=hours)
        if is_new:
            begins_to_wait(store, now, who, zone)
            waiting += 1
        elif reminds(store, now, who, zone):
            days.append(day_in(zone, now).isoformat())
    assert all(often == 1 for often in Counter(days).values()), days
    assert len(days) <= waiting * len(TIMES[As.REVIEWER])
    assert all(each.passed <= len(TIMES[As.REVIEWER]) for each in store.reminded_of(who))


def test_a_card_that_only_whoever_asked_sees_waits_for_nobody_until_it_stands_in_a_channel(store: Store) -> None:
    number = store.record(request()).id

    def post(conversation: str) -> None:
        def work(db: Database, at: datetime) -> None:
            outbox.enqueue_card(db, at, number, conversation, None, "U1")
            sent(db, at, next(NUMBERS))

        store.write(work)

    post("D1")
    assert number not in store.reminders_to_plan()
    post("C1")
    assert number in store.reminders_to_plan()
