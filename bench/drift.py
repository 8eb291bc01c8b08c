"""How often steady weeks are called drift, by chance alone, and how often weeks that have changed are.

Every week is drawn anew from the same chances, so whatever is called drift in a steady stream is a false alarm. A share
of a stream that never changes leaves the range of eight earlier weeks in at most two of nine weeks; where few numbers
are possible, ties make it less. That is what the rule says of overrides and of *too early*, and is taken as it is. Of
kinds of work, with several of them, it would be most weeks: so they have a guard of their own (`rules/drift.py`).
"""

from bench.timing import say
from rules.drift import Measure
from tests.steady_weeks import KINDS, found, steady

_WEEKS = 4_000


def main() -> None:
    """A line for each size of a channel."""
    for many in (12, 40, 200):
        rates = steady(many, weeks=_WEEKS, seed=1)
        said = ", ".join(f"{each} {rates[each]:.1%}" for each in Measure)
        say(
            f"{many} a week, {KINDS} kinds, all steady: {said}; any of them {rates.anything:.1%}; "
            f"kinds without their guard {rates.kinds_unguarded:.1%}"
        )
        overrides = found(many, Measure.OVERRIDES, weeks=1_000, seed=2, overridden=0.4)
        kind = found(many, Measure.KIND, weeks=1_000, seed=2, weights=(5, 1, 1, 1, 1, 1))
        say(f"   overrides that go from 10 to 40 % are found in {overrides:.0%} of first weeks,")
        say(f"   a kind of work that goes from 17 to 50 % in {kind:.0%}")
