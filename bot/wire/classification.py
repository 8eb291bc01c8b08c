"""What a request describes, as JSON."""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, Field

from bot.provenance import Reading, readings_in
from bot.wire.base import Out, RequestId
from rules.case_factors import is_of_a_case
from rules.cases import PLAN, WORK
from rules.classification import Classification, NotAModel
from rules.grid import Location, Model, Ownership
from rules.policy import Policy
from rules.readings import readings
from rules.works import kinds_of


class ClassifyIn(BaseModel):
    """One line of input to `sourcing classify`."""

    id: RequestId = None
    text: str
    home_country: str | None = Field(
        default=None, description="ISO 3166-1 alpha-2; the configured home country if absent"
    )


class EvidenceOut(Out):
    """Words that decided something; positions count characters of the text as given."""

    start: int
    end: int
    text: str
    says: str


class WorkOut(Out):
    """A kind of work."""

    id: str
    label: str = Field(description="The id again where the policy in force does not have the kind")
    cpv: list[str] = Field(description="Prefixes of the EU's Common Procurement Vocabulary")

    @classmethod
    def of(cls, kind: str, policy: Policy) -> Self:
        """The kind of work as JSON has it."""
        known = kinds_of(policy).get(kind)
        return (
            cls(id=kind, label=known.label, cpv=list(known.cpv_of_line)) if known else cls(id=kind, label=kind, cpv=[])
        )


class PieceOut(Out):
    """One of several pieces of work."""

    text: str = Field(description="The words that say what it is")
    request: str = Field(description="The request without the other pieces: what to ask to have this one decided")
    work: WorkOut


class ClassificationOut(Out):
    """What a request describes."""

    model: Model | NotAModel
    ownership: Ownership | None
    location: Location | None
    sure: bool
    evidence: list[EvidenceOut]
    work: WorkOut | None = Field(default=None, description="The kind of work that the text is about")
    site: str | None = Field(default=None, description="Where work is needed that can only be done on the spot")
    destination: str | None = Field(default=None, description="Where the request would have the work done")
    countries: list[str] = Field(
        default_factory=list,
        description="ISO 3166-1 alpha-2 codes of the countries where it would be done, as far as the text names them; "
        "empty for decisions from before they were kept",
    )
    answers: dict[str, str] = Field(description="Factor id to option id, for what the text settles")
    by_nature: dict[str, str] = Field(
        default_factory=dict, description="Those of the answers that nobody said: they follow from the name of the work"
    )
    words: dict[str, str] | None = Field(
        default=None,
        description="The words for each answer that somebody said, and for the kind of work (work); null for decisions "
        "from before they were kept",
    )

    unread: bool = Field(
        default=False, description="In a language that is not read: no kind of work, plan or answer is taken from it"
    )
    pieces: list[PieceOut] = Field(
        default_factory=list,
        description="Where the text wants several pieces of work placed: the first six. All else here is of the first",
    )
    further_pieces: int = Field(default=0, description="How many more there are")

    @property
    def work_words(self) -> str | None:
        """The words that name the kind of work, where they were kept."""
        return (self.words or {}).get(WORK)

    @classmethod
    def of(cls, classification: Classification, policy: Policy) -> Self:
        """The classification as JSON has it."""
        read = readings(classification, policy)
        named = classification.work if classification.model is not NotAModel.NONE else None
        answers = {factor: each for factor, each in read.items() if not is_of_a_case(factor)}
        return cls(
            model=classification.model,
            ownership=classification.ownership,
            location=classification.location,
            sure=classification.sure,
            evidence=[
                EvidenceOut(start=each.start, end=each.end, text=each.text, says=each.says)
                for each in classification.evidence
            ],
            work=WorkOut.of(named.kind, policy) if named else None,
            site=classification.site,
            destination=classification.destination,
            countries=list(classification.places),
            answers={factor: each.option for factor, each in answers.items()},
            by_nature={factor: each.option for factor, each in answers.items() if each.by_nature},
            unread=classification.unread,
            pieces=[
                PieceOut(text=each.text, request=each.clause, work=WorkOut.of(each.kind, policy))
                for each in classification.pieces
            ],
            further_pieces=classification.further_pieces,
            words={factor: each.text for factor, each in read.items() if factor != PLAN and not each.by_nature},
        )

    def readings(self) -> Mapping[str, Reading]:
        """What was read from the text, by factor, the kind of work and the plan as well."""
        return readings_in(self.model_dump(mode="json"))


class ClassifyOut(ClassificationOut):
    """One line of output of `sourcing classify`."""

    id: RequestId

    @classmethod
    def of_line(cls, identity: RequestId, classification: Classification, policy: Policy) -> Self:
        """The classification of one line of input."""
        return cls(id=identity, **dict(ClassificationOut.of(classification, policy)))
