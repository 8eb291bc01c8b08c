"""What a plain sentence already answers, and what it leaves to be asked."""

import tomllib
from importlib.resources import files

import pytest

from rules.policy_file import default_policy
from rules.reading import classify
from rules.reading.functions import functions
from rules.reading.tables import LANGUAGES


def answers(text: str, home: str = "GB") -> dict[str, str]:
    return classify(text, home).answers


def test_a_plain_sentence_settles_most_of_what_an_analyst_would_fill_in() -> None:
    text = "Move our 40-seat help desk from Leeds to Manila, our own managers stay in charge."
    assert (
        answers(text).items()
        >= {
            "scale": "5_49",
            "daily_direction": "us",
            "work_type": "recurring_service",
            "customer_contact": "voice_simple",
            "place": "anywhere",
            "data_sensitivity": "ordinary_personal",
            "country_risk": "medium",
        }.items()
    )


def test_every_answer_shows_the_words_that_settle_it() -> None:
    read = classify("An agency in Cebu would take the payroll, 12 people, asap.", "AU")
    words = {answer.factor: answer.text for answer in read.read_answers}
    assert words["data_sensitivity"] == "payroll"
    assert words["scale"] == "12 people"
    assert words["start"] == "asap"
    assert words["daily_direction"] == "agency"
    assert words["country_risk"] == "Cebu"


# --- What kind of work it is ---


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("A supplier in Hull cleans the offices.", "GB"),
        ("We need guards at the gate from a security firm in Hull.", "GB"),
        ("Ein Caterer in Kiel soll die Kantine betreiben.", "DE"),
        ("Le déneigement est confié à un prestataire de Lyon.", "FR"),
        ("Una empresa de Sevilla se encarga de la jardinería.", "ES"),
        ("本社の清掃を大阪の業者に委託したい。", "JP"),
    ],
)
def test_work_on_the_premises_needs_someone_there(text: str, home: str) -> None:
    assert answers(text, home)["place"] == "here"


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("Give the payroll to an agency in Pune.", "GB"),
        ("Die Lohnabrechnung geht an einen Dienstleister in Posen.", "DE"),
        ("La paie est confiée à un prestataire de Tunis.", "FR"),
        ("La nómina la llevaría un proveedor de Lima.", "ES"),
        ("給与計算を大連の会社に委託したい。", "JP"),
    ],
)
def test_payroll_is_recurring_work_at_a_screen_with_personal_data(text: str, home: str) -> None:
    assert (
        answers(text, home).items()
        >= {
            "work_type": "recurring_service",
            "place": "anywhere",
            "customer_contact": "none",
            "data_sensitivity": "ordinary_personal",
            "labour_share": "over_60",
        }.items()
    )


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("A call centre in Cape Town would take the orders.", "voice_simple"),
        ("An agency in Hull answers customer emails.", "written"),
        ("A provider in Hull for the debt advice line.", "voice_advice"),
        ("A BPO in Pune for accounts payable.", "none"),
    ],
)
def test_the_kind_of_work_says_how_customers_are_met(text: str, contact: str) -> None:
    assert answers(text)["customer_contact"] == contact


def test_where_several_functions_are_named_all_of_them_must_agree() -> None:
    both = answers("A provider in Hull for payroll and cleaning, in one contract.")
    assert both["work_type"] == "recurring_service"
    assert "place" not in both


def test_of_several_sorts_of_data_the_most_sensitive_counts() -> None:
    assert answers("A call centre in Hull that sees patient records.")["data_sensitivity"] == "special_category"


def test_the_past_and_the_present_still_name_the_work_but_a_denial_does_not() -> None:
    assert answers("We used to have payroll with an agency in Hull; our own people take it back.")[
        "data_sensitivity"
    ] == ("ordinary_personal")
    assert "place" not in answers("No cleaning, just a supplier in Hull for the rest.")


def test_work_that_ends_and_work_that_recurs_are_told_apart() -> None:
    assert answers("A studio in Lviv rewrites our quoting tool.")["work_type"] == "one_off_task"
    assert answers("A studio in Lviv maintains our quoting software every month.")["work_type"] == "recurring_service"
    assert answers("Hand our whole IT department to Wipro in Pune.")["work_type"] == "whole_function"


def test_a_purchase_is_said_to_be_one_and_nothing_else() -> None:
    assert answers("Buy 40 laptops for the cleaning team.") == {"work_type": "goods_or_licence"}


def test_words_that_only_look_like_a_function_settle_nothing() -> None:
    assert "data_sensitivity" not in answers("The people in Hull are on our payroll.")


def test_people_on_the_spot_leave_open_whether_the_work_needs_them_there() -> None:
    assert "place" not in answers("A firm in Hull does the regression tests on our premises.")


def test_work_on_the_spot_abroad_is_done_on_a_spot_there() -> None:
    assert answers("A cleaning firm in Manila for our office in Manila.")["place"] == "far"
    assert answers("A cleaning firm in Lille for our office in Lille.")["place"] == "near"


@pytest.mark.parametrize(
    ("text", "home", "distance"),
    [
        ("Window cleaners for our Montreal showroom.", "US", "nearshore"),
        ("We open a branch in Nairobi and someone must guard it.", "GB", "offshore"),
        ("Winterdienst für unser Lager in Graz.", "DE", "nearshore"),
        ("Gardiennage de notre entrepôt de Sfax.", "FR", "nearshore"),
        ("Limpieza de la oficina de Braga.", "ES", "nearshore"),
        ("ハノイの工場の清掃業者を探しています。", "JP", "offshore"),
        ("Payroll for our 300 staff in Spain.", "GB", "nearshore"),
        ("A provider for canteen meals for our people in Manila.", "GB", "offshore"),
        ("We need local counsel in Santiago for a labour claim.", "US", "offshore"),
        ("Customs papers for our new company in Peru from a firm there.", "GB", "offshore"),
        ("Steuererklärung für die Tochter in Peru durch eine Firma vor Ort.", "DE", "offshore"),
    ],
)
def test_work_at_a_site_abroad_is_placed_there_and_makes_nobody_there_a_captive(
    text: str, home: str, distance: str
) -> None:
    read = classify(text, home)
    assert read.spot is not None
    assert (read.spot.location, read.location) == (distance, distance)
    assert read.ownership != "internal"


def test_people_of_our_own_at_a_site_abroad_stay_our_own() -> None:
    read = classify("Our own cleaners in our Gdansk office do it, the contractor goes.", "GB")
    assert read.model == "nearshore_captive"


@pytest.mark.parametrize(
    "text", ["Move payroll to our staff in Spain.", "Payroll help for our customers in Spain, from Leeds."]
)
def test_people_to_whom_work_moves_and_customers_are_no_spot_of_ours(text: str) -> None:
    assert classify(text, "GB").spot is None


def test_the_site_of_another_company_is_no_spot_of_ours() -> None:
    assert classify("A vendor in Pune cleans the ledgers.", "GB").spot is None


# --- Who directs the people, and where ---


def test_whose_people_do_the_work_says_who_directs_them() -> None:
    assert answers("A vendor in Pune takes the tickets.")["daily_direction"] == "provider"
    assert answers("Our own people in Derby take the tickets.")["daily_direction"] == "us"


@pytest.mark.parametrize(
    "text",
    [
        "A partner in Pune builds the centre, runs it for two years and hands it over to us.",
        "Six contractors from a Pune firm will sit with us in Reading.",
        "Hire three accountants in Manila through an employer of record.",
        "An interim manager from an agency in Leeds.",
        "Either a vendor in Pune or our own people in Leeds.",
    ],
)
def test_where_direction_is_shared_borrowed_or_undecided_it_is_left_open(text: str) -> None:
    assert "daily_direction" not in answers(text)


def test_where_only_own_people_may_do_it_they_are_directed_by_us() -> None:
    assert (
        answers("Dispatching, which by the union agreement can't be contracted out.", "CA")["daily_direction"] == "us"
    )


def test_work_that_is_soon_over_is_done_once() -> None:
    assert answers("A security firm in Hull for the fair, six weeks.")["work_type"] == "one_off_task"


def test_an_existing_company_abroad_is_seen_and_one_to_be_founded_is_not() -> None:
    assert answers("Move the ledgers to our subsidiary in Pune.")["legal_presence"] == "have_entity"
    assert answers("Move packing to our own factory in Lodz.")["legal_presence"] == "have_entity"
    assert "legal_presence" not in answers("We will open our own factory in Lodz.")
    assert "legal_presence" not in answers("Move the ledgers to our office in Leeds.")


def test_the_country_says_how_risky_it_is_except_at_home() -> None:
    assert answers("A vendor in Gdansk takes the tickets.")["country_risk"] == "low"
    assert answers("A vendor in Manila takes the tickets.")["country_risk"] == "medium"
    assert answers("A vendor in Minsk takes the tickets.")["country_risk"] == "high"
    assert answers("A vendor in Tehran takes the tickets.")["country_risk"] == "embargoed"
    assert "country_risk" not in answers("A vendor in Hull takes the tickets.")


# --- What has been ruled out ---


@pytest.mark.parametrize(
    ("text", "home", "factor", "option"),
    [
        ("Night porters, but the staff agreement says it can't be contracted out.", "GB", "who_may", "own_only"),
        ("Key management, which auditors want done by staff on our own payroll.", "IE", "who_may", "own_only"),
        ("Die Poststelle, Fremdfirmen lehnt der Personalrat ab.", "DE", "who_may", "own_only"),
        ("La cantine : la sous-traitance est interdite par l'accord.", "FR", "who_may", "own_only"),
        ("El archivo no se puede externalizar, lo dice el convenio.", "ES", "who_may", "own_only"),
        ("検査業務は外部委託禁止です。", "JP", "who_may", "own_only"),
        ("Bookkeeping, because nobody here can or wants to do it.", "GB", "who_may", "supplier_only"),
        ("Die Lohnabrechnung, bei uns gilt Einstellungsstopp.", "DE", "who_may", "supplier_only"),
        ("La saisie des commandes, les embauches sont gelées.", "FR", "who_may", "supplier_only"),
        ("La nómina, la plantilla está congelada.", "ES", "who_may", "supplier_only"),
        ("テストを頼みたい。採用凍結中です。", "JP", "who_may", "supplier_only"),
        (
            "Claims entry, 30 people, and policyholder files must stay inside UK borders.",
            "GB",
            "where_may",
            "here_only",
        ),
        ("Support desk; the customer's contract allows no work outside the country.", "AU", "where_may", "here_only"),
        ("Hosting, Mandantendaten dürfen Österreich nicht verlassen.", "AT", "where_may", "here_only"),
        ("La paie : les fichiers ne doivent pas quitter la Belgique.", "BE", "where_may", "here_only"),
        ("Soporte: los datos no pueden salir de Chile.", "CL", "where_may", "here_only"),
        ("保守業務は国内に限る。", "JP", "where_may", "here_only"),
        ("Testing by a vendor, though not outside the EU.", "NL", "where_may", "region_only"),
        ("Translation, anywhere but China.", "US", "country_barred", "far"),
        ("Testing in Mexico would be nice, but Mexico is off the table.", "US", "country_barred", "near"),
    ],
)
def test_what_has_been_ruled_out_is_read_wherever_it_stands(text: str, home: str, factor: str, option: str) -> None:
    read = classify(text, home)
    assert read.said.get(factor) == option


@pytest.mark.parametrize(
    "text",
    [
        "Nobody says that payroll must stay in house.",
        "Our own employees only for nights, a vendor for the days.",
        "Our own hub in Cluj takes the ledgers, hiring is frozen here.",
        "Design stays in Leeds, sewing goes to a factory in Izmir.",
        "Testing in Mexico or Canada, but Mexico is off the table.",
    ],
)
def test_what_only_sounds_like_a_bar_rules_nothing_out(text: str) -> None:
    assert classify(text, "GB").said.keys().isdisjoint({"who_may", "where_may", "country_barred"})


# --- How many, how long, how soon ---


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("A team of twelve at a vendor in Pune.", "5_49"),
        ("A vendor in Pune with a dozen agents.", "5_49"),
        ("A vendor in Pune, twenty-five seats.", "5_49"),
        ("Move 1,400 jobs to our plant in Monterrey.", "500_plus"),
        ("A vendor in Pune with two hundred developers.", "200_499"),
        ("Hand our IT department of 900 people to Wipro in Pune.", "500_plus"),
        ("Ein Dienstleister in Posen, rund 30 Arbeitsplätze.", "5_49"),
        ("Un prestataire à Tunis, une quinzaine de personnes.", "5_49"),
    ],
)
def test_the_number_of_people_is_read_however_it_is_written(text: str, scale: str) -> None:
    assert answers(text)["scale"] == scale


@pytest.mark.parametrize(
    "text",
    [
        "A payroll provider in Hull for 1,200 employees.",
        "We are 80 people and want a payroll provider in Hull.",
        "A 120-person company in Hull wants the work.",
        "A vendor in Pune handles several hundred tickets.",
        "A vendor in Pune with hundreds of people.",
        "A vendor in Pune with 20 agents, later 300 agents.",
    ],
)
def test_numbers_of_something_else_are_not_taken_for_the_size_of_the_work(text: str) -> None:
    assert "scale" not in answers(text)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("A five-year agreement with a vendor in Pune.", "over_3_years"),
        ("A vendor in Pune for the next nine and a half years.", "over_3_years"),
        ("A contractor in Hull for six weeks.", "under_3_months"),
        ("A contractor in Hull, nine months, day rate.", "3_to_12_months"),
        ("Ein Dienstleister in Kiel für zwei Jahre.", "1_to_3_years"),
        ("Un proveedor de Lima por 24 meses.", "1_to_3_years"),
    ],
)
def test_how_long_the_work_is_wanted_is_read(text: str, duration: str) -> None:
    assert answers(text)["duration"] == duration


@pytest.mark.parametrize(
    "text",
    [
        "Three years ago a vendor in Pune took it over.",
        "After nine years with a vendor in Pune our own people take it back.",
        "A vendor in Pune makes 900 parts a year.",
        "A vendor in Pune starts within two years.",
        "A vendor in Pune has run it for nine years.",
        "A partner in Pune runs it for two years and then hands it over to us.",
    ],
)
def test_other_lengths_of_time_are_not_taken_for_how_long_the_work_lasts(text: str) -> None:
    assert "duration" not in answers(text)


@pytest.mark.parametrize(
    ("text", "factor", "option"),
    [
        ("A vendor in Pune, we lack the skills ourselves.", "capability", "none_not_wanted"),
        ("A vendor in Pune, only one supplier can do it.", "supplier_market", "one"),
        ("A vendor in Pune whose people speak Hungarian.", "language", "local_only"),
        ("A vendor in Pune takes over while we sleep.", "overlap", "none"),
        ("A vendor in Pune during our working hours.", "overlap", "full_day"),
        ("A vendor in Pune works from documented procedures.", "codifiability", "written_procedure"),
        ("A vendor in Pune, with agreed SLAs.", "quality_measurable", "agreed_kpis"),
        ("A vendor in Pune; 40 people will be made redundant.", "affected_employees", "redundancies"),
        ("A vendor in Pune, it is a critical or important function.", "regulated", "critical"),
        ("A vendor in Hull from Monday.", "start", "under_4_weeks"),
        ("A vendor in Pune, no hurry.", "start", "later"),
        ("A vendor in Pune for the Christmas peak.", "demand", "seasonal"),
    ],
)
def test_what_is_said_in_so_many_words_is_answered(text: str, factor: str, option: str) -> None:
    assert answers(text)[factor] == option


# --- The table of functions, so that it can be extended safely ---


def test_every_answer_of_a_function_exists_in_the_default_policy() -> None:
    known = {(factor.id, option.id) for factor in default_policy().factors for option in factor.options}
    given = {answer for function in functions().values() for answer in function.answers.items()}
    assert given <= known


def test_every_function_is_named_in_every_language() -> None:
    path = files("rules.reading").joinpath("phrases", "functions.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))["functions"]
    missing = {(name, language) for name, fields in table.items() for language in LANGUAGES if language not in fields}
    assert missing == set()


def test_what_is_said_twice_in_other_words_is_settled() -> None:
    text = "We want a cleaning contractor for the three Lyon sites, on site every evening, three-year contract."
    assert classify(text, "FR").answers["place"] == "here"


@pytest.mark.parametrize(
    ("text", "home", "scale"),
    [
        ("We want 7 writers from an agency in Leeds for our catalogue.", "GB", "5_49"),
        ("An agency in Leeds should find us 2 welders.", "GB", "under_5"),
        ("Claims desk, 14 adjusters, to a provider in Leeds.", "GB", "5_49"),
        ("We want tax specialists, about 60, at a provider in Leeds.", "GB", "50_199"),
        ("The team is 8 now and a provider in Leeds should take it over.", "GB", "5_49"),
        ("A provider in Leeds should take over the desk, a team of nine.", "GB", "5_49"),
        ("Some 70 agents at a provider in Leeds.", "GB", "50_199"),
        ("Die Rechnungsprüfung, etwa 12 Sachbearbeiter, soll an einen Dienstleister in Kiel.", "DE", "5_49"),
        ("Un prestataire de Lyon prendrait le standard, 15 téléopérateurs.", "FR", "5_49"),
        ("Un proveedor de Sevilla llevaría las reservas, unos 90 agentes.", "ES", "50_199"),
        ("大阪の業者に電話対応を委託したい。30席。", "JP", "5_49"),
    ],
)
def test_a_number_of_people_who_do_the_work_is_its_size(text: str, home: str, scale: str) -> None:
    assert answers(text, home)["scale"] == scale


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("Payroll for our branch in Leeds, 30 employees.", "GB"),
        ("Fire safety training for 25 welders in Leeds.", "GB"),
        ("We're 9 people and need a bookkeeper.", "GB"),
        ("La paie de nos 80 salariés irait chez un prestataire à Lyon.", "FR"),
        ("Several hundred agents at a provider in Leeds.", "GB"),
        ("The team is 8 months behind with the claims.", "GB"),
        ("A crew of lifts, about 20, needs upkeep.", "GB"),
    ],
)
def test_people_for_whom_the_work_is_done_are_not_its_size(text: str, home: str) -> None:
    assert "scale" not in answers(text, home)


def test_people_who_are_to_come_go_before_those_who_are_there() -> None:
    text = "Our hub in Krakow has 60 engineers today, and we want 20 more engineers there."
    assert answers(text)["scale"] == "5_49"
    assert answers("Payroll for 400 staff, 12 employees do it today.")["scale"] == "5_49"


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("A firm in Leeds should repaint 30 doors next week.", "GB"),
        ("We need 80 product photos from a studio in Leeds by end of April.", "GB"),
        ("An agency in Leeds for our product launch.", "GB"),
        ("Notary for one house sale.", "GB"),
        ("Window cleaning at our offices during the Easter holidays.", "GB"),
        ("First aid workshop for 20 clerks, two days in June.", "GB"),
        ("An agency in Leeds for a router swap at 12 branches.", "GB"),
        ("Schulung für 15 Einkäufer bei einem Anbieter in Kiel.", "DE"),
        ("Ein Dienstleister aus Kiel für den Umzug unserer Büros.", "DE"),
        ("Relecture de contrats pour une due diligence, à rendre avant mars.", "FR"),
        ("Curso de primeros auxilios para 20 operarios.", "ES"),
        ("試作を大阪の業者に頼みたい。", "JP"),
    ],
)
def test_work_with_one_scope_and_an_end_is_done_once(text: str, home: str) -> None:
    assert answers(text, home)["work_type"] == "one_off_task"


@pytest.mark.parametrize(
    "text",
    [
        "A studio in Leeds should translate 40 pages a month.",
        "An agency in Leeds for each product launch, every quarter.",
        "A workshop for 20 clerks every year.",
    ],
)
def test_what_is_done_again_and_again_is_not_done_once_whatever_ends_in_between(text: str) -> None:
    assert answers(text)["work_type"] == "recurring_service"


def test_an_end_without_a_scope_does_not_make_work_that_goes_on_a_single_task() -> None:
    assert answers("A new payroll provider by end of March.")["work_type"] == "recurring_service"


@pytest.mark.parametrize(
    ("text", "home", "place"),
    [
        ("Two testers from an agency, they must sit with the planners in Leeds.", "GB", "here"),
        ("Die Tester einer Firma sollen bei uns in Kiel sitzen.", "DE", "here"),
        ("Les testeurs d'un prestataire doivent être sur site.", "FR", "here"),
        ("Temp testers in the Leeds office two days a week, rest from home.", "GB", "visits"),
        ("Ein Datenschutzbeauftragter, regelmäßig vor Ort.", "DE", "visits"),
        ("A designer from an agency, fully remote.", "GB", "anywhere"),
        ("A vendor in Hull watches the cameras of our guards remotely.", "GB", "anywhere"),
        ("Payroll clerks from a firm, on site once a week.", "GB", "visits"),
        ("Un rédacteur d'une agence, à distance.", "FR", "anywhere"),
    ],
)
def test_where_people_must_be_is_taken_as_it_is_said(text: str, home: str, place: str) -> None:
    assert answers(text, home)["place"] == place
