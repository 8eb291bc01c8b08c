"""What an answer still missing is worth: how much less uncertain the result is once it is known.

The uncertainty of a result is its entropy over the ways to answer what is missing, weighted by the policy's priors;
the worth of a question is what its answer takes from that on average, in bits. Up to `_MOST_WAYS` ways, which on the
default policy is whenever at most six answers are missing, every way is counted. Beyond that the worth is an estimate
from a draw, and the same request always gives the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2, prod

from rules.completions import Outcomes
from rules.explaining.ways import Tally, drawn_ways, every_way
from rules.grid import Model
from rules.policy import Answers, Policy

_MOST_WAYS = 6_000


@dataclass(frozen=True, slots=True)
class Worth:
    """What the answer to a missing factor is worth."""

    bits: float
    """The uncertainty that the answer takes away on average; an estimate where ways were drawn."""
    can_matter: bool
    """False only where every way was counted and its answer never changes the result."""


def worths(answers: Answers, outcomes: Outcomes, policy: Policy) -> Mapping[str, Worth]:
    """The worth of every missing factor."""
    tally = _tally(answers, outcomes, policy)
    return {factor: Worth(_bits(counts), factor not in tally.idle) for factor, counts in tally.counts.items()}


def shares(answers: Answers, outcomes: Outcomes, policy: Policy) -> Mapping[Model | None, float]:
    """How often each result that is possible comes out, None for no model left; an estimate where ways were drawn."""
    results: list[Model | None] = [model for model in policy.order if model in outcomes.possible]
    if outcomes.certain:
        return {next(iter(results), None): 1.0}
    by_answer = next(iter(_tally(answers, outcomes, policy).counts.values()))
    counts = [sum(counts) for counts in zip(*by_answer, strict=True)]
    return {result: count / sum(counts) for result, count in zip([*results, None], counts, strict=True)}


def _tally(answers: Answers, outcomes: Outcomes, policy: Policy) -> Tally:
    ways = prod(len(factor.options) for factor in policy.factors if factor.id not in answers)
    return (every_way if ways <= _MOST_WAYS else drawn_ways)(answers, outcomes, policy)


def _bits(counts: Sequence[Sequence[int]]) -> float:
    """The entropy of the results, less what is left of it on average once an answer is known."""
    total = sum(map(sum, counts))
    after = sum(sum(results) / total * _entropy(results) for results in counts)
    return max(0.0, round(_entropy(list(map(sum, zip(*counts, strict=True)))) - after, 9))


def _entropy(counts: Sequence[int]) -> float:
    total = sum(counts)
    return -sum(count / total * log2(count / total) for count in counts if count)
