"""Onto the record: a decision as the log takes it, and one answer more to it, judged by the policy of its time."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from types import EllipsisType
from typing import Any

from bot.assessing import Assessment, classified, law_answers_to
from bot.current_policy import LoadedPolicy
from bot.requests import Request
from bot.store import (
    KeptPolicy,
    NewDecision,
    RecordedDecision,
    Store,
    StoreError,
    answering,
    decisions,
    policies,
)
from bot.store.answering import Held
from bot.store.driver import Database
from bot.wire.classification import ClassificationOut
from bot.wire.recommendation import RankedOut
from rules.case_factors import LAW_PREFIX, is_of_a_case
from rules.judging import Judged, judge
from rules.policy import Policy
from rules.policy_file import parse_past_policy
from rules.recommend import UnknownAnswerError


def decision_on(
    assessment: Assessment, *, origin: Mapping[str, Any] | None = None, supersedes: int | None = None
) -> NewDecision:
    """The decision as the log takes it."""
    request, recommendation = assessment.request, assessment.recommendation
    policy = assessment.policy
    return NewDecision(
        text=request.text,
        home_country=request.home_country,
        who=request.who,
        where=request.where,
        classification=ClassificationOut.of(assessment.classification, assessment.loaded.policy).model_dump(
            mode="json"
        ),
        answers={**recommendation.answers, **policy.for_approvals(request.answers)},
        policy_version=policy.version,
        policy_sha256=policy.sha256,
        ranking=[RankedOut.of(ranked).model_dump(mode="json") for ranked in recommendation.ranking],
        recommended=recommendation.named,
        standing=recommendation.standing,
        flags=[flag.id for flag in recommendation.flags],
        origin=dict(origin or {}),
        supersedes=supersedes,
    )


def give_answer(
    db: Database,
    at: datetime,
    decision_id: int,
    factor: str,
    option: str | None,
    *,
    actor: str,
    current: Policy,
    instead_of: str | EllipsisType | None = ...,
    reopens: bool = False,
) -> RecordedDecision:
    """One answer more to a decision on the record, in the open transaction; None takes back the one given since.

    It is judged by the policy that the decision was made under; `current` is the one in force. Raises
    UnknownAnswerError for what that policy does not ask, and as `answering.give_answer` does.
    """

    def held(found: RecordedDecision, given: Mapping[str, str]) -> Held:
        policy = policy_then(lambda sha256: policies.by_hash(db, sha256), found, current)
        if is_of_a_case(factor):
            raise UnknownAnswerError(f'the factor "{factor}" is not for people to answer')
        recommendation = judged_again(found, given, policy).recommendation
        return Held(
            answers={**recommendation.answers, **policy.for_approvals({**found.answers_at_first, **given})},
            recommended=recommendation.named,
            standing=recommendation.standing,
            flags=[flag.id for flag in recommendation.flags],
            ranking=[RankedOut.of(ranked).model_dump(mode="json") for ranked in recommendation.ranking],
        )

    return answering.give_answer(
        db, at, decision_id, factor, option, actor=actor, judge=held, instead_of=instead_of, reopens=reopens
    )


def judged_again(found: RecordedDecision, given: Mapping[str, str], policy: Policy) -> Judged:
    """A decision as it was recorded, with these answers given since.

    What was read from its text then stays as it was read; which laws speak follows from all answers anew.
    """
    request = Request(text=found.text, home_country=found.home_country, who=found.who, where=found.where)
    at_first = {each: option for each, option in found.answers_at_first.items() if not each.startswith(LAW_PREFIX)}
    answers = {**at_first, **given}
    answers |= law_answers_to(request, classified(found.text, found.home_country), answers, policy)
    return judge(answers, policy, found.by_nature)


def put_on_record(assessment: Assessment, store: Store) -> RecordedDecision:
    """The decision as the log holds it, committed to disk before this returns; raises StoreError."""
    return store.write(lambda db, at: record(db, at, decision_on(assessment), assessment.loaded))


def record(db: Database, at: datetime, new: NewDecision, loaded: LoadedPolicy) -> RecordedDecision:
    """Put a decision on the record in the open transaction, and the policy that it was made under."""
    policies.keep(db, at, loaded.kept, actor=new.who)
    return decisions.record(db, at, new)


def policy_then(kept: Callable[[str], KeptPolicy | None], found: RecordedDecision, current: Policy) -> Policy:
    """The policy that a decision was made under; `kept` finds one by its hash."""
    if found.policy_sha256 == current.sha256:
        return current
    then = kept(found.policy_sha256)
    if then is None:
        raise StoreError(f"The policy of decision {found.id} is missing; run `sourcing verify`.")
    return _past(then.toml)


_past = lru_cache(maxsize=16)(parse_past_policy)
