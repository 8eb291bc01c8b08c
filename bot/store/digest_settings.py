"""What a channel's weekly digest is set to, and what became of its weeks: plain values, and how they are written."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from bot.weeks import Schedule, Week


class Section(StrEnum):
    """What can stand in a digest beside its headline."""

    NEW = "new"
    DECIDED = "decided"
    WAITING = "waiting"
    OVERRIDES = "overrides"
    POLICY = "policy"
    CHART = "chart"


class DigestState(StrEnum):
    """Whether a channel's digest is sent."""

    ON = "on"
    OFF = "off"
    PAUSED = "paused"
    """It could not be posted; none is until somebody sets it up again."""


class RunState(StrEnum):
    """What became of one week's digest."""

    PLANNED = "planned"
    SENT = "sent"
    QUIET = "quiet"
    """There was nothing to tell, and nothing was posted."""
    SKIPPED = "skipped"
    """It was too late for it, or it was turned off before it was sent."""
    FAILED = "failed"
    """Slack does not take it; the digest is paused."""
    UNKNOWN = "unknown"
    """Slack did not say whether it arrived; it is never sent again."""


_MESSAGE = re.compile(r"[0-9]{1,11}\.[0-9]{1,6}")
"""Seconds since 1970, and which of that second."""

OPEN_AGAIN = frozenset({RunState.QUIET, RunState.SKIPPED, RunState.FAILED})
"""Nothing was posted of such a week; whoever asks for it gets it."""


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """When a digest is due, and what stands in it."""

    schedule: Schedule
    sections: frozenset[Section] = frozenset(Section)
    public: bool = False
    """Whether decisions of public channels stand in it too."""
    mention: bool = False
    """Whether those are notified for whom something waits."""
    quiet_line: bool = True
    """Whether four quiet weeks in a row get a line."""

    @property
    def written(self) -> dict[str, Any]:
        """As JSON keeps it; `read` reads it."""
        return {
            "schedule": str(self.schedule),
            "sections": [str(each) for each in Section if each in self.sections],
            "public": self.public,
            "mention": self.mention,
            "quiet_line": self.quiet_line,
        }

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """Raises LookupError, TypeError or ValueError for what `written` did not write."""
        flags = [written[name] for name in ("public", "mention", "quiet_line")]
        if not all(isinstance(each, bool) for each in flags):
            raise TypeError(f"neither yes nor no: {flags}")
        return cls(Schedule.read(written["schedule"]), frozenset(map(Section, written["sections"])), *flags)


@dataclass(frozen=True, slots=True)
class Run:
    """A channel's digest of one week."""

    channel: str
    week: Week
    due_at: datetime
    """When it was to be sent: as the schedule says, or when somebody asked for it."""
    since: datetime
    """What happened from here on is told,"""
    until: datetime
    """and before this."""
    planned_at: datetime
    state: RunState
    late: bool
    """Whether it was missed when it was due."""
    by: str | None
    """Who asked for it at another time than it was due."""
    ts: str | None
    """The message, where it is known."""
    more_ts: str | None = None
    """The rest of it, in its thread."""

    @property
    def sent_at(self) -> datetime:
        """When it was sent, as Slack's name for the message says; when it was due, where that says nothing."""
        if self.ts is None or not _MESSAGE.fullmatch(self.ts):
            return self.due_at
        return max(datetime.fromtimestamp(float(self.ts), UTC), self.due_at)


@dataclass(frozen=True, slots=True)
class KeptDigest:
    """A channel's digest on the record."""

    channel: str
    settings: DigestSettings
    state: DigestState
    since: datetime
    """From when on it is due as it is set now; where it is not on, since when it is not."""
    set_by: str
    """Who set it last, or turned it off."""
    set_at: datetime
    event: int
    """The number of the event that tells of it: by it somebody says what they saw."""
    paused_because: str | None
    """Slack's word for it."""
    last: Run | None
    """The last that was sent."""
    taken: Week | None = field(default=None, repr=False)
    """The last week that has a run."""

    def next_due(self, now: datetime) -> datetime | None:
        """When the next is to be sent; None where it is not on."""
        if self.state is not DigestState.ON:
            return None
        schedule = self.settings.schedule
        week, moment = schedule.next(max(now, self.since))
        if self.taken is not None and week <= self.taken:
            moment = schedule.moment(self.taken.after(1))
        return moment


def settings_column(settings: DigestSettings) -> tuple[str, str]:
    """The schedule and the rest, as the two columns keep them."""
    rest = settings.written
    return rest.pop("schedule"), json.dumps(rest, sort_keys=True, separators=(",", ":"))


def settings_of(schedule: str, rest: str) -> DigestSettings:
    """The settings in two columns; raises as `DigestSettings.read` does."""
    return DigestSettings.read({**json.loads(rest), "schedule": schedule})
