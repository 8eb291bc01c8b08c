"""A request is judged from where it starts: what is usual for its kind of work, and what it proposes itself."""

import pytest

from rules.cases import WORK
from rules.grid import Location, Model, Ownership
from rules.judging import Judged, judge, known_to
from rules.policy_file import default_policy_text, parse_policy
from rules.reading import classify
from rules.readings import case_answers

POLICY = parse_policy(default_policy_text())


def judged(text: str, home: str) -> Judged:
    read = classify(text, home)
    return judge({**known_to(read.said, POLICY), **case_answers(read, POLICY)}, POLICY, read.by_nature)


@pytest.mark.parametrize(
    ("text", "home", "model"),
    [
        ("Our own accounting centre in Porto has room: accounts payable would go there.", "NL", "nearshore_captive"),
        ("Unsere Tochter in Krakau übernimmt die Reisekostenabrechnung, 14 Leute.", "DE", "nearshore_captive"),
    ],
)
def test_a_centre_of_our_own_that_the_request_names_goes_before_what_is_usual(
    text: str, home: str, model: Model
) -> None:
    assert judged(text, home).recommendation.named == model


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("Der Gemeinderat will die Müllabfuhr zurück in die eigene Hand holen, 12 Leute der Fremdfirma.", "DE"),
        ("Catering has been outsourced since 2019 and guests complain. We'd like our own staff back.", "ES"),
        ("récupérer la maintenance des bus confiée à un prestataire et la refaire avec nos salariés", "FR"),
    ],
)
def test_who_takes_work_back_describes_people_of_their_own_and_not_the_supplier_who_is_left(
    text: str, home: str
) -> None:
    assert classify(text, home).ownership is Ownership.INTERNAL


@pytest.mark.parametrize("text", ["cleaners for the Hull warehouse", "Need guards for the Bristol office next month"])
def test_work_at_a_site_of_ours_says_where_and_not_who(text: str) -> None:
    read = classify(text, "GB")
    assert (read.ownership, read.location) == (None, Location.DOMESTIC)
    assert judged(text, "GB").recommendation.named == "domestic_outsourcing"


def test_work_needed_here_stays_here_whoever_offers_it_from_abroad() -> None:
    recommendation = judged("A firm in Morocco offers to clean our offices for half.", "FR").recommendation
    assert recommendation.presumed["place"] == "here"
    assert recommendation.named in {"domestic_outsourcing", "in_house"}


def test_who_plans_for_people_of_their_own_directs_them_whatever_is_usual() -> None:
    kind = {"work": "accounts_payable"}
    direction = [judge({**kind, **plan}, POLICY, {}).recommendation.presumed["daily_direction"] for plan in _PLANS]
    assert direction == ["provider", "us"]


_PLANS: tuple[dict[str, str], ...] = ({}, {"plan": "nearshore_captive"})


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("gardeners, 40 visits a month", "recurring_service"),
        ("Wir brauchen Übersetzungen, etwa 200 Seiten pro Quartal", "recurring_service"),
        ("traducción de 300 páginas cada trimestre", "recurring_service"),
        ("déménagement de 60 postes sur un week-end", "one_off_task"),
    ],
)
def test_how_often_the_work_comes_is_read(text: str, option: str) -> None:
    assert classify(text, "DE").said["work_type"] == option


def test_what_is_usual_abroad_is_done_by_a_company_here_where_it_may_not_leave_the_country() -> None:
    free = judge({WORK: "claims_processing"}, POLICY, {}).recommendation
    kept = judge({WORK: "claims_processing", "where_may": "here_only"}, POLICY, {}).recommendation
    assert free.model is not Model.DOMESTIC_OUTSOURCING
    assert kept.model is Model.DOMESTIC_OUTSOURCING
    assert any(reason.rule == "usual_kept_here_where_may_here_only" for reason in kept.reasons)
