"""How long a check of a policy takes: of the one that ships, and of random ones with 24 questions."""

import time
from collections import Counter
from math import prod

from bench.timing import say, timed
from rules.checks import check_policy
from rules.policy_file import default_policy_text, parse_policy
from rules.proofs import prove
from tests.random_policies import random_policy

_COUNTED_A_SECOND = 1_500_000
"""Complete sets of answers that one core judges in a second, in batches."""
_POLICIES = 50


def main() -> None:
    """Load and check the default policy; prove what holds of 50 random policies; say what counting would take."""
    text = default_policy_text()
    policy = parse_policy(text)
    requests = prod(len(factor.options) for factor in policy.factors)
    # What is kept for a policy is kept by its text: another comment each time, so that nothing is ready.
    timed("policy check, load included", check_policy, [f"{text}\n# {number}\n" for number in range(20)])
    timed("proofs alone", prove, [parse_policy(f"{text}\n# again {number}\n") for number in range(20)])
    spent, verdicts = [], Counter[str]()
    for seed in range(_POLICIES):
        random = random_policy(seed)
        start = time.perf_counter()
        findings = prove(random)
        spent.append(time.perf_counter() - start)
        verdicts.update(finding.verdict for finding in findings)
    spent.sort()
    say(
        f"proofs of {_POLICIES} random policies of 24 questions: median {spent[_POLICIES // 2]:.2f} s, "
        f"longest {spent[-1]:.2f} s; {', '.join(f'{count} {verdict}' for verdict, count in verdicts.items())}"
    )
    days = requests / _COUNTED_A_SECOND / 86_400
    say(
        f"{requests:,} complete sets of answers: counting them at {_COUNTED_A_SECOND:,} a second takes {days:,.0f} days"
    )
