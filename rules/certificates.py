"""Answers that by themselves guarantee a result, whatever the others are: the proof behind a recommendation.

Factors that combination rules tie together form a *part* of the policy; parts do not influence each other. For each
part, and each choice of its answers that are kept, there is a worst case: the smallest lead of the recommended model
over each rival among all ways to answer the rest. A rival that every way rules out cannot be ahead; a way that rules
out the recommended model loses every lead. A model wins whatever comes exactly if these worst cases, summed over the
parts, leave it ahead of every rival taken alone: the rivals need not be beaten together, so this is quick.

* The guarantee of one set of answers: one addition for each part. The worst cases of a part are the least of those
  with one more answer kept, and are kept ready; a part of n factors with m options has (m + 1)^n of them.
* A set from which nothing can be left out: one guarantee for each answer.
* A smallest set: a cover with a constraint for each rival, hard in general. Searched for within a budget of steps.

In a part with more than `_MOST_ROWS` ways to answer it, each rule that is still open counts at its worst. Then what is
guaranteed still is, but something more could perhaps be left out, and the set is not called smallest.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import prod
from operator import add, le, sub

from rules.grid import Model
from rules.policy import Answers, Effect, Policy
from rules.recommend import Recommendation

BUDGET = 3_000
"""Steps that the search for a smallest set may take."""
_MOST_ROWS = 4096
_MOST_SUBSETS = 1024
_MOST_KEPT = 20_000
_LANE = 80
_MUCH = 1 << 42
"""More than any points."""
_MORE = 1 << 56
"""More than any number of those."""

_Leads = tuple[int, ...]
"""One number for each rival."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Answers that guarantee a result, by their factors in the policy's order."""

    factors: tuple[str, ...]
    smallest: bool
    """Whether no other set with fewer answers does; otherwise only nothing can be left out of this one."""


def sufficient(recommendation: Recommendation, policy: Policy, budget: int = 0) -> Certificate | None:
    """Answers that guarantee the recommended result; None where what is still missing can change it.

    Nothing can be left out. With a budget, a smallest set is looked for.
    """
    if not recommendation.outcomes.certain:
        return None
    return _Guarantee(recommendation, recommendation.runner_up, policy, every_rival=True).certificate(budget)


def against_runner_up(recommendation: Recommendation, policy: Policy, budget: int = 0) -> Certificate | None:
    """Answers with which the runner-up stays behind the recommended model, whatever the others are.

    Behind is also a runner-up that is ruled out; not behind is one that is left while the recommended model is not.
    None where there is no runner-up, or what is still missing can put it ahead. With a budget, a smallest set is
    looked for.
    """
    if recommendation.model is None or recommendation.runner_up is None:
        return None
    guarantee = _Guarantee(recommendation, recommendation.runner_up, policy, every_rival=False)
    return guarantee.certificate(budget) if guarantee.holds() else None


@dataclass(frozen=True, slots=True)
class _Part:
    """Factors that combination rules tie together, and those rules by their place in the policy."""

    factors: tuple[str, ...]
    rules: tuple[int, ...]
    exact: bool


@lru_cache(maxsize=32)
def _parts(policy: Policy) -> tuple[_Part, ...]:
    tied: dict[str, tuple[list[str], list[int]]] = {factor.id: ([factor.id], []) for factor in policy.factors}
    for place, rule in enumerate(policy.combinations):
        together = tied[rule.when[0][0]]
        together[1].append(place)
        for factor, _ in rule.when[1:]:
            other = tied[factor]
            if other is not together:
                together[0].extend(other[0])
                together[1].extend(other[1])
                tied.update(dict.fromkeys(other[0], together))
    return tuple(
        _Part(tuple(factors), tuple(rules), prod(len(policy.factor[each].options) for each in factors) <= _MOST_ROWS)
        for factor, (factors, rules) in tied.items()
        if factors[0] == factor
    )


@lru_cache(maxsize=64)
class _WorstCases:
    """The worst cases for one result of one policy, worked out as they are needed."""

    def __init__(self, model: int, policy: Policy, *, every_rival: bool) -> None:
        """For a model by its place in the order; for -1 the result is that every model is ruled out.

        Against every rival, a veto of the model itself outweighs all; against one, the veto of that rival does.
        """
        self._ahead, self._lost = (_MUCH, _MORE) if every_rival else (_MORE, _MUCH)
        self.rivals = [rival for rival in range(len(policy.order)) if rival != model]
        self.middle = self.packed([1 << _LANE - 1] * len(self.rivals))
        # The earlier of two models wins a tie; every model has to be ruled out at least once.
        self.start = self.packed([-1 if model < 0 or rival < model else 0 for rival in self.rivals]) + self.middle
        self._model, self._policy = model, policy
        self._nothing = [0] * len(policy.order)
        self._leads: dict[tuple[int, tuple[str | None, ...]], _Leads] = {}
        self._numbers: dict[tuple[int, tuple[str | None, ...]], int] = {}

    def packed(self, leads: Iterable[int]) -> int:
        return sum(lead << _LANE * place for place, lead in enumerate(leads))

    def number(self, part: int, kept: tuple[str | None, ...]) -> int:
        """The worst leads, each in its lane, when a part's answers are kept where one is given."""
        key = part, kept
        found = self._numbers.get(key)
        if found is None:
            if len(self._numbers) >= _MOST_KEPT:
                self._numbers.clear()
                self._leads.clear()
            found = self._numbers[key] = self.packed(self.leads(part, kept))
        return found

    def leads(self, part: int, kept: tuple[str | None, ...]) -> _Leads:
        """The worst leads when a part's answers are kept where one is given."""
        of = _parts(self._policy)[part]
        if not of.exact:
            return self._at_worst(of, kept)
        found = self._leads.get((part, kept))
        if found is None:
            if None in kept:
                place = kept.index(None)
                options = self._policy.factor[of.factors[place]].options
                ways = [self.leads(part, (*kept[:place], option.id, *kept[place + 1 :])) for option in options]
                found = tuple(map(min, zip(*ways, strict=True)))
            else:
                found = self._of(self._effects(of, dict(zip(of.factors, map(str, kept), strict=True))))
            self._leads[part, kept] = found
        return found

    def _effects(self, part: _Part, answers: Answers) -> list[Effect]:
        own = [self._policy.option_effects[each] for each in answers.items() if each in self._policy.option_effects]
        rules = [self._policy.combinations[place] for place in part.rules]
        return [*own, *(rule for rule in rules if rule.fires(answers))]

    def _of(self, effects: Sequence[Effect]) -> _Leads:
        mask = 0
        for effect in effects:
            mask |= effect.mask
        if self._model < 0:
            return tuple(mask >> rival & 1 for rival in self.rivals)
        points = [sum(each) for each in zip(*(effect.points for effect in effects), strict=True)] or self._nothing
        own = points[self._model] - (self._lost if mask >> self._model & 1 else 0)
        return tuple(own - points[rival] + (self._ahead if mask >> rival & 1 else 0) for rival in self.rivals)

    def _at_worst(self, part: _Part, kept: tuple[str | None, ...]) -> _Leads:
        """Less than or equal to the worst leads: every answer and every open rule counted at its worst by itself."""
        given = {factor: option for factor, option in zip(part.factors, kept, strict=True) if option is not None}
        rules = [self._policy.combinations[place] for place in part.rules]
        total = self._of(self._effects(part, given))
        for factor in part.factors:
            if factor not in given:
                ways = [self._alone(factor, option.id) for option in self._policy.factor[factor].options]
                total = _sum(total, tuple(map(min, zip(*ways, strict=True))))
        for rule in rules:
            open_still = not rule.fires(given) and all(given[each] in o for each, o in rule.when if each in given)
            if open_still:
                total = _sum(total, tuple(min(0, lead) for lead in self._of([rule])))
        return total

    def _alone(self, factor: str, option: str) -> _Leads:
        effect = self._policy.option_effects.get((factor, option))
        return self._of([effect] if effect else [])


def _sum(one: _Leads, other: _Leads) -> _Leads:
    return tuple(map(sum, zip(one, other, strict=True)))


class _Guarantee:
    """One request, and which of its answers can be left out."""

    def __init__(
        self, recommendation: Recommendation, rival: Model | None, policy: Policy, *, every_rival: bool
    ) -> None:
        order = policy.order
        model = order.index(recommendation.model) if recommendation.model else -1
        self._worst = _WorstCases(model, policy, every_rival=every_rival)
        self._parts = _parts(policy)
        self._policy = policy
        answers = recommendation.answers
        self._given = [tuple(answers.get(factor) for factor in part.factors) for part in self._parts]
        rivals = self._worst.rivals
        self._lanes = range(len(rivals)) if every_rival or rival is None else [rivals.index(order.index(rival))]
        self._tops = sum(1 << _LANE * lane + _LANE - 1 for lane in self._lanes)
        self._total = self._worst.start + sum(map(self._worst.number, range(len(self._parts)), self._given))

    def holds(self) -> bool:
        """Whether all answers together guarantee it."""
        return self._total & self._tops == self._tops

    def certificate(self, budget: int) -> Certificate:
        """Answers from which nothing can be left out; a smallest set where the budget is enough to find one."""
        exact = all(part.exact for part in self._parts)
        kept = self._irreducible()
        smallest = False
        if budget and exact:
            fewer, smallest = self._fewest(kept, budget)
            kept = fewer or kept
        factors = {factor for part, options in zip(self._parts, kept, strict=True) for factor in _named(part, options)}
        return Certificate(tuple(each.id for each in self._policy.factors if each.id in factors), smallest)

    def _irreducible(self) -> list[tuple[str | None, ...]]:
        """Leaves out one answer after the other, those first that matter least by themselves."""
        kept, total = list(self._given), self._total
        if not self.holds():
            return kept  # only where an estimate stands for an exact worst case
        for part, place in sorted(self._answers(), key=self._weight()):
            without = (*kept[part][:place], None, *kept[part][place + 1 :])
            other = total + self._worst.number(part, without) - self._worst.number(part, kept[part])
            if other & self._tops == self._tops:
                kept[part], total = without, other
        return kept

    def _answers(self) -> list[tuple[int, int]]:
        """The answers given, by their part and their place in it."""
        return [
            (part, place)
            for part, options in enumerate(self._given)
            for place, option in enumerate(options)
            if option is not None
        ]

    def _weight(self) -> Callable[[tuple[int, int]], float]:
        """How much of the lead over any rival is lost, at most, by leaving out one answer alone."""
        room = self._room()

        def weight(answer: tuple[int, int]) -> float:
            part, place = answer
            given = self._given[part]
            now = self._worst.leads(part, given)
            then = self._worst.leads(part, (*given[:place], None, *given[place + 1 :]))
            return max((now[lane] - then[lane]) / (room[lane] + 1) for lane in self._lanes)

        return weight

    def _room(self) -> _Leads:
        """How much of each lead can be lost."""
        lane = (1 << _LANE) - 1
        lanes = range(len(self._worst.rivals))
        return tuple((self._total >> _LANE * place & lane) - (1 << _LANE - 1) for place in lanes)

    # --- a smallest set --------------------------------------------------------------------------------------------

    def _fewest(
        self, kept: Sequence[tuple[str | None, ...]], budget: int
    ) -> tuple[list[tuple[str | None, ...]] | None, bool]:
        """A set with fewer answers, or None where none was found; and whether the search came to its end."""
        choices = [self._choices(part) for part in range(len(self._parts))]
        if any(choice is None for choice in choices):
            return None, False
        ways = [choice for choice in choices if choice]
        least = self._least(ways)
        best = sum(option is None for options in kept for option in options)
        best -= sum(option is None for options in self._given for option in options)
        found: list[tuple[str | None, ...]] | None = None
        left = budget
        picked: list[tuple[str | None, ...]] = []

        def search(at: int, room: _Leads, freed: int) -> None:
            nonlocal best, found, left
            left -= 1
            if left < 0:
                return
            if at == len(ways):
                if freed > best:
                    best, found = freed, list(picked)
                return
            more = next(count for count in range(len(least[at]) - 1, -1, -1) if all(map(le, least[at][count], room)))
            if freed + more <= best:
                return
            for way in ways[at]:
                if all(map(le, way.losses, room)):
                    picked.append(way.kept)
                    search(at + 1, tuple(map(sub, room, way.losses)), freed + way.freed)
                    picked.pop()

        room = self._room()
        search(0, tuple(room[lane] for lane in self._lanes), 0)
        return found, left >= 0

    def _choices(self, part: int) -> "list[_Way] | None":
        """Every way to leave out answers of a part, the most answers first; None where there are too many."""
        given = self._given[part]
        places = [place for place, option in enumerate(given) if option is not None]
        if 1 << len(places) > _MOST_SUBSETS:
            return None
        now = self._worst.leads(part, given)
        ways = []
        for freed in range(len(places), -1, -1):
            for out in combinations(places, freed):
                kept = tuple(None if place in out else option for place, option in enumerate(given))
                then = self._worst.leads(part, kept)
                ways.append(_Way(kept, freed, tuple(now[lane] - then[lane] for lane in self._lanes)))
        return ways

    def _least(self, ways: Sequence[Sequence["_Way"]]) -> list[list[_Leads]]:
        """For the parts from each on: what leaving out so many answers costs against each rival, at least."""
        nothing = (0,) * len(self._lanes)
        least: list[list[_Leads]] = [[nothing]]
        for part in reversed(ways):
            after = least[0]
            alone: dict[int, _Leads] = {}
            for way in part:
                alone[way.freed] = tuple(map(min, alone.get(way.freed, way.losses), way.losses))
            both: list[_Leads | None] = [None] * (len(after) + max(alone))
            for more, losses in enumerate(after):
                for freed, own in alone.items():
                    cost = tuple(map(add, losses, own))
                    known = both[more + freed]
                    both[more + freed] = cost if known is None else tuple(map(min, known, cost))
            least.insert(0, [each for each in both if each is not None])
        return least


@dataclass(frozen=True, slots=True)
class _Way:
    """One choice of a part's answers to leave out."""

    kept: tuple[str | None, ...]
    freed: int
    losses: _Leads
    """What it costs against each rival."""


def _named(part: _Part, options: Iterable[str | None]) -> list[str]:
    return [factor for factor, option in zip(part.factors, options, strict=True) if option is not None]
