"""What guarantees a result, in words: for whoever doubts it."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.views import sentences
from bot.views.sentences import in_running_text
from rules.explaining.certificates import BUDGET, Certificate, against_runner_up, sufficient
from rules.explaining.explain import differences
from rules.policy import Policy
from rules.recommend import Recommendation, Standing

_FEW = 3
"""Answers that are a short proof, however few others there are."""
_MOST_REASONS = 4


@dataclass(frozen=True, slots=True)
class Proof:
    """What guarantees something, or that there is no short proof of it."""

    claim: str
    """A sentence: `These three answers are enough for hybrid, whatever the others are.`"""
    answers: tuple[tuple[str, str], ...] = ()
    """Factor and option of each that the claim speaks of; none where they are too many to help anybody."""


def guarantee(recommendation: Recommendation, policy: Policy) -> Proof | None:
    """The answers that by themselves guarantee the result.

    None where what is missing can change it, and for a close call: of two that can be defended, nothing proves one.
    """
    if recommendation.standing is Standing.CLOSE_CALL:
        return None
    found = sufficient(recommendation, policy, budget=BUDGET)
    if found is None:
        return None
    if not found.factors:
        return Proof("It comes out like this whatever the answers are.")
    of = len(recommendation.answers)
    needed = len(found.factors)
    if needed > max(_FEW, of // 2):
        which = f"each of the {of} answers matters" if needed == of else f"of the {of} answers {needed} matter"
        return Proof(f"No short proof: {which}, and without any one of them it is not certain.")
    if recommendation.model is None:
        return _proof(found, "rule out every model", recommendation)
    name = in_running_text(sentences.label(recommendation.model, policy))
    return _proof(found, f"are enough for {name}, whatever the others are", recommendation)


def behind(recommendation: Recommendation, policy: Policy) -> Proof | None:
    """The few answers that by themselves keep the runner-up behind.

    None where it can still come out ahead, where those answers are many, and for a close call.
    """
    if recommendation.standing is Standing.CLOSE_CALL or recommendation.runner_up is None:
        return None
    found = against_runner_up(recommendation, policy, budget=BUDGET)
    if found is None or len(found.factors) > _FEW:
        return None
    rival = in_running_text(sentences.label(recommendation.runner_up, policy))
    if not found.factors:
        return Proof(f"No answers at all put {rival} ahead.")
    return _proof(found, f"keep {rival} behind, whatever the others are", recommendation)


def _proof(found: Certificate, what: str, recommendation: Recommendation) -> Proof:
    answers = tuple((factor, recommendation.answers[factor]) for factor in found.factors)
    if len(answers) == 1:
        verb, _, rest = what.partition(" ")
        return Proof(f"This answer alone {'is' if verb == 'are' else f'{verb}s'} {rest}.", answers)
    # Where the search for fewer was cut short, no more is known than that none can be left out.
    fewest = " No fewer would do." if found.smallest else ""
    return Proof(f"These {sentences.number_in_words(len(answers))} answers {what}.{fewest}", answers)


def counted(recommendation: Recommendation, policy: Policy) -> Iterator[str]:
    """The points of those that are left, and of a close call that they are close."""
    left = [each for each in recommendation.ranking if not each.ruled_out]
    if not left:
        return
    yield (
        "Points: "
        + ", ".join(f"{in_running_text(sentences.label(each.model, policy))} {signed(each.points)}" for each in left)
        + "."
    )
    if recommendation.standing is Standing.CLOSE_CALL:
        yield f"A lead of less than {sentences.count(policy.margin, 'point')} is a close call: both can be defended."


def what_counts(recommendation: Recommendation) -> Iterator[str]:
    """What did most for the recommended model, and what most for the next best: `+3 Standard work …`."""
    found = differences(recommendation)
    telling = [each for each in found if abs(each.points) > 1] or found
    for each in telling[:_MOST_REASONS]:
        yield f"{'+' if each.points > 0 else ''}{signed(each.points)} {each.because}"


def signed(points: int) -> str:
    """`3`, `−2`."""
    return str(points).replace("-", "−")
