"""Decisions, a policy and a clock for the tests of the store."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.store import (
    Course,
    KeptPolicy,
    NewDecision,
    RecordedDecision,
    Store,
    courses,
    deciding,
    lookup,
    policies,
)
from bot.store.answering import Held
from bot.store.deciding import Gate, Verdict
from bot.store.driver import Database, sqlite3
from rules.choices import Choice
from rules.decision_status import Capacity, Role, Status
from rules.grid import Model

POLICY_TEXT = 'schema = 1\nversion = "2026.11"\ntitle = "caf\u00e9 \\\\ rules"\n'
POLICY_HASH = hashlib.sha256(POLICY_TEXT.encode()).hexdigest()
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def ticking(start: datetime = START, step: timedelta = timedelta(minutes=1)) -> Callable[[], datetime]:
    """A clock that moves on by one step each time it is read."""
    now = start - step

    def clock() -> datetime:
        nonlocal now
        now += step
        return now

    return clock


def open_store(path: Path, wait: float = 5.0, clock: Callable[[], datetime] | None = None) -> Store:
    """A log to write to, with the policy of these tests in force."""
    store = Store.open(path, clock=clock or ticking(), wait=wait)
    keep(store, KeptPolicy("2026.11", POLICY_HASH, POLICY_TEXT))
    return store


def keep(store: Store, policy: KeptPolicy) -> None:
    """The policy is in force from now on."""
    store.write(lambda db, at: policies.keep(db, at, policy, actor="sourcing"))


def move(
    store: Store,
    decision_id: int,
    status: Status,
    *,
    actor: str,
    reason: str = "",
    model: Model | None = None,
) -> RecordedDecision:
    """The decision, moved on by somebody who may and who has seen what became of it."""
    return store.write(lambda db, at: moved(db, at, decision_id, status, actor=actor, reason=reason, model=model))


def moved(
    db: Database,
    at: datetime,
    decision_id: int,
    status: Status,
    *,
    actor: str,
    reason: str = "",
    model: Model | None = None,
) -> RecordedDecision:
    """The same in the open transaction."""
    found, seen = lookup.by_id(db, decision_id), courses.course(db, decision_id).version
    if status is Status.DISCARDED:
        deciding.discard(db, at, decision_id, actor, seen=seen)
    else:
        accepted = Model(found.recommended) if status is Status.ACCEPTED and found.recommended else Model.IN_HOUSE
        choice = Choice(model or accepted, None, reason)
        deciding.choose(db, at, decision_id, actor, choice, seen=seen, gate=needing(1, actor))
    return lookup.by_id(db, decision_id)


REVIEWER = Capacity(Role.REVIEWER)


def needing(people: int, who: str) -> Gate:
    """Lets this person choose, and lets so many decide together."""

    def gate(_: Database, __: RecordedDecision, course: Course, choice: Choice) -> Verdict:
        return Verdict(REVIEWER, suffices=len({who, *(given.by for given in course.given_for(choice.model))}) >= people)

    return gate


def held(found: RecordedDecision, given: Mapping[str, str]) -> Held:
    """What holds with these answers given since: enough for the log, which judges nothing itself."""
    return Held(
        answers={**found.answers_at_first, **given},
        recommended="domestic_outsourcing" if given else "offshore_captive",
        standing="likely" if given else "leaning",
        flags=sorted(given),
        ranking=[
            {"model": "domestic_outsourcing" if given else "offshore_captive", "points": 5, "ruled_out": []},
        ],
    )


def request(text: str = "Move our 40-seat help desk from Leeds to Manila", who: str = "U024BE7LH") -> NewDecision:
    """A decision to record."""
    return NewDecision(
        text=text,
        home_country="GB",
        who=who,
        where="C0PROCURE",
        classification={
            "model": "offshore_captive",
            "sure": True,
            "evidence": [{"start": 38, "says": "done far away"}],
        },
        answers={"scale": "25_99", "data_sensitivity": "ordinary_personal"},
        policy_version="2026.11",
        policy_sha256=POLICY_HASH,
        ranking=[{"model": "offshore_captive", "points": 5, "ruled_out": []}],
        recommended="offshore_captive",
        standing="leaning",
        flags=["works_council"],
    )


class Unguarded(sqlite3.Connection):
    """A connection that takes away what protects the file from accidents, and puts it back at the end."""

    guards: tuple[str, ...] = ()

    def unguard(self) -> None:
        """Take the triggers away."""
        found = self.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        self.guards = tuple(str(sql) for _, sql in found)
        self.execute("PRAGMA synchronous = OFF")  # no power is cut here
        self._together(f'DROP TRIGGER "{name}"' for name, _ in found)

    def close(self) -> None:
        """Put them back, and let go of the file."""
        self._together(self.guards)
        super().close()

    def _together(self, statements: Iterable[str]) -> None:
        self.execute("BEGIN")
        for sql in statements:
            self.execute(sql)
        self.execute("COMMIT")


def raw(path: Path) -> Unguarded:
    """The file as somebody opens it who means to change the record."""
    connection = sqlite3.connect(path, isolation_level=None, factory=Unguarded)
    connection.unguard()
    return connection
