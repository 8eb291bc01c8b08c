"""One answer to each question such that every demand is met: found, or proved impossible.

A demand is that a model wins, that it is left, or that none is; several can be made at once, each of its own *world*:
the policy as it is, or without one of its parts, or with another answer held. A model wins if it leads every rival
that is left, so a demand is a handful of numbers (one lead for each rival), each a sum over the answers and over the
combination rules that fire. To meet several such sums together is NP-hard in general. What keeps it small:

* A weighted sum of the numbers, at its best, bounds what any answers can reach. In the bound each question is answered
  for the best, and each rule that is still open fires or not as it likes, so the bound takes one pass over the options
  and rules, whatever ties the questions together. Below what is needed: a proof.
* The answers that reach the best are tried: where they meet the demands, an example. Otherwise the weights move
  towards the numbers that fall short.
* In the end the search branches: on a rule that the bound took liberties with (it fires, or one of its conditions
  fails), and where there is none, on the answers to one question.

Everything is whole numbers; nothing is estimated. The branches are bounded by the number of complete requests; a
budget of weighted sums bounds the time, and past it the search says that it does not know.
"""

from collections.abc import Iterator, Mapping, Sequence
from operator import mul, sub
from typing import NamedTuple

from rules.budget import Budget
from rules.margins import ROUNDS, moved_weights
from rules.policy import Effect
from rules.proofs.demands import Demand, Options

_SETTING_UP = 4
"""Passes that making the tables of a search counts as."""

_Row = tuple[int, ...]
_Tables = Mapping[str, Mapping[str, _Row]]
"""What each answer adds to the numbers demanded, by factor and option."""
_Conditions = tuple[tuple[str, frozenset[str]], ...]


class _Rule(NamedTuple):
    when: _Conditions
    row: _Row
    """What it adds to the numbers demanded."""
    banned: bool
    """Whether it must not fire."""


def find(options: Options, demands: Sequence[Demand], budget: Budget, never: int = 0) -> dict[str, str] | None:
    """Answers, one of the options of each factor, that meet all demands, or None: there are none.

    No effect that rules out all the models of `never` fires. Raises BudgetSpentError past the budget.
    """
    rows = sum(map(len, options.values())) + sum(len(demand.world.rules) for demand in demands)
    budget.spend(_SETTING_UP * rows)

    def banned(effects: Sequence[Effect | None]) -> bool:
        return any(
            each is not None and (each.mask & demand.left or (never and each.mask & never == never))
            for each, demand in zip(effects, demands, strict=True)
        )

    def row(effects: Sequence[Effect | None]) -> _Row:
        return tuple(each for effect, demand in zip(effects, demands, strict=True) for each in demand.adds(effect))

    tables: dict[str, dict[str, _Row]] = {}
    for factor, allowed in options.items():
        tables[factor] = {}
        for option in sorted(allowed):
            effects = [demand.world.options.get((factor, option)) for demand in demands]
            if not banned(effects):
                tables[factor][option] = row(effects)
    named: dict[tuple[str, _Conditions], list[Effect | None]] = {}
    for place, demand in enumerate(demands):
        for rule in demand.world.rules:
            named.setdefault((rule.rule, rule.when), [None] * len(demands))[place] = rule
    rules = [_Rule(when, row(effects), banned(effects)) for (_, when), effects in named.items()]
    needed = tuple(each for demand in demands for each in demand.needed())
    if not all(tables.values()):
        return None
    capped = _capped(tables, rules, needed)
    if _out_of_reach(*capped, needed, _opposed(demands), budget):
        return None
    return _search(*capped, needed, [1] * len(needed), budget)


def _opposed(demands: Sequence[Demand]) -> list[int]:
    """Weights for only the leads that oppose each other: one model over another here, the other over the one there.

    Between worlds that are nearly the same these add up to what differs, and that is often too little.
    """
    leads = {lead for demand in demands for lead in demand.leads}
    return [
        int(lead[::-1] in leads) for demand in demands for lead in (*demand.leads, *((out, out) for out in demand.out))
    ]


def _out_of_reach(
    tables: _Tables, rules: Sequence[_Rule], needed: _Row, weights: Sequence[int], budget: Budget
) -> bool:
    """Whether the weighted sum of the numbers is too little even at its best: then nothing meets the demands."""
    if not any(weights):
        return False
    budget.spend(_size(tables, rules))
    best = sum(max(_worth(row, weights) for row in table.values()) for table in tables.values())
    best += sum(max(0, _worth(rule.row, weights)) for rule in rules if not rule.banned)
    return best < _worth(needed, weights)


def _capped(tables: _Tables, rules: Sequence[_Rule], needed: _Row) -> tuple[_Tables, Sequence[_Rule]]:
    """The rows without what is more than enough, whatever else comes: it would only weaken the bound."""
    lowest = list(needed)
    for rows in (*(table.values() for table in tables.values()), *([rule.row] for rule in rules)):
        lowest = [need - min(0, *column) for need, column in zip(lowest, zip(*rows, strict=True), strict=True)]
    enough = [max(0, each) for each in lowest]
    return (
        {
            factor: {option: tuple(map(min, row, enough)) for option, row in table.items()}
            for factor, table in tables.items()
        },
        [rule._replace(row=tuple(map(min, rule.row, enough))) for rule in rules],
    )


def _search(
    tables: _Tables, rules: Sequence[_Rule], needed: _Row, weights: list[int], budget: Budget
) -> dict[str, str] | None:
    settled = _settled(tables, rules, needed)
    if settled is None:
        return None
    undecided, needed = settled
    size = _size(tables, undecided)
    for _ in range(ROUNDS):
        budget.spend(size)
        picked = {factor: _best(table, weights) for factor, table in tables.items()}
        chosen = [table[picked[factor]] for factor, table in tables.items()]
        helpful = [rule for rule in undecided if not rule.banned and _worth(rule.row, weights) > 0]
        short = _short(needed, [*chosen, *(rule.row for rule in helpful)])
        if _worth(short, weights) > 0:
            return None
        firing = [rule for rule in undecided if _fires(rule, picked)]
        meets = max(_short(needed, [*chosen, *(rule.row for rule in firing)]), default=0) <= 0
        if meets and not any(rule.banned for rule in firing):
            return picked
        if max(short, default=0) <= 0:
            break
        weights = moved_weights(weights, short)
    for part in _parts(tables, undecided, weights):
        found = _search(part, undecided, needed, weights, budget)
        if found is not None:
            return found
    return None


def _size(tables: _Tables, rules: Sequence[_Rule]) -> int:
    """Weighted sums in a pass."""
    return sum(map(len, tables.values())) + len(rules)


def _worth(row: Sequence[int], weights: Sequence[int]) -> int:
    return sum(map(mul, weights, row))


def _best(table: Mapping[str, _Row], weights: Sequence[int]) -> str:
    """The answer with the largest weighted sum."""
    return max(table, key=lambda option: sum(map(mul, weights, table[option])))


def _fires(rule: _Rule, picked: Mapping[str, str]) -> bool:
    return all(picked[factor] in options for factor, options in rule.when)


def _short(needed: _Row, rows: Sequence[_Row]) -> list[int]:
    """How much of what is needed the rows leave over."""
    return (
        [need - sum(column) for need, column in zip(needed, zip(*rows, strict=True), strict=True)]
        if rows
        else [*needed]
    )


def _settled(tables: _Tables, rules: Sequence[_Rule], needed: _Row) -> tuple[list[_Rule], _Row] | None:
    """The rules still open, and what is needed beyond those that fire for sure; None where that cannot be."""
    still_open = []
    most = needed
    for rule in rules:
        if all(options.issuperset(tables[factor]) for factor, options in rule.when):
            if rule.banned:
                return None
            needed = tuple(map(sub, needed, rule.row))
        elif not any(options.isdisjoint(tables[factor]) for factor, options in rule.when):
            still_open.append(rule)
    most = needed
    for table in tables.values():
        most = tuple(map(sub, most, map(max, zip(*table.values(), strict=True))))
    for rule in still_open:
        if not rule.banned:
            most = tuple(need - max(0, each) for need, each in zip(most, rule.row, strict=True))
    return None if max(most, default=0) > 0 else (still_open, needed)


def _parts(tables: _Tables, rules: Sequence[_Rule], weights: Sequence[int]) -> Iterator[_Tables]:
    """The requests in parts that together are all of them; first those that look most likely to meet the demands."""
    picked = {factor: _best(table, weights) for factor, table in tables.items()}
    worth = [_worth(rule.row, weights) for rule in rules]
    # What the bound gets wrong where it lets a rule fire or not as it likes; a rule that must not fire comes first.
    liberties = [
        (rule.banned, abs(each)) if (each > 0 and not rule.banned) != _fires(rule, picked) else (False, 0)
        for rule, each in zip(rules, worth, strict=True)
    ]
    if any(each != (False, 0) for each in liberties):
        yield from _with_and_without(rules[liberties.index(max(liberties))], tables)
        return
    values = {
        factor: {option: _worth(row, weights) for option, row in table.items()} for factor, table in tables.items()
    }
    choices = [factor for factor, table in tables.items() if len(table) > 1]
    widest = max(choices, key=lambda factor: max(values[factor].values()) - min(values[factor].values()))
    for option in sorted(values[widest], key=lambda each: -values[widest][each]):
        yield {**tables, widest: {option: tables[widest][option]}}


def _with_and_without(rule: _Rule, tables: _Tables) -> Iterator[_Tables]:
    """The requests in which a condition of the rule fails, by the first that does; and those in which none does."""
    inside = dict(tables)
    for factor, options in rule.when:
        if options.issuperset(tables[factor]):
            continue
        yield {**inside, factor: {each: row for each, row in tables[factor].items() if each not in options}}
        inside[factor] = {each: row for each, row in tables[factor].items() if each in options}
    if not rule.banned:
        yield inside
