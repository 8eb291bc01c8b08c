"""What a new policy would change, as JSON."""

from datetime import datetime
from typing import Literal, Self, TypeAlias

from pydantic import ConfigDict, Field

from bot.wire.base import Out, PolicyOut
from rules.comparing.behaviour_changes import Behaviour, BehaviourChange
from rules.comparing.compare_policies import Comparison
from rules.comparing.replay import Replay, Replayed
from rules.grid import Model
from rules.policy import Policy


class WorkChangeOut(Out):
    """A kind of work that leads to another model when nothing else is known."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    work: str
    before: Model | None = Field(alias="from", description="null where every model is ruled out")
    after: Model | None = Field(alias="to")


class BehaviourChangeOut(Out):
    """One thing that comes out differently."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    kind: Behaviour
    about: str | None = Field(description="The model or flag it is about; null where it is about who wins")
    before: str = Field(alias="from", description='For winners a model, or "none" where every model is ruled out')
    after: str = Field(alias="to")
    witness: dict[str, str] = Field(
        description="A complete request, factor id to option id, in which it does; empty where that is not proven"
    )
    example: dict[str, str] = Field(description="Few answers that show it by themselves, all others being missing")
    requests: int = Field(description="How many of the random requests have this difference; for winners only")

    @classmethod
    def of(cls, change: BehaviourChange) -> Self:
        """The difference as JSON has it."""
        return cls.model_validate(
            {
                "kind": change.kind,
                "about": change.about or None,
                "from": change.before,
                "to": change.after,
                "witness": dict(change.witness),
                "example": dict(change.example),
                "requests": change.requests,
            }
        )


class AnswerOut(Out):
    """One answer to a question."""

    factor: str
    option: str


class PolicyDiffOut(Out):
    """The output of `sourcing policy diff --json`."""

    old: PolicyOut
    new: PolicyOut
    edits: list[str] = Field(description="What is written differently and can change a result, in words")
    rewordings: list[str] = Field(description="What is reworded")
    differences: list[BehaviourChangeOut] = Field(description="What comes out differently, each with an example")
    unproven: list[BehaviourChangeOut] = Field(
        description="Differences for which there is neither an example nor a proof that there is none"
    )
    only_one_knows: list[AnswerOut] = Field(description="Answers that only one of the two knows; not compared")
    without_common_answer: list[str] = Field(
        description="Questions that both ask without one answer in common; then no results are compared"
    )
    identical: bool = Field(description="Whether all that decides is the same: no request can come out differently")
    proven_same: bool = Field(
        description="Whether every complete request that both can judge comes out the same, by its answers alone"
    )
    laws_differ: bool = Field(description="Whether laws speak otherwise: a request to which they speak can change")
    works_differ: bool = Field(
        description="Whether kinds of work, or the points for a kind or a plan, differ: then by_works says where to"
    )
    by_works: list[WorkChangeOut] = Field(
        description="Kinds of work of both that lead to another model when nothing but the kind is known"
    )
    requests: int = Field(description="Random requests judged by both")
    changed: int = Field(description="How many of them get another recommendation")

    @classmethod
    def of(cls, comparison: Comparison, old: Policy, new: Policy) -> Self:
        """The comparison as JSON has it."""
        return cls(
            old=PolicyOut(version=old.version, sha256=old.sha256),
            new=PolicyOut(version=new.version, sha256=new.sha256),
            edits=list(comparison.edits),
            rewordings=list(comparison.rewordings),
            differences=[BehaviourChangeOut.of(each) for each in comparison.differences],
            unproven=[BehaviourChangeOut.of(each) for each in comparison.unproven],
            only_one_knows=[AnswerOut(factor=each, option=option) for each, option in comparison.only_one_knows],
            without_common_answer=list(comparison.without_common_answer),
            identical=comparison.identical,
            proven_same=comparison.proven_same,
            laws_differ=comparison.laws_differ,
            works_differ=comparison.works_differ,
            by_works=[
                WorkChangeOut.model_validate({"work": kind, "from": before, "to": after})
                for kind, before, after in comparison.by_works
            ],
            requests=comparison.requests,
            changed=comparison.changed,
        )


NamedOut: TypeAlias = Model | Literal["too_early"] | None
"""A model, or that it was too early to name one; null where every model is ruled out."""


class ReplayedOut(Out):
    """A decision as it was, and as the new policy would have it."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    id: int
    recorded_at: datetime
    text: str | None = Field(description="The request; null where it was erased")
    before: NamedOut = Field(alias="from", description="null where every model was ruled out")
    standing_before: str
    after: NamedOut = Field(alias="to", description="null where every model would be ruled out")
    standing_after: str
    unknown: dict[str, str] = Field(description="Answers on the record that the new policy does not know")

    @classmethod
    def of(cls, each: Replayed) -> Self:
        """The decision as JSON has it."""
        return cls.model_validate(
            {
                "id": each.id,
                "recorded_at": each.recorded_at,
                "text": each.text,
                "from": each.before,
                "standing_before": each.standing,
                "to": each.after,
                "standing_after": each.standing_after,
                "unknown": dict(each.unknown),
            }
        )


class MoveOut(Out):
    """How many decisions go from one model to another."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    before: NamedOut = Field(alias="from")
    after: NamedOut = Field(alias="to")
    decisions: int


class PolicyReplayOut(Out):
    """The output of `sourcing policy replay --json`."""

    policy: PolicyOut
    since: datetime | None
    decisions: int = Field(description="How many were judged anew")
    moves: list[MoveOut] = Field(description="From which model to which, the most frequent first")
    changed: list[ReplayedOut] = Field(description="Decisions that get another recommendation, newest first")
    unknown: list[ReplayedOut] = Field(
        description="Decisions with answers that the new policy does not know, judged by the others; changed or not"
    )
    replaced: int = Field(description="Decisions left out because a later one took their place")
    erased: int = Field(description="Decisions left out because their answers were erased")

    @classmethod
    def of(cls, replay: Replay, policy: Policy, since: datetime | None) -> Self:
        """The replay as JSON has it."""
        return cls(
            policy=PolicyOut(version=policy.version, sha256=policy.sha256),
            since=since,
            decisions=replay.decisions,
            moves=[
                MoveOut.model_validate({"from": before, "to": after, "decisions": number})
                for (before, after), number in replay.moves.items()
            ],
            changed=[ReplayedOut.of(each) for each in replay.changed],
            unknown=[ReplayedOut.of(each) for each in replay.unknown],
            replaced=replay.replaced,
            erased=replay.erased,
        )
