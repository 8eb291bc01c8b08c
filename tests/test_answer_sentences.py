"""The answer: one sentence that a person would say, for real requests from real places."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import pytest

from bot.assessing import assess
from bot.current_policy import CurrentPolicy
from bot.requests import Request
from bot.views.answer import advice, answer
from rules.cases import case_of, presumed_for
from rules.grid import Model
from rules.judging import judge
from rules.policy import Policy
from rules.recommend import Recommendation, Standing
from rules.works import Kind, kinds_of

POLICY = CurrentPolicy(None).loaded()
KINDS = kinds_of(POLICY.policy)
_LONGEST = 140
_RUN_TOGETHER = re.compile(r"\w{21}")
_DOUBLED = re.compile(
    r"\b(\w+) \1\b|\b(?:an?|the) (?:an?|the|local an?)\b|\ba [aeio]|\ban [^aeiouAEIOhFHLMNRSX]", re.ASCII
)


def sentence(home: str, text: str, answers: Mapping[str, str] = MappingProxyType({})) -> str:
    """The answer to a request from a country."""
    request = Request(text=text, home_country=home, who="dana", where="terminal", answers=answers)
    found = assess(request, POLICY)
    return answer(found.recommendation, found.policy, found.classification)


ASKED = tomllib.loads((Path(__file__).parent / "answers.toml").read_text(encoding="utf-8"))["asked"]


@pytest.mark.parametrize("asked", ASKED, ids=[each["text"] for each in ASKED])
def test_the_answer_is_what_a_person_would_say(asked: Mapping[str, str]) -> None:
    assert sentence(asked["home"], asked["text"]) == asked["said"]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"where_may": "here_only"}, "Keep payroll here, with a payroll bureau; your plan in Kraków is ruled out."),
        ({"place": "far"}, "Hire a local payroll bureau at your site abroad; your plan in Kraków is ruled out."),
    ],
)
def test_what_is_answered_is_never_said_of_a_place_that_the_text_names_for_something_else(
    answers: dict[str, str], said: str
) -> None:
    assert sentence("GB", "payroll for our 300 people, we think of our own centre in Kraków", answers) == said


def is_well_said(said: str) -> bool:
    """One sentence with one full stop, no longer than it is read at a glance, and no word twice in a row."""
    return (
        said[0].isupper() and said.count(".") == 1 and said.endswith(".") and "  " not in said and len(said) <= _LONGEST
    ) and not (_DOUBLED.search(said) or _RUN_TOGETHER.search(said))


def usual(kind: Kind) -> list[Model]:
    return [model for models in kind.usual for model in models]


UNJUDGED = judge({}, POLICY.policy, {}).recommendation


def about(kind: Kind, place: str | None = None) -> tuple[Recommendation, Policy]:
    """What is known of a kind of work by itself, before anything is judged."""
    answers = {"work": kind.id, **({"place": place} if place else {})}
    presumed = presumed_for(answers, POLICY.policy)
    return replace(UNJUDGED, answers=answers, presumed=presumed), case_of(answers, POLICY.policy)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_for_each_kind_of_work_each_model_is_advised_in_a_sentence(kind: Kind) -> None:
    for place in (None, "here", "near", "anywhere"):
        for model in Model:
            said = advice(model, *about(kind, place))
            assert is_well_said(said), said


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_two_models_that_are_level_are_both_named_in_a_sentence(kind: Kind) -> None:
    found, policy = about(kind)
    for first, second in pairwise(usual(kind)):
        level = replace(found, standing=Standing.CLOSE_CALL, model=first, close_to=second)
        said = answer(level, policy)
        assert is_well_said(said), said
        assert said.count("in a nearby country") <= 1, said
        assert kind.task in said or str(kind.supplier).split()[-1] in said


def test_every_kind_of_work_that_ships_has_a_name_for_sentences_and_somebody_who_does_it() -> None:
    assert [work.id for work in POLICY.policy.works if work.task is None] == []
    assert [kind.id for kind in KINDS.values() if kind.supplier is None] == []
