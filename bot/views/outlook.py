"""What can still come out, and what is worth asking, in words: what is shown while questions are being answered."""

from fractions import Fraction

from bot.views import sentences
from bot.views.clauses import grouped, listed
from bot.views.sentences import in_running_text
from rules.explaining.explain import questions, settling_answers
from rules.policy import Policy
from rules.recommend import Recommendation

ENOUGH = "Enough: nothing you could add changes this."
LOG_OR_GO_ON = "Log it, or go on for the record."
_MANY = 5
"""Models in a list that is longer than the list of the others."""
_COMMON_SHARES = 6
"""The largest denominator of a share that is read without counting."""


def possible(recommendation: Recommendation, policy: Policy) -> str:
    """`Still possible: In-house, Hybrid.`; what is not proven either way is called so.

    Where most of the models are, the others are named instead: `all but own centre nearby or far away`.
    """
    outcomes = recommendation.outcomes
    found = outcomes.possible if outcomes.certain else frozenset(outcomes.models)
    proven = [model for model in policy.order if model in found]
    unproven = [model for model in policy.order if model in outcomes.possible - found]
    if not proven and not unproven:
        return "Still possible: none of the seven models."
    if len(proven) == len(policy.order):
        named = "all seven models"
    elif len(proven) >= _MANY and not unproven:
        others = [in_running_text(sentences.label(each, policy)) for each in policy.order if each not in proven]
        return (
            f"Still possible: all but {listed(grouped(others))}{', or none at all' if outcomes.all_ruled_out else ''}."
        )
    else:
        named = ", ".join(sentences.label(model, policy) for model in proven)
    if unproven:
        perhaps = ", ".join(sentences.label(model, policy) for model in unproven)
        named = f"{named}; perhaps, not proven: {perhaps}" if named else f"perhaps, not proven: {perhaps}"
    if outcomes.certain:
        return f"Only one is left: {named}."
    return f"Still possible: {named}{', or none of them' if outcomes.all_ruled_out else ''}."


def shortlist(recommendation: Recommendation, policy: Policy) -> str | None:
    """The same where it says something: None where one result is left, and where every model is possible still."""
    everything = len(recommendation.outcomes.models) == len(policy.order)
    return None if recommendation.outcomes.certain or everything else possible(recommendation, policy)


def worth(factor: str, recommendation: Recommendation, policy: Policy) -> str | None:
    """What the answer to a missing factor is worth: `Settles it in two of three cases.`

    Counted over the options, each as often as the policy's priors say. None where no answer to it settles the result:
    nearly every other question brings it a little nearer, so saying that helps nobody.
    """
    options = policy.factor[factor].options
    settling = set(settling_answers(factor, recommendation, policy))
    share = Fraction(
        sum(option.prior for option in options if option.id in settling), sum(option.prior for option in options)
    )
    if share == 0:
        return None
    if share == 1:
        return "Settles it."
    common = share.limit_denominator(_COMMON_SHARES)
    if common in {0, 1}:
        return "Settles it in nearly every case." if common else "Settles it in a few cases."
    about = "" if common == share else "about "
    top, bottom = sentences.number_in_words(common.numerator), sentences.number_in_words(common.denominator)
    return f"Settles it in {about}{top} of {bottom} cases."


def next_question(factor: str, recommendation: Recommendation, policy: Policy) -> str:
    """A question, and what its answer is worth where that can be said."""
    said = worth(factor, recommendation, policy)
    return " ".join(part for part in (policy.factor[factor].question, said) if part)


def no_longer_matter(recommendation: Recommendation, policy: Policy) -> str | None:
    """How many missing answers cannot change the result, whatever the others are; None while each of them can.

    None too where no answer at all can change it: `enough` says that.
    """
    if recommendation.outcomes.certain:
        return None
    idle = len(policy.factors) - len(recommendation.answers) - len(questions(recommendation, policy))
    if idle <= 0:
        return None
    number = sentences.in_words(idle, "other question")
    return f"{number[:1].upper()}{number[1:]} no longer {'matters' if idle == 1 else 'matter'}."


def enough(recommendation: Recommendation, policy: Policy) -> str | None:
    """That nothing one could add changes the result; None while something could, and where nothing is missing."""
    if not recommendation.outcomes.certain or len(recommendation.answers) == len(policy.factors):
        return None
    return ENOUGH
