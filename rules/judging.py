"""The way from what is known of a request to its recommendation: the kind of work, the plan, then the points."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rules.case_factors import is_of_a_case
from rules.cases import case_of, presumed_for
from rules.grid import Model
from rules.likelihood import shares_of_draws
from rules.policy import Answers, Policy
from rules.recommend import OFTEN, Recommendation, Standing, check_options, recommend
from rules.recommended_model import recommended_model

Named: TypeAlias = Model | Literal[Standing.TOO_EARLY] | None
"""What people are told: a model, that it is too early to name one, or None where every model is ruled out."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A recommendation, with the policy for this case: with the kind of work and the plan among its factors."""

    recommendation: Recommendation
    policy: Policy


def judge(answers: Answers, policy: Policy, by_nature: Answers) -> Judged:
    """What the policy recommends for these answers, which may name a kind of work and a plan.

    Those that only decide who has to agree are left out of it.

    `by_nature` is what a reader takes from the name of the work; what the policy presumes of its kind goes before it.
    Raises UnknownAnswerError for an answer that the policy does not know; a kind of work or a law that it does not
    have is no answer.
    """
    case, heard, presumed = _heard(answers, policy, by_nature)
    return Judged(recommend(heard, case, presumed), case)


def named(answers: Answers, policy: Policy, by_nature: Answers) -> Named:
    """What `judge` names, mostly without a search; raises KeyError for an unknown answer."""
    case, heard, presumed = _heard(answers, policy, by_nature)
    return named_in_a_case(heard, presumed, case)


def named_in_a_case(answers: Answers, presumed: Answers, case: Policy) -> Named:
    """What `recommend` names for these answers; `case` has questions for all of them."""
    if len(answers) + len(presumed) >= case.enough_answers:
        leader = recommended_model({**presumed, **answers}, case)
        # Whatever stays so often is at least likely, and nothing is too early about it.
        if shares_of_draws(answers, case).get(leader, 0.0) >= OFTEN:
            return leader
    found = recommend(answers, case, presumed)
    return Standing.TOO_EARLY if found.standing is Standing.TOO_EARLY else found.model


def _heard(answers: Answers, policy: Policy, by_nature: Answers) -> tuple[Policy, Answers, Answers]:
    """The policy for the case, the answers that it has questions for, and what is presumed beside them."""
    case = case_of(answers, policy)
    beside = policy.for_approvals(answers)
    check_options(beside, policy.answerable)
    heard = {
        factor: option
        for factor, option in answers.items()
        if (factor in case.factor or not is_of_a_case(factor)) and factor not in beside
    }
    presumed = presumed_for(answers, policy) or known_to(by_nature, case)
    return case, heard, _not_in(heard, presumed)


def known_to(answers: Answers, policy: Policy) -> dict[str, str]:
    """Those of the answers that this policy asks for."""
    return {
        factor: option
        for factor, option in answers.items()
        if factor in policy.answerable and option in policy.answerable[factor].option
    }


def _not_in(heard: Answers, presumed: Mapping[str, str]) -> dict[str, str]:
    return {factor: option for factor, option in presumed.items() if factor not in heard}
