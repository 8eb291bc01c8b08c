"""How long it takes to decide, and to say what would change the result, what guarantees it, and what to ask next."""

import random

from bench.timing import timed
from rules.certificates import BUDGET, against_runner_up, sufficient
from rules.completions import possible_outcomes
from rules.explain import questions
from rules.flips import flips, nearest_flips
from rules.policy_file import default_policy
from rules.recommend import Recommendation, recommend
from rules.sums import sums_of

_REQUESTS = 1_000


def main() -> None:
    """Over 1,000 random requests to the default policy, half of them with a third of the answers missing."""
    policy = default_policy()
    sums = sums_of(policy)
    rng = random.Random(7)
    answers = [
        {factor.id: rng.choice(factor.options).id for factor in policy.factors if number % 2 or rng.random() >= 1 / 3}
        for number in range(_REQUESTS)
    ]
    found = [recommend(each, policy) for each in answers]
    few = [each for each in found if 0 < len(policy.factors) - len(each.answers) <= 6]
    many = [each for each in found if len(policy.factors) - len(each.answers) > 6]

    def explain(each: Recommendation) -> None:
        sums.winner(each.answers)
        nearest_flips(each, policy)
        sufficient(each, policy)
        against_runner_up(each, policy)

    for warm in found:  # what is worked out once for a policy is not part of a request
        explain(warm)
    timed("decide", sums.winner, answers)
    timed("nearest flips", lambda each: nearest_flips(each, policy), found)
    timed("a reason from which nothing can be left out", lambda each: sufficient(each, policy), found)
    timed("the same, a smallest one", lambda each: sufficient(each, policy, BUDGET), found)
    timed("a reason against the runner-up", lambda each: against_runner_up(each, policy), found)
    timed("decide, nearest flips and both reasons", explain, found)
    timed("nearest flips, and those to every other model", lambda each: flips(each, policy), found[:200])
    timed("possible outcomes", lambda each: possible_outcomes(each, policy), answers)
    timed("questions, up to 6 missing", lambda each: questions(each, policy), few)
    timed("questions, more than 6 missing", lambda each: questions(each, policy), many)
