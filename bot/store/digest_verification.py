"""Do the tables of the digests hold what the events say? And was none sent twice?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.store.columns import json_column
from bot.store.digest_runs import KINDS, payload
from bot.store.digest_settings import OPEN_AGAIN, DigestSettings, DigestState, RunState, settings_column
from bot.store.driver import Database
from bot.store.event import DIGEST_KINDS, EventKind
from bot.store.events import details_in
from bot.store.verdict import Broken
from bot.weeks import Week

_EVENTS = """
SELECT seq, at, kind, body FROM events
WHERE kind IN (SELECT value FROM json_each(?)) AND decision_id IS NULL ORDER BY seq
"""
_ERASED = "SELECT body FROM events WHERE kind = ? AND decision_id IS NULL"
_ON_THEIR_WAY = "SELECT id, channel, payload FROM outbox WHERE kind = 'digest' AND state IN ('waiting', 'sending')"
_BECAME = {kind: state for state, kind in KINDS.items()}
_TOLD = ("due_at", "since", "until", "late", "by", "ts")
"""What the event of a week tells, under the names of the columns."""

Row = Mapping[str, Any]
WeekOf = tuple[str, int, int]
"""Channel, year and number."""


@dataclass(slots=True)
class _Told:
    """What the events say."""

    digests: dict[str, dict[str, Any]] = field(default_factory=dict)
    runs: dict[WeekOf, dict[str, Any]] = field(default_factory=dict)


def changed_digests(db: Database) -> Iterator[Broken]:
    """Where they do not."""
    told = _Told()
    for event in db.query(_EVENTS, [json_column(sorted(map(str, DIGEST_KINDS)))]):
        wrong = _hear(told, event)
        if wrong is not None:
            yield Broken("events", event["seq"], f"Event {event['seq']} {wrong}.")
    yield from _changed_settings(db, told)
    yield from _changed_runs(db, told)


def _hear(told: _Told, event: Row) -> str | None:
    """Take in an event; what is wrong with it, None when all is well."""
    details = details_in(event["body"])
    try:
        if event["kind"] == EventKind.DIGEST_SET:
            _hear_set(told, event["seq"], details)
            return None
        if event["kind"] == EventKind.DIGEST_PAUSED:
            _hear_paused(told, event["at"], details)
        return _hear_run(told, event["kind"], details)
    except (LookupError, TypeError, ValueError):
        return "was not written by this program"


def _hear_set(told: _Told, seq: int, details: Row) -> None:
    schedule, settings = settings_column(DigestSettings.read(details))
    told.digests[details["channel"]] = {
        "schedule": schedule,
        "settings": settings,
        "state": str(DigestState(details["state"])),
        "since": details["since"],
        "set_event": seq,
        "paused_because": None,
    }


def _hear_paused(told: _Told, at: str, details: Row) -> None:
    digest = told.digests[details["channel"]]
    if digest["state"] != DigestState.OFF:
        digest |= {"state": str(DigestState.PAUSED), "since": at, "paused_because": details["because"]}


def _hear_run(told: _Told, kind: str, details: Row) -> str | None:
    week = Week.read(details["week"])
    run = (details["channel"], week.year, week.number)
    before = told.runs.get(run)
    if before is not None and before["state"] not in OPEN_AGAIN:
        return f"tells of the digest of {week} for {details['channel']}, which is {before['state']} already"
    told.runs[run] = {name: details[name] for name in _TOLD} | {"state": _BECAME[EventKind(kind)]}
    return None


def _changed_settings(db: Database, told: _Told) -> Iterator[Broken]:
    for row in db.query("SELECT * FROM digests ORDER BY channel"):
        channel = row["channel"]
        said = told.digests.pop(channel, None)
        if said is None:
            yield Broken("digests", channel, f"The digest of {channel} was set up without an event.")
            continue
        for name, value in said.items():
            if row[name] != value:
                yield Broken("digests", channel, f"The digest of {channel} has another {name} than its events say.")
    for channel in told.digests:
        yield Broken("digests", channel, f"The digest of {channel} is missing.")


def _changed_runs(db: Database, told: _Told) -> Iterator[Broken]:
    erased = {details_in(body).get("who") for (body,) in db.execute(_ERASED, [str(EventKind.PERSON_ERASED)])}
    on_their_way = {(row["channel"], row["payload"]): row["id"] for row in db.query(_ON_THEIR_WAY)}
    for row in db.query("SELECT * FROM digest_runs ORDER BY channel, year, week"):
        said = told.runs.pop((row["channel"], row["year"], row["week"]), None)
        week = Week(row["year"], row["week"])
        if row["state"] == RunState.PLANNED:
            wrong = _wrong_with_planned(said, on_their_way.pop((row["channel"], payload(week)), None))
        else:
            wrong = _wrong_with_settled(row, said, erased)
        if wrong is not None:
            yield _broken_run(row["channel"], week, wrong)
    for channel, year, number in told.runs:
        yield _broken_run(channel, Week(year, number), "is missing")
    for (channel, _), row_id in on_their_way.items():
        yield Broken("outbox", row_id, f"A digest is to be sent to {channel} that is not planned.")


def _broken_run(channel: str, week: Week, wrong: str) -> Broken:
    return Broken("digest_runs", f"{channel} {week}", f"The digest of {week} for {channel} {wrong}.")


def _wrong_with_planned(said: Row | None, row_id: int | None) -> str | None:
    if said is not None and said["state"] not in OPEN_AGAIN:
        return f"is planned again, although an event says that it is {said['state']}"
    return "is planned, and nothing is to be sent" if row_id is None else None


def _wrong_with_settled(row: Row, said: Row | None, erased: set[Any]) -> str | None:
    if said is None:
        return f"is {row['state']} without an event"
    for name, value in said.items():
        if name == "by" and row["by"] is None and value in erased:
            continue
        if row[name] != value:
            return f"has another {name} than its event says"
    return None
