"""What counts as a plan: what the requester asks for, not what is only mentioned, offered, weighed or done today."""

import pytest

from rules.grid import Model
from rules.reading import classify

# --- Only weighed: described, but nobody has asked for it ---


@pytest.mark.parametrize(
    ("home", "text"),
    [
        ("GB", "Pallets Leeds to Hull every night. Buy our own trucks and do it ourselves, or use a haulier?"),
        ("GB", "Testing in Lisbon or in-house?"),
        ("DE", "Kantine: mit eigenem Personal weiterführen oder ausschreiben?"),
    ],
)
def test_one_of_two_alternatives_is_no_plan(home: str, text: str) -> None:
    assert classify(text, home).plan not in set(Model)


@pytest.mark.parametrize(
    ("home", "text"),
    [
        ("GB", "Bookkeeping for our shop. My uncle says a firm in Mumbai does it for a tenth."),
        ("US", "Claims intake, 40 clerks. The consultants propose a vendor in Manila."),
        ("DE", "Die Buchhaltung. Mein Schwager schwärmt von einem Dienstleister in Indien."),
        ("FR", "La paie. Mon cousin connaît un prestataire à Madagascar."),
        ("ES", "Las nóminas. Mi cuñado conoce un proveedor en Filipinas."),
        ("GB", "The CEO wants a vendor in Chennai to run the lab. I think it is a bad idea."),
    ],
)
def test_somebody_elses_idea_is_no_plan(home: str, text: str) -> None:
    assert classify(text, home).plan is None


def test_what_those_in_charge_want_is_the_plan_until_the_text_doubts_it() -> None:
    assert classify("The board wants a vendor in Chennai to run the testing.", "GB").plan == Model.OFFSHORE_OUTSOURCING


def test_how_it_is_done_today_is_no_plan() -> None:
    assert classify("Cable harnesses, at present assembled by a supplier in Shenzhen.", "GB").plan is None


# --- People who are named but do not do the work ---


@pytest.mark.parametrize(
    "text",
    [
        "We are four surveyors in house, none of us has done a bridge. Somebody is needed for two.",
        "A prototype of a voice bot. Afterwards we want to understand it ourselves.",
        "Drug safety reports for the trial in Leeds, the sponsor is us.",
        "Recruiting agency for 200 hires a year.",
    ],
)
def test_people_who_cannot_do_it_or_are_only_named_do_not_make_it_in_house(text: str) -> None:
    assert classify(text, "GB").plan != Model.IN_HOUSE


@pytest.mark.parametrize(
    "text",
    ["Climbers with IRATA tickets for the masts in summer.", "Interpreters, they must be NRCPD registered."],
)
def test_a_certificate_is_no_company(text: str) -> None:
    assert classify(text, "GB").ownership is None


@pytest.mark.parametrize(
    ("home", "text"),
    [
        ("GB", "Replies to buyers of our lamps, 6 staff, no calls."),
        ("JP", "Bookkeeping for our Osaka branch."),
        ("GB", "Bike repairs in Leeds. In-house mechanics would cost more than the repairs."),
        ("GB", "Our own plumber has retired, somebody has to look after the boilers."),
    ],
)
def test_whom_the_work_serves_and_who_is_gone_or_too_dear_do_not_do_it(home: str, text: str) -> None:
    assert classify(text, home).plan != Model.IN_HOUSE


@pytest.mark.parametrize(
    ("home", "text"),
    [
        ("ES", "El proveedor de Bogotá nos deja en mayo; la atención la hará una subcontrata en Murcia."),
        ("GB", "The vendor in Manila has walked out; a firm in Hull will answer the calls."),
    ],
)
def test_a_supplier_that_leaves_is_not_the_plan(home: str, text: str) -> None:
    assert classify(text, home).plan == Model.DOMESTIC_OUTSOURCING


def test_more_people_for_our_own_centre_abroad_are_our_own() -> None:
    assert classify("expand our hyderabad test centre by 12", "NL").plan == Model.OFFSHORE_CAPTIVE


def test_what_is_taken_back_from_a_company_comes_home() -> None:
    assert classify("take payroll back from Sodexo", "GB").plan == Model.IN_HOUSE


def test_an_island_is_not_iceland() -> None:
    assert classify("There is one lab on the island that may test it.", "SG").places == ()
    assert classify("Ein Dienstleister in Island macht die Tests.", "DE").places == ("IS",)
