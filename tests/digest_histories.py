"""Random histories of a few decisions over some weeks, and what digests say of them, counted from the events."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from hypothesis import strategies as st

from bot.store import (
    DigestSettings,
    EventKind,
    Post,
    Reader,
    Status,
    Store,
    StoreError,
    answering,
    cards,
    courses,
    deciding,
    decisions,
    erasing,
    posts,
)
from bot.store.course import Course
from bot.store.digest_counts import Scope, Span
from bot.store.driver import Database
from bot.store.event import CARD_KINDS
from bot.store.folding import course_of
from bot.weeks import Schedule, Week
from rules.choices import Choice
from rules.drift import WeekCounts
from rules.grid import Model
from rules.policy_file import parse_policy
from rules.ready_reasons import ReadyReason
from tests.sample_decisions import REVIEWER, START, held, needing, request
from tests.slack.steady import STEADY_TEXT
from tests.worlds import marked

STEADY = parse_policy(STEADY_TEXT)
OWN, CHANNELS = "C100", ("C100", "C200", "C300", "D400")
SETTINGS = DigestSettings(Schedule(0, time(9), "Europe/Madrid"))
FIRST = SETTINGS.schedule.week_at(START)
WORKS = ("payroll", "office_cleaning", "zqwork")
_ASKERS, _REVIEWERS = ("U100", "U200"), ("U300", "U400")
_GAPS = (timedelta(minutes=1), timedelta(minutes=20), timedelta(hours=30), timedelta(days=3))
ERASED = (frozenset({"text"}), frozenset({"text", "classification", "answers", "who"}))
"""What is erased of a decision, as it is asked for."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody does, as far as it can be done."""

    what: str
    about: int
    """Which of the decisions that there are."""
    where: str
    private: bool
    who: int
    early: bool
    work: str | None
    gap: timedelta
    """How long after the step before."""


_DO = (
    *("accept", "override", "undo", "undo", "post", "post", "record", "reopen"),
    *("withdraw", "bring back", "ask", "answer", "supersede"),
)


@st.composite
def steps(draw: st.DrawFn, *more: str) -> list[Step]:
    """What happens, in order: some decisions that are posted, then anything; with these things besides."""

    def step(what: Sequence[str], about: st.SearchStrategy[int]) -> st.SearchStrategy[Step]:
        return st.builds(
            Step,
            what=st.sampled_from(what),
            about=about,
            where=st.sampled_from(CHANNELS),
            private=st.booleans(),
            who=st.integers(0, 1),
            early=st.booleans(),
            work=st.sampled_from((None, *WORKS)),
            gap=st.sampled_from(_GAPS),
        )

    began = [
        draw(step([what], st.just(number))) for number in range(draw(st.integers(1, 3))) for what in ("record", "post")
    ]
    return began + draw(st.lists(step((*_DO, *more), st.integers(0, 3)), max_size=25))


@contextmanager
def taken_back(store: Store) -> Iterator[Database]:
    """A transaction that leaves nothing."""
    db = store._db
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
    finally:
        db.rollback()


def happen(db: Database, history: Iterable[Step]) -> Iterator[datetime]:
    """Have it happen; the moment of each step, before it is done."""
    at = START
    for step in history:
        at += step.gap
        yield at
        db.execute("SAVEPOINT step")
        try:
            _do(db, at, step)
        except StoreError:
            db.execute("ROLLBACK TO step")
        db.execute("RELEASE step")


def _do(db: Database, at: datetime, step: Step) -> None:
    (many,) = db.execute("SELECT count(*) FROM decisions").fetchone()
    if step.what in {"record", "supersede"} or not many:
        _record(db, at, step, many + 1, step.about % many + 1 if many and step.what == "supersede" else None)
        return
    number = step.about % many + 1
    if step.what == "post":
        post = Post(number, step.where, f"{at.timestamp():.6f}", None, step.private, at)
        posts.add(db, post)
        cards.tell_posted(db, at, post)
    elif step.what == "erase":
        erasing.erase_and_close(db, at, number, ERASED[step.who], actor="U900", reason="asked for")
    else:
        _move(db, at, step, number)


def _move(db: Database, at: datetime, step: Step, number: int) -> None:
    seen, asker, reviewer = courses.course(db, number).version, _ASKERS[number % 2], _REVIEWERS[step.who]
    match step.what:
        case "accept" | "override":
            model = Model.OFFSHORE_CAPTIVE if step.what == "accept" else Model.IN_HOUSE
            choice = Choice(model, ReadyReason.LAW, f"so it is {marked(number)}")
            deciding.choose(db, at, number, reviewer, choice, seen=seen, gate=needing(1, reviewer))
        case "undo":
            who = courses.course(db, number).moves
            deciding.undo(db, at, number, who[-1].by if who else asker, seen=seen)
        case "reopen":
            deciding.reopen(db, at, number, reviewer, "look again", seen=seen, capacity=REVIEWER)
        case "withdraw":
            deciding.withdraw(db, at, number, asker, seen=seen)
        case "bring back":
            deciding.bring_back(db, at, number, asker, seen=seen)
        case "ask":
            deciding.ask(db, at, number, reviewer, "how many?", seen=seen)
        case _:
            option = ("none", "special")[step.who]
            answering.give_answer(db, at, number, "data_sensitivity", option, actor=asker, judge=held, reopens=True)


def _record(db: Database, at: datetime, step: Step, number: int, supersedes: int | None = None) -> None:
    new = replace(
        request(f"Move something {marked(number)}", _ASKERS[number % 2]),
        answers={"scale": "25_99", **({"work": step.work} if step.work else {})},
        standing="too_early" if step.early else "leaning",
        policy_version=STEADY.version,
        policy_sha256=STEADY.sha256,
        supersedes=supersedes,
    )
    decisions.record(db, at, new)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a digest has to say, by numbers of decisions."""

    new: Sequence[int]
    too_early: int
    kinds: Mapping[str, int]
    decided: Sequence[int]
    overridden: Sequence[int]
    models: Mapping[str, int]
    waiting: Sequence[int]
    same: int

    @property
    def week(self) -> WeekCounts:
        """What a week is compared by."""
        return WeekCounts(
            new=len(self.new),
            too_early=self.too_early,
            kinds=self.kinds,
            decided=len(self.decided),
            overridden=len(self.overridden),
        )


def recounted(reader: Reader, scope: Scope, span: Span) -> Counts:
    """The same from the events alone, decision by decision; what was erased since has no kind of work."""
    new, early, kinds = list[int](), 0, Counter[str]()
    decided, overridden, models = list[int](), list[int](), Counter[str]()
    waiting, same = list[int](), 0
    for found in reader.decisions(limit=100, oldest_first=True):
        came = _came_in(reader, found.id, scope)
        if came is None or came >= span.until:
            continue
        course = course_then(reader, found.id, span.until)
        if came >= span.since:
            new.append(found.id)
            early += _was_too_early(reader, found.id)
            work = found.answers_at_first.get("work")
            if work and not found.erased & {"text", "classification", "answers"}:
                kinds[work] += 1
        if course.waiting_since is not None and course.status is Status.RECORDED:
            waiting.append(found.id)
            same += course.waiting_since < span.since
        made = course.decided
        if made and made.status in {Status.ACCEPTED, Status.OVERRIDDEN} and span.since <= made.at < span.until:
            decided.append(found.id)
            models[str(made.model)] += 1
            if made.status is Status.OVERRIDDEN:
                overridden.append(found.id)
    return Counts(new, early, kinds, decided, overridden, models, waiting, same)


def course_then(reader: Reader, number: int, until: datetime) -> Course:
    """Where a decision stood at a moment."""
    told = [each for each in reader.history(number) if each.at < until and each.kind not in CARD_KINDS]
    (recommended,) = reader._db.execute("SELECT recommended FROM decisions WHERE id = ?", [number]).fetchone()
    return course_of(number, told, recommended)


def _was_too_early(reader: Reader, number: int) -> bool:
    """When it was recorded."""
    (standing,) = reader._db.execute("SELECT standing FROM decisions WHERE id = ?", [number]).fetchone()
    return bool(standing == "too_early")


def _came_in(reader: Reader, number: int, scope: Scope) -> datetime | None:
    """When the first card was posted that a digest may tell of."""
    told = [each for each in reader.history(number) if each.kind is EventKind.CARD_POSTED]
    closed = {each.details["to"] for each in told if each.details["private"]} - {scope.own}
    channels = {scope.own, *scope.public} - closed
    return min((each.at for each in told if each.details["to"] in channels), default=None)


def week_before(week: Week, weeks: int = 0) -> Span:
    """The time that the digest of a week tells of, or one so many weeks before."""
    schedule = SETTINGS.schedule
    return Span(schedule.moment(week.before(weeks + 1)), schedule.moment(week.before(weeks)))
