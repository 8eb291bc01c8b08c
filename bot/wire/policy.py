"""The policy, as JSON."""

from typing import Literal, Self

from pydantic import Field

from bot.wire.base import Out, PolicyOut
from rules.grid import Location, Model, Ownership
from rules.policy import Factor, Policy


class PolicyModelOut(Out):
    """A model as the policy describes it."""

    id: Model
    label: str
    ownership: Ownership
    location: Location | None
    summary: str
    benefits: list[str]
    duties: list[str]
    watch_outs: list[str]
    next_steps: list[str]
    fits_when: str


class PolicyOptionOut(Out):
    """One answer to a question."""

    id: str
    label: str
    phrase: str | None = Field(description="The answer as a clause that can follow “unless” and “because”")


class PolicyTogetherOut(Out):
    """What several answers to a question are called together."""

    options: list[str]
    phrase: str


class PolicyFactorOut(Out):
    """A question that the policy asks."""

    id: str
    question: str
    fixed: bool
    together: list[PolicyTogetherOut]
    options: list[PolicyOptionOut]


class PolicyRetentionOut(Out):
    """How long words and names are kept: by status, the days in which nobody did anything to it; null for good."""

    waiting: int | None
    accepted: int | None
    overridden: int | None
    withdrawn: int | None
    discarded: int | None
    superseded: int | None


class PolicyApprovalOut(Out):
    """Who has to agree before a decision stands, where all of its conditions hold."""

    id: str
    when: dict[str, list[str]] = Field(description="Factor id to option ids; an answer that nobody gave counts as met")
    models: list[Model] = Field(description="What is chosen; empty for whatever is")
    countries: list[str] = Field(description="Where the request comes from; empty for anywhere")
    works: list[str]
    flags: list[str] = Field(description="One of these is raised; empty where it does not matter")
    needed: int
    people: list[str] = Field(description="Users and user groups of Slack; empty for the reviewers")
    extra: bool = Field(description="Besides a reviewer, rather than in place of one")
    because: str


class PolicyShowOut(PolicyOut):
    """The output of `sourcing policy show --json`."""

    schema_version: Literal[1, 2]
    title: str
    margin: int
    enough_answers: int
    models: list[PolicyModelOut]
    factors: list[PolicyFactorOut]
    approval_factors: list[PolicyFactorOut] = Field(description="Questions that only decide who has to agree")
    approvals: list[PolicyApprovalOut]
    retention: PolicyRetentionOut

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """The policy as JSON has it."""
        return cls(
            version=policy.version,
            sha256=policy.sha256,
            schema_version=policy.schema_,
            title=policy.title,
            margin=policy.margin,
            enough_answers=policy.enough_answers,
            models=[
                PolicyModelOut.model_validate({"id": model, **text.model_dump()})
                for model, text in policy.models.items()
            ],
            factors=list(map(_factor, policy.factors)),
            approval_factors=list(map(_factor, policy.approval_factors)),
            approvals=[
                PolicyApprovalOut.model_validate({**approval.model_dump(exclude={"from_"}), "people": approval.from_})
                for approval in policy.approvals
            ],
            retention=PolicyRetentionOut(**policy.retention.by_name),
        )


def _factor(factor: Factor) -> PolicyFactorOut:
    return PolicyFactorOut(
        id=factor.id,
        question=factor.question,
        fixed=factor.fixed,
        together=[PolicyTogetherOut(options=list(each.options), phrase=each.phrase) for each in factor.together],
        options=[PolicyOptionOut(id=option.id, label=option.label, phrase=option.phrase) for option in factor.options],
    )
