"""How long a questionnaire is said to be is about as long as it is."""

import random
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.questionnaire.pages import is_answer_enough, to_ask
from rules.explaining.remaining import questions_left
from rules.judging import judge
from rules.policy import Policy
from rules.policy_file import default_policy
from rules.recommend import recommend
from tests.size import many
from tests.small_policies import answered, policies

DEFAULT = default_policy()


@given(data=st.data(), policy=policies(most_factors=5))
@settings(max_examples=many(100))
def test_none_is_left_where_it_is_settled_and_never_more_than_there_are(data: st.DataObject, policy: Policy) -> None:
    result = recommend(data.draw(answered(policy)), policy)
    order = to_ask(result, policy)
    left = questions_left(order, result, policy)
    assert (left == 0) == (is_answer_enough(result) or not order)
    assert left <= len(order)
    assert left == questions_left(order, result, policy)


@pytest.mark.parametrize(
    "known",
    [
        {"work": "translation"},
        {"work": "translation", "work_type": "recurring_service"},
        {"place": "anywhere", "work_type": "recurring_service"},
    ],
)
def test_it_takes_about_as_many_as_are_told(known: dict[str, str]) -> None:
    begin = judge(known, DEFAULT, {})
    told = questions_left(to_ask(begin.recommendation, begin.policy), begin.recommendation, begin.policy)
    taken = [_taken(known, person) for person in range(5)]
    assert abs(told - median(taken)) <= 3, taken


def _taken(known: dict[str, str], person: int) -> int:
    """The questions that somebody is asked, one after the other, until the result is firm or likely."""
    rng, answers = random.Random(person), dict(known)
    while True:
        judged = judge(answers, DEFAULT, {})
        order = to_ask(judged.recommendation, judged.policy)
        if is_answer_enough(judged.recommendation) or not order:
            return len(answers) - len(known)
        factor = judged.policy.factor[order[0]]
        options = [option.id for option in factor.options]
        answers[factor.id] = rng.choices(options, [option.prior for option in factor.options])[0]
