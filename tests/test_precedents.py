"""What was decided before about work like this: the nearest first, and only what somebody may see."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import recording
from bot.assessing import assess
from bot.current_policy import CurrentPolicy
from bot.earlier import Precedent
from bot.precedents import precedents
from bot.recording import decision_on, put_on_record
from bot.requests import Request
from bot.store import NewDecision, Post, Store, Viewer, courses, deciding, posts
from bot.store.deciding import Verdict
from bot.views.blocks import Block
from bot.views.markup import Mrkdwn, lines
from bot.views.precedents import in_details, on_card
from rules.case_factors import WORK
from rules.choices import Choice
from rules.decision_status import Capacity, Role
from rules.grid import Model
from rules.ready_reasons import ReadyReason
from rules.works import families_of
from tests.sample_decisions import START, ticking

LOADED = CurrentPolicy(None).loaded()
WHY = "The works council in Kraków has an agreement."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty log."""
    with Store.open(tmp_path / "log.db", clock=ticking()) as log:
        yield log


def record(store: Store, text: str, who: str = "U1", home: str = "GB") -> int:
    """A request on the record, as the bot puts it there."""
    request = Request(text=text, home_country=home, who=who, where="C1")
    return put_on_record(assess(request, LOADED), store).id


def put(store: Store, new: NewDecision) -> None:
    """A decision on the record, with its policy."""
    store.write(lambda db, at: recording.record(db, at, new, LOADED))


def override(store: Store, number: int, model: Model = Model.IN_HOUSE) -> None:
    """Bob decides otherwise, for the law."""
    choice = Choice(model, ReadyReason.LAW, WHY)
    verdict = Verdict(Capacity(Role.REVIEWER), suffices=True)
    store.write(
        lambda db, at: deciding.choose(
            db, at, number, "UBOB", choice, seen=courses.course(db, number).version, gate=lambda *_: verdict
        )
    )


def post(store: Store, number: int, channel: str, *, private: bool = False) -> None:
    """Its card in a channel."""
    noted = Post(number, channel, f"{number}.0", None, private, START)
    store.write(lambda db, _: posts.add(db, noted))


def found(store: Store, number: int, viewer: Viewer | None = None, channel: str | None = None) -> list[Precedent]:
    """The precedents of a decision."""
    return precedents(store, store.decision(number), families_of(LOADED.policy), viewer, channel=channel)


def numbers(store: Store, number: int, viewer: Viewer | None = None, channel: str | None = None) -> list[int]:
    return [each.number for each in found(store, number, viewer, channel)]


def test_only_what_is_decided_about_like_work_is_a_precedent_and_the_nearest_comes_first(store: Store) -> None:
    record(store, "Cleaning of our Leeds office every evening by a local firm")
    record(store, "Run payroll for our Kraków office from Manila", home="PL")
    record(store, "Move payroll of 40 people from Leeds to Kraków")
    record(store, "Move payroll of 60 people from York to Kraków")
    for number in (1, 2, 3):
        override(store, number)
    new = record(store, "Move payroll of 50 people from Leeds to Kraków")
    assert numbers(store, new) == [3, 2]
    assert numbers(store, 1) == []


def test_a_precedent_says_what_was_decided_why_by_whom_and_where_this_one_differs(store: Store) -> None:
    old = record(store, "Run payroll for our Kraków office with special personal data", home="PL")
    override(store, old)
    new = record(store, "Run payroll for our Kraków office", home="GB")
    (before,) = found(store, new)
    line = _read(on_card([before], START, quoted=True))
    assert line == (
        "*Decided before*: “Run payroll for our Kraków office with special personal data”, November: "
        "overridden to in-house (law), in decision 1. Asked from Poland there, from the United Kingdom here"
    )
    told = _in_words(in_details([before]))
    assert "*Overridden: in-house* by <@UBOB> (reviewer)" in told
    assert f"law: “{WHY}”" in told


def test_answers_that_differ_are_said_of_both_but_not_on_a_card_that_stays(store: Store) -> None:
    override(store, record(store, "Run payroll for our Kraków office, 300 people"))
    near = found(store, record(store, "Run payroll for our Kraków office, 20 people"))
    assert "How many people will the work take, full time? 200 to 499 there, 5 to 49 here" in _read(
        on_card(near, START, quoted=True)
    )
    assert "people will" not in _read(on_card(near, START))
    assert "200 to 499 there, 5 to 49 here" in _in_words(in_details(near))


def test_the_year_is_said_unless_it_is_that_of_the_decision_at_hand(store: Store) -> None:
    override(store, record(store, "Run payroll for our Kraków office"))
    near = found(store, record(store, "Run payroll for our Kraków office"))
    assert "payroll, November: " in _read(on_card(near, START))
    assert "payroll, November 2026: " in _read(on_card(near, START.replace(year=2027)))
    assert "payroll, November 2026: " in _read(on_card(near, None))


def test_a_posted_card_repeats_neither_words_nor_names_that_could_be_erased_later(store: Store) -> None:
    old = record(store, "Run payroll for our Kraków office, says Zofia", who="U7ZOFIA")
    override(store, old)
    new = record(store, "Run payroll for our Kraków office")
    line = _read(on_card(found(store, new), START))
    assert line == "*Decided before*: payroll, November: overridden to in-house (law), in decision 1"
    for personal in ("Zofia", "U7ZOFIA", "UBOB", "works council"):
        assert personal not in line


def test_what_somebody_may_not_see_is_no_precedent_for_them(store: Store) -> None:
    for channel, private in (("C1", False), ("G1", True), ("C2", False)):
        number = record(store, "Run payroll for our Kraków office", who="U2")
        override(store, number)
        post(store, number, channel, private=private)
    new = record(store, "Run payroll for our Kraków office")
    assert numbers(store, new) == [3, 2, 1]
    assert numbers(store, new, Viewer("U1", "G1", public=False)) == [2]
    assert numbers(store, new, Viewer("U1", None)) == [3, 1]
    assert numbers(store, new, Viewer("U1", None, public=False)) == []
    assert numbers(store, new, channel="C1") == [1]
    assert numbers(store, new, channel="C9") == []


def test_without_a_kind_of_work_a_shared_word_leads_to_one(store: Store) -> None:
    for text in ("Zeppelins by a vendor", "Balloons by a vendor", "Let a vendor run our zeppelins"):
        new = decision_on(assess(Request(text, "GB", "U1", "C1", as_request=True), LOADED))
        unnamed = replace(new, answers={factor: each for factor, each in new.answers.items() if factor != WORK})
        put(store, unnamed)
    override(store, 1)
    override(store, 2)
    assert numbers(store, 3) == [1, 2]


def test_a_precedent_whose_words_are_erased_says_so(store: Store) -> None:
    old = record(store, "Run payroll for our Kraków office")
    override(store, old)
    new = record(store, "Run payroll for our Kraków office")
    store.erase(old, {"text", "who"}, actor="U9", reason="")
    told = _in_words(in_details(found(store, new)))
    assert "(its words have been erased)" in told
    assert "someone (erased)" in told


def _read(shown: Iterator[Block]) -> str:
    return "\n".join(str(each["elements"][0]["text"]) for each in shown)


def _in_words(shown: Iterator[Mrkdwn]) -> str:
    return lines(list(shown)).source
