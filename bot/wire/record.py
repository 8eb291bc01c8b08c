"""What is on the record, as JSON."""

from datetime import datetime
from typing import Any

from pydantic import Field

from bot.provenance import Origin
from bot.wire.base import Out, PolicyOut
from rules.classification import NotAModel
from rules.decision_status import Role, Status
from rules.grid import Model
from rules.ready_reasons import ReadyReason


class NamedOut(Out):
    """Something that a policy names."""

    id: str
    label: str


class ApprovalOut(Out):
    """A choice that did not suffice alone."""

    by: str = Field(description="Who chose: the id of a Slack user, or a name")
    role: Role | None = Field(description="By what right; null in older logs")
    acting_for: str | None = Field(description="The colleague whose delegate they were")
    rules: list[str] = Field(description="The approvals of the policy that they counted for, by id")
    at: datetime


class QuestionOut(Out):
    """A question to whoever asked for the decision."""

    by: str
    at: datetime
    words: str | None = Field(description="null where they were erased")


class OutcomeOut(ApprovalOut):
    """What somebody made of a recommendation."""

    status: Status
    chosen: NamedOut | None = Field(description="The model that was accepted, or chosen instead")
    ready_reason: ReadyReason | None = Field(description="What the reason is about, where one was chosen")
    reason: str | None = Field(description="Why, in their own words; null where nobody said, and where it was erased")
    disputes: list[str] = Field(description="The answers (by factor) and rules (by id) that they did not agree with")
    approvals: list[ApprovalOut] = Field(description="Who had chosen the same before, oldest first")
    superseded_by: int | None = Field(description="The number of the decision that took its place")


class DiffersOut(Out):
    """A question that two decisions were answered differently."""

    factor: str
    question: str
    there: str = Field(description="The label of the answer for the earlier one")
    here: str = Field(description="The label of the answer for the one at hand")


class PrecedentOut(Out):
    """An earlier decision about work like this. What was erased is null."""

    id: int
    recorded_at: datetime
    work: str = Field(description="What its policy calls the kind of work")
    text: str | None = Field(description="The request as it was given")
    who: str | None = Field(description="Who asked: the id of a Slack user, or a name")
    home_country: str
    outcome: OutcomeOut
    differs: list[DiffersOut] = Field(description="Where the two were answered differently, as the policy asks")


class LoggedOut(Out):
    """A decision in a list. What was erased is null, and named in `erased`."""

    id: int
    recorded_at: datetime
    status: Status
    text: str | None = Field(description="The request as it was given")
    home_country: str
    who: str | None = Field(description="Who asked: the id of a Slack user, or a name")
    where: str | None = Field(description='Where: "terminal", or the id of a Slack channel')
    described: Model | NotAModel | None = Field(description="What the request describes")
    recommended: NamedOut | None = Field(description="null where it is too early, or every model is ruled out")
    standing: str = Field(description="How firm that is: firm, likely, close_call or too_early; others in older logs")
    recommended_in_words: str
    waiting_since: datetime | None = Field(description="null where it waits for nobody to decide")
    proposed: NamedOut | None = Field(description="What those chose whose choice does not suffice yet")
    approvals: list[ApprovalOut] = Field(description="Those choices, oldest first")
    questions: list[QuestionOut] = Field(description="Those that are not settled, oldest first")
    outcome: OutcomeOut | None = Field(description="null while it waits for somebody to decide")
    supersedes: int | None = Field(description="The number of the decision whose place it took")
    policy: PolicyOut
    erased: list[str]


class LogOut(Out):
    """The output of `sourcing log --json`."""

    decisions: list[LoggedOut] = Field(description="Newest first")
    more: bool = Field(description="Whether there are older ones that fit; --limit says how many are printed")


class RecordedAnswerOut(Out):
    """An answer on the record, with what the policy calls it."""

    option: str
    question: str
    label: str
    origin: Origin | None = Field(
        description="Said in the text, presumed, answered by a person, or it follows from what is said; null where "
        "nobody can tell any more, because what was read has been erased"
    )
    words: str | None = Field(description="The words that say it, or from which it follows")
    by: str | None = Field(description="Who answered, as far as that is known")
    at: datetime | None = Field(description="When somebody answered, in UTC")
    because: str | None = Field(description="Why it is presumed")


class RecordedVetoOut(Out):
    """Why a model was ruled out."""

    rule: str | None = Field(default=None, description="null in older logs")
    because: str
    source: str


class RecordedRankOut(Out):
    """A model with its points."""

    model: NamedOut
    points: int
    ruled_out: list[RecordedVetoOut]


class HappenedOut(Out):
    """Something that happened to a decision: an event in the chain."""

    seq: int
    at: datetime
    by: str = Field(description="Who did it: the id of a Slack user, a name, or the bot")
    kind: str
    in_words: str
    details: dict[str, Any] = Field(description="What belongs to the kind, as the chain holds it")
    hash: str = Field(description="Of this event and the one before it, in hexadecimal")


class ShowOut(LoggedOut):
    """The output of `sourcing show --json`."""

    answers: dict[str, RecordedAnswerOut] | None = Field(description="Said, given or by law, by factor")
    presumed: dict[str, RecordedAnswerOut] = Field(description="What was taken as usual beside the answers, by factor")
    ranking: list[RecordedRankOut]
    flags: list[str] = Field(description="Duties, by id")
    origin: dict[str, Any] | None = Field(description="What is known of where the request came from")
    events: list[HappenedOut] = Field(description="Oldest first")
    precedents: list[PrecedentOut] = Field(
        description="What was decided before about work like this, the nearest first, at most five"
    )
