"""What somebody can do in the page, as it arrives from there."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, TypeAdapter


class _Gesture(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: int
    """The page's own number for it; comes back with the answer."""


class InView(BaseModel):
    """A modal or App Home, by its id."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    view: str


class InMessage(BaseModel):
    """A message, by its timestamp in a channel."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: str
    ts: str


Surface = InView | InMessage


class Look(_Gesture):
    """Open a channel; without one, the app's Home."""

    do: Literal["look"]
    channel: str | None = None


class Say(_Gesture):
    """Write what stands in the composer: a message, a reply, or a slash command."""

    do: Literal["say"]
    channel: str
    text: str
    thread: str | None = None


class File(BaseModel):
    """A file from the machine of whoever looks at the page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    content: Base64Bytes


class Upload(_Gesture):
    """Share files in a channel, in one message."""

    do: Literal["upload"]
    channel: str
    files: list[File] = Field(min_length=1)


class Shortcut(_Gesture):
    """Choose a shortcut of the app, on a message or from the composer."""

    do: Literal["shortcut"]
    callback_id: str
    on: InMessage | None = None


class Click(_Gesture):
    """Press a button; a confirmation dialogue has been answered with yes."""

    do: Literal["click"]
    where: Surface
    block: str
    action: str


class Choose(_Gesture):
    """Choose in a select, radio buttons, checkboxes or a picker; a list sets exactly these, `null` empties it."""

    do: Literal["choose"]
    where: Surface
    block: str
    action: str
    choice: str | list[str] | None


class Fill(_Gesture):
    """Type into an input."""

    do: Literal["fill"]
    where: Surface
    block: str
    action: str
    text: str
    enter: bool = False


class Submit(_Gesture):
    """Submit the open modal."""

    do: Literal["submit"]


class Leave(_Gesture):
    """Close the open view, or the whole stack of them."""

    do: Literal["leave"]
    everything: bool


class Dismiss(_Gesture):
    """Take an ephemeral message off the screen."""

    do: Literal["dismiss"]
    on: InMessage


class MoveClock(_Gesture):
    """Let time pass: so many seconds."""

    do: Literal["move_clock"]
    seconds: float = Field(gt=0, le=366 * 86_400)


class GoTo(_Gesture):
    """Let time pass until nine in the morning of a day, where the person is; without a day, of the next Monday."""

    do: Literal["go_to"]
    day: date | None = None


class MakeTrouble(_Gesture):
    """Let something go wrong, or right again."""

    do: Literal["trouble"]
    what: Literal["down", "up", "throttle", "drop_socket", "restart_bot", "refuse_charts", "take_charts"]


class ReadEntry(_Gesture):
    """Show one entry of the log in full."""

    do: Literal["entry"]
    number: int


Gesture = (
    Look
    | Say
    | Upload
    | Shortcut
    | Click
    | Choose
    | Fill
    | Submit
    | Leave
    | Dismiss
    | MoveClock
    | GoTo
    | MakeTrouble
    | ReadEntry
)

gesture = TypeAdapter[Gesture](Annotated[Gesture, Field(discriminator="do")])
"""Reads a gesture; raises pydantic's ValidationError."""
