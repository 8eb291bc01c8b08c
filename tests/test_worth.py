"""What is said about questions is true: held against counting every way to answer them."""

import random
from collections import Counter
from collections.abc import Mapping
from math import log2, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.explaining.explain import questions, settling_answers
from rules.explaining.ways import drawn_ways, every_way
from rules.explaining.worth import shares, worths
from rules.policy import Policy
from rules.policy_file import default_policy
from rules.recommend import recommend
from tests.size import many
from tests.small_policies import answered, completions, plain_winner, policies

DEFAULT = default_policy()


def plain_shares(answers: Mapping[str, str], policy: Policy) -> dict[object, float]:
    """How often each result comes out over every way to answer what is missing, by the policy's priors."""
    found: Counter[object] = Counter()
    for complete in completions(answers, policy):
        prior = prod(policy.factor[factor].option[complete[factor]].prior for factor in complete.keys() - answers)
        found[plain_winner(complete, policy)] += prior
    return {result: count / found.total() for result, count in found.items()}


def uncertainty(answers: Mapping[str, str], policy: Policy) -> float:
    """The entropy of the result."""
    return -sum(share * log2(share) for share in plain_shares(answers, policy).values())


@given(data=st.data(), policy=policies(most_factors=3, priors=True))
def test_how_often_each_result_comes_out_is_counted_over_every_way(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    found = shares(answers, recommend(answers, policy).outcomes, policy)
    assert {result: share for result, share in found.items() if share} == pytest.approx(plain_shares(answers, policy))


@given(data=st.data(), policy=policies(most_factors=3, priors=True))
@settings(max_examples=many(120))
def test_the_worth_of_a_question_is_the_uncertainty_it_takes_away(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    result = recommend(answers, policy)
    for factor, worth in worths(answers, result.outcomes, policy).items():
        options = policy.factor[factor].options
        total = sum(option.prior for option in options)
        after = sum(option.prior / total * uncertainty({**answers, factor: option.id}, policy) for option in options)
        assert worth.bits == pytest.approx(uncertainty(answers, policy) - after, abs=1e-6)


@given(data=st.data(), policy=policies(most_factors=4))
@settings(max_examples=many(120))
def test_the_questions_are_exactly_those_whose_answer_can_change_who_wins(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    asked = {each.factor for each in questions(recommend(answers, policy), policy)}
    matter = {
        factor.id
        for factor in policy.factors
        if factor.id not in answers
        and any(
            len({plain_winner({**complete, factor.id: option.id}, policy) for option in factor.options}) > 1
            for complete in completions(answers, policy)
        )
    }
    assert asked == matter


@given(data=st.data(), policy=policies(most_factors=4))
def test_an_answer_is_said_to_settle_it_only_where_it_does(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    result = recommend(answers, policy)
    for each in questions(result, policy):
        settling = settling_answers(each.factor, result, policy)
        for option in policy.factor[each.factor].options:
            known = {**answers, each.factor: option.id}
            winners = {plain_winner(complete, policy) for complete in completions(known, policy)}
            assert (option.id in settling) == (len(winners) == 1)


def test_beyond_what_can_be_counted_a_draw_comes_close() -> None:
    rng = random.Random(5)
    for _ in range(5):
        answers = {f.id: rng.choice(f.options).id for f in rng.sample(DEFAULT.factors, len(DEFAULT.factors) - 6)}
        outcomes = recommend(answers, DEFAULT).outcomes
        counted, drawn = (ways(answers, outcomes, DEFAULT).counts for ways in (every_way, drawn_ways))
        for factor, by_answer in counted.items():
            for counts, estimates in zip(by_answer, drawn[factor], strict=True):
                whole = sum(map(sum, by_answer))
                assert [each / 1024 for each in estimates] == pytest.approx([each / whole for each in counts], abs=0.06)


def test_the_same_request_always_gets_the_same_questions() -> None:
    rng = random.Random(1)
    for _ in range(5):
        answers = {f.id: rng.choice(f.options).id for f in DEFAULT.factors if rng.random() < 0.3}
        result = recommend(answers, DEFAULT)
        assert questions(result, DEFAULT) == questions(recommend(dict(answers), default_policy()), default_policy())
