"""The weekly digests of channels, as JSON."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from bot.wire.base import Out


class SentOut(Out):
    """A digest that was sent."""

    week: str = Field(description="Of ISO 8601, as 2026-W47")
    due_at: datetime = Field(description="When it was due, or was asked for")
    late: bool = Field(description="Whether it was sent later than that, and said so")
    ts: str | None = Field(description="The message in Slack")


class SetUpOut(Out):
    """A channel's digest, as it is set up."""

    channel: str
    state: Literal["on", "off", "paused"] = Field(
        description="paused: Slack does not take it; none is sent until it is set up again"
    )
    weekday: str
    at: str = Field(description="On the clocks of the zone, as 09:00")
    zone: str = Field(description="Of the IANA database")
    sections: list[Literal["new", "decided", "waiting", "overrides", "policy", "chart"]]
    public: bool = Field(description="Whether decisions of public channels stand in it too")
    mention: bool = Field(description="Whether those are notified for whom something waits")
    quiet_line: bool = Field(description="Whether there is a line after four quiet weeks")
    set_by: str | None = Field(description="Who set it last; null where they were erased")
    set_at: datetime
    paused_because: str | None = Field(description="Slack's word for why it is paused")
    last: SentOut | None = Field(description="The last that was sent")
    next_due: datetime | None = Field(description="null where it is not on")


class DigestListOut(Out):
    """What `sourcing digest list` prints."""

    digests: list[SetUpOut]
