"""Whoever reads a decision can tell what the request said, what was assumed, who answered, and what only follows."""

import dataclasses
import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.assessing import Assessment, assess
from bot.cli import main
from bot.current_policy import LoadedPolicy
from bot.desk import card_of
from bot.listing import one
from bot.provenance import Origin, Provenance, in_words, law_in_words, provenance_of
from bot.recording import decision_on, give_answer, put_on_record, record
from bot.requests import Request
from bot.store import Answered, RecordedDecision, Store, givers
from bot.views.details import details_view
from bot.wire.classification import ClassificationOut
from rules.policy_file import default_policy, default_policy_text
from tests.drawn import as_read
from tests.sample_decisions import ticking

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
    assert in_words(found["scale"]) == "the request says “40-seat”"
    assert in_words(found["daily_direction"]) == "the request says “our own managers stay in charge”"
    assert in_words(found["work"]) == "the request says “help desk”"
    assert in_words(found["plan"]) == "the request says “Manila; our own”"


def test_what_nobody_said_is_never_called_said() -> None:
    found = assessed(HELP_DESK).provenance
    for factor in ("data_sensitivity", "labour_share", "customer_contact", "quality_measurable"):
        assert in_words(found[factor]).startswith("assumed, as usual for ")
        assert found[factor].because


def test_a_site_that_the_text_names_is_said() -> None:
    found = assessed("Office cleaning at our Rotterdam office every evening by a contractor").provenance
    assert in_words(found["place"]) == "the request says “Rotterdam office”"


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
    assert in_words(found["plan"]) == "the request says “Manila; our own”"
    assert in_words(found["duration"]) == "answered by dana"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.db"


def terminal(path: Path, *arguments: str) -> str:
    done = CliRunner().invoke(main, ["ask", "--home", "GB", "--database", str(path), *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_terminal_groups_answers_by_where_they_come_from(path: Path) -> None:
    said = terminal(path, "--why", "--answer", "duration=over_3_years", HELP_DESK)
    answers = said.partition("\nAnswers\n")[2].partition("Every point")[0]
    headings = [line.strip() for line in answers.splitlines() if line.strip().endswith(":")]
    assert headings[:2] == ["You said:", "Answered:"]
    assert headings[2].startswith("Assumed, as usual for ")
    assert "(“40-seat”)" in answers.partition("Answered:")[0]
    assert "More than three years (by " in answers.partition("Answered:")[2]
    assert "Ordinary personal data" in answers.partition("Assumed, as usual")[2]


def test_the_json_says_the_same(path: Path) -> None:
    out = json.loads(terminal(path, "--json", "--answer", "duration=over_3_years", HELP_DESK))
    answers = out["recommendation"]["answers"]
    assert (answers["scale"]["origin"], answers["scale"]["words"]) == ("said", "40-seat")
    assert answers["duration"]["origin"] == "answered"
    assert answers["duration"]["by"]
    assert (answers["data_sensitivity"]["origin"], answers["data_sensitivity"]["words"]) == ("presumed", None)
    assert {each["origin"] for factor, each in answers.items() if factor.startswith("law_")} == {"follows"}


def details_of(found: RecordedDecision, store: Store) -> str:
    card = card_of(found, default_policy(), store.course(found.id))
    return html.unescape(as_read(details_view(card))).replace("\u200b", "")


def test_the_details_never_say_you_said_of_what_nobody_said(path: Path) -> None:
    with Store.open(path, clock=ticking()) as store:
        found = put_on_record(assessed(HELP_DESK, {"duration": "over_3_years"}), store)
        shown = details_of(found, store)
        said, _, rest = shown.partition("*Answers*")[2].partition("_Answered_")
        assert "_The request says_" in said
        assert "5 to 49 (“40-seat”)" in said
        assert "Ordinary personal data" not in said
        assert "More than three years (by dana, " in rest.partition("_Assumed, as usual for")[0]
        assert "Ordinary personal data" in rest.partition("_Assumed, as usual for")[2]
        points = shown.partition("*Every point*")[2].partition("*To do*")[0]
        assert "(More than 60 %: assumed, as usual for" in points
        assert "(More than three years: answered by dana)" in points
        assert "you said" not in shown.lower()


def test_you_said_is_for_who_asked_and_for_nobody_else(path: Path) -> None:
    with Store.open(path, clock=ticking()) as store:
        found = put_on_record(assessed(HELP_DESK), store)
        state = card_of(found, default_policy(), store.course(found.id))
    asked, other = (html.unescape(as_read(details_view(state, who))) for who in (state.who, "U9"))
    assert "_You said_" in asked
    assert "the request says" not in asked.lower()
    assert "_The request says_" in other
    assert "you said" not in other.lower()


def test_a_law_is_said_as_a_person_would() -> None:
    assert law_in_words("leave of the tax office", "applies") == "Leave of the tax office"
    assert law_in_words("leave of the union", "open") == "Leave of the union (whether it applies here is open)"


def test_what_was_erased_is_attributed_to_nobody(path: Path) -> None:
    with Store.open(path, clock=ticking()) as store:
        put_on_record(assessed(HELP_DESK, {"duration": "over_3_years"}), store)
        store.erase(1, {"text", "classification"}, actor="U9", reason="")
        shown = details_of(store.decision(1), store)
        assert "_The request says_" not in shown
        assert "_Answered_" not in shown
        assert "Why cannot be shown any more" in shown
        assert "Recommended:" in shown


def test_whoever_tapped_an_answer_stays_its_giver_in_the_decision_that_takes_the_place(path: Path) -> None:
    with Store.open(path, clock=ticking()) as store:
        first = put_on_record(assessed(HELP_DESK), store)
        loaded = assessed(HELP_DESK).loaded
        now = store.write(
            lambda db, at: give_answer(
                db, at, first.id, "duration", "over_3_years", actor="erin", current=loaded.policy
            )
        )
        assert "More than three years (by erin, " in details_of(now, store)
        answers = {"duration": "over_3_years", "start": "later"}
        brought = givers.brought_from(now, answers)
        later = store.write(
            lambda db, at: record(
                db, at, decision_on(assessed(HELP_DESK, answers), origin=brought, supersedes=1), loaded
            )
        )
        found = card_of(store.decision(later.id), loaded.policy, store.course(later.id)).provenance
    assert (found["duration"].by, found["duration"].at) == ("erin", now.answered["duration"].at)
    assert (found["start"].by, found["start"].at) == ("dana", later.recorded_at)


def test_who_answered_at_first_stays_known_however_often_the_decision_is_superseded(path: Path) -> None:
    answers = {"duration": "over_3_years"}
    with Store.open(path, clock=ticking()) as store:
        found = first = put_on_record(assessed(HELP_DESK, answers), store)
        for who in ("erin", "frank"):
            assessment = assessed(HELP_DESK, answers)
            new = decision_on(assessment, origin=givers.brought_from(found, answers), supersedes=found.id)
            found = store.record(dataclasses.replace(new, who=who))
        assert givers.givers(found)["duration"] == Answered("over_3_years", by="dana", at=first.recorded_at)


REQUESTS = (
    HELP_DESK,
    "Office cleaning at our Rotterdam office every evening by a contractor",
    "We need 3 more Java developers until June, managed by our team lead",
    "Run the payroll of 25 people with a company in Pune for three years",
    "Translate our brochures into Polish, 40 pages a month",
    "Somebody should paint the fence by Friday",
)


@pytest.mark.parametrize("text", REQUESTS)
def test_the_record_tells_it_as_the_card_does_without_reading_a_policy(text: str, path: Path) -> None:
    with Store.open(path, clock=ticking()) as store:
        recorded = put_on_record(assessed(text, {"duration": "over_3_years"}), store)
        card = card_of(recorded, default_policy(), store.course(recorded.id))
        found = one(store, recorded.id)
    assert dict(found.presumed) == dict(card.recommendation.presumed)
    by_law = {factor for factor in card.provenance if factor.startswith("law_")}
    on_card = {factor: each for factor, each in card.provenance.items() if factor not in by_law}
    assert {factor: each for factor, each in found.provenance.items() if factor not in by_law} == on_card
    assert {found.provenance[factor].origin for factor in by_law} <= {Origin.FOLLOWS}


def test_show_says_it_in_words_and_in_json(path: Path) -> None:
    terminal(path, "--answer", "duration=over_3_years", HELP_DESK)
    shown = CliRunner().invoke(main, ["show", "1", "--database", str(path)]).output
    said = " ".join(shown.split())
    assert "The request says: " in said
    assert "You said" not in said
    assert "- Law:" not in shown
    assert "Laws to look at: - " in said
    assert "(“40-seat”)" in said.partition("Answered: ")[0]
    assert "Ordinary personal data" in said.partition("Assumed, as usual for ")[2]
    out = json.loads(CliRunner().invoke(main, ["show", "1", "--json", "--database", str(path)]).output)
    assert (out["answers"]["scale"]["origin"], out["answers"]["scale"]["words"]) == ("said", "40-seat")
    assert out["answers"]["duration"]["origin"] == "answered"
    assert out["presumed"]["data_sensitivity"]["origin"] == "presumed"
    assert not out["answers"].keys() & out["presumed"].keys()
