"""How long it takes to decide, and to say what would change the result, what guarantees it, and what to ask next.

On the default policy, over 1,000 random requests, half of them with a third of the answers missing. What is worked out
once for a policy is worked out before, on other requests. Time is that of the processor.
"""

import random
import time
from collections.abc import Callable, Sequence

import numpy as np

from bench.timing import Case, measured, report, say
from rules.batch import Batch
from rules.completions import possible_outcomes
from rules.explaining.certificates import BUDGET, against_runner_up, sufficient
from rules.explaining.explain import questions
from rules.explaining.flips import flips, nearest_flips
from rules.policy import Policy
from rules.policy_file import default_policy
from rules.recommend import Recommendation, recommend
from rules.sums import sums_of

_REQUESTS = 1_000
_IN_A_BATCH = 200_000


def main() -> None:
    """Prints each figure with the one that is wanted."""
    policy = default_policy()
    sums = sums_of(policy)

    def explain(each: Recommendation) -> None:
        sums.winner(each.answers)
        nearest_flips(each, policy)
        sufficient(each, policy)
        against_runner_up(each, policy)

    for warm in _recommendations(policy, seed=8):
        explain(warm)
        flips(warm, policy)
    found = _recommendations(policy, seed=7)
    answers = [each.answers for each in found]
    few = [each for each in found if 0 < len(policy.factors) - len(each.answers) <= 6]
    many = [each for each in found if len(policy.factors) - len(each.answers) > 6]
    _timed("decide", sums.winner, answers, "4 / 8 us")
    _timed("nearest flips", lambda each: nearest_flips(each, policy), found, "99 % in 500 us")
    _timed("a reason from which nothing can be left out", lambda each: sufficient(each, policy), found)
    _timed("a reason against the runner-up", lambda each: against_runner_up(each, policy), found)
    _timed("decide, nearest flips and both reasons", explain, found, "300 / 700 us")
    _timed("a smallest reason", lambda each: sufficient(each, policy, BUDGET), found)
    _timed("nearest flips, and those to every other model", lambda each: flips(each, policy), found)
    _timed("possible outcomes", lambda each: possible_outcomes(each, policy), answers, "700 / 10,000 us")
    _timed("questions, up to 6 missing", lambda each: questions(each, policy), few, "1,000 us")
    _timed("questions, more than 6 missing", lambda each: questions(each, policy), many, "5,000 us")
    exhausted = sum(nearest_flips(each, policy).exhausted for each in found)
    say(f"searches for the nearest flip that came to their end: {exhausted} of {len(found)}")
    _batch(policy)


def _recommendations(policy: Policy, seed: int) -> list[Recommendation]:
    rng = random.Random(seed)
    return [
        recommend(
            {
                factor.id: rng.choice(factor.options).id
                for factor in policy.factors
                if number % 2 or rng.random() >= 1 / 3
            },
            policy,
        )
        for number in range(_REQUESTS)
    ]


def _timed(what: str, call: Callable[[Case], object], cases: Sequence[Case], wanted: str = "") -> None:
    report(what, measured(call, cases, clock=time.thread_time_ns), wanted)


def _batch(policy: Policy) -> None:
    rng = np.random.default_rng(7)
    codes = np.array(
        [rng.integers(0, len(factor.options) + 1, _IN_A_BATCH) for factor in policy.factors], dtype=np.int16
    )
    batch = Batch(policy)
    start = time.thread_time_ns()
    batch.winners(codes)
    rate = _IN_A_BATCH / (time.thread_time_ns() - start) * 1_000
    say(f"{'in a batch':58s} {rate:.1f} million decisions a second   wanted 1.5")
