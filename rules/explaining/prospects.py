"""How each model that is not recommended can still win: a few of the missing answers that would bring it about.

The completion that shows a model possible answers every missing question; most of that is not needed. One answer after
the other is left out where the model still leads, the least helpful first: one sum for each missing factor and model,
nothing to search. What is left is short, but not always the shortest there is.
"""

from collections.abc import Mapping

from rules.grid import Model
from rules.policy import Policy
from rules.recommend import Recommendation
from rules.sums import sums_of


def prospects(recommendation: Recommendation, policy: Policy) -> Mapping[Model, Mapping[str, str]]:
    """For each other model proven possible: a few missing answers after which it is recommended."""
    return {
        model: _needed(model, completion, recommendation, policy)
        for model, completion in recommendation.outcomes.models.items()
        if model != recommendation.model
    }


def _needed(
    model: Model, completion: Mapping[str, str], recommendation: Recommendation, policy: Policy
) -> Mapping[str, str]:
    # The whole completion stays within reach, so a model that leads on some of it can win and is recommended.
    winner, kept = sums_of(policy).winner, dict(completion)
    for factor in sorted(completion, key=lambda each: _help(model, each, completion[each], policy)):
        without = {each: option for each, option in kept.items() if each != factor}
        if winner({**recommendation.presumed, **recommendation.answers, **without}) == model:
            kept = without
    return {factor.id: kept[factor.id] for factor in policy.factors if factor.id in kept}


def _help(model: Model, factor: str, option: str, policy: Policy) -> int:
    """How much an answer by itself does for a model, roughly: a rival ruled out counts as more than any points."""
    effect = policy.option_effects.get((factor, option))
    if effect is None:
        return 0
    own = effect.points[policy.order.index(model)]
    return len(policy.order) * own - sum(effect.points) + 1_000 * len(effect.rules_out)
