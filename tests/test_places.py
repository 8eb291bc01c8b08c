"""What the reading of places promises."""

import re
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.grid import Location
from rules.reading import classify
from rules.reading.distance import distance, known_country
from rules.reading.gazetteer import countries, gazetteer
from rules.reading.places import Place, PlaceKind, find_places

DOMESTIC, NEARSHORE, OFFSHORE = Location.DOMESTIC, Location.NEARSHORE, Location.OFFSHORE
GAZETTEER = Path(__file__).parents[1] / "rules" / "reading" / "gazetteer"


def named(text: str, home: str = "GB") -> list[tuple[str, str | None]]:
    """The places in a text as (words, country)."""
    return [(place.text, place.country) for place in find_places(text, home)]


def only(text: str, home: str = "GB") -> Place:
    """The one place in a text."""
    (place,) = find_places(text, home)
    return place


class TestNearAndFar:
    @pytest.mark.parametrize(
        ("country", "home", "expected"),
        [
            ("GB", "GB", DOMESTIC),
            ("PR", "US", DOMESTIC),
            ("GU", "US", DOMESTIC),
            ("VI", "US", DOMESTIC),
            ("US", "PR", DOMESTIC),
            ("RE", "FR", DOMESTIC),
            ("PL", "GB", NEARSHORE),
            ("TR", "DE", NEARSHORE),
            ("UA", "DE", NEARSHORE),
            ("BY", "PL", NEARSHORE),
            ("GB", "IE", NEARSHORE),
            ("GE", "DE", OFFSHORE),
            ("MA", "FR", NEARSHORE),
            ("TN", "ES", NEARSHORE),
            ("FR", "MA", NEARSHORE),
            ("MA", "GB", OFFSHORE),
            ("MA", "DE", OFFSHORE),
            ("EG", "FR", OFFSHORE),
            ("CA", "US", NEARSHORE),
            ("US", "CA", NEARSHORE),
            ("MX", "US", NEARSHORE),
            ("CR", "US", NEARSHORE),
            ("JM", "CA", NEARSHORE),
            ("CO", "US", NEARSHORE),
            ("AR", "US", OFFSHORE),
            ("BR", "US", OFFSHORE),
            ("AR", "BR", NEARSHORE),
            ("MX", "DE", OFFSHORE),
            ("CN", "JP", NEARSHORE),
            ("CN", "KR", NEARSHORE),
            ("JP", "CN", NEARSHORE),
            ("VN", "JP", OFFSHORE),
            ("CN", "AU", OFFSHORE),
            ("VN", "SG", NEARSHORE),
            ("MY", "SG", NEARSHORE),
            ("PH", "SG", OFFSHORE),
            ("NZ", "AU", NEARSHORE),
            ("AU", "NZ", NEARSHORE),
            ("PH", "AU", OFFSHORE),
            ("IN", "GB", OFFSHORE),
            ("US", "IN", OFFSHORE),
        ],
    )
    def test_the_same_region_is_near_and_everything_else_abroad_is_far(
        self, country: str, home: str, expected: Location
    ) -> None:
        assert distance(country, home) is expected

    def test_only_the_coast_of_china_is_near_to_japan(self) -> None:
        assert only("大連の拠点", "JP").location is NEARSHORE
        assert only("a team in Chengdu", "JP").location is OFFSHORE
        assert only("成都の拠点", "JP").location is OFFSHORE
        assert only("a team in Xi'an", "JP").location is only("a team in Xian", "JP").location is OFFSHORE

    def test_northern_ireland_is_at_home_for_the_united_kingdom(self) -> None:
        assert only("our office in Northern Ireland").location is DOMESTIC
        assert only("our office in Belfast").location is DOMESTIC

    @given(st.sampled_from(sorted(countries())), st.sampled_from(sorted(countries())))
    def test_it_is_as_far_there_as_back(self, one: str, other: str) -> None:
        assert distance(one, other) is distance(other, one)

    def test_every_country_in_the_table_exists(self) -> None:
        codes = set(re.findall(r'"([A-Z]{2})"', (GAZETTEER / "distance.toml").read_text(encoding="utf-8")))
        assert codes
        assert {code for code in codes if not known_country(code)} == set()

    def test_an_unknown_country_is_refused(self) -> None:
        assert not known_country("ZZ")
        assert not known_country("gb")
        with pytest.raises(ValueError, match="'ZZ' is not an ISO"):
            distance("ZZ", "GB")
        with pytest.raises(ValueError, match="'Britain' is not an ISO"):
            find_places("", "Britain")

    def test_countries_have_short_english_names(self) -> None:
        assert countries()["CZ"] == "Czechia"
        assert countries()["CD"] == "DR Congo"


class TestNames:
    @pytest.mark.parametrize(
        ("text", "country"),
        [
            ("Breslau", "PL"),
            ("Wrocław", "PL"),
            ("Wroclaw", "PL"),
            ("WROCŁAW", "PL"),
            ("Krakau", "PL"),
            ("Lodsch", "PL"),
            ("Danzig", "PL"),
            ("Varsovie", "PL"),
            ("Poznan", "PL"),
            ("Lemberg", "UA"),
            ("Kyiv", "UA"),
            ("Kiev", "UA"),
            ("Bombay", "IN"),
            ("Calcutta", "IN"),
            ("Bangalore", "IN"),
            ("Bengaluru", "IN"),
            ("Gurugram", "IN"),
            ("BLR", "IN"),
            ("Saigon", "VN"),
            ("Peking", "CN"),
            ("Pékin", "CN"),
            ("Múnich", "DE"),
            ("Muenchen", "DE"),
            ("Londres", "GB"),
            ("Port Elizabeth", "ZA"),
            ("Gqeberha", "ZA"),
            ("Medellin", "CO"),
            ("Medellín", "CO"),
            ("Montego Bay", "JM"),
            ("Cluj", "RO"),
            ("Iasi", "RO"),
            ("Heredia", "CR"),
            ("Reynosa", "MX"),
            ("Cebu", "PH"),
            ("Noida", "IN"),
            ("大阪", "JP"),
        ],
    )
    def test_a_city_is_known_by_its_old_foreign_and_unaccented_names(self, text: str, country: str) -> None:
        place = only(f"Give it to a team in {text}.")
        assert (place.text, place.kind, place.country, place.certain) == (text, PlaceKind.CITY, country, True)

    @pytest.mark.parametrize(
        ("text", "country"),
        [
            ("インドの会社に発注したい", "IN"),
            ("ベトナムで開発", "VN"),
            ("フィリピンのチーム", "PH"),
            ("中国の工場", "CN"),
            ("アメリカの子会社", "US"),
            ("équipe en Inde", "IN"),
            ("au Maroc", "MA"),
            ("in den Niederlanden", "NL"),
            ("aus Rumänien", "RO"),
            ("en Marruecos", "MA"),
            ("en los Países Bajos", "NL"),
            ("the Czech Republic", "CZ"),
            ("the UAE", "AE"),
            ("the U.K.", "GB"),
            ("the U.S.", "US"),
            ("Viet Nam", "VN"),
            ("Indiens Lieferanten", "IN"),
        ],
    )
    def test_countries_are_known_in_five_languages(self, text: str, country: str) -> None:
        assert only(text).country == country
        assert only(text).kind is PlaceKind.COUNTRY

    @pytest.mark.parametrize(
        ("text", "country"),
        [
            ("an Indian vendor", "IN"),
            ("indische Firma", "IN"),
            ("prestataire indien", "IN"),
            ("polnischen Partner", "PL"),
            ("société polonaise", "PL"),
            ("proveedor polaco", "PL"),
            ("the Mexican plant", "MX"),
            ("proveedor marroquí", "MA"),
        ],
    )
    def test_a_nationality_is_marked_as_one_because_it_does_not_say_where_work_is_done(
        self, text: str, country: str
    ) -> None:
        assert only(text).country == country
        assert only(text).kind is PlaceKind.NATIONALITY

    @pytest.mark.parametrize(
        ("text", "country"),
        [
            ("West Sussex", "GB"),
            ("the Basque country", "ES"),
            ("Bavaria", "DE"),
            ("the Ruhr", "DE"),
            ("the Midwest", "US"),
            ("Silicon Valley", "US"),
            ("Scotland", "GB"),
            ("British Columbia", "CA"),
            ("Queensland", "AU"),
        ],
    )
    def test_regions_belong_to_their_country(self, text: str, country: str) -> None:
        place = only(f"our people in {text}")
        assert place.country == country

    @pytest.mark.parametrize(
        ("text", "home", "location", "certain"),
        [
            ("Asia", "GB", OFFSHORE, True),
            ("Eastern Europe", "GB", NEARSHORE, True),
            ("Osteuropa", "US", OFFSHORE, True),
            ("the Nordics", "DE", NEARSHORE, True),
            ("Central America", "US", NEARSHORE, True),
            ("the Gulf", "GB", OFFSHORE, True),
            ("LATAM", "GB", OFFSHORE, True),
            ("LATAM", "US", NEARSHORE, False),
            ("Europe", "GB", NEARSHORE, False),
        ],
    )
    def test_a_group_of_countries_has_no_country_but_may_have_a_distance(
        self, text: str, home: str, location: Location, *, certain: bool
    ) -> None:
        place = only(f"a team in {text}", home)
        assert (place.kind, place.country) == (PlaceKind.SUPRANATIONAL, None)
        assert (place.location, place.certain) == (location, certain)

    def test_small_towns_are_known_where_requesters_sit(self) -> None:
        for town, home in [("Tipton", "GB"), ("Schwelm", "DE"), ("Säffle", "SE"), ("Naas", "IE"), ("Titu", "RO")]:
            assert only(f"the plant in {town}", home).location is DOMESTIC, town

    def test_all_capitals_and_all_small_letters_are_read(self) -> None:
        assert named("MOVE PAYROLL TO MANILA") == [("MANILA", "PH")]
        assert named("move payroll to manila") == [("manila", "PH")]
        assert named("our team in krakow") == [("krakow", "PL")]
        assert named("an indian vendor") == [("indian", "IN")]

    def test_short_codes_count_in_capitals_only(self) -> None:
        assert named("tell us if it is in de or it") == []
        assert named("THE US, THE UK") == [("US", "US"), ("UK", "GB")]
        assert named("IN DE IT") == []
        assert named("blr and hyd") == []


class TestNamesakes:
    @pytest.mark.parametrize(
        ("text", "country"),
        [
            ("Paris, Texas", "US"),
            ("Moscow, Idaho", "US"),
            ("London, Ontario", "CA"),
            ("Tbilisi, Georgia", "GE"),
            ("Athens, Georgia", "US"),
            ("Athens, Greece", "GR"),
            ("Birmingham, AL", "US"),
            ("Cambridge, MA", "US"),
            ("Portland, OR", "US"),
            ("London, ON", "CA"),
            ("Mobile, Alabama", "US"),
            ("San José, Costa Rica", "CR"),
            ("Guadalajara (Mexico)", "MX"),
        ],
    )
    @pytest.mark.parametrize("home", ["GB", "US", "IN"])
    def test_a_region_or_country_behind_a_city_decides(self, text: str, country: str, home: str) -> None:
        place = only(f"Move it to {text}.", home)
        assert place.text == text.removesuffix(")")
        assert (place.kind, place.country, place.certain) == (PlaceKind.CITY, country, True)
        assert place.location is distance(country, home)

    @pytest.mark.parametrize(
        ("text", "home", "country"),
        [
            ("Birmingham", "US", "US"),
            ("Birmingham", "GB", "GB"),
            ("Cordoba", "ES", "ES"),
            ("Córdoba", "AR", "AR"),
            ("San Jose", "US", "US"),
            ("San José", "CR", "CR"),
            ("Hamilton", "CA", "CA"),
            ("Hamilton", "NZ", "NZ"),
            ("Newcastle", "AU", "AU"),
            ("Newcastle", "GB", "GB"),
            ("Perth", "AU", "AU"),
            ("Victoria", "CA", "CA"),
            ("Victoria", "AU", "AU"),
            ("Georgia", "US", "US"),
            ("Georgia", "GB", "GE"),
            ("Valencia", "DE", "ES"),
            ("Paris", "US", "FR"),
            ("London", "CA", "GB"),
            ("Santiago", "GB", "CL"),
        ],
    )
    def test_without_one_the_sizeable_namesake_at_home_is_meant_and_else_the_largest(
        self, text: str, home: str, country: str
    ) -> None:
        assert only(f"our plant in {text}", home).country == country

    def test_another_place_in_the_text_can_decide(self) -> None:
        assert named("a studio in Georgia, close to Tbilisi") == [("Georgia", "GE"), ("Tbilisi", "GE")]
        assert named("the team in San José is close to Heredia")[0] == ("San José", "CR")

    def test_a_list_of_places_is_not_a_city_and_its_country(self) -> None:
        assert named("in Manila, India and Poland") == [("Manila", "PH"), ("India", "IN"), ("Poland", "PL")]
        assert named("Pune, Noida and Chennai") == [("Pune", "IN"), ("Noida", "IN"), ("Chennai", "IN")]
        assert named("India/Poland") == [("India", "IN"), ("Poland", "PL")]

    def test_namesakes_at_different_distances_leave_a_doubt(self) -> None:
        assert not only("our team in Valencia", "DE").certain
        assert only("our team in Valencia", "ES").certain


class TestOtherThingsThatLookLikePlaces:
    @pytest.mark.parametrize(
        "text",
        [
            "Chad will take over the reporting himself.",
            "India from HR asked for it.",
            "Jordan in finance will do it.",
            "Ask Sydney from marketing.",
            "Georgia asked again.",
            "Florence said no.",
            "Paris Hilton is not coming.",
            "山口さんに依頼",
        ],
    )
    def test_people(self, text: str) -> None:
        assert named(text, "US") == []

    @pytest.mark.parametrize(
        "text",
        [
            "Boston Consulting Group",
            "Bank of America",
            "New York Life",
            "Deutsche Bahn",
            "China Mobile",
            "Hindustan Aeronautics",
            "Swedish Transport Agency",
            "Tata Consultancy Services",
            "University of Manchester",
            "Paris Bakery",
            "Texas Instruments",
            "東京電力",
        ],
    )
    def test_companies_and_agencies(self, text: str) -> None:
        assert named(f"{text} is our supplier.") == []

    def test_a_vendor_s_local_arm_is_weak_evidence(self) -> None:
        for text in ("IBM India will run it.", "They gave it to EDS Australia.", "DHL Deutschland übergibt es."):
            assert not only(text).certain, text

    def test_a_site_s_name_is_not_a_company_s(self) -> None:
        assert named("our Hyderabad Capability Centre") == [("Hyderabad", "IN")]
        assert named("the Manila Shared Services Center") == [("Manila", "PH")]

    @pytest.mark.parametrize(
        "text",
        [
            "Manila envelopes, 2,000 pcs.",
            "a Turkey sandwich",
            "a Panama hat",
            "Swiss army knives",
            "a Chinese wall",
            "a French press",
            "a china cup",
            "a bottle of cologne",
            "Basel III reporting",
            "Java developers",
            "polish the deck",
            "London time",
            "French-speaking agents",
            "translated into Polish",
            "日本語の資料",
            "日本アイ・ビー・エムに委託",
            "インドア施設",
        ],
    )
    def test_products_rules_languages_and_clocks(self, text: str) -> None:
        assert named(text) == []

    @pytest.mark.parametrize("town", ["Reading", "Nice", "Bath", "Hull", "Cork", "Essen", "Tours", "Split", "Mobile"])
    def test_a_town_whose_name_is_a_word_counts_only_where_the_words_around_it_say_place(self, town: str) -> None:
        assert only(f"They will sit with us in {town}.").text == town
        assert only(f"It moves to the {town} office.").text == town
        assert named(f"{town} we should discuss.") == []
        assert named(f"the work in {town.lower()} goes on") == []

    def test_addresses_and_links(self) -> None:
        assert named("Write to bob@acme-india.com, see https://london.example.com/paris") == []


class TestAnyText:
    @given(st.text(), st.sampled_from(["GB", "US", "IN", "JP", "FR"]))
    def test_offsets_are_those_of_the_text_as_given_in_order_and_apart(self, text: str, home: str) -> None:
        check(text, home)

    @given(
        st.lists(
            st.sampled_from(
                [
                    "Paris",
                    ", ",
                    "Texas",
                    " ",
                    "in",
                    "Łódź",
                    "St.",
                    "John's",
                    "U.S.",
                    "Wrocław",
                    "インド",
                    "大阪",
                    "\n",
                    "MA",
                    "(",
                    "-",
                    *("Krako\u0301w", "IBM", "India", "from", "HR", "said", "ﬁ", "İ", "ﾍﾞﾄﾅﾑ", "New", "York", "'", "@"),
                ]
            ),
            max_size=30,
        ).map("".join),
        st.sampled_from(["GB", "US"]),
    )
    def test_so_they_are_among_names_and_marks(self, text: str, home: str) -> None:
        check(text, home)

    @given(st.text(alphabet="abc INDia,.", max_size=60))
    def test_words_in_front_do_not_change_what_a_sentence_says(self, before: str) -> None:
        places = find_places(f"{before}. \n\nOur own team in Kraków does it.", "GB")
        assert ("Kraków", "PL") in [(place.text, place.country) for place in places]

    @pytest.mark.parametrize(
        "unit",
        [
            "Paris, ",
            "in New York ",
            "New ",
            "a",
            "インド",
            "ﾍﾞﾄﾅﾑ",
            "St. ",
            "e\u0301",
            "@",
            "San José, Costa Rica and ",
            "India",
            "x.",
            "of ",
        ],
    )
    def test_the_work_grows_with_the_text_and_nothing_else(self, unit: str) -> None:
        once, twice = (steps(unit * count) for count in (500, 1000))
        assert twice <= 2.5 * once + 1000


def check(text: str, home: str) -> None:
    """Every place stands where it says."""
    end = 0
    for place in find_places(text, home):
        assert end <= place.start < place.end <= len(text)
        assert text[place.start : place.end] == place.text
        assert place.country is None or known_country(place.country)
        assert place.country is None or place.location is not None
        end = place.end


def steps(text: str) -> int:
    """Lines of Python executed to find the places of a text."""
    find_places(text[:50], "GB")
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        find_places(text, "GB")
    finally:
        sys.settrace(before)
    return count


class TestTheGazetteer:
    def test_it_says_where_its_names_come_from_and_under_which_licence(self) -> None:
        assert "GeoNames" in (GAZETTEER / "cities.txt").read_text(encoding="utf-8")[:600]
        assert "CC BY 4.0" in (GAZETTEER / "cities.txt").read_text(encoding="utf-8")[:600]
        assert "Unicode License" in (GAZETTEER / "countries.txt").read_text(encoding="utf-8")[:600]

    def test_it_is_compact(self) -> None:
        assert sum(file.stat().st_size for file in GAZETTEER.glob("*.t*")) < 600_000

    def test_every_country_it_names_exists(self) -> None:
        codes = {
            code
            for value in gazetteer().names.values()
            for part in value.split(",")
            if part[0] != "x"
            for code in part[1:].rstrip("0123456789").split()
        }
        assert {code for code in codes if not known_country(code)} == set()

    def test_no_town_is_left_out_and_added_at_once(self) -> None:
        lines = (GAZETTEER / "left_out.txt").read_text(encoding="utf-8").splitlines()
        left_out = {word for line in lines if not line.startswith("#") for word in line.split()}
        cities = {name for name, value in gazetteer().names.items() if re.fullmatch(r"c[A-Z]{2}\d+", value)}
        assert left_out & cities == set()


def test_a_word_that_begins_with_a_figure_holds_no_country() -> None:
    assert classify("Hand our warehouse over to a 3PL.", "GB").places == ()
    assert classify("A 3PL in PL runs our warehouse.", "GB").places == ("PL",)
