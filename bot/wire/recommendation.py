"""What the policy recommends, as JSON."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, RootModel

from bot.provenance import Origin, Provenance
from bot.wire.base import Out, PolicyOut, RequestId
from bot.wire.classification import ClassificationOut
from bot.wire.record import PrecedentOut
from rules.classification import Reply
from rules.explaining.certificates import BUDGET as SMALLEST_BUDGET
from rules.explaining.certificates import against_runner_up, sufficient
from rules.explaining.explain import SettledBy, questions, settled_by
from rules.explaining.flips import Flip, flips
from rules.grid import Model
from rules.policy import Flag, Policy
from rules.proposal import judged_plan
from rules.recommend import Ranked, Reason, Recommendation, Standing, Veto
from rules.sources import cited


class RecommendIn(BaseModel):
    """One line of input to `sourcing recommend`."""

    id: RequestId = None
    answers: dict[str, str] = Field(description="Factor id to option id")


class VetoOut(Out):
    """Why a model is ruled out."""

    rule: str
    because: str
    source: str


class RankedOut(Out):
    """A model with its points."""

    model: Model
    points: int
    ruled_out: list[VetoOut]

    @classmethod
    def of(cls, ranked: Ranked) -> Self:
        """The ranked model as JSON has it."""
        return cls(
            model=ranked.model,
            points=ranked.points,
            ruled_out=[VetoOut(rule=v.rule, because=v.because, source=v.source) for v in ranked.ruled_out],
        )


class AnswerOut(Out):
    """An answer, and where it comes from."""

    option: str
    origin: Origin = Field(
        description="Said in the text; presumed, as usual for the kind of work; answered by a person; or it follows "
        "from what is said: from the nature of the work, or because a law speaks to it"
    )
    words: str | None = Field(default=None, description="The words that say it, or from which it follows")
    by: str | None = Field(default=None, description="Who answered, as far as that is known")
    because: str | None = Field(default=None, description="Why it is presumed, or what the law says")
    at: datetime | None = Field(default=None, description="When somebody answered, in UTC; null before it is recorded")

    @classmethod
    def of(cls, provenance: Provenance) -> Self:
        """The answer as JSON has it."""
        return cls(
            option=provenance.option,
            origin=provenance.origin,
            words=provenance.words,
            by=provenance.by,
            because=provenance.because,
            at=provenance.at,
        )


class ProposalOut(Out):
    """The arrangement that the request describes, judged."""

    model: Model | None
    verdict: Literal["fits", "works", "out"] | None = Field(
        description="It is the best there is; it can be done, and another is better; it is ruled out"
    )
    because: str | None


class ReasonOut(Out):
    """Points that one rule gave to one model; a model's reasons add up to its points."""

    factor: str
    option: str
    rule: str
    model: Model
    points: int
    because: str
    source: str
    when: dict[str, str] = Field(description="Every answer that made the rule fire")

    @classmethod
    def of(cls, reason: Reason) -> Self:
        """The reason as JSON has it."""
        return cls(
            factor=reason.factor,
            option=reason.option,
            rule=reason.rule,
            model=reason.model,
            points=reason.points,
            because=reason.because,
            source=reason.source,
            when=dict(reason.when),
        )


class FlagOut(Out):
    """A duty that follows from the answers."""

    id: str
    label: str
    because: str
    source: str

    @classmethod
    def of(cls, flag: Flag) -> Self:
        """The flag as JSON has it."""
        return cls(id=flag.id, label=flag.label, because=flag.because, source=flag.source)


class ChangeOut(Out):
    """One answer changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    factor: str
    before: str = Field(alias="from")
    after: str = Field(alias="to")


class FlipOut(Out):
    """A smallest set of changes that leads to another result."""

    to: Model | None = Field(description="null where every model would be ruled out")
    changes: list[ChangeOut]

    @classmethod
    def of(cls, flip: Flip) -> Self:
        """The flip as JSON has it."""
        changes = [ChangeOut.model_validate({"factor": f, "from": b, "to": a}) for f, b, a in flip.changes]
        return cls(to=flip.to, changes=changes)


class CitedOut(Out):
    """A source that is cited, with where it can be read."""

    cited: str = Field(description="As it stands in a source, between semicolons")
    url: str
    seen: date | None = Field(description="When it was looked up there; null where the policy does not say")


class QuestionOut(Out):
    """A missing answer that can still change the result."""

    factor: str
    worth: float = Field(description="The uncertainty about the result that the answer takes away on average, in bits")


class RecommendationOut(Out):
    """What the policy recommends for the answers given."""

    model: Model | None = Field(description="null where it is too early, or where every model is ruled out")
    standing: Standing
    stays: float = Field(description="The share of ways to answer the rest, by the priors, in which it stays the best")
    close_to: Model | None = Field(description="The second of a close call")
    answers: dict[str, AnswerOut] = Field(description="All that counts, by factor")
    proposal: ProposalOut
    possible: list[Model] = Field(description="Models that can still win, given the missing answers")
    possible_unproven: list[Model] = Field(
        description="Those of them for which that was not proven within the search's budget; empty where all is exact"
    )
    all_can_be_ruled_out: bool = Field(description="Whether some missing answers would rule out every model")
    ranking: list[RankedOut]
    reasons: list[ReasonOut]
    flags: list[FlagOut]
    flips: list[FlipOut] = Field(
        description="The smallest changes of answers that lead to another result, and to each other model that was "
        "found within reach; smallest first. Factors marked fixed never change"
    )
    sufficient: list[str] = Field(
        description="Factors whose answers by themselves guarantee the result, whatever the others are; none of them "
        "can be left out, as far as that is proven: rules that tie very many answers together are weighed one by one. "
        "Empty while a missing answer can still change the result"
    )
    sufficient_is_smallest: bool = Field(description="Whether no smaller set of answers guarantees the result")
    against_runner_up: list[str] = Field(
        description="Factors whose answers by themselves keep the runner-up behind. Empty where there is no runner-up, "
        "a missing answer can still put it ahead, or that is not proven either way"
    )
    questions: list[QuestionOut] = Field(description="Missing factors that can still change the result, best first")
    settled_by: SettledBy | None = Field(description="Why nothing can change the result; null unless it is settled")
    policy: PolicyOut
    sources: list[CitedOut] = Field(description="Of the sources cited above, those that can be read at an address")

    @classmethod
    def of(cls, recommendation: Recommendation, policy: Policy, provenance: Mapping[str, Provenance]) -> Self:
        """The recommendation as JSON has it; `provenance` is where each answer comes from."""
        enough = sufficient(recommendation, policy, budget=SMALLEST_BUDGET)
        behind = against_runner_up(recommendation, policy, budget=SMALLEST_BUDGET)
        return cls(
            model=recommendation.named,
            standing=recommendation.standing,
            stays=round(recommendation.stays, 3),
            close_to=recommendation.close_to,
            answers={factor: AnswerOut.of(each) for factor, each in provenance.items()},
            proposal=proposal_out(recommendation),
            possible=[model for model in policy.order if model in recommendation.outcomes.possible],
            possible_unproven=[model for model in policy.order if model in recommendation.outcomes.unproven],
            all_can_be_ruled_out=recommendation.outcomes.all_ruled_out,
            ranking=[RankedOut.of(ranked) for ranked in recommendation.ranking],
            reasons=[ReasonOut.of(reason) for reason in recommendation.reasons],
            flags=[FlagOut.of(flag) for flag in recommendation.flags],
            flips=[FlipOut.of(flip) for flip in flips(recommendation, policy)],
            sufficient=list(enough.factors) if enough else [],
            sufficient_is_smallest=enough is not None and enough.smallest,
            against_runner_up=list(behind.factors) if behind else [],
            questions=[
                QuestionOut(factor=q.factor, worth=round(q.worth, 4)) for q in questions(recommendation, policy)
            ],
            settled_by=settled_by(recommendation, policy),
            policy=PolicyOut(version=policy.version, sha256=policy.sha256),
            sources=list(_sources(recommendation, policy)),
        )


def _sources(recommendation: Recommendation, policy: Policy) -> Iterator[CitedOut]:
    vetoes = [veto for ranked in recommendation.ranking for veto in ranked.ruled_out]
    citing: tuple[Reason | Veto | Flag, ...] = (*recommendation.reasons, *vetoes, *recommendation.flags)
    texts = [each.source for each in citing]
    for piece in dict.fromkeys(piece for text in dict.fromkeys(texts) for piece in cited(text, policy)):
        if piece.url:
            yield CitedOut(cited=piece.text, url=piece.url, seen=piece.seen)


class RecommendOut(RecommendationOut):
    """One line of output of `sourcing recommend`."""

    id: RequestId

    @classmethod
    def of_line(
        cls, identity: RequestId, recommendation: Recommendation, policy: Policy, provenance: Mapping[str, Provenance]
    ) -> Self:
        """The recommendation for one line of input."""
        return cls(id=identity, **dict(RecommendationOut.of(recommendation, policy, provenance)))


class DecidedOut(Out):
    """A request with its recommendation."""

    decision_id: int | None = Field(description="null where nothing was logged (--no-log)")
    classification: ClassificationOut
    recommendation: RecommendationOut
    precedents: list[PrecedentOut] = Field(
        description="What was decided before about work like this, the nearest first, at most five"
    )


class SourceOut(Out):
    """Where a definition can be checked."""

    title: str
    url: str
    seen: date = Field(description="When it was read")


class TermOut(Out):
    """A term of the field."""

    id: str
    term: str
    definition: str
    with_you: str = Field(description="What stays with whoever buys")
    source: SourceOut


class ReplyOut(Out):
    """What is said to a text that places no work."""

    kind: Reply = Field(
        description="It asks about a term, the method or the law; buys goods, licences or a company; fills a position; "
        "is about the bot, another matter or the news; is small talk or a test; or is other"
    )
    text: str = Field(description="All that is said, as plain text")
    term: str | None = Field(description="The first term that it asks about, by id")
    terms: list[TermOut] = Field(description="Every term that is explained")
    models: list[Model] = Field(description="The models that are put side by side")
    source: SourceOut | None = Field(description="The source of the first term")


class RepliedOut(Out):
    """A text that places no work: it takes no number and is not put on the record."""

    classification: ClassificationOut
    recommendation: None
    reply: ReplyOut


class AskOut(RootModel[DecidedOut | RepliedOut]):
    """The output of `sourcing ask --json`: a request with its recommendation, or the reply to what is none."""


def proposal_out(recommendation: Recommendation) -> ProposalOut:
    """What became of the arrangement that the request describes."""
    judged = judged_plan(recommendation)
    if judged is None:
        return ProposalOut(model=None, verdict=None, because=None)
    return ProposalOut(
        model=judged.model, verdict=judged.verdict.value if judged.verdict else None, because=judged.because
    )
