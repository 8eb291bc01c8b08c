"""Whether one model can win, whatever way the missing answers are given: a way, or a proof that there is none.

It has to hold a margin against each of six rivals at once, over groups of factors that each offer a choice of rows: a
multiple-choice knapsack with six constraints, NP-hard in general, which `rules.margins` searches. What a group offers
is worked out once, without the rows that are no better against any rival than another row (dominated ones). On the
default policy the first bounds nearly always decide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import ge

from rules.budget import Budget
from rules.margins import cut_off, least, search, total
from rules.missing_answers import CACHED, Open, ways
from rules.policy import MORE_THAN_ANY_POINTS, Policy
from rules.ties import Group

_MOST_COMPARED = 64
"""Rows that each row is held against; to look for one that is better among more costs more than it saves."""

_Margins = tuple[int, ...]
"""How far the model is ahead of each rival, eightfold; more than any points where the rival is ruled out."""


def winning_answers(model: int, request: Open, policy: Policy, budget: Budget) -> Mapping[str, str] | None:
    """Answers to the missing factors under which the model wins, or None: there are none.

    The model goes by its place in the policy's order. Raises BudgetSpentError where neither was found in time.
    """
    if request.ruled_out >> model & 1:
        return None
    rivals = tuple(r for r in range(len(request.points)) if r != model and not request.ruled_out >> r & 1)
    choices = []
    for group in request.groups:
        choice = _choice(model, rivals, group, policy)
        if choice is None:
            return None
        choices.append(choice)
    needed = tuple(request.points[rival] - request.points[model] + 1 for rival in rivals)
    picked = _picked(choices, needed, budget)
    if picked is None:
        return None
    answers = (answer for choice, row in zip(choices, picked, strict=True) for answer in choice.answers[row])
    return {**request.tried, **dict(answers)}


@dataclass(frozen=True, slots=True)
class _Choice:
    """The useful rows of one group as margins over the rivals, the best in sum first."""

    margins: tuple[_Margins, ...]
    answers: tuple[tuple[tuple[str, str], ...], ...]
    """What each row stands for."""
    least: _Margins
    """The worst margin over each rival, taken one rival at a time, as far as it is negative."""
    most: _Margins
    """The best, likewise."""


@lru_cache(maxsize=CACHED)
def _choice(model: int, rivals: tuple[int, ...], group: Group, policy: Policy) -> _Choice | None:
    """The group's rows that can help the model against these rivals; None where every row rules the model out.

    A row that is no better against any rival than another row is dropped.
    """
    useful = [
        (
            tuple(
                MORE_THAN_ANY_POINTS if way.mask >> rival & 1 else 8 * (way.points[model] - way.points[rival])
                for rival in rivals
            ),
            way.answers,
        )
        for way in ways(group, policy)
        if not way.mask >> model & 1
    ]
    kept: list[tuple[_Margins, tuple[tuple[str, str], ...]]] = []
    for margins, answers in sorted(useful, key=lambda row: (-sum(row[0]), row[0])):
        if not any(all(map(ge, better, margins)) for better, _ in kept[:_MOST_COMPARED]):
            kept.append((margins, answers))
    if not kept:
        return None
    table = tuple(margins for margins, _ in kept)
    return _Choice(
        margins=table,
        answers=tuple(answers for _, answers in kept),
        least=least(table),
        most=tuple(map(max, zip(*table, strict=True))),
    )


def _picked(choices: Sequence[_Choice], needed: _Margins, budget: Budget) -> Sequence[int] | None:
    """A row of each choice such that every margin reaches what is needed, or None: there is none."""
    best_in_sum = [choice.margins[0] for choice in choices]
    if all(map(ge, total(best_in_sum, needed), needed)):
        return [0] * len(choices)
    if not all(map(ge, total([choice.most for choice in choices], needed), needed)):
        return None
    tables = cut_off([choice.margins for choice in choices], needed, [choice.least for choice in choices])
    return search(tables, needed, [1] * len(needed), budget)
