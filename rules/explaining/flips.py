"""The smallest changes of answers that change the result: exactly, by search, smallest first.

Only answers that were given and that are a choice are changed: a `fixed` factor is a fact, and "be less
export-controlled" is no advice. Answers that are missing stay missing, and what is presumed stays presumed: both are
open, and what they may become is told by `turning_answers`.

With every answer given, another result means that some rival gets ahead, whichever, so the rivals can be looked at one
by one. That makes it quick: `change_sets` gives out only sets of answers with which it can be done, and of those
the ones that cannot be among the most plausible are passed over. With answers missing, the recommended model is the
first by points that can still win. Then what is given out is tried on completions under which the model in question
wins, and where none of those does any longer, on the search of `rules.completions`, which is hard in general. To a
given model the way is harder as well: all rivals have to be beaten at once.

Past a budget of steps a search stops, and says so. Only those sizes count that were searched to the end: what is
returned is always a smallest flip.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod
from typing import NamedTuple

from rules.budget import Budget, BudgetSpentError
from rules.completions import BUDGET as COMPLETIONS_BUDGET
from rules.completions import winning_completion
from rules.explaining.change_sets import ChangeSet, ChangeSets
from rules.explaining.leads import NO_ANSWER, TOPS, Leads, best_leads, worst_leads
from rules.grid import Model
from rules.policy import Answers, Policy
from rules.recommend import Recommendation, as_answered
from rules.sums import sums_of

MOST_FLIPS = 4
"""Smallest flips that are returned."""
MOST_CHANGES = 6
"""Changes in one flip; more than that explains nothing."""
BUDGET = 20_000
"""Steps that a search may take."""
_FEWER = 1_000
"""Steps to look for fewer changes, leading to a model behind one that cannot win: rare, so it may not cost much."""


class Change(NamedTuple):
    """One answer given otherwise."""

    factor: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Flip:
    """Changes that, made together, lead to another result; no smaller set does."""

    to: Model | None
    """None where every model would be ruled out."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Flips:
    """What a search found, and whether it came to its end."""

    found: tuple[Flip, ...]
    exhausted: bool
    """True where nothing was left out. Then, if there is no flip, no change leads there, however many are made."""

    def __iter__(self) -> Iterator[Flip]:
        """The flips."""
        return iter(self.found)

    def __len__(self) -> int:
        """How many."""
        return len(self.found)

    def __getitem__(self, place: int) -> Flip:
        """The first is the most plausible."""
        return self.found[place]


# A card says the same to the requester, in the channel, and whenever it is brought up to date.
@lru_cache(maxsize=128)
def nearest_flips(recommendation: Recommendation, policy: Policy, budget: int = BUDGET) -> Flips:
    """The smallest sets of changes that change the recommended model, the most plausible first, at most MOST_FLIPS.

    Sets of more than MOST_CHANGES changes are not looked for.
    """
    return _Search(recommendation, policy, budget).nearest()


def flips(recommendation: Recommendation, policy: Policy) -> Flips:
    """The nearest flips, and after them the nearest to each other model; smallest first."""
    nearest = nearest_flips(recommendation, policy)
    reached = {recommendation.model, *(flip.to for flip in nearest)}
    named = [_Search(recommendation, policy, BUDGET).to(model) for model in policy.order if model not in reached]
    found = sorted((flip for each in named for flip in each), key=lambda flip: len(flip.changes))
    return Flips((*nearest, *found), exhausted=all(each.exhausted for each in (nearest, *named)))


class _Option(NamedTuple):
    """One way to answer a factor otherwise."""

    change: Change
    step: int
    """What the change adds to the sum of the answers."""
    prior: float
    """How often this answer is given, among all."""


@lru_cache(maxsize=4096)
def _options(factor: str, now: str, policy: Policy) -> tuple[_Option, ...]:
    """Every other answer, the most plausible first."""
    number, options = sums_of(policy).number, policy.factor[factor].options
    every = sum(option.prior for option in options)
    found = [
        _Option(Change(factor, now, option.id), number[factor, option.id] - number[factor, now], option.prior / every)
        for option in options
        if option.id != now
    ]
    return tuple(sorted(found, key=lambda option: -option.prior))


@lru_cache(maxsize=32)
def _choices(policy: Policy) -> frozenset[str]:
    """The factors that are a choice, not a fact."""
    return frozenset(factor.id for factor in policy.factors if not factor.fixed)


_Result = Callable[[int, Sequence[Change]], int | None]
"""The model that changes lead to, from the sum of the answers with them made; None where it is not looked for."""


class _MostPlausible:
    """The most plausible flips so far."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: list[tuple[float, int, Sequence[Change]]] = []

    def beats(self, prior: float) -> bool:
        """Whether a flip as plausible as this would be among them."""
        return len(self._found) < self._most or prior > self._found[-1][0]

    def add(self, prior: float, to: int, changes: Sequence[Change]) -> None:
        """Takes one, and lets the least plausible go where they have become too many."""
        self._found.append((prior, to, changes))
        self._found.sort(key=lambda each: -each[0])
        del self._found[self._most :]

    def flips(self, policy: Policy) -> tuple[Flip, ...]:
        """Those found, each with its changes in the policy's order."""
        place = list(policy.factor).index
        return tuple(
            Flip(policy.order[to] if to >= 0 else None, tuple(sorted(changes, key=lambda each: place(each.factor))))
            for _, to, changes in self._found
        )


class _Search:
    """One request, and what changes to it lead to. Models go by their place in the policy's order; -1 is none."""

    def __init__(self, recommendation: Recommendation, policy: Policy, budget: int) -> None:
        self._policy, self._sums = policy, sums_of(policy)
        self._changeable = recommendation.answers.keys() & _choices(policy)
        recommendation = as_answered(recommendation, policy)
        self._answers = recommendation.answers
        self._recommended = policy.order.index(recommendation.model) if recommendation.model else -1
        self._complete = len(self._answers) == len(policy.factors)
        self._total = self._sums.total(self._answers)
        self._budget = Budget(budget)
        self._witness = recommendation.outcomes.models.get(recommendation.model) if recommendation.model else {}
        self._completions = list(map(self._sum, recommendation.outcomes.models.values()))
        """What completions add under which some model wins, or did before a change."""

    def nearest(self) -> Flips:
        """The most plausible of the smallest sets that change the recommended model."""
        if self._witness is None:
            return Flips((), exhausted=False)  # not even that it can win has been proven
        states = [self._answers]
        if self._witness:
            # While no other is ahead of it, and it still wins under this completion, it is recommended.
            states.append({**self._answers, **self._witness})
        return self._smallest(worst_leads(self._recommended, self._policy), states, MOST_FLIPS, self._other_result)

    def to(self, model: Model) -> Flips:
        """The most plausible of the smallest sets that lead to the model."""
        target = self._policy.order.index(model)

        def ahead(total: int, changes: Sequence[Change]) -> int | None:
            first = self._sums.leader(total) == target
            return target if first and self._can_win(target, total, changes) else None

        def recommended(total: int, changes: Sequence[Change]) -> int | None:
            return target if self._result(total, changes) == target else None

        leads, states = best_leads(target, self._policy), [self._answers]
        found = self._smallest(leads, states, 1, ahead)
        most = len(found[0].changes) - 1 if found else MOST_CHANGES
        if most == 0 or self._first_can_win(target):
            return found
        # The target need not be ahead of a model that cannot win, so with fewer changes it may be recommended too.
        self._budget = Budget(_FEWER)
        fewer = self._smallest(leads, states, 1, recommended, most, missing=None)
        return fewer if fewer or not found else replace(found, exhausted=found.exhausted and fewer.exhausted)

    def _first_can_win(self, but: int) -> bool:
        """Whether every model but this can still win where it is ahead by points, whatever is changed.

        It can where it stays ahead with favourable answers to all that is missing. False is no proof of the contrary.
        """
        missing = [factor for factor in self._policy.factor if factor not in self._answers]
        others = (best_leads(model, self._policy) for model in range(len(self._policy.order)) if model != but)
        return all(sum((leads.favourable[each] for each in missing), TOPS) & TOPS == TOPS for leads in others)

    def _smallest(
        self,
        leads: Leads,
        states: Sequence[Answers],
        most: int,
        result: _Result,
        most_changes: int = MOST_CHANGES,
        missing: str | None = NO_ANSWER,
    ) -> Flips:
        sets = ChangeSets(leads, states, self._changeable, self._budget, missing)
        if not sets.any_hope():
            return Flips((), exhausted=True)
        for size in range(1, min(most_changes, sets.most) + 1):
            found = _MostPlausible(most)
            try:
                self._look_into(sets, size, result, found)
            except BudgetSpentError:
                return Flips(found.flips(self._policy), exhausted=False)
            if flips := found.flips(self._policy):
                return Flips(flips, exhausted=True)
        return Flips((), exhausted=sets.most <= most_changes)

    def _look_into(self, sets: ChangeSets, size: int, result: _Result, found: _MostPlausible) -> None:
        """Finds the most plausible sets of so many changes that give a result."""

        def fill(each: ChangeSet, step: int, prior: float, changes: tuple[Change, ...]) -> None:
            if not each.open:
                to = result(self._total + step, changes)
                if to is not None:
                    found.add(prior, to, changes)
                return
            for option in options[each.open[0]]:
                if found.beats(prior * option.prior):
                    after = sets.answered(each, option.change.after)
                    if after is not None:
                        fill(after, step + option.step, prior * option.prior, (*changes, option.change))

        candidates = list(sets.of_size(size))
        options = {
            place: _options(factor, self._answers[factor], self._policy)
            for each in candidates
            for place, factor in zip(each.open, sets.factors(each), strict=True)
        }
        plausible = [(prod(options[place][0].prior for place in each.open), each) for each in candidates]
        for prior, each in sorted(plausible, key=lambda pair: -pair[0]):
            if not found.beats(prior):
                return
            fill(each, 0, 1.0, ())

    # --- what changes lead to --------------------------------------------------------------------------------------

    def _other_result(self, total: int, changes: Sequence[Change]) -> int | None:
        """The model that is then recommended, if it is another."""
        model = self._result(total, changes)
        return model if model != self._recommended else None

    def _result(self, total: int, changes: Sequence[Change]) -> int:
        """The model that is then recommended."""
        if self._complete:
            return self._sums.leader(total)
        return next((each for each in self._sums.ranking(total) if self._can_win(each, total, changes)), -1)

    def _can_win(self, model: int, total: int, changes: Sequence[Change]) -> bool:
        """Whether some completion lets a model win that has not been ruled out; also where that is not proven."""
        if self._complete or any(self._sums.leader(total + each) == model for each in self._completions):
            return True
        answers = {**self._answers, **{each.factor: each.after for each in changes}}
        budget = Budget(COMPLETIONS_BUDGET, within=self._budget)
        try:
            found = winning_completion(self._policy.order[model], answers, self._policy, budget)
        except BudgetSpentError:
            if self._budget.spent:
                raise
            return True
        if found is not None:
            self._completions.append(self._sum(found))
        return found is not None

    def _sum(self, answers: Answers) -> int:
        return sum(map(self._sums.number.__getitem__, answers.items()))
