"""What has to be sent to Slack, put down in the transaction of what it tells: neither is ever without the other.

A row goes from waiting to sending to sent or failed. One that was sending when the process died may or may not have
arrived: Slack has to be asked, and only then is it marked as sent or put back.

How long a row waits is counted by a clock that nobody sets back: `at` is the moment by that clock, except where a row
is asked for. One that is asked for is due at once, whatever the clock says.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.store import cards, digest_settling, posts, repeats, waits
from bot.store.columns import json_column, text_column, time_column, time_of
from bot.store.driver import Database
from bot.store.outbox_rows import (
    REPEATS,
    CardRow,
    DigestMoreRow,
    DigestRow,
    HomeRow,
    NoticeRow,
    OutboxRow,
    RefreshRow,
    ReminderRow,
    ReplyRow,
    card_row,
    notice_row,
    outbox_row,
    refresh_row,
)
from bot.store.posts import Post
from bot.store.repeats import Repeat

PACE = timedelta(seconds=1)
"""Between two messages in one channel (https://docs.slack.dev/apis/web-api/rate-limits)."""
NOTHING_WAITS = "nothing_waits"
"""The error of a reminder that came too late to say anything."""
PACE_AT_HOME = timedelta(seconds=0.2)
"""Between two publications of one Home: whoever has pressed something on it waits for the second."""
RATE_LIMITED = "ratelimited"
"""The error of a row whose channel has to wait, because Slack says so."""

_SETTLED = """
UPDATE outbox SET
    state = :state, last_send_at = :at, last_error = :error,
    payload = iif(kind IN ('digest', 'digest_more'), payload, '{}')
WHERE id = :id AND state = 'sending'
"""
"""What was to be said is no longer kept; which week a digest is of stays."""


def enqueue_card(
    db: Database, at: datetime, decision_id: int, channel: str, thread_ts: str | None, requester: str
) -> tuple[CardRow, bool]:
    """Ask for a decision's card in a channel, or in a thread there; and whether this call is what asked for it.

    The same place is asked for once, except that after a failure the row waits again.
    """
    place = {"decision_id": decision_id, "channel": channel, "thread_ts": thread_ts or ""}
    asked = db.execute(
        """
        INSERT INTO outbox (kind, decision_id, channel, thread_ts, requester, payload, state, attempts, not_before)
        VALUES ('card', :decision_id, :channel, :thread_ts, :requester, '{}', 'waiting', 0, :at)
        ON CONFLICT (decision_id, channel, thread_ts) WHERE kind = 'card' DO UPDATE SET
            state = 'waiting', attempts = 0, requester = excluded.requester, not_before = excluded.not_before,
            last_error = NULL
        WHERE outbox.state = 'failed'
        """,
        {**place, "requester": text_column(requester), "at": time_column(at)},
    )
    if asked.rowcount == 1:
        cards.tell_requested(db, at, decision_id, channel, thread_ts, requester)
    rows = db.query(
        """
        SELECT * FROM outbox
        WHERE kind = 'card' AND decision_id = :decision_id AND channel = :channel AND thread_ts = :thread_ts
        """,
        place,
    )
    return card_row(next(rows)), asked.rowcount == 1


def enqueue_refresh(db: Database, at: datetime, decision_id: int) -> list[RefreshRow]:
    """Ask for the decision's cards to be brought up to date, in each channel where one is or is just being posted.

    Asking again while a row waits adds none.
    """
    db.execute(
        """
        INSERT INTO outbox (kind, decision_id, channel, thread_ts, payload, state, attempts, not_before)
        SELECT DISTINCT 'refresh', decision_id, channel, '', '{}', 'waiting', 0, :at FROM outbox
        WHERE kind = 'card' AND decision_id = :id AND state IN ('sending', 'sent')
        ON CONFLICT DO NOTHING
        """,
        {"id": decision_id, "at": time_column(at)},
    )
    rows = db.query(
        "SELECT * FROM outbox WHERE kind = 'refresh' AND state = 'waiting' AND decision_id = ? ORDER BY id",
        [decision_id],
    )
    return [refresh_row(row) for row in rows]


def enqueue_notice(
    db: Database, at: datetime, who: str, payload: Mapping[str, Any], *, decision_id: int | None = None
) -> NoticeRow:
    """Ask for a person to be told something."""
    rows = db.query(
        """
        INSERT INTO outbox (kind, decision_id, channel, thread_ts, payload, state, attempts, not_before)
        VALUES ('notice', ?, ?, '', ?, 'waiting', 0, ?) RETURNING *
        """,
        [decision_id, who, json_column(payload), time_column(at)],
    )
    return notice_row(next(rows))


def claim_next(
    db: Database, at: datetime, claimed_at: datetime | None = None, *, digests: bool = True
) -> OutboxRow | None:
    """Take the oldest row that is due, digests after all others; it is now sending. None where none is due.

    Without `digests` it is something else. A channel has at most one row sending, none within PACE of the last, and
    none while one of its rows waits because of Slack's rate limit; somebody's Home is a channel of its own, with its
    own pace. `claimed_at` is the moment by Slack's clock, where that is another.
    """
    rows = db.query(
        """
        UPDATE outbox SET state = 'sending', attempts = attempts + 1, claimed_at = :claimed_at, last_send_at = :at
        WHERE id = (
            SELECT due.id FROM outbox AS due
            WHERE due.state = 'waiting' AND (due.attempts = 0 OR due.not_before <= :at)
                AND (due.kind IN ('digest', 'digest_more')) <= :digests
                AND NOT EXISTS (
                    SELECT 1 FROM outbox AS other
                    WHERE other.channel = due.channel AND other.state = 'sending'
                        AND (other.kind = 'home') = (due.kind = 'home')
                )
                AND NOT EXISTS (
                    SELECT 1 FROM outbox AS other
                    WHERE other.channel = due.channel AND other.last_send_at <= :at
                        AND other.last_send_at > iif(due.kind = 'home', :paced_at_home, :paced)
                        AND (other.kind = 'home') = (due.kind = 'home')
                )
                AND NOT EXISTS (
                    SELECT 1 FROM outbox AS other
                    WHERE other.channel = due.channel AND other.state = 'waiting' AND other.not_before > :at
                        AND other.last_error = :rate_limited AND other.kind NOT IN ('refresh', 'rewrite', 'home')
                )
            ORDER BY due.kind IN ('digest', 'digest_more'), due.id LIMIT 1
        )
        RETURNING *
        """,
        {
            "at": time_column(at),
            "claimed_at": time_column(claimed_at or at),
            "paced": time_column(at - PACE),
            "paced_at_home": time_column(at - PACE_AT_HOME),
            "rate_limited": RATE_LIMITED,
            "digests": digests,
        },
    )
    return next(map(outbox_row, rows), None)


def mark_sent(
    db: Database,
    at: datetime,
    row: OutboxRow,
    ts: str | None,
    *,
    private: bool,
    channel: str | None = None,
    about: Iterable[int] = (),
    more: bool = False,
    repeated: Iterable[Repeat] = (),
    posted_at: datetime | None = None,
) -> None:
    """A claimed row has arrived. For a card, `ts` is its message and `private` says whether its channel is.

    `channel` is where it is, for what was sent to a person; `about` names the decisions that a reminder or a digest
    repeats; `more` says that the rest of a digest has to follow in its thread. `repeated` is what messages repeat that
    were said anew. `posted_at` is the moment for the record, where that is another.
    """
    _leave_sending(
        db,
        _SETTLED,
        {"id": row.id, "state": "sent", "at": time_column(at), "error": None},
    )
    if isinstance(row, CardRow):
        if ts is None:
            raise ValueError(f"outbox row {row.id} is a card; where it was posted has to be known")
        post = Post(row.decision_id, row.channel, ts, row.thread_ts, private, posted_at or at)
        posts.add(db, post)
        cards.tell_posted(db, post.posted_at, post)
        waits.look_again(db, post.posted_at, row.decision_id, afresh=False)
    elif ts is not None:
        for repeat in _repeats(row, channel, ts, about):
            repeats.note(db, at, repeat)
    for repeat in repeated:
        repeats.note(db, at, repeat)
    digest_settling.sent(db, posted_at or at, row, ts, more=more)
    if isinstance(row, ReminderRow):
        waits.note_day(db, row.claimed_at or at, row.who, row.payload)
    if isinstance(row, HomeRow):
        # One is kept for the pace; there may be many of them, and they tell nothing.
        earlier = [row.who, row.id]
        db.execute("DELETE FROM outbox WHERE channel = ? AND kind = 'home' AND state = 'sent' AND id <> ?", earlier)


def _repeats(row: OutboxRow, channel: str | None, ts: str, about: Iterable[int]) -> Iterator[Repeat]:
    """What the message that a row became repeats of decisions."""
    match row:
        case ReplyRow():
            yield Repeat(row.channel, ts, row.decision_id, row.kind, row.event, None)
        case NoticeRow() if channel is not None:
            only = () if row.decision_id is None else (row.decision_id,)
            for decision_id in {*only, *row.payload.get(REPEATS, ())}:
                yield Repeat(channel, ts, decision_id, row.kind, row.event, row.who)
        case ReminderRow() if channel is not None:
            yield from (Repeat(channel, ts, decision_id, row.kind, None, row.who) for decision_id in about)
        case DigestRow() | DigestMoreRow():
            yield from (Repeat(row.channel, ts, decision_id, row.kind, None, None) for decision_id in about)


def mark_failed(db: Database, at: datetime, row: OutboxRow, error: str, *, given_up_at: datetime | None = None) -> None:
    """A claimed row cannot be sent, and trying again would not help.

    `given_up_at` is the moment for the record, where that is another.
    """
    _leave_sending(
        db,
        _SETTLED,
        {"id": row.id, "state": "failed", "at": time_column(at), "error": text_column(error)},
    )
    if isinstance(row, ReminderRow) and error == NOTHING_WAITS:
        waits.forget_day(db, row.who, row.payload)
    digest_settling.not_sent(db, given_up_at or at, row, error)
    if isinstance(row, CardRow):
        cards.tell_given_up(db, given_up_at or at, row.decision_id, row.channel, row.thread_ts)


def retry_later(db: Database, at: datetime, row: OutboxRow, not_before: datetime, error: str) -> None:
    """A claimed row has not arrived; it waits until `not_before`. A newer refresh of the same cards is merged in it."""
    _leave_sending(
        db,
        "UPDATE OR REPLACE outbox SET state = 'waiting', not_before = :not_before, last_send_at = :at, "
        "last_error = :error WHERE id = :id AND state = 'sending'",
        {
            "id": row.id,
            "at": time_column(at),
            "not_before": time_column(not_before),
            "error": text_column(error),
        },
    )


def resume(db: Database, at: datetime) -> None:
    """Begin with a clock that may have been set back since the last run: then what was waiting is due now."""
    db.execute(
        "UPDATE outbox SET not_before = :at WHERE state = 'waiting' AND last_send_at > :at", {"at": time_column(at)}
    )


def unposted(db: Database, decision_id: int) -> list[CardRow]:
    """The decision's cards that Slack has not taken: given up, or waiting to be tried again."""
    rows = db.query(
        "SELECT * FROM outbox WHERE kind = 'card' AND decision_id = ? "
        "AND (state = 'failed' OR (state = 'waiting' AND attempts > 0)) ORDER BY id",
        [decision_id],
    )
    return [card_row(row) for row in rows]


def anything_waiting(db: Database, due_by: datetime | None = None) -> bool:
    """Whether some row waits, and is due by then; without a moment, due or not."""
    found = db.execute(
        "SELECT 1 FROM outbox WHERE state = 'waiting' AND (:due_by IS NULL OR attempts = 0 OR not_before <= :due_by) "
        "LIMIT 1",
        {"due_by": None if due_by is None else time_column(due_by)},
    )
    return found.fetchone() is not None


def on_their_way(db: Database, channels: Sequence[str]) -> int:
    """How many rows for these channels have not been sent yet."""
    sql = (
        "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending') "
        "AND channel IN (SELECT value FROM json_each(?))"
    )
    return int(db.execute(sql, [json_column(channels)]).fetchone()[0])


def in_doubt(db: Database) -> list[OutboxRow]:
    """The rows that are sending. After a start that is those that were when the process died; never just send them."""
    return [outbox_row(row) for row in db.query("SELECT * FROM outbox WHERE state = 'sending' ORDER BY id")]


def left_over(db: Database) -> Mapping[int, datetime]:
    """The messages that were to be sent or being sent when the server started: since when each may have arrived.

    Those that wait are in doubt as well. The file may be an older backup that was put back, and the run that went on
    from it then has sent them. Digests that were never attempted are not among them: every digest is looked for once.
    """
    rows = db.execute(
        "SELECT id, coalesce(claimed_at, not_before) FROM outbox "
        "WHERE state IN ('waiting', 'sending') AND kind NOT IN ('refresh', 'rewrite', 'home') "
        "AND NOT (kind IN ('digest', 'digest_more') AND attempts = 0)"
    )
    return {int(number): time_of(since) for number, since in rows}


def discard_notices_about(db: Database, decision_id: int) -> None:
    """Remove the notices that repeat a decision and have not been claimed; what is drawn when it is sent may stay."""
    db.execute(
        "DELETE FROM outbox WHERE kind = 'notice' AND event IS NULL AND state = 'waiting' AND decision_id = ?",
        [decision_id],
    )


def _leave_sending(db: Database, sql: str, parameters: dict[str, Any]) -> None:
    if db.execute(sql, parameters).rowcount != 1:
        raise ValueError(f"outbox row {parameters['id']} is not being sent")
