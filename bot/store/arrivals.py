"""What somebody waits for: that a row begins to wait is told to them, and nobody who writes one has to remember it."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from bot.store.driver import Database


class Arrival(StrEnum):
    """What can arrive."""

    TO_SEND = "to_send"
    """Something in the outbox, also where it is to be sent once more."""
    TO_REMIND = "to_remind"
    """A decision of which it is not known yet who is to be reminded."""
    POLICY_FILE = "policy_file"
    """A policy file that somebody has sent."""
    DIGEST_SET = "digest_set"
    """A weekly digest, where it is set up or set otherwise."""


_ROWS: Mapping[Arrival, tuple[str, str]] = {
    Arrival.TO_SEND: ("outbox", "waiting"),
    Arrival.TO_REMIND: ("waits", "new"),
    Arrival.POLICY_FILE: ("policy_uploads", "received"),
    Arrival.DIGEST_SET: ("digests", "on"),
}
"""In which table it is a row, and in which state."""


def watch(db: Database, arrived: Callable[[Arrival], None]) -> None:
    """Have `arrived` called for each row that begins to wait, where this connection writes it.

    It is called inside the transaction, which may still come to nothing.
    """
    db.conn.create_function("arrived", 1, lambda what: arrived(Arrival(what)))
    for what, (table, state) in _ROWS.items():
        for how in ("INSERT", "UPDATE OF state"):
            # Temporary: it belongs to this connection, and is not in the file.
            db.execute(
                f"""
                CREATE TEMP TRIGGER "{what} by {how}" AFTER {how} ON main.{table} WHEN new.state = '{state}'
                BEGIN SELECT arrived('{what}'); END
                """
            )
