"""An answer is a number, a decision is a sum: the same result as `recommend` gives, in a few microseconds.

Every option is one whole number made of lanes: a lane of points for each model, a lane that counts vetoes for each
model, and a lane for each combination rule that counts the conditions which hold. Adding the numbers of all answers
scores all models, counts all vetoes and tests all rules at once. A lane is wide enough for whatever can come together
in it, so no lane ever runs into the next (SWAR, of any width).

Points stand eight times their size plus the model's place from the end, so no two models can tie.

A decision takes one look-up and one addition for each answer, whatever the number of rules.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from struct import Struct

from rules.grid import Model
from rules.policy import Answers, Effect, Policy

_MOST_KEPT = 8192
"""Combinations of rules that fire together, and of models that are left, kept ready."""


@dataclass(frozen=True, slots=True)
class Sums:
    """A policy as numbers. Every method takes answers that the policy knows; others raise KeyError."""

    order: tuple[Model, ...]
    number: Mapping[tuple[str, str], int]
    """Factor and option to the number to add."""
    start: int
    """Where the sum begins: the middle of each lane of points, and what each rule's lane needs to overflow."""
    effects: tuple[int, ...]
    """The number of each combination rule, added where it fires."""
    tops: tuple[int, ...]
    """The bit that says that a combination rule fires."""
    fires: int
    """All of those bits."""
    points: int
    """The bits of all lanes of points, which stand lowest."""
    vetoes: int
    """The bits of all lanes of vetoes."""
    veto_lanes: tuple[int, ...]
    bits: int
    """Of a lane of points."""
    unpack: Callable[[bytes], tuple[int, ...]]
    size: int
    """Bytes of the lanes of points."""
    _fired: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _together: dict[int, int] = field(default_factory=dict)
    _left: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def packed(self, points: Sequence[int], mask: int = 0) -> int:
        """Points and vetoes as they stand in a sum."""
        return _packed(points, mask, self.bits, self.veto_lanes)

    def total(self, answers: Answers) -> int:
        """The sum of the answers, before the combination rules."""
        return sum(map(self.number.__getitem__, answers.items()), self.start)

    def winner(self, answers: Answers) -> Model | None:
        """The model that leads on points among those not ruled out; None where all are ruled out."""
        place = self.leader(sum(map(self.number.__getitem__, answers.items()), self.start))
        return None if place < 0 else self.order[place]

    def leader(self, total: int) -> int:
        """The leader's place in the policy's order, from a sum; -1 where all are ruled out."""
        if fired := total & self.fires:
            adjustment = self._together.get(fired)
            total += self._fire(fired) if adjustment is None else adjustment
        keys = self.unpack((total & self.points).to_bytes(self.size, "little"))
        if vetoed := total & self.vetoes:
            left = self._left.get(vetoed)
            if left is None:
                left = self._leave(vetoed)
            return 7 - (max(map(keys.__getitem__, left)) & 7) if left else -1
        return 7 - (max(keys) & 7)

    def ranking(self, total: int) -> list[int]:
        """The places of the models that are not ruled out, the leader first, from a sum."""
        total += self._fire(total & self.fires)
        keys = self.unpack((total & self.points).to_bytes(self.size, "little"))
        return sorted(self._leave(total & self.vetoes), key=keys.__getitem__, reverse=True)

    def lead(self, total: int) -> tuple[int, int | None]:
        """The leader's place, from a sum, and its points over the next that is not ruled out.

        -1 where all are ruled out; None where no other is left.
        """
        total += self._fire(total & self.fires)
        keys = self.unpack((total & self.points).to_bytes(self.size, "little"))
        left = sorted(map(keys.__getitem__, self._leave(total & self.vetoes)), reverse=True)
        if not left:
            return -1, None
        return 7 - (left[0] & 7), (left[0] >> 3) - (left[1] >> 3) if left[1:] else None

    def fired(self, total: int) -> tuple[int, ...]:
        """Which combination rules fire, by their place in the policy."""
        fired = total & self.fires
        found = self._fired.get(fired)
        if found is None:
            if len(self._fired) >= _MOST_KEPT:
                self._fired.clear()
            found = self._fired[fired] = tuple(place for place, top in enumerate(self.tops) if fired & top)
        return found

    def _fire(self, fired: int) -> int:
        if len(self._together) >= _MOST_KEPT:
            self._together.clear()
        found = sum(effect for effect, top in zip(self.effects, self.tops, strict=True) if fired & top)
        self._together[fired] = found
        return found

    def _leave(self, vetoed: int) -> tuple[int, ...]:
        if len(self._left) >= _MOST_KEPT:
            self._left.clear()
        found = tuple(place for place, lane in enumerate(self.veto_lanes) if not vetoed & lane)
        self._left[vetoed] = found
        return found


@lru_cache(maxsize=512)
def sums_of(policy: Policy) -> Sums:
    """The policy as numbers; worked out once for each policy."""
    own = [(effect.points, effect.mask) for effect in policy.option_effects.values()]
    every = [*own, *((effect.points, effect.mask) for effect in policy.combinations)]
    most = 8 * (sum(max(map(abs, points), default=0) for points, _ in every) + 1)
    bits, code = (16, "H") if most < 1 << 15 else (32, "I")
    models = range(len(policy.order))
    veto_bits = (len(every) + 1).bit_length()
    lane = (1 << veto_bits) - 1
    veto_lanes = tuple(lane << bits * len(models) + veto_bits * model for model in models)
    at = bits * len(models) + veto_bits * len(models)
    tops, ones, start = [], [], sum((1 << bits - 1) + 7 - model << bits * model for model in models)
    for rule in policy.combinations:
        width = len(rule.when).bit_length()
        ones.append(1 << at)
        tops.append(1 << at + width)
        start += (1 << width) - len(rule.when) << at
        at += width + 1

    def number(effect: Effect) -> int:
        return _packed(effect.points, effect.mask, bits, veto_lanes)

    def option(factor: str, option: str) -> int:
        effect = policy.option_effects.get((factor, option))
        conditions = (
            one
            for one, rule in zip(ones, policy.combinations, strict=True)
            if any(each == factor and option in options for each, options in rule.when)
        )
        return (number(effect) if effect else 0) + sum(conditions)

    return Sums(
        order=policy.order,
        number={(each.id, one.id): option(each.id, one.id) for each in policy.factors for one in each.options},
        start=start,
        effects=tuple(map(number, policy.combinations)),
        tops=tuple(tops),
        fires=sum(tops),
        points=(1 << bits * len(models)) - 1,
        vetoes=sum(veto_lanes),
        veto_lanes=veto_lanes,
        bits=bits,
        unpack=Struct(f"<{len(models)}{code}").unpack,
        size=bits * len(models) // 8,
    )


def _packed(points: Sequence[int], mask: int, bits: int, veto_lanes: Sequence[int]) -> int:
    vetoed = (lane & -lane for model, lane in enumerate(veto_lanes) if mask >> model & 1)
    return sum(8 * each << bits * model for model, each in enumerate(points)) + sum(vetoed)
