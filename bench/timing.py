"""Timing one call over many cases."""

import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

Case = TypeVar("Case")


class Timing(NamedTuple):
    """The median and the 99th percentile, in microseconds."""

    p50: float
    p99: float


def measured(
    call: Callable[[Case], object], cases: Sequence[Case], clock: Callable[[], int] = time.perf_counter_ns
) -> Timing:
    """How long a call takes over the cases. The clock tells nanoseconds.

    With `time.thread_time_ns` what else the machine does meanwhile does not count.
    """
    call(cases[0])
    spent = []
    for case in cases:
        start = clock()
        call(case)
        spent.append(clock() - start)
    spent.sort()
    return Timing(*(spent[int(len(spent) * share)] / 1000 for share in (0.5, 0.99)))


def timed(what: str, call: Callable[[Case], object], cases: Sequence[Case]) -> None:
    """Prints how long a call takes over the cases."""
    report(what, measured(call, cases))


def report(what: str, timing: Timing, wanted: str = "") -> None:
    """One line, with the figure that is wanted beside it."""
    line = f"{what:58s} p50 {timing.p50:9.1f} us   p99 {timing.p99:9.1f} us"
    say(f"{line}   wanted {wanted}" if wanted else line)


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
