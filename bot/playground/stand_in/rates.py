"""How often Slack lets an app call.

Source: docs.slack.dev/apis/web-api/rate-limits; the tier of each method as Slack's Java SDK lists it.
"""

import math
from dataclasses import dataclass

from bot.playground.stand_in.calls import SlackError, Tier
from bot.playground.stand_in.clock import Clock

_PER_MINUTE = {2: 20, 3: 50, 4: 100}
POSTING_BURST = 3
"""How many posts to one channel Slack lets pass before it holds to one a second."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float
    blocked_until: float = 0.0


class Rates:
    """Counts calls by method (posts by channel, too) and refuses what is too much."""

    def __init__(self, clock: Clock, *, enabled: bool) -> None:
        """Refuse nothing unless enabled."""
        self.enabled = enabled
        self._clock = clock
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def spend(self, method: str, tier: Tier, channel: str) -> None:
        """Count a call.

        Raises `SlackError` with status 429 where it is too soon; calling again before `Retry-After` has
        passed is called `ignored_retry_after`, which is no code of Slack's.
        """
        bucket = self._bucket(method, tier, channel)
        now = self._clock.now()
        if now < bucket.blocked_until:
            raise _too_soon(bucket.blocked_until - now, "ignored_retry_after")
        if not self.enabled or (tier == "special" and method != "chat.postMessage"):
            return
        capacity, refill = _allowance(tier)
        bucket.tokens = min(capacity, bucket.tokens + (now - bucket.filled) * refill)
        bucket.filled = now
        if bucket.tokens < 1:
            seconds = math.ceil((1 - bucket.tokens) / refill)
            bucket.blocked_until = now + seconds
            raise _too_soon(seconds, "ratelimited")
        bucket.tokens -= 1

    def block(self, method: str, tier: Tier, channel: str, seconds: float) -> None:
        """Expect no such call for so long, because a `Retry-After` was sent."""
        self._bucket(method, tier, channel).blocked_until = self._clock.now() + seconds

    def _bucket(self, method: str, tier: Tier, channel: str) -> _Bucket:
        key = (method, channel if method == "chat.postMessage" else "")
        return self._buckets.setdefault(key, _Bucket(_allowance(tier)[0], self._clock.now()))


def _allowance(tier: Tier) -> tuple[float, float]:
    """How many calls at once, and how many more a second."""
    if tier == "special":
        return POSTING_BURST, 1.0
    return _PER_MINUTE[tier], _PER_MINUTE[tier] / 60


def _too_soon(seconds: float, error: str) -> SlackError:
    return SlackError(error, status=429, headers={"Retry-After": str(max(1, math.ceil(seconds)))})
