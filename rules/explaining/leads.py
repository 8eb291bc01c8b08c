"""The leads of one model over each of the others when some answers are kept and the rest are at their worst, or best.

All leads stand in one whole number, a lane for each model, so that the leads that groups of tied factors give are added
up in one addition (SWAR). A rival that is ruled out is behind, whatever its points; the model's own lane tells whether
it is ruled out itself. Counted from the middle of its lane, a lead that is not negative has the top bit set: it holds.

While a rule of a group waits for an answer, the worst is the worst over that answer's options; where none does, each
answer is at its worst by itself. A group of n factors with m options has at most (m + 2)^n such numbers; each is worked
out when it is first needed, and kept. A group that can be answered in more than `MOST_WAYS` ways is not listed: there
each rule that waits counts at its worst by itself too. A lead that is then said to hold does, but more may hold.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property, lru_cache, reduce
from struct import Struct

from rules.grid import Model
from rules.policy import MORE_THAN_ANY_POINTS, Effect, Policy
from rules.ties import MOST_WAYS, Group, groups_of

NO_ANSWER = ""
"""What is kept for a factor that stays unanswered. None, by contrast, stands for whatever answer may come."""

Kept = tuple[str | None, ...]
"""For each factor of a group the answer that is kept, NO_ANSWER, or None."""

_Rule = tuple[tuple[tuple[int, frozenset[str]], ...], int]
"""The conditions of a rule, by the places of their factors in the group, and what it does where it fires."""

BLOCK = 64 * len(Model)
"""The bits of one number."""
_LANE = 64
_TOP = 1 << _LANE - 1
_RIVAL_VETO = MORE_THAN_ANY_POINTS << 18
"""More than any number of vetoes of the model's own."""
_MOST_KEPT = 50_000
_UNPACK = Struct(f"<{len(Model)}Q").unpack


def top(place: int) -> int:
    """The top bit of the lane of a model, by its place in the policy's order."""
    return _TOP << _LANE * place


TOPS = sum(map(top, range(len(Model))))
_TWO = TOPS | TOPS << BLOCK
"""Enough for two numbers beside each other."""


def larger(one: int, other: int) -> int:
    """The larger of two numbers, or of two pairs of numbers beside each other, lane by lane."""
    ahead = one - other + _TWO
    won = ahead & _TWO
    return other + (ahead & (won << 1) - (won >> _LANE - 1)) - won


def smaller(one: int, other: int) -> int:
    """The smaller of two numbers, or of two pairs of numbers beside each other, lane by lane."""
    ahead = one - other + _TWO
    won = ahead & _TWO
    return one - (ahead & (won << 1) - (won >> _LANE - 1)) + won


def lanes(number: int) -> tuple[int, ...]:
    """The lanes of a number none of which is negative."""
    return _UNPACK(number.to_bytes(BLOCK // 8, "little"))


def _evenly(number: int) -> tuple[int, int]:
    """For comparing: the least of the lanes, then their sum."""
    every = lanes(number + TOPS)
    return min(every), sum(every)


class Leads:
    """The leads of one model of one policy."""

    def __init__(self, model: int, policy: Policy, *, best: bool) -> None:
        """For a model by its place in the policy's order; for -1 the result that every model is ruled out.

        What is not kept is at its worst for the model, or at its best.
        """
        self.groups = groups_of(policy)
        self.listed = [group.ways(policy) <= MOST_WAYS for group in self.groups]
        self.best = best
        self.pick = larger if best else smaller
        # The earlier of two models wins a tie. Where every model is to be ruled out, each has to be at least once.
        behind = [rival for rival in range(len(policy.order)) if model < 0 or rival < model]
        self.start = TOPS - self._packed([int(rival in behind) for rival in range(len(policy.order))])
        self._model, self._policy = model, policy
        self._own = [[self._options(factor) for factor in group.factors] for group in self.groups]
        self._rules = [[self._rule(group, place) for place in group.rules] for group in self.groups]
        self._numbers: list[dict[Kept, int]] = [{} for _ in self.groups]

    def of(self, place: int, kept: Kept) -> int:
        """The leads that a group gives, by its place among the groups; all of them and `start` add up."""
        numbers = self._numbers[place]
        found = numbers.get(kept)
        if found is None:
            if len(numbers) >= _MOST_KEPT:
                numbers.clear()
            found = numbers[kept] = self._work_out(place, kept)
        return found

    def moved(self, place: int, kept: Kept, factor: int, changeable: Collection[int]) -> int:
        """The most that any answer to one factor of a group can do, whatever is changed with it.

        Factors go by their places in the group.
        """
        own = self._own[place][factor]
        total = own[None] - own[kept[factor]]
        for when, lead in self._rules[place]:
            if any(each == factor for each, _ in when):
                if all(kept[each] in options for each, options in when):
                    total += self.pick(0, -lead)
                elif all(each in changeable or kept[each] is None or kept[each] in options for each, options in when):
                    total += self.pick(0, lead)
        return total

    @cached_property
    def favourable(self) -> Mapping[str, int]:
        """For each factor what one answer, favourable to the model, adds at least, whatever the other answers are."""
        return {
            factor: max(self._at_least(place, at), key=_evenly)
            for place, group in enumerate(self.groups)
            for at, factor in enumerate(group.factors)
        }

    def _at_least(self, place: int, factor: int) -> Iterator[int]:
        """For each answer to a factor what it adds, and with it every rule that it can help to fire to the bad."""
        for option in self._policy.factor[self.groups[place].factors[factor]].option:
            helped = [lead for when, lead in self._rules[place] if any(f == factor and option in o for f, o in when)]
            yield self._own[place][factor][option] + sum(smaller(0, each) for each in helped)

    def _work_out(self, place: int, kept: Kept) -> int:
        total = 0
        for when, lead in self._rules[place]:
            given = [kept[factor] in options for factor, options in when if kept[factor] is not None]
            if all(given):
                if len(given) == len(when):
                    total += lead
                elif self.listed[place]:
                    return self._each_answer(place, kept, next(each for each, _ in when if kept[each] is None))
                else:
                    total += self.pick(0, lead)
        # No rule is open, so the answers count each by itself.
        for own, option in zip(self._own[place], kept, strict=True):
            total += own[option]
        return total

    def _each_answer(self, place: int, kept: Kept, factor: int) -> int:
        """Under each answer to a factor for which any may come."""
        options = self._policy.factor[self.groups[place].factors[factor]].option
        return reduce(self.pick, [self.of(place, (*kept[:factor], each, *kept[factor + 1 :])) for each in options])

    def _options(self, factor: str) -> Mapping[str | None, int]:
        """What each option of a factor does by itself, what any may do, and what none does."""
        effects = self._policy.option_effects
        options = self._policy.factor[factor].option
        own: dict[str | None, int] = {
            each: self._of(effects[factor, each]) if (factor, each) in effects else 0 for each in options
        }
        own[None] = reduce(self.pick, own.values())
        own[NO_ANSWER] = 0
        return own

    def _rule(self, group: Group, place: int) -> _Rule:
        effect = self._policy.combinations[place]
        when = tuple((group.factors.index(factor), options) for factor, options in effect.when)
        return when, self._of(effect)

    def _of(self, effect: Effect) -> int:
        model = self._model
        vetoed = [effect.mask >> rival & 1 for rival in range(len(effect.points))]
        if model < 0:
            return self._packed(vetoed)
        own = effect.points[model] - MORE_THAN_ANY_POINTS * vetoed[model]
        leads = [own - points + _RIVAL_VETO * veto for points, veto in zip(effect.points, vetoed, strict=True)]
        leads[model] = -vetoed[model]
        return self._packed(leads)

    @staticmethod
    def _packed(leads: list[int]) -> int:
        return sum(lead << _LANE * rival for rival, lead in enumerate(leads))


@lru_cache(maxsize=64)
def worst_leads(model: int, policy: Policy) -> Leads:
    """Worked out once for each result of a policy."""
    return Leads(model, policy, best=False)


@lru_cache(maxsize=64)
def best_leads(model: int, policy: Policy) -> Leads:
    """Worked out once for each result of a policy."""
    return Leads(model, policy, best=True)
