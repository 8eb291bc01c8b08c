"""What is said about changing an answer is true: held against trying every set of changes."""

import random
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import missing_answers
from rules.explaining import leads
from rules.explaining.flips import MOST_CHANGES, Flip, flips, nearest_flips
from rules.grid import Model
from rules.policy import Policy
from rules.policy_file import default_policy
from rules.recommend import recommend
from tests.size import many
from tests.small_policies import answered, policies

DEFAULT = default_policy()


def changed(answers: Mapping[str, str], flip: Flip) -> dict[str, str]:
    """The answers with the flip's changes made."""
    assert all(answers[each.factor] == each.before != each.after for each in flip.changes)
    return {**answers, **{each.factor: each.after for each in flip.changes}}


def every_change(answers: Mapping[str, str], policy: Policy, size: int) -> Iterator[dict[str, str]]:
    """The answers with each set of so many changes of answers that are a choice."""
    free = [factor for factor in policy.factors if factor.id in answers and not factor.fixed]
    for factors in combinations(free, size):
        for options in product(*(factor.options for factor in factors)):
            chosen = {factor.id: option.id for factor, option in zip(factors, options, strict=True)}
            if all(answers[factor] != option for factor, option in chosen.items()):
                yield {**answers, **chosen}


def smallest(answers: Mapping[str, str], policy: Policy) -> set[frozenset[tuple[str, str]]]:
    """The smallest sets of changes that change the recommended model, by trying all."""
    model = recommend(answers, policy).model
    for size in range(1, MOST_CHANGES + 1):
        found = {
            frozenset(other.items() - answers.items())
            for other in every_change(answers, policy, size)
            if recommend(other, policy).model != model
        }
        if found:
            return found
    return set()


def plausibility(changes: frozenset[tuple[str, str]], policy: Policy) -> float:
    """How often these answers are given, by the policy's priors."""
    return prod(
        policy.factor[factor].option[option].prior / sum(each.prior for each in policy.factor[factor].options)
        for factor, option in changes
    )


def check_nearest(answers: Mapping[str, str], policy: Policy) -> None:
    """Holds the nearest flips against all sets of changes."""
    recommendation = recommend(answers, policy)
    found = nearest_flips(recommendation, policy)
    sets = [frozenset(changed(answers, flip).items() - answers.items()) for flip in found]
    every = smallest(answers, policy)
    assert found.exhausted
    assert set(sets) <= every
    assert len(set(sets)) == len(found) == min(len(every), 4)
    best = sorted((plausibility(each, policy) for each in every), reverse=True)[:4]
    assert [plausibility(each, policy) for each in sets] == pytest.approx(best)
    for flip in found:
        assert recommend(changed(answers, flip), policy).model == flip.to != recommendation.model


@given(data=st.data(), policy=policies(most_factors=4, fixed=True, priors=True))
@settings(max_examples=many(80))
def test_the_nearest_flips_are_the_most_plausible_of_the_smallest_of_all_changes(
    data: st.DataObject, policy: Policy
) -> None:
    check_nearest(data.draw(answered(policy)), policy)


@given(data=st.data(), policy=policies(most_factors=4, fixed=True, priors=True), most=st.sampled_from([4, 8]))
@settings(max_examples=many(80))
def test_so_they_are_where_tied_factors_are_too_many_to_be_listed(
    data: st.DataObject, policy: Policy, most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leads, "MOST_WAYS", most)
        patch.setattr(missing_answers, "MOST_WAYS", most)
        leads.worst_leads.cache_clear()
        check_nearest(data.draw(answered(policy)), policy)
    leads.worst_leads.cache_clear()


@given(data=st.data(), policy=policies(most_factors=4, fixed=True))
@settings(max_examples=many(80))
def test_that_nothing_leads_elsewhere_is_said_only_where_it_is_so(data: st.DataObject, policy: Policy) -> None:
    answers = data.draw(answered(policy))
    recommendation = recommend(answers, policy)
    for budget in (0, 3, 30, 20_000):
        found = nearest_flips(recommendation, policy, budget)
        if found.exhausted and not found:
            assert not smallest(answers, policy)
        for flip in found:
            assert len(flip.changes) == len(next(iter(smallest(answers, policy))))


@given(data=st.data(), policy=policies(most_factors=4, fixed=True), model=st.sampled_from(Model))
@settings(max_examples=many(80))
def test_the_flip_to_a_model_is_the_smallest_with_which_it_is_recommended(
    data: st.DataObject, policy: Policy, model: Model
) -> None:
    answers = data.draw(answered(policy))
    recommendation = recommend(answers, policy)
    if model == recommendation.model:
        return
    found = next((flip for flip in flips(recommendation, policy) if flip.to == model), None)
    sizes = (
        size
        for size in range(1, MOST_CHANGES + 1)
        for other in every_change(answers, policy, size)
        if recommend(other, policy).model == model
    )
    assert (len(found.changes) if found else None) == next(sizes, None)
    if found:
        assert recommend(changed(answers, found), policy).model == found.to == model


def test_flips_of_the_default_policy_change_the_result_and_nothing_smaller_does() -> None:
    rng = random.Random(1)
    for number in range(60):
        answers = {
            factor.id: rng.choice(factor.options).id for factor in DEFAULT.factors if number % 2 or rng.random() < 2 / 3
        }
        recommendation = recommend(answers, DEFAULT)
        found = flips(recommendation, DEFAULT)
        sizes = [len(flip.changes) for flip in found]
        assert sizes == sorted(sizes)
        for flip in found:
            assert recommend(changed(answers, flip), DEFAULT).model == flip.to != recommendation.model
            assert not any(DEFAULT.factor[each.factor].fixed for each in flip.changes)
        nearest = min(sizes, default=3)
        for size in range(1, min(nearest, 3)):
            for other in every_change(answers, DEFAULT, size):
                assert recommend(other, DEFAULT).model == recommendation.model


def test_the_more_plausible_of_two_flips_comes_first() -> None:
    document = DEFAULT.model_dump(by_alias=True)
    answers = {factor.id: factor.options[0].id for factor in DEFAULT.factors}
    rng = random.Random(2)
    while True:
        answers = {factor.id: rng.choice(factor.options).id for factor in DEFAULT.factors}
        found = nearest_flips(recommend(answers, DEFAULT), DEFAULT)
        if 1 < len(found) < 4 and len(found[0].changes) == 1:
            break
    (change,) = found[-1].changes
    for factor in document["factors"]:
        for option in factor["options"]:
            if (factor["id"], option["id"]) == (change.factor, change.after):
                option["prior"] = 100
    likely = Policy.model_validate(document)
    assert nearest_flips(recommend(answers, likely), likely)[0].changes == (change,)


def test_a_search_cut_short_returns_only_what_is_true() -> None:
    rng = random.Random(3)
    for budget in (0, 10, 100, 1000):
        for _ in range(20):
            answers = {factor.id: rng.choice(factor.options).id for factor in DEFAULT.factors}
            recommendation = recommend(answers, DEFAULT)
            full = nearest_flips(recommendation, DEFAULT)
            for flip in nearest_flips(recommendation, DEFAULT, budget):
                assert len(flip.changes) == len(full[0].changes)
                assert recommend(changed(answers, flip), DEFAULT).model == flip.to
