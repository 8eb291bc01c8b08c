"""Who is reminded of what waits for them, and when: at once, then after one, two and four working days.

Whoever leads the reviewers is told of what they leave waiting. Nobody is reminded more than once on a day of theirs:
the day is put down in the transaction that asks for the message, so that no end of the process makes two of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.store import courses, events, to_tell, waits
from bot.store.columns import text_column, text_of, time_column, time_of
from bot.store.driver import Database
from bot.store.errors import readable
from bot.store.event import EventKind
from bot.working_days import Zone, day_in, morning_after


class As(StrEnum):
    """As what somebody is reminded."""

    REVIEWER = "reviewer"
    ASKER = "asker"
    """A question about what they asked for waits for their answer; when it is asked they are told directly."""
    LEAD = "lead"


TIMES: Mapping[As, tuple[int, ...]] = {As.REVIEWER: (0, 1, 2, 4), As.ASKER: (1, 2, 4), As.LEAD: (5,)}
"""After how many working days; 0 is at once."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """Somebody who is reminded of a decision."""

    decision_id: int
    who: str
    role: As
    since: datetime
    """From when on it waits for them."""
    passed: int
    """How many of the times have passed."""
    due_at: datetime | None
    """When the next is; None for never."""


def to_plan(db: Database) -> list[int]:
    """The waiting decisions of which it is to be found out who is reminded."""
    return [int(number) for (number,) in db.execute("SELECT decision_id FROM waits WHERE state = 'new' ORDER BY 1")]


def due(db: Database, now: datetime) -> list[tuple[int, str]]:
    """What is due: of which decision, and who is reminded."""
    rows = db.execute("SELECT decision_id, who FROM reminders WHERE due_at <= ? ORDER BY due_at", [time_column(now)])
    return [(int(decision_id), text_of(who)) for decision_id, who in rows]


def next_due(db: Database) -> datetime | None:
    """When the next is due; None where none is."""
    (found,) = db.execute("SELECT min(due_at) FROM reminders").fetchone()
    return None if found is None else time_of(found)


def of_person(db: Database, who: str) -> list[Reminded]:
    """Everything that somebody is reminded of, oldest first."""
    rows = db.query("SELECT * FROM reminders WHERE who = ? ORDER BY since, decision_id, role", [text_column(who)])
    return [_reminded(row) for row in rows]


def of_decision(db: Database, decision_id: int) -> set[str]:
    """Who is reminded of a decision as a reviewer."""
    rows = db.execute(
        "SELECT who FROM reminders WHERE decision_id = ? AND role = ?", [decision_id, str(As.REVIEWER)]
    ).fetchall()
    return {text_of(who) for (who,) in rows}


def plan(db: Database, now: datetime, decision_id: int, version: int, people: Collection[tuple[str, As, Zone]]) -> None:
    """These are reminded of a decision from now on, and nobody else; who was before goes on as planned.

    Nothing happens where it is no longer as it was found, of this version: then it is looked at again.
    """
    waiting = db.execute("SELECT since FROM waits WHERE decision_id = ?", [decision_id]).fetchone()
    if waiting is None or courses.course(db, decision_id).version != version:
        return
    rows = db.execute("SELECT who, role FROM reminders WHERE decision_id = ?", [decision_id])
    before = {(str(who), str(role)) for who, role in rows}
    began = min(time_of(waiting[0]), now)
    planned = {(text_column(who), str(role)) for who, role, _ in people}
    for who, role in before - planned:
        db.execute("DELETE FROM reminders WHERE decision_id = ? AND who = ? AND role = ?", [decision_id, who, role])
    for who, role, zone in people:
        if (text_column(who), str(role)) in before:
            continue
        since = now if role is As.REVIEWER else began
        at = None if has_stopped(db, who) else _next(role, 0, since, zone)
        db.execute(
            "INSERT INTO reminders (decision_id, who, role, since, passed, due_at) VALUES (?, ?, ?, ?, 0, ?)",
            [decision_id, text_column(who), str(role), time_column(since), at and time_column(at)],
        )
    db.execute("UPDATE waits SET state = 'planned' WHERE decision_id = ?", [decision_id])


def end(db: Database, decision_id: int) -> None:
    """A decision waits for nobody, and nobody is reminded of it."""
    db.execute("DELETE FROM waits WHERE decision_id = ?", [decision_id])


def remind(db: Database, now: datetime, who: str, zone: Zone) -> bool:
    """Ask for somebody to be told of everything that waits for them, where something is due; whether that was so.

    Once on a day of theirs: what comes due after that waits for the morning of the next working day.
    """
    mine = of_person(db, who)
    coming = [each for each in mine if each.due_at is not None and each.due_at <= now]
    if not coming:
        return False
    if has_stopped(db, who):
        for each in coming:
            _put(db, each, each.passed, None)
        return False
    day = day_in(zone, now).isoformat()
    if _was_reminded(db, who, day) or to_tell.is_reminding(db, who):
        for each in coming:
            _put(db, each, each.passed, morning_after(now, 1, zone))
        return False
    asked = {"asked_at": now.isoformat(), "day": day, "zone": zone.name, "offset": zone.offset}
    waits.note_day(db, now, who, asked)
    to_tell.remind(db, now, who, asked)
    for each in mine:
        passed = each.passed
        while (at := _next(each.role, passed, each.since, zone)) is not None and at <= now:
            passed += 1
        _put(db, each, passed, at)
    return True


def stop(db: Database, at: datetime, who: str) -> None:
    """Somebody does not want to be reminded any more; what waits for them stands on their Home."""
    if not has_stopped(db, who):
        events.append(db, at, kind=EventKind.REMINDERS_STOPPED, actor=who, details={"who": who}, decision_id=None)
    db.execute("UPDATE reminders SET due_at = NULL WHERE who = ?", [text_column(who)])


def resume(db: Database, at: datetime, who: str) -> None:
    """Somebody wants to be reminded again, of what waits for them now as well."""
    if not has_stopped(db, who):
        return
    events.append(db, at, kind=EventKind.REMINDERS_RESUMED, actor=who, details={"who": who}, decision_id=None)
    plan_anew(db, who)
    db.execute("DELETE FROM reminders WHERE who = ?", [text_column(who)])


def plan_anew(db: Database, who: str) -> None:
    """Have it found out anew who is reminded of what this person is reminded of."""
    db.execute(
        "UPDATE waits SET state = 'new' WHERE decision_id IN (SELECT decision_id FROM reminders WHERE who = ?)",
        [text_column(who)],
    )


def has_stopped(db: Database, who: str) -> bool:
    """Whether somebody does not want to be reminded."""
    found = db.execute(
        """
        SELECT kind FROM events WHERE decision_id IS NULL AND kind IN (?, ?) AND actor = ? ORDER BY seq DESC LIMIT 1
        """,
        [str(EventKind.REMINDERS_STOPPED), str(EventKind.REMINDERS_RESUMED), text_column(who)],
    ).fetchone()
    return found is not None and found[0] == EventKind.REMINDERS_STOPPED


def _next(role: As, passed: int, since: datetime, zone: Zone) -> datetime | None:
    times = TIMES[role]
    if passed >= len(times):
        return None
    return since if times[passed] == 0 else morning_after(since, times[passed], zone)


def _put(db: Database, each: Reminded, passed: int, due_at: datetime | None) -> None:
    db.execute(
        "UPDATE reminders SET passed = ?, due_at = ? WHERE decision_id = ? AND who = ? AND role = ?",
        [passed, due_at and time_column(due_at), each.decision_id, text_column(each.who), str(each.role)],
    )


def _was_reminded(db: Database, who: str, day: str) -> bool:
    found = db.execute("SELECT 1 FROM reminded WHERE who = ? AND day = ?", [text_column(who), day])
    return found.fetchone() is not None


def _reminded(row: Mapping[str, Any]) -> Reminded:
    with readable(f"A reminder of decision {row['decision_id']}"):
        return Reminded(
            decision_id=row["decision_id"],
            who=text_of(row["who"]),
            role=As(row["role"]),
            since=time_of(row["since"]),
            passed=row["passed"],
            due_at=None if row["due_at"] is None else time_of(row["due_at"]),
        )
