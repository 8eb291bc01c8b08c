"""Answers that by themselves guarantee a result, whatever the others are: the proof behind a recommendation.

The field calls them abductive explanations. A model wins whatever comes exactly if it stays ahead of every rival taken
alone, and each lead is at its worst where it is at its worst in every group of tied factors (`leads`). The rivals need
not be beaten together, so this is quick.

* The guarantee of one set of answers: one addition for each group.
* A set from which nothing can be left out: one guarantee for each answer.
* A smallest set: a cover with a constraint for each rival, hard in general; `smallest_certificate` searches
  within a budget of steps.

Where a group is too large to be listed, what is guaranteed still is, but something more could perhaps be left out, and
the set is not called smallest.
"""

from dataclasses import dataclass
from operator import mul

from rules.explaining.leads import TOPS, Kept, lanes, top, worst_leads
from rules.explaining.smallest_certificate import Smallest, fewest
from rules.policy import Policy
from rules.recommend import Recommendation

BUDGET = 3_000
"""Steps that the search for a smallest set may take."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Answers that guarantee a result, by their factors in the policy's order."""

    factors: tuple[str, ...]
    smallest: bool
    """Whether no other set with fewer answers does; otherwise nothing can be left out of this one, as far as is proven:
    in a group too large to be listed something perhaps could."""


def sufficient(recommendation: Recommendation, policy: Policy, budget: int = 0) -> Certificate | None:
    """Answers that guarantee the recommended result; None where what is still missing can change it.

    Nothing can be left out. With a budget, a smallest set is looked for.
    """
    if not recommendation.outcomes.certain:
        return None
    return _Guarantee(recommendation, policy, TOPS).certificate(budget)


def against_runner_up(recommendation: Recommendation, policy: Policy, budget: int = 0) -> Certificate | None:
    """Answers with which the runner-up stays behind the recommended model, whatever the others are.

    Behind is also a runner-up that is ruled out; not behind is one that is left while the recommended model is not.
    None where there is no runner-up, or where what is still missing can put it ahead, or could in a group that is too
    large to be listed. With a budget, a smallest set is looked for.
    """
    if recommendation.model is None or recommendation.runner_up is None:
        return None
    guarantee = _Guarantee(recommendation, policy, top(policy.order.index(recommendation.runner_up)))
    return guarantee.certificate(budget) if guarantee.holds else None


class _Guarantee:
    """One request, which leads have to hold, and which of its answers can be left out."""

    def __init__(self, recommendation: Recommendation, policy: Policy, tops: int) -> None:
        model = policy.order.index(recommendation.model) if recommendation.model else -1
        answers = recommendation.answers
        self._leads, self._policy, self._tops = worst_leads(model, policy), policy, tops
        self._given = [tuple(map(answers.get, group.factors)) for group in self._leads.groups]
        self._now = list(map(self._leads.of, range(len(self._given)), self._given))
        self._total = sum(self._now, self._leads.start)
        self.holds = self._total & tops == tops
        """Whether all answers together guarantee it."""

    def certificate(self, budget: int) -> Certificate:
        """Answers from which nothing can be left out; a smallest set where the budget is enough to find one."""
        found = Smallest(self._irreducible(), proven=False)
        if budget and all(self._leads.listed):
            found = fewest(self._leads, self._given, found.kept, self._tops, budget)
        named = {
            factor
            for group, options in zip(self._leads.groups, found.kept, strict=True)
            for factor, option in zip(group.factors, options, strict=True)
            if option is not None
        }
        return Certificate(tuple(factor.id for factor in self._policy.factors if factor.id in named), found.proven)

    def _irreducible(self) -> list[Kept]:
        """Leaves out one answer after the other, those first that matter least by themselves."""
        kept, now, total = list(self._given), list(self._now), self._total
        if not self.holds:
            return kept  # only where an estimate stands for an exact worst case
        for _, group, place in sorted(self._weights()):
            without = _without(kept[group], place)
            then = self._leads.of(group, without)
            if (total - now[group] + then) & self._tops == self._tops:
                total += then - now[group]
                kept[group], now[group] = without, then
        return kept

    def _weights(self) -> list[tuple[float, int, int]]:
        """For each answer the share of a lead, at most, that is lost by leaving it out alone; its group and place."""
        leads = enumerate(lanes(self._total))
        shares = [1 / (lead - top(0) + 1) if self._tops & top(rival) else 0.0 for rival, lead in leads]
        return [
            (
                max(map(mul, lanes(self._now[group] - self._leads.of(group, _without(given, place))), shares)),
                group,
                place,
            )
            for group, given in enumerate(self._given)
            for place, option in enumerate(given)
            if option is not None
        ]


def _without(kept: Kept, place: int) -> Kept:
    return (*kept[:place], None, *kept[place + 1 :])
