"""What people are to be told, put into the outbox: it is drawn from the record when it is sent, and never stale."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.store.columns import json_column, text_column, time_column
from bot.store.driver import Database
from bot.store.event import EventKind
from bot.weeks import Week


def in_a_direct_message(db: Database, at: datetime, decision_id: int, event: int, who: str) -> None:
    """Ask for a person to be told of an event in a direct message; once, however often it is asked for."""
    db.execute(
        """
        INSERT INTO outbox (kind, decision_id, event, channel, thread_ts, payload, state, attempts, not_before)
        VALUES ('notice', ?, ?, ?, '', '{}', 'waiting', 0, ?) ON CONFLICT DO NOTHING
        """,
        [decision_id, event, who, time_column(at)],
    )


def in_the_threads(db: Database, at: datetime, decision_id: int, event: int) -> None:
    """Ask for an event to be told in the thread of each of the decision's cards; once in each.

    Also of one that is just being posted: which message that became is known before anything else is sent there. Not
    beneath one in a direct conversation, where whoever asked is told of it anyway.
    """
    db.execute(
        """
        INSERT INTO outbox (kind, decision_id, event, channel, thread_ts, payload, state, attempts, not_before)
        SELECT DISTINCT 'reply', :id, :event, channel, thread, '{}', 'waiting', 0, :at FROM (
            SELECT channel, coalesce(thread_ts, ts) AS thread FROM posts WHERE decision_id = :id
            UNION ALL
            SELECT channel, thread_ts FROM outbox
            WHERE kind = 'card' AND decision_id = :id AND state = 'sending'
        ) WHERE channel NOT LIKE 'D%'
        ON CONFLICT DO NOTHING
        """,
        {"id": decision_id, "event": event, "at": time_column(at)},
    )


def rewrite(db: Database, at: datetime, decision_id: int) -> None:
    """Ask for the messages that repeat a decision's words to say what the record says now; one row per conversation."""
    db.execute(
        """
        INSERT INTO outbox (kind, decision_id, channel, thread_ts, payload, state, attempts, not_before)
        SELECT DISTINCT 'rewrite', decision_id, channel, '', '{}', 'waiting', 0, :at FROM repeats
        WHERE decision_id = :id
        ON CONFLICT DO NOTHING
        """,
        {"id": decision_id, "at": time_column(at)},
    )


def rewrite_digests_that_name(db: Database, at: datetime, who: str) -> None:
    """Ask the same of the digests that somebody set up, or that tell which policy they put in force.

    And of any that is being sent, whomever it names: where it will be is not known yet, so it is the channel's last.
    """
    sql = """
        WITH
            theirs AS MATERIALIZED (
                SELECT json_extract(body, '$.channel') AS channel FROM events WHERE kind = :set AND actor = :who
            ),
            in_force AS MATERIALIZED (SELECT at FROM events WHERE kind = :put AND actor = :who),
            digests AS MATERIALIZED (
                SELECT channel, ts, more_ts FROM digest_runs AS run WHERE ts IS NOT NULL AND (
                    channel IN (SELECT channel FROM theirs)
                    OR EXISTS (SELECT 1 FROM in_force WHERE at >= run.since AND at < run.until)
                )
            )
        INSERT INTO outbox (kind, channel, thread_ts, payload, state, attempts, not_before)
        SELECT 'rewrite', channel, ts, '{}', 'waiting', 0, :at FROM digests
        UNION ALL SELECT 'rewrite', channel, more_ts, '{}', 'waiting', 0, :at FROM digests WHERE more_ts IS NOT NULL
        UNION ALL SELECT 'rewrite', channel, '', '{}', 'waiting', 0, :at FROM outbox
        WHERE state = 'sending' AND kind IN ('digest', 'digest_more')
        """
    kinds = {"set": str(EventKind.DIGEST_SET), "put": str(EventKind.POLICY_PUT_IN_FORCE)}
    db.execute(sql, {**kinds, "who": text_column(who), "at": time_column(at)})


def remind(db: Database, at: datetime, who: str, payload: Mapping[str, Any]) -> None:
    """Ask for somebody to be told of everything that waits for them."""
    db.execute(
        """
        INSERT INTO outbox (kind, channel, thread_ts, payload, state, attempts, not_before)
        VALUES ('reminder', ?, '', ?, 'waiting', 0, ?)
        """,
        [who, json_column(payload), time_column(at)],
    )


def is_reminding(db: Database, who: str) -> bool:
    """Whether a reminder is on its way to somebody."""
    found = db.execute(
        "SELECT 1 FROM outbox WHERE kind = 'reminder' AND channel = ? AND state IN ('waiting', 'sending')", [who]
    )
    return found.fetchone() is not None


def more_of_digest(db: Database, at: datetime, channel: str, thread_ts: str, week: Week) -> None:
    """Ask for the rest of a digest to be posted in the thread of its message."""
    db.execute(
        """
        INSERT INTO outbox (kind, channel, thread_ts, payload, state, attempts, not_before)
        VALUES ('digest_more', ?, ?, ?, 'waiting', 0, ?) ON CONFLICT DO NOTHING
        """,
        [channel, thread_ts, json_column({"week": str(week)}), time_column(at)],
    )
