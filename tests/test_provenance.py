"""Whoever reads a decision can tell what the request said, what was assumed, who answered, and what only follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.current_policy import LoadedPolicy
from bot.desk import Assessment, assess
from bot.provenance import Origin, Provenance, in_words, provenance_of
from bot.requests import Request
from bot.wire import ClassificationOut
from rules.policy_file import default_policy, default_policy_text

AT = datetime(2026, 11, 30, 9, 5, tzinfo=UTC)
HELP_DESK = "Move our 40-seat help desk from Leeds to Manila, our own managers stay in charge"


def assessed(text: str, answers: Mapping[str, str] | None = None) -> Assessment:
    request = Request(text=text, home_country="GB", who="dana", where="C1", answers=answers or {})
    return assess(request, LoadedPolicy(default_policy(), default_policy_text()))


@dataclass(frozen=True)
class Tapped:
    option: str
    by: str
    at: datetime


def test_every_answer_that_counts_says_where_it_comes_from() -> None:
    assessment = assessed(HELP_DESK, {"duration": "over_3_years"})
    counted = {**assessment.recommendation.answers, **assessment.recommendation.presumed}
    assert {factor: each.option for factor, each in assessment.provenance.items()} == counted


def test_what_the_text_says_comes_with_its_words() -> None:
    found = assessed(HELP_DESK).provenance
    assert in_words(found["scale"]) == "you said “40-seat”"
    assert in_words(found["daily_direction"]) == "you said “our own managers stay in charge”"
    assert in_words(found["work"]) == "you said “help desk”"
    assert in_words(found["plan"]) == "you said “Manila; our own”"


def test_what_nobody_said_is_never_called_said() -> None:
    found = assessed(HELP_DESK).provenance
    for factor in ("data_sensitivity", "labour_share", "customer_contact", "quality_measurable"):
        assert in_words(found[factor]).startswith("assumed, as usual for ")
        assert found[factor].because


def test_a_site_that_the_text_names_is_said() -> None:
    found = assessed("Office cleaning at our Rotterdam office every evening by a contractor").provenance
    assert in_words(found["place"]) == "you said “Rotterdam office”"


def test_an_answer_that_the_text_gives_as_well_stays_said() -> None:
    found = assessed(HELP_DESK, {"scale": "5_49", "duration": "over_3_years"}).provenance
    assert (found["scale"].origin, found["scale"].words, found["scale"].by) == (Origin.SAID, "40-seat", None)
    assert in_words(found["duration"]) == "answered by dana"


def test_an_answer_against_the_text_is_that_of_who_gave_it() -> None:
    found = assessed(HELP_DESK, {"scale": "200_499"}).provenance
    assert (found["scale"].origin, found["scale"].words, found["scale"].by) == (Origin.ANSWERED, None, "dana")


def test_whoever_confirms_what_is_presumed_has_answered_it() -> None:
    usual = assessed(HELP_DESK).recommendation.presumed["quality_measurable"]
    found = assessed(HELP_DESK, {"quality_measurable": usual}).provenance
    assert found["quality_measurable"] == Provenance(option=usual, origin=Origin.ANSWERED, by="dana")


def test_a_law_is_not_said_but_follows() -> None:
    found = assessed("Our hospital trust in Leeds wants payroll run by a company in India").provenance
    laws = {factor: each for factor, each in found.items() if factor.startswith("law_")}
    assert laws
    assert all(in_words(each).startswith("follows from the law: ") for each in laws.values())


def test_who_tapped_an_answer_is_named_unless_another_answer_holds_since() -> None:
    assessment = assessed(HELP_DESK, {"duration": "over_3_years", "start": "later"})
    read = ClassificationOut.of(assessment.classification, assessment.policy).readings()
    given = {"duration": Tapped("over_3_years", "erin", AT), "start": Tapped("under_4_weeks", "erin", AT)}
    found = provenance_of(assessment.recommendation, assessment.loaded.policy, read, by="dana", at=AT, given=given)
    assert in_words(found["duration"], lambda who: f"@{who}") == "answered by @erin"
    assert (found["duration"].at, found["start"].by) == (AT, "dana")


def test_of_an_erased_reading_only_what_is_still_known_is_told() -> None:
    assessment = assessed(HELP_DESK, {"duration": "over_3_years"})
    given = {"duration": Tapped("over_3_years", "erin", AT)}
    found = provenance_of(assessment.recommendation, assessment.loaded.policy, None, by="dana", at=AT, given=given)
    assert not {"scale", "plan", "work", "daily_direction"} & found.keys()
    assert found["duration"].by == "erin"
    assert found["quality_measurable"].origin is Origin.PRESUMED


def test_a_decision_from_before_the_words_were_kept_still_tells_read_from_answered() -> None:
    assessment = assessed(HELP_DESK, {"duration": "over_3_years"})
    then = ClassificationOut.of(assessment.classification, assessment.policy).model_copy(update={"words": None})
    found = provenance_of(assessment.recommendation, assessment.loaded.policy, then.readings(), by="dana", at=AT)
    assert in_words(found["scale"]) == "read from the request"
    assert in_words(found["plan"]) == "you said “Manila; our own”"
    assert in_words(found["duration"]) == "answered by dana"
