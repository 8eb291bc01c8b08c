"""Two policies side by side: requests that tell them apart, and searches for requests in which they do as asked."""

from collections.abc import Callable, Sequence
from functools import cached_property

from rules.budget import BudgetSpentError
from rules.comparing.joint_outcomes import BUDGET, Aim, JointOutcomes, Within
from rules.comparing.joint_requests import Options, normal_form, shared_options
from rules.comparing.random_requests import RandomRequests, random_requests
from rules.grid import Model
from rules.judging import known_to
from rules.policy import Answers, Policy

NOT_PROVEN: Answers = {}
"""In place of a request, where a search found neither one nor a proof that there is none."""
_DIRECTED = 6_000
"""Random requests in which a changed condition is met."""
_QUICK = 50
"""A first search takes this part of the budget."""


class PolicyPair:
    """An old policy, a new one, and the requests that both can judge."""

    def __init__(self, old: Policy, new: Policy, *, requests: int, budget: int = BUDGET) -> None:
        self.old = old
        self.new = new
        self.options: Options = shared_options(old, new)
        self.requests = requests
        self._budget = budget
        self.joint = JointOutcomes(old, new)

    @property
    def enough_answers(self) -> int:
        """So many answers that neither policy finds it too early to say."""
        return max(self.old.enough_answers, self.new.enough_answers)

    @cached_property
    def random(self) -> RandomRequests:
        """Requests drawn from all."""
        return random_requests(self.old, self.new, self.options, self.requests)

    @cached_property
    def samples(self) -> tuple[RandomRequests, ...]:
        """Those, and before them some in which conditions are met whose effect differs: there results differ most."""
        boxes = self.changed_conditions
        number = min(_DIRECTED, self.requests) // max(len(boxes), 1)
        drawn = (random_requests(self.old, self.new, {**self.options, **box}, number) for box in boxes)
        return (*drawn, self.random)

    @cached_property
    def changed_conditions(self) -> tuple[Options, ...]:
        """Conditions whose effect differs, each factor with the options that meet it."""
        old, new = normal_form(self.old), normal_form(self.new)
        changed = [dict(when) for when in {**old, **new} if old.get(when) != new.get(when)]
        boxes = [
            {factor: tuple(each for each in self.options[factor] if each in wanted) for factor, wanted in when.items()}
            for when in changed
        ]
        return tuple(box for box in boxes if all(box.values()))

    def heard(self, answers: Answers) -> tuple[Answers, Answers]:
        """The answers that the old policy knows, and those that the new one knows."""
        return known_to(answers, self.old), known_to(answers, self.new)

    def search(self, aims: Sequence[tuple[Aim, Aim]], within: Within | None = None) -> Answers | None:
        """A request that meets both aims of a pair, whichever; None where there is none for any, or NOT_PROVEN."""
        joint = JointOutcomes(self.old, self.new, within) if within else self.joint
        left = list(aims)
        # One pair may be easy where another is hard: first a little of the budget for each.
        for budget in (self._budget // _QUICK, self._budget):
            hard = []
            for was, now in left:
                try:
                    found = joint.witness(was, now, budget)
                except BudgetSpentError:
                    hard.append((was, now))
                    continue
                if found is not None:
                    return found
            left = hard
        return NOT_PROVEN if left else None


def shortened(witness: Answers, shows: Callable[[Answers], bool], least: int = 0) -> Answers:
    """A smallest part of the answers that still shows it: none of them, down to `least`, can be left out."""
    kept = dict(witness)
    again = bool(kept)
    while again:
        again = False
        for factor in list(kept):
            without = {each: option for each, option in kept.items() if each != factor}
            if len(without) >= least and shows(without):
                kept, again = without, True
    return kept


def name(model: Model | None) -> str:
    """A model's id, or "none" where every model is ruled out."""
    return model or "none"
