"""Runs every benchmark, or those named."""

import importlib
import sys

from bench.timing import say

ALL = (
    "recommend",
    "judgement",
    "explain",
    "zen",
    "policy_check",
    "policies",
    "mutants",
    "classify",
    "store",
    "finding",
    "digest",
    "drift",
    "kill",
    "powercut",
    "digest_waiting",
    "hostile_files",
)

WITH_A_FILE = "taps"
"""What is run by itself: the file with the requests follows its name."""


def main() -> None:
    """Runs `bench.NAME.main()` for each name."""
    names = sys.argv[1:2] if sys.argv[1:2] == [WITH_A_FILE] else sys.argv[1:]
    for name in names or ALL:
        say(f"== {name}")
        importlib.import_module(f"bench.{name}").main()


main()
