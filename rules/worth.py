"""What an answer still missing is worth: how much less uncertain the result is once it is known.

The uncertainty of a result is its entropy over the ways to answer what is missing, weighted by the policy's priors;
the worth of a question is what its answer takes from that on average, in bits. Up to `_MOST_FACTORS` missing factors
every way is counted. Beyond that, and where priors make the count long, `_SAMPLES` ways are drawn, with a fixed seed:
the same request always gives the same order.

All ways are worked out at once: one whole number holds a lane for each, so that adding a column of points to every way
is one addition. The work is one such operation for each model and option, and one for each pair of models.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import gcd, log2, prod
from operator import or_

from rules.completions import Outcomes
from rules.policy import Answers, Effect, Policy
from rules.recommend import fired_effects
from rules.sums import sums_of

_MOST_FACTORS = 6
_MOST_WAYS = 6_000
_SAMPLES = 1_024
_SEED = 20_261_101


@dataclass(frozen=True, slots=True)
class Worth:
    """What the answer to a missing factor is worth."""

    bits: float
    """The uncertainty that the answer takes away on average; an estimate where ways were drawn."""
    can_matter: bool
    """False only where every way was counted and its answer never changes the result."""


@dataclass(frozen=True, slots=True)
class _Ways:
    """Ways to answer missing factors, a lane for each."""

    count: int
    ones: int
    """The lowest bit of every lane."""
    having: Mapping[tuple[str, str], int]
    """By factor and option, the lowest bit of the lanes that have this answer."""
    steps: Mapping[str, tuple[int, int]] | None
    """Where every way is there: how far apart two answers to a factor stand, in bits, and how many there are."""


def worths(answers: Answers, outcomes: Outcomes, policy: Policy) -> Mapping[str, Worth]:
    """The worth of every missing factor."""
    missing = [factor.id for factor in policy.factors if factor.id not in answers]
    lane = 12 * sums_of(policy).size // 7
    shares = {factor: _shares(factor, policy) for factor in missing}
    if len(missing) <= _MOST_FACTORS and prod(map(len, shares.values())) <= _MOST_WAYS:
        ways = _every_way(tuple(shares.items()), lane)
    else:
        ways = _some_ways(policy, lane)
    results = _results(answers, outcomes, policy, ways, lane)
    whole = _entropy([result.bit_count() for result in results])
    return {factor: _worth(factor, results, whole, policy, ways) for factor in missing}


def _shares(factor: str, policy: Policy) -> tuple[str, ...]:
    """The factor's options, each as often as its prior says."""
    options = policy.factor[factor].options
    common = gcd(*(option.prior for option in options))
    return tuple(option.id for option in options for _ in range(option.prior // common))


@lru_cache(maxsize=64)
def _every_way(shares: tuple[tuple[str, tuple[str, ...]], ...], lane: int) -> _Ways:
    count, ones = 1, 1
    having: dict[tuple[str, str], int] = {}
    steps: dict[str, tuple[int, int]] = {}
    for factor, options in shares:
        size = count * lane
        having = {pair: _repeated(mask, size, len(options)) for pair, mask in having.items()}
        for place, option in enumerate(options):
            having[factor, option] = having.get((factor, option), 0) | ones << size * place
        ones = _repeated(ones, size, len(options))
        steps[factor] = size, len(options)
        count *= len(options)
    return _Ways(count, ones, having, steps)


def _repeated(mask: int, size: int, times: int) -> int:
    return sum(mask << size * place for place in range(times))


@lru_cache(maxsize=8)
def _some_ways(policy: Policy, lane: int) -> _Ways:
    rng = random.Random(_SEED)  # noqa: S311 - nothing secret: the draw has to be the same every time
    having = {(factor.id, option.id): 0 for factor in policy.factors for option in factor.options}
    for factor in policy.factors:
        options, priors = [each.id for each in factor.options], [each.prior for each in factor.options]
        for place, option in enumerate(rng.choices(options, priors, k=_SAMPLES)):
            having[factor.id, option] |= 1 << lane * place
    return _Ways(_SAMPLES, sum(1 << lane * place for place in range(_SAMPLES)), having, None)


def _results(answers: Answers, outcomes: Outcomes, policy: Policy, ways: _Ways, lane: int) -> list[int]:
    """For each model that can win the lanes in which it does, and last those in which none is left."""
    order = policy.order
    models = [place for place, model in enumerate(order) if model in outcomes.possible]
    middle = ways.ones << 2 * lane // 3
    held = list(fired_effects(answers, policy))
    columns = {
        model: ways.ones * (8 * sum(effect.points[model] for effect in held) + len(order) - model) for model in models
    }
    dead = {model: ways.ones if any(effect.mask >> model & 1 for effect in held) else 0 for model in models}
    for effect, mask in _open_effects(answers, policy, ways):
        for model in models:
            if effect.points[model]:
                columns[model] += 8 * effect.points[model] * mask
            if effect.mask >> model & 1:
                dead[model] |= mask
    wins = {model: ways.ones ^ dead[model] for model in models}
    for at, one in enumerate(models):
        for other in models[at + 1 :]:
            ahead = (columns[one] - columns[other] + middle) >> 2 * lane // 3 & ways.ones
            wins[one] &= ahead | dead[other]
            wins[other] &= ahead ^ ways.ones | dead[one]
    return [*wins.values(), ways.ones ^ reduce(or_, wins.values(), 0)]


def _open_effects(answers: Answers, policy: Policy, ways: _Ways) -> list[tuple[Effect, int]]:
    """The effects that missing answers decide, each with the lanes in which it holds."""
    found = [
        (policy.option_effects[pair], mask)
        for pair, mask in ways.having.items()
        if pair[0] not in answers and pair in policy.option_effects
    ]
    for rule in policy.combinations:
        if rule.fires(answers) or not all(answers[each] in of for each, of in rule.when if each in answers):
            continue
        mask = ways.ones
        for factor, options in rule.when:
            if factor not in answers:
                mask &= reduce(or_, (ways.having.get((factor, option), 0) for option in options))
        found.append((rule, mask))
    return found


def _worth(factor: str, results: Sequence[int], whole: float, policy: Policy, ways: _Ways) -> Worth:
    after = 0.0
    for option in policy.factor[factor].options:
        mask = ways.having[factor, option.id]
        counts = [(result & mask).bit_count() for result in results]
        after += sum(counts) / ways.count * _entropy(counts)
    return Worth(max(0.0, round(whole - after, 9)), _can_matter(factor, results, ways))


def _can_matter(factor: str, results: Sequence[int], ways: _Ways) -> bool:
    if ways.steps is None:
        return True
    size, times = ways.steps[factor]
    first = _first_answer(size, times, ways)
    return any((result >> size * place) & first != result & first for result in results for place in range(1, times))


def _first_answer(size: int, times: int, ways: _Ways) -> int:
    """The lanes that have the first of a factor's answers, once where it stands several times."""
    block = ways.ones & (1 << size) - 1
    whole = size * times
    total = ways.ones.bit_length()
    return sum(block << start for start in range(0, total, whole))


def _entropy(counts: Sequence[int]) -> float:
    total = sum(counts)
    return -sum(count / total * log2(count / total) for count in counts if count) if total else 0.0
