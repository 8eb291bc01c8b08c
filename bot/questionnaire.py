"""Which questions stand on which page of the questionnaire. Pure: the same draft and policy give the same pages."""

from collections.abc import Collection, Sequence
from functools import lru_cache

from rules.explain import questions
from rules.policy import Policy
from rules.recommend import Recommendation, recommend

MOST_QUESTIONS = 6
"""On one page; Slack advises against longer forms."""

REQUEST_PAGE = 0


@lru_cache(maxsize=16)
def _pages(policy: Policy) -> tuple[tuple[str, ...], ...]:
    """All questions, most decisive first, six to a page; the same for every request, so that Back finds them again."""
    decisive = [question.factor for question in questions(recommend({}, policy), policy)]
    order = [*decisive, *(factor.id for factor in policy.factors if factor.id not in decisive)]
    return tuple(tuple(order[start : start + MOST_QUESTIONS]) for start in range(0, len(order), MOST_QUESTIONS))


def result_page(policy: Policy) -> int:
    """The number of the last page."""
    return len(_pages(policy)) + 1


def questions_on(page: int, recommendation: Recommendation, policy: Policy, keep: Collection[str]) -> Sequence[str]:
    """The factors to show on a page of questions: those in `keep`, those answered, and those that can still matter."""
    matter = {question.factor for question in questions(recommendation, policy)}
    shown = matter | set(recommendation.answers) | set(keep)
    return [factor for factor in _pages(policy)[page - 1] if factor in shown]


def page_with(factors: Collection[str], policy: Policy) -> int | None:
    """The page of questions on which these stand; None where the policy asks none of them."""
    return next((number for number, page in enumerate(_pages(policy), 1) if not set(page).isdisjoint(factors)), None)


def next_page(page: int, recommendation: Recommendation, policy: Policy, given: Collection[str]) -> int:
    """The next page with a question that can still matter or that was given an answer, or the result."""
    of_interest = {question.factor for question in questions(recommendation, policy)} | set(given)
    for number in range(page + 1, result_page(policy)):
        if of_interest.intersection(_pages(policy)[number - 1]):
            return number
    return result_page(policy)


def page_before(page: int, recommendation: Recommendation, policy: Policy) -> int:
    """The page before this one that has something on it; the request page in the end."""
    for number in range(min(page, result_page(policy)) - 1, REQUEST_PAGE, -1):
        if questions_on(number, recommendation, policy, ()):
            return number
    return REQUEST_PAGE
