"""A draft with what it comes to so far: its pages, the recommendation, and what the form shows.

Pure: the same draft under the same policy gives the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.assessing import Assessment, assess, classified
from bot.current_policy import LoadedPolicy
from bot.questionnaire.pages import (
    REQUEST_PAGE,
    Pages,
    is_for_record,
    next_page,
    next_questions,
    questions_on,
    result_page,
    to_ask,
    with_the_rest,
)
from bot.requests import Request
from bot.store import Draft
from bot.views.questionnaire_state import QuestionnaireState, Source
from bot.wire.classification import ClassificationOut
from rules.cases import PLACE
from rules.classification import Classification
from rules.explaining.remaining import questions_left
from rules.judging import known_to
from rules.policy import Policy
from rules.readings import heard
from rules.recommend import Recommendation


@dataclass(frozen=True, slots=True)
class Filled:
    """A draft, with what it comes to so far."""

    draft: Draft
    pages: Pages
    """The questions on each page that has been shown."""
    assessment: Assessment
    state: QuestionnaireState

    @property
    def recommendation(self) -> Recommendation:
        """What the policy says for the answers so far."""
        return self.assessment.recommendation

    @property
    def policy(self) -> Policy:
        """The policy for this case, with the kind of work and the plan among its factors."""
        return self.assessment.policy


def filled_in(draft: Draft, loaded: LoadedPolicy) -> Filled:
    """What the draft comes to under the policy in force."""
    policy = loaded.policy
    request = Request(
        text=draft.text,
        home_country=draft.home_country,
        who=draft.who,
        where=draft.post_to or draft.origin.get("channel") or "slack",
        answers=known_to(draft.answers, policy),
    )
    assessment = assess(request, loaded)
    pages = pages_of(draft, policy)
    return Filled(draft, pages, assessment, _state(draft, pages, assessment, assessment.policy))


_Answer = TypeVar("_Answer", str, str | None)


def not_read(answers: Mapping[str, _Answer], text: str, home_country: str, policy: Policy) -> dict[str, _Answer]:
    """Those of the answers that are not what the text says anyway."""
    read = heard(classified(text, home_country, as_request=False), policy)
    return {factor: option for factor, option in answers.items() if option is None or read.get(factor) != option}


def pages_of(draft: Draft, policy: Policy) -> Pages:
    """The pages shown so far; in the beginning those of the answers that the draft came with."""
    return draft.asked or with_the_rest((), (factor for factor in policy.factor if factor in draft.answers))


def _state(draft: Draft, pages: Pages, assessment: Assessment, policy: Policy) -> QuestionnaireState:
    classification, recommendation = assessment.classification, assessment.recommendation
    page = min(draft.page, result_page(pages))
    read = heard(classification, policy)
    on_page = pages[page - 1] if REQUEST_PAGE < page < result_page(pages) else ()
    permalink = draft.origin.get("permalink")
    return QuestionnaireState(
        draft_id=draft.id,
        page=page,
        pages=len(pages),
        questions=questions_on(on_page, recommendation, policy),
        for_record=recommendation.outcomes.certain and is_for_record(on_page, recommendation, policy),
        last=next_page(page, pages, recommendation, policy) is None
        and not next_questions(page, pages, recommendation, policy, read),
        more=len(recommendation.answers) < len(policy.factors),
        text=draft.text,
        home_country=draft.home_country,
        function=draft.function,
        post_to=draft.post_to,
        in_thread=draft.thread_ts is not None,
        source=Source(draft.origin.get("author", ""), permalink, draft.origin.get("cut", "")) if permalink else None,
        answers={factor: option for factor, option in draft.answers.items() if read.get(factor) != option},
        read=read,
        read_words=_words(classification),
        described=ClassificationOut.of(classification, policy),
        recommendation=recommendation,
        policy=policy,
        left=questions_left(to_ask(recommendation, policy), recommendation, policy),
        decision_id=draft.decision_id,
    )


def _words(classification: Classification) -> Mapping[str, str]:
    spot = {PLACE: classification.spot.text} if classification.spot else {}
    return {**spot, **{answer.factor: answer.text for answer in classification.read_answers if not answer.by_nature}}
