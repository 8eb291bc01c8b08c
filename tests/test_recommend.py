"""What a recommendation promises."""

import random
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.explaining.explain import differences, questions
from rules.grid import Model
from rules.policy import Policy
from rules.policy_file import default_policy
from rules.recommend import Recommendation, Standing, UnknownAnswerError, recommend
from tests.size import many
from tests.small_policies import answered, completions, plain_winner, policies

DEFAULT = default_policy()


def random_answers(rng: random.Random, share: float = 1.0) -> dict[str, str]:
    """Answers to about that share of the default policy's questions."""
    return {factor.id: rng.choice(factor.options).id for factor in DEFAULT.factors if rng.random() <= share}


def test_every_complete_set_of_answers_gives_a_model_or_names_what_rules_all_out() -> None:
    rng = random.Random(1)
    for _ in range(many(3000)):
        result = recommend(random_answers(rng), DEFAULT)
        assert len(result.ranking) == len(Model)
        if result.model is None:
            assert all(ranked.ruled_out for ranked in result.ranking)
        else:
            assert not result.ranking[0].ruled_out
            assert result.ranking[0].model == result.model


def test_points_are_the_sum_of_their_reasons() -> None:
    rng = random.Random(2)
    for _ in range(500):
        result = recommend(random_answers(rng, share=0.7), DEFAULT)
        for ranked in result.ranking:
            assert ranked.points == sum(each.points for each in result.reasons if each.model == ranked.model)
        for reason in result.reasons:
            assert result.answers[reason.factor] == reason.option
            assert reason.because
            assert reason.source


def test_a_veto_goes_before_any_number_of_points() -> None:
    answers = {"export_control": "military", "scale": "500_plus", "duration": "over_3_years", "labour_share": "over_60"}
    result = recommend(answers, DEFAULT)
    ruled_out = {ranked.model for ranked in result.ranking if ranked.ruled_out}
    assert {Model.OFFSHORE_CAPTIVE, Model.OFFSHORE_OUTSOURCING} <= ruled_out
    assert result.model not in ruled_out


def test_buying_goods_rules_every_model_out_and_says_so() -> None:
    result = recommend({"work_type": "goods_or_licence"}, DEFAULT)
    assert result.model is None
    assert result.standing is Standing.FIRM
    assert {veto.rule for ranked in result.ranking for veto in ranked.ruled_out} == {"work_type.goods_or_licence"}


def test_with_nothing_answered_it_is_too_early_and_no_model_is_named() -> None:
    result = recommend({}, DEFAULT)
    assert result.standing is Standing.TOO_EARLY
    assert result.named is None


def test_an_unknown_factor_or_option_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(UnknownAnswerError) as error:
        recommend({"scael": "500_plus", "duration": "over_3_year"}, DEFAULT)
    assert str(error.value).splitlines() == [
        'unknown factor "scael"; did you mean "scale"?',
        'factor "duration" has no option "over_3_year"; did you mean "over_3_years"?',
    ]


@given(data=st.data(), policy=policies())
def test_the_order_of_answers_never_matters(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    assert recommend(answers, policy) == recommend(shuffled, policy)


@given(data=st.data(), policy=policies())
def test_the_order_of_rules_never_matters(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    reordered = Policy.model_validate(
        {**policy.model_dump(by_alias=True), "rules": data.draw(st.permutations(list(policy.rules)))}
    )
    ranking = [(each.model, each.points, bool(each.ruled_out)) for each in recommend(answers, policy).ranking]
    again = [(each.model, each.points, bool(each.ruled_out)) for each in recommend(answers, reordered).ranking]
    assert ranking == again
    assert recommend(answers, policy).model == recommend(answers, reordered).model


@given(data=st.data(), policy=policies(), model=st.sampled_from(Model))
def test_adding_a_veto_never_revives_a_model(data: st.DataObject, policy: Policy, model: Model) -> None:
    answers = data.draw(answered(policy))
    document = policy.model_dump(by_alias=True)
    factor = data.draw(st.sampled_from(document["factors"]))
    option = data.draw(st.sampled_from(factor["options"]))
    option["rules_out"] = (*option["rules_out"], model)
    before, after = recommend(answers, policy), recommend(answers, Policy.model_validate(document))
    assert _ruled_out(before) <= _ruled_out(after) <= _ruled_out(before) | {model}


def _ruled_out(recommendation: Recommendation) -> set[Model]:
    return {ranked.model for ranked in recommendation.ranking if ranked.ruled_out}


@given(data=st.data(), policy=policies())
@settings(max_examples=many(150))
def test_what_can_still_win_is_exactly_what_some_completion_makes_win(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    outcomes = recommend(answers, policy).outcomes
    winners = {plain_winner(complete, policy) for complete in completions(answers, policy)}
    assert set(outcomes.models) == winners - {None}
    assert outcomes.all_ruled_out == (None in winners)
    for model, witness in outcomes.models.items():
        assert plain_winner({**answers, **witness}, policy) == model


@given(data=st.data(), policy=policies())
@settings(max_examples=many(150))
def test_settled_means_that_no_completion_gives_anything_else(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    result = recommend(answers, policy)
    winners = {plain_winner(complete, policy) for complete in completions(answers, policy)}
    if result.standing is Standing.FIRM:
        assert winners == {result.model}
    elif len(answers) == len(policy.factors):
        assert result.lead is not None
        assert result.lead < policy.margin
    assert result.model in winners or result.model is None


@given(data=st.data(), policy=policies())
@settings(max_examples=many(200))
def test_firm_holds_with_every_presumption_set_free(data: st.DataObject, policy: Policy) -> None:
    answers, presumed = data.draw(answered(policy)), data.draw(answered(policy))
    result = recommend(answers, policy, presumed)
    assert result.presumed.keys() == presumed.keys() - answers.keys()
    winners = {plain_winner(complete, policy) for complete in completions(answers, policy)}
    if result.standing is Standing.FIRM:
        assert winners == {result.model}
    if len(winners) == 1 and not result.outcomes.unproven:
        assert result.standing in {Standing.FIRM, Standing.CLOSE_CALL}


@given(data=st.data(), policy=policies())
@settings(max_examples=many(100))
def test_the_share_that_stays_is_near_the_share_of_all_ways(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    result = recommend(answers, policy)
    priors = {factor.id: {option.id: option.prior for option in factor.options} for factor in policy.factors}
    total = same = 0
    for complete in completions(answers, policy):
        weight = prod(priors[factor][option] for factor, option in complete.items() if factor not in answers)
        total += weight
        same += weight * (plain_winner(complete, policy) == result.model)
    if result.standing not in {Standing.FIRM, Standing.CLOSE_CALL}:
        assert abs(result.stays - same / total) < 0.15


@given(data=st.data(), policy=policies())
def test_every_question_left_out_cannot_change_who_wins(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    result = recommend(answers, policy)
    asked = {each.factor for each in questions(result, policy)}
    unasked = [each.id for each in policy.factors if each.id not in answers and each.id not in asked]
    for complete in completions(answers, policy):
        for factor in unasked:
            winners = {
                plain_winner({**complete, factor: option.id}, policy) for option in policy.factor[factor].options
            }
            assert len(winners) == 1


def test_settled_on_the_default_policy_holds_for_random_completions() -> None:
    rng = random.Random(3)
    tried = 0
    while tried < many(10_000):
        answers = random_answers(rng, share=rng.uniform(0.5, 0.95))
        result = recommend(answers, DEFAULT)
        if result.standing is not Standing.FIRM:
            continue
        for _ in range(100):
            tried += 1
            assert plain_winner({**random_answers(rng), **answers}, DEFAULT) == result.model


def test_a_lead_smaller_than_the_margin_is_a_close_call_when_nothing_is_missing() -> None:
    rng = random.Random(4)
    seen = set()
    for _ in range(500):
        result = recommend(random_answers(rng), DEFAULT)
        if result.model is None or result.lead is None:
            continue
        seen.add(result.standing)
        assert (result.standing is Standing.CLOSE_CALL) == (result.lead < DEFAULT.margin)
        assert result.close_to == (result.runner_up if result.standing is Standing.CLOSE_CALL else None)
    assert seen == {Standing.CLOSE_CALL, Standing.FIRM}


def test_differences_add_up_to_the_lead_over_the_runner_up() -> None:
    rng = random.Random(5)
    for _ in range(300):
        result = recommend(random_answers(rng, share=0.8), DEFAULT)
        if result.model is not None and result.runner_up is not None:
            rival = next(each.points for each in result.ranking if each.model == result.runner_up)
            assert sum(each.points for each in differences(result)) == result.points - rival
