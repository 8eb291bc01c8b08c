"""What a request describes, as JSON."""

from typing import Self

from pydantic import BaseModel, Field

from bot.wire.base import Out, RequestId
from rules.classification import Classification, NotAModel
from rules.grid import Location, Model, Ownership


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


class ClassificationOut(Out):
    """What a request describes."""

    model: Model | NotAModel
    ownership: Ownership | None
    location: Location | None
    sure: bool
    evidence: list[EvidenceOut]
    answers: dict[str, str] = Field(description="Factor id to option id, for what the text settles")

    @classmethod
    def of(cls, classification: Classification) -> Self:
        """The classification as JSON has it."""
        return cls(
            model=classification.model,
            ownership=classification.ownership,
            location=classification.location,
            sure=classification.sure,
            evidence=[
                EvidenceOut(start=each.start, end=each.end, text=each.text, says=each.says)
                for each in classification.evidence
            ],
            answers=classification.answers,
        )


class ClassifyOut(ClassificationOut):
    """One line of output of `sourcing classify`."""

    id: RequestId

    @classmethod
    def of_line(cls, identity: RequestId, classification: Classification) -> Self:
        """The classification of one line of input."""
        return cls(id=identity, **dict(ClassificationOut.of(classification)))
