"""What a channel's digest says of a week: what the events say, as it was at the end of that week, and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.digest.composing import Knowing, compose, occasion
from bot.store import KeptPolicy, Store
from bot.store.digest_counts import Scope, changed_digest_counts
from bot.store.driver import Database
from bot.views.digest import digest_message
from bot.views.digest_content import Digest
from bot.weeks import Week
from rules.decision_status import Status
from rules.grid import Model
from tests.digest_histories import (
    FIRST,
    OWN,
    SETTINGS,
    STEADY,
    Step,
    course_then,
    happen,
    recounted,
    steps,
    taken_back,
    week_before,
)
from tests.sample_decisions import START, keep, open_store
from tests.size import many
from tests.slack.steady import STEADY_TEXT
from tests.worlds import Here, marked

_SCOPES = (Scope(OWN), Scope(OWN, ("C200",)), Scope(OWN, ("C200", "C300")))
_FEW = settings(max_examples=many(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
_LATER = FIRST.after(30)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(Path(tmp_path_factory.mktemp("log"), "decisions.db")) as opened:
        keep(opened, KeptPolicy(STEADY.version, STEADY.sha256, STEADY_TEXT))
        yield opened


def every(happening: Iterator[datetime]) -> None:
    """Have all of it happen."""
    for _ in happening:
        pass


def digest_of(db: Database, week: Week, scope: Scope = _SCOPES[0]) -> Digest:
    """The digest of a week, looked at when it is long over."""
    reader = Here(db, Path("decisions.db"), 0)
    at = occasion(reader, OWN, SETTINGS, "U900", week, SETTINGS.schedule.moment(_LATER))
    return compose(reader, at, Knowing(policy=STEADY, public=scope.public))


@_FEW
@given(steps("erase"), st.sampled_from(_SCOPES))
def test_every_number_is_what_a_recount_of_the_events_gives(store: Store, history: list[Step], scope: Scope) -> None:
    with taken_back(store) as db:
        every(happen(db, history))
        reader = Here(db, Path("decisions.db"), 0)
        assert list(changed_digest_counts(db)) == []
        weeks = [FIRST.after(number) for number in range(6)]
        for week in weeks:
            digest, counted = digest_of(db, week, scope), recounted(reader, scope, week_before(week))
            assert (digest.new.count, digest.decided.count, digest.overridden.count) == (
                len(counted.new),
                len(counted.decided),
                len(counted.overridden),
            )
            assert (digest.waiting.count, digest.waiting.same) == (len(counted.waiting), counted.same)
            assert {each.number for each in digest.new.lines} == set(counted.new)
            assert {each.number for each in digest.decided.lines} == set(counted.decided)
            assert {each.number for each in digest.overridden.lines} == set(counted.overridden)
            assert {each.number for each in digest.waiting.lines} == set(counted.waiting)
            assert {each.label: each.now for each in digest.bars if each.now} == {
                STEADY.models[Model(model)].label: many for model, many in counted.models.items()
            }
        last = week_before(weeks[-1])
        before = [week_before(weeks[-1], number) for number in range(1, 6)]
        read = reader.to_tell(scope, last, before)
        assert read.now.counts == recounted(reader, scope, last).week
        assert [each.counts for each in read.before] == [recounted(reader, scope, each).week for each in before]


@_FEW
@given(steps())
def test_a_line_says_of_a_decision_what_had_become_of_it_at_the_end_of_the_week(
    store: Store, history: list[Step]
) -> None:
    with taken_back(store) as db:
        every(happen(db, history))
        reader = Here(db, Path("decisions.db"), 0)
        for week in (FIRST, FIRST.after(1), FIRST.after(3)):
            digest = digest_of(db, week)
            for each in (*digest.new.lines, *digest.decided.lines, *digest.overridden.lines, *digest.waiting.lines):
                course = course_then(reader, each.number, digest.until)
                made = course.decided
                assert (each.status, each.by) == (course.status, made.by if made else None)
                chosen = STEADY.models[made.model].label if made and made.model else None
                assert made is None or each.model == chosen
                assert each.text is not None
                assert marked(each.number) in each.text
            for each in digest.waiting.lines:
                course = course_then(reader, each.number, digest.until)
                assert each.at == course.waiting_since
            since = [each.at for each in digest.waiting.lines]
            assert since == sorted(since), "the oldest first"


@_FEW
@given(steps(), st.sampled_from(_SCOPES))
def test_the_digest_of_a_past_week_is_the_one_that_was_sent(store: Store, history: list[Step], scope: Scope) -> None:
    # A card that is posted once the channel is private takes back what was public there: that is for another test.
    history = [replace(each, private=each.where == "C300") for each in history]
    with taken_back(store) as db:
        week, sent = FIRST, dict[Week, Digest]()
        for now in happen(db, history):
            while SETTINGS.schedule.moment(week) <= now:
                sent[week] = digest_of(db, week, scope)
                week = week.after(1)
        assert {each: digest_of(db, each, scope) for each in sent} == sent


@_FEW
@given(steps("erase", "erase"))
def test_what_is_erased_leaves_neither_words_nor_kind_of_work_in_any_digest(store: Store, history: list[Step]) -> None:
    with taken_back(store) as db:
        history = [replace(each, work=f"zqwork{number}") for number, each in enumerate(history)]
        every(happen(db, history))
        reader = Here(db, Path("decisions.db"), 0)
        found = reader.decisions(limit=100)
        erased = {each.id: each for each in found if "text" in each.erased}
        kept = {each.answers.get("work") for each in found if each.id not in erased}
        for week in (FIRST.after(number) for number in range(5)):
            digest = digest_of(db, week)
            said = str(digest) + str(digest_message(digest))
            for number in erased:
                assert marked(number) not in said.replace(f"{marked(number)}0", "")
            assert {each.kind for each in digest.tests if each.kind} <= kept
            assert set(digest.kinds) <= kept
            for each in (*digest.new.lines, *digest.waiting.lines, *digest.decided.lines):
                assert (each.text is None) is (each.number in erased)
                assert each.number not in erased or each.work is None
                assert (each.asker == "") is ("who" in erased[each.number].erased if each.number in erased else False)
            assert all(each.status is not Status.RECORDED for each in digest.decided.lines)


def test_waiting_ones_are_counted_in_days_of_the_channels_calendar(store: Store) -> None:
    late = timedelta(hours=13, minutes=45)
    history = [_step("record", gap=late), _step("post", where=OWN)]
    with taken_back(store) as db:
        every(happen(db, history))
        (line,) = digest_of(db, FIRST.after(1)).waiting.lines
        assert line.days == 7, "from late on Monday evening to Monday morning"


def test_what_happens_at_the_very_moment_is_told_in_the_next_week(store: Store) -> None:
    moment = SETTINGS.schedule.moment(FIRST.after(1))
    before = [_step("record"), _step("post"), _step("record"), _step("post", about=1), _step("post", where="C200")]
    gap = moment - START - sum((each.gap for each in before), timedelta())
    with taken_back(store) as db:
        every(happen(db, [*before, _step("accept", gap=gap), _step("post", gap=timedelta(), about=1, where="C300")]))
        first, second = digest_of(db, FIRST.after(1)), digest_of(db, FIRST.after(2))
        assert (first.new.count, first.decided.count, first.waiting.count) == (2, 0, 2)
        assert (second.new.count, second.decided.count, second.waiting.count, second.waiting.same) == (0, 1, 1, 1)


def test_a_decision_with_cards_in_several_channels_counts_once(store: Store) -> None:
    twice = [_step("record"), _step("post"), _step("post", where="C200")]
    two = [*twice, _step("record"), _step("post", about=1), _step("post", about=1, where="C200")]
    with taken_back(store) as db:
        every(happen(db, [*two, _step("override"), _step("record"), _step("post", about=2, where="C200")]))
        digest = digest_of(db, FIRST.after(1), _SCOPES[1])
        assert (digest.new.count, digest.waiting.count) == (3, 2)
        assert (digest.decided.count, digest.overridden.count) == (1, 1)
        assert [bar.now for bar in digest.bars] == [1]
        assert digest_of(db, FIRST.after(1)).new.count == 2


def test_what_is_posted_later_was_not_there_before(store: Store) -> None:
    with taken_back(store) as db:
        every(happen(db, [_step("record"), _step("post", where="C300"), _step("post", gap=timedelta(days=8))]))
        first, second = digest_of(db, FIRST.after(1)), digest_of(db, FIRST.after(2))
        assert (first.new.count, first.waiting.count) == (0, 0)
        assert (second.new.count, second.waiting.count, second.waiting.lines[0].days) == (1, 1, 14)


def test_what_was_undone_leaves_what_held_before_as_old_as_it_was(store: Store) -> None:
    waits = [_step("record"), _step("post"), _step("accept", gap=timedelta(days=8)), _step("undo")]
    with taken_back(store) as db:
        every(happen(db, waits))
        digest = digest_of(db, FIRST.after(2))
        assert (digest.waiting.count, digest.waiting.same, digest.decided.count) == (1, 1, 0)
        assert digest.waiting.lines[0].at == START + timedelta(minutes=1)
    decided = [_step("record"), _step("post"), _step("accept"), _step("override", gap=timedelta(days=8)), _step("undo")]
    with taken_back(store) as db:
        every(happen(db, decided))
        first, second = digest_of(db, FIRST.after(1)), digest_of(db, FIRST.after(2))
        assert (first.decided.count, first.overridden.count) == (1, 0)
        assert (second.decided.count, second.overridden.count, second.waiting.count) == (0, 0, 0)


def _step(what: str, gap: timedelta = timedelta(minutes=1), where: str = OWN, about: int = 0) -> Step:
    return Step(what, about, where, private=False, who=0, early=False, work=None, gap=gap)
