"""The time that the workspace goes by; it can be moved by hand."""

import time
from collections.abc import Callable


class Clock:
    """Real time, or time that stands still, plus whatever it was moved by."""

    def __init__(self, frozen_at: float | None = None) -> None:
        """Run with real time, or stand still at `frozen_at` (Unix seconds) until moved."""
        self._frozen_at = frozen_at
        self.moved = 0.0
        """Seconds, in all."""
        self._watching: list[Callable[[], None]] = []

    def tell_of_moves(self, watching: Callable[[], None]) -> None:
        """Have this called whenever the time has been moved."""
        self._watching.append(watching)

    def now(self) -> float:
        """Unix seconds."""
        return (time.time() if self._frozen_at is None else self._frozen_at) + self.moved

    def advance(self, seconds: float) -> None:
        """Move the time; triggers and `response_url`s grow old by as much."""
        self.moved += seconds
        for each in self._watching:
            each()
