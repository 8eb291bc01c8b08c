"""Which rows of the outbox may be in Slack already, although this run has not tried to send them yet.

Those that an earlier run left over: it may have died between sending and noting so, or the record may have been put
back from a backup, and then somebody has gone on from it. And every digest: it is planned anew by a record that was put
back from before, so Slack is asked for it once before its first attempt, whatever stands in the outbox.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.store import DigestMoreRow, DigestRow, MessageRow
from bot.weeks import Week


class InDoubt:
    """What is known of them."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._left_over: dict[int, datetime] = {}
        self._not_there: set[tuple[str, str, Week]] = set()
        """The digests that were looked for once, before their first attempt."""

    def begin(self, left_over: Mapping[int, datetime]) -> None:
        """Note the rows that an earlier run left over, and since when each may have arrived."""
        self._left_over.update(left_over)

    def may_be_there(self, row: MessageRow) -> bool:
        """Whether Slack has to be asked before the row is sent."""
        if isinstance(row, DigestRow | DigestMoreRow) and _digest(row) not in self._not_there:
            return True
        return self.is_left_over(row)

    def is_left_over(self, row: MessageRow) -> bool:
        """Whether an earlier run may have sent it."""
        return row.id in self._left_over

    def since(self, row: MessageRow) -> datetime | None:
        """Since when it may have arrived, by Slack's clock; None where that is not known."""
        return self._left_over.get(row.id) or row.claimed_at

    def is_not_there(self, row: MessageRow) -> None:
        """Slack has said that it is not there, or nobody can ask.

        A digest that an earlier run left over was looked for since then; that run may never have come to look from the
        beginning of its week, so that is still to be done.
        """
        if self._left_over.pop(row.id, None) is None and isinstance(row, DigestRow | DigestMoreRow):
            self._not_there.add(_digest(row))

    def settled(self, row: MessageRow) -> None:
        """Nothing more is to be known of it."""
        self._left_over.pop(row.id, None)
        if isinstance(row, DigestRow | DigestMoreRow):
            self._not_there.discard(_digest(row))


def _digest(row: DigestRow | DigestMoreRow) -> tuple[str, str, Week]:
    """Not by its number, which another row may have once this one is removed."""
    return row.kind, row.channel, row.week
