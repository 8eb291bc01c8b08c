"""What Slack sends to the app, and what the app answers."""

from dataclasses import dataclass, replace
from typing import Literal, Self
from uuid import uuid4

from bot.playground.stand_in.fields import Json

Kind = Literal["slash_commands", "interactive", "events_api"]

RetryReason = Literal[
    "http_timeout", "too_many_redirects", "connection_failed", "ssl_error", "http_error", "unknown_error"
]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One payload on its way to the app."""

    kind: Kind
    payload: Json
    envelope_id: str
    retry: int = 0
    """Which repetition it is; 0 is the first attempt."""
    reason: RetryReason = "http_timeout"
    """Why it is repeated."""

    @classmethod
    def of(cls, kind: Kind, payload: Json) -> Self:
        """A payload for the first time."""
        return cls(kind, payload, str(uuid4()))

    def again(self, reason: RetryReason, *, same_envelope: bool = False) -> Self:
        """The same once more, as Slack marks it."""
        envelope_id = self.envelope_id if same_envelope else str(uuid4())
        return replace(self, retry=self.retry + 1, reason=reason, envelope_id=envelope_id)

    @property
    def name(self) -> str:
        """What it is, for people: the command, the kind of payload, or the kind of event."""
        if self.kind == "slash_commands":
            return str(self.payload["command"])
        if self.kind == "events_api":
            return str(self.payload["event"]["type"])
        return str(self.payload["type"])


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What came back, and how soon."""

    seconds: float
    status: int | None = None
    body: Json | str | None = None
    error: str | None = None
    """`operation_timeout`, `dispatch_failed`, `http_client_error`, `http_service_error`, `invalid_ack_body`."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Something sent to the app and what came back."""

    delivery: Delivery
    acknowledgement: Acknowledgement
