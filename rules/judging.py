"""The way from what is known of a request to its recommendation: the kind of work, the plan, then the points."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.cases import case_of, presumed_for
from rules.policy import Answers, Policy
from rules.policy_references import LAW_PREFIX, RESERVED
from rules.recommend import Recommendation, recommend


@dataclass(frozen=True, slots=True)
class Judged:
    """A recommendation, with the policy for this case: with the kind of work and the plan among its factors."""

    recommendation: Recommendation
    policy: Policy


def judge(answers: Answers, policy: Policy, by_nature: Answers) -> Judged:
    """What the policy recommends for these answers, which may name a kind of work and a plan.

    `by_nature` is what a reader takes from the name of the work; what the policy presumes of its kind goes before it.
    Raises UnknownAnswerError for an answer that the policy does not know; a kind of work or a law that it does not
    have is no answer.
    """
    case = case_of(answers, policy)
    heard = {factor: option for factor, option in answers.items() if factor in case.factor or not _is_of_a_case(factor)}
    presumed = presumed_for(answers, policy) or known_to(by_nature, case)
    return Judged(recommend(heard, case, _not_in(heard, presumed)), case)


def _is_of_a_case(factor: str) -> bool:
    return factor in RESERVED or factor.startswith(LAW_PREFIX)


def known_to(answers: Answers, policy: Policy) -> dict[str, str]:
    """Those of the answers that this policy asks for."""
    return {
        factor: option
        for factor, option in answers.items()
        if factor in policy.factor and option in policy.factor[factor].option
    }


def _not_in(heard: Answers, presumed: Mapping[str, str]) -> dict[str, str]:
    return {factor: option for factor, option in presumed.items() if factor not in heard}
