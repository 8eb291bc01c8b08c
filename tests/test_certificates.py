"""What is said to guarantee a result does: held against every way to answer the rest."""

import random
from collections.abc import Mapping
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.explaining.certificates import Certificate, against_runner_up, sufficient
from rules.grid import Model
from rules.policy import Policy
from rules.policy_file import default_policy
from rules.recommend import fired_effects, recommend
from tests.size import many
from tests.small_policies import answered, completions, plain_winner, policies

DEFAULT = default_policy()


def guarantees(factors: tuple[str, ...], answers: Mapping[str, str], policy: Policy, model: Model | None) -> bool:
    """Whether every way to answer the rest gives this result."""
    kept = {factor: answers[factor] for factor in factors}
    return all(plain_winner(complete, policy) == model for complete in completions(kept, policy))


def ahead(one: Model, other: Model, answers: Mapping[str, str], policy: Policy) -> bool:
    """Whether the other model is ruled out, or behind one that is not."""
    fired = list(fired_effects(answers, policy))
    ruled_out = {model for effect in fired for model in effect.rules_out}
    if other in ruled_out or one in ruled_out:
        return other in ruled_out
    points = {
        model: (sum(effect.points[policy.order.index(model)] for effect in fired), -policy.order.index(model))
        for model in (one, other)
    }
    return points[one] > points[other]


def keeps_ahead(
    factors: tuple[str, ...], answers: Mapping[str, str], policy: Policy, pair: tuple[Model, Model]
) -> bool:
    """Whether every way to answer the rest keeps the first model ahead of the second."""
    kept = {factor: answers[factor] for factor in factors}
    return all(ahead(*pair, complete, policy) for complete in completions(kept, policy))


def without_each(certificate: Certificate) -> list[tuple[str, ...]]:
    """The certificate's answers with one left out."""
    return list(combinations(certificate.factors, len(certificate.factors) - 1)) if certificate.factors else []


@given(data=st.data(), policy=policies(most_factors=4))
@settings(max_examples=many(120))
def test_sufficient_answers_guarantee_the_result_and_none_can_be_left_out(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    result = recommend(answers, policy)
    found = sufficient(result, policy)
    assert (found is not None) == guarantees(tuple(answers), answers, policy, result.model)
    if found:
        assert guarantees(found.factors, answers, policy, result.model)
        assert not any(guarantees(fewer, answers, policy, result.model) for fewer in without_each(found))


@given(data=st.data(), policy=policies(most_factors=4))
@settings(max_examples=many(120))
def test_what_is_called_smallest_is(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    result = recommend(answers, policy)
    found = sufficient(result, policy, budget=10_000)
    if found is None:
        return
    assert found.smallest
    assert guarantees(found.factors, answers, policy, result.model)
    for size in range(len(found.factors)):
        assert not any(guarantees(fewer, answers, policy, result.model) for fewer in combinations(answers, size))


@given(data=st.data(), policy=policies(most_factors=4))
@settings(max_examples=many(120))
def test_the_reason_against_the_runner_up_is_a_smallest_one(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    result = recommend(answers, policy)
    found = against_runner_up(result, policy, budget=10_000)
    if result.model is None or result.runner_up is None:
        assert found is None
        return
    pair = (result.model, result.runner_up)
    assert (found is not None) == keeps_ahead(tuple(answers), answers, policy, pair)
    if found:
        assert found.smallest
        assert keeps_ahead(found.factors, answers, policy, pair)
        for size in range(len(found.factors)):
            assert not any(keeps_ahead(fewer, answers, policy, pair) for fewer in combinations(answers, size))


def test_on_the_default_policy_no_random_completion_breaks_a_guarantee() -> None:
    rng = random.Random(1)
    for number in range(200):
        answers = {
            factor.id: rng.choice(factor.options).id for factor in DEFAULT.factors if number % 2 or rng.random() < 0.9
        }
        result = recommend(answers, DEFAULT)
        for found in (sufficient(result, DEFAULT), sufficient(result, DEFAULT, budget=1_000)):
            if found is None:
                assert not result.outcomes.certain
                continue
            kept = {factor: answers[factor] for factor in found.factors}
            assert recommend(kept, DEFAULT).outcomes.certain
            assert recommend(kept, DEFAULT).model == result.model
            for left_out in without_each(found):
                fewer = {factor: answers[factor] for factor in left_out}
                assert not recommend(fewer, DEFAULT).outcomes.certain


def test_a_part_too_large_to_list_still_gives_a_true_guarantee() -> None:
    document = DEFAULT.model_dump(by_alias=True)
    tied = [factor.id for factor in DEFAULT.factors if len(factor.options) > 2][:12]
    document["rules"] = [
        *document["rules"],
        *(
            {
                "id": f"tie_{one}",
                "when": {one: [DEFAULT.factor[one].options[0].id], other: [DEFAULT.factor[other].options[0].id]},
                "points": {Model.HYBRID: 1},
                "because": "A reason.",
                "source": "team default",
            }
            for one, other in pairwise(tied)
        ),
    ]
    policy = Policy.model_validate(document)
    rng = random.Random(4)
    for _ in range(40):
        answers = {factor.id: rng.choice(factor.options).id for factor in policy.factors}
        result = recommend(answers, policy)
        found = sufficient(result, policy, budget=100)
        assert found is not None
        for _ in range(50):
            complete = {factor.id: rng.choice(factor.options).id for factor in policy.factors}
            kept = {factor: answers[factor] for factor in found.factors}
            assert plain_winner({**complete, **kept}, policy) == result.model
