"""The one way in: a request comes to the desk, is classified, gets its recommendation, and goes on the record.

The command line and Slack both come here, so both give the same answer and the same record.
"""

from dataclasses import dataclass

from bot.policy_in_force import InForce
from bot.requests import Request
from bot.store import NewDecision, RecordedDecision, Store
from bot.wire import ClassificationOut, RankedOut
from rules.classification import Classification
from rules.reading import classify
from rules.recommend import Recommendation, recommend


@dataclass(frozen=True, slots=True)
class Assessment:
    """A request with what it describes and what the policy recommends for it."""

    request: Request
    classification: Classification
    recommendation: Recommendation
    in_force: InForce


def assess(request: Request, in_force: InForce) -> Assessment:
    """What the request describes and what is recommended; writes nothing.

    Answers given outright go before answers read from the text. Raises UnknownAnswerError for a given answer
    that the policy does not know.
    """
    policy = in_force.policy
    classification = classify(request.text, request.home_country)
    read = {
        factor: option
        for factor, option in classification.answers.items()
        if factor in policy.factor and option in policy.factor[factor].option
    }
    return Assessment(request, classification, recommend({**read, **request.answers}, policy), in_force)


def put_on_record(assessment: Assessment, store: Store) -> RecordedDecision:
    """The decision as the log holds it, committed to disk before this returns; raises StoreError."""
    request, recommendation = assessment.request, assessment.recommendation
    policy = assessment.in_force.policy
    store.keep_policy(policy.version, policy.sha256, assessment.in_force.text, actor=request.who)
    return store.record(
        NewDecision(
            text=request.text,
            home_country=request.home_country,
            who=request.who,
            where=request.where,
            classification=ClassificationOut.of(assessment.classification).model_dump(mode="json"),
            answers=dict(recommendation.answers),
            policy_version=policy.version,
            policy_sha256=policy.sha256,
            ranking=[RankedOut.of(ranked).model_dump(mode="json") for ranked in recommendation.ranking],
            recommended=recommendation.model,
            standing=recommendation.standing,
            flags=[flag.id for flag in recommendation.flags],
        )
    )
