"""A decision is a sum, and a search that is cut short never says more than it knows."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.completions import possible_outcomes
from rules.policy import Policy
from rules.policy_file import default_policy
from rules.recommend import recommend
from rules.sums import sums_of
from tests.size import many
from tests.small_policies import answered, completions, plain_winner, policies

DEFAULT = default_policy()


@given(data=st.data(), policy=policies())
@settings(max_examples=many(300))
def test_the_sum_gives_the_same_winner_as_adding_up_by_hand(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    assert sums_of(policy).winner(answers) == plain_winner(answers, policy)


@given(data=st.data(), policy=policies())
@settings(max_examples=many(50))
def test_the_ranking_is_that_of_the_models_that_are_not_ruled_out(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    sums = sums_of(policy)
    places = sums.ranking(sums.total(answers))
    ranking = recommend(answers, policy).ranking
    assert [policy.order[place] for place in places] == [each.model for each in ranking if not each.ruled_out]


def test_it_does_so_for_requests_of_every_kind_to_the_default_policy() -> None:
    rng = random.Random(1)
    for _ in range(many(10_000)):
        answers = {each.id: rng.choice(each.options).id for each in DEFAULT.factors if rng.random() < 0.85}
        assert sums_of(DEFAULT).winner(answers) == plain_winner(answers, DEFAULT)


@given(data=st.data(), policy=policies(most_factors=4), budget=st.integers(0, 300))
@settings(max_examples=many(200))
def test_past_its_budget_a_model_counts_as_possible_and_nothing_false_is_said(
    data: st.DataObject, policy: Policy, budget: int
) -> None:
    answers = data.draw(answered(policy))
    outcomes = possible_outcomes(answers, policy, budget)
    winners = {plain_winner(complete, policy) for complete in completions(answers, policy)}
    assert set(outcomes.models) <= winners - {None} <= outcomes.possible
    assert outcomes.all_ruled_out or None not in winners
    assert not outcomes.certain or len(winners) == 1
