"""Every template, read in many real cases: none of it is clumsy."""

import html
import io
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from rich.console import Console

from bot.assessing import Assessment, assess
from bot.cli.card import print_card
from bot.current_policy import LoadedPolicy
from bot.reference import Reference
from bot.requests import Request
from bot.views import explanations, guarantees, outlook, sentences
from bot.views.answer import answer
from bot.views.blocks import Message
from bot.views.card import Audience, CardState, card
from bot.views.details import details_view
from bot.views.proof import proof_view
from bot.views.questionnaire import questionnaire_view
from bot.views.questionnaire_state import QuestionnaireState
from bot.wire.classification import ClassificationOut
from rules.decision_status import Status
from rules.explaining.explain import questions
from rules.policy_file import default_policy, default_policy_text
from rules.recommend import Standing
from tests.clumsy import faults, faults_of_a_sentence
from tests.sample_courses import WAITING

LOADED = LoadedPolicy(default_policy(), default_policy_text())
AT = datetime(2026, 11, 3, 14, 5, tzinfo=UTC)
FROM_EACH_FILE = 17
ASKED = Path(__file__).parent / "asked"
_SOMEBODY_ELSES = ("card.request", "card.small_print", "proof.policy", "details.policy")
"""Blocks that quote a person, or name people and files."""


_SOMEBODY = re.compile(r"<@\w+>")
_MARKUP = re.compile(r"[*`]|:[a-z_]+:|<[^|>]*\|?([^>]*)>|^[•\d.]+ ", re.MULTILINE)


def requests() -> Iterator[tuple[str, str]]:
    """Texts as people type them, with where they ask; spread over every file."""
    for file in sorted(ASKED.glob("*.toml")):
        asked = tomllib.loads(file.read_text(encoding="utf-8"))["asked"]
        for each in asked[:: len(asked) // FROM_EACH_FILE][:FROM_EACH_FILE]:
            yield each["text"], each.get("home", "GB")


def answered(text: str, home: str, most: int, drawn: Random) -> Assessment:
    """A request, with so many of the questions answered that are worth most, as often as people answer so."""
    given: dict[str, str] = {}
    while True:
        assessment = assess(Request(text=text, home_country=home, who="U1", where="C1", answers=given), LOADED)
        open_ = questions(assessment.recommendation, assessment.policy)[: min(4, most - len(given))]
        if not open_:
            return assessment
        for each in open_:
            options = assessment.policy.factor[each.factor].options
            given[each.factor] = drawn.choices(options, [option.prior for option in options])[0].id


@cache
def cases() -> tuple[Assessment, ...]:
    """Each request as it was typed; some with a few answers, and some with all that can matter."""
    drawn = Random(7)
    found = []
    for number, (text, home) in enumerate(requests()):
        found.append(answered(text, home, 0, drawn))
        if number % 3 == 0:
            found.append(answered(text, home, 4 if number % 2 else 40, drawn))
    return tuple(found)


def state(assessment: Assessment) -> CardState:
    return CardState(
        reference=Reference(12, "0123456789ab"),
        status=Status.RECORDED,
        text=assessment.request.text,
        who="U1",
        home_country=assessment.request.home_country,
        recorded_at=AT,
        described=ClassificationOut.of(assessment.classification, assessment.policy),
        recommendation=assessment.recommendation,
        policy=assessment.policy,
        course=WAITING,
        provenance=assessment.provenance,
    )


def as_read_aloud(shown: Message | Mapping[str, Any]) -> Iterator[str]:
    """Each line that somebody sees, without the marks of Slack's markup."""
    blocks = shown.blocks if isinstance(shown, Message) else shown["blocks"]
    for block in blocks:
        if block["block_id"] not in _SOMEBODY_ELSES:
            for text in _texts(block):
                plain = _MARKUP.sub(r"\1", html.unescape(_SOMEBODY.sub("@somebody", text)))
                yield from (line.replace("\u200b", "").strip() for line in plain.splitlines() if line.strip())


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for key, value in node.items():
            if key not in {"block_id", "action_id", "value"}:
                yield from _texts(value)
    elif isinstance(node, list | tuple):
        for each in node:
            yield from _texts(each)


def sentences_of(assessment: Assessment) -> Iterator[str]:
    """All that is to be a sentence."""
    recommendation, policy = assessment.recommendation, assessment.policy
    yield answer(recommendation, policy, assessment.classification)
    yield sentences.standing(recommendation, policy)
    yield from explanations.explanation(recommendation, policy)
    yield from explanations.out(recommendation, policy)
    yield from explanations.every_flip(recommendation, policy)
    yield from explanations.ways_to_win(recommendation, policy)
    yield from guarantees.counted(recommendation, policy)
    yield from guarantees.what_counts(recommendation)
    maybe = [
        explanations.runner_up(recommendation, policy),
        explanations.unless(recommendation, policy),
        explanations.if_that_changes(recommendation, policy),
        outlook.possible(recommendation, policy),
        outlook.enough(recommendation, policy),
    ]
    yield from (each for each in maybe if each)
    for asked in questions(recommendation, policy)[:3]:
        yield outlook.worth(asked.factor, recommendation, policy) or policy.factor[asked.factor].question
    for proof in (guarantees.guarantee(recommendation, policy), guarantees.behind(recommendation, policy)):
        if proof:
            yield proof.claim


def lines_of(assessment: Assessment) -> Iterator[str]:
    """All that stands on the card, behind it, on the questionnaire's pages and on a terminal's card."""
    shown = state(assessment)
    yield from as_read_aloud(card(shown, Audience.REQUESTER))
    yield from as_read_aloud(details_view(shown))
    yield from as_read_aloud(proof_view(shown))
    asked = [each.factor for each in questions(assessment.recommendation, assessment.policy)][:3]
    for page in (1, 2):
        draft = QuestionnaireState(
            draft_id="d-7",
            page=page,
            pages=1,
            questions=asked,
            text=assessment.request.text,
            home_country=assessment.request.home_country,
            described=shown.described,
            recommendation=assessment.recommendation,
            policy=assessment.policy,
        )
        yield from as_read_aloud(questionnaire_view(draft))
    screen = io.StringIO()
    print_card(Console(file=screen, width=5_000), assessment, 12, AT)
    _, _, below = screen.getvalue().partition("”\n\n")
    yield from (line[16:].strip() for line in below.splitlines() if line.strip() and "--answer" not in line)


def test_the_cases_are_many_and_of_every_standing() -> None:
    standings = Counter(each.recommendation.standing for each in cases())
    assert sum(standings.values()) >= 65
    assert min(standings[each] for each in Standing) >= 3


def test_no_sentence_is_clumsy() -> None:
    said = {sentence for each in cases() for sentence in sentences_of(each)}
    assert len(said) > 200
    assert sorted({fault for each in said for fault in faults_of_a_sentence(each)}) == []


def test_no_line_is_clumsy_wherever_it_is_shown() -> None:
    shown = {line for each in cases() for line in lines_of(each)}
    assert sorted({fault for each in shown for fault in faults(each)}) == []


@pytest.mark.parametrize(
    "clumsy",
    [
        "Unless unless you direct the people: then in-house.",
        "Ahead of hybrid because you direct the people; and the work is standard.",
        "Still possible: all but own centre nearby or far away, or none at all.",
        "Level with hybrid: nothing said so far tells them apart.",
        "Recommended offshore_outsourcing.",
        "In-house, if a outsourcer is found.",
        "In-house, because an supplier is found.",
        "Hybrid () is out.",
        "hybrid is out.",
        "Hybrid is out",
        "Hybrid is out..",
        "Hybrid “is out.",
        "None is out.",
        f"Hybrid is out{' and out' * 30}.",
    ],
)
def test_the_rules_find_what_is_clumsy(clumsy: str) -> None:
    assert list(faults_of_a_sentence(clumsy))
