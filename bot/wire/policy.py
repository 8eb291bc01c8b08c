"""The policy, as JSON."""

from typing import Literal, Self

from pydantic import Field

from bot.wire.base import Out, PolicyOut
from rules.grid import Location, Model, Ownership
from rules.policy import Policy


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


class PolicyShowOut(PolicyOut):
    """The output of `sourcing policy show --json`."""

    schema_version: Literal[1, 2]
    title: str
    margin: int
    enough_answers: int
    models: list[PolicyModelOut]
    factors: list[PolicyFactorOut]
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
            factors=[
                PolicyFactorOut(
                    id=factor.id,
                    question=factor.question,
                    fixed=factor.fixed,
                    together=[
                        PolicyTogetherOut(options=list(each.options), phrase=each.phrase) for each in factor.together
                    ],
                    options=[
                        PolicyOptionOut(id=option.id, label=option.label, phrase=option.phrase)
                        for option in factor.options
                    ],
                )
                for factor in policy.factors
            ],
            retention=PolicyRetentionOut(**policy.retention.by_name),
        )
