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
    "kill",
    "powercut",
    "hostile_files",
)


def main() -> None:
    """Runs `bench.NAME.main()` for each name."""
    for name in sys.argv[1:] or ALL:
        say(f"== {name}")
        importlib.import_module(f"bench.{name}").main()


main()
