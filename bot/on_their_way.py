"""Cards that are being posted, and who waits to hear where they are: in this process only, and for a short while."""

import asyncio
from collections import OrderedDict

Place = tuple[int, str, str]
"""A decision's number, the conversation, and the message in whose thread the card is to stand, or nothing."""

_MOST = 1_000


class OnTheirWay:
    """Tells whoever waits for a card where it is, as soon as it is there."""

    def __init__(self) -> None:
        self._expected: OrderedDict[Place, asyncio.Future[str]] = OrderedDict()

    def expect(self, decision_id: int, conversation: str, thread_ts: str | None) -> asyncio.Future[str]:
        """The timestamp of the card's message, once it is posted there; it may never be."""
        place = (decision_id, conversation, thread_ts or "")
        expected = self._expected.get(place)
        if expected is None:
            expected = self._expected[place] = asyncio.get_running_loop().create_future()
            while len(self._expected) > _MOST:
                self._expected.popitem(last=False)[1].cancel()
        return expected

    def arrived(self, decision_id: int, conversation: str, thread_ts: str | None, ts: str) -> None:
        """It is there, as the record knows as well."""
        expected = self._expected.pop((decision_id, conversation, thread_ts or ""), None)
        if expected is not None and not expected.done():
            expected.set_result(ts)
