"""What a card says of an assessment, it says on each surface."""

import html
import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from bot.assessing import Assessment, assess
from bot.cli.card import print_card
from bot.current_policy import LoadedPolicy
from bot.reference import Reference
from bot.requests import Request
from bot.views.card import Audience, CardState, card
from bot.views.card_parts import Layout, Part, parts
from bot.wire.classification import ClassificationOut
from rules.decision_status import Status
from rules.policy_file import default_policy, default_policy_text
from tests.drawn import as_read
from tests.sample_courses import WAITING

AT = datetime(2026, 11, 3, 14, 5, tzinfo=UTC)
SAID_IN = "say it in bot/views/card_parts.py, and both cards do"
SLACKS_OWN = {"card.header", "card.request", "card.small_print", "card.actions"}
"""Blocks about the decision rather than its assessment."""
REQUESTS = {
    "ask": "Move our 40-seat help desk from Leeds to Manila, our own managers stay in charge",
    "ruled out": "Let a vendor in Shenzhen redraw the ITAR-controlled drawings",
    "duties": "Hand our payroll in Leeds, with health records, to a vendor in Manila for three years",
    "no request": "Good morning",
}
EACH = pytest.mark.parametrize("text", REQUESTS.values(), ids=REQUESTS)


def assessed(text: str) -> Assessment:
    loaded = LoadedPolicy(default_policy(), default_policy_text())
    return assess(Request(text=text, home_country="GB", who="U1", where="C1"), loaded)


def said(text: str) -> list[Part]:
    assessment = assessed(text)
    return list(parts(assessment.classification, assessment.recommendation, assessment.policy, "GB"))


def in_slack(text: str) -> tuple[set[str], str]:
    """The blocks of a card in Slack, and what it says."""
    assessment = assessed(text)
    shown = card(
        CardState(
            reference=Reference(12, "0123456789ab"),
            status=Status.RECORDED,
            text="",
            who="U1",
            home_country="GB",
            recorded_at=AT,
            described=ClassificationOut.of(assessment.classification, assessment.loaded.policy),
            recommendation=assessment.recommendation,
            policy=assessment.policy,
            course=WAITING,
        ),
        Audience.CHANNEL,
    )
    return {block["block_id"] for block in shown.blocks}, html.unescape(as_read(shown)).replace("\u200b", "")


def on_a_terminal(text: str) -> str:
    screen = io.StringIO()
    print_card(Console(file=screen, width=5_000), assessed(text), 12, AT)
    return "\n".join(line.rstrip() for line in screen.getvalue().splitlines())


def test_the_requests_here_show_every_layout() -> None:
    waiting = {part.layout for text in REQUESTS.values() for part in said(text)}
    assert waiting == set(Layout) - {Layout.PLAIN}, "which is for what is decided"


@EACH
def test_every_part_is_on_both_cards(text: str) -> None:
    _, slack = in_slack(text)
    terminal = on_a_terminal(text)
    for part in said(text):
        for line in part.lines:
            assert line in slack, f"{part.name} is not on Slack's card"
            assert line in terminal, f"{part.name} is not on the terminal's card"


@EACH
def test_neither_card_says_of_an_assessment_what_the_other_does_not(text: str) -> None:
    blocks, _ = in_slack(text)
    of_questions = {each for each in blocks if each.startswith(("card.question", "card.answers"))}
    said_by_parts = {f"card.{part.name}" for part in said(text)}
    asks = {"card.worth_asking"} if of_questions else set()
    assert (blocks - SLACKS_OWN - of_questions) | asks == said_by_parts, SAID_IN
    _, _, rows = on_a_terminal(text).partition("”\n\n")
    _, _, rows = rows.partition("\n\n")  # behind the opening
    headings = {row[:11].strip() for row in rows.partition("\n\n")[0].splitlines()}
    assert headings - {""} == {part.heading for part in said(text)} - {""}, SAID_IN


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        (
            "We want a contractor to clean our three offices in Leeds",
            "office cleaning (“contractor to clean”) · probably another company, here (“Leeds”, “contractor”)",
        ),
        ("Good morning", "no request to place work"),
    ],
)
def test_a_card_says_what_it_was_taken_for_and_by_which_words(text: str, taken: str) -> None:
    (described,) = (part for part in said(text) if part.name == "described")
    assert described.lines == (taken,)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (
            "We want a contractor to clean our three offices in Leeds",
            "Hire a local cleaning company in Leeds, as you seem to plan.",
        ),
        ("Let a vendor in Shenzhen redraw the ITAR-controlled drawings", "your plan in Shenzhen is ruled out"),
        ("Let a vendor in Manila wash our linen", "Outsourcing far away works. Against it: linen"),
    ],
)
def test_a_card_judges_the_plan_of_the_request(text: str, verdict: str) -> None:
    assert verdict in in_slack(text)[1]


def test_at_a_site_abroad_another_company_is_a_local_one() -> None:
    (opening,) = (p for p in said("Find a firm to maintain the lifts in our office in Madrid") if p.name == "answer")
    assert opening.lines[0].startswith("Hire a local lift maintenance company in Madrid")
