"""What the reading of places promises of short names and of names that stand for something else."""

import pytest

from rules.reading.places import find_places


def countries_in(text: str, home: str = "GB") -> list[str | None]:
    """The countries of the places in a text, in order."""
    return [place.country for place in find_places(text, home)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("our team in PH", ["PH"]),
        ("a PH-based vendor", ["PH"]),
        ("the PL office takes over", ["PL"]),
        ("outsource to a VN agency", ["VN"]),
        ("move testing from DE to PL", ["DE", "PL"]),
        ("US/PH split", ["US", "PH"]),
        ("vendors in DE, AT and CH", ["DE", "AT", "CH"]),
        ("our PH and IN teams", ["PH", "IN"]),
        ("our team (PH) takes over", ["PH"]),
        ("our centres (PL/IN)", ["PL", "IN"]),
        ("a vendor [IN]", ["IN"]),
        ("ES/IT/FR suppliers", ["ES", "IT", "FR"]),
        ("teams in SE, NO and DK", ["SE", "NO", "DK"]),
        ("our developers in IN should test", ["IN"]),
        ("an AT-based vendor", ["AT"]),
        ("our developers in POL and PHL", ["PL", "PH"]),
        ("unser Team in CZ übernimmt", ["CZ"]),
        ("notre équipe en RO reprend", ["RO"]),
        ("nuestro equipo en MX", ["MX"]),
        ("a vendor in CR", ["CR"]),
    ],
)
def test_a_countrys_code_is_a_place_where_it_can_only_be_that(text: str, expected: list[str]) -> None:
    assert countries_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "our IT team keeps it IN HOUSE",
        "NO vendor, IT IS better if it comes back TO ME",
        "keep it in MY team AT all times",
        "the HR, IT and QA teams",
        "IT and HR systems are old",
        "our CR team wants a vendor",
        "our people (HR) and our team (QA)",
        "our team (CR) and our Chief Executive (AM)",
        "a SE from the FI module",
        "SERVICIO DE NÓMINAS",
        "our ph in the pl office",
        "the pH of water is 7",
        "in NO case",
        "we AM sure IN ALL of it",
    ],
)
def test_a_word_or_a_department_in_capitals_is_no_country(text: str) -> None:
    assert countries_in(text) == []


def test_a_code_that_is_a_state_at_home_is_no_country_by_itself() -> None:
    assert countries_in("our team in DE", "GB") == ["DE"]
    assert countries_in("our team in DE", "US") == []
    assert countries_in("our teams in PL/DE", "US") == ["PL", "DE"]


@pytest.mark.parametrize(
    "text",
    [
        *(f"{title} Berlin wants a supplier" for title in ("Mr", "Mr.", "Mrs", "Ms.", "Miss", "Dr.", "Cllr")),
        *(f"{title} Berlin wants a supplier" for title in ("Doctor", "Capt.", "Rev.", "Judge", "Prof. Dr.", "Mx")),
        *(f"{title} Berlin wants a supplier" for title in ("Herr", "Frau", "Mme", "M.", "Monsieur", "Sr.", "Señora")),
        "Ms Anna London asked for a supplier",
        "Dr. A. Essen asked for a supplier",
        "Herr India aus dem Einkauf fragt",
    ],
)
def test_a_name_behind_a_title_is_a_person(text: str) -> None:
    assert countries_in(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we miss Berlin", ["DE"]),
        ("Mr Smith's Berlin office", ["DE"]),
        ("Mr Smith, Berlin", ["DE"]),
        ("Herr Müller aus Berlin", ["DE"]),
    ],
)
def test_a_place_beside_a_person_is_still_a_place(text: str, expected: list[str]) -> None:
    assert countries_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "outsource the Essex account",
        "the Leeds client wants a supplier",
        "the Berlin project goes to a supplier",
        "Project Manila goes to a supplier",
        "Projekt Berlin an einen Dienstleister geben",
        "le projet Lyon",
        "our client Essex",
        "the Essex account team",
        "Turkey farming",
        "turkey sandwiches",
        "China cups and Jersey cows",
        "bone china for the canteen",
        "Chile peppers",
        "Havana cigars",
        "Brussels sprouts",
        "Manila envelopes",
        "Madras curry for the canteen",
        "Java developers",
    ],
)
def test_an_account_a_project_an_animal_or_a_ware_is_no_place(text: str) -> None:
    assert countries_in(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("our client's London office", ["GB"]),
        ("our Berlin account managers", ["DE"]),
        ("our Manila customer service", ["PH"]),
        ("projects in Manila", ["PH"]),
        ("suppliers in Turkey farming tomatoes", ["TR"]),
        ("our Turkey team", ["TR"]),
        ("Turkey, where our vendor is", ["TR"]),
        ("a vendor in China", ["CN"]),
    ],
)
def test_the_same_names_are_places_where_that_is_meant(text: str, expected: list[str]) -> None:
    assert countries_in(text) == expected
