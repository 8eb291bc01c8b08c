"""Doing once what may be asked for twice: a double click, a request sent again, an event delivered again."""

from collections.abc import Callable
from datetime import datetime

from bot.store.columns import text_column, time_column
from bot.store.driver import Database


def once(db: Database, at: datetime, key: str, work: Callable[[], int]) -> int:
    """What `work` gives, such as a decision's number. Only the first call with a key runs it.

    The result is remembered for good, in the transaction of the work itself: either both are on disk or neither.
    """
    key_column = text_column(key)
    found = db.execute("SELECT result FROM idempotency_keys WHERE key = ?", [key_column]).fetchone()
    if found is not None:
        return int(found[0])
    result = work()
    db.execute("INSERT INTO idempotency_keys (key, result, at) VALUES (?, ?, ?)", [key_column, result, time_column(at)])
    return result
