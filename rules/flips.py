"""The smallest changes of answers that change the result: exactly, by search over sets of changes, smallest first.

Only answers that were given and that are a choice are changed: a `fixed` factor is a fact, and "be less
export-controlled" is no advice. Answers that are missing stay missing.

In general this is as hard as covering: there are up to C(n, k) (m - 1)^k sets of k changes among n answers with m
options each. A set is looked into only while it can still come to something: no change moves the lead over a rival by
more than its own points and those of every combination rule it touches, so the k best of the changes left bound what
k changes can do. Most requests are decided at one change, in n (m - 1) sums. Past a budget of sums the search stops,
and then only those sizes count that were searched to the end: what is returned is always a smallest one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import prod
from operator import or_, sub
from typing import NamedTuple

from rules.completions import can_win
from rules.grid import Model
from rules.policy import Answers, Effect, Policy
from rules.recommend import Recommendation, fired_effects, recommend
from rules.sums import sums_of

MOST_FLIPS = 4
"""Smallest flips that are returned."""
MOST_CHANGES = 6
"""Changes in one flip; more than that explains nothing."""
BUDGET = 20_000
"""Sums that a search may take."""


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


_LANE = 64
_MUCH = 1 << 24
"""More than any points: a veto of a rival moves the lead over it by this."""
_ALL = 1 << 42
"""More than any number of those: a veto of the model itself loses every lead."""
_BOUND_FROM = 2
"""Changes from which a bound is worth working out; to try every single change is quicker."""
_FULL = 50
"""What working out a whole recommendation counts against the budget, in sums."""


class _BudgetSpentError(Exception):
    """The search has taken as many sums as it may."""


def nearest_flips(recommendation: Recommendation, policy: Policy, budget: int = BUDGET) -> tuple[Flip, ...]:
    """The smallest sets of changes that change the recommended model, the most plausible first, at most MOST_FLIPS.

    Empty where no set of up to MOST_CHANGES changes does, or none was found within the budget.
    """
    return _Search(recommendation, policy, budget).nearest()


def flip_to(model: Model, recommendation: Recommendation, policy: Policy, budget: int = BUDGET) -> Flip | None:
    """The smallest and most plausible set of changes that leads to this model; None where none was found.

    With answers missing it leads to a model that is then ahead on points and can still win.
    """
    return _Search(recommendation, policy, budget).to(model)


def flips(recommendation: Recommendation, policy: Policy) -> tuple[Flip, ...]:
    """The nearest flips, and after them the nearest to each other model; smallest first."""
    nearest = nearest_flips(recommendation, policy)
    reached = {recommendation.model, *(flip.to for flip in nearest)}
    named = [flip_to(model, recommendation, policy) for model in policy.order if model not in reached]
    return (*nearest, *sorted((flip for flip in named if flip), key=lambda flip: len(flip.changes)))


@dataclass(frozen=True, slots=True)
class _Leads:
    """The leads of one model over each of the others, a lane for each, as far as single answers give them."""

    own: Mapping[tuple[str, str], int]
    """What an answer adds; where it rules the model out it takes, and where it rules a rival out it adds, very much."""
    single: Mapping[tuple[str, str], tuple[int, ...]]
    """The same, one number for each rival."""
    rules: tuple[tuple[int, ...], ...]
    """What each combination rule adds where it fires, one number for each rival."""
    start: int
    """The middle of each lane, and the model's place in the order."""
    tops: int
    """The highest bit of each lane: set while the lead holds."""
    rivals: tuple[int, ...]
    """Whose lanes these are, by their places in the policy's order."""

    def of(self, answers: Answers, fired: Sequence[int]) -> int:
        """The leads under these answers, when these combination rules fire."""
        own = sum(self.own.get(answer, 0) for answer in answers.items())
        return self.start + own + sum(self.packed(self.rules[place]) for place in fired)

    def moved(self, change: Change) -> tuple[tuple[int, ...], int]:
        """What a change does by itself: one number for each rival, and all in their lanes."""
        nothing = (0,) * len(self.rivals)
        after = self.single.get((change.factor, change.after), nothing)
        before = self.single.get((change.factor, change.before), nothing)
        move = tuple(map(sub, after, before))
        own = self.own
        return move, own.get((change.factor, change.after), 0) - own.get((change.factor, change.before), 0)

    def packed(self, numbers: Sequence[int]) -> int:
        """One number for each rival, each in its lane."""
        return sum(each << _LANE * rival for each, rival in zip(numbers, self.rivals, strict=True))


@lru_cache(maxsize=256)
def _leads(model: int, policy: Policy) -> _Leads:
    """Worked out once for each model of a policy."""
    rivals = [rival for rival in range(len(policy.order)) if rival != model]

    def lead(effect: Effect, rival: int) -> int:
        if effect.mask >> model & 1:
            return -_ALL
        points = 8 * (effect.points[model] - effect.points[rival])
        return points + (_MUCH if effect.mask >> rival & 1 else 0)

    def packed(numbers: Sequence[int]) -> int:
        return sum(each << _LANE * rival for each, rival in zip(numbers, rivals, strict=True))

    single = {pair: tuple(lead(each, r) for r in rivals) for pair, each in policy.option_effects.items()}
    return _Leads(
        own={pair: packed(numbers) for pair, numbers in single.items()},
        single=single,
        rules=tuple(tuple(lead(rule, rival) for rival in rivals) for rule in policy.combinations),
        start=packed([(1 << _LANE - 1) + rival - model - 1 for rival in rivals]),
        tops=packed([1 << _LANE - 1] * len(rivals)),
        rivals=tuple(rivals),
    )


@dataclass(frozen=True, slots=True)
class _Option:
    """One way to answer a factor otherwise."""

    change: Change
    step: int
    """What the change adds to the sum of the answers."""
    prior: float


class _Search:
    """One request, and the sets of changes to it."""

    def __init__(self, recommendation: Recommendation, policy: Policy, budget: int) -> None:
        self._policy = policy
        self._sums = sums_of(policy)
        self._answers = recommendation.answers
        self._recommended = policy.order.index(recommendation.model) if recommendation.model else -1
        self._complete = len(self._answers) == len(policy.factors)
        self._witness = recommendation.outcomes.models.get(recommendation.model) if recommendation.model else None
        self._total = self._sums.total(self._answers)
        self._witness_total = None if self._witness is None else self._sums.total({**self._answers, **self._witness})
        self._left = budget
        self._changeable = [each.id for each in policy.factors if not each.fixed and each.id in self._answers]
        number = self._sums.number
        self._changes = [
            [
                _Option(
                    Change(factor.id, now, option.id),
                    number[factor.id, option.id] - number[factor.id, now],
                    option.prior / sum(each.prior for each in factor.options),
                )
                for option in factor.options
                if option.id != now
            ]
            for factor, now in ((policy.factor[each], self._answers[each]) for each in self._changeable)
        ]

    def nearest(self) -> tuple[Flip, ...]:
        """The most plausible of the smallest sets that change the recommended model."""
        everything = (1 << len(self._policy.order)) - 1
        if self._recommended < 0 and self._ruled_out_for_good() == everything:
            return ()
        found = self._smallest(self._could_lose, self._other_result)
        return tuple(flip for _, flip in sorted(found, key=lambda each: -each[0])[:MOST_FLIPS])

    def to(self, model: Model) -> Flip | None:
        """The most plausible of the smallest sets that lead to the model."""
        target = self._policy.order.index(model)
        if self._ruled_out_for_good() >> target & 1:
            return None

        def leads_to_it(chosen: Sequence[_Option], total: int) -> int | None:
            ahead = self._sums.leader(total) == target
            return target if ahead and (self._complete or self._can_win(target, chosen)) else None

        found = self._smallest(lambda: self._could_win(target), leads_to_it)
        return max(found, key=lambda each: each[0])[1] if found else None

    def _smallest(self, bounded: "Callable[[], Sequence[_Bound]]", result: "_Result") -> list[tuple[float, Flip]]:
        """All sets of the smallest size that give a result, each with how plausible it is."""
        bounds: Sequence[_Bound] = ()
        for size in range(1, min(MOST_CHANGES, len(self._changes)) + 1):
            if size == _BOUND_FROM:
                bounds = bounded()
            found: list[tuple[float, Flip]] = []
            try:
                for chosen, total in self._sets(size, bounds):
                    to = result(chosen, total)
                    if to is not None:
                        found.append(self._flip(to, chosen))
            except _BudgetSpentError:
                return found
            if found:
                return found
        return []

    def _flip(self, to: int, chosen: Sequence[_Option]) -> tuple[float, Flip]:
        model = self._policy.order[to] if to >= 0 else None
        return prod(each.prior for each in chosen), Flip(model, tuple(each.change for each in chosen))

    # --- what a set of changes leads to ----------------------------------------------------------------------------

    def _other_result(self, chosen: Sequence[_Option], total: int) -> int | None:
        """The place of the model that is then recommended, -1 for none of them; None where nothing changes."""
        leader = self._sums.leader(total)
        if self._complete or leader < 0:
            return leader if leader != self._recommended else None
        if leader == self._recommended and self._still_possible(chosen):
            return None
        if self._can_win(leader, chosen):
            return leader if leader != self._recommended else None
        self._spend(_FULL)
        model = recommend(self._changed(chosen), self._policy).model
        found = self._policy.order.index(model) if model else -1
        return found if found != self._recommended else None

    def _still_possible(self, chosen: Sequence[_Option]) -> bool:
        """Whether the completion that lets the recommended model win still does."""
        return self._witness_total is not None and (
            self._sums.leader(self._witness_total + sum(each.step for each in chosen)) == self._recommended
        )

    def _can_win(self, place: int, chosen: Sequence[_Option]) -> bool:
        self._spend(_FULL)
        return can_win(self._policy.order[place], self._changed(chosen), self._policy)

    def _changed(self, chosen: Sequence[_Option]) -> dict[str, str]:
        return {**self._answers, **{each.change.factor: each.change.after for each in chosen}}

    def _spend(self, sums: int) -> None:
        self._left -= sums
        if self._left < 0:
            raise _BudgetSpentError

    def _ruled_out_for_good(self) -> int:
        """The models (bit mask) that answers which never change rule out."""
        fixed = {each: option for each, option in self._answers.items() if self._policy.factor[each].fixed}
        return reduce(or_, (effect.mask for effect in fired_effects(fixed, self._policy)), 0)

    # --- sets of changes, and which are not worth looking into ------------------------------------------------------

    def _sets(self, size: int, bounds: "Sequence[_Bound]") -> Iterator[tuple[list[_Option], int]]:
        """All sets of this size that some bound lets through, each with its sum."""

        def extend(at: int, left: int, total: int, leads: Sequence[int]) -> Iterator[tuple[list[_Option], int]]:
            for place in range(at, len(self._changes) - left + 1):
                for option in self._changes[place]:
                    self._spend(1)
                    after = [lead + bound.moves[option.change] for lead, bound in zip(leads, bounds, strict=True)]
                    if after and all(bound.hopeless(lead, left - 1) for lead, bound in zip(after, bounds, strict=True)):
                        continue
                    chosen.append(option)
                    if left == 1:
                        yield chosen, total + option.step
                    else:
                        yield from extend(place + 1, left - 1, total + option.step, after)
                    chosen.pop()

        chosen: list[_Option] = []
        yield from extend(0, size, self._total, [bound.lead for bound in bounds])

    def _could_lose(self) -> "Sequence[_Bound]":
        """Sets that could make the recommended model lose its lead, or its last way to win."""
        if self._recommended < 0 or self._sums.leader(self._total) != self._recommended:
            return ()
        states = [self._answers]
        if not self._complete:
            if self._witness is None:
                return ()
            states.append({**self._answers, **self._witness})
        return [self._bound(self._recommended, state, -1) for state in states]

    def _could_win(self, target: int) -> "Sequence[_Bound]":
        """Sets that could put the model ahead of all others."""
        return [self._bound(target, self._answers, 1)]

    def _bound(self, model: int, state: Answers, sign: int) -> "_Bound":
        leads = _leads(model, self._policy)
        fired = self._sums.fired(self._sums.total(state))
        slack = self._slack(leads, state, fired, sign)
        rows, moves = [], {}
        for options in self._changes:
            own = [leads.moved(each.change) for each in options]
            more = slack[options[0].change.factor]
            packed = leads.packed(more)
            for option, (_, move) in zip(options, own, strict=True):
                moves[option.change] = move + packed
            pick = max if sign > 0 else min
            rows.append(
                [pick(0, pick(column) + extra) for *column, extra in zip(*(o for o, _ in own), more, strict=True)]
            )
        best = [sorted(column, reverse=sign > 0) for column in zip(*rows, strict=True)]
        reach = [leads.packed([sum(column[:size]) for column in best]) for size in range(MOST_CHANGES + 1)]
        return _Bound(leads.of(state, fired), moves, reach, leads.tops, sign)

    def _slack(self, leads: _Leads, state: Answers, fired: Sequence[int], sign: int) -> Mapping[str, Sequence[int]]:
        """For each factor the most that combination rules can move the leads when its answer changes."""
        slack = {factor: [0] * len(leads.rivals) for factor in self._changeable}
        for place, rule in enumerate(self._policy.combinations):
            fires = place in fired
            if not fires and not all(factor in slack or state.get(factor) in listed for factor, listed in rule.when):
                continue  # an answer that never changes keeps it from firing
            for at, each in enumerate(leads.rules[place]):
                move = -each if fires else each
                if move * sign > 0:
                    for factor, _ in rule.when:
                        if factor in slack:
                            slack[factor][at] += move
        return slack


_Result = Callable[[Sequence[_Option], int], int | None]


@dataclass(frozen=True, slots=True)
class _Bound:
    """How far changes can move the leads of a model, at most."""

    lead: int
    """Before any change."""
    moves: Mapping[Change, int]
    """What each change can do to every lead."""
    reach: Sequence[int]
    """What so many changes can do to every lead."""
    tops: int
    sign: int
    """-1 to lose the lead over any rival, 1 to gain it over all."""

    def hopeless(self, lead: int, left: int) -> bool:
        """Whether so many changes more can come to nothing."""
        held = (lead + self.reach[left]) & self.tops == self.tops
        return held if self.sign < 0 else not held
