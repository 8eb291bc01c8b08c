"""Every way to answer what is missing, or a draw of them, worked out at once: how often each result comes out.

One whole number holds a lane for each way, so that adding a point to every way is one addition (SWAR). In the lanes of
a model stand its keys: eight times its points plus its place from the end, so that no two models can tie, and nothing
where it is ruled out. One comparison of all lanes for each model but one finds who wins in every way.

With n ways, and k options to a missing factor on average, counting every way takes for each model that can win:

* for the keys n + n/k + n/k^2 ... lanes: they are built factor by factor, each partial way once. A combination rule is
  added as soon as all its factors are in, and the factors that rules wait for come first;
* for the counts again n + n/k + n/k^2 ... lanes: they are added up factor by factor, the last one first.

A draw of n ways takes for each model one addition of n lanes for each option of a missing factor.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import gcd, prod
from operator import and_, or_

from rules.completions import Outcomes
from rules.draws import same_draws
from rules.policy import Answers, Effect, Factor, Policy
from rules.recommend import fired_effects
from rules.sums import sums_of

_DRAWS = 1_024
_PLACE = 7
"""The bits of a key that say which model it is."""

_Condition = tuple[str, frozenset[str]]
"""A factor, and the answers to it with which a rule's condition holds."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each result comes out, weighted by the policy's priors."""

    counts: Mapping[str, Sequence[Sequence[int]]]
    """For each missing factor, for each of its options: how often each result comes out with that answer."""
    idle: AbstractSet[str] = frozenset()
    """Factors of which every way was looked at and whose answer never changes the result."""


@dataclass(frozen=True, slots=True)
class _Open:
    """What the answers given leave open."""

    factors: Sequence[Factor]
    """Those missing; those that a rule waits for come first."""
    rules: Sequence[tuple[Effect, Sequence[_Condition]]]
    """Combination rules that can still fire, with the conditions that they wait for."""
    keys: Mapping[int, int]
    """The key so far of each model that can win, by its place in the policy's order."""
    bits: int
    """Of a key."""


def every_way(answers: Answers, outcomes: Outcomes, policy: Policy) -> Tally:
    """The results of every way to answer what is missing, each way as often as the priors say."""
    left = _left_open(answers, outcomes, policy)
    priors = [_priors(factor) for factor in left.factors]
    # A lane also has to hold the sum of all weights.
    lane = max(left.bits, prod(map(sum, priors)).bit_length()) + 1
    ways = _Ways(left, lane)
    for factor, weights in zip(left.factors, priors, strict=True):
        ways.answer(factor, weights, policy)
    best = _best(ways.keys, ways.dead, ways.ones, left.bits)
    counts: dict[str, list[list[int]]] = {factor.id: [[] for _ in factor.options] for factor in left.factors}
    for wins in _results(best, left.keys, ways.ones, policy):
        lanes = ways.weights & (wins << lane) - wins
        for axis in reversed(ways.axes):
            parts = [lanes >> start & (1 << axis.size) - 1 for start in axis.starts]
            for count, part in zip(counts[axis.factor.id], parts, strict=True):
                count.append(_total(part, axis.size // lane, lane))
            lanes = sum(parts)
    who = best & _PLACE * ways.ones
    changes = {axis.factor.id: (who ^ who >> axis.size) & _PLACE * ways.not_last[axis.factor.id] for axis in ways.axes}
    return Tally(counts, {factor for factor, lanes in changes.items() if not lanes})


def drawn_ways(answers: Answers, outcomes: Outcomes, policy: Policy) -> Tally:
    """The results of `_DRAWS` ways, drawn as the priors say; the same ways every time."""
    left = _left_open(answers, outcomes, policy)
    ones, having = _drawn(policy, left.bits + 1)
    keys = {model: key * ones for model, key in left.keys.items()}
    dead = dict.fromkeys(keys, 0)
    for effect, where in _open_effects(left, having, policy):
        _add(effect, where, keys, dead)
    results = _results(_best(keys, dead, ones, left.bits), keys, ones, policy)
    return Tally(
        {
            factor.id: [
                [(wins & having[factor.id, option.id]).bit_count() for wins in results] for option in factor.options
            ]
            for factor in left.factors
        }
    )


def _left_open(answers: Answers, outcomes: Outcomes, policy: Policy) -> _Open:
    held = list(fired_effects(answers, policy))
    bits = sums_of(policy).bits
    rules = [
        (rule, [condition for condition in rule.when if condition[0] not in answers])
        for rule in policy.combinations
        if rule.waits(answers)
    ]
    waited_for = {factor for _, conditions in rules for factor, _ in conditions}
    missing = (factor for factor in policy.factors if factor.id not in answers)
    return _Open(
        factors=sorted(missing, key=lambda factor: factor.id not in waited_for),
        rules=rules,
        keys={
            place: (1 << bits - 1) + 8 * sum(effect.points[place] for effect in held) + len(policy.order) - place
            for place, model in enumerate(policy.order)
            if model in outcomes.possible
        },
        bits=bits,
    )


def _priors(factor: Factor) -> Sequence[int]:
    common = gcd(*(option.prior for option in factor.options))
    return [option.prior // common for option in factor.options]


# --- Every way ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Axis:
    """A factor among the ways: the lanes of one answer to it stand `size` bits before those of the next."""

    factor: Factor
    size: int

    @property
    def starts(self) -> Sequence[int]:
        """Where the lanes of each answer begin."""
        return range(0, self.size * len(self.factor.options), self.size)

    def each(self, lanes: int) -> int:
        """The lanes once for each answer."""
        return sum(lanes << start for start in self.starts) if lanes else 0

    def times(self, lanes: int, numbers: Iterable[int]) -> int:
        """The lanes for each answer, so many times."""
        return sum(lanes * number << start for start, number in zip(self.starts, numbers, strict=True) if number)


class _Ways:
    """A lane for every way to answer the factors so far; at first one way, with nothing answered."""

    def __init__(self, left: _Open, lane: int) -> None:
        self.ones = self.weights = 1
        """The lowest bit of every lane, and how often each way counts."""
        self.keys = dict(left.keys)
        """Of each model, also where it is ruled out."""
        self.dead = dict.fromkeys(left.keys, 0)
        """The lowest bit of the lanes in which a model is ruled out."""
        self.axes: list[_Axis] = []
        self.not_last: dict[str, int] = {}
        """For each factor the lowest bit of the lanes that have another answer to it than its last."""
        self._rules = left.rules
        self._holds: dict[_Condition, int] = {}
        """For each condition that a rule waits for, the lowest bit of the lanes in which it holds."""
        self._size = self._lane = lane

    def answer(self, factor: Factor, weights: Sequence[int], policy: Policy) -> None:
        """Takes in one more factor: every way so far, once with each answer to it."""
        axis, ones = _Axis(factor, self._size), self.ones
        effects = [policy.option_effects.get((factor.id, option.id)) for option in factor.options]
        for model, keys in self.keys.items():
            points = (8 * effect.points[model] if effect else 0 for effect in effects)
            vetoes = (effect.mask >> model & 1 if effect else 0 for effect in effects)
            self.keys[model] = axis.each(keys) + axis.times(ones, points)
            self.dead[model] = axis.each(self.dead[model]) | axis.times(ones, vetoes)
        self.ones, self.weights = axis.each(ones), axis.times(self.weights, weights)
        self.not_last = {name: axis.each(lanes) for name, lanes in self.not_last.items()}
        self.not_last[factor.id] = self.ones & (1 << (len(effects) - 1) * axis.size) - 1
        self._holds = {condition: axis.each(lanes) for condition, lanes in self._holds.items()}
        self.axes.append(axis)
        self._size *= len(effects)
        self._fire(axis, ones)

    def _fire(self, axis: _Axis, ones: int) -> None:
        """Adds what the rules do that have waited for the last factor, and for no other any more."""
        for _, conditions in self._rules:
            for factor, options in conditions:
                if factor == axis.factor.id:
                    held = (option.id in options for option in axis.factor.options)
                    self._holds[factor, options] = axis.times(ones, held)
        complete = [each for each in self._rules if all(condition in self._holds for condition in each[1])]
        for rule, conditions in complete:
            _add(rule, reduce(and_, map(self._holds.__getitem__, conditions)), self.keys, self.dead)
        self._rules = [each for each in self._rules if each not in complete]
        waited_for = {condition for _, conditions in self._rules for condition in conditions}
        self._holds = {condition: lanes for condition, lanes in self._holds.items() if condition in waited_for}


# --- A draw of them -----------------------------------------------------------------------------------------------


def _open_effects(left: _Open, having: Mapping[tuple[str, str], int], policy: Policy) -> Iterator[tuple[Effect, int]]:
    """What options and rules can still do, each with the lanes in which they do it."""
    for factor in left.factors:
        for option in factor.options:
            if effect := policy.option_effects.get((factor.id, option.id)):
                yield effect, having[factor.id, option.id]
    for rule, conditions in left.rules:
        held = (reduce(or_, (having[factor, option] for option in options)) for factor, options in conditions)
        yield rule, reduce(and_, held)


@lru_cache(maxsize=8)
def _drawn(policy: Policy, lane: int) -> tuple[int, Mapping[tuple[str, str], int]]:
    """The lowest bit of every lane, and by factor and option that of the lanes that have this answer."""
    rng = same_draws()
    having = {(factor.id, option.id): 0 for factor in policy.factors for option in factor.options}
    for factor in policy.factors:
        options, priors = [each.id for each in factor.options], [each.prior for each in factor.options]
        for place, option in enumerate(rng.choices(options, priors, k=_DRAWS)):
            having[factor.id, option] |= 1 << lane * place
    return sum(1 << lane * place for place in range(_DRAWS)), having


# --- Both ---------------------------------------------------------------------------------------------------------


def _add(effect: Effect, where: int, keys: dict[int, int], dead: dict[int, int]) -> None:
    """What an option or a rule does in some lanes, given by their lowest bits."""
    for model in keys:
        if effect.points[model]:
            keys[model] += 8 * effect.points[model] * where
        if effect.mask >> model & 1:
            dead[model] |= where


def _best(keys: Mapping[int, int], dead: Mapping[int, int], ones: int, bits: int) -> int:
    """The key of the winner in every lane; nothing where every model is ruled out."""
    guards, best = ones << bits, 0
    for model, lanes in keys.items():
        ruled_out = dead[model]
        left = lanes ^ lanes & (ruled_out << bits) - ruled_out
        ahead = left + guards - best >> bits & ones
        best ^= (best ^ left) & (ahead << bits) - ahead
    return best


def _results(best: int, models: Iterable[int], ones: int, policy: Policy) -> Sequence[int]:
    """For each model the lowest bit of the lanes that it wins, and last of those in which none is left."""
    bits = [best >> place & ones for place in range(_PLACE.bit_length())]
    codes = [*(len(policy.order) - model for model in models), 0]
    return [
        reduce(and_, (bit if code >> place & 1 else bit ^ ones for place, bit in enumerate(bits))) for code in codes
    ]


def _total(lanes: int, count: int, lane: int) -> int:
    """The sum of so many lanes: one half is added to the other until one lane is left."""
    while count > 1:
        count = (count + 1) // 2
        lanes = (lanes & (1 << count * lane) - 1) + (lanes >> count * lane)
    return lanes
