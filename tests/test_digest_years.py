"""One digest for each channel and week, whenever the bot ends and whatever Slack loses; the bench does it for years."""

from collections.abc import Sequence
from datetime import time, timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.store import DigestSettings, RunState, Store, digests, outbox
from bot.weeks import Schedule, Week
from tests.ordeals.digest_years import GRACE, Plan, ends_at, years
from tests.ordeals.forgetful_slack import Fate, Trouble

pytestmark = pytest.mark.slow

FATES: Sequence[Sequence[Fate]] = [
    [],
    [Fate.LOST],
    [Fate.BROKEN],
    [Fate.LATE],
    [Fate.FINE, Fate.LOST],
    [Fate.FINE, Fate.LATE],
]
EVERY = 5
"""Statements: each of these tests begins with another one. The bench tries them all."""


@pytest.mark.parametrize("number", range(len(FATES)))
def test_a_digest_and_its_thread_come_once_at_whichever_statement_the_bot_ends(tmp_path: Path, number: int) -> None:
    for step in count(number % EVERY, EVERY):
        came, ended = ends_at(tmp_path, step, FATES[number])
        assert (came.digests, came.wrong) == (1, []), f"ended at step {step}"
        assert came.states == {"sent": 1}
        if not ended:
            break
    assert step > 50


def test_where_the_channel_cannot_be_read_a_digest_comes_once_or_its_record_says_that_nobody_knows(
    tmp_path: Path,
) -> None:
    states = set[str]()
    for step in count(0, EVERY):
        came, ended = ends_at(tmp_path, step, [], unread=True)
        assert came.wrong == [], f"ended at step {step}"
        assert came.digests == 1 or came.states == {"unknown": 1}
        states |= came.states.keys()
        if not ended:
            break
    assert states == {"sent", "unknown"}


@pytest.mark.parametrize("seed", [1, 2])
def test_weeks_of_kills_lost_answers_two_programs_and_backups_double_nothing_and_miss_nothing(
    tmp_path: Path, seed: int
) -> None:
    plan = Plan(channels=12, weeks=12, seed=seed, steps=250, away=0.03, backups=2, changes=3.0)
    came = years(tmp_path, plan, many=6)
    assert came.wrong == []
    assert came.verdict == "Verified"
    assert came.backups == 2
    assert came.ends > 30
    assert came.digests > 60


def test_each_week_that_passes_while_nothing_runs_is_on_the_record(tmp_path: Path) -> None:
    came = years(tmp_path, Plan(channels=6, weeks=30, steps=150, away=1.0, trouble=Trouble()), many=6, two=False)
    assert came.wrong == []
    assert came.states["skipped"] > 10
    assert came.states["sent"] > 5


def test_a_digest_that_is_set_otherwise_as_it_comes_due_is_on_the_record_as_skipped(tmp_path: Path) -> None:
    """Nothing has planned it yet, and its new time in that week is over."""
    london = Schedule(0, time(9, 0), "Europe/London")
    due = london.moment(Week(2031, 16))
    with Store.open(tmp_path / "decisions.db", clock=lambda: due + timedelta(seconds=2)) as store:
        store.write(lambda db, _: digests.set_up(db, due - timedelta(days=3), "C1", DigestSettings(london), "U1"))
        earlier = DigestSettings(Schedule(0, time(0, 30), "Europe/London"))
        store.write(lambda db, at: digests.set_up(db, at, "C1", earlier, "U1"))
        runs = [(str(run.week), run.state) for run in store.digest_runs("C1", 9)]
    assert runs == [("2031-W16", RunState.SKIPPED)]


def test_a_digest_that_is_turned_off_as_it_comes_due_is_on_the_record_as_skipped(tmp_path: Path) -> None:
    """Also while the one of the week before is still being sent."""
    london = Schedule(0, time(9, 0), "Europe/London")
    due = london.moment(Week(2031, 16))
    with Store.open(tmp_path / "decisions.db", clock=lambda: due + timedelta(seconds=2)) as store:
        store.write(lambda db, _: digests.set_up(db, due - timedelta(days=10), "C1", DigestSettings(london), "U1"))
        store.write(lambda db, _: digests.plan(db, due - timedelta(days=6), GRACE))
        store.write(lambda db, at: outbox.claim_next(db, at))
        store.write(lambda db, at: digests.turn_off(db, at, "C1", "U1"))
        runs = {str(run.week): run.state for run in store.digest_runs("C1", 9)}
        assert type(store.verify()).__name__ == "Verified"
    assert runs == {"2031-W15": RunState.PLANNED, "2031-W16": RunState.SKIPPED}
