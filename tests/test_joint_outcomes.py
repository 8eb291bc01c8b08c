"""Which results of two policies come out together is exact: held against every request that both can judge."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.budget import BudgetSpentError
from rules.comparing import joint_requests
from rules.comparing.joint_outcomes import Aim, JointOutcomes
from rules.grid import Model
from rules.policy import Policy
from rules.policy_file import default_policy
from rules.recommend import fired_effects
from tests.policy_pairs import heard, pairs, shared_requests, winner
from tests.size import many

RESULTS = (*Model, None)


@given(pair=pairs())
@settings(max_examples=many(60))
def test_a_pair_of_results_has_a_witness_exactly_where_some_request_has_those_results(
    pair: tuple[Policy, Policy],
) -> None:
    joint = JointOutcomes(*pair)
    real = {(winner(each, pair[0]), winner(each, pair[1])) for each in shared_requests(*pair)}
    for was, now in product(RESULTS, RESULTS):
        witness = joint.witness(Aim(was), Aim(now))
        assert (witness is not None) == ((was, now) in real)
        if witness is not None:
            assert (winner(witness, pair[0]), winner(witness, pair[1])) == (was, now)


@given(data=st.data(), pair=pairs(most_factors=3))
@settings(max_examples=many(60))
def test_it_is_exact_within_limits_on_the_answers_too(data: st.DataObject, pair: tuple[Policy, Policy]) -> None:
    factor = data.draw(st.sampled_from(pair[0].factors))
    within = {factor.id: data.draw(st.sets(st.sampled_from(list(factor.option)), min_size=1))}
    was, now = data.draw(st.sampled_from(RESULTS)), data.draw(st.sampled_from(RESULTS))
    real = [
        each
        for each in shared_requests(*pair)
        if each[factor.id] in within[factor.id] and (winner(each, pair[0]), winner(each, pair[1])) == (was, now)
    ]
    witness = JointOutcomes(*pair, within).witness(Aim(was), Aim(now))
    assert witness in real if real else witness is None


@given(data=st.data(), pair=pairs(most_factors=3))
@settings(max_examples=many(60))
def test_it_is_exact_about_clear_and_close_leads(data: st.DataObject, pair: tuple[Policy, Policy]) -> None:
    model, rival = data.draw(st.permutations(list(Model)))[:2]
    first, second = pair
    found = JointOutcomes(first, second).witness(
        Aim(model, lead=first.margin), Aim(model, close=(rival, second.margin))
    )
    real = [
        each
        for each in shared_requests(first, second)
        if winner(each, first) == winner(each, second) == model
        and all(lead >= first.margin for lead in leads(each, first).values())
        and leads(each, second).get(rival, second.margin) < second.margin
    ]
    assert found in real if real else found is None


@given(data=st.data(), pair=pairs())
@settings(max_examples=many(60))
def test_a_model_that_only_one_policy_rules_out_is_found_wherever_there_is_one(
    data: st.DataObject, pair: tuple[Policy, Policy]
) -> None:
    model, first = data.draw(st.sampled_from(Model)), data.draw(st.booleans())
    real = [
        each
        for each in shared_requests(*pair)
        if [model in ruled_out(each, policy) for policy in pair] == [first, not first]
    ]
    found = JointOutcomes(*pair).ruled_out_by_one(model, first=first)
    assert found in real if real else found is None


@given(pair=pairs(most_factors=3), budget=st.sampled_from([0, 10, 40, 160]))
@settings(max_examples=many(60))
def test_past_its_budget_it_says_that_it_does_not_know_and_nothing_false(
    pair: tuple[Policy, Policy], budget: int
) -> None:
    joint = JointOutcomes(*pair)
    real = {(winner(each, pair[0]), winner(each, pair[1])) for each in shared_requests(*pair)}
    for was, now in product(RESULTS, RESULTS):
        try:
            witness = joint.witness(Aim(was), Aim(now), budget)
        except BudgetSpentError:
            continue
        assert (witness is not None) == ((was, now) in real)


@given(pair=pairs(most_factors=3))
@settings(max_examples=many(60))
def test_it_is_exact_where_groups_are_too_large_to_list(pair: tuple[Policy, Policy]) -> None:
    with pytest.MonkeyPatch.context() as smaller:
        smaller.setattr(joint_requests, "_MOST_WAYS", 4)
        joint = JointOutcomes(*pair)
        real = {(winner(each, pair[0]), winner(each, pair[1])) for each in shared_requests(*pair)}
        for was, now in product(RESULTS, RESULTS):
            assert (joint.witness(Aim(was), Aim(now)) is not None) == ((was, now) in real)


def test_questions_without_one_answer_in_common_leave_no_shared_request() -> None:
    policy = default_policy()
    document = policy.model_dump(mode="json", by_alias=True)
    document["factors"][0]["options"] = [
        {**option, "id": f"other_{option['id']}"} for option in document["factors"][0]["options"]
    ]
    document |= {key: [] for key in ("rules", "flags", "works", "laws", "examples", "sources")}
    joint = JointOutcomes(policy, Policy.model_validate(document))
    assert joint.empty
    assert joint.witness(Aim(Model.IN_HOUSE), Aim(Model.HYBRID)) is None


def ruled_out(answers: dict[str, str], policy: Policy) -> set[Model]:
    """The models that the policy rules out."""
    return {model for effect in fired_effects(heard(answers, policy), policy) for model in effect.rules_out}


def leads(answers: dict[str, str], policy: Policy) -> dict[Model, int]:
    """How many points the winner is ahead of each other model that is not ruled out."""
    fired = list(fired_effects(heard(answers, policy), policy))
    totals = {model: sum(effect.points[place] for effect in fired) for place, model in enumerate(policy.order)}
    best = winner(answers, policy)
    out = ruled_out(answers, policy)
    return {model: totals[best] - totals[model] for model in Model if best and model not in out and model != best}
