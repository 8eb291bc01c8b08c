"""What can still come out when answers are missing: exactly, by search over every completion.

Whether a given model can win is NP-hard in general (one margin to hold against each of six rivals at once, over
factors that each offer a choice). Three things keep it small:

* Factors that no undecided rule ties together are independent, so each contributes a *choice* of rows (one for each
  option), and factors tied by a rule are merged into one choice over their combinations.
* A row that is no better against any rival than another row is dropped.
* A weighted sum of the margins, at its best over all rows, bounds what any completion can reach. When that best is
  below what the weighted sum needs, no completion wins: a proof. When the rows that reach it do win: a witness.
  Otherwise the weights move towards the rivals that were not beaten, and in the end the search branches.

Everything is whole numbers; nothing is estimated. The branches are bounded by the product of the rows; on the default
policy the root nearly always decides. Past a budget of steps the search gives up on a model, and the model counts as
possible, not proven: what is called impossible, or certain, always is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from operator import ge, mul, sub

from rules.budget import Budget, BudgetSpentError
from rules.grid import Model
from rules.policy import Answers, Effect, Policy

_MOST_ROWS = 4096
"""A group of tied factors with more combinations than this is split by trying each option of one of its factors."""
_ROUNDS = 24
"""Moves of the weights before the search branches."""
BUDGET = 2_000
"""Steps that the search for one model may take: weighted sums of all rows, and sets of tied factors that were split."""
_CACHED = 8192
"""Groups kept ready; which groups occur depends on which factors are missing, not on the answers to the others."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the missing answers can still lead to."""

    models: Mapping[Model, Mapping[str, str]]
    """Each model that can win, with answers to the missing factors under which it does."""
    all_ruled_out: bool
    """Whether some completion rules out every model; also where that is not proven."""
    unproven: frozenset[Model] = frozenset()
    """Models for which neither a witness nor a proof was found within the budget; they count as possible."""

    @property
    def certain(self) -> bool:
        """Whether every completion gives the same result."""
        return len(self.models) + len(self.unproven) + self.all_ruled_out == 1

    @property
    def possible(self) -> frozenset[Model]:
        """Every model that can win, proven or not."""
        return self.unproven.union(self.models)


@dataclass(frozen=True, slots=True)
class _Row:
    """One way to answer a group of factors: the points it adds and the models (bit mask) it rules out."""

    points: tuple[int, ...]
    ruled_out: int
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Start:
    """What the given answers already fix."""

    points: tuple[int, ...]
    ruled_out: int
    live: tuple[int, ...]
    """Which combination rules the missing answers decide, by their place in the policy."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Missing factors that undecided rules tie together, and those rules."""

    factors: tuple[str, ...]
    live: tuple[int, ...]


def possible_outcomes(answers: Answers, policy: Policy, budget: int = BUDGET) -> Outcomes:
    """Which models can win, and whether all can be ruled out, over every way to answer the missing factors."""
    models: dict[Model, Mapping[str, str]] = {}
    unproven = set()
    start = _start(answers, policy)
    groups = _groups([factor.id for factor in policy.factors if factor.id not in answers], start.live, policy)
    for position, model in enumerate(policy.order):
        try:
            witness = _witness_in(position, answers, start, groups, policy, Budget(budget))
        except BudgetSpentError:
            unproven.add(model)
        else:
            if witness is not None:
                models[model] = witness
    try:
        all_ruled_out = _all_can_be_ruled_out(answers, start, groups, policy, Budget(budget))
    except BudgetSpentError:
        all_ruled_out = True
    return Outcomes(models, all_ruled_out, frozenset(unproven))


def can_win(model: Model, answers: Answers, policy: Policy, budget: int = BUDGET) -> bool:
    """Whether some way to answer the missing factors lets the model win; true also where that is not proven."""
    try:
        return winning_completion(model, answers, policy, budget) is not None
    except BudgetSpentError:
        return True


def winning_completion(
    model: Model, answers: Answers, policy: Policy, budget: int = BUDGET
) -> Mapping[str, str] | None:
    """Answers to the missing factors under which the model wins, or None: no completion lets it.

    Raises BudgetSpentError where neither was found within the budget.
    """
    start = _start(answers, policy)
    groups = _groups([factor.id for factor in policy.factors if factor.id not in answers], start.live, policy)
    return _witness_in(policy.order.index(model), answers, start, groups, policy, Budget(budget))


def _witness_in(
    model: int, answers: Answers, start: "_Start", groups: "Sequence[_Group]", policy: Policy, budget: Budget
) -> Mapping[str, str] | None:
    """Answers to the missing factors under which the model wins, or None: no completion lets it."""
    for chosen, inner_start, inner_groups in _split(answers, start, groups, policy, budget):
        witness = _witness(model, inner_start, inner_groups, policy, budget)
        if witness is not None:
            return {**chosen, **witness}
    return None


def _split(
    answers: Answers, start: "_Start", groups: "Sequence[_Group]", policy: Policy, budget: Budget
) -> "Iterator[tuple[Mapping[str, str], _Start, Sequence[_Group]]]":
    """The missing answers as groups small enough to list, under each answer to the factors that had to be tried."""
    budget.spend()
    large = next((group for group in groups if _combinations(group.factors, policy) > _MOST_ROWS), None)
    if large is None:
        yield {}, start, groups
        return
    ties = Counter(factor for place in large.live for factor, _ in policy.combinations[place].when)
    factor = policy.factor[max(large.factors, key=lambda each: ties[each])]
    for option in factor.options:
        given = {**answers, factor.id: option.id}
        inner = _start(given, policy)
        missing = [each.id for each in policy.factors if each.id not in given]
        parts = _split(given, inner, _groups(missing, inner.live, policy), policy, budget)
        for chosen, inner_start, inner_groups in parts:
            yield {factor.id: option.id, **chosen}, inner_start, inner_groups


def _start(answers: Answers, policy: Policy) -> _Start:
    fixed = [policy.option_effects[answer] for answer in answers.items() if answer in policy.option_effects]
    live = []
    for place, combination in enumerate(policy.combinations):
        if combination.fires(answers):
            fixed.append(combination)
        elif all(answers[factor] in options for factor, options in combination.when if factor in answers):
            live.append(place)
    points, ruled_out = _sum(fixed, policy)
    # Eight times the points, plus a place in the order: no two models can tie.
    places = range(len(policy.order), 0, -1)
    return _Start(tuple(8 * each + place for each, place in zip(points, places, strict=True)), ruled_out, tuple(live))


def _sum(effects: Iterable[Effect], policy: Policy) -> tuple[Sequence[int], int]:
    points = [0] * len(policy.order)
    ruled_out = 0
    for effect in effects:
        points = [total + each for total, each in zip(points, effect.points, strict=True)]
        ruled_out |= effect.mask
    return points, ruled_out


def _groups(missing: Sequence[str], live: Iterable[int], policy: Policy) -> list[_Group]:
    """The missing factors, those tied together by undecided rules in one group."""
    tied: dict[str, tuple[list[str], list[int]]] = {factor: ([factor], []) for factor in missing}
    for place in live:
        waiting = [factor for factor, _ in policy.combinations[place].when if factor in tied]
        together = tied[waiting[0]]
        together[1].append(place)
        for factor in waiting[1:]:
            other = tied[factor]
            if other is not together:
                together[0].extend(other[0])
                together[1].extend(other[1])
                tied.update(dict.fromkeys(other[0], together))
    return [_Group(tuple(factors), tuple(rules)) for factor, (factors, rules) in tied.items() if factors[0] == factor]


def _combinations(factors: Iterable[str], policy: Policy) -> int:
    return prod(len(policy.factor[factor].options) for factor in factors)


@lru_cache(maxsize=_CACHED)
def _rows(group: _Group, policy: Policy) -> tuple[_Row, ...]:
    """Each different result of answering the group's factors, once."""
    live = [policy.combinations[place] for place in group.live]
    rows: dict[tuple[tuple[int, ...], int], _Row] = {}
    for options in product(*(policy.factor[factor].options for factor in group.factors)):
        chosen = {factor: option.id for factor, option in zip(group.factors, options, strict=True)}
        effects = [policy.option_effects[answer] for answer in chosen.items() if answer in policy.option_effects]
        effects += [
            effect
            for effect in live
            if all(chosen[factor] in listed for factor, listed in effect.when if factor in chosen)
        ]
        points, ruled_out = _sum(effects, policy)
        row = _Row(tuple(8 * each for each in points), ruled_out, tuple(chosen.items()))
        rows.setdefault((row.points, row.ruled_out), row)
    return tuple(rows.values())


def _all_can_be_ruled_out(
    answers: Answers, start: _Start, groups: Sequence[_Group], policy: Policy, budget: Budget
) -> bool:
    everything = (1 << len(policy.order)) - 1
    for _, inner_start, inner_groups in _split(answers, start, groups, policy, budget):
        reachable = {inner_start.ruled_out}
        for group in inner_groups:
            masks = _masks(group, policy)
            if masks != {0}:
                reachable = {before | mask for before in reachable for mask in masks}
        if everything in reachable:
            return True
    return False


@lru_cache(maxsize=_CACHED)
def _masks(group: _Group, policy: Policy) -> frozenset[int]:
    """The sets of models that the ways to answer a group rule out."""
    return frozenset(row.ruled_out for row in _rows(group, policy))


# --- Can one model win? -------------------------------------------------------------------------------------------

_Margins = tuple[int, ...]
"""How far the model is ahead of each rival."""

_VETOED = 1_000_000
"""The margin over a rival that is ruled out; capped at what a completion can need before it is used."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """The useful rows of one group as margins over the rivals, the best in sum first."""

    margins: tuple[_Margins, ...]
    answers: tuple[tuple[tuple[str, str], ...], ...]
    """What each row stands for."""
    least: _Margins
    """The worst margin over each rival, taken one rival at a time."""
    most: _Margins
    """The best, likewise."""


@lru_cache(maxsize=_CACHED)
def _choice(model: int, rivals: tuple[int, ...], group: _Group, policy: Policy) -> _Choice | None:
    """The group's rows that can help the model against these rivals; None where every row rules the model out.

    A row that is no better against any rival than another row is dropped.
    """
    rows = [
        (
            tuple(_VETOED if row.ruled_out >> rival & 1 else row.points[model] - row.points[rival] for rival in rivals),
            row.answers,
        )
        for row in _rows(group, policy)
        if not row.ruled_out >> model & 1
    ]
    kept: list[tuple[_Margins, tuple[tuple[str, str], ...]]] = []
    for margins, answers in sorted(rows, key=lambda row: (-sum(row[0]), row[0])):
        if not any(all(map(ge, better, margins)) for better, _ in kept):
            kept.append((margins, answers))
    if not kept:
        return None
    columns = list(zip(*(margins for margins, _ in kept), strict=True))
    return _Choice(
        margins=tuple(margins for margins, _ in kept),
        answers=tuple(answers for _, answers in kept),
        least=tuple(map(min, columns)),
        most=tuple(map(max, columns)),
    )


def _witness(
    model: int, start: _Start, groups: Sequence[_Group], policy: Policy, budget: Budget
) -> Mapping[str, str] | None:
    """Answers to the missing factors under which the model wins, or None: no completion lets it."""
    if start.ruled_out >> model & 1:
        return None
    rivals = tuple(r for r in range(len(start.points)) if r != model and not start.ruled_out >> r & 1)
    choices = []
    for group in groups:
        choice = _choice(model, rivals, group, policy)
        if choice is None:
            return None
        choices.append(choice)
    needed = tuple(start.points[rival] - start.points[model] + 1 for rival in rivals)
    picked = _picked(choices, needed, budget)
    if picked is None:
        return None
    return dict(answer for choice, row in zip(choices, picked, strict=True) for answer in choice.answers[row])


def _picked(choices: Sequence[_Choice], needed: _Margins, budget: Budget) -> Sequence[int] | None:
    """A row of each choice such that every margin reaches what is needed, or None: there is none."""
    best_in_sum = [choice.margins[0] for choice in choices]
    if all(map(ge, _total(best_in_sum, needed), needed)):
        return [0] * len(choices)
    if not all(map(ge, _total([choice.most for choice in choices], needed), needed)):
        return None
    # More than this is of no use against a rival, whatever the other rows turn out to be.
    worst = _total([tuple(min(0, each) for each in choice.least) for choice in choices], needed)
    enough = tuple(max(need - low, 0) for need, low in zip(needed, worst, strict=True))
    table = [[tuple(map(min, margins, enough)) for margins in choice.margins] for choice in choices]
    return _search(table, needed, [1] * len(needed), budget)


def _total(rows: Sequence[_Margins], needed: _Margins) -> Sequence[int]:
    return [sum(column) for column in zip(*rows, strict=True)] if rows else [0] * len(needed)


def _search(
    table: Sequence[Sequence[_Margins]], needed: _Margins, weights: list[int], budget: Budget
) -> list[int] | None:
    most = [tuple(map(max, zip(*rows, strict=True))) for rows in table]
    if not all(map(ge, _total(most, needed), needed)):
        return None
    for _ in range(_ROUNDS):
        budget.spend()
        picked = [_best(rows, weights) for rows in table]
        reached = _total([rows[row] for rows, row in zip(table, picked, strict=True)], needed)
        short = list(map(sub, needed, reached))
        if max(short) <= 0:
            return picked
        if sum(map(mul, weights, short)) > 0:
            return None
        weights = _moved(weights, short)
    return _branch(table, needed, weights, budget)


def _best(rows: Sequence[_Margins], weights: Sequence[int]) -> int:
    """The row with the largest weighted sum of margins."""
    if len(rows) == 1:
        return 0
    worth = [sum(map(mul, weights, margins)) for margins in rows]
    return worth.index(max(worth))


def _moved(weights: list[int], short: list[int]) -> list[int]:
    """The weights a step towards the rivals not yet beaten, and away from those beaten with room to spare."""
    size = sum(abs(gap) for gap in short)
    step = max(sum(weights), 1)
    moved = [max(0, 16 * weight + 8 * step * gap // size) for weight, gap in zip(weights, short, strict=True)]
    return [weight >> max(0, max(moved).bit_length() - 24) for weight in moved]


def _branch(
    table: Sequence[Sequence[_Margins]], needed: _Margins, weights: list[int], budget: Budget
) -> list[int] | None:
    at = max(range(len(table)), key=lambda place: len(table[place]))
    rest = [*table[:at], *table[at + 1 :]]
    best_first = sorted(range(len(table[at])), key=lambda row: -sum(map(mul, weights, table[at][row])))
    for row in best_first:
        picked = _search(rest, tuple(map(sub, needed, table[at][row])), weights, budget)
        if picked is not None:
            return [*picked[:at], row, *picked[at:]]
    return None
