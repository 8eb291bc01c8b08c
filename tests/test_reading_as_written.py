"""What the reader promises of how people write: struck-through words, flags, dashes, thousands, letters nobody sees."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.grid import Location, Model
from rules.reading import classify
from rules.reading.places import find_places
from rules.reading.struck import without_struck
from rules.reading.text import clean

# --- What is struck through is not said ---


@pytest.mark.parametrize(
    "text",
    [
        "~Outsource payroll to Manila~ keep payroll in-house",
        "~~Outsource payroll to Manila~~ keep payroll in-house",
        "*~Outsource payroll to Manila~* keep payroll in-house",
        "• ~Outsource payroll to Manila~, keep payroll in-house",
        "~Outsource ~40 seats to Manila~ keep payroll in-house",
        "For ~40 seats: ~outsource payroll to Manila~ keep payroll in-house",
        "~Outsource `payroll` to Manila~ keep payroll in-house",
        "<del>Outsource payroll to Manila</del> keep payroll in-house",
        "<s class='x'>Outsource payroll to Manila</s> keep payroll in-house",
        "".join(f"{letter}\u0336" for letter in "Outsource payroll to Manila") + " keep payroll in-house",
    ],
)
def test_what_is_struck_through_is_not_said(text: str) -> None:
    found = classify(text, "GB")
    assert found.model is Model.IN_HOUSE
    assert not found.places
    assert all(text[each.start : each.end] == each.text for each in found.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "We need ~40 agents from a vendor in Manila, ~50 at most",
        "~ a vendor in Manila ~",
        "see ~/team and a vendor in Manila~",
        "5~10 agents from a vendor in Manila, 5~10 more later",
        "`~a vendor in Manila~`",
        "```\n~a vendor in Manila~\n```",
        "~we hire\na vendor in Manila~",
        "~\u200ba vendor in Manila~\u200b",
        "<s> a vendor in Manila",
        "3\uff5e5 agents from a vendor in Manila \uff5e",
    ],
)
def test_a_tilde_that_strikes_nothing_in_slack_strikes_nothing_here(text: str) -> None:
    assert without_struck(text) == text
    assert "PH" in classify(text, "GB").places


@given(st.text(alphabet="ab ~`\n<>/s\u0336\u200b", max_size=60))
def test_striking_moves_nothing(text: str) -> None:
    kept = without_struck(text)
    assert len(kept) == len(text)
    assert all(now in (" ", was) for now, was in zip(kept, text, strict=True))


# --- Flags ---


@pytest.mark.parametrize(
    ("flag", "country"),
    [
        *((f":flag-{code}:", code.upper()) for code in ("in", "ph", "pl", "us", "de")),
        *((f":{code}:", code.upper()) for code in ("us", "de", "fr", "it", "es", "jp", "kr", "cn", "ru")),
        (":uk:", "GB"),
        (":gb:", "GB"),
        (":flag-england:", "GB"),
        ("\U0001f1ee\U0001f1f3", "IN"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "GB"),
    ],
)
def test_a_flag_is_a_place(flag: str, country: str) -> None:
    text = f"Payroll moves to a supplier in {flag} next year."
    found = classify(text, "MX")
    assert found.places == (country,)
    assert flag in [each.text for each in found.evidence]


def test_flags_side_by_side_are_places_each_and_other_emoji_are_none() -> None:
    text = clean("Our teams in :flag-in::flag-ph: \U0001f1f5\U0001f1f1\U0001f1e8\U0001f1ff take over testing").clean
    assert [place.country for place in find_places(text, "GB")] == ["IN", "PH", "PL", "CZ"]
    assert classify("A supplier takes over testing :tada: :office: :flag-zz:", "GB").places == ()
    assert classify("A supplier in :flag-eu: takes over testing", "GB").location is Location.NEARSHORE


# --- Dashes ---


@pytest.mark.parametrize(
    "dash", ["-", *"\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\uff0d\ufe63\ufe58\u00ad", " \u2013 "]
)
def test_off_shore_is_one_word_with_a_dash_of_any_kind(dash: str) -> None:
    text = f"Outsource testing to an off{dash}shore vendor"
    found = classify(text, "GB")
    assert found.model is Model.OFFSHORE_OUTSOURCING
    assert f"off{dash}shore" in [each.text for each in found.evidence]
    assert classify(f"Keep payroll in{dash}house".replace(" \u2013 ", "\u2013"), "GB").model is Model.IN_HOUSE


def test_a_dash_between_clauses_still_parts_them() -> None:
    assert clean("no offshore—keep it here").clean == "no offshore—keep it here"
    assert clean("offshore – keep it here").clean == "offshore – keep it here"


# --- Numbers ---


@pytest.mark.parametrize(
    "number",
    [
        *(
            "1020",
            "1,020",
            "1.020",
            "1 020",
            "1\u00a0020",
            "1\u202f020",
            "1\u2009020",
            "1'020",
            "1\u2019020",
            "1,20,000",
        ),
        *("1.02k", "1,02k", "1.2k", "1.2 K", "\uff11\uff10\uff12\uff10", "1 020 300", "1.2 million", "1,2 Mio"),
    ],
)
def test_thousands_are_read_as_people_write_them(number: str) -> None:
    assert classify(f"A supplier with a team of {number} agents", "GB").answers["scale"] == "500_plus"


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("A supplier with phase 1 200 agents", "200_499"),
        ("A supplier, since 2023 200 agents", "200_499"),
        ("A supplier with 2.5 FTE", "under_5"),
        ("Un prestataire avec 1 020 personnes", "500_plus"),
        ("Ein Dienstleister mit 1,2 Tausend Agenten", "500_plus"),
        ("Un proveedor con 1.020 agentes", "500_plus"),
        ("ベンダーに2万人を委託する", "500_plus"),
    ],
)
def test_a_number_is_what_it_says_and_no_more(text: str, scale: str) -> None:
    assert classify(text, "GB").answers["scale"] == scale


@pytest.mark.parametrize(("written", "duration"), [("1.5 years", "1_to_3_years"), ("0,5 Jahre", "3_to_12_months")])
def test_parts_of_a_year_count(written: str, duration: str) -> None:
    assert classify(f"A supplier on a contract of {written} / Vertrag", "GB").answers["duration"] == duration


# --- Letters that nobody sees, and others that look like Latin ones ---

PLAIN = "Outsource the café's testing to an offshore vendor in Kraków"


@pytest.mark.parametrize(
    "text",
    [
        unicodedata.normalize("NFD", PLAIN),
        unicodedata.normalize("NFC", PLAIN),
        *(PLAIN.replace("o", f"o{unseen}") for unseen in "\u200b\u2060\u034f\u3164\ufeff\U000e0061\u00ad\u202e"),
        "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in PLAIN),
        PLAIN.translate(str.maketrans("aoe", "аое")),
    ],
)
def test_the_same_words_are_read_the_same_however_they_are_encoded(text: str) -> None:
    found = classify(text, "GB")
    assert (found.model, found.places) == (classify(PLAIN, "GB").model, ("PL",))
    for each in found.evidence:
        assert text[each.start : each.end] == each.text
    assert any(unicodedata.normalize("NFC", clean(each.text).clean).endswith("Kraków") for each in found.evidence)


def test_words_between_angle_brackets_are_said_and_tags_are_not() -> None:
    assert classify("Payroll goes to <a vendor in Manila> next year", "GB").model is Model.OFFSHORE_OUTSOURCING
    assert clean("IBM <IBM.N> and <Larkhill Holdings PLC>").clean.split() == ["IBM", "and"]
    assert clean("a < b <strong>vendor</strong> &lt;").clean.split() == ["a", "<", "b", "vendor"]
