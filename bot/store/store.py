"""The decision log as the rest of the bot sees it: one object to read with, one to write with."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from bot.reference import Reference
from bot.store import (
    courses,
    decisions,
    delegations,
    digest_counts,
    digest_planning,
    digest_reading,
    digest_runs,
    digests,
    drafts,
    erasing,
    events,
    heads,
    home,
    homes,
    lookup,
    outbox,
    policies,
    policy_changes,
    posts,
    reminders,
    repeats,
    retention,
    uploads,
    verification,
    walk,
)
from bot.store.course import Course
from bot.store.database import open_for_reading, open_for_writing, snapshot, transaction
from bot.store.decision import NewDecision, RecordedDecision
from bot.store.delegations import KeptDelegation
from bot.store.digest_counts import Scope, Span
from bot.store.digest_reading import Reading
from bot.store.digest_settings import DigestSettings, KeptDigest, Run, Section
from bot.store.drafts import Draft
from bot.store.driver import Database
from bot.store.erasing import Traces
from bot.store.errors import DamagedError, StoreError, explained
from bot.store.event import DIGEST_KINDS, Event
from bot.store.heads import Head
from bot.store.home import Place, Waited
from bot.store.open_files import OpenFiles
from bot.store.outbox_rows import CardRow
from bot.store.policies import KeptPolicy
from bot.store.policy_changes import PolicyChange
from bot.store.posts import Post
from bot.store.reminders import Reminded
from bot.store.repeats import Repeat
from bot.store.schema import Migration, all_migrations
from bot.store.search import ALL, Filters
from bot.store.uploads import Upload
from bot.store.verdict import Broken, Verified
from bot.store.visibility import Viewer
from bot.store.walk import Counted
from bot.weeks import Week
from rules.decision_status import Status

T = TypeVar("T")

WAIT = 10.0
"""Seconds to wait for another program that holds the lock."""


class Reader:
    """A decision log to read. It never writes, and every method raises StoreError when the file lets it down."""

    def __init__(self, db: Database, path: Path, wait: float) -> None:
        """Use `Store.read` or `Store.open`."""
        self._db = db
        self._path = path
        self._wait = wait

    def decision(self, decision_id: int, *, viewer: Viewer | None = None) -> RecordedDecision:
        """The decision with this number; raises NoSuchDecisionError, also for one that the viewer may not see.

        No viewer means the operator of the command line, who may see everything; so it does below.
        """
        with self._reading() as db:
            return lookup.by_id(db, decision_id, viewer)

    def these_decisions(self, numbers: Iterable[int]) -> list[RecordedDecision]:
        """The decisions with these numbers, the newest first."""
        with self._reading() as db:
            return lookup.by_numbers(db, numbers, None)

    def is_meant(self, about: Reference, viewer: Viewer, ts: str | None) -> bool:
        """Whether a button that was pressed in a message is about the decision that has its number now."""
        with self._reading() as db:
            return lookup.is_meant(db, about, viewer, ts)

    def decisions(
        self,
        words: str = "",
        *,
        filters: Filters = ALL,
        limit: int = 50,
        viewer: Viewer | None = None,
        oldest_first: bool = False,
    ) -> list[RecordedDecision]:
        """The decisions that fit and that the viewer may see, by number, the newest first.

        With `words`, only those whose text has all of them (the first six); the last may be the beginning of a word.
        """
        with self._reading() as db:
            return lookup.found(db, words, filters=filters, limit=limit, viewer=viewer, oldest_first=oldest_first)

    def count(self, words: str = "", *, filters: Filters = ALL, at_most: int, viewer: Viewer | None = None) -> Counted:
        """How many decisions fit that the viewer may see, counted up to a bound."""
        with self._reading() as db:
            return walk.count(db, words, filters, viewer, at_most=at_most)

    def course(self, decision_id: int) -> Course:
        """Where a decision stands and how it came there; raises NoSuchDecisionError."""
        with self._reading() as db:
            return courses.course(db, decision_id)

    def courses(self, decision_ids: Iterable[int], *, until: datetime | None = None) -> Mapping[int, Course]:
        """The same for several decisions, by number; there is none for a number that was never given out.

        Before that moment, where one is given.
        """
        with self._reading() as db:
            return courses.courses(db, decision_ids, until=until)

    def cards_seen(self, decision_ids: Iterable[int], viewer: Viewer) -> Mapping[int, Post]:
        """The oldest card of each of these decisions, of those cards that the viewer may go to."""
        with self._reading() as db:
            return home.cards_seen(db, decision_ids, viewer)

    def waiting_for_others(self, viewer: Viewer, *, after: Place | None, limit: int, count_to: int) -> Waited:
        """What others have asked for, that was posted, waits and the viewer may see: the oldest after that place."""
        with self._reading() as db:
            return home.waiting_for_others(db, viewer, after=after, limit=limit, count_to=count_to)

    def asked_by(self, who: str, *, waiting: bool, limit: int) -> list[RecordedDecision]:
        """The newest that somebody asked for: those that wait, or the others."""
        with self._reading() as db:
            return home.asked_by(db, who, waiting=waiting, limit=limit)

    def lately(
        self, viewer: Viewer, since: datetime, *, count_to: int, limit: int
    ) -> tuple[list[RecordedDecision], Mapping[Status, int]]:
        """The newest decisions that the viewer may see; where those recorded from then on stand, of so many newest."""
        with self._reading() as db:
            return home.lately(db, viewer, since, count_to=count_to, limit=limit)

    def seen_in(self, decision_ids: Iterable[int], viewer: Viewer) -> set[str]:
        """The public channels for whose sake alone the viewer sees some of these decisions."""
        with self._reading() as db:
            return lookup.seen_in(db, decision_ids, viewer)

    def private_channels(self) -> set[str]:
        """Every conversation in which a card was posted, and that was never public then."""
        with self._reading() as db:
            return lookup.private_channels(db)

    def public_channels(self) -> set[str]:
        """Every channel that was public when a card was posted there."""
        with self._reading() as db:
            return lookup.public_channels(db)

    def history(self, decision_id: int, *, viewer: Viewer | None = None) -> list[Event]:
        """Everything that happened to a decision, oldest first; raises NoSuchDecisionError as `decision` does."""
        with self._reading() as db:
            lookup.by_id(db, decision_id, viewer)
            return events.of_decision(db, decision_id)

    def posts_of(self, decision_id: int) -> list[Post]:
        """Where the decision's cards are."""
        with self._reading() as db:
            return posts.posts_of(db, decision_id)

    def repeats_of(self, decision_id: int) -> list[Repeat]:
        """Which messages repeat the decision, beside its cards."""
        with self._reading() as db:
            return repeats.of_decision(db, decision_id)

    def repeated_in(self, channel: str, ts: str) -> list[int]:
        """Which decisions a message repeats."""
        with self._reading() as db:
            return repeats.in_message(db, channel, ts)

    def home_of(self, who: str) -> str | None:
        """What somebody's Home was set to show; None where they have never opened it."""
        with self._reading() as db:
            return homes.shown_to(db, who)

    def reminders_to_plan(self) -> list[int]:
        """The waiting decisions of which it is to be found out who is reminded."""
        with self._reading() as db:
            return reminders.to_plan(db)

    def reminders_due(self, now: datetime) -> list[tuple[int, str]]:
        """Of which decisions who is to be reminded now."""
        with self._reading() as db:
            return reminders.due(db, now)

    def next_reminder(self) -> datetime | None:
        """When the next reminder is due."""
        with self._reading() as db:
            return reminders.next_due(db)

    def reminded_of(self, who: str) -> list[Reminded]:
        """Everything that somebody is reminded of, oldest first."""
        with self._reading() as db:
            return reminders.of_person(db, who)

    def reviewers_reminded(self, decision_id: int) -> set[str]:
        """Who is reminded of a decision as one who decides it."""
        with self._reading() as db:
            return reminders.of_decision(db, decision_id)

    def has_stopped_reminders(self, who: str) -> bool:
        """Whether somebody does not want to be reminded."""
        with self._reading() as db:
            return reminders.has_stopped(db, who)

    def unposted(self, decision_id: int) -> list[CardRow]:
        """Where the decision's cards were to be posted, and are not."""
        with self._reading() as db:
            return outbox.unposted(db, decision_id)

    def decision_at(self, channel: str, ts: str) -> int | None:
        """The number of the decision whose card this message is; None where it is none."""
        with self._reading() as db:
            return posts.decision_at(db, channel, ts)

    def draft(self, draft_id: str) -> Draft:
        """The draft with this id; raises NoSuchDraftError."""
        with self._reading() as db:
            return drafts.get(db, draft_id)

    def latest_open_draft(self, who: str) -> Draft | None:
        """The draft that a person touched last and that has not become a decision."""
        with self._reading() as db:
            return drafts.latest_open(db, who)

    def open_drafts(self, who: str, limit: int) -> list[Draft]:
        """The drafts of a person that have not become a decision, those touched last first."""
        with self._reading() as db:
            return drafts.open_of(db, who, limit)

    def policy(self, sha256: str) -> KeptPolicy | None:
        """The policy with this hash, as it was; None where it was never kept."""
        with self._reading() as db:
            return policies.by_hash(db, sha256)

    def delegations(self, at: datetime) -> list[KeptDelegation]:
        """Who decides for whom now, or will, by when it was said."""
        with self._reading() as db:
            return delegations.current(db, at)

    def delegation_events(self) -> list[Event]:
        """Every event that tells who decides for whom, oldest first."""
        with self._reading() as db:
            return events.of_delegations(db)

    def digest(self, channel: str) -> KeptDigest | None:
        """A channel's weekly digest; None where nobody has ever set one up."""
        with self._reading() as db:
            return digests.of_channel(db, channel)

    def digests(self) -> list[KeptDigest]:
        """The weekly digests of all channels, by channel."""
        with self._reading() as db:
            return digests.every(db)

    def digest_settings_then(self, channel: str, moment: datetime) -> DigestSettings | None:
        """What a channel's digest was set to at that moment; None where nobody had set one up."""
        with self._reading() as db:
            return digests.settings_then(db, channel, moment)

    def digest_events(self) -> list[Event]:
        """Every event that tells of a digest, oldest first."""
        with self._reading() as db:
            return events.of_no_decision(db, DIGEST_KINDS)

    def digest_runs(self, channel: str, limit: int) -> list[Run]:
        """What became of a channel's last weeks, the newest first."""
        with self._reading() as db:
            return digest_runs.of_channel(db, channel, limit)

    def digest_run(self, channel: str, week: Week) -> Run | None:
        """A channel's digest of one week; None where none was planned."""
        with self._reading() as db:
            return digest_runs.of_week(db, channel, week)

    def digest_at(self, channel: str, ts: str) -> Run | None:
        """The week whose digest this message is, or the rest of it in the thread; None where it is none."""
        with self._reading() as db:
            return digest_runs.of_message(db, channel, ts)

    def to_tell(self, scope: Scope, span: Span, before: Iterable[Span]) -> Reading:
        """What a digest has to tell of that time; `before` are the weeks before it, the last one first."""
        with self._reading() as db:
            return digest_reading.read(db, scope, span, before)

    def busiest_lately(self, channels: Iterable[str], until: datetime, most: int) -> list[str]:
        """Those of these channels into which something came last, before that moment."""
        with self._reading() as db:
            return digest_counts.busiest_lately(db, channels, until, most)

    def unused_sections(self, channel: str) -> frozenset[Section]:
        """The sections under which nobody pressed anything in a channel's last eight digests."""
        with self._reading() as db:
            return digests.unused(db, channel)

    def anything_due(self, now: datetime, grace: timedelta) -> bool:
        """Whether a digest is to be planned, or skipped."""
        with self._reading() as db:
            return digest_planning.anything_due(db, now, grace)

    def anything_overdue(self, now: datetime, grace: timedelta) -> bool:
        """Whether a digest waits to be sent that is late by now, or for which it is too late."""
        with self._reading() as db:
            return digest_planning.anything_overdue(db, now, grace)

    def digest_schedules(self) -> Mapping[str, int]:
        """The schedules of the digests that are on, as they are written, each with the last event that set one so."""
        with self._reading() as db:
            return digest_planning.schedules(db)

    def latest_policy_change(self) -> PolicyChange | None:
        """What was put in force last; None where the policy file alone says what is in force."""
        with self._reading() as db:
            return policy_changes.latest(db)

    def policy_events(self) -> list[Event]:
        """Every event that tells of a policy, oldest first."""
        with self._reading() as db:
            return events.of_policies(db)

    def upload(self, upload_id: int) -> Upload:
        """The policy file that was sent; raises NoSuchUploadError."""
        with self._reading() as db:
            return uploads.get(db, upload_id)

    def traces(self, who: str) -> Traces:
        """What there is of a person that could be erased."""
        with self._reading() as db:
            return erasing.traces(db, who)

    def to_be_erased(self, cutoffs: Mapping[Status, datetime]) -> list[int]:
        """The decisions to which nobody has done anything since the cutoff of their status."""
        with self._reading() as db:
            return retention.due(db, cutoffs)

    def head(self) -> Head:
        """The head of the chain, in the short form that a digest publishes."""
        with self._reading() as db:
            return heads.newest(db)

    def beginning(self) -> str:
        """What tells this record from every other, also where it was put back from a backup."""
        with self._reading() as db:
            return heads.beginning(db)

    def verify(self, *, expected_head: str | None = None, published: Head | None = None) -> Verified | Broken:
        """Check that nothing was changed; with a head from earlier, also that no end was cut off since."""
        with self._reading() as db:
            return verification.verify(db, expected_head, published)

    def look_through(self) -> None:
        """Read every page of the file; raises DamagedError where one is not what SQLite wrote."""
        with self._reading() as db:
            (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise DamagedError(self._path)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        with explained(self._path, self._wait), snapshot(self._db):
            yield self._db


class Store(Reader):
    """A decision log to write to. What a method has returned is on disk; what raised has changed nothing."""

    def __init__(self, db: Database, path: Path, wait: float, clock: Callable[[], datetime]) -> None:
        """Use `Store.open`."""
        super().__init__(db, path, wait)
        self._clock = clock
        self._files = OpenFiles.of(path)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Callable[[], datetime],
        wait: float = WAIT,
        migrations: tuple[Migration, ...] | None = None,
    ) -> Self:
        """Open a log, creating the file and its folder, or bringing an older one up to date with a backup beside it.

        `clock` tells the time, with its zone. `wait` is how many seconds to wait for another program that holds the
        lock. Raises StoreError, having changed nothing.
        """
        with explained(path, wait):
            return cls(open_for_writing(path, clock(), wait, migrations or all_migrations()), path, wait, clock)

    @staticmethod
    def read(path: Path, *, wait: float = WAIT) -> Reader:
        """Open a log for reading only; raises NoLogYetError where there is none, and StoreError."""
        with explained(path, wait):
            return Reader(open_for_reading(path, wait, all_migrations()), path, wait)

    def write(self, work: Callable[[Database, datetime], T]) -> T:
        """Run work in one transaction, at one moment; it is on disk when this returns.

        What the server's `Writer.run` takes, this takes too.
        """
        with self._writing() as db:
            return work(db, self._clock())

    def record(self, new: NewDecision) -> RecordedDecision:
        """Put a decision on the record; it is on disk when this returns. Raises ValueError for a policy never kept."""
        return self.write(lambda db, at: decisions.record(db, at, new))

    def erase(
        self,
        decision_id: int,
        fields: AbstractSet[str],
        *,
        actor: str,
        reason: str,
        beside: AbstractSet[int] = frozenset(),
    ) -> RecordedDecision:
        """Erase what is personal in a decision from the file, and leave a gap that verifies.

        `fields` and `beside` are as in `erasing.erase`. Backups keep what they hold until they expire. Raises
        NoSuchDecisionError, and ValueError for what cannot be erased.
        """
        return self.erasing(
            lambda db, at: erasing.erase(db, at, decision_id, fields, actor=actor, reason=reason, beside=beside)
        )

    def erase_person(self, who: str, *, actor: str, reason: str) -> Traces:
        """Erase what somebody asked for and typed, and name them nowhere from then on; raises NobodyToEraseError."""
        return self.erasing(lambda db, at: erasing.erase_person(db, at, who, actor=actor, reason=reason))

    def erasing(self, work: Callable[[Database, datetime], T]) -> T:
        """Run work that erases, as `write` does, and leave nothing of it in the files.

        Raises StoreError where another program keeps the write-ahead log: then it is erased, and stays in that file.
        """
        erased = self.write(work)
        with explained(self._path, self._wait):
            (blocked, *_) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if blocked:
            raise StoreError(
                f"It is erased, but the words stay in {self._path}-wal "
                "until the other programs that have the log open are closed."
            )
        return erased

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with explained(self._path, self._wait):
            self._files.check()
            with transaction(self._db):
                yield self._db
            self._files.check()  # again: nobody is told of what is in a file that is gone
