"""How long a recommendation takes on the default policy."""

import random

from bench.timing import timed
from rules.completions import possible_outcomes
from rules.policy_file import default_policy
from rules.recommend import fired_effects, recommend


def main() -> None:
    """Over 1,000 random requests, with all answers and with parts of them missing."""
    policy = default_policy()
    rng = random.Random(7)
    for missing in (0.0, 0.33, 0.66, 0.9):
        cases = [
            {factor.id: rng.choice(factor.options).id for factor in policy.factors if rng.random() >= missing}
            for _ in range(1000)
        ]
        timed(f"fired effects, {missing:.0%} missing", lambda answers: list(fired_effects(answers, policy)), cases)
        timed(f"possible outcomes, {missing:.0%} missing", lambda answers: possible_outcomes(answers, policy), cases)
        timed(f"recommend, {missing:.0%} missing", lambda answers: recommend(answers, policy), cases)
