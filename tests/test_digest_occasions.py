"""Which time a digest tells of, when there is nothing to tell, and what stands beside the record for it."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bot.digest.composing import Knowing, Occasion, compose, occasion, settings_for
from bot.roster import Roster
from bot.store import (
    Broken,
    DigestRow,
    DigestSettings,
    KeptPolicy,
    PolicyVersion,
    Post,
    Section,
    Status,
    Store,
    Verified,
    cards,
    courses,
    deciding,
    digests,
    outbox,
    policy_changes,
    posts,
)
from bot.store.driver import Database
from bot.store.outbox_rows import NOTHING_TO_TELL
from bot.store.schema import all_migrations
from bot.views.digest_content import QUIET_WEEKS, Digest
from bot.weeks import Schedule, Week
from rules.drift import Headline
from tests.digest_histories import STEADY
from tests.sample_decisions import REVIEWER, START, keep, moved, open_store, raw, request, ticking
from tests.slack.steady import STEADY_TEXT

SETTINGS = DigestSettings(Schedule(0, time(9), "Europe/Madrid"))
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
GRACE = timedelta(hours=48)
REVIEWERS = Roster(base=frozenset({"U300", "U400"}))


class Channel:
    """A channel with a digest, on a clock that moves a minute with each thing that happens, and by hand."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = SETTINGS.schedule.next(START)[1] - DAY
        """The day before the first digest is due."""
        keep(store, KeptPolicy(STEADY.version, STEADY.sha256, STEADY_TEXT))
        store.write(lambda db, _: digests.set_up(db, self.now, "C1", SETTINGS, "U9"))

    def clock(self) -> datetime:
        """The moment, and a minute passes."""
        self.now += timedelta(minutes=1)
        return self.now - timedelta(minutes=1)

    def asks(self, who: str = "U100", channel: str = "C1") -> int:
        """Somebody asks for something, which is posted."""

        def work(db: Database, at: datetime) -> None:
            post = Post(found.id, channel, f"{found.id}.{channel}", None, private=False, posted_at=at)
            posts.add(db, post)
            cards.tell_posted(db, at, post)

        new = replace(request(who=who), policy_version=STEADY.version, policy_sha256=STEADY.sha256)
        found = self.store.record(new)
        self.store.write(work)
        return found.id

    def decides(self, number: int) -> None:
        """Somebody accepts it."""
        self.store.write(lambda db, at: moved(db, at, number, Status.ACCEPTED, actor="U300"))

    def of(self, week: Week | None = None, settings: DigestSettings = SETTINGS) -> tuple[Occasion, Digest]:
        """The digest of a week."""
        at = occasion(self.store, "C1", settings, "U9", week, self.now)
        return at, compose(self.store, at, Knowing(policy=STEADY, roster=REVIEWERS))

    def passes(self) -> bool:
        """A week passes, and its digest is sent, or quiet; which of the two."""
        week, self.now = SETTINGS.schedule.next(self.now)
        assert self.store.write(lambda db, _: digests.plan(db, self.now, GRACE)) == 1
        at, digest = self.of(week)
        is_sent = not digest.is_silent or at.asked_for

        def settle(db: Database, _: datetime) -> None:
            row = outbox.claim_next(db, self.now)
            assert isinstance(row, DigestRow)
            if is_sent:
                outbox.mark_sent(db, self.now, row, f"{week.number}.1", private=True)
            else:
                outbox.mark_failed(db, self.now, row, NOTHING_TO_TELL)

        self.store.write(settle)
        return is_sent


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Channel]:
    holder: list[Channel] = []
    with open_store(tmp_path / "decisions.db", clock=lambda: holder[0].clock() if holder else START) as store:
        holder.append(Channel(store))
        yield holder[0]


def test_a_channel_in_which_nothing_happens_gets_a_line_every_fourth_week(channel: Channel) -> None:
    assert [channel.passes() for _ in range(2 * QUIET_WEEKS)] == [*[False] * 3, True, *[False] * 3, True]


def test_without_the_line_nothing_is_ever_posted(channel: Channel) -> None:
    for _ in range(QUIET_WEEKS - 1):
        channel.passes()
    coming, digest = channel.of(settings=replace(SETTINGS, quiet_line=False))
    assert digest.quiet_weeks == QUIET_WEEKS
    assert digest.is_silent
    assert not coming.asked_for


def test_what_still_waits_is_told_every_week_with_how_long_it_has(channel: Channel) -> None:
    channel.asks()
    assert channel.passes()
    assert channel.passes()
    _, digest = channel.of()
    assert (digest.headline, digest.waiting.count, digest.waiting.same) == (Headline.WAIT, 1, 1)
    assert digest.waiting.lines[0].days == 8
    assert digest.quiet_weeks == 0


def test_whoever_asks_for_it_gets_a_quiet_week_too(channel: Channel) -> None:
    run = channel.store.write(lambda db, _: digests.send_now(db, channel.now, "C1", "U2"))
    at, digest = channel.of(run.week)
    assert digest.quiet_weeks == 1
    assert at.asked_for


def test_what_is_not_told_makes_no_week_unquiet(channel: Channel) -> None:
    channel.decides(channel.asks())
    for sections, quiet in ((frozenset(Section), 0), (frozenset({Section.WAITING, Section.POLICY}), 1)):
        _, digest = channel.of(settings=replace(SETTINGS, sections=sections))
        assert digest.quiet_weeks == quiet


def test_each_digest_goes_on_where_the_one_before_it_ended(channel: Channel) -> None:
    channel.asks()
    sent = SETTINGS.schedule.next(channel.now)[1]
    assert channel.passes()
    coming, _ = channel.of()
    channel.now += DAY
    coming, _ = channel.of()
    assert (coming.since, coming.until) == (sent, channel.now)
    channel.now += 3 * WEEK
    coming, _ = channel.of()
    assert coming.since == SETTINGS.schedule.next(channel.now)[1] - WEEK, "nothing was sent for too long"


def test_the_weeks_before_never_reach_into_the_one_that_is_told(channel: Channel) -> None:
    channel.decides(channel.asks())
    run = channel.store.write(lambda db, _: digests.send_now(db, channel.now, "C1", "U2"))
    _, digest = channel.of(run.week)
    assert digest.decided.count == 1
    assert [bar.before for bar in digest.bars] == [0]


def test_once_this_weeks_was_sent_the_one_that_comes_is_that_of_next_week(channel: Channel) -> None:
    _, at_nine = SETTINGS.schedule.next(channel.now)
    channel.now = at_nine - timedelta(hours=1)
    run = channel.store.write(lambda db, _: digests.send_now(db, channel.now, "C1", "U2"))
    channel.store.write(lambda db, at: digests.settle_sent(db, at, "C1", run.week, "1.1"))
    coming, _ = channel.of()
    assert (coming.week, coming.since) == (run.week.after(1), run.until)
    later = replace(SETTINGS, schedule=Schedule(2, time(9), "Europe/Madrid"))
    coming, _ = channel.of(settings=later)
    assert coming.week == run.week.after(1)


def test_a_week_that_was_told_goes_by_what_was_set_then(channel: Channel) -> None:
    channel.decides(channel.asks())
    week, _ = SETTINGS.schedule.next(channel.now)
    assert channel.passes()
    channel.clock()
    after = DigestSettings(Schedule(3, time(17), "Asia/Tokyo"), frozenset({Section.WAITING}), mention=True)
    kept = channel.store.write(lambda db, at: digests.set_up(db, at, "C1", after, "U9", now=channel.now))
    assert settings_for(channel.store, kept, week) == SETTINGS
    assert settings_for(channel.store, kept, None) == settings_for(channel.store, kept, week.after(1)) == after


def test_until_it_is_sent_it_says_what_is_set_now_of_the_weeks_that_were_set_when_it_was_planned(
    channel: Channel,
) -> None:
    week, channel.now = SETTINGS.schedule.next(channel.now)
    assert channel.store.write(lambda db, _: digests.plan(db, channel.now, GRACE)) == 1
    channel.clock()
    after = replace(SETTINGS, schedule=Schedule(3, time(17), "Asia/Tokyo"), sections=frozenset({Section.WAITING}))
    kept = channel.store.write(lambda db, at: digests.set_up(db, at, "C1", after, "U9", now=channel.now))
    assert settings_for(channel.store, kept, week) == replace(after, schedule=SETTINGS.schedule)


def test_it_says_for_whom_the_oldest_wait(channel: Channel) -> None:
    asked, plain = channel.asks(who="U100"), channel.asks(who="U300")
    channel.store.write(
        lambda db, at: deciding.ask(
            db, at, asked, "U300", "How many?", seen=courses.course(db, asked).version, capacity=REVIEWER
        )
    )
    channel.now += DAY
    _, digest = channel.of()
    assert {each.number: each.waits_for for each in digest.waiting.lines} == {asked: ("U100",), plain: ("U400",)}


def test_policies_that_were_put_in_force_are_told_the_last_one_first(channel: Channel) -> None:
    instead_of, after = PolicyVersion(STEADY.version, STEADY.sha256), None
    for number in range(2):
        text = f"{STEADY_TEXT}\n# {number}\n"
        policy = KeptPolicy(STEADY.version, hashlib.sha256(text.encode()).hexdigest(), text)

        def work(db: Database, at: datetime, policy: KeptPolicy = policy, after: int | None = after) -> int:
            return policy_changes.put_in_force(
                db, at, policy, actor="U7", instead_of=instead_of, file_sha256=None, after=after
            ).seq

        after = channel.store.write(work)
    _, digest = channel.of()
    assert [(each.version, each.by) for each in digest.policies] == [(STEADY.version, "U7")] * 2
    assert digest.policies[0].at > digest.policies[1].at
    assert digest.quiet_weeks == 0


def test_a_decision_that_is_moved_hundreds_of_times_keeps_nobody_waiting(channel: Channel) -> None:
    number, steps = channel.asks(), [0]
    channel.store._db.conn.set_progress_handler(lambda: steps.append(0), 100)

    def undone() -> int:
        """How many hundreds of steps it takes the database."""
        channel.decides(number)
        steps.clear()
        channel.store.write(
            lambda db, at: deciding.undo(db, at, number, "U300", seen=courses.course(db, number).version)
        )
        return len(steps)

    costs = [undone() for _ in range(60)]
    assert costs[-1] < 6 * costs[9]  # it grows with the moves before it, not with their square
    assert isinstance(channel.store.verify(), Verified)


def test_a_log_from_before_the_counts_is_counted_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "decisions.db"
    before = tuple(each for each in all_migrations() if each.name < "0018")
    with Store.open(path, clock=ticking(), migrations=before) as older:
        keep(older, KeptPolicy(STEADY.version, STEADY.sha256, STEADY_TEXT))
        channel = Channel(older)
        number = channel.asks()
        channel.decides(number)
        channel.asks()
    with Store.open(path, clock=lambda: START) as store:
        assert isinstance(store.verify(), Verified)
        counted = "SELECT (SELECT count(*) FROM digest_new), (SELECT count(*) FROM digest_waiting), count(*)"
        assert store._db.execute(f"{counted} FROM digest_decided").fetchone() == (2, 2, 1)


@pytest.mark.parametrize(
    ("sql", "because"),
    [
        ("DELETE FROM digest_new", "What digests count leaves out something of decision 1."),
        ("UPDATE digest_new SET work = 'payroll'", "What digests count leaves out something of decision 1."),
        ("DELETE FROM digest_waiting", "What digests count leaves out something of decision 1."),
        (
            "INSERT INTO digest_decided VALUES ('C1', 1, 1, 1, 2, 0, 0, 1, 'in_house')",
            "What digests count makes up something of decision 1.",
        ),
    ],
)
def test_counts_that_say_something_else_than_the_record_are_found(
    channel: Channel, tmp_path: Path, sql: str, because: str
) -> None:
    channel.asks()
    with closing(raw(tmp_path / "decisions.db")) as connection:
        connection.execute(sql)
    with Store.read(tmp_path / "decisions.db") as reader:
        found = reader.verify()
    assert isinstance(found, Broken)
    assert found.because == because
