"""How other models can still win."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.explaining.prospects import prospects
from rules.policy_file import default_policy
from rules.recommend import recommend
from tests.size import many
from tests.small_policies import answered, completions, plain_winner, policies


@settings(max_examples=many(60))
@given(data=st.data())
def test_every_other_model_that_can_win_comes_with_answers_that_make_it_the_recommended_one(
    data: st.DataObject,
) -> None:
    policy = data.draw(policies(4))
    answers = data.draw(answered(policy))
    recommendation = recommend(answers, policy)
    winners = {plain_winner(each, policy) for each in completions(answers, policy)} - {None, recommendation.model}
    found = prospects(recommendation, policy)
    assert set(found) == winners
    for model, added in found.items():
        assert not set(added) & set(answers)
        assert recommend({**answers, **added}, policy).model == model


def test_on_the_default_policy_a_few_answers_are_enough() -> None:
    recommendation = recommend({"export_control": "military", "work_type": "recurring_service"}, default_policy())
    found = prospects(recommendation, default_policy())
    assert found
    assert all(len(added) <= 3 for added in found.values())
