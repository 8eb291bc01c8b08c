"""Questions of law and duty: what the policy says with its source, or that it is not known; nothing is made up."""

from dataclasses import replace

import pytest

from bot.views.replies import answer_to, in_plain
from rules.classification import NotAModel, Reply
from rules.grid import Model
from rules.law_questions import NOBODY_ELSE, law_answer, topics, topics_of
from rules.laws import UNCHECKED
from rules.policy_file import default_policy
from rules.reading import classify

ASKED = [
    ("who is liable if the vendor leaks data?", ["liability", "data"], "data protection officer"),
    ("does TUPE apply?", ["staff"], "works council"),
    ("do we need a works council agreement?", ["staff"], "works council"),
    ("is this allowed under DORA?", ["regulated"], "compliance"),
    ("May we send payroll data to India?", ["data"], "data protection officer"),
    ("do we have to tender this?", ["tender"], "procurement law"),
    ("Do we need to register a permanent establishment, and what about VAT?", ["tax"], "tax department"),
    ("who owns the copyright if a contractor writes the code?", ["lending", "rights"], "legal counsel"),
    ("Wer haftet, wenn der Dienstleister Daten verliert?", ["liability", "data"], "data protection officer"),
    ("Müssen wir den Betriebsrat fragen?", ["staff"], "works council"),
    ("faut-il consulter le CSE ?", ["staff"], "works council"),
    ("¿quién responde si el proveedor pierde datos?", ["liability", "data"], "data protection officer"),
    ("ベトナムにデータを送るのは法的に問題ありませんか", ["data"], "data protection officer"),
    ("Is it legal to outsource the moon landing?", [], NOBODY_ELSE),
]
REQUESTS = [
    "Are we allowed to move payroll to Kraków? We want a bureau there to do it.",
    "We have to inform 9,000 customers by letter: find a print house in Leeds",
    "The vendor does the cleaning in Leeds, and VAT applies",
    "Find a law firm here that checks who is liable if a supplier fails",
    "Can a vendor store our records in a warehouse near Leeds?",
    "Works council agrees: move the service desk to a provider in Manila",
]


@pytest.mark.parametrize(("text", "about", "ask"), ASKED)
def test_it_is_no_request_and_says_whom_to_ask(text: str, about: list[str], ask: str) -> None:
    read = classify(text, "GB")
    assert (read.model, read.reply) == (NotAModel.NONE, Reply.LAW)
    assert [topic.id for topic in topics_of(text)] == about
    said = in_plain(answer_to(text, read, "GB", default_policy()))
    assert ask in said


@pytest.mark.parametrize("text", REQUESTS)
def test_work_with_a_word_of_law_in_it_is_a_request(text: str) -> None:
    assert classify(text, "GB").reply is None


@pytest.mark.parametrize("home", ["GB", "DE", "FR", "US", "JP", "NZ"])
@pytest.mark.parametrize("text", [text for text, _, _ in ASKED])
def test_whatever_is_said_stands_in_the_policy_with_its_source(text: str, home: str) -> None:
    policy = default_policy()
    texts = {flag.because for flag in policy.flags} | {law.because for law in policy.laws}
    sources = {UNCHECKED} | {flag.source for flag in policy.flags} | {law.source for law in policy.laws}
    answer = law_answer(text, home, policy)
    for said in answer.known:
        assert any(said.text.endswith(each) for each in texts)
        assert said.source in sources
    assert answer.ask


def test_a_law_of_another_country_is_not_told() -> None:
    said = {home: str(law_answer("do we have to consult the staff?", home, default_policy())) for home in ("GB", "DE")}
    assert "TULRCA" in said["GB"]
    assert "TULRCA" not in said["DE"]


def test_a_law_from_memory_is_told_without_a_citation() -> None:
    answer = law_answer("do we need the works council?", "DE", default_policy())
    assert UNCHECKED in {each.source for each in answer.known}


def test_who_is_liable_is_not_answered_with_something_else() -> None:
    text = "who is liable if the vendor leaks data?"
    answer = law_answer(text, "GB", default_policy())
    assert answer.known == ()
    assert answer.duty in default_policy().models[Model.DOMESTIC_OUTSOURCING].duties
    assert "which I do not know" in answer.unknown[0]


def test_a_policy_that_says_nothing_leaves_only_the_honest_answer() -> None:
    policy = default_policy().model_copy(update={"flags": (), "laws": ()})
    text = "May we send payroll data to India?"
    said = in_plain(answer_to(text, replace(classify(text, "GB"), terms=()), "GB", policy))
    assert said == "I don't know, and I do not guess law.\nAsk your data protection officer."


def test_each_topic_names_flags_and_laws_of_the_policy_that_ships() -> None:
    policy = default_policy()
    for topic in topics():
        assert set(topic.flags) <= {flag.id for flag in policy.flags}
        assert set(topic.laws) <= {law.id for law in policy.laws}
        assert topic.flags or topic.laws or topic.says
