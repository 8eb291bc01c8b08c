"""Files on their way into the workspace."""

from dataclasses import dataclass


@dataclass(slots=True)
class Upload:
    """A file that was announced, and its content once it has arrived."""

    id: str
    filename: str
    length: int
    content: bytes | None = None
