"""Which question comes next, and which stand together on a page of the questionnaire."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.questionnaire.pages import (
    AT_ONCE,
    MOST_QUESTIONS,
    REQUEST_PAGE,
    Pages,
    answered_on,
    as_seen,
    chosen_anew,
    is_for_record,
    new_page,
    next_page,
    page_before,
    page_with,
    questions_on,
    with_the_rest,
)
from rules.explaining.explain import questions
from rules.policy import Policy
from rules.policy_file import default_policy
from rules.recommend import recommend
from tests.size import many
from tests.small_policies import answered, policies

DEFAULT = default_policy()
PURCHASE = {"work_type": "goods_or_licence"}


@given(data=st.data(), policy=policies(most_factors=5))
@settings(max_examples=many(100))
def test_a_page_has_the_questions_worth_most_and_none_that_no_longer_matters(
    data: st.DataObject, policy: Policy
) -> None:
    result = recommend(data.draw(answered(policy)), policy)
    worth_most = [each.factor for each in questions(result, policy)]
    assert list(new_page((), result, policy, ())) == worth_most[:AT_ONCE]


@given(data=st.data(), policy=policies(most_factors=5))
@settings(max_examples=many(100))
def test_an_answer_moves_nothing_above_it_and_takes_no_answer_away(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    page = data.draw(st.permutations([factor.id for factor in policy.factors]))[:4]
    given_now = data.draw(st.sampled_from(page))
    option = data.draw(st.sampled_from(policy.factor[given_now].options)).id
    result = recommend({**answers, given_now: option}, policy)
    after = chosen_anew(page, given_now, (page,), result, policy)
    at = page.index(given_now) + 1
    assert list(after[:at]) == page[:at]
    assert set(page).intersection(result.answers) <= set(after)
    assert len(set(after)) == len(after) <= max(len(page), AT_ONCE)


@given(data=st.data(), policy=policies(most_factors=5))
@settings(max_examples=many(60))
def test_whoever_answers_what_is_asked_comes_to_where_nothing_could_change_it(
    data: st.DataObject, policy: Policy
) -> None:
    answers: dict[str, str] = {}
    pages: Pages = ()
    while page := new_page(pages, recommend(answers, policy), policy, ()):
        done: list[str] = []
        while left := [factor for factor in page if factor not in answers]:
            done.append(left[0])
            answers[left[0]] = data.draw(st.sampled_from(policy.factor[left[0]].options)).id
            page = chosen_anew(page, left[0], (*pages, page), recommend(answers, policy), policy)
        pages = (*pages, page)
    assert recommend(answers, policy).outcomes.certain


def test_what_the_text_says_stands_under_the_first_questions_to_be_checked() -> None:
    read = {"place": "anywhere", "customer_contact": "none", "labour_share": "over_60", "scale": "5_49"}
    page = new_page((), recommend(read, DEFAULT), DEFAULT, read)
    assert [factor in read for factor in page] == [False] * 3 + [True] * 3
    following = new_page((page,), recommend(read, DEFAULT), DEFAULT, read)
    assert set(following).intersection(read) == {"labour_share"}


def test_a_question_left_open_is_not_asked_again_until_all_others_are_done() -> None:
    nothing = recommend({}, DEFAULT)
    pages: Pages = ()
    while page := new_page(pages, nothing, DEFAULT, ()):
        pages = (*pages, page)
    shown = [factor for page in pages for factor in page]
    assert sorted(shown) == sorted(DEFAULT.factor)


def test_once_it_is_settled_the_rest_fills_whole_pages_for_the_record() -> None:
    settled = recommend(PURCHASE, DEFAULT)
    shown = (("work_type", "place"),)
    assert new_page(shown, settled, DEFAULT, ()) == ()
    assert questions_on(shown[0], settled, DEFAULT) == ["work_type"]
    pages = with_the_rest(answered_on(shown, PURCHASE), DEFAULT.factor)
    first, *full, last = [len(page) for page in pages]
    assert first == 1
    assert set(full) == {MOST_QUESTIONS}
    assert 0 < last <= MOST_QUESTIONS
    assert sum(map(len, pages)) == len(DEFAULT.factors)
    assert not is_for_record(pages[0], settled, DEFAULT)
    assert all(is_for_record(page, settled, DEFAULT) for page in pages[1:])
    assert len(questions_on(pages[1], settled, DEFAULT)) == MOST_QUESTIONS
    assert chosen_anew(pages[1], pages[1][0], pages, settled, DEFAULT) == list(pages[1])


def test_next_and_back_skip_pages_with_nothing_left_on_them() -> None:
    pages = (("work_type",), ("place",), ("scale",))
    result = recommend({**PURCHASE, "scale": "5_49"}, DEFAULT)
    assert next_page(1, pages, result, DEFAULT) in {2, 3}
    settled = recommend(PURCHASE, DEFAULT)
    assert page_before(2, pages, settled, DEFAULT) == 1
    assert page_before(1, pages, settled, DEFAULT) == REQUEST_PAGE
    assert next_page(3, pages, settled, DEFAULT) is None


def test_the_page_in_front_of_somebody_is_known_by_its_questions() -> None:
    pages = (("a", "b", "c"), ("d", "e"))
    assert page_with(("a", "b", "x"), pages) == 1
    assert page_with(("x", "e"), pages) == 2
    assert page_with(("x",), pages) is None


def test_what_somebody_sees_becomes_the_page_and_no_answer_on_it_is_lost() -> None:
    pages = (("a", "x", "y"), ("d",))
    assert as_seen(pages, ("a", "b", "c"), {"a", "x"}) == (("a", "b", "c", "x"), ("d",))
    assert as_seen(pages, ("q",), ()) == (*pages, ("q",))
    assert as_seen(pages, (), ()) == pages


def test_the_order_is_the_same_every_time() -> None:
    rng = random.Random(3)
    for _ in range(5):
        answers = {f.id: rng.choice(f.options).id for f in DEFAULT.factors if rng.random() < 0.3}
        once, again = (new_page((), recommend(answers, each), each, ()) for each in (DEFAULT, default_policy()))
        assert once == again
