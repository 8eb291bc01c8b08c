"""Decisions on the record as JSON; loaded only where somebody asks for that."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.cli.history import event_in_words
from bot.earlier import Precedent
from bot.listing import Listed
from bot.provenance import Provenance
from bot.store import Decided, Event, Given
from bot.wire.base import PolicyOut
from bot.wire.record import (
    ApprovalOut,
    DiffersOut,
    HappenedOut,
    LoggedOut,
    LogOut,
    NamedOut,
    OutcomeOut,
    PrecedentOut,
    QuestionOut,
    RecordedAnswerOut,
    RecordedRankOut,
    RecordedVetoOut,
    ShowOut,
)
from rules.decision_status import Capacity
from rules.policy_names import PolicyNames


def log_out(found: Sequence[Listed], *, more: bool) -> LogOut:
    """The decisions as `sourcing log --json` prints them."""
    return LogOut(decisions=[LoggedOut(**_logged(each)) for each in found], more=more)


def show_out(found: Listed, history: Sequence[Event], precedents: Sequence[Precedent]) -> ShowOut:
    """A decision and its history as `sourcing show --json` prints them."""
    decision, names = found.decision, found.names
    provenance = found.provenance
    return ShowOut(
        **_logged(found),
        answers=None if "answers" in decision.erased else _answered(decision.answers, provenance, names),
        presumed=_answered(found.presumed, provenance, names),
        ranking=[
            RecordedRankOut(
                model=_named(ranked["model"], names),
                points=ranked["points"],
                ruled_out=[
                    RecordedVetoOut(rule=veto.get("rule"), because=veto["because"], source=veto["source"])
                    for veto in ranked["ruled_out"]
                ],
            )
            for ranked in decision.ranking
        ],
        flags=list(decision.flags),
        origin=None if "origin" in decision.erased else dict(decision.origin),
        events=[
            HappenedOut(
                seq=event.seq,
                at=event.at,
                by=event.actor,
                kind=event.kind,
                in_words=event_in_words(event, found.course, names),
                details=event.details,
                hash=event.hash,
            )
            for event in history
        ],
        precedents=precedents_out(precedents),
    )


def precedents_out(precedents: Sequence[Precedent]) -> list[PrecedentOut]:
    """What was decided before about work like this, the nearest first."""
    return [
        PrecedentOut(
            id=each.number,
            recorded_at=each.recorded_at,
            work=each.work,
            text=each.text or None,
            who=each.who or None,
            home_country=each.home_country,
            outcome=_outcome(each.outcome, each.chosen),
            differs=[
                DiffersOut(factor=one.factor, question=one.question, there=one.there, here=one.here)
                for one in each.differs
            ],
        )
        for each in precedents
    ]


def _answered(
    answers: Mapping[str, str], provenance: Mapping[str, Provenance], names: PolicyNames
) -> dict[str, RecordedAnswerOut]:
    return {
        factor: RecordedAnswerOut(
            option=option,
            question=names.question(factor),
            label=names.answer(factor, option),
            origin=known.origin if (known := provenance.get(factor)) else None,
            words=known.words if known else None,
            by=known.by if known else None,
            at=known.at if known else None,
            because=known.because if known else None,
        )
        for factor, option in answers.items()
    }


def _logged(found: Listed) -> dict[str, Any]:
    decision, outcome = found.decision, found.outcome
    kept = {field: None if field in decision.erased else getattr(decision, field) for field in ("text", "who", "where")}
    return kept | {
        "id": decision.id,
        "recorded_at": decision.recorded_at,
        "status": decision.status,
        "home_country": decision.home_country,
        "described": decision.classification.get("model"),
        "recommended": _named(decision.recommended, found.names) if decision.recommended else None,
        "standing": decision.standing,
        "recommended_in_words": found.recommended,
        "waiting_since": found.course.waiting_since,
        "proposed": _named(proposed.model, found.names) if (proposed := found.course.proposed) else None,
        "approvals": _approvals(found.course.approvals),
        "questions": [
            QuestionOut(by=asked.by, at=asked.at, words=asked.words or None) for asked in found.course.questions
        ],
        "outcome": outcome and _outcome(outcome, found.chosen),
        "supersedes": decision.supersedes,
        "policy": PolicyOut(version=decision.policy_version, sha256=decision.policy_sha256),
        "erased": sorted(decision.erased),
    }


def _outcome(outcome: Decided, chosen: str | None) -> OutcomeOut:
    return OutcomeOut(
        status=outcome.status,
        by=outcome.by,
        at=outcome.at,
        **_capacity(outcome.capacity),
        chosen=NamedOut(id=outcome.model, label=chosen) if outcome.model and chosen else None,
        ready_reason=outcome.ready_reason,
        reason=outcome.words or None,
        disputes=list(outcome.disputes),
        approvals=_approvals(outcome.approvals),
        superseded_by=outcome.superseded_by,
    )


def _approvals(approvals: Sequence[Given]) -> list[ApprovalOut]:
    return [ApprovalOut(by=each.by, at=each.at, **_capacity(each.capacity)) for each in approvals]


def _capacity(capacity: Capacity | None) -> dict[str, Any]:
    if capacity is None:
        return {"role": None, "acting_for": None, "rules": []}
    return {"role": capacity.role, "acting_for": capacity.acting_for, "rules": list(capacity.rules)}


def _named(model: str, names: PolicyNames) -> NamedOut:
    return NamedOut(id=model, label=names.model(model))
