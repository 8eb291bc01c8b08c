"""What all documents share."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError


def _as_given(identity: Any) -> Any:
    """A number, a word, true or false, or nothing: whatever identifies a line comes back unchanged."""
    if identity is None or isinstance(identity, str | int | float):
        return identity
    raise PydanticCustomError("identity", "an id is a text, a number, true, false or null")


RequestId = Annotated[
    str | int | float | bool | None,
    PlainValidator(_as_given),
    WithJsonSchema({"type": ["string", "number", "boolean", "null"], "description": "Comes back exactly as given"}),
]


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
