"""What all documents share."""

from pydantic import BaseModel, ConfigDict

RequestId = str | int | None


class Out(BaseModel):
    """Something that goes out: exactly the keys of its schema."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ErrorOut(Out):
    """What comes out for a line that could not be read."""

    id: RequestId
    error: str


class PolicyOut(Out):
    """Which policy said so."""

    version: str
    sha256: str
