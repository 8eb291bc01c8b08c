"""Whose Home has been opened, and what it was set to show: such a Home is kept up to date."""

from collections.abc import Iterable
from datetime import datetime

from bot.store import outbox
from bot.store.columns import json_column, text_column, text_of, time_column
from bot.store.driver import Database


def opened(db: Database, at: datetime, who: str, shown: str = "") -> None:
    """Somebody looks at their Home, set to show this (what that means is the Home's own affair); it is published."""
    db.execute(
        """
        INSERT INTO homes (who, opened_at, shown) VALUES (?, ?, ?)
        ON CONFLICT (who) DO UPDATE SET opened_at = excluded.opened_at, shown = excluded.shown
        """,
        [text_column(who), time_column(at), text_column(shown)],
    )
    outbox.enqueue_home(db, at, who)


def shown_to(db: Database, who: str) -> str | None:
    """What somebody's Home was set to show; None where they have never opened it."""
    found = db.execute("SELECT shown FROM homes WHERE who = ?", [text_column(who)]).fetchone()
    return None if found is None else text_of(found[0])


def changed_for(db: Database, at: datetime, people: Iterable[str]) -> None:
    """What these people's Homes show has changed: those that were ever opened are published anew."""
    asked = json_column(sorted(set(people)))
    found = db.execute("SELECT who FROM homes WHERE who IN (SELECT value FROM json_each(?))", [asked]).fetchall()
    for (who,) in found:
        outbox.enqueue_home(db, at, text_of(who))
