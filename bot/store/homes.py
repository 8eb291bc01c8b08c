"""Whose Home has been opened, and what it was set to show: such a Home is kept up to date."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.store.columns import json_column, text_column, text_of, time_column
from bot.store.driver import Database

_LOOKING_FOR = timedelta(minutes=15)
"""So long after it was opened somebody may still have their Home before them. Slack tells of every opening."""
_MOST_LOOKING = 20
"""Those who opened theirs last: more at once would be more than Slack takes."""

_PUBLISH = """
INSERT INTO outbox (kind, channel, thread_ts, payload, state, attempts, not_before)
SELECT 'home', who, '', '{}', 'waiting', 0, :at FROM homes
"""

_OF_AN_EVENT = f"""
{_PUBLISH}
WHERE who = :actor OR who = (SELECT who FROM decisions WHERE id = :decision)
    OR who IN (SELECT who FROM homes WHERE opened_at >= :lately ORDER BY opened_at DESC LIMIT :most)
ON CONFLICT DO NOTHING
"""  # noqa: S608 - a constant of ours

_OF_PEOPLE = f"{_PUBLISH} WHERE who IN (SELECT value FROM json_each(:people)) ON CONFLICT DO NOTHING"  # noqa: S608 - only our own names


def opened(db: Database, at: datetime, who: str, shown: str = "") -> None:
    """Somebody looks at their Home, set to show this (what that means is the Home's own affair); it is published."""
    db.execute(
        """
        INSERT INTO homes (who, opened_at, shown) VALUES (?, ?, ?)
        ON CONFLICT (who) DO UPDATE SET opened_at = excluded.opened_at, shown = excluded.shown
        """,
        [text_column(who), time_column(at), text_column(shown)],
    )
    changed_for(db, at, [who])


def shown_to(db: Database, who: str) -> str | None:
    """What somebody's Home was set to show; None where they have never opened it."""
    found = db.execute("SELECT shown FROM homes WHERE who = ?", [text_column(who)]).fetchone()
    return None if found is None else text_of(found[0])


def changed_for(db: Database, at: datetime, people: Iterable[str]) -> None:
    """What these people's Homes show has changed: those that were ever opened are published anew."""
    asked = json_column(sorted({text_column(who) for who in people}))
    db.execute(_OF_PEOPLE, {"people": asked, "at": time_column(at)})


def changed_by(db: Database, at: datetime, actor: str, decision_id: int | None) -> None:
    """Something happened: the Homes of whoever did it, of whoever asked, and of those who may be looking at theirs."""
    parameters = {"actor": text_column(actor), "decision": decision_id, "at": time_column(at)}
    lately = time_column(at - _LOOKING_FOR)
    db.execute(_OF_AN_EVENT, {**parameters, "lately": lately, "most": _MOST_LOOKING})
