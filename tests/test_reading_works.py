"""Which kind of work a text names, in whatever words."""

import tomllib
from importlib import resources
from pathlib import Path

import pytest

from rules.classification import NotAModel
from rules.policy_file import default_policy_text, parse_policy
from rules.reading import classify
from rules.reading.tokens import tokens_of
from rules.reading.works.lexicon import by_country, families, lexicon
from rules.reading.works.naming import MOST_WORKS
from rules.reading.works.typos import is_one_slip
from rules.works import kinds_of

LANGUAGES = ("en", "de", "fr", "es", "ja")
TABLES = Path(str(resources.files("rules.reading.works")))


def kind(text: str, home: str = "GB") -> str | None:
    work = classify(text, home).work
    return work.kind if work else None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Somebody has to clean our offices in Derby every evening.", "office_cleaning"),
        ("The lifts in the town hall need a maintenance contract.", "lift_maintenance"),
        ("We want to have our 900 lorries' tyres fitted and brakes checked by a workshop.", "car_truck_workshop"),
        ("Could a vendor take over supplier invoices, about 20,000 a year?", "accounts_payable"),
        ("Translate our price lists into nine languages.", "translation"),
        ("Wanted: a firm that writes a mobile app for our drivers.", "mobile_app"),
        ("We would like an outside firm to try to break into our web shop, a penetration test.", "penetration_test"),
        ("Clearing snow from the car parks in Inverness.", "grounds_winter"),
        ("An architect for the new library.", "architecture_design"),
        ("We want to move our office cleaning in Leeds to a contractor.", "office_cleaning"),
        ("Relocate our office to Dundee in May, desks and all.", "moves"),
    ],
)
def test_work_is_known_by_what_is_done_to_what(text: str, meant: str) -> None:
    assert kind(text) == meant


@pytest.mark.parametrize(
    ("text", "home", "meant"),
    [
        ("Wer kann die Aufzüge in unserem Bürohaus warten?", "DE", "lift_maintenance"),
        ("Wir möchten die Büroreinigung in Hannover an eine Firma geben.", "DE", "office_cleaning"),
        ("Die Lohnabrechnung soll ein Dienstleister machen.", "AT", "payroll_dach"),
        ("Nous cherchons une société pour le gardiennage de notre usine à Metz.", "FR", "site_guarding"),
        ("Qui peut traduire nos notices en huit langues ?", "FR", "translation"),
        ("Necesitamos una empresa para la limpieza de nuestras oficinas en Gijón.", "ES", "office_cleaning"),
        ("Queremos que otra empresa repare los ascensores del edificio.", "ES", "lift_maintenance"),
        ("名古屋の工場の清掃を外部に委託したい。", "JP", "office_cleaning"),
        ("経費精算を子会社に任せたい。", "JP", "expense_audit"),
    ],
)
def test_five_languages_name_the_same_kinds(text: str, home: str, meant: str) -> None:
    assert kind(text, home) == meant


def test_inflections_and_compounds_are_one_word() -> None:
    assert kind("Cleaner wanted for our offices.") == kind("Our offices must be cleaned.") == "office_cleaning"
    assert kind("Aufzugwartung in Mainz", "DE") == kind("Wartung der Aufzüge in Mainz", "DE") == "lift_maintenance"


def test_the_words_that_name_the_work_are_those_of_the_text() -> None:
    text = "We need guards for our warehouse in Hull."
    work = classify(text, "GB").work
    assert work is not None
    assert (work.kind, work.text) == ("site_guarding", "guards")
    assert text[work.start : work.end] == work.text


def test_where_the_work_is_done_is_not_what_it_is() -> None:
    assert kind("We need guards for our warehouse in Hull.") == "site_guarding"
    assert kind("Laundry for the hospital in Bath.") == "laundry"


def test_several_kinds_are_named_the_one_it_is_about_first() -> None:
    works = classify("Catering and cleaning for our site in Leeds.", "GB").works
    assert {work.kind for work in works} >= {"staff_canteen", "office_cleaning"}


def test_where_a_kind_differs_by_country_the_place_decides_and_then_the_home_country() -> None:
    assert kind("A bureau should take over our payroll.", "JP") == "payroll_jp"
    assert kind("A bureau should take over our payroll.", "GB") == "payroll_gb_ie"
    assert kind("A bureau in Lyon should take over the payroll of our plant in Lyon.", "GB") == "payroll_fr_be"
    assert kind("A bureau should take over our payroll.", "NO") == "payroll"


@pytest.mark.parametrize(
    "text",
    ["We need to buy seeds.", "Please buy forty desks for the new floor.", "We want to purchase cleaning products."],
)
def test_buying_things_is_no_work(text: str) -> None:
    read = classify(text, "GB")
    assert read.model is NotAModel.NONE
    assert read.works == ()


def test_buying_a_service_is_work() -> None:
    read = classify("We need to buy cleaning services for our offices.", "GB")
    assert read.model is not NotAModel.NONE
    assert kind("We need to buy cleaning services for our offices.") == "office_cleaning"


def test_a_text_that_names_work_and_nothing_else_may_be_a_request() -> None:
    assert classify("Lift maintenance", "GB").model is NotAModel.UNCLEAR


def test_a_text_that_names_many_kinds_names_few() -> None:
    asked = "payroll, translation, laundry, catering, pest control, penetration tests, bookkeeping, guards, photography"
    asked += (
        ", parking, asbestos removal, customs clearance, market research, recruitment, sewer cleaning, architecture"
    )
    assert 2 <= len(classify(f"We want to outsource {asked}.", "GB").works) <= MOST_WORKS


def test_a_long_text_is_read_in_stretches_and_its_first_request_counts() -> None:
    text = "We need guards for our warehouse. " + "The weather was fine. " * 1_000
    assert kind(text) == "site_guarding"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_that_has_words_is_one_of_the_default_policy(language: str) -> None:
    policy = kinds_of(parse_policy(default_policy_text()))
    source = tomllib.loads((TABLES / f"{language}.toml").read_text(encoding="utf-8"))
    assert set(source["kinds"]) | set(source.get("not", {})) <= set(policy)
    assert set(policy) - set(source["kinds"]) <= set(by_country()["payroll"].values())


def test_the_families_are_those_of_the_default_policy() -> None:
    policy = kinds_of(parse_policy(default_policy_text()))
    assert {name: each.family for name, each in policy.items()} == dict(families())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_has_a_word_that_tells(language: str) -> None:
    source = tomllib.loads((TABLES / f"{language}.toml").read_text(encoding="utf-8"))
    symbols = lexicon(language).symbols
    mute = [
        phrase.strip()
        for listed in source["kinds"].values()
        for phrase in listed.replace("\n", ",").split(",")
        if phrase.strip() and "@" not in phrase and not symbols.of_words(tokens_of(phrase.replace("/", " ")))
    ]
    assert mute == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Bookkeeping for our charity in Hove. Lunch on Friday is on me, by the way.", "bookkeeping_small_firm"),
        ("Our hospital in Perth needs somebody to translate leaflets into Polish.", "translation"),
        ("The union wants a word. We need a firm for pest control in three bakeries.", "pest_control"),
        ("The end of the page is missing, sorry. Who could take over our payroll in Leeds?", "payroll_gb_ie"),
    ],
)
def test_words_at_home_in_every_text_name_no_work_by_themselves(text: str, meant: str) -> None:
    assert kind(text) == meant


def test_words_at_home_in_every_text_name_work_where_they_stand_together() -> None:
    assert kind("Our help desk should be run by a vendor from May on.") == "service_desk_l1"


def test_a_text_with_nothing_but_stray_words_names_no_work() -> None:
    text = "Our group has extended the contract and the trust has set the end of the trial, as the board wished."
    assert classify(text, "GB").works == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("We're a printing house in Kent and look for guards at night.", "site_guarding"),
        ("Wir sind eine Druckerei und suchen eine Firma für die Fensterreinigung.", "office_cleaning"),
    ],
)
def test_what_those_who_ask_do_themselves_is_not_what_they_ask_for(text: str, meant: str) -> None:
    assert kind(text, "DE" if "Wir" in text else "GB") == meant


def test_the_sentence_that_asks_counts_more_than_the_background() -> None:
    text = "The auditors were here and the canteen has new chairs. We need a firm to mow the lawns every week."
    assert kind(text) == "grounds_winter"


def test_an_aside_is_not_what_the_text_is_about() -> None:
    assert kind("Interpreters for the clinic. PS the catering yesterday was cold.") in (
        "interpreting_on_site",
        "language_services",
    )


def test_several_words_for_one_kind_outweigh_one_for_another() -> None:
    text = "The auditor asks: invoices from suppliers, purchase ledger and vendor payments, to a provider in Cork?"
    assert kind(text) == "accounts_payable"


def test_the_words_of_a_place_name_no_work() -> None:
    assert kind("Guards for Cape Town, please.", "ZA") == "site_guarding"
    assert classify("We want somebody in Cape Town to take this on.", "ZA").works == ()


def test_letters_and_a_number_are_one_word() -> None:
    assert kind("Run our L3 support from Porto?") == "application_support_l3"
    assert kind("Run our L1 support from Porto?") == "service_desk_l1"


@pytest.mark.parametrize(
    ("text", "home", "meant"),
    [
        ("Windwo cleanign in Hull", "GB", "office_cleaning"),
        ("Janitoral services in Hull", "GB", "office_cleaning"),
        ("Lift maintenence in Mainz", "GB", "lift_maintenance"),
        ("Lohnabrechnug für 30 Leute", "DE", "payroll_dach"),
        ("Gardienage de nuit à Lille", "FR", "site_guarding"),
    ],
)
def test_one_slip_of_the_keyboard_in_a_long_word_is_read(text: str, home: str, meant: str) -> None:
    assert kind(text, home) == meant


@pytest.mark.parametrize(
    ("word", "other", "slip"),
    [
        ("repiars", "repairs", True),
        ("cleanng", "cleaning", True),
        ("cleanning", "cleaning", True),
        ("maintenence", "maintenance", True),
        ("wedding", "welding", False),
        ("counties", "cookies", False),
        ("cleaning", "cleaning", True),
    ],
)
def test_a_slip_is_one_letter_more_or_less_another_vowel_or_two_swapped(word: str, other: str, *, slip: bool) -> None:
    assert is_one_slip(word, other) is slip


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("おふぃすのそうじをお願いしたい。", "office_cleaning"),
        ("札幌の店のせんたくを頼みたい。", "laundry"),
        ("ほんやくを頼める会社はありますか。", "translation"),
    ],
)
def test_what_is_mostly_written_in_kanji_may_be_spelled_out(text: str, meant: str) -> None:
    assert kind(text, "JP") == meant


def test_what_somebody_is_to_do_counts_in_full() -> None:
    assert kind("Someone to mow the lawns around the museum in Bath.") == "grounds_winter"


def test_what_is_done_counts_more_than_what_it_is_done_to() -> None:
    assert kind("Übersetzung unserer Betriebsanleitungen in sechs Sprachen", "DE") == "translation"
    assert kind("Translation of our leaflets", "GB") == "translation"


def test_another_word_is_no_slip() -> None:
    assert classify("Somebody for knitting, please, and the counties are fine with it.", "GB").works == ()


def test_a_word_of_another_language_names_no_work_in_a_long_text() -> None:
    text = "We asked for somebody for the two of us who would come along whenever it rains, and nobody replied to us."
    assert classify(text, "GB").works == ()


@pytest.mark.parametrize(
    "text",
    [
        "we need some help",
        "can you help us with some work",
        "we need support",
        "We need a hand with some hard work.",
        "we need to test something",
        "Could some of this work go to India?",
    ],
)
def test_a_request_that_does_not_say_what_is_to_be_done_names_no_work(text: str) -> None:
    assert kind(text) is None


@pytest.mark.parametrize("text", ["good morning everybody in here", "is anybody here?", "good evening, all here"])
def test_a_word_that_tells_nothing_in_its_own_language_names_no_work_in_another(text: str) -> None:
    found = classify(text, "GB")
    assert found.works == ()
    assert found.model is NotAModel.NONE
