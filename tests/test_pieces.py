"""Several pieces of work in one message are told apart, and what only looks like several is left whole."""

import pytest

from rules.classification import Classification, Evidence, NamedWork, ReadAnswer, SetAside
from rules.reading import classify

MAIL = """Hi team,

We need a new cleaning company for the Leeds office, every evening.

We also want to move the help desk to Manila, about 20 agents.

Thanks, Jo"""
LONGER_MAIL = """Hello,

we need a new cleaning company for the Leeds office. 600 m², evenings.

We also want to move the help desk to Manila. About 20 agents.

Budget is 200k a year."""

SEVERAL = [
    (
        "We want to outsource payroll, move the help desk to Manila and get a new cleaner for the Leeds office",
        ["payroll", "help desk to Manila", "cleaner for the Leeds office"],
    ),
    ("payroll + bookkeeping to Kraków", ["payroll", "bookkeeping"]),
    ("payroll and AP to Kraków", ["payroll", "AP"]),
    ("payroll & accounts payable to a shared service centre in Poland", ["payroll", "accounts payable"]),
    (
        "We need guards for the Bristol depot and someone to translate our manuals into Polish",
        ["guards for the Bristol depot", "translate our manuals into Polish"],
    ),
    ("Outsource payroll and bookkeeping, and move the help desk to Manila", ["payroll", "bookkeeping", "help desk to"]),
    (
        "We'd like to get the following done outside: payroll, catering, pest control",
        ["payroll", "catering", "pest control"],
    ),
    (
        "can you sort out window cleaning, pest control and lift maintenance for the Hull office",
        ["window cleaning", "pest control", "lift maintenance"],
    ),
    ("Looking for a translation agency and a firm to do our debt collection", ["translation agency", "debt"]),
    ("We want to outsource our call centre and our payroll.", ["call centre", "payroll"]),
    (
        "Two things: our IT help desk should go to Kraków, and we need a caterer for the canteen in Reading",
        ["help desk should go to Kraków", "caterer for the canteen in Reading"],
    ),
    (
        "1. Payroll for 300 people\n2. Office cleaning in Leeds\n3. Help desk to Manila",
        ["Payroll", "Office cleaning", "Help desk"],
    ),
    (
        "- software testing (10 people, Pune)\n- translation of the user manuals\n- window cleaning at head office",
        ["software testing", "translation", "window cleaning"],
    ),
    (
        "Lot 1: office cleaning\nLot 2: security guards\nLot 3: lift maintenance",
        ["office cleaning", "security guards", "lift maintenance"],
    ),
    (
        MAIL,
        ["cleaning company for the Leeds office", "help desk to Manila"],
    ),
    (
        "Please find us a payroll bureau. We are also looking for a security firm for the warehouse.",
        ["payroll bureau", "security firm for the warehouse"],
    ),
    (
        "Wir wollen die Lohnabrechnung auslagern und den Helpdesk nach Manila verlagern",
        ["Lohnabrechnung", "Helpdesk nach Manila"],
    ),
    (
        "Buchhaltung und Lohnabrechnung nach Polen, dazu ein Reinigungsdienst für das Büro in Köln",
        ["Buchhaltung", "Lohnabrechnung", "Reinigungsdienst für das Büro in Köln"],
    ),
    (
        "Nous cherchons un prestataire pour la paie et une société de nettoyage pour les bureaux de Lyon",
        ["paie", "nettoyage pour les bureaux de Lyon"],
    ),
    ("Externaliser la paie et déplacer le centre d'appels au Maroc", ["paie", "centre d'appels au Maroc"]),
    (
        "Queremos externalizar la nómina y contratar una empresa de limpieza para la oficina de Sevilla",
        ["nómina", "limpieza para la oficina de Sevilla"],
    ),
    (
        "Necesitamos vigilancia para el almacén, mantenimiento de ascensores y un servicio de traducción",
        ["vigilancia", "ascensores", "traducción"],
    ),
    ("給与計算、ヘルプデスクと清掃を外注したい", ["給与計算", "ヘルプデスク", "清掃"]),
    ("コールセンターを大連に移し、給与計算を外注したい", ["コールセンター", "給与計算"]),
]

ONE = [
    "Someone to sort the mail and the diary of two directors",
    "Guards and cleaners stay with us, but the help desk should go to Manila",
    "The auditors were here and the canteen has new chairs. We need a firm to mow the lawns every week.",
    "Office cleaning for our Madrid office every evening",
    "The team that does payroll asks for a cleaner",
    "Our payroll and bookkeeping team needs a cleaner",
    "Cleaner for the payroll office",
    "We need a help desk: passwords, laptops, onboarding",
    "Help desk (password resets, laptop repairs, phone support) to Manila",
    "Help desk:\n- password resets\n- laptop repairs\n- phone support",
    "Move payroll to Kraków, not the bookkeeping",
    "Payroll stays with us, but the help desk should go to Manila",
    "We outsourced payroll last year and now need a cleaner for Leeds",
    "We are a translation agency and need a payroll bureau",
    "We run a hotel and want to outsource the laundry",
    "Payroll including tax filing, pensions and year-end reporting",
    "One contractor for cleaning, security and reception",
    "Should we outsource payroll or bookkeeping?",
    "Design, build and host our new website",
    "Software development and testing of our mobile app",
    "Pick, pack and ship orders from our Leeds warehouse",
    "Cleaning of the payroll office because the accountants complained",
    "security guards and reception staff are already outsourced, now we need a cleaner",
    "One of the bidders proposes to run the help desk and the canteen from Manila. We need someone for the laundry.",
    "Lohnabrechnung auslagern, die Buchhaltung bleibt im Haus",
    "Facility Management aus einer Hand: Reinigung, Wachdienst und Hausmeister",
    "Unsere Buchhaltung macht die Lohnabrechnung, gesucht wird eine Reinigungsfirma",
    "La paie et rien d'autre, la comptabilité reste chez nous",
    "Nettoyage des bureaux, des vitres et des sanitaires",
    "El equipo de nóminas pide un traductor",
    "給与計算チームのオフィスの清掃を頼みたい",
]


def read(text: str) -> Classification:
    return classify(text, "GB")


@pytest.mark.parametrize(("text", "pieces"), SEVERAL)
def test_each_piece_of_work_is_named_in_the_order_of_the_text(text: str, pieces: list[str]) -> None:
    found = read(text).pieces
    assert len(found) == len(pieces)
    for piece, words in zip(found, pieces, strict=True):
        assert piece.text.startswith(words)
        assert text[piece.start : piece.end] == piece.text


@pytest.mark.parametrize("text", ONE)
def test_what_only_looks_like_several_pieces_is_left_whole(text: str) -> None:
    assert read(text).pieces == ()


@pytest.mark.parametrize("text", [text for text, _ in SEVERAL])
def test_every_piece_reads_as_a_request_of_its_own(text: str) -> None:
    for piece in read(text).pieces:
        alone = read(piece.clause)
        assert alone.pieces == ()
        assert alone.reply is None
        assert alone.work is not None


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (
            SEVERAL[0][0],
            [
                "We want to outsource payroll",
                "We want to move the help desk to Manila",
                "We want to get a new cleaner for the Leeds office",
            ],
        ),
        ("payroll + bookkeeping to Kraków", ["payroll to Kraków", "bookkeeping to Kraków"]),
        (
            "Outsource payroll and bookkeeping, and move the help desk to Manila",
            ["Outsource payroll", "Outsource bookkeeping", "move the help desk to Manila"],
        ),
        (
            "給与計算、ヘルプデスクと清掃を外注したい",
            ["給与計算を外注したい", "ヘルプデスクを外注したい", "清掃を外注したい"],
        ),
        (
            LONGER_MAIL,
            [
                "Hello\nwe need a new cleaning company for the Leeds office. 600 m², evenings.\nBudget is 200k a year.",
                "Hello\nWe also want to move the help desk to Manila. About 20 agents.\nBudget is 200k a year.",
            ],
        ),
    ],
)
def test_a_piece_has_what_is_said_of_it_and_what_is_said_of_all(text: str, clauses: list[str]) -> None:
    assert [piece.clause for piece in read(text).pieces] == clauses


def test_the_plan_for_one_piece_is_no_plan_for_another() -> None:
    """Payroll comes first and goes nowhere; only the help desk goes to Manila."""
    text = "We want to outsource payroll and move the help desk to Manila"
    first = read(text)
    assert first.work is not None
    assert first.work.kind.startswith("payroll")
    assert first.places == ()
    assert first.location is None
    assert read(first.pieces[1].clause).places == ("PH",)


@pytest.mark.parametrize("text", [text for text, _ in SEVERAL])
def test_what_decided_is_quoted_from_the_text_as_it_was_given(text: str) -> None:
    found = read(text)
    quoted: list[Evidence | SetAside | ReadAnswer | NamedWork] = []
    quoted += [*found.evidence, *found.set_aside, *found.read_answers, *found.works]
    for each in quoted:
        assert text[each.start : each.end] == each.text


FORTY = """
payroll, bookkeeping, accounts payable, office cleaning, security guards, catering, laundry, pest control, translation,
software testing, web development, call centre, help desk, debt collection, lift maintenance, landscaping, waste
collection, document scanning, archive storage, courier service, warehousing, customs clearance, fleet management,
recruiting agency, classroom training, market research, graphic design, copywriting, penetration testing, data
labelling, medical transcription, tax advice, internal audit, executive search, relocation service, property management,
moving company, mail room, parking management and interpreting
""".replace("\n", " ")


def test_six_pieces_are_named_however_many_there_are() -> None:
    found = read(f"We want to outsource {FORTY}")
    assert len(found.pieces) == 6
    assert found.further_pieces > 10
