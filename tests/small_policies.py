"""Small random policies, small enough to enumerate, for holding the algorithms against brute force."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from hypothesis import strategies as st

from rules.grid import Model
from rules.policy import Policy
from rules.recommend import fired_effects
from tests.random_policies import BECAUSE, MODEL_TEXT

_points = st.dictionaries(st.sampled_from(Model), st.integers(-3, 3), max_size=7)
_vetoes = st.one_of(st.just([]), st.just([]), st.lists(st.sampled_from(Model), max_size=7, unique=True))


@st.composite
def policies(draw: st.DrawFn, most_factors: int = 5, *, fixed: bool = False, priors: bool = False) -> Policy:
    """A policy of up to `most_factors` factors with overlapping vetoes and rules; fixed factors and priors if asked."""
    factors = [
        {
            "id": f"f{number}",
            "question": "A question?",
            "why": "It matters.",
            "source": "team default",
            "fixed": fixed and draw(st.sampled_from([False, False, True])),
            "options": [
                {
                    "id": f"o{each}",
                    "label": "An answer",
                    "points": draw(_points),
                    "rules_out": draw(_vetoes),
                    "prior": draw(st.integers(1, 3)) if priors else 1,
                    **BECAUSE,
                }
                for each in range(draw(st.integers(2, 4)))
            ],
        }
        for number in range(draw(st.integers(2, most_factors)))
    ]
    rules = [_rule(draw, number, factors) for number in range(draw(st.integers(0, 4)))]
    order = draw(st.permutations(list(Model)))
    return Policy.model_validate(
        {
            "schema": 1,
            "version": "small",
            "title": "A small policy",
            "margin": draw(st.integers(1, 3)),
            "enough_answers": draw(st.integers(0, 2)),
            "models": dict.fromkeys(order, MODEL_TEXT),
            "factors": factors,
            "rules": rules,
        }
    )


def _rule(draw: st.DrawFn, number: int, factors: list[dict[str, Any]]) -> dict[str, Any]:
    tied = draw(st.lists(st.sampled_from(factors), min_size=2, max_size=3, unique_by=lambda factor: factor["id"]))
    when = {
        factor["id"]: draw(
            st.lists(st.sampled_from([option["id"] for option in factor["options"]]), min_size=1, unique=True)
        )
        for factor in tied
    }
    return {"id": f"r{number}", "when": when, "points": draw(_points), "rules_out": draw(_vetoes), **BECAUSE}


@st.composite
def answered(draw: st.DrawFn, policy: Policy) -> dict[str, str]:
    """Answers to some of a policy's factors, in any order."""
    given = draw(st.lists(st.sampled_from(policy.factors), unique_by=lambda factor: factor.id))
    return {factor.id: draw(st.sampled_from(factor.options)).id for factor in given}


def completions(answers: Mapping[str, str], policy: Policy) -> Iterator[dict[str, str]]:
    """Every way to answer the missing factors, together with the given answers."""
    missing = [factor for factor in policy.factors if factor.id not in answers]
    for options in product(*(factor.options for factor in missing)):
        yield {**answers, **{factor.id: option.id for factor, option in zip(missing, options, strict=True)}}


def plain_winner(answers: Mapping[str, str], policy: Policy) -> Model | None:
    """The winner in ten plain lines: add up, take out what is ruled out, and take the first of the best."""
    fired = list(fired_effects(answers, policy))
    ruled_out = {model for effect in fired for model in effect.rules_out}
    totals = {
        model: sum(effect.points[position] for effect in fired)
        for position, model in enumerate(policy.order)
        if model not in ruled_out
    }
    return max(totals, key=lambda model: totals[model], default=None)
