"""What the store promises of finding decisions by what they have in common: the index says what the record says."""

from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.store import (
    Broken,
    Filters,
    KeptPolicy,
    Post,
    Status,
    Store,
    StoreError,
    Verified,
    Viewer,
    courses,
    deciding,
    posts,
    walk,
)
from bot.store.deciding import Verdict
from bot.store.driver import Database
from bot.store.erased import SOMEONE
from bot.store.errors import NobodyToEraseError
from bot.store.facets import Facet, changed_facets
from bot.store.search import ALL
from rules.choices import Choice
from rules.decision_status import Capacity, Role
from rules.grid import Model
from rules.ready_reasons import ReadyReason
from tests.older_logs import older_log
from tests.sample_decisions import POLICY_HASH, POLICY_TEXT, START, keep, open_store, raw, request


def ids(store: Store, filters: Filters = ALL, words: str = "", **how: Any) -> list[int]:
    """The numbers that a search finds."""
    return [each.id for each in store.decisions(words, filters=filters, **how)]


def facets_of(store: Store, number: int) -> set[tuple[str, str]]:
    """What the index says of a decision."""
    rows = store._db.execute("SELECT facet, value FROM facets WHERE decision_id = ?", [number])
    return {(facet, value) for facet, value in rows}


def choose(
    store: Store, number: int, who: str, model: Model, *, people: int = 1, acting_for: str | None = None
) -> None:
    """Somebody chooses a model; so many have to agree."""

    def work(db: Database, at: Any) -> None:
        course = courses.course(db, number)
        capacity = Capacity(Role.REVIEWER, acting_for)
        suffices = len({each.by for each in course.given_for(model)} | {who}) >= people
        choice = Choice(model, ReadyReason.LAW, "The works council agreed to it.")
        deciding.choose(db, at, number, who, choice, seen=course.version, gate=lambda *_: Verdict(capacity, suffices))

    store.write(work)


def post(store: Store, noted: Post) -> None:
    """A card in a channel."""
    store.write(lambda db, _: posts.add(db, noted))


def test_a_decision_is_found_by_who_decided_it_who_agreed_before_and_whom_they_acted_for(tmp_path: Path) -> None:
    with open_store(tmp_path / "log.db") as store:
        store.record(request())
        choose(store, 1, "U2", Model.IN_HOUSE, people=2)
        assert not ids(store, Filters(decided_by="U2"))
        choose(store, 1, "U3", Model.IN_HOUSE, people=2, acting_for="U4")
        for who in ("U2", "U3", "U4"):
            assert ids(store, Filters(decided_by=who)) == [1]
        assert ids(store, Filters(person=request().who)) == [1]
        assert ids(store, Filters(decided_by=request().who)) == []
        assert ids(store, Filters(model="in_house")) == ids(store, Filters(model="offshore_captive")) == [1]


def test_what_is_undone_gives_back_who_decided_before(tmp_path: Path) -> None:
    with open_store(tmp_path / "log.db") as store:
        store.record(request())
        choose(store, 1, "U2", Model.OFFSHORE_CAPTIVE)
        choose(store, 1, "U3", Model.IN_HOUSE)
        store.write(lambda db, at: deciding.undo(db, at, 1, "U3", seen=courses.course(db, 1).version))
        assert ids(store, Filters(decided_by="U2")) == [1]
        assert ids(store, Filters(decided_by="U3")) == []
        assert {value for facet, value in facets_of(store, 1) if facet == Facet.CHOSEN} == {"offshore_captive"}
        assert isinstance(store.verify(), Verified)


def test_what_is_erased_leaves_the_index(tmp_path: Path) -> None:
    with open_store(tmp_path / "log.db") as store:
        store.record(replace(request(who="U1"), answers={"work": "payroll"}, classification={"countries": ["PH"]}))
        assert {("asker", "U1"), ("work", "payroll"), ("country", "PH"), ("country", "GB")} <= facets_of(store, 1)
        store.erase(1, {"who", "answers", "classification"}, actor="U9", reason="asked for")
        assert {facet for facet, _ in facets_of(store, 1)} == {"status", "day", "country", "recommended"}
        assert ("country", "PH") not in facets_of(store, 1)
        assert isinstance(store.verify(), Verified)


@pytest.mark.parametrize("fields", [{"who"}, {"people"}, {"who", "people"}])
def test_whoever_decided_their_own_request_is_found_as_long_as_the_record_names_them(
    tmp_path: Path, fields: set[str]
) -> None:
    with open_store(tmp_path / "log.db") as store:
        store.record(request(who="U1"))
        choose(store, 1, "U1", Model.OFFSHORE_CAPTIVE)
        store.erase(1, fields, actor="U9", reason="asked for")
        decided = store.course(1).decided
        assert decided is not None
        assert (ids(store, Filters(decided_by="U1")) == [1]) is (decided.by == "U1") is ("who" not in fields)
        assert isinstance(store.verify(), Verified)


def test_a_model_accepted_before_releases_said_which_is_the_one_recommended(tmp_path: Path) -> None:
    older_log(tmp_path / "log.db", 6, request(), moves={1: [("accepted", "U2", {"reason": ""})]})
    with open_store(tmp_path / "log.db") as store:
        assert ("chosen", "offshore_captive") in facets_of(store, 1)


@pytest.mark.parametrize("version", [1, 4, 6])
def test_an_older_log_can_be_searched_at_once(tmp_path: Path, version: int) -> None:
    path = tmp_path / "log.db"
    older_log(path, version, request(who="U1"), request(who="U2"))
    with open_store(path) as store:
        assert ids(store, Filters(asked_by="U2", status=Status.RECORDED)) == [2]
        assert isinstance(store.verify(), Verified)


@pytest.mark.parametrize(
    ("sql", "because"),
    [
        ("DELETE FROM facets WHERE facet = 'asker'", "Decision 1 cannot be found by its asker, U024BE7LH."),
        (
            "INSERT INTO facets VALUES ('asker', 'U9', 1)",
            "Decision 1 is found by a asker that it does not have: U9.",
        ),
        ("UPDATE facets SET value = 'accepted' WHERE facet = 'status'", "Decision 1 cannot be found by its status"),
    ],
)
def test_an_index_that_says_something_else_is_found(tmp_path: Path, sql: str, because: str) -> None:
    path = tmp_path / "log.db"
    with open_store(path) as store:
        store.record(request())
    with closing(raw(path)) as connection:
        connection.execute(sql)
    with Store.read(path) as reader:
        found = reader.verify()
    assert isinstance(found, Broken)
    assert found.because.startswith(because)


def test_a_list_is_paged_both_ways_and_between_days(tmp_path: Path) -> None:
    with open_store(tmp_path / "log.db") as store:
        times = [store.record(request()).recorded_at for _ in range(6)]
        assert ids(store, Filters(before=4), limit=2) == [3, 2]
        assert ids(store, Filters(after=2), limit=2, oldest_first=True) == [3, 4]
        assert ids(store, Filters(before=6, after=1)) == [5, 4, 3, 2]
        assert ids(store, Filters(since=times[2], until=times[4])) == [4, 3]
        assert ids(store, Filters(until=START - timedelta(days=1))) == []
        assert ids(store, Filters(since=START + timedelta(days=1))) == []
        assert store.count(at_most=4) == (4, True)
        assert store.count(filters=Filters(status=Status.RECORDED), at_most=6) == (6, False)
        assert store.count(filters=Filters(status=(Status.ACCEPTED, Status.OVERRIDDEN)), at_most=6) == (0, False)
        assert store.count("manila", at_most=4) == (4, True)


def test_a_clock_that_went_back_hides_nothing(tmp_path: Path) -> None:
    now = [START]
    with Store.open(tmp_path / "log.db", clock=lambda: now[0]) as store:
        keep(store, KeptPolicy("2026.11", POLICY_HASH, POLICY_TEXT))
        for day in (0, 9, 2, 5):
            now[0] = START + timedelta(days=day)
            store.record(request())
        assert ids(store, Filters(since=START + timedelta(days=4))) == [4, 2]
        assert ids(store, Filters(since=START + timedelta(days=1), until=START + timedelta(days=3))) == [3]


PEOPLE = ("U1", "U2", "U3")
CHANNELS = ("C1", "C2", "G1")
MODELS = (Model.OFFSHORE_CAPTIVE, Model.IN_HOUSE)


class Index(RuleBasedStateMachine):
    """Whatever people do with decisions, in any order: the index says what the record says."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self._store = open_store(Path(self._folder.name, "log.db"))
        self._number = 0
        self._messages = 0

    @rule(who=st.sampled_from(PEOPLE), work=st.sampled_from(["payroll", "catering"]))
    def record(self, who: str, work: str) -> None:
        self._number = self._store.record(replace(request(who=who), answers={"work": work})).id

    @precondition(lambda self: self._number > 0)
    @rule(which=st.integers(0), who=st.sampled_from(PEOPLE), model=st.sampled_from(MODELS), people=st.integers(1, 2))
    def choose(self, which: int, who: str, model: Model, people: int) -> None:
        self._attempt(lambda number: choose(self._store, number, who, model, people=people), which)

    @precondition(lambda self: self._number > 0)
    @rule(which=st.integers(0), who=st.sampled_from(PEOPLE), what=st.sampled_from(["undo", "withdraw", "bring_back"]))
    def step(self, which: int, who: str, what: str) -> None:
        done = getattr(deciding, what)

        def attempt(number: int) -> None:
            self._store.write(lambda db, at: done(db, at, number, who, seen=courses.course(db, number).version))

        self._attempt(attempt, which)

    @precondition(lambda self: self._number > 0)
    @rule(which=st.integers(0), channel=st.sampled_from(CHANNELS))
    def post(self, which: int, channel: str) -> None:
        self._messages += 1
        noted = Post(which % self._number + 1, channel, f"{self._messages // 2}.0", None, channel == "G1", START)
        self._store.write(lambda db, _: posts.add(db, noted))

    @precondition(lambda self: self._number > 0)
    @rule(which=st.integers(0), fields=st.sets(st.sampled_from(["who", "answers", "text"]), min_size=1))
    def erase(self, which: int, fields: set[str]) -> None:
        self._attempt(lambda number: self._store.erase(number, fields, actor="U9", reason=""), which)

    @precondition(lambda self: self._number > 0)
    @rule(who=st.sampled_from(PEOPLE))
    def erase_person(self, who: str) -> None:
        with suppress(NobodyToEraseError):
            self._store.erase_person(who, actor="U9", reason="")

    def _attempt(self, what: Any, which: int) -> None:
        with suppress(StoreError):  # what cannot be done changes nothing, which the record is held against below
            what(which % self._number + 1)

    @invariant()
    def the_index_says_what_the_record_says(self) -> None:
        assert list(changed_facets(self._store._db)) == []
        for number, course in self._store.courses(range(1, self._number + 1)).items():
            decided = course.decided
            is_decided = decided is not None and decided.status in {Status.ACCEPTED, Status.OVERRIDDEN}
            expected = {decided.by, *(each.by for each in decided.approvals)} if decided and is_decided else set()
            expected.discard(SOMEONE)
            held = facets_of(self._store, number)
            assert {value for facet, value in held if facet == Facet.DECIDER} == expected
            chosen = {str(decided.model)} if decided and is_decided else set()
            assert {value for facet, value in held if facet == Facet.CHOSEN} == chosen

    def teardown(self) -> None:
        self._store.close()
        self._folder.cleanup()


TestIndex = Index.TestCase
TestIndex.settings = settings(max_examples=8, stateful_step_count=12, deadline=timedelta(seconds=30))


def test_a_walk_of_each_list_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(tmp_path / "log.db") as store:
        for number in range(1, 61):
            store.record(request(text=f"Move {'payroll' if number % 3 else '給与計算'} {number}", who=f"U{number % 4}"))
        for number in range(1, 61, 2):
            post(store, Post(number, f"C{number % 5}", f"{number}.0", None, number % 7 == 0, START))
        looks: list[dict[str, Any]] = [
            {"words": words, "filters": filters, "viewer": viewer, "oldest_first": oldest_first}
            for words in ("", "move", "payroll move", "給与", "nothing")
            for filters in (ALL, Filters(person="U1"), Filters(status=Status.RECORDED, before=40))
            for viewer in (None, Viewer("U1", "C1"), Viewer("U9", None), Viewer("U2", None, True, frozenset({"C1"})))
            for oldest_first in (False, True)
        ]

        def all_found() -> list[list[int]]:
            return [[each.id for each in store.decisions(limit=7, **look)] for look in looks]

        expected = all_found()
        for sizes, merged in (((0, 0, 1), 64), ((0, 0, 0), 0), ((0, 30, 1000), 1)):
            monkeypatch.setattr(walk, "_SIZES", sizes)
            monkeypatch.setattr(walk, "_SHORT", sizes[0])
            monkeypatch.setattr(walk, "_SORTABLE", sizes[1])
            monkeypatch.setattr(walk, "_MOST_MERGED", merged)
            assert all_found() == expected
        assert expected[0] == [60, 59, 58, 57, 56, 55, 54]
