"""Where the cards of decisions are in Slack: what has to be updated there, and who can read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.columns import time_column, time_of
from bot.store.driver import Database
from bot.store.errors import readable


@dataclass(frozen=True, slots=True)
class Post:
    """A decision's card in a channel."""

    decision_id: int
    channel: str
    ts: str
    """The message's own timestamp, which is its id within the channel."""
    thread_ts: str | None
    """The message in whose thread it stands."""
    private: bool
    """Whether the channel was private when it was posted."""
    posted_at: datetime


def add(db: Database, post: Post) -> None:
    """Note where a card is; a message that is known already stays as it was noted."""
    db.execute(
        """
        INSERT INTO posts (decision_id, channel, ts, thread_ts, private, posted_at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (channel, ts) DO NOTHING
        """,
        [post.decision_id, post.channel, post.ts, post.thread_ts, post.private, time_column(post.posted_at)],
    )


def posts_of(db: Database, decision_id: int) -> list[Post]:
    """All cards of a decision, in the order in which they were posted."""
    rows = db.query("SELECT * FROM posts WHERE decision_id = ? ORDER BY posted_at, channel, ts", [decision_id])
    return [post_of(row) for row in rows]


def decision_at(db: Database, channel: str, ts: str) -> int | None:
    """The number of the decision whose card this message is; None where it is none."""
    found = db.execute("SELECT decision_id FROM posts WHERE channel = ? AND ts = ?", [channel, ts]).fetchone()
    return None if found is None else int(found[0])


def post_of(row: Mapping[str, Any]) -> Post:
    """The card in a row; raises StoreError where the row is not as this program wrote it."""
    with readable("A post"):
        return Post(
            decision_id=row["decision_id"],
            channel=row["channel"],
            ts=row["ts"],
            thread_ts=row["thread_ts"],
            private=bool(row["private"]),
            posted_at=time_of(row["posted_at"]),
        )
