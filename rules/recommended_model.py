"""Which model is recommended, and nothing else: the same as `recommend` names, mostly in the time of two sums.

The leader on points is recommended where it can still win. Mostly it does when the missing questions are answered in
its favour, and one sum shows that; only otherwise is the completion searched for.
"""

from collections.abc import Mapping
from functools import lru_cache, partial

from rules.completions import can_win
from rules.grid import Model
from rules.policy import Answers, Policy
from rules.recommend import recommend
from rules.sums import sums_of


def recommended_model(answers: Answers, policy: Policy) -> Model | None:
    """The recommended model; None where every model is ruled out. Raises KeyError for an unknown answer."""
    sums = sums_of(policy)
    leader = sums.winner(answers)
    if leader is None or len(answers) == len(policy.factors):
        return leader
    favourable = {**_favourable(leader, policy), **answers}
    if sums.winner(favourable) is leader or can_win(leader, answers, policy):
        return leader
    return recommend(answers, policy).model


@lru_cache(maxsize=64)
def _favourable(model: Model, policy: Policy) -> Mapping[str, str]:
    """For each question the answer that by itself does most for the model against the others."""
    place = policy.order.index(model)

    def worth(factor: str, option: str) -> tuple[bool, int]:
        effect = policy.option_effects.get((factor, option))
        if effect is None:
            return True, 0
        return model not in effect.rules_out, len(effect.points) * effect.points[place] - sum(effect.points)

    return {factor.id: max(factor.option, key=partial(worth, factor.id)) for factor in policy.factors}
