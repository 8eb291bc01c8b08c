"""What is to come out: which model wins, or is left, in the policy as it is or as it would be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rules.grid import Model
from rules.policy import MORE_THAN_ANY_POINTS, Effect

Options = Mapping[str, frozenset[str]]
"""Factor id to option ids."""


@dataclass(frozen=True, slots=True)
class World:
    """The policy as it is, or with a part taken out or an answer held."""

    options: Mapping[tuple[str, str], Effect]
    """What single answers do, by factor and option."""
    rules: tuple[Effect, ...]
    """What combinations do; one without conditions always fires."""

    def replacing(self, effect: Effect, by: Effect) -> "World":
        """The world in which the effect is another one, under the same conditions."""
        options = {answer: by if each is effect else each for answer, each in self.options.items()}
        return World(options, tuple(by if each is effect else each for each in self.rules))

    def answered(self, factor: str, option: str) -> "World":
        """The world in which this answer is held, whatever else is answered."""
        rules = []
        own = self.options.get((factor, option))
        if own:
            rules.append(replace(own, when=()))
        for rule in self.rules:
            conditions = dict(rule.when)
            if factor not in conditions:
                rules.append(rule)
            elif option in conditions[factor]:
                rules.append(replace(rule, when=tuple(each for each in rule.when if each[0] != factor)))
        options = {answer: effect for answer, effect in self.options.items() if answer[0] != factor}
        return World(options, tuple(rules))


@dataclass(frozen=True, slots=True)
class Demand:
    """What is to come out in a world; models by their places in the policy's order."""

    world: World
    left: int = 0
    """Models (bit mask) that must not be ruled out."""
    leads: tuple[tuple[int, int], ...] = ()
    """The first of each two is ahead of the second, or the second is ruled out."""
    by: int = 0
    """Points by which it is ahead at least."""
    out: tuple[int, ...] = ()
    """Models that are ruled out."""

    def needed(self) -> Iterator[int]:
        """The least that each number demanded must come to; with a tie on points the earlier model is ahead."""
        yield from (max(self.by, int(ahead > behind)) for ahead, behind in self.leads)
        yield from (1 for _ in self.out)

    def adds(self, effect: Effect | None) -> Iterator[int]:
        """What an effect adds to each number demanded."""
        points, mask = (effect.points, effect.mask) if effect else ((), 0)
        for ahead, behind in self.leads:
            if mask >> behind & 1:
                yield MORE_THAN_ANY_POINTS
            else:
                yield points[ahead] - points[behind] if points else 0
        yield from (mask >> model & 1 for model in self.out)


def wins(world: World, model: int | None, *, by: int = 0) -> Demand:
    """The model is recommended, ahead by that many points of every rival left; for None, every model is ruled out."""
    models = range(len(Model))
    if model is None:
        return Demand(world, out=tuple(models))
    return Demand(world, 1 << model, tuple((model, rival) for rival in models if rival != model), by)


def is_left(world: World, model: int) -> Demand:
    """The model is not ruled out."""
    return Demand(world, 1 << model)
