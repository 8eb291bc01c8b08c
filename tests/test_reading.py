"""What the reader promises: who does the work and where, from whatever people write, or that it does not know."""

import string
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.classification import Axis, Classification, NotAModel
from rules.grid import MODEL_AT, Location, Model, Ownership
from rules.reading import UnknownCountryError, classify
from rules.reading.phrases import vocabulary
from rules.reading.tables import LANGUAGES, content_of, phrases_file
from rules.reading.text import clean
from rules.reading.works.lexicon import lexicon

# --- Who and where, read apart ---


@pytest.mark.parametrize(
    ("home", "text", "model"),
    [
        ("GB", "Our own staff in Derby will answer the letters.", Model.IN_HOUSE),
        ("GB", "A catering firm in Derby will run the canteen.", Model.DOMESTIC_OUTSOURCING),
        ("GB", "Testing goes to a supplier in Kraków.", Model.NEARSHORE_OUTSOURCING),
        ("GB", "Testing goes to a supplier in Chennai.", Model.OFFSHORE_OUTSOURCING),
        ("GB", "Testing moves to our subsidiary in Kraków.", Model.NEARSHORE_CAPTIVE),
        ("GB", "Testing moves to our subsidiary in Chennai.", Model.OFFSHORE_CAPTIVE),
        ("GB", "We form a joint venture in Chennai for the testing.", Model.HYBRID),
        ("DE", "Die Lohnabrechnung übernimmt ein Dienstleister in Leipzig.", Model.DOMESTIC_OUTSOURCING),
        ("DE", "Die Tests macht künftig unsere Tochtergesellschaft in Pune.", Model.OFFSHORE_CAPTIVE),
        ("FR", "La maintenance est confiée à un prestataire de Bangalore.", Model.OFFSHORE_OUTSOURCING),
        ("FR", "Notre filiale de Tunis reprend la comptabilité.", Model.NEARSHORE_CAPTIVE),
        ("ES", "El ayuntamiento recupera la gestión directa de la limpieza.", Model.IN_HOUSE),
        ("ES", "Las pruebas las hará un proveedor de Lisboa.", Model.NEARSHORE_OUTSOURCING),
        ("JP", "テストをハノイのベンダーに委託したい。", Model.OFFSHORE_OUTSOURCING),
        ("JP", "保守は大阪の自社チームが担当する。", Model.IN_HOUSE),
    ],
)
def test_a_plain_sentence_says_who_and_where(home: str, text: str, model: Model) -> None:
    assert classify(text, home).model == model


def test_the_evidence_is_the_words_that_decided_the_weightiest_first() -> None:
    read = classify("Give the tickets to an agency in Cebu.", "AU")
    assert {(piece.text, piece.axis) for piece in read.evidence} >= {
        ("agency", Axis.OWNERSHIP),
        ("Cebu", Axis.LOCATION),
    }
    assert read.places == ("PH",)


def test_what_was_set_aside_comes_with_the_reason() -> None:
    read = classify("Instead of a vendor in Kyiv, our own people in Leeds will do it.", "GB")
    assert {(piece.text, piece.why) for piece in read.set_aside} == {
        ("vendor", "rejected alternative"),
        ("Kyiv", "rejected alternative"),
    }


@given(
    st.sampled_from(["GB", "IN", "US"]),
    st.sampled_from(["vendor", "team of our own"]),
    st.sampled_from(["Pune", "Bath"]),
)
def test_the_model_is_the_cell_of_the_grid_where_the_two_axes_meet(home: str, who: str, city: str) -> None:
    read = classify(f"A {who} in {city} will run the payroll.", home)
    assert read.ownership is not None
    assert read.location is not None
    assert read.model == MODEL_AT[read.ownership, read.location]


# --- What does not count ---


@pytest.mark.parametrize(
    ("home", "text", "model"),
    [
        ("GB", "We do not want a vendor in Manila; our own team in Leeds does it.", Model.IN_HOUSE),
        ("GB", "Formerly handled by an agency in Manila, now by our own staff in Leeds.", Model.IN_HOUSE),
        ("GB", "An agency in Manila rather than our own staff in Leeds.", Model.OFFSHORE_OUTSOURCING),
        (
            "GB",
            "We end the deal with the supplier in Pune and hire our own analysts in York.",
            Model.IN_HOUSE,
        ),
        ("GB", "We will not end the contract with the supplier in Pune.", Model.OFFSHORE_OUTSOURCING),
        ("GB", "A firm in Hull gets it, although a bid from Mumbai was lower.", Model.DOMESTIC_OUTSOURCING),
        ("GB", "The work leaves the contractor and goes to our own staff.", Model.IN_HOUSE),
        ("GB", "From our own plant in Derby to a contract manufacturer in Shenzhen.", Model.OFFSHORE_OUTSOURCING),
        ("GB", "We sell our subsidiary in Pune to Genpact and buy the service from them.", Model.OFFSHORE_OUTSOURCING),
        ("GB", "The auditors recommend a vendor in Pune. We won't. It stays with our staff in Hull.", Model.IN_HOUSE),
        ("GB", "It was going to be us, in Hull. Now a supplier in Pune gets it.", Model.OFFSHORE_OUTSOURCING),
        ("GB", "Looked at a vendor in Pune, looked at Cebu, dropped both: our own staff do it.", Model.IN_HOUSE),
        ("GB", "We considered Capita; in the end our own staff keep it.", Model.IN_HOUSE),
        ("GB", "Being cheaper than the agency in Pune, our Hull team keeps the night shift.", Model.IN_HOUSE),
        ("DE", "Kein Dienstleister, das machen unsere eigenen Leute in Jena.", Model.IN_HOUSE),
        ("DE", "Statt eines Anbieters in Mumbai übernimmt unsere Tochter in Posen.", Model.NEARSHORE_CAPTIVE),
        ("FR", "La paie ne sera pas externalisée, elle reste en interne.", Model.IN_HOUSE),
        ("ES", "En vez de una agencia en Lima, lo hará nuestro propio equipo en Burgos.", Model.IN_HOUSE),
        ("JP", "外注ではなく、大阪の自社チームが対応する。", Model.IN_HOUSE),
    ],
)
def test_what_is_negated_past_rejected_or_given_up_does_not_count(home: str, text: str, model: Model) -> None:
    assert classify(text, home).model == model


def test_a_vendors_nationality_is_not_where_it_works() -> None:
    read = classify("Four contractors from an Indian vendor will sit with us in Reading.", "GB")
    assert (read.ownership, read.location) == (Ownership.THIRD_PARTY, Location.DOMESTIC)


@pytest.mark.parametrize(
    ("home", "text", "location"),
    [
        ("PL", "A grocer in Poznań gets its apps maintained by a Lviv company.", Location.NEARSHORE),
        ("GB", "Signed in Singapore and invoiced from Dublin: a bureau in Leeds does the work.", Location.DOMESTIC),
        ("DE", "Contractors flown in from India will sit in our Kassel office.", Location.DOMESTIC),
        ("DK", "The toymaker builds a plant in Hanoi and moves moulding there from Billund.", Location.OFFSHORE),
        ("US", "A vendor in Warsaw, Indiana does the surveys.", Location.DOMESTIC),
    ],
)
def test_the_place_that_counts_is_where_the_work_is_done(home: str, text: str, location: Location) -> None:
    assert classify(text, home).location is location


def test_a_company_that_opens_a_report_is_whoever_places_the_work() -> None:
    read = classify("Bergen law firm Lind & Moe sets up its own paralegal team in Riga.", "NO")
    assert (read.ownership, read.location) == (Ownership.INTERNAL, Location.NEARSHORE)


@pytest.mark.parametrize(
    ("text", "ownership"),
    [
        ("The vendor employs them in Pune, but they take their orders from our managers.", Ownership.HYBRID),
        ("Two thirds of the testing stay with our own staff in Hull, the rest goes to Infosys.", Ownership.HYBRID),
        ("Each of the two banks takes half of a new company in Pune that does the testing.", Ownership.HYBRID),
        ("The team that our BOT partner hired in Pune is ours now, on our own payroll.", Ownership.INTERNAL),
    ],
)
def test_shared_and_divided_work_is_neither_own_nor_given_away(text: str, ownership: Ownership) -> None:
    assert classify(text, "GB").ownership is ownership


def test_whom_the_work_serves_is_not_where_it_is_done() -> None:
    read = classify("A call centre company in Kingston, Jamaica answers for our London customers.", "GB")
    assert read.location is Location.OFFSHORE


def test_the_team_that_asks_is_not_the_team_that_does_the_work() -> None:
    assert (
        classify("Our Toronto office would like a bookkeeping firm in Ottawa.", "CA").ownership is Ownership.THIRD_PARTY
    )


# --- Changing one thing changes what it should ---

FUNCTIONS = [
    "payroll",
    "first-line support",
    "invoice processing",
    "software testing",
    "translation",
    "claims handling",
]
VENDORS = ["a vendor", "an agency", "a supplier", "Infosys", "a freelancer", "an outside company"]
OWN = ["our own staff", "our subsidiary", "our captive centre", "our own people"]
CITIES = {
    "IN": ["Pune", "Chennai", "Hyderabad"],
    "PL": ["Kraków", "Warsaw", "Wroclaw"],
    "GB": ["Leeds", "Derby", "Cardiff"],
}


@pytest.mark.parametrize("country", CITIES)
@given(function=st.sampled_from(FUNCTIONS), vendor=st.sampled_from(VENDORS), pick=st.integers(0, 2))
def test_another_city_of_the_country_another_function_another_vendor_change_nothing(
    country: str, function: str, vendor: str, pick: int
) -> None:
    here = classify(f"We plan to move {function} to {vendor} in {CITIES[country][pick]}.", "GB")
    first = classify(f"We plan to move payroll to a vendor in {CITIES[country][0]}.", "GB")
    assert (here.model, here.places) == (first.model, (country,))


@given(st.sampled_from(FUNCTIONS), st.sampled_from(OWN), st.sampled_from(VENDORS), st.sampled_from(CITIES["IN"]))
def test_own_people_for_a_vendor_changes_ownership_and_leaves_location(
    function: str, own: str, vendor: str, city: str
) -> None:
    inside = classify(f"In future {own} in {city} will do the {function}.", "GB")
    outside = classify(f"In future {vendor} in {city} will do the {function}.", "GB")
    assert (inside.ownership, outside.ownership) == (Ownership.INTERNAL, Ownership.THIRD_PARTY)
    assert inside.location is outside.location is Location.OFFSHORE


@given(st.sampled_from(VENDORS + OWN), st.sampled_from(["Pune", "Warsaw", "Leeds"]))
def test_active_or_passive_makes_no_difference(who: str, city: str) -> None:
    active = classify(f"{who.capitalize()} in {city} will handle the invoices.", "GB")
    passive = classify(f"The invoices will be handled by {who} in {city}.", "GB")
    assert active.model == passive.model


@given(
    st.sampled_from(["Thanks a lot.", "The weather is fine.", "Budget is fixed.", "Ann will send the details."]),
    st.sampled_from(["A vendor in Pune will test the app.", "Our own team in Leeds tests the app."]),
)
def test_a_sentence_beside_the_point_changes_nothing(noise: str, request_text: str) -> None:
    alone = classify(request_text, "GB").model
    assert classify(f"{noise} {request_text}", "GB").model == alone
    assert classify(f"{request_text} {noise}", "GB").model == alone


@pytest.mark.parametrize(
    ("home", "location"),
    [("US", Location.DOMESTIC), ("CA", Location.NEARSHORE), ("MX", Location.NEARSHORE), ("IN", Location.OFFSHORE)],
)
def test_the_same_city_is_near_or_far_as_home_changes(home: str, location: Location) -> None:
    assert classify("A vendor in Chicago for the collections.", home).location is location


def test_an_unknown_home_country_is_refused_with_a_suggestion() -> None:
    refusal = r'"UK" is not a country code of two letters; did you mean GB \(United Kingdom\)'
    with pytest.raises(UnknownCountryError, match=refusal):
        classify("A vendor in Leeds.", "UK")


# --- What is no request, and what is not enough of one ---


@pytest.mark.parametrize(
    "text",
    [
        "",
        "???",
        "Thanks!",
        "What does GCC stand for?",
        "What is the difference between a captive and a vendor?",
        "Who approved the outsourcing of the mailroom?",
        "Order 40 monitors for the office in Leeds.",
        "Renew our licences of the design software.",
        "An offshore account in Jersey, please.",
        "The group acquires a maker of valves in Italy.",
        "Vacancy: payroll clerk, full time, apply by Friday.",
        "We are looking for a senior accountant (m/f/d) to join our team in Leeds.",
        "The group buys a Mumbai analytics boutique for an undisclosed sum.",
        "Flying to Pune next week to see the auditors, any hotel recommendations?",
        "Shares in the outsourcing group Capita rose by four per cent.",
        "Is co-sourcing just another word for staff augmentation?",
        "Die Firma bestellt 20 Stühle und drei Schreibtische.",
        "Quelle est la différence entre offshore et nearshore ?",
        "¿Qué significa BPO?",
        "コピー用紙を20箱注文してください。",
    ],
)
def test_questions_goods_vacancies_and_small_talk_are_no_request(text: str) -> None:
    read = classify(text, "GB")
    assert (read.model, read.ownership, read.location) == (NotAModel.NONE, None, None)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Need help with the usual things soon.", "request"),
        ("We want to move accounts payable to Manila.", "ownership"),
        ("Should our own team in Pune do it, or Infosys there?", "ownership"),
        ("We want a vendor for the application support.", "location"),
    ],
)
def test_what_the_text_leaves_open_is_asked_one_question_at_a_time(text: str, question: str) -> None:
    read = classify(text, "GB")
    assert (read.model, read.sure, read.question) == (NotAModel.UNCLEAR, False, question)
    assert read.ask is not None
    assert read.ask.endswith("?")


def test_a_doubtful_reading_is_never_sure() -> None:
    assert not classify("Perhaps an agency in Pune, or our own people there; not decided yet.", "GB").sure
    assert classify("We outsource the testing to a vendor in Pune.", "GB").sure


@pytest.mark.parametrize(
    "text",
    [
        "Is a vendor in Pune the answer for the testing?",
        "If the audit goes well, a vendor in Pune does the testing.",
        "A vendor in Pune does the testing, our people in Leeds one third of it.",
        "Testing by a vendor in Pune and by its people in Kraków.",
        "Three testers in Pune through an employer of record.",
        "Our subsidiary does the testing.",
    ],
)
def test_whatever_speaks_against_a_reading_makes_it_unsure(text: str) -> None:
    assert not classify(text, "GB").sure


@pytest.mark.parametrize(
    "text",
    [
        "Мы хотим передать поддержку подрядчику.",
        "우리는 업무를 외주하고 싶습니다.",
        "Yritys siirtää työt muualle ensi vuonna.",
    ],
)
def test_a_language_that_cannot_be_read_is_said_to_be_so(text: str) -> None:
    read = classify(text, "GB")
    assert (read.model, read.language, read.question) == (NotAModel.UNCLEAR, None, "language")


# --- Answers that the text settles ---


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("A vendor in Pune with 40 agents.", {"scale": "5_49"}),
        ("Move 1,400 jobs to our plant in Monterrey.", {"scale": "500_plus"}),
        ("A ten-year deal with a supplier in Hull.", {"duration": "over_3_years"}),
        ("A contractor in Hull for six months.", {"duration": "3_to_12_months"}),
        (
            "An agency in Hull for the patient records, asap.",
            {"data_sensitivity": "special_category", "start": "under_4_weeks"},
        ),
        ("Let a vendor in Shenzhen redraw the ITAR drawings.", {"export_control": "military"}),
        ("The supplier needs security clearance.", {"data_sensitivity": "classified"}),
        ("A cleaning firm for the office in Hull.", {"place": "here"}),
        ("A vendor in Tehran translates it.", {"country_risk": "embargoed"}),
        ("A studio in Minsk builds the app.", {"country_risk": "high"}),
        ("Our subsidiary in Pune does it.", {"legal_presence": "have_entity"}),
    ],
)
def test_factors_that_the_text_settles_are_answered(text: str, answers: dict[str, str]) -> None:
    assert classify(text, "GB").answers.items() >= answers.items()


def test_what_is_negated_or_contradicted_settles_nothing() -> None:
    assert "data_sensitivity" not in classify("A vendor in Pune, but no patient records.", "GB").answers
    assert "scale" not in classify("A vendor in Pune with 20 agents, later 300 agents.", "GB").answers
    assert "duration" not in classify("Three years ago a vendor in Pune took it over.", "GB").answers


# --- Text as people paste it ---


@pytest.mark.parametrize(
    "text",
    [
        "WE WANT A VENDOR IN MANILA FOR THE TICKETS",
        "We want a vendor in Manila for the tic\u200bkets and off\u200bshore them",
        "We want a vend\u043er in M\u0430nila for the tickets",
        "<p>We want a <b>vendor</b> in Manila&nbsp;for the tickets</p>",
        "<@U123> we want a <https://example.org|vendor> in Manila for the tickets :pray:",
        "We want a vendor in Manila for the tickets.\n\nBest regards,\nAnn\nAcme Ltd, 1 High Street, Leeds",
        "We want a vendor in Manila for the tickets.\n\nOn Tue, 3 Mar, Jo wrote:\n> our own team in Leeds should do it",
        "We want a vendor in Manila for the tickets.\n-----Original Message-----\nOur own team in Leeds should do it.",
        "\u202eWe want a vendor in Manila for the tickets\ud800",
    ],
)
def test_markup_look_alikes_capitals_and_quoted_mail_do_not_hide_the_request(text: str) -> None:
    assert classify(text, "US").model == Model.OFFSHORE_OUTSOURCING


def test_forty_thousand_characters_are_read_like_forty() -> None:
    text = "We want a vendor in Manila for the tickets. " + "The weather was fine. " * 1_800
    assert classify(text, "US").model == Model.OFFSHORE_OUTSOURCING


PIECES = st.sampled_from(
    [
        *("a vendor in Manila", "our own team", "not ", "40 agents", "Best regards,\n", ":pray:", "<@U1|x>", " "),
        *("ｏｆｆｓｈｏｒｅ", "vend\u043er", "e\u0301t\u00e9", "\u200b", "İstanbul", "ß", "\U0001f600", "\ud800"),
        *("<b>", "&amp;", "\n> no\n", "インドの会社に委託", "ﾍﾞﾝﾀﾞｰ"),
    ]
)
ANY_TEXT = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=12).map("".join), st.text(string.printable, max_size=120)
)


def _spans(read: Classification) -> Iterator[tuple[int, int, str]]:
    yield from ((piece.start, piece.end, piece.text) for piece in read.evidence)
    yield from ((piece.start, piece.end, piece.text) for piece in read.set_aside)
    yield from ((piece.start, piece.end, piece.text) for piece in read.read_answers)


@given(ANY_TEXT, st.sampled_from(["GB", "JP", "FR"]))
def test_whatever_is_typed_is_read_and_every_span_is_exact(text: str, home: str) -> None:
    read = classify(text, home)
    assert all(0 <= start < end <= len(text) and text[start:end] == words for start, end, words in _spans(read))
    assert read.sure is (read.question is None) is (read.ask is None)
    assert classify(text, home) == read


@given(ANY_TEXT)
def test_every_readable_character_knows_where_it_came_from(text: str) -> None:
    read = clean(text)
    places = [read.span(at, at + 1) for at in range(len(read.clean))]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)


# --- The vocabulary, so that it can be extended safely ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_name_a_vendor_own_people_and_a_shared_arrangement(language: str) -> None:
    listed = content_of(phrases_file(language))["cues"]
    assert {
        "vendor",
        "vendor_act",
        "own",
        "own_act",
        "hybrid",
        "negation" if language != "ja" else "negation_before",
    } <= set(listed)
    assert vocabulary(language).language == language


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("team dinner on Friday for 12", "GB"),
        ("what about notice periods if the desk moves to Cebu?", "GB"),
        ("Funktioniert der Bot hier?", "DE"),
        ("shwo me all my requests", "GB"),
        ("Our vendor in Pune wants to be paid in 15 days instead of 45, ok?", "GB"),
        ("how do you weigh language against cost?", "GB"),
        ("Are we even allowed to give customer files to a US firm?", "GB"),
        ("¿Por qué recomendasteis Marruecos la última vez?", "ES"),
        ("Le délai de paiement de notre prestataire passe à 60 jours.", "FR"),
        ("前回はなぜオフショアを勧めたのですか。", "JP"),
        ("cheers, will check with finance and come back", "GB"),
    ],
)
def test_questions_about_law_method_or_money_and_small_talk_place_no_work(text: str, home: str) -> None:
    assert classify(text, home).model == "none"


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("address screening for 900 starters a year", "IN"),
        ("The union refuses any move, so the ledger team must stay in the country.", "DE"),
        ("hiya, parcels have to go from six shops to the depot twice a day", "GB"),
        ("who can do our newsletters? two a month", "FR"),
    ],
)
def test_a_need_in_few_or_many_words_is_a_request(text: str, home: str) -> None:
    assert classify(text, home).model != "none"


def test_the_closing_of_a_month_or_a_year_ends_nothing() -> None:
    assert classify("Year-end closing by our own people in Riga", "GB").model == "nearshore_captive"


def test_phrases_that_end_alike_are_kept_once() -> None:
    nodes, paths, waiting = set[int](), 0, [vocabulary("en").root]
    while waiting:
        node = waiting.pop()
        nodes.add(id(node))
        paths += 1
        waiting += node.edges.values()
        waiting += [node.after_gap] if node.after_gap is not None else []
    assert len(nodes) < paths / 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_symbol_tells_is_kept_once_for_all_phrases(language: str) -> None:
    phrases = [phrase for listed in lexicon(language).by_symbol.values() for phrase in listed]
    pairs = {id(pair) for phrase in phrases for pair in phrase.weighted}
    assert len(pairs) == len({pair for phrase in phrases for pair in phrase.weighted})
