"""A finished questionnaire on the record: answers more to the decision that it goes on from, or a new decision."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import pieces
from bot.assessing import Assessment
from bot.questionnaire.filled import Filled
from bot.recording import decision_on, give_answer, record
from bot.slack.conversation_ids import is_direct
from bot.store import RecordedDecision, Status, drafts, givers, lookup, outbox, posts
from bot.store.drafts import Draft, OpenedFrom
from bot.store.driver import Database
from bot.telling import tell_of_last
from rules.case_factors import is_of_a_case
from rules.cases import PLAN, WORK

ANSWERED_WITHIN = timedelta(minutes=29)
"""How long an answer is tried where a form was opened; Slack takes it for half an hour."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a questionnaire came to."""

    decision: RecordedDecision
    before: RecordedDecision | None = None
    """The decision that it went on from, as it was just before; the same number where it only got answers."""
    place: OpenedFrom | None = None
    """Where the card is to stand, as far as Slack still takes an answer there."""
    again: bool = False
    """Whether it was on the record already."""


def put_on_record(db: Database, at: datetime, filled: Filled) -> Outcome:
    """The decision, with its card in the outbox, in the open transaction; the same one however often asked.

    A decision that it goes on from gets what was answered more, under its own number; where the request itself was
    changed, or the policy since, a new one takes its place. Where somebody has acted on it meanwhile it stays as it is,
    beside the new one.
    """
    draft = drafts.get(db, filled.draft.id)
    if draft.recorded_as is not None:
        return Outcome(lookup.by_id(db, draft.recorded_as), again=True)
    before = lookup.by_id(db, draft.decision_id) if draft.decision_id is not None else None
    if before and (more := _answers_more(before, filled.assessment, draft)) is not None:
        decision = before
        for factor, option in more.items():
            decision = give_answer(
                db, at, before.id, factor, option, actor=draft.who, current=filled.assessment.loaded.policy
            )
        tell_of_last(db, at, before.id)
    else:
        decision = _new(db, at, filled.assessment, draft, before)
    place = draft.opened_from
    drafts.save(db, at, replace(draft, recorded_as=decision.id, brought="", opened_from=None))
    if draft.post_to:
        outbox.enqueue_card(db, at, decision.id, draft.post_to, draft.thread_ts, draft.who)
    return Outcome(decision, before, place if place and at - place.at < ANSWERED_WITHIN else None)


def _new(
    db: Database, at: datetime, assessment: Assessment, draft: Draft, before: RecordedDecision | None
) -> RecordedDecision:
    known = {**draft.origin, "function": draft.function or "", "thread_ts": draft.thread_ts or ""}
    brought = {**givers.brought_from(before, draft.answers), **pieces.brought_from(before)} if before else {}
    origin = {**{name: value for name, value in known.items() if value}, **brought}
    supersedes = before.id if before and before.status is Status.RECORDED else None
    decision = record(db, at, decision_on(assessment, origin=origin, supersedes=supersedes), assessment.loaded)
    if supersedes is not None:
        tell_of_last(db, at, supersedes)
        for post in posts.posts_of(db, supersedes):
            if is_direct(post.channel):
                outbox.enqueue_card(db, at, decision.id, post.channel, post.thread_ts, draft.who)
    return decision


def _answers_more(before: RecordedDecision, assessment: Assessment, draft: Draft) -> Mapping[str, str | None] | None:
    """What was answered otherwise than the decision has it, None for an answer taken back.

    None altogether where more has changed than answers given since, or where nobody can answer any more.
    """
    request, now = assessment.request, assessment.recommendation.answers
    then = before.answers
    is_same_request = (
        (before.text, before.home_country) == (request.text, request.home_country)
        and before.origin.get("function", "") == (draft.function or "")
        and before.policy_sha256 == assessment.policy.sha256
        and all(then.get(each) == now.get(each) for each in (WORK, PLAN))
    )
    if before.status is not Status.RECORDED or before.erased or not is_same_request:
        return None
    # Which laws speak follows from the answers.
    people = [factor for factor in {**then, **now} if not is_of_a_case(factor)]
    changed = {factor: now.get(factor) for factor in people if then.get(factor) != now.get(factor)}
    taken_back = {factor for factor, option in changed.items() if option is None}
    # What was recorded at first is there for good.
    return None if taken_back - (before.answered.keys() - before.answers_at_first.keys()) else changed
