"""Many complete requests judged at once: the quick way to an example.

One whole number holds a lane for each request, so that adding a column of points to all of them is one addition (SWAR).
What an effect or an answer changes is a difference of columns; only what changes is worked out again. An example found
here is true; that none is found says nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from operator import and_, or_, xor

from rules.draws import same_draws
from rules.policy import Effect, Policy

_REQUESTS = 512
_LANE = 32
"""Bits of a lane; eight times all points of a policy stay below half of its range."""
_RARER = 4
"""How much rarer an answer that rules models out is drawn: with many vetoes at once there is little to see."""

Lanes = int
"""One bit for each request, the lowest of its lane."""


class Verdicts:
    """What many requests come to, a lane for each."""

    def __init__(self, points: Sequence[int], vetoes: Sequence[int], ones: Lanes) -> None:
        """For each model eight times its points, plus its place from the end, so no two can tie; and its vetoes."""
        self._points = points
        self._vetoes = vetoes
        self._ones = ones
        self._middle = ones << _LANE - 1
        self._models = range(len(points))

    def changed(self, changes: Iterable[tuple[Effect, int]]) -> "Verdicts":
        """With effects added in some lanes, or taken away where the number is negative."""
        points, vetoes = list(self._points), list(self._vetoes)
        for effect, lanes in changes:
            for model in self._models:
                if effect.points[model]:
                    points[model] += 8 * effect.points[model] * lanes
                if effect.mask >> model & 1:
                    vetoes[model] += lanes
        return Verdicts(points, vetoes, self._ones)

    def ruled_out(self, model: int) -> Lanes:
        """The requests in which the model is ruled out."""
        count = self._vetoes[model]
        return (count + self._middle - self._ones) >> _LANE - 1 & self._ones

    @cached_property
    def wins(self) -> Sequence[Lanes]:
        """For each model the requests in which it wins."""
        out = [self.ruled_out(model) for model in self._models]
        wins = [self._ones ^ each for each in out]
        for one in self._models:
            for other in self._models[one + 1 :]:
                ahead = self._ahead(one, other)
                wins[one] &= ahead | out[other]
                wins[other] &= ahead ^ self._ones | out[one]
        return wins

    def won_by(self, model: int) -> Lanes:
        """The requests in which one model wins: the same as in `wins`, for less."""
        rivals = (self._ahead(model, rival) | self.ruled_out(rival) for rival in self._models if rival != model)
        return reduce(and_, rivals, self._ones ^ self.ruled_out(model))

    def differ(self, other: "Verdicts") -> Lanes:
        """The requests that come to another result."""
        return reduce(or_, map(xor, self.wins, other.wins), 0)

    def _ahead(self, one: int, other: int) -> Lanes:
        return (self._points[one] - self._points[other] + self._middle) >> _LANE - 1 & self._ones


class Samples:
    """Complete requests to one policy, drawn with a fixed seed: the same policy always gives the same examples."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.ones: Lanes = sum(1 << _LANE * place for place in range(_REQUESTS))
        self._picks, self._having = _drawn(policy)
        self._effects = (*policy.option_effects.values(), *policy.combinations)
        self._answered: dict[tuple[str, str], Verdicts] = {}

    def answers(self, lanes: Lanes) -> dict[str, str]:
        """The answers of the first of these requests."""
        place = ((lanes & -lanes).bit_length() - 1) // _LANE
        factors = self._policy.factors
        return {each.id: each.options[picks[place]].id for each, picks in zip(factors, self._picks, strict=True)}

    @cached_property
    def fires(self) -> Mapping[str, Lanes]:
        """The requests in which each effect fires."""
        return {effect.rule: self.meeting(effect.when) for effect in self._effects}

    def meeting(self, when: Iterable[tuple[str, Iterable[str]]]) -> Lanes:
        """The requests that meet all conditions."""
        held = (reduce(or_, (self._having[factor, option] for option in options)) for factor, options in when)
        return reduce(and_, held, self.ones)

    @cached_property
    def drawn(self) -> Verdicts:
        """The requests as drawn."""
        models = len(self._policy.order)
        nothing = Verdicts([self.ones * place for place in range(models, 0, -1)], [0] * models, self.ones)
        return nothing.changed((effect, self.fires[effect.rule]) for effect in self._effects)

    def answered(self, factor: str, option: str) -> Verdicts:
        """The requests, each with this answer instead of its own."""
        found = self._answered.get((factor, option))
        if found is None:
            found = self._answered[factor, option] = self.drawn.changed(self._changes(factor, option))
        return found

    def _changes(self, factor: str, option: str) -> Iterator[tuple[Effect, int]]:
        for effect in self._effects:
            conditions = dict(effect.when)
            listed = conditions.pop(factor, None)
            if listed is not None:
                would = self.meeting(conditions.items()) if option in listed else 0
                yield effect, would - self.fires[effect.rule]


def _drawn(policy: Policy) -> tuple[Sequence[bytes], Mapping[tuple[str, str], Lanes]]:
    """For each factor the place of the option drawn for each request; and the requests that have each answer."""
    rng = same_draws()
    picks = []
    having = {}
    for factor in policy.factors:
        weights = [1 if option.rules_out else _RARER for option in factor.options]
        shares = [place for place, weight in enumerate(weights) for _ in range(weight)]
        drawn = bytes(rng.choices(shares, k=_REQUESTS))
        picks.append(drawn)
        for place, option in enumerate(factor.options):
            chosen = bytearray(256)
            chosen[place] = 1
            lanes = bytearray(_LANE // 8 * _REQUESTS)
            lanes[:: _LANE // 8] = drawn.translate(chosen)
            having[factor.id, option.id] = int.from_bytes(lanes, "little")
    return picks, having
