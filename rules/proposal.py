"""What a request proposes, judged: it fits, it works and another is better, or it is out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rules.case_factors import LAW_PREFIX
from rules.cases import PLAN
from rules.grid import Model
from rules.recommend import Reason, Recommendation, Veto


class Verdict(StrEnum):
    """What a judgement says of a plan."""

    FITS = "fits"
    """It is what is recommended, or as good."""
    WORKS = "works"
    """It can be done; another is better."""
    OUT = "out"
    """It is ruled out."""


@dataclass(frozen=True, slots=True)
class JudgedPlan:
    """The model that the request describes, and what the policy says of it."""

    model: Model
    verdict: Verdict | None
    """None while it is too early to say."""
    because: str | None
    """Why it is out, or what speaks most for the other; None where it fits."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """The answers behind that, where another model is better."""
    veto: Veto | None = None
    """What rules it out."""


def judged_plan(recommendation: Recommendation) -> JudgedPlan | None:
    """The verdict on the plan; None where the request describes no model."""
    described = recommendation.answers.get(PLAN)
    if described is None or described not in set(Model):
        return None
    return judged(Model(described), recommendation)


def judged(plan: Model, recommendation: Recommendation) -> JudgedPlan:
    """The verdict on a model that somebody has in mind."""
    ranked = next(each for each in recommendation.ranking if each.model == plan)
    if ranked.ruled_out:
        veto = _firmest(ranked.ruled_out, recommendation)
        return JudgedPlan(plan, Verdict.OUT, veto.because, veto=veto)
    if plan in {recommendation.named, recommendation.close_to}:
        return JudgedPlan(plan, Verdict.FITS, None)
    if recommendation.named is None:
        return JudgedPlan(plan, None, None)
    best = _strongest(plan, recommendation)
    return JudgedPlan(plan, Verdict.WORKS, best.because if best else None, best.when if best else {})


def _strongest(plan: Model, recommendation: Recommendation) -> Reason | None:
    """The reason that does most for the recommended model against the plan."""
    leads: dict[str, int] = {}
    why: dict[str, Reason] = {}
    for reason in recommendation.reasons:
        if reason.model in {plan, recommendation.model}:
            leads[reason.rule] = leads.get(reason.rule, 0) + (reason.points if reason.model != plan else -reason.points)
            why[reason.rule] = reason
    best = max(leads, key=lambda rule: leads[rule], default=None)
    return why[best] if best and leads[best] > 0 else None


def _firmest(vetoes: Sequence[Veto], recommendation: Recommendation) -> Veto:
    """A law before anything else, then what answers say, then what is only presumed."""

    def weight(veto: Veto) -> tuple[bool, bool]:
        return not veto.rule.startswith(LAW_PREFIX), veto.rule.partition(".")[0] in recommendation.presumed

    return min(vetoes, key=weight)
