"""A question about terms is answered: what each means, the models side by side, what stays with you, which one when."""

import json
import string
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import pytest

from bot.views.replies import answer_to, in_plain
from rules.classification import NotAModel, Reply
from rules.glossary import Term, models_side_by_side, priorities, terms
from rules.grid import Model
from rules.policy_file import default_policy
from rules.reading import classify
from tests.test_cli import Run
from tests.test_no_request import SCHEMA, recorded

GREW_FROM = (
    "What are outsourcing, offshoring and offshore outsourcing, what are the benefits of each, and which one is right "
    "for which priority?"
)
ASKED = [
    ("what is a captive?", ["captive"]),
    ("was heißt Auslagerung?", ["outsourcing"]),
    ("Unterschied zwischen Arbeitnehmerüberlassung und Werkvertrag?", ["body_leasing", "contract_for_work"]),
    ("C'est quoi la différence entre régie et forfait ?", ["staff_augmentation", "contract_for_work"]),
    ("¿Qué significa externalización?", ["outsourcing"]),
    ("オフショアとは何ですか", ["offshoring"]),
    ("アウトソーシングとシェアードサービスの違いは？", ["outsourcing", "shared_service_centre"]),
    ("GCC vs BOT", ["gcc", "bot"]),
    ("gcc vs bot", ["gcc", "bot"]),
    ("explain EOR", ["eor"]),
    ("EOR or PEO?", ["eor", "peo"]),
    ("TUPE", ["tupe"]),
    ("nearshore", ["nearshoring"]),
    ("offshore outsourcing vs captive offshoring", ["offshore_outsourcing", "captive"]),
    ("Should we outsource or offshore?", ["outsourcing", "offshoring"]),
    ("when would you use staff augmentation instead of a managed service?", ["staff_augmentation", "managed_service"]),
    ("Could somebody explain to our new CFO what a shared service centre is?", ["shared_service_centre"]),
    ("What is the total cost of ownership of an arrangement, in plain words?", ["tco"]),
    ("difference between SLA, SOW and MSA", ["sla", "sow", "msa"]),
    (GREW_FROM, ["outsourcing", "offshoring", "offshore_outsourcing"]),
]
REQUESTS = [
    "Should we outsource or offshore our help desk?",
    "Offshore payroll to Pune",
    "Outsource it to the vendor in Leeds",
    "A captive in Kraków for 300 testers",
    "Managed service for our firewalls, 24/7, from a supplier here",
    "Nearshore team of five developers, which supplier?",
    "What does nearshore mean? And we need a vendor in Poland for payroll.",
    "Set up a GCC in Hyderabad with 400 people",
    "Bot development for our web shop by a freelancer",
]


@pytest.mark.parametrize(("text", "meant"), ASKED)
def test_a_question_about_terms_is_no_request_and_names_them(text: str, meant: list[str]) -> None:
    read = classify(text, "GB")
    assert read.model is NotAModel.NONE
    assert read.sure
    assert read.reply is Reply.TERM
    assert list(read.terms) == meant


@pytest.mark.parametrize("text", REQUESTS)
def test_work_that_is_described_with_a_term_is_a_request(text: str) -> None:
    read = classify(text, "GB")
    assert read.reply is None
    assert read.terms == ()


@pytest.mark.parametrize(("text", "meant"), ASKED)
def test_whoever_says_that_it_is_a_request_has_made_one(text: str, meant: list[str]) -> None:
    del meant
    assert classify(text, "GB", as_request=True).model is not NotAModel.NONE


def test_the_question_from_which_this_grew_gets_each_term_the_models_and_which_for_which_priority() -> None:
    policy = default_policy()
    answer = answer_to(GREW_FROM, classify(GREW_FROM, "GB"), "GB", policy)
    said = in_plain(answer)
    for term in ("outsourcing", "offshoring", "offshore_outsourcing"):
        assert terms()[term].definition in said
        assert terms()[term].with_you in said
    side_by_side = [Model.DOMESTIC_OUTSOURCING, Model.OFFSHORE_CAPTIVE, Model.OFFSHORE_OUTSOURCING]
    assert [each.model for each in answer.models] == side_by_side
    for model in side_by_side:
        assert all(benefit in said for benefit in policy.models[model].benefits)
        assert policy.models[model].duties[0] in said
    assert [each.priority for each in answer.priorities] == [each.label for each in priorities().values()]
    served = {each.priority: each.label for each in answer.priorities}
    assert served["Cost"] == policy.models[Model.OFFSHORE_OUTSOURCING].label
    assert served["Control"] == policy.models[Model.OFFSHORE_CAPTIVE].label
    assert served["Speed"] == policy.models[Model.DOMESTIC_OUTSOURCING].label


def test_only_the_priority_that_is_asked_about_is_answered() -> None:
    text = "Which is better for quality, outsourcing or a captive?"
    answer = answer_to(text, classify(text, "GB"), "GB", default_policy())
    assert [each.priority for each in answer.priorities] == ["Quality"]


def test_json_has_the_terms_the_models_and_a_source_with_its_address_and_day(tmp_path: Path) -> None:
    run = Run(tmp_path)
    out = json.loads(run("ask", "GCC vs BOT", "--home", "GB", "--json").stdout)
    jsonschema.validate(out, SCHEMA)
    reply = out["reply"]
    assert (reply["kind"], reply["term"]) == ("term", "gcc")
    assert [each["id"] for each in reply["terms"]] == ["gcc", "bot"]
    assert reply["models"] == ["offshore_captive", "hybrid"]
    assert urlsplit(reply["source"]["url"]).scheme in {"http", "https"}
    assert date.fromisoformat(reply["source"]["seen"])
    assert recorded(run) == []


def test_the_terminal_says_how_to_compare_them(tmp_path: Path) -> None:
    said = Run(tmp_path)("ask", "what is a captive?", "--home", "GB").stdout
    assert terms()["captive"].definition in " ".join(said.split())
    assert "sourcing compare nearshore_captive offshore_captive offshore_outsourcing" in said


def test_a_term_that_is_not_in_the_glossary_is_not_made_up() -> None:
    text = "What does flurbling mean?"
    answer = answer_to(text, classify(text, "GB"), "GB", default_policy())
    assert (answer.kind, answer.terms, answer.models) == (Reply.TERM, (), ())
    assert answer.said.startswith("I do not know that term")


def test_a_question_as_long_as_a_book_is_read_in_its_first_words() -> None:
    assert classify("what is outsourcing and " * 5_000, "GB").model is NotAModel.NONE


@pytest.mark.parametrize("term", terms().values(), ids=terms())
def test_each_term_is_short_plain_and_sourced(term: Term) -> None:
    assert len(term.definition) <= 200, "two lines of a card"
    assert len(term.with_you) <= 140
    for text in (term.definition, term.with_you):
        assert text[0] in string.ascii_uppercase
        assert text.rstrip(")").endswith(".")
        assert "!" not in text
    assert urlsplit(term.source.url).netloc
    assert term.source.title
    assert term.model is None or term.model in term.models
    assert len(term.models) <= 3


def test_no_name_means_two_terms() -> None:
    names = [name.lower() for term in terms().values() for name in (*term.names, *term.short)]
    assert sorted(names) == sorted(set(names))


def test_each_priority_ranks_every_model_with_a_reason_of_its_own() -> None:
    for priority in priorities().values():
        assert {model for model, _ in priority.order} == set(Model)
        assert len({because for _, because in priority.order}) == len(Model)


def test_models_side_by_side_are_two_or_three_and_of_several_terms_what_each_stands_for() -> None:
    for term in terms().values():
        assert len(models_side_by_side([term])) in {0, 2, 3}
    two = models_side_by_side([terms()["gcc"], terms()["bot"]])
    assert two == (Model.OFFSHORE_CAPTIVE, Model.HYBRID)
    alike = models_side_by_side([terms()["captive"], terms()["gcc"]])
    assert len(alike) == 3
