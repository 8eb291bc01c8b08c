"""What a channel's digest says of a week, composed from the record: the same week always gives the same digest.

But for what was erased since, for channels that are no longer public, and for whom it waits: that is as it is now.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise, takewhile

from bot.eligible import eligible
from bot.listing import names_in
from bot.roster import Roster
from bot.slack.conversation_ids import is_person
from bot.slack.permalinks import permalink
from bot.store import DigestSettings, KeptDigest, Reader, RunState, Section
from bot.store.digest_counts import Scope, Span
from bot.store.digest_reading import Named, Reading, name_or_nothing
from bot.store.digest_runs import begins
from bot.store.errors import readable
from bot.views.digest_content import Bar, Digest, DigestLine, Part, PolicyLine
from bot.weeks import Week
from bot.working_days import Zone, day_in
from rules.case_factors import WORK
from rules.decision_status import Status
from rules.drift import LOOKED_BACK, WEEKS, Headline, drifts_in, headline, tests
from rules.policy import Policy
from rules.policy_names import PolicyNames
from rules.ready_reasons import ReadyReason

MOST_ASKED_ABOUT = 10
"""Waiting decisions, the oldest, of which it is found out for whom they wait."""
_MOST_RUNS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Which digest it is."""

    channel: str
    week: Week
    settings: DigestSettings
    since: datetime
    until: datetime
    set_by: str
    late: datetime | None = None
    """When it was due, where it comes late."""
    quiet_before: int = 0
    """How many weeks in a row before it had nothing to tell."""
    asked_for: bool = False
    """Whether it is posted however little there is to tell: somebody asked for it, or it has been posted already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowing:
    """What the record does not say."""

    policy: Policy
    """In force now: what models are called in the chart, and who has to agree."""
    roster: Roster | None = None
    """Who may decide now; None where nobody knows."""
    public: Sequence[str] = ()
    """The channels that everybody can read now, of which it is to tell, too."""
    workspace_url: str = ""
    """Where the workspace is; empty where that is not known, and then no card can be opened."""


def occasion(
    reader: Reader, channel: str, settings: DigestSettings, set_by: str, week: Week | None, now: datetime
) -> Occasion:
    """A channel's digest of a week, as it was planned or would have been; None is the next that is due.

    A week that is not over is told as far as it has come.
    """
    schedule = settings.schedule
    runs = reader.digest_runs(channel, _MOST_RUNS)
    if week is None:
        week, _ = schedule.next(now)
        if runs and week <= runs[0].week:
            week = runs[0].week.after(1)
    run = reader.digest_run(channel, week)
    earlier = [each for each in runs if each.week < week]
    if run is not None:
        since, until = run.since, run.until
    else:
        until = schedule.moment(week)
        told_to = next((each.until for each in earlier if each.state in {RunState.SENT, RunState.QUIET}), None)
        since = begins(told_to, until)
        until = max(min(until, now), since)
    return Occasion(
        channel=channel,
        week=week,
        settings=settings,
        since=since,
        until=until,
        set_by=name_or_nothing(set_by),
        late=run.due_at if run is not None and run.late else None,
        quiet_before=len(list(takewhile(lambda each: each.state is RunState.QUIET, earlier))),
        asked_for=run is not None and (run.by is not None or run.state is RunState.SENT),
    )


def settings_for(reader: Reader, kept: KeptDigest, week: Week | None) -> DigestSettings:
    """What a channel's digest of a week goes by: what was set when it was planned, or is set where none was yet.

    But until it is sent, what stands in it and whom it notifies is as it is set now.
    """
    run = reader.digest_run(kept.channel, week) if week is not None else None
    if run is None or run.planned_at >= kept.set_at:
        return kept.settings
    then = reader.digest_settings_then(kept.channel, run.planned_at) or kept.settings
    return replace(kept.settings, schedule=then.schedule) if run.state is RunState.PLANNED else then


def compose(reader: Reader, at: Occasion, knowing: Knowing, *, as_of: datetime | None = None) -> Digest:
    """The digest, whether or not there is anything to tell. Raises StoreError.

    `as_of` is a later moment, where what it tells of is to be told as it stands then.
    """
    scope = Scope(at.channel, tuple(knowing.public))
    found = reader.to_tell(scope, Span(at.since, at.until, as_of), _weeks_before(at))
    return _Composing(reader, at, knowing, found, as_of or at.until).digest()


def _weeks_before(at: Occasion) -> list[Span]:
    """The weeks before, by the calendar where the channel is, the last one first; none that it tells of itself."""
    moments = [at.settings.schedule.moment(at.week.before(number)) for number in range(LOOKED_BACK + 3)]
    return [Span(since, until) for until, since in pairwise(moments) if until <= at.since][:LOOKED_BACK]


@dataclass(frozen=True, slots=True)
class _Composing:
    """A digest that is being composed."""

    reader: Reader
    at: Occasion
    knowing: Knowing
    found: Reading
    as_of: datetime

    def digest(self) -> Digest:
        at, found, counts = self.at, self.found, self.found.now.counts
        compared = tests(counts, [each.counts for each in found.before])
        drifting = drifts_in(compared)
        digest = Digest(
            channel=at.channel,
            week=at.week,
            since=at.since,
            until=at.until,
            late=at.late,
            settings=at.settings,
            headline=headline(drifts=len(drifting), waiting=found.waiting.count),
            drifts=drifting,
            tests=compared,
            kinds=self._kinds(each.kind for each in compared if each.kind is not None),
            new=Part(lines=self._lines(found.new), count=counts.new),
            decided=Part(lines=self._lines(found.decided), count=counts.decided),
            waiting=self._waiting(),
            overridden=Part(lines=self._lines(found.overridden), count=counts.overridden),
            policies=tuple(
                PolicyLine(str(each.details.get("version")), name_or_nothing(each.actor), each.at)
                for each in found.puts_in_force
            ),
            bars=tuple(self._bars()),
            head=found.head,
            with_public=bool(self.knowing.public),
            set_by=at.set_by,
            names={},
        )
        return replace(digest, quiet_weeks=at.quiet_before + 1) if _has_nothing(digest) else digest

    def _lines(self, numbers: Sequence[int]) -> tuple[DigestLine, ...]:
        return tuple(self._line(self.found.named[number]) for number in numbers)

    def _line(self, each: Named) -> DigestLine:
        names = self._names(each.policy)
        recommended = each.recommended and names.model(each.recommended)
        chosen = each.model and names.model(each.model)
        return DigestLine(
            number=each.number,
            text=each.text,
            work=each.work and _as_on_a_card(each.work, names),
            model=recommended if each.status is Status.RECORDED else chosen,
            standing=each.standing,
            status=each.status,
            asker=each.asker,
            at=each.at or each.recorded_at,
            by=each.by,
            ready_reason=ReadyReason(each.ready_reason).label if each.ready_reason else None,
            instead_of=recommended if each.status is Status.OVERRIDDEN else None,
            address=permalink(self.knowing.workspace_url, *each.place)
            if each.place and self.knowing.workspace_url
            else None,
        )

    def _waiting(self) -> Part:
        zone, found = Zone(self.at.settings.schedule.zone), self.found.waiting
        today = day_in(zone, self.as_of)
        concerned = self._concerned([number for number, _ in found.oldest[:MOST_ASKED_ABOUT]])
        lines = tuple(
            replace(
                self._line(self.found.named[number]),
                at=began,
                days=max((today - day_in(zone, began)).days, 0),
                waits_for=concerned.get(number, ()),
            )
            for number, began in found.oldest
        )
        return Part(lines=lines, count=found.count, same=found.same)

    def _concerned(self, numbers: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        """For whom each of these waits: who asked, where somebody asked them back; else who could decide it."""
        roster = self.knowing.roster
        if roster is None or not numbers:
            return {}
        courses = self.reader.courses(numbers, until=self.as_of)
        concerned: dict[int, tuple[str, ...]] = {}
        for found in self.reader.these_decisions(numbers):
            course = courses[found.id]
            if course.question is not None:
                people = [found.who] if is_person(found.who) else []
            else:
                people = [who for group in eligible(found, course, roster, self.knowing.policy) for who in group]
            concerned[found.id] = tuple(dict.fromkeys(people))
        return concerned

    def _bars(self) -> Iterator[Bar]:
        """One for each model that was chosen in these weeks, in the order of the policy."""
        before = [each.models for each in self.found.before[:WEEKS]]
        for model, text in self.knowing.policy.models.items():
            now, total = self.found.now.models.get(model, 0), sum(each.get(model, 0) for each in before)
            if now or total:
                yield Bar(text.label, now, total / len(before) if before else 0.0)

    def _names(self, sha256: str) -> PolicyNames:
        with readable("The policy of a decision"):
            return names_in(self.reader, sha256)

    def _kinds(self, kinds: Iterable[str]) -> Mapping[str, str]:
        """As the policy in force calls them, or else by their ids."""
        labels = {each.id: each.label for each in self.knowing.policy.works}
        return {kind: labels.get(kind) or kind.replace("_", " ") for kind in kinds}


def _as_on_a_card(kind: str, names: PolicyNames) -> str:
    """A kind of work as its cards call it: "payroll", where its label is "Payroll in Japan"."""
    known = names.works.get(kind)
    return known.task if known else names.answer(WORK, kind)


def _has_nothing(digest: Digest) -> bool:
    """Whether there is nothing to tell in what is told."""
    told = digest.settings.sections
    counts = {
        Section.NEW: digest.new.count,
        Section.DECIDED: digest.decided.count,
        Section.OVERRIDES: digest.overridden.count,
        Section.POLICY: len(digest.policies),
    }
    return digest.headline is Headline.NOTHING and not any(counts[each] for each in told & counts.keys())
