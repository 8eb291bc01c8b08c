"""What is a request to place work, and what only looks like one; and the other way round, in five languages."""

import pytest

from rules.classification import NotAModel, Reply
from rules.reading import classify

REQUESTS = [
    ("DE", "Toll manufacturing of powder-coated brackets, 60,000 a year"),
    ("GB", "Moulding of plastic covers for our heat meters"),
    ("US", "Machining of pump shafts, drawings attached"),
    ("FR", "Parcel delivery for our web shop, about 300 boxes a day"),
    ("DE", "Assembly of control boxes, we send the parts"),
    ("GB", "Somebody has to print and post 9,000 invoices every month"),
    ("ES", "Can anyone take over the laundry of our hotel linen?"),
    ("US", "hi all, who could look after our servers at night?"),
    ("GB", "Thanks for the help last week. Now we need someone to translate the manual into Polish."),
    ("GB", "Repair of forklift trucks at the Leeds depot"),
    ("US", "Rent out or dispose of old laptops: certified shredding of 800 disks"),
    ("US", "Licence compliance audit of our Oracle estate by an outside firm"),
    ("DE", "Support and maintenance of the SAP licences we already own"),
    ("GB", "Buy cleaning services for three offices"),
    ("US", "Procure the design and build of a new warehouse"),
    ("FR", "Sewing of 12,000 work jackets from our own fabric"),
    ("ES", "Bottling of our olive oil under our own label"),
    ("DE", "Anodising and painting of aluminium profiles"),
    ("GB", "We want to hire a company to run our recruitment"),
    ("DE", "Guter Morgen, wir brauchen jemanden, der die Heizungen in zwölf Schulen wartet"),
    ("DE", "Lohnfertigung von Drehteilen aus Messing, 30.000 Stück im Jahr"),
    ("FR", "Bonjour, on cherche un prestataire pour le nettoyage des vitres"),
    ("FR", "Fabrication de cartes électroniques selon nos plans, 5 000 par an"),
    ("ES", "Envasado de miel para nuestra marca, 40.000 tarros al año"),
    ("ES", "Hola, ¿quién puede llevar el mantenimiento de los ascensores?"),
    ("JP", "自社ブランドの化粧品の製造を委託したい"),
    ("NL", "Order picking and shipping of spare parts from our Rotterdam store"),
    ("GB", "We bought 50 printers; now they have to be installed and looked after in all branches"),
    ("GB", "Need new windows fitted in the town hall, 140 of them"),
    ("US", "A test of our payment app by independent testers before release"),
]
"""Texts that look like goods or small talk, and place work."""

NO_REQUESTS = [
    ("GB", "Fifteen desks", "purchase"),
    ("US", "What is a captive centre?", "term"),
    ("GB", "Difference between nearshoring and offshoring?", "term"),
    ("GB", "How do you weigh the points of each model?", "method"),
    ("US", "Where do these scores come from?", "method"),
    ("DE", "Was bedeutet eigentlich Werkvertrag?", "term"),
    ("FR", "C'est quoi la différence entre régie et forfait ?", "term"),
    ("ES", "¿Qué significa externalizar?", "term"),
    ("JP", "オフショアとはどういう意味ですか", "term"),
    ("DE", "Does the GDPR apply to suppliers in India?", "law"),
    ("US", "Renew 40 Adobe licences, same PO as last year", "licence"),
    ("GB", "We need 25 laptops for the new office", "purchase"),
    ("GB", "Order 3 pallets of copy paper", "purchase"),
    ("US", "Please get a quote for two forklifts", "purchase"),
    ("DE", "Wir brauchen 60 Bürostühle und 30 Schreibtische", "purchase"),
    ("DE", "Verlängerung von 15 AutoCAD-Lizenzen", "licence"),
    ("FR", "Acheter 200 casques de chantier", "purchase"),
    ("ES", "Necesitamos comprar 500 cajas de guantes de nitrilo", "purchase"),
    ("JP", "ノートパソコンを20台購入したい", "purchase"),
    ("GB", "Diesel for the fleet, 20,000 litres a month", "purchase"),
    ("GB", "We are looking for a senior accountant, permanent, full time", "hiring"),
    ("ES", "Backfill for Marta in payroll, start in May", "hiring"),
    ("DE", "Wir suchen einen Buchhalter (m/w/d) in Vollzeit", "hiring"),
    ("US", "just checking if this thing works", "test"),
    ("GB", "testing, one two three", "test"),
    ("GB", "good morning team", "talk"),
    ("FR", "merci beaucoup, bonne journée", "talk"),
    ("DE", "Danke, das war's", "talk"),
    ("US", "asdf jkl", "other"),
    ("US", "help me please how do I use this", "command"),
    ("GB", "show me my last decisions", "command"),
]
"""Texts that place no work, and what answers them."""


@pytest.mark.parametrize(("home", "text"), REQUESTS)
def test_work_with_goods_or_small_talk_in_it_is_a_request(home: str, text: str) -> None:
    read = classify(text, home)
    assert read.model is not NotAModel.NONE
    assert read.reply is None


@pytest.mark.parametrize(("home", "text", "reply"), NO_REQUESTS)
def test_what_places_no_work_is_no_request_and_is_answered_by_its_kind(home: str, text: str, reply: str) -> None:
    read = classify(text, home)
    assert read.model is NotAModel.NONE
    assert read.reply is Reply(reply)


def test_two_things_at_once_are_a_request_where_one_of_them_is_work() -> None:
    for text in (
        "Please order 12 monitors, and find a cleaning firm for the Leeds office.",
        "What does nearshore mean? And we need a vendor in Poland for payroll.",
        "We need 30 laptops and someone to run our service desk",
        "Thanks, lunch was great. Can a contractor take over our warehouse in Hull?",
    ):
        assert classify(text, "GB").model is not NotAModel.NONE, text


@pytest.mark.parametrize(
    "text", ["Installation services of fire doors", "Repair services for hand dryers", "Lawn mower hire services"]
)
def test_a_service_that_is_done_to_things_is_no_purchase_of_them(text: str) -> None:
    assert classify(text, "GB").reply is not Reply.PURCHASE
