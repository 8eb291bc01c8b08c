"""The weekly digests of channels: when each is due, and that none is sent twice.

That a digest is set up, turned off or paused is an event, and so is what became of each week; the tables hold what the
events say. When it is due is kept as the name of a zone and a time on its walls, and worked out at each look.

`now` is the moment by a clock that nobody can set, best Slack's: what a machine's clock says may be wrong by years.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.store import digest_counts, digest_runs, events
from bot.store.columns import text_column, text_of, time_column, time_of
from bot.store.digest_counts import Scope, Span
from bot.store.digest_planning import PUNCTUAL as PUNCTUAL
from bot.store.digest_planning import give_way, skip_before
from bot.store.digest_planning import plan as plan
from bot.store.digest_settings import (
    OPEN_AGAIN,
    DigestSettings,
    DigestState,
    KeptDigest,
    Run,
    RunState,
    Section,
    settings_column,
    settings_of,
)
from bot.store.driver import Database
from bot.store.erased import names_of
from bot.store.errors import DigestChangedError, DigestSentError, NoSuchDigestError, readable
from bot.store.event import EventKind, details_in
from bot.weeks import Schedule, Week, known_zone

UNUSED_FOR = 8
"""Digests under which nobody pressed a button of a section,"""
OFTEN = 4
"""and in how many of them there has to have been one."""

_DIGESTS = """
SELECT digests.*, events.at AS set_at, events.actor AS set_by,
    (SELECT year * 100 + week FROM digest_runs AS run
     WHERE run.channel = digests.channel ORDER BY year DESC, week DESC LIMIT 1) AS taken,
    (SELECT year * 100 + week FROM digest_runs AS run
     WHERE run.channel = digests.channel AND state = 'sent' ORDER BY year DESC, week DESC LIMIT 1) AS sent
FROM digests JOIN events ON seq = set_event
"""
_USE = """
INSERT INTO digest_uses (channel, section, year, week, times)
SELECT channel, :section, year, week, 1 FROM digest_runs WHERE channel = :channel AND year = :year AND week = :week
ON CONFLICT DO UPDATE SET times = times + 1
"""
_USED = """
SELECT DISTINCT section FROM digest_uses
WHERE channel = :channel AND (year, week) IN (
    SELECT year, week FROM digest_runs WHERE channel = :channel AND state = 'sent'
    ORDER BY year DESC, week DESC LIMIT :most
)
"""
_LAST_SENT = """
SELECT * FROM digest_runs WHERE channel = ? AND state = 'sent' AND due_at > ? ORDER BY year DESC, week DESC LIMIT ?
"""
_SET_THEN = """
SELECT body FROM events WHERE kind = ? AND decision_id IS NULL AND at <= ?
    AND iif(json_valid(body), json_extract(body, '$.channel') = ?, 0)
ORDER BY seq DESC LIMIT 1
"""
_POLICY_CHANGED = "SELECT 1 FROM events WHERE kind = ? AND decision_id IS NULL AND at >= ? AND at < ? LIMIT 1"


def set_up(
    db: Database,
    at: datetime,
    channel: str,
    settings: DigestSettings,
    who: str,
    *,
    seen: int | None = None,
    now: datetime | None = None,
) -> KeptDigest:
    """Have a channel's digest sent as these settings say, from the next moment at which it is due.

    `now` is the moment by Slack's clock, where that is another; `seen` is the number of the event (`KeptDigest.event`)
    that whoever asks knows of, 0 for none. Raises DigestChangedError where there is a later one, and UnknownZoneError
    for a zone that this machine does not know.
    """
    known_zone(settings.schedule.zone)
    before = _seen(db, channel, seen)
    goes_on = before is not None and before.state is DigestState.ON and before.settings.schedule == settings.schedule
    if goes_on and before is not None and before.settings == settings:
        return before
    since = before.since if goes_on and before is not None else now or at
    if before is not None and not goes_on:
        _pass_over(db, since, before, _first_to_come(before.settings.schedule, settings.schedule, since))
    return _set(db, at, channel, settings, DigestState.ON, since, who)


def turn_off(
    db: Database, at: datetime, channel: str, who: str, *, seen: int | None = None, now: datetime | None = None
) -> KeptDigest:
    """Have none sent any more, also not one that waits to be sent; raises as `set_up` does, and NoSuchDigestError."""
    before = _seen(db, channel, seen)
    if before is None:
        raise NoSuchDigestError
    if before.state is DigestState.OFF:
        return before
    give_way(db, at, channel)
    week, _ = before.settings.schedule.last(now or at)
    _pass_over(db, now or at, before, week.after(1))
    return _set(db, at, channel, before.settings, DigestState.OFF, now or at, who)


def _pass_over(db: Database, now: datetime, before: KeptDigest, until: Week) -> None:
    """Record that what came due before this week, and was not planned yet, is not sent."""
    if before.state is DigestState.ON:
        skip_before(db, now, before.channel, before.settings.schedule, before.since, until)


def _first_to_come(before: Schedule, schedule: Schedule, now: datetime) -> Week:
    """The first week in which a digest set to another time still comes, of those in which it was due."""
    week, _ = before.last(now)
    return week if schedule.moment(week) > now else week.after(1)


def of_channel(db: Database, channel: str) -> KeptDigest | None:
    """A channel's digest; None where nobody has ever set one up."""
    return next(iter(_kept(db, list(db.query(f"{_DIGESTS} WHERE digests.channel = ?", [channel])))), None)


def every(db: Database) -> list[KeptDigest]:
    """The digests of all channels, by channel."""
    return _kept(db, list(db.query(f"{_DIGESTS} ORDER BY digests.channel")))


def settings_then(db: Database, channel: str, moment: datetime) -> DigestSettings | None:
    """What a channel's digest was set to at that moment; None where nobody had set one up."""
    asked = [str(EventKind.DIGEST_SET), time_column(moment), channel]
    found = db.execute(_SET_THEN, asked).fetchone()
    if found is None:
        return None
    with readable(f"What the digest of {channel} was set to"):
        return DigestSettings.read(details_in(found[0]))


def send_now(db: Database, now: datetime, channel: str, who: str) -> Run:
    """Send the digest of this week at once, instead of when it would be due.

    Raises NoSuchDigestError, and DigestSentError with the run where this week's was sent, is on its way, or may have
    arrived.
    """
    kept = of_channel(db, channel)
    if kept is None:
        raise NoSuchDigestError
    week = kept.settings.schedule.week_at(now)
    run = digest_runs.of_week(db, channel, week)
    if run is not None and run.state not in OPEN_AGAIN:
        raise DigestSentError(run)
    waiting = digest_runs.planned(db, channel)
    if waiting is not None and digest_runs.is_being_sent(db, channel):
        raise DigestSentError(waiting)
    give_way(db, now, channel)
    if kept.state is DigestState.ON:
        skip_before(db, now, channel, kept.settings.schedule, kept.since, week)
    return digest_runs.put(db, now, channel, week, due_at=now, by=who)


def settle_sent(db: Database, at: datetime, channel: str, week: Week, ts: str | None) -> Run:
    """A week's digest is in the channel, as that message. This and what follows: ValueError where none is planned."""
    return digest_runs.settle(db, at, channel, week, RunState.SENT, ts=ts)


def settle_quiet(db: Database, at: datetime, channel: str, week: Week) -> Run:
    """There was nothing to tell, and nothing was posted."""
    return digest_runs.settle(db, at, channel, week, RunState.QUIET)


def settle_skipped(db: Database, at: datetime, channel: str, week: Week) -> Run:
    """It became too late for it."""
    return digest_runs.settle(db, at, channel, week, RunState.SKIPPED)


def settle_unknown(db: Database, at: datetime, channel: str, week: Week) -> Run:
    """Nobody can say whether it arrived; it is never sent again."""
    return digest_runs.settle(db, at, channel, week, RunState.UNKNOWN)


def settle_failed(db: Database, at: datetime, channel: str, week: Week, code: str) -> KeptDigest | None:
    """Slack does not take it: the digest is paused, instead of failing every week."""
    digest_runs.settle(db, at, channel, week, RunState.FAILED, because=code)
    return _paused(db, at, channel, code)


def note_use(db: Database, channel: str, section: Section, week: Week) -> None:
    """Somebody pressed the button under a section of that week's digest; nothing where there was none."""
    db.execute(_USE, {"channel": channel, "section": str(section), "year": week.year, "week": week.number})


def unused(db: Database, channel: str) -> frozenset[Section]:
    """The sections under which nobody pressed anything in the last eight digests, though they often had something.

    None while it was set otherwise.
    """
    kept = of_channel(db, channel)
    if kept is None:
        return frozenset()
    rows = list(db.query(_LAST_SENT, [channel, time_column(kept.set_at), UNUSED_FOR]))
    if len(rows) < UNUSED_FOR:
        return frozenset()
    stood = Counter(section for row in rows for section in _something_in(db, digest_runs.run_of_row(row)))
    used = {section for (section,) in db.execute(_USED, {"channel": channel, "most": UNUSED_FOR})}
    return frozenset(
        section for section in kept.settings.sections if stood[section] >= OFTEN and str(section) not in used
    )


def _something_in(db: Database, run: Run) -> Iterator[Section]:
    """The sections that had something to open in a digest, of its own channel."""
    scope, span = Scope(run.channel), Span(run.since, run.until)
    counts = digest_counts.week(db, scope, span).counts
    changed = [str(EventKind.POLICY_PUT_IN_FORCE), time_column(run.since), time_column(run.until)]
    there = {
        Section.NEW: counts.new,
        Section.DECIDED: counts.decided,
        Section.OVERRIDES: counts.overridden,
        Section.WAITING: digest_counts.waiting(db, scope, span).count,
        Section.POLICY: db.execute(_POLICY_CHANGED, changed).fetchone() is not None,
    }
    yield from filter(there.__getitem__, there)


def _seen(db: Database, channel: str, seen: int | None) -> KeptDigest | None:
    """What there is; raises DigestChangedError where somebody has seen something else."""
    before = of_channel(db, channel)
    if seen is not None and seen != (before.event if before else 0):
        raise DigestChangedError(before)
    return before


def _set(
    db: Database,
    at: datetime,
    channel: str,
    settings: DigestSettings,
    state: DigestState,
    since: datetime,
    who: str,
) -> KeptDigest:
    details = {**settings.written, "channel": channel, "state": str(state), "since": time_column(since)}
    place = events.append(db, at, kind=EventKind.DIGEST_SET, actor=who, details=details, decision_id=None)
    schedule, rest = settings_column(settings)
    db.execute(
        """
        INSERT INTO digests (channel, schedule, settings, state, since, set_event) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (channel) DO UPDATE SET
            schedule = excluded.schedule, settings = excluded.settings, state = excluded.state,
            since = excluded.since, set_event = excluded.set_event, paused_because = NULL
        """,
        [channel, schedule, rest, str(state), time_column(since), place.seq],
    )
    kept = of_channel(db, channel)
    if kept is None:
        raise NoSuchDigestError
    return kept


def _paused(db: Database, at: datetime, channel: str, code: str) -> KeptDigest | None:
    """One that is off stays off."""
    db.execute(
        "UPDATE digests SET state = 'paused', since = ?, paused_because = ? WHERE channel = ? AND state <> 'off'",
        [time_column(at), text_column(code), channel],
    )
    return of_channel(db, channel)


def _kept(db: Database, rows: list[dict[str, Any]]) -> list[KeptDigest]:
    names = names_of(db, [(text_of(row["set_by"]), row["set_event"]) for row in rows])
    return [_kept_of_row(db, row, name) for row, name in zip(rows, names, strict=True)]


def _kept_of_row(db: Database, row: Mapping[str, Any], set_by: str) -> KeptDigest:
    with readable(f"The digest of {row['channel']}"):
        channel, taken, sent = row["channel"], _week(row["taken"]), _week(row["sent"])
        return KeptDigest(
            channel=channel,
            settings=settings_of(row["schedule"], row["settings"]),
            state=DigestState(row["state"]),
            since=time_of(row["since"]),
            set_by=set_by,
            set_at=time_of(row["set_at"]),
            event=row["set_event"],
            paused_because=None if row["paused_because"] is None else text_of(row["paused_because"]),
            last=None if sent is None else digest_runs.of_week(db, channel, sent),
            taken=taken,
        )


def _week(packed: int | None) -> Week | None:
    return None if packed is None else Week(*divmod(packed, 100))
