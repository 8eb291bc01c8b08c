"""Which question decides: the one after whose answer a result is likeliest to be firm or likely.

The question that takes most uncertainty away on average is another one, often: it tells much about results that are out
of the running anyway. So it comes first only where the result is likely already.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from rules.explaining.explain import questions
from rules.likelihood import drawn_totals
from rules.policy import Policy
from rules.recommend import OFTEN, UNDECIDED, Recommendation, Standing
from rules.recommended_model import recommended_model
from rules.sums import sums_of

_MOST_TRIED = 12
"""Questions, of those that are worth most; trying the answers to one takes about a millisecond."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """A question, and what one answer to it is likely to do."""

    factor: str
    chance: float
    """How likely the result is firm or likely once it is answered, by the policy's priors."""
    stays: float
    """How often, on average, the result would stay then, whatever the rest is answered."""

    @property
    def promise(self) -> float:
        """What it is chosen by: its chance, and how near it comes where it does not decide."""
        return self.chance + self.stays


# Drawing a card asks again about the answers that it was judged by.
@lru_cache(maxsize=128)
def deciding(recommendation: Recommendation, policy: Policy) -> tuple[Deciding, ...]:
    """The questions whose answers can matter, the one that is likeliest to decide first.

    Where the result is likely already nobody needs to answer one: they come by what they are worth, and what is only
    presumed after what is open.
    """
    asked = questions(recommendation, policy)
    if recommendation.standing not in UNDECIDED:
        by_worth = [Deciding(each.factor, 1.0, recommendation.stays) for each in asked]
        return tuple(sorted(by_worth, key=lambda each: each.factor in recommendation.presumed))
    tried = [_tried(each.factor, recommendation, policy) for each in asked[:_MOST_TRIED]]
    return tuple(sorted(tried, key=lambda each: -each.promise))


def to_tell(recommendation: Recommendation, policy: Policy) -> tuple[str, ...]:
    """The one question that decides first; two where it is too early and no answer to the first would do."""
    found = deciding(recommendation, policy)
    two = recommendation.standing is Standing.TOO_EARLY and bool(found) and not found[0].chance
    return tuple(each.factor for each in found[: 2 if two else 1])


def _tried(factor: str, recommendation: Recommendation, policy: Policy) -> Deciding:
    """What each answer would do, weighed by its prior: the same draws as a standing goes by."""
    sums = sums_of(policy)
    drawn = drawn_totals(recommendation.answers, policy, without=factor)
    options = policy.factor[factor].options
    every = sum(option.prior for option in options)
    known = {**recommendation.presumed, **recommendation.answers}
    enough = len(known.keys() | {factor}) >= policy.enough_answers
    chance = stays = 0.0
    for option in options:
        answer = sums.number[factor, option.id]
        leaders = Counter(sums.leader(total + answer) for total in drawn)
        leader = recommended_model({**known, factor: option.id}, policy)
        share = leaders[policy.order.index(leader)] / len(drawn) if leader else 0.0
        weight = option.prior / every
        stays += weight * share
        chance += weight * (enough and share >= OFTEN)
    return Deciding(factor, round(chance, 6), round(stays, 6))
