"""Which question comes next in the questionnaire, and which stand together on a page.

Pure: the same answers, pages so far and policy give the same page. Questions are asked in the order of their worth,
a few to a page, so that each answer can decide what is asked after it. A page that has been shown stays, so that Back
finds it again; only what stands below the question just answered, and is not answered, is chosen anew.
"""

from collections.abc import Container, Iterable, Sequence

from rules.explaining.explain import questions
from rules.policy import Policy
from rules.recommend import Recommendation, Standing, recommend

MOST_QUESTIONS = 6
"""On one page; Slack advises against longer forms."""
AT_ONCE = 3
"""Open questions on a page: fewer make more pages, more are chosen before the answers that would choose better."""

REQUEST_PAGE = 0

Pages = Sequence[Sequence[str]]
"""The factors on each page of questions that has been shown; the first is page 1."""


def result_page(pages: Pages) -> int:
    """The number of the last page."""
    return len(pages) + 1


def to_ask(recommendation: Recommendation, policy: Policy) -> tuple[str, ...]:
    """The questions that can still matter, the one worth most first; what is presumed comes after what is open."""
    found = [each.factor for each in questions(recommendation, policy)]
    return tuple(sorted(found, key=lambda factor: factor in recommendation.presumed))


def is_answer_enough(recommendation: Recommendation) -> bool:
    """Whether nobody has to be asked any more, unless they want it firmer."""
    return recommendation.standing in {Standing.FIRM, Standing.LIKELY}


def new_page(pages: Pages, recommendation: Recommendation, policy: Policy, read: Container[str]) -> Sequence[str]:
    """The questions worth most, over what the text has answered and nobody has seen yet; empty where none is left."""
    shown = {factor for page in pages for factor in page}
    worth_asking = [factor for factor in to_ask(recommendation, policy) if factor not in shown]
    unseen = [factor.id for factor in policy.factors if factor.id in read and factor.id not in shown]
    return (*worth_asking[:AT_ONCE], *unseen[: MOST_QUESTIONS - AT_ONCE]) if worth_asking else ()


def next_questions(
    page: int, pages: Pages, recommendation: Recommendation, policy: Policy, read: Container[str]
) -> Sequence[str]:
    """The new page that Next leads to from this one; empty where what is known is enough, or none is left."""
    if page > REQUEST_PAGE and is_answer_enough(recommendation):
        return ()
    return new_page(pages, recommendation, policy, read)


def answered_on(pages: Pages, answered: Container[str]) -> Pages:
    """The pages with only what is answered on them."""
    kept = (tuple(factor for factor in page if factor in answered) for page in pages)
    return [page for page in kept if page]


def with_the_rest(pages: Pages, factors: Iterable[str]) -> Pages:
    """The pages, and after them full pages of those of the factors that stand on none."""
    shown = {factor for page in pages for factor in page}
    rest = [factor for factor in factors if factor not in shown]
    starts = range(0, len(rest), MOST_QUESTIONS)
    return (*pages, *(tuple(rest[start : start + MOST_QUESTIONS]) for start in starts))


def chosen_anew(
    page: Sequence[str], answered: str, pages: Pages, recommendation: Recommendation, policy: Policy
) -> Sequence[str]:
    """The page after one of its questions was answered: what is open below it is chosen again, the rest stays.

    `pages` are all pages; what stands on another one is not asked here.
    """
    page = [factor for factor in page if factor in policy.factor]
    if answered not in page or is_for_record(page, recommendation, policy):
        return page
    at = page.index(answered) + 1
    elsewhere = {factor for other in pages if answered not in other for factor in other}.difference(page)
    above = set(page[:at])
    found = (factor for factor in to_ask(recommendation, policy) if factor not in elsewhere | above)
    # What is presumed stands there because somebody wants to look at it.
    kept = {*recommendation.answers, *recommendation.presumed}
    below: list[str | None] = [factor if factor in kept else next(found, None) for factor in page[at:]]
    more = (next(found, None) for _ in range(AT_ONCE - len(page)))
    return (*page[:at], *(factor for factor in (*below, *more) if factor is not None))


def is_for_record(page: Sequence[str], recommendation: Recommendation, policy: Policy) -> bool:
    """Whether nothing that could be answered on the page changes the result, given what is answered elsewhere."""
    others = {factor: option for factor, option in recommendation.answers.items() if factor not in page}
    return not {each.factor for each in questions(recommend(others, policy), policy)}.intersection(page)


def questions_on(page: Sequence[str], recommendation: Recommendation, policy: Policy) -> Sequence[str]:
    """What is left of a page: what is answered or presumed, and what can still matter or is asked for the record."""
    known = [factor for factor in page if factor in policy.factor]
    if is_for_record(known, recommendation, policy):
        return known
    shown = {*to_ask(recommendation, policy), *recommendation.answers, *recommendation.presumed}
    return [factor for factor in known if factor in shown]


def as_seen(pages: Pages, seen: Sequence[str], answered: Container[str]) -> tuple[tuple[str, ...], ...]:
    """The pages, one of them as somebody has it on the screen; what is answered on it stays, seen or not."""
    if not seen:
        return tuple(map(tuple, pages))
    number = page_with(seen, pages)
    if number is None:
        return (*map(tuple, pages), tuple(seen))
    unseen = (factor for factor in pages[number - 1] if factor in answered and factor not in seen)
    return (*map(tuple, pages[: number - 1]), (*seen, *unseen), *map(tuple, pages[number:]))


def page_with(factors: Sequence[str], pages: Pages) -> int | None:
    """The page of questions that has most of these; None where none has any."""
    common = [len(set(page).intersection(factors)) for page in pages]
    return common.index(max(common)) + 1 if any(common) else None


def next_page(page: int, pages: Pages, recommendation: Recommendation, policy: Policy) -> int | None:
    """The next of the pages so far with something on it; None where there is none."""
    later = range(page + 1, result_page(pages))
    return next((number for number in later if questions_on(pages[number - 1], recommendation, policy)), None)


def page_before(page: int, pages: Pages, recommendation: Recommendation, policy: Policy) -> int:
    """The page before this one that has something on it; the request page in the end."""
    earlier = range(min(page, result_page(pages)) - 1, REQUEST_PAGE, -1)
    found = (number for number in earlier if questions_on(pages[number - 1], recommendation, policy))
    return next(found, REQUEST_PAGE)
