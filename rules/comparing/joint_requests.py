"""The requests that two policies can both judge, taken apart into groups of questions that do not touch each other.

A *shared request* answers every question that either policy asks, with an answer that each policy asking it knows.
Each policy judges by the answers to its own questions, so for each of them the request is complete.

Effects that wait for several answers tie their questions into a group, whichever policy they come from. A group is a
list of *ways*: the different results of answering it, under both policies at once. A group with more combinations than
`_MOST_WAYS` is split by trying each answer to the question that most effects wait for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from operator import add

from rules.budget import BudgetSpentError
from rules.grid import Model
from rules.policy import Policy
from rules.ties import Conditions, Way, added_up, different_ways, most_tied, unions

MODELS = len(Model)
BOTH = 2 * MODELS
"""The models of both policies."""
NO_POINTS = (0,) * BOTH
Options = Mapping[str, tuple[str, ...]]
"""Each question with the answers looked at."""

NormalConditions = tuple[tuple[str, tuple[str, ...]], ...]
"""Each factor with the options that meet it, in alphabetical order."""

_MOST_WAYS = 600
_MOST_PARTS = 512
"""Parts into which the requests are split at most."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What one effect does under one of the policies. Models stand in the grid's order, the second policy's last."""

    when: Conditions
    points: tuple[int, ...]
    mask: int
    """The models that are ruled out, as bits."""


@dataclass(frozen=True, slots=True)
class Part:
    """Requests that agree in some answers; the rest are groups from which any ways may be picked."""

    start: Way
    groups: tuple[tuple[Way, ...], ...]


def shared_options(before: Policy, after: Policy) -> Options:
    """Each question that either policy asks, with the answers that every policy asking it knows.

    No answers for a question that both ask without one in common: then no request is shared.
    """
    options = {factor.id: tuple(factor.option) for factor in before.factors}
    for factor in after.factors:
        known = options.get(factor.id, tuple(factor.option))
        options[factor.id] = tuple(option for option in known if option in factor.option)
    return options


def clauses_of(policy: Policy, *, second: bool) -> tuple[Clause, ...]:
    """The effects of a policy, as the first or the second of two."""
    found = []
    nothing = (0,) * MODELS
    for effect in (*policy.option_effects.values(), *policy.combinations):
        own = tuple(effect.points[policy.order.index(model)] for model in Model)
        mask = sum(1 << place for place, model in enumerate(Model) if model in effect.rules_out)
        points = (*nothing, *own) if second else (*own, *nothing)
        found.append(Clause(effect.when, points, mask << MODELS if second else mask))
    return tuple(found)


def normal_form(policy: Policy) -> Mapping[NormalConditions, tuple[tuple[int, ...], int]]:
    """What each set of conditions does, points and vetoes, however the policy spreads it over options and rules."""
    found: dict[NormalConditions, tuple[tuple[int, ...], int]] = {}
    for clause in clauses_of(policy, second=False):
        when = tuple(sorted((factor, tuple(sorted(wanted))) for factor, wanted in clause.when))
        points, mask = found.get(when, (NO_POINTS, 0))
        found[when] = tuple(map(add, points, clause.points)), mask | clause.mask
    return {when: does for when, does in found.items() if does != (NO_POINTS, 0)}


class Parts:
    """The requests with these answers, taken apart; ways are worked out when they are first asked for, and kept."""

    def __init__(self, options: Options, clauses: Sequence[Clause]) -> None:
        """Raises BudgetSpentError where the clauses tie too many questions together."""
        self._clauses = clauses
        self._ways: dict[_Group, tuple[Way, ...]] = {}
        self._narrowed: list[Options] = []
        self._split(options)

    def __iter__(self) -> Iterator[Part]:
        return map(self._part, self._narrowed)

    def _split(self, options: Options) -> None:
        large = next((group for group in _groups(options, self._clauses) if group.size > _MOST_WAYS), None)
        if large is None:
            if len(self._narrowed) == _MOST_PARTS:
                raise BudgetSpentError
            self._narrowed.append(options)
            return
        tying = ([factor for factor, _ in clause.when] for clause in large.clauses if len(clause.when) > 1)
        tried = most_tied((factor for factor, _ in large.options), tying)
        for option in options[tried]:
            self._split({**options, tried: (option,)})

    def _part(self, options: Options) -> Part:
        certain = [clause for clause in _undecided(options, self._clauses) if not clause.when]
        groups = _groups(options, self._clauses)
        grouped = {factor for group in groups for factor, _ in group.options}
        rest = tuple((factor, known[0]) for factor, known in options.items() if factor not in grouped)
        return Part(added_up(certain, BOTH, rest), tuple(self._ways_of(group) for group in groups))

    def _ways_of(self, group: "_Group") -> tuple[Way, ...]:
        found = self._ways.get(group)
        if found is None:
            found = self._ways[group] = _ways(group)
        return found


@dataclass(frozen=True, slots=True)
class _Group:
    """Questions that undecided clauses tie together, and those clauses."""

    options: tuple[tuple[str, tuple[str, ...]], ...]
    clauses: tuple[Clause, ...]

    @property
    def size(self) -> int:
        """Combinations of answers."""
        return prod(len(known) for _, known in self.options)


def _undecided(options: Options, clauses: Iterable[Clause]) -> Iterator[Clause]:
    """The clauses that some of these answers meet, without the conditions that all of them meet."""
    for clause in clauses:
        open_conditions = []
        for factor, wanted in clause.when:
            known = options[factor]
            holding = sum(option in wanted for option in known)
            if not holding:
                break
            if holding < len(known):
                open_conditions.append((factor, wanted))
        else:
            yield Clause(tuple(open_conditions), clause.points, clause.mask)


def _groups(options: Options, clauses: Iterable[Clause]) -> list[_Group]:
    """The questions that matter, those tied together by an undecided clause in one group."""
    undecided = (clause for clause in _undecided(options, clauses) if clause.when)
    groups = unions(([factor for factor, _ in clause.when], clause) for clause in undecided)
    return [_Group(tuple((each, options[each]) for each in factors), tuple(of)) for factors, of in groups]


def _ways(group: _Group) -> tuple[Way, ...]:
    """Each different result of answering the group's questions, once."""
    own: dict[tuple[str, str], list[Clause]] = {}
    for clause in group.clauses:
        if len(clause.when) == 1:
            for option in clause.when[0][1]:
                own.setdefault((clause.when[0][0], option), []).append(clause)
    alone = [
        [added_up(own.get((factor, option), ()), BOTH, ((factor, option),)) for option in known]
        for factor, known in group.options
    ]
    return different_ways(alone, [(clause.when, clause) for clause in group.clauses if len(clause.when) > 1], BOTH)
