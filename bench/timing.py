"""Timing one call over many cases."""

import sys
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

Case = TypeVar("Case")


def timed(what: str, call: Callable[[Case], object], cases: Sequence[Case]) -> None:
    """Prints the median and the 99th percentile of a call over the cases, in microseconds."""
    call(cases[0])
    spent = []
    for case in cases:
        start = time.perf_counter_ns()
        call(case)
        spent.append(time.perf_counter_ns() - start)
    spent.sort()
    median, high = (spent[int(len(spent) * share)] / 1000 for share in (0.5, 0.99))
    say(f"{what:58s} p50 {median:9.1f} us   p99 {high:9.1f} us")


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
