"""One row from each table, so that every column adds up to what is needed: found, or proved impossible.

This is a multiple-choice knapsack with several constraints, as a question of feasibility: NP-hard in general. Four
things keep it small here:

* What lies beyond anything a column can need is cut off, and a row that is nowhere better than another (a dominated
  one) is dropped.
* A weighted sum of the columns, at its best over all rows, bounds what any choice can reach (Lagrangian relaxation).
  Where that best is below what the weighted sum needs, there is no choice: a proof. Where the rows that reach it are
  enough: a choice.
* A row that is further behind the best of its table than that bound has to spare is in no choice, and falls out.
* The weights move towards the columns that fell short (a subgradient step), and in the end the search branches on a
  table (branch and bound).

Everything is whole numbers. The branches are bounded by the product of the rows; a budget of rows weighed bounds the
time, and past it the search says that it does not know.
"""

from collections.abc import Sequence
from operator import add, ge, le, mul, sub

from rules.budget import Budget

Row = tuple[int, ...]
Table = Sequence[Row]

ROUNDS = 16
"""Moves of the weights before a search branches."""
_FINE = 16
"""Parts of a weight that a move tells apart."""
_WEIGHT_BITS = 24
"""Where one becomes larger, all are made smaller: they may not grow from step to step."""
_MOST_COMPARED = 512
"""Rows up to which each is held against the others; among more, comparing costs more than it saves."""


def pick(tables: Sequence[Table], needed: Row, first: Sequence[int], budget: Budget) -> list[int] | None:
    """A row of each table such that every column adds up to what is needed, or None: there is none.

    `first` weighs the columns for the first bound. Raises BudgetSpentError past the budget, which counts rows weighed.
    """
    if not all(map(ge, _most(tables, needed), needed)):
        return None
    cut = cut_off(tables, needed, [least(table) for table in tables])
    budget.spend(_rows(cut))
    fitting = _fitting(cut, needed, first)
    if fitting is None:
        return None
    kept = [_useful(table, places) for table, places in zip(cut, fitting, strict=True)]
    found = search(
        [[table[place] for place in places] for table, places in zip(cut, kept, strict=True)],
        needed,
        [1] * len(needed),
        budget,
    )
    return None if found is None else [places[row] for places, row in zip(kept, found, strict=True)]


def least(table: Table) -> Row:
    """The least that a row adds to each column, as far as it is negative."""
    return tuple(min(0, *column) for column in zip(*table, strict=True))


def cut_off(tables: Sequence[Table], needed: Row, lowest: Sequence[Row]) -> Sequence[Table]:
    """The tables without what is of no use in a column, whatever the other rows turn out to be.

    `lowest` is the least of each table.
    """
    enough = tuple(max(need - low, 0) for need, low in zip(needed, total(lowest, needed), strict=True))
    return [[tuple(map(min, row, enough)) for row in table] for table in tables]


def _fitting(tables: Sequence[Table], needed: Row, weights: Sequence[int]) -> list[list[int]] | None:
    """The places of the rows that can be part of a choice, as far as one weighted sum shows; None: there is no choice.

    A row falls out where the best rows of all other tables do not make up for what it is behind its own table's best.
    """
    worth = [[sum(map(mul, weights, row)) for row in table] for table in tables]
    most = [max(each) for each in worth]
    spare = sum(most) - sum(map(mul, weights, needed))
    if spare < 0:
        return None
    return [
        [place for place, own in enumerate(each) if top - own <= spare] for each, top in zip(worth, most, strict=True)
    ]


def _useful(table: Table, places: Sequence[int]) -> list[int]:
    """Those of the places whose rows are worth picking: of equal ones the first, none that another is as good as."""
    rows = {table[place]: place for place in reversed(places)}
    different = sorted(rows.items(), key=lambda each: -sum(each[0]))
    if len(different) > _MOST_COMPARED:
        return [place for _, place in different]
    kept: list[tuple[Row, int]] = []
    for row, place in different:
        if not any(all(map(le, row, better)) for better, _ in kept):
            kept.append((row, place))
    return [place for _, place in kept]


def search(tables: Sequence[Table], needed: Row, weights: list[int], budget: Budget) -> list[int] | None:
    """As `pick`, of tables that have been cut off and rid of useless rows already, with the weights to begin with."""
    left = [list(range(len(table))) for table in tables]
    for _ in range(ROUNDS):
        budget.spend(_rows(tables))
        fitting = _fitting(tables, needed, weights)
        if fitting is None:
            return None
        if any(len(places) < len(table) for places, table in zip(fitting, tables, strict=True)):
            left = [[each[place] for place in places] for each, places in zip(left, fitting, strict=True)]
            tables = [[table[place] for place in places] for table, places in zip(tables, fitting, strict=True)]
        picked = [_best(table, weights) for table in tables]
        reached = total([table[row] for table, row in zip(tables, picked, strict=True)], needed)
        short = list(map(sub, needed, reached))
        if max(short, default=0) <= 0:
            return [each[row] for each, row in zip(left, picked, strict=True)]
        weights = moved_weights(weights, short)
    found = _branch(tables, needed, weights, budget)
    return None if found is None else [each[row] for each, row in zip(left, found, strict=True)]


def _branch(tables: Sequence[Table], needed: Row, weights: list[int], budget: Budget) -> list[int] | None:
    most = _most(tables, needed)
    if not all(map(ge, most, needed)):
        return None
    at = max(range(len(tables)), key=lambda place: len(tables[place]))
    rest = [*tables[:at], *tables[at + 1 :]]
    most = _most(rest, needed)
    best_first = sorted(range(len(tables[at])), key=lambda row: -sum(map(mul, weights, tables[at][row])))
    for row in best_first:
        own = tables[at][row]
        if not all(map(ge, map(add, most, own), needed)):
            continue
        picked = search(rest, tuple(map(sub, needed, own)), weights, budget)
        if picked is not None:
            return [*picked[:at], row, *picked[at:]]
    return None


def _rows(tables: Sequence[Table]) -> int:
    return max(sum(map(len, tables)), 1)


def _best(table: Table, weights: Sequence[int]) -> int:
    """The place of the row with the largest weighted sum."""
    if len(table) == 1:
        return 0
    worth = [sum(map(mul, weights, row)) for row in table]
    return worth.index(max(worth))


def moved_weights(weights: list[int], short: list[int]) -> list[int]:
    """The weights a step towards the columns that fell short, and away from those with room to spare.

    A step moves about half of the weights' sum, shared out by how much each column fell short.
    """
    size = sum(abs(gap) for gap in short)
    step = _FINE // 2 * max(sum(weights), 1)
    moved = [max(0, _FINE * weight + step * gap // size) for weight, gap in zip(weights, short, strict=True)]
    return [weight >> max(0, max(moved).bit_length() - _WEIGHT_BITS) for weight in moved]


def _most(tables: Sequence[Table], needed: Row) -> Sequence[int]:
    return total([tuple(map(max, zip(*table, strict=True))) for table in tables], needed)


def total(rows: Sequence[Row], needed: Row) -> Sequence[int]:
    """What the rows come to in each column."""
    return [sum(column) for column in zip(*rows, strict=True)] if rows else [0] * len(needed)
