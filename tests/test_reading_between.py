"""What a text means between its words: a mere test, a repair, a site of our own, customers, and a place far away."""

import pytest

from bot.assessing import Assessment, assess
from bot.current_policy import LoadedPolicy
from bot.requests import Request
from bot.views.card_parts import UNREAD, parts
from bot.wire.classification import ClassificationOut
from rules.case_factors import LAW_PREFIX
from rules.classification import NotAModel, Reply
from rules.explaining.explain import questions
from rules.grid import Model, Ownership
from rules.policy_file import default_policy, default_policy_text
from rules.reading import classify
from rules.recommend import Standing

LOADED = LoadedPolicy(default_policy(), default_policy_text())


def assessed(text: str, home: str = "GB") -> Assessment:
    return assess(Request(text=text, home_country=home, who="U1", where="C1"), LOADED)


@pytest.mark.parametrize("text", ["test", "Test 123", "testing...", "a test", "Ein Test!", "prueba 1", "テスト"])
def test_a_bare_test_tests_the_bot_and_no_software(text: str) -> None:
    assert classify(text, "GB").reply is Reply.TEST


@pytest.mark.parametrize("text", ["test our mobile app", "Testing of the new web shop in Pune", "software test"])
def test_testing_something_is_work(text: str) -> None:
    assert classify(text, "GB").reply is None


@pytest.mark.parametrize(
    "text",
    [
        "repair 40 chairs",
        "reupholster 60 seats",
        "paint 12 doors",
        "12 Tische aufarbeiten",
        "réparer 30 vélos",
        "reparar 25 portátiles",
    ],
)
def test_working_on_things_is_no_purchase_of_them(text: str) -> None:
    assert classify(text, "GB").model is not NotAModel.NONE


@pytest.mark.parametrize("text", ["40 chairs", "buy 40 chairs"])
def test_things_alone_are_a_purchase(text: str) -> None:
    assert classify(text, "GB").reply is Reply.PURCHASE


@pytest.mark.parametrize(
    "text", ["Nettoyage de nos trois agences à Lyon", "Le ménage de nos deux vieilles agences de Nantes"]
)
def test_branches_of_our_own_are_no_other_company(text: str) -> None:
    read = classify(text, "FR")
    assert read.ownership is None
    assert classify("Confier le ménage à une agence de Nantes", "FR").ownership == "third_party"


def test_a_shift_is_worked_at_something_which_is_the_work() -> None:
    for text, kind in (
        ("Nachtschicht in der Telefonzentrale, 3 Leute", "telephone_answering"),
        ("Nachtschicht für die Hotline", "customer_service_voice"),
    ):
        work = classify(text, "DE").work
        assert work is not None
        assert work.kind == kind


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Calls from our UK customers answered from Durban", "english"),
        ("UK customers' calls answered from Durban", "english"),
        ("Support for customers in Germany from Manila", "other_common"),
        ("Support for our Danish customers from Manila", None),
    ],
)
def test_customers_are_served_in_the_language_of_their_country(text: str, language: str | None) -> None:
    assert classify(text, "GB").said.get("language") == language


@pytest.mark.parametrize(
    "text", ["We need local counsel in Lagos", "Help desk to Manila", "The help desk goes to our own centre in Manila"]
)
def test_nobody_who_wants_it_done_far_away_is_asked_whether_it_may_leave_the_country(text: str) -> None:
    assessment = assessed(text)
    assert assessment.recommendation.answers["where_may"] == "free"
    asked = questions(assessment.recommendation, assessment.policy)
    assert "where_may" not in {each.factor for each in asked}
    assert assessment.provenance["where_may"].words in ("Lagos", "Manila")


@pytest.mark.parametrize(
    "text",
    [
        "Can we send the help desk to Manila?",
        "Payroll in Manila or here",
        "Help desk to Manila, but the data must not leave the country",
        "Payroll for our plant in Leeds",
    ],
)
def test_whoever_asks_or_weighs_has_not_said_that_it_may(text: str) -> None:
    assert classify(text, "GB").said.get("where_may") != "free"


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("We zoeken een schoonmaakbedrijf voor ons kantoor in Utrecht", "NL"),
        ("call centre para cobrança, só em português", "PT"),
        ("Szukamy firmy sprzątającej do biura w Warszawie", "PL"),
    ],
)
def test_a_card_says_when_the_language_is_not_read_and_which_are(text: str, home: str) -> None:
    assessment = assessed(text, home)
    described = ClassificationOut.of(assessment.classification, LOADED.policy)
    said = [
        line for part in parts(described, assessment.recommendation, assessment.policy, home) for line in part.lines
    ]
    assert UNREAD in said
    assert "English, German, French, Spanish and Japanese" in UNREAD


@pytest.mark.parametrize(
    "text",
    [
        "uchiha naruto ramen sasuke hokage",
        "Vogliamo esternalizzare le buste paga a un fornitore in Romania",
        "Queremos terceirizar a limpeza dos escritórios em Lisboa",
        "Vi vill outsourca vår helpdesk till Indien",
    ],
)
def test_words_that_look_familiar_in_a_language_that_is_not_read_decide_nothing(text: str) -> None:
    assessment = assessed(text)
    assert assessment.recommendation.standing is Standing.TOO_EARLY
    assert (assessment.classification.works, assessment.classification.plan) == ((), None)
    assert not assessment.recommendation.presumed
    assert not {factor for factor in assessment.recommendation.answers if not factor.startswith(LAW_PREFIX)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Pest control, two canteens in São Paulo", "pest_control"),
        ("Guards at a warehouse, Łódź", "site_guarding"),
        ("Accounts payable, 45k invoices a year", "accounts_payable"),
    ],
)
def test_a_foreign_town_or_a_thousand_makes_no_foreign_language(text: str, kind: str) -> None:
    read = classify(text, "GB")
    assert (read.language, read.work and read.work.kind) == ("en", kind)


def test_no_kind_of_work_stands_beside_no_request() -> None:
    read = classify("We need to buy cleaning machines and 40 chairs", "GB")
    out = ClassificationOut.of(read, LOADED.policy)
    assert out.model is NotAModel.NONE
    assert out.work is None


@pytest.mark.parametrize(
    "text",
    [
        "Good morning everybody, hope you all had a great weekend in the sun",
        "Hello team, wishing all of you a happy new year and lots of luck",
        "Guten Morgen zusammen, ich hoffe ihr hattet alle ein schönes Wochenende",
        "Hi everyone, just saying hello from the new office, lovely to meet you all",
        "Bonjour à tous, j'espère que vous avez passé un bon week-end en famille",
        "Buenos días a todos, espero que hayáis pasado un buen fin de semana",
    ],
)
def test_a_long_greeting_is_no_request(text: str) -> None:
    assert classify(text, "GB").model is NotAModel.NONE


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Our hospital trust wants the payroll run by a bureau", "payroll_gb_ie"),
        ("Our housing trust needs a cleaner", "office_cleaning"),
        ("Dev team in Bogotá, staff aug", "it_staff_augmentation"),
        ("A shared service centre in Porto for accounts payable", "accounts_payable"),
        ("A shared service centre in Porto", "back_office"),
        ("Service our forklifts", "fam_equipment"),
        ("Forklift maintenance, three warehouses", "fam_equipment"),
        ("Trust administration in Jersey", "fund_administration"),
    ],
)
def test_the_work_is_neither_who_asks_nor_the_office_where_it_is_done(text: str, kind: str) -> None:
    work = classify(text, "GB").work
    assert work is not None
    assert work.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "We need someone to clean our two branches in Cork",
        "Clean our four stores",
        "Penetration test of our web shop",
        "Guarding of our warehouse in Antwerp",
        "Our clinic needs a cleaner",
    ],
)
def test_a_site_of_ours_that_is_worked_on_is_no_plan_to_do_it_ourselves(text: str) -> None:
    assert classify(text, "GB").ownership is None


@pytest.mark.parametrize(
    "text", ["Our own people clean the branches", "Move production to our plant in Gdańsk", "Our design studio does it"]
)
def test_whoever_says_that_it_is_done_by_their_own_plans_that(text: str) -> None:
    assert classify(text, "GB").ownership is Ownership.INTERNAL


@pytest.mark.parametrize(
    "text",
    [
        "move our help desk to Manila under our own managers",
        "Run the tests in Manila, under our managers",
        "Der Helpdesk geht nach Manila, unter unserer Leitung",
        "Le support part à Manille, encadré par nos managers",
        "El soporte se va a Manila, bajo nuestra dirección",
    ],
)
def test_whoever_works_under_managers_of_ours_is_probably_ours_where_no_other_company_is_named(text: str) -> None:
    read = classify(text, "GB")
    assert (read.model, read.sure) == (Model.OFFSHORE_CAPTIVE, False)


def test_a_vendors_people_under_managers_of_ours_are_shared() -> None:
    assert classify("A vendor runs our help desk in Manila under our own managers", "GB").ownership is Ownership.HYBRID
