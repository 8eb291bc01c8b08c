"""Everything that passed between Slack and the app, in time order, and what Slack would have refused."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import islice

from bot.playground.stand_in.clock import Clock
from bot.playground.stand_in.deliveries import Acknowledgement, Delivery
from bot.playground.stand_in.fields import Json
from bot.playground.stand_in.limits import Mention

PATIENCE = 60.0
"""Seconds that somebody waits for what is to happen, at most. It happens far sooner, except on a busy machine."""


@dataclass(frozen=True, slots=True)
class _Entry:
    at: float
    """Unix seconds by the workspace's clock."""

    def as_json(self) -> Json:
        """The entry with its class, ready to be written as JSON."""
        return {"entry": type(self).__name__, **asdict(self)}


@dataclass(frozen=True, slots=True)
class ApiCall(_Entry):
    """The app called a Web API method."""

    method: str
    arguments: Json
    status: int
    response: Json
    made_up: bool
    """Whether the answer is a failure that was asked for."""


@dataclass(frozen=True, slots=True)
class ResponseUrlUse(_Entry):
    """The app posted to a `response_url`."""

    url: str
    body: Json
    status: int
    error: str | None


@dataclass(frozen=True, slots=True)
class FileDownload(_Entry):
    """The app asked for a private file."""

    path: str
    status: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Sent(_Entry):
    """Slack sent something to the app."""

    delivery: Delivery
    acknowledgement: Acknowledgement


@dataclass(frozen=True, slots=True)
class SocketChange(_Entry):
    """A Socket Mode connection came or went."""

    what: str


@dataclass(frozen=True, slots=True)
class Fault(_Entry):
    """Something that Slack would have refused or shown as an error, through the app's doing."""

    kind: str
    """Slack's own word where it has one: `operation_timeout`, `invalid_blocks`, `expired_trigger_id`."""
    where: str
    """The method, payload or `response_url` concerned."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Notified(_Entry):
    """A message contained a live mention."""

    mention: Mention
    where: str


Entry = ApiCall | ResponseUrlUse | FileDownload | Sent | SocketChange | Fault | Notified


class Journal:
    """The record of one workspace; old entries fall out, faults stay."""

    def __init__(self, clock: Clock, longest: int = 20_000) -> None:
        """Keep the latest `longest` entries."""
        self.clock = clock
        self.entries: deque[Entry] = deque(maxlen=longest)
        self.faults: list[Fault] = []
        self.notified: list[Notified] = []
        self.recorded = 0
        """How many entries there have been, those that fell out included."""
        self.changed = asyncio.Event()
        """Set once the next thing happens; the thing after that has an event of its own."""

    def record(self, entry: Entry) -> None:
        """Keep an entry and wake whoever waits for something to happen."""
        self.entries.append(entry)
        self.recorded += 1
        self.wake()

    def wake(self) -> None:
        """Wake whoever waits: something happened that is no entry."""
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()

    def numbered(self, first: int) -> list[tuple[int, Entry]]:
        """The entries from this number on, with their numbers; the first entry ever is 0."""
        oldest = self.recorded - len(self.entries)
        return list(enumerate(islice(self.entries, max(0, first - oldest), None), max(first, oldest)))

    def forget(self) -> None:
        """Begin again, as if nothing had happened."""
        self.entries.clear()
        self.faults.clear()
        self.notified.clear()
        self.recorded = 0

    def fault(self, kind: str, where: str, detail: str = "") -> None:
        """Keep something that Slack would have refused."""
        fault = Fault(self.clock.now(), kind, where, detail)
        self.faults.append(fault)
        self.record(fault)

    def notify(self, mention: Mention, where: str) -> None:
        """Keep a live mention."""
        notified = Notified(self.clock.now(), mention, where)
        self.notified.append(notified)
        self.record(notified)

    async def until(self, condition: Callable[[], bool], within: float = PATIENCE) -> None:
        """Wait until the condition holds, looking again whenever something happens.

        Raises `TimeoutError` after so many seconds.
        """
        async with asyncio.timeout(within):
            while not condition():
                await self.changed.wait()
