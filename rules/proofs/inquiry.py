"""One policy under proof: its requests, the examples drawn from them, and the searches still allowed."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import cached_property, reduce
from operator import or_

from rules.budget import Budget, BudgetSpentError
from rules.grid import Model
from rules.policy import Answers, Effect, Flag, Policy
from rules.proofs.demands import Demand, Options, World, is_left, wins
from rules.proofs.samples import Samples
from rules.proofs.search import find
from rules.sums import sums_of

BUDGET = 600_000
"""Weighted sums that all searches together may take."""
_A_SEARCH = 40_000
"""Weighted sums that one search may take."""


class Inquiry:
    """What the proofs of one policy share."""

    def __init__(self, policy: Policy, budget: int = BUDGET) -> None:
        self.policy = policy
        self.models = range(len(policy.order))
        self.everything = (1 << len(policy.order)) - 1
        self.world = World(policy.option_effects, policy.combinations)
        self.options: Options = {factor.id: frozenset(factor.option) for factor in policy.factors}
        self.effects: Sequence[Effect] = (*policy.option_effects.values(), *policy.combinations)
        self.samples = Samples(policy)
        self.sums = sums_of(policy)
        self._budget = Budget(budget)

    def search(self, demands: Sequence[Demand], within: Options, never: int = 0) -> dict[str, str] | None:
        """Complete answers that meet the demands, or None: there are none. Raises BudgetSpentError."""
        return find({**self.options, **within}, demands, Budget(_A_SEARCH, self._budget), never)

    def first(self, attempts: Iterable[Sequence[Demand]], within: Options) -> dict[str, str] | None:
        """Complete answers that meet one of several demands, or None: none does. Raises BudgetSpentError."""
        unproven: BudgetSpentError | None = None
        for demands in attempts:
            try:
                found = self.search(demands, within)
            except BudgetSpentError as error:
                unproven = error
                continue
            if found is not None:
                return found
        if unproven is not None:
            raise unproven
        return None

    def may(self, demand: Demand, within: Options) -> bool:
        """Whether some request meets the demand; true also where that is not proven."""
        try:
            return self.search([demand], within) is not None
        except BudgetSpentError:
            return True

    def may_win(self, model: int | None, world: World, within: Options) -> bool:
        """Whether the model can win in a world, or for None all can be ruled out; true also where not proven."""
        return self.may(wins(world, model), within)

    def raising(self, flag: Flag, within: Options) -> dict[str, str] | None:
        """Complete answers that raise the flag, or None: there are none. Raises BudgetSpentError."""
        held = {**{factor: frozenset(options) for factor, options in flag.when.items()}, **within}
        if not flag.models:
            return {factor: min(held.get(factor, options)) for factor, options in self.options.items()}
        models = [place for place in self.models if self.name(place) in flag.models]
        won = reduce(or_, (self.samples.drawn.wins[model] for model in models))
        drawn = won & self.samples.meeting(held.items())
        if drawn:
            return self.samples.answers(drawn)
        return self.first(((wins(self.world, model),) for model in models), held)

    def left(self, within: Options) -> list[int]:
        """The models that are not always ruled out, also those for which that is not proven."""
        return [model for model in self.models if self.may(is_left(self.world, model), within)]

    @cached_property
    def never_left(self) -> frozenset[int]:
        """The models that every complete set of answers rules out."""
        return frozenset(self.models).difference(self.left({}))

    def shadows(self, model: int, within: Options, but: Effect | None = None) -> tuple[str, ...]:
        """The fewest rules found that between them rule the model out in all of these requests; () where not proven."""
        others = [
            effect
            for effect in self.effects
            if effect is not but
            and effect.mask >> model & 1
            and all(options & within.get(factor, options) for factor, options in effect.when)
        ]
        for one in others:
            if self._cover([one], model, within):
                return (one.rule,)
        if not self._cover(others, model, within):
            return ()
        for one in list(others):
            fewer = [each for each in others if each is not one]
            if self._cover(fewer, model, within):
                others = fewer
        return tuple(effect.rule for effect in others)

    def _cover(self, effects: Collection[Effect], model: int, within: Options) -> bool:
        vetoes = [replace(each, points=(0,) * len(self.models), mask=1 << model) for each in effects]
        return not self.may(is_left(World({}, tuple(vetoes)), model), within)

    # --- Witnesses ----------------------------------------------------------------------------------------------

    def reduced(self, answers: Answers, holds: Callable[[int], bool], keep: Collection[str] = ()) -> dict[str, str]:
        """The answers without those that are not needed, where the statement holds of the sum of what is left."""
        kept = dict(answers)
        total = self.sums.total(answers)
        for factor in [each for each in reversed(list(answers)) if each not in keep]:
            less = total - self.sums.number[factor, kept[factor]]
            if holds(less):
                total = less
                del kept[factor]
        return kept

    def without(self, effect: Effect, *, veto: int = 0, points: bool = False) -> Callable[[int], int]:
        """From the sum of answers under which the effect fires to that without its vetoes of `veto`, or its points."""
        if effect in self.policy.combinations:
            top = self.sums.tops[self.policy.combinations.index(effect)]
            rest = self.sums.packed((0,) * len(self.models) if points else effect.points, effect.mask & ~veto)
            return lambda total: (total & ~top) + rest
        gone = self.sums.packed(effect.points if points else (0,) * len(self.models), veto)
        return lambda total: total - gone

    def name(self, model: int) -> Model:
        """The model at that place."""
        return self.policy.order[model]

    def result(self, leader: int) -> str:
        """The model at that place in words; "nothing" for -1."""
        return self.policy.order[leader].value if leader >= 0 else "nothing"

    def names(self, models: Iterable[int]) -> tuple[str, ...]:
        """The models at those places."""
        return tuple(self.policy.order[model].value for model in models)
