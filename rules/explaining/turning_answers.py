"""Which one answer, still open, would change the result by itself: what a recommendation hangs on.

Open is what is missing and what is only presumed; facts count like choices, since nobody has stated them yet. Every
option is tried with one sum. Those that change the sum's winner are then judged like the request itself, the most
plausible first, until enough are found: what is returned is exact, not estimated.
"""

from dataclasses import dataclass
from functools import lru_cache

from rules.grid import Model
from rules.judging import named_in_a_case
from rules.policy import Policy
from rules.recommend import Recommendation
from rules.sums import sums_of

_MOST = 6
"""Answers that are returned."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One open answer that changes the result."""

    factor: str
    option: str
    to: Model
    """What is recommended then."""
    share: float
    """How often the policy's priors expect this answer."""


@lru_cache(maxsize=128)
def turning_answers(recommendation: Recommendation, policy: Policy, least: float = 0.0) -> tuple[Turn, ...]:
    """The most plausible ones, at most `_MOST`, each with a share of at least `least`.

    None that only says that nobody knows yet, and none after which every model is ruled out or it is too early to say.
    """
    found: list[Turn] = []
    for share, factor, option in _candidates(recommendation, policy):
        if share < least or len(found) == _MOST:
            break
        answers = {**recommendation.answers, factor: option}
        presumed = {each: usual for each, usual in recommendation.presumed.items() if each != factor}
        then = named_in_a_case(answers, presumed, policy)
        if isinstance(then, Model) and then != recommendation.model:
            found.append(Turn(factor, option, then, share))
    return tuple(found)


def _candidates(recommendation: Recommendation, policy: Policy) -> list[tuple[float, str, str]]:
    known = {**recommendation.presumed, **recommendation.answers}
    winner = sums_of(policy).winner
    found = [
        (option.prior / sum(each.prior for each in factor.options), factor.id, option.id)
        for factor in policy.factors
        if factor.id not in recommendation.answers
        for option in factor.options
        if not option.undecided and winner({**known, factor.id: option.id}) not in {None, recommendation.model}
    ]
    return sorted(found, key=lambda each: -each[0])
