"""Two policies on the same requests: which results can come out together, exactly.

That one model wins under the one policy, and another under the other, is a conjunction: a lead over each rival under
each policy, or its being ruled out. `joint_requests` takes the shared requests apart into groups of ways, and
`rules.margins` picks a way of each group so that all leads hold, or proves that there is none.

For policies that are nearly the same one bound does most of the work: the lead of the first model over the second
under the one policy, and of the second over the first under the other, add up to what *differs* between the two. Where
that cannot be positive no request leads from the one to the other.

Each search weighs at most `BUDGET` ways. The worst case is exponential in the number of groups.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rules.budget import Budget
from rules.comparing.joint_requests import MODELS, Clause, Options, Part, Parts, clauses_of, shared_options
from rules.grid import Model
from rules.margins import pick
from rules.policy import MORE_THAN_ANY_POINTS, Answers, Policy
from rules.ties import Way

Within = Mapping[str, Collection[str]]
"""Factor id to the options looked at; a factor that is absent may be answered in any way."""

BUDGET = 2_000_000
"""Ways that one search may weigh."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What one of the policies is to say."""

    winner: Model | None
    """None: every model is ruled out."""
    lead: int = 0
    """Points by which the winner is to be ahead of each model that is not ruled out; 0 where a tie-break is enough."""
    close: tuple[Model, int] | None = None
    """A model that is not ruled out and less than so many points behind the winner."""


class JointOutcomes:
    """The shared requests of two policies, ready to be asked about; `within` limits the answers looked at."""

    def __init__(self, before: Policy, after: Policy, within: Within | None = None) -> None:
        limits = within or {}
        self._policies = (before, after)
        self._clauses = (*clauses_of(before, second=False), *clauses_of(after, second=True))
        self._options = {
            factor: tuple(option for option in options if option in limits.get(factor, options))
            for factor, options in shared_options(before, after).items()
        }

    @property
    def options(self) -> Options:
        """Each question with the answers that are looked at."""
        return self._options

    @property
    def empty(self) -> bool:
        """Whether no request is shared."""
        return not all(self._options.values())

    def witness(self, was: Aim, now: Aim, budget: int = BUDGET) -> Answers | None:
        """A shared request that meets both aims, or None: there is none. Raises BudgetSpentError past the budget."""
        if self.empty:
            return None
        columns, alive = self._demands(was, now)
        left = Budget(budget)
        for part in self._parts:
            ways = _met(columns, alive, part, left)
            if ways is not None:
                return self._answers(ways)
        return None

    def ruled_out_by_one(self, model: Model, *, first: bool) -> Answers | None:
        """A shared request in which only one policy rules the model out, or None: there is none.

        `first` asks whether only the first policy does. Raises BudgetSpentError where the vetoes tie too many questions
        together.
        """
        if self.empty:
            return None
        bit = 1 << list(Model).index(model)
        wanted, spared = (bit, bit << MODELS) if first else (bit << MODELS, bit)
        vetoes = [Clause(each.when, each.points, each.mask) for each in self._clauses if each.mask & (wanted | spared)]
        for part in Parts(self._options, vetoes):
            groups = [[way for way in group if not way.mask & spared] for group in part.groups]
            if part.start.mask & spared or not all(groups):
                continue
            ways = [part.start, *(max(group, key=lambda way: way.mask & wanted) for group in groups)]
            if any(way.mask & wanted for way in ways):
                return self._answers(ways)
        return None

    @cached_property
    def _parts(self) -> Parts:
        return Parts(self._options, self._clauses)

    def _answers(self, ways: Sequence[Way]) -> Answers:
        found = dict(answer for way in ways for answer in way.answers)
        return {factor: found[factor] for factor in self._options}

    def _demands(self, *aims: Aim) -> "tuple[list[_Column], int]":
        """What both aims ask of the ways, and the models (bit mask) that must not be ruled out."""
        columns: list[_Column] = []
        alive = 0
        for side, (aim, policy) in enumerate(zip(aims, self._policies, strict=True)):
            place = {model: MODELS * side + at for at, model in enumerate(Model)}
            if aim.winner is None:
                columns += [_Column(at, None, 1) for at in place.values()]
                continue
            alive |= 1 << place[aim.winner]
            for rival in policy.order:
                if rival is not aim.winner:
                    wins_ties = policy.order.index(aim.winner) < policy.order.index(rival)
                    least = aim.lead or (0 if wins_ties else 1)
                    columns.append(_Column(place[aim.winner], place[rival], least))
            if aim.close:
                rival, points = aim.close
                alive |= 1 << place[rival]
                columns.append(_Column(place[rival], place[aim.winner], 1 - points))
        return columns, alive


@dataclass(frozen=True, slots=True)
class _Column:
    """One demand on the sum of the ways: a lead, or a veto."""

    ahead: int
    """The place of the model that is to be ahead, or ruled out."""
    behind: int | None
    """The place of the model that it is to be ahead of, or that is to be ruled out; None asks for a veto of `ahead`."""
    needed: int

    def of(self, way: Way) -> int:
        """What a way adds."""
        if self.behind is None:
            return way.mask >> self.ahead & 1
        if way.mask >> self.behind & 1:
            return MORE_THAN_ANY_POINTS
        return way.points[self.ahead] - way.points[self.behind]

    def opposes(self, other: "_Column") -> bool:
        """Whether the other policy is asked for the opposite."""
        return self.behind == (other.ahead + MODELS) % (2 * MODELS) and other.behind == (self.ahead + MODELS) % (
            2 * MODELS
        )


def _met(columns: Sequence[_Column], alive: int, part: Part, budget: Budget) -> list[Way] | None:
    """Ways of the part that meet the demands, or None: there are none."""
    if part.start.mask & alive:
        return None
    given = [(column, column.needed - column.of(part.start)) for column in columns]
    open_still = [(column, needed) for column, needed in given if needed > -MORE_THAN_ANY_POINTS // 2]
    columns = [column for column, _ in open_still]
    needed = tuple(needed for _, needed in open_still)
    groups = [[way for way in group if not way.mask & alive] for group in part.groups]
    if not all(groups):
        return None
    first = [int(any(column.opposes(other) for other in columns)) for column in columns]
    tables = [[tuple(column.of(way) for column in columns) for way in group] for group in groups]
    picked = pick(tables, needed, first, budget)
    if picked is None:
        return None
    return [part.start, *(group[place] for group, place in zip(groups, picked, strict=True))]
