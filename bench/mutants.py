"""Seeded faults in the default policy: by what each is caught."""

import tomllib
from collections import Counter

from bench.timing import say
from rules.policy import Policy
from rules.policy_file import default_policy_text
from tests.ordeals.mutants import caught_by, mutants


def main() -> None:
    """200 mutants: by what they are caught."""
    original = Policy.model_validate(tomllib.loads(default_policy_text()))
    caught: Counter[str] = Counter()
    count = 0
    for mutant in mutants(200):
        by = caught_by(mutant, original)
        caught.update(list(by))
        count += 1
        if not by:
            say(f"NOT CAUGHT: {mutant.fault}")
        elif "proved the same" in by:
            say(f"behaves the same, proved: {mutant.fault}")
    say(f"{count} mutants, caught by: {', '.join(f'{how} {times}' for how, times in caught.most_common())}")


if __name__ == "__main__":
    main()
