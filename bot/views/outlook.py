"""What can still come out, and what is worth asking, in words: what is shown while questions are being answered."""

from fractions import Fraction

from bot.views import model_sets, sentences
from rules.explaining.explain import settling_answers
from rules.policy import Policy
from rules.recommend import Recommendation

ENOUGH = "That is enough: no other answer would change this."
_FEW = 3
"""Models that are named one by one."""
_WORTH_SAYING = Fraction(1, 4)
"""The share of cases from which on it is worth saying that an answer decides."""
_COMMON_SHARES = 6
"""The largest denominator of a share that is read without counting."""


def possible(recommendation: Recommendation, policy: Policy) -> str | None:
    """`Still open: in-house or hybrid.`, or how many; None where only one result is left: the standing says so."""
    left = recommendation.outcomes.possible
    if recommendation.outcomes.certain or len(left) < 2:
        return None
    if len(left) > _FEW:
        every = len(left) == len(policy.order)
        return f"Still open: {'all' if every else sentences.number_in_words(len(left)) + ' of the'} seven models."
    return f"Still open: {model_sets.in_few_words(left, policy, 'or')}."


def worth(factor: str, recommendation: Recommendation, policy: Policy) -> str | None:
    """What the answer to a missing factor is worth: `The answer decides in two of three cases.`

    Counted over the options, each as often as the policy's priors say. None where hardly any answer to it decides the
    result: nearly every other question brings it a little nearer, so saying that helps nobody.
    """
    options = policy.factor[factor].options
    settling = set(settling_answers(factor, recommendation, policy))
    share = Fraction(
        sum(option.prior for option in options if option.id in settling), sum(option.prior for option in options)
    )
    if share < _WORTH_SAYING:
        return None
    if share == 1:
        return "The answer decides."
    common = share.limit_denominator(_COMMON_SHARES)
    if common == 1:
        return "The answer decides in nearly every case."
    about = "" if common == share else "about "
    top, bottom = sentences.number_in_words(common.numerator), sentences.number_in_words(common.denominator)
    return f"The answer decides in {about}{top} of {bottom} cases."


def enough(recommendation: Recommendation, policy: Policy) -> str | None:
    """That nothing one could add changes the result; None while something could, and where nothing is missing."""
    if not recommendation.outcomes.certain or len(recommendation.answers) == len(policy.factors):
        return None
    return ENOUGH
