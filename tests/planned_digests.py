"""Channels with a weekly digest for the tests of the store, and what the sender would do with what is planned."""

from datetime import UTC, datetime, time, timedelta

from bot.store import (
    DigestSettings,
    RunState,
    Store,
    Verified,
    digests,
)
from bot.store.driver import Database
from bot.weeks import Schedule, Week

GRACE = timedelta(hours=48)
MONDAYS = DigestSettings(Schedule(0, time(9), "Europe/Madrid"))
BEFORE = datetime(2026, 11, 25, 12, tzinfo=UTC)
"""The Wednesday on which the digests of these tests are set up."""
MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)
"""When the first is due."""
W48, W49, W50 = Week(2026, 48), Week(2026, 49), Week(2026, 50)
WEEK = timedelta(weeks=1)


def setting_up(
    store: Store, channel: str = "C1", how: DigestSettings = MONDAYS, *, at: datetime = BEFORE, who: str = "U1"
) -> None:
    store.write(lambda db, _: digests.set_up(db, at, channel, how, who))


def turning_off(store: Store, at: datetime, channel: str = "C1") -> None:
    store.write(lambda db, _: digests.turn_off(db, at, channel, "U1"))


def planning(store: Store, now: datetime) -> int:
    """Of how many weeks something was said."""
    done = 0
    while some := store.write(lambda db, _: digests.plan(db, now, GRACE)):
        done += some
    assert not store.anything_due(now, GRACE)
    return done


def claim(db: Database, state: str, channel: str = "C1") -> None:
    """As the sender does it; what is sent or failed is settled in the same transaction."""
    sql = "UPDATE outbox SET state = ? WHERE kind = 'digest' AND channel = ? AND state IN ('waiting', 'sending')"
    assert db.execute(sql, [state, channel]).rowcount == 1


def sending(store: Store, at: datetime, week: Week = W49, channel: str = "C1") -> None:
    def work(db: Database, _: datetime) -> None:
        claim(db, "sent", channel)
        digests.settle_sent(db, at, channel, week, f"{at.timestamp():.6f}")

    store.write(work)


def staying_quiet(store: Store, at: datetime, week: Week = W49) -> None:
    def work(db: Database, _: datetime) -> None:
        claim(db, "failed")
        digests.settle_quiet(db, at, "C1", week)

    store.write(work)


def on_their_way(store: Store) -> list[tuple[str, str]]:
    sql = "SELECT channel, payload FROM outbox WHERE kind = 'digest' AND state IN ('waiting', 'sending') ORDER BY id"
    with store._reading() as db:
        return [tuple(row) for row in db.execute(sql)]


def became(store: Store, channel: str = "C1") -> dict[str, RunState]:
    return {str(run.week): run.state for run in reversed(store.digest_runs(channel, 1000))}


def kinds(store: Store) -> list[str]:
    with store._reading() as db:
        return [kind for (kind,) in db.execute("SELECT kind FROM events WHERE kind LIKE 'digest%' ORDER BY seq")]


def verified(store: Store) -> None:
    assert isinstance(store.verify(), Verified)
