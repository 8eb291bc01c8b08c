"""What came of each week in which a digest was due, by what is in Slack and on the record."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.store import Store
from bot.store.digest_settings import Run, RunState
from bot.weeks import Schedule, Week
from tests.ordeals.forgetful_slack import ForgetfulSlack, Posted

_SETTLED_IN = timedelta(hours=7)
"""What was due later than this before the end need not have become anything yet."""


@dataclass
class Came:
    """What came of it."""

    digests: int = 0
    """Messages in channels, without what is in their threads."""
    doubled: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    """Neither in the channel nor on the record."""
    early: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    """After the grace."""
    misplaced: list[str] = field(default_factory=list)
    """Planned for another moment than the clocks there say."""
    claimed: list[str] = field(default_factory=list)
    """On the record as sent, and not in the channel."""
    contradicted: int = 0
    """In the channel, and on the record as skipped: what was noted of it was lost with the backup that was put back."""
    unsaid: int = 0
    """Twice in a channel that the bot cannot read, after a backup was put back: nobody can know of it."""
    ends: int = 0
    backups: int = 0
    states: Counter[str] = field(default_factory=Counter)
    """What the record says of the weeks."""
    verdict: str = ""

    @property
    def wrong(self) -> list[str]:
        """Everything that must not be."""
        return [
            f"{what}: {each}"
            for what in ("doubled", "missed", "early", "late", "misplaced", "claimed")
            for each in getattr(self, what)
        ]


@dataclass
class Tally:
    """Notes what people do, and counts at the end."""

    slack: ForgetfulSlack
    grace: timedelta
    end: datetime
    came: Came = field(default_factory=Came)
    changes: dict[str, list[tuple[datetime, Schedule | None]]] = field(default_factory=lambda: defaultdict(list))
    """From when on each channel's digest is due as set, or is not."""
    gone_with_backup: list[tuple[datetime, datetime]] = field(default_factory=list)
    """From when to when the record has forgotten everything."""
    unknowable: frozenset[str] = frozenset()
    """Channels that the bot cannot read, when a backup was put back."""

    def counted(self, path: Path, *, verify: bool = True) -> Came:
        """Each week of each channel, by what is in Slack and on the record."""
        with Store.read(path) as reader:
            if verify:
                self.came.verdict = type(reader.verify()).__name__
            for channel in self.changes:
                runs = {run.week: run for run in reader.digest_runs(channel, 10_000)}
                self._count_posted(channel, runs)
                self._count_due(channel, runs)
        return self.came

    def _count_posted(self, channel: str, runs: dict[Week, Run]) -> None:
        posted = Counter[tuple[str, int]]()
        for each in self.slack.said[channel]:
            about = (each.metadata or {}).get("event_payload", {})
            posted[about["week"], about["part"]] += 1
            if about["part"] == 1:
                self.came.digests += 1
                self._count_punctual(channel, each, runs.get(Week.read(about["week"])))
        for (written, part), times in posted.items():
            if times > 1 and channel in self.unknowable:
                self.came.unsaid += times - 1
            elif times > 1:
                self.came.doubled.append(f"{channel} {written}, part {part}: {times} times")
        for week, run in runs.items():
            self.came.states[str(run.state)] += 1
            self.came.contradicted += run.state is RunState.SKIPPED and bool(posted[str(week), 1])
            if run.state is RunState.SENT and not posted[str(week), 1]:
                self.came.claimed.append(f"{channel} {week}")

    def _count_punctual(self, channel: str, posted: Posted, run: Run | None) -> None:
        at = datetime.fromtimestamp(posted.at, UTC)
        if run is None or run.by is not None or self._is_gone(at):
            return
        told = f"{channel} {run.week} at {at}, due {run.due_at}"
        if at < run.due_at - timedelta(seconds=1):
            self.came.early.append(told)
        if at > run.due_at + self.grace + timedelta(minutes=1):
            self.came.late.append(told)

    def _count_due(self, channel: str, runs: dict[Week, Run]) -> None:
        posted = {(each.metadata or {}).get("event_payload", {}).get("week") for each in self.slack.said[channel]}
        changes = [*self.changes[channel], (self.end, None)]
        for (since, schedule), (until, _) in pairwise(changes):
            for week, moment in due(schedule, since, min(until, self.end - _SETTLED_IN)) if schedule else ():
                run = runs.get(week)
                known = run is not None and run.state is not RunState.PLANNED
                is_planned_then = run is not None and run.by is None and since < run.due_at < until
                if run and is_planned_then and run.due_at != moment and not self._is_gone(run.due_at):
                    self.came.misplaced.append(f"{channel} {week}, due {moment}: {run.due_at}")
                if str(week) in posted or known:
                    continue
                if self._is_gone(moment):
                    self.came.states["gone with the backup"] += 1
                    continue
                self.came.missed.append(f"{channel} {week}, due {moment}: {run}")

    def _is_gone(self, moment: datetime) -> bool:
        """Whether the record has lost what was noted then, since a backup from before was put back."""
        return any(first <= moment <= last for first, last in self.gone_with_backup)


def due(schedule: Schedule, since: datetime, until: datetime) -> Iterator[tuple[Week, datetime]]:
    """Every week in which a digest is due between two moments, worked out without `Schedule`."""
    day = (since - timedelta(days=8)).date()
    while day <= until.date() + timedelta(days=2):
        if day.weekday() == schedule.weekday:
            moment = on_the_wall(datetime.combine(day, schedule.at), ZoneInfo(schedule.zone))
            if since < moment < until:
                yield Week.of(day), moment
        day += timedelta(days=1)


@lru_cache(maxsize=1 << 16)
def on_the_wall(wall: datetime, zone: ZoneInfo) -> datetime:
    """When the clocks there first show this time, or one after it where they skip it: by looking at every minute."""
    first = wall.replace(tzinfo=UTC) - timedelta(hours=15)
    offsets = sorted(
        {(first + timedelta(hours=hours)).astimezone(zone).utcoffset() or timedelta() for hours in range(31)}
    )
    exact = [wall.replace(tzinfo=UTC) - offset for offset in offsets]
    shown = [each for each in exact if each.astimezone(zone).replace(tzinfo=None, fold=0) == wall]
    if shown:
        return min(shown)
    moment = min(exact)
    while moment.astimezone(zone).replace(tzinfo=None, fold=0) < wall:
        moment += timedelta(minutes=1)
    return moment
