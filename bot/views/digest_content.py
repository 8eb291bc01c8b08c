"""What a channel's digest says of one week, as plain values: read from the record once, drawn for Slack and terminal.

Every count is whole, however little is shown of it. What is erased is counted, and has no words here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.store.digest_settings import DigestSettings
from bot.store.heads import Head
from bot.weeks import Week
from rules.decision_status import Status
from rules.drift import Drift, Headline, Test

MOST_LINES = 50
"""Decisions of one part that are read in full."""
QUIET_WEEKS = 4
"""After so many in a row there is a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLine:
    """One decision, as it stood at the end of the week."""

    number: int
    text: str | None
    """What was asked; None where that is erased."""
    work: str | None = None
    """The label of the kind of work; None where none was read, or it is erased."""
    model: str | None = None
    """The label of the model that was chosen, or of the one recommended while it waits; None where it is neither."""
    standing: str
    """How firm the recommendation was, as the log has it."""
    status: Status
    asker: str
    """Who asked; empty where that is erased."""
    at: datetime
    """When it came in, in what is new; when it was decided, in what is decided; since when it waits, in what waits."""
    by: str | None = None
    """Who decided; empty where that is erased, None where nobody has."""
    ready_reason: str | None = None
    """The label of the ready reason; None where none was given."""
    instead_of: str | None = None
    """The label of the model that was recommended, where another was chosen."""
    waits_for: tuple[str, ...] = ()
    """Who can do something about it; empty where nobody knows."""
    days: int = 0
    """For how many days it waits, by the calendar where the channel is."""
    address: str | None = None
    """Where its card is; None where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Decisions of one sort. It is filled whether or not the settings show it."""

    lines: tuple[DigestLine, ...] = ()
    """At most `MOST_LINES` of them: of what waits the oldest first, of the others the newest."""
    count: int = 0
    """How many there are in all."""
    same: int = 0
    """Of those that wait: how many waited already when the week began."""


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A policy that was put in force."""

    version: str
    by: str
    """Who did; empty where that is erased."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Bar:
    """How many of the decided ones came out as this model."""

    label: str
    """As the policy calls it, however long that is."""
    now: int
    """In this week."""
    before: float
    """The mean of the eight before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One week of one channel."""

    channel: str
    week: Week
    since: datetime
    until: datetime
    """What happened at `since` or later and before `until` is told."""
    late: datetime | None = None
    """When it was due, where it comes late; None where it comes in time."""
    settings: DigestSettings
    """Every time is said by the clock of the schedule's zone."""
    headline: Headline
    drifts: tuple[Drift, ...] = ()
    tests: tuple[Test, ...] = ()
    """All that was compared."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """The labels of the kinds of work in `drifts` and `tests`, by their ids."""
    new: Part = Part()
    decided: Part = Part()
    """Accepted or overridden."""
    waiting: Part = Part()
    overridden: Part = Part()
    """Those among the decided ones."""
    policies: tuple[PolicyLine, ...] = ()
    """The last one first."""
    bars: tuple[Bar, ...] = ()
    """One for each model in use, in the policy's order."""
    head: Head
    quiet_weeks: int = 0
    """How many weeks in a row have had nothing to tell, with this one; 0 where it has something to tell."""
    with_public: bool = False
    """Whether decisions of public channels are among these."""
    set_by: str
    names: Mapping[str, str]
    """What people are called, by their ids; naming them so pings nobody."""

    @property
    def is_silent(self) -> bool:
        """Whether nothing is posted of itself: in a quiet week, unless it is the last of several that get a line."""
        return self.quiet_weeks > 0 and (self.quiet_weeks < QUIET_WEEKS or not self.settings.quiet_line)
