"""What was answered to the latest envelopes: one that comes twice is answered once, and the same."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

_MOST_ANSWERS = 1_000
_MOST_CHARACTERS = 2_000_000
"""Of all answers that are remembered."""

Answer = str | None
"""An acknowledgement, ready to be sent; None for none."""


class Envelopes:
    """Remembers so many answers that a repetition finds its own, and never more than a few megabytes.

    An envelope that is older than that is answered afresh. That is safe, only dearer: whatever is put on the record
    carries a key of its own.
    """

    def __init__(self) -> None:
        self._being_answered: dict[str, asyncio.Future[Answer]] = {}
        self._answers: OrderedDict[str, str] = OrderedDict()
        self._characters = 0

    async def once(self, envelope_id: str, answer: Callable[[], Awaitable[Answer]]) -> Answer:
        """What `answer` gives, or gave when this envelope came before; raises what it raises.

        An envelope that was not answered, by None or an error, is answered afresh the next time.
        """
        if envelope_id in self._answers:
            return self._answers[envelope_id]
        being_answered = self._being_answered.get(envelope_id)
        if being_answered is None:
            being_answered = self._being_answered[envelope_id] = asyncio.ensure_future(answer())
            being_answered.add_done_callback(lambda done: self._answered(envelope_id, done))
        # Whoever waits may be cancelled; what is being recorded, and whoever else waits for it, is not.
        return await asyncio.shield(being_answered)

    def _answered(self, envelope_id: str, done: asyncio.Future[Answer]) -> None:
        del self._being_answered[envelope_id]
        if done.cancelled() or done.exception() is not None or (answer := done.result()) is None:
            return
        self._answers[envelope_id] = answer
        self._characters += len(answer)
        while len(self._answers) > _MOST_ANSWERS or self._characters > _MOST_CHARACTERS:
            _, forgotten = self._answers.popitem(last=False)
            self._characters -= len(forgotten)
