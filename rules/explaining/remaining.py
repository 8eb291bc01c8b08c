"""How many questions it still takes until a result is firm or likely: what people are told before they begin.

Some people are drawn, the same each time, whose answers come as the policy's priors say. Each answers the questions in
the order given until the result stays so in nearly all ways to answer the rest; the one in the middle is what is said.
A questionnaire chooses its questions anew after each answer, so it takes no more than this, on the whole.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from statistics import median_high

from rules.likelihood import DRAWS, numbers_drawn
from rules.policy import Policy
from rules.recommend import OFTEN, Recommendation, Standing
from rules.sums import sums_of

_PEOPLE = range(0, DRAWS, 29)
"""Ways of the draw that stand for people who answer: an odd number of them, so that one is in the middle."""


@lru_cache(maxsize=256)
def questions_left(order: Sequence[str], recommendation: Recommendation, policy: Policy) -> int:
    """Questions until the result is firm or likely, asked in this order; 0 where it is, or where none is left.

    An estimate from a few people drawn, at most all of the questions.
    """
    if recommendation.standing in {Standing.FIRM, Standing.LIKELY}:
        return 0
    drawn = numbers_drawn(policy)
    known = len(recommendation.answers) + len(recommendation.presumed)
    later = [factor.id for factor in policy.factors if factor.id not in recommendation.answers]
    # For each question the sums of what is open still when it has been answered, one for each way.
    open_still = [[0] * DRAWS]
    for factor in [*(each for each in later if each not in order), *reversed(order)]:
        open_still.append(list(map(int.__add__, open_still[-1], drawn[factor])))
    after = open_still[::-1][: len(order) + 1]

    def needed(person: int) -> int:
        total = sums_of(policy).total(recommendation.answers)
        for asked, factor in enumerate(order, start=1):
            total += drawn[factor][person]
            enough = known + asked >= policy.enough_answers
            if enough and _stays(total, after[asked], policy) >= OFTEN:
                return asked
        return len(order)

    return median_high(map(needed, _PEOPLE))


def _stays(total: int, open_still: Sequence[int], policy: Policy) -> float:
    """The share of the ways to answer the rest in which the most frequent result comes out."""
    leader = sums_of(policy).leader
    return max(Counter(leader(total + each) for each in open_still).values()) / len(open_still)
