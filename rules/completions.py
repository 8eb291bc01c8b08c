"""What can still come out when answers are missing: exactly, by search over every completion.

Whether a given model can win is NP-hard in general; `rules.winning` says what keeps it small. Past a budget of steps
the search gives up on a model, and the model counts as possible, not proven: what is called impossible, or certain,
always is. Whether all models can be ruled out at once is a matter of at most 2^7 sets of models for each group.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.budget import Budget, BudgetSpentError
from rules.grid import Model
from rules.missing_answers import Open, masks, open_request, split
from rules.policy import Answers, Policy
from rules.winning import winning_answers

BUDGET = 50_000
"""Steps that the search for one model may take: rows weighed, and groups of tied factors that were split."""


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


def possible_outcomes(answers: Answers, policy: Policy, budget: int = BUDGET) -> Outcomes:
    """Which models can win, and whether all can be ruled out, over every way to answer the missing factors."""
    models: dict[Model, Mapping[str, str]] = {}
    unproven = set()
    request = open_request(answers, policy)
    for model in policy.order:
        try:
            completion = _winning(model, request, answers, policy, Budget(budget))
        except BudgetSpentError:
            unproven.add(model)
        else:
            if completion is not None:
                models[model] = completion
    try:
        all_ruled_out = _all_can_be_ruled_out(request, answers, policy, Budget(budget))
    except BudgetSpentError:
        all_ruled_out = True
    return Outcomes(models, all_ruled_out, frozenset(unproven))


def can_win(model: Model, answers: Answers, policy: Policy, budget: int = BUDGET) -> bool:
    """Whether some way to answer the missing factors lets the model win; true also where that is not proven."""
    try:
        return winning_completion(model, answers, policy, Budget(budget)) is not None
    except BudgetSpentError:
        return True


def winning_completion(model: Model, answers: Answers, policy: Policy, budget: Budget) -> Mapping[str, str] | None:
    """Answers to the missing factors under which the model wins, or None: no completion lets it.

    Raises BudgetSpentError where neither was found within the budget.
    """
    return _winning(model, open_request(answers, policy), answers, policy, budget)


def _winning(model: Model, request: Open, answers: Answers, policy: Policy, budget: Budget) -> Mapping[str, str] | None:
    place = policy.order.index(model)
    found = (winning_answers(place, part, policy, budget) for part in split(request, answers, policy, budget))
    return next((each for each in found if each is not None), None)


def _all_can_be_ruled_out(request: Open, answers: Answers, policy: Policy, budget: Budget) -> bool:
    everything = (1 << len(policy.order)) - 1
    for part in split(request, answers, policy, budget):
        reachable = {part.ruled_out}
        for group in part.groups:
            own = masks(group, policy)
            if own != {0}:
                reachable = {before | mask for before in reachable for mask in own}
        if everything in reachable:
            return True
    return False
