"""A Slack without a network, for simulations of years: it keeps what was posted, and loses answers."""

import asyncio
import random
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NoReturn

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from tests.ordeals.stepped import SteppedClock

Answer = Mapping[str, Any]
_LATE = 50.0
"""Seconds after which a message may still appear whose caller has hung up."""


class Fate(StrEnum):
    """What becomes of a call that posts a message."""

    FINE = "fine"
    LOST = "lost"
    """It is there, but the answer does not come."""
    BROKEN = "broken"
    """It is not there, and the answer does not say so."""
    LATE = "late"
    """It appears after whoever asked has hung up."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A message in a channel or in a thread."""

    ts: str
    at: float
    metadata: Answer | None
    thread_ts: str | None


@dataclass
class Trouble:
    """How often which call goes wrong, of a million."""

    lost: int = 0
    broken: int = 0
    late: int = 0
    limited: int = 0
    away: int = 0
    """No connection."""


@dataclass
class ForgetfulSlack:
    """What all lives of the bot talk to."""

    clock: SteppedClock
    rng: random.Random
    trouble: Trouble = field(default_factory=Trouble)
    said: dict[str, list[Posted]] = field(default_factory=lambda: defaultdict(list))
    closed: set[str] = field(default_factory=set)
    """Channels in which the bot is not, or no longer."""
    unread: set[str] = field(default_factory=set)
    """Channels that the bot may post to and not read."""
    next_fates: list[Fate] = field(default_factory=list)
    """Of the next posts, before chance decides."""
    calls: int = 0
    _last: int = 0

    def client(self, step: Callable[[], Awaitable[None]]) -> "Client":
        """Slack as one life of the bot reaches it; `step` is where that may end."""
        return Client(self, step)

    def fate(self) -> Fate:
        """What becomes of this post."""
        if self.next_fates:
            return self.next_fates.pop(0)
        dice = self.rng.randrange(1_000_000)
        for fate, times in (
            (Fate.LOST, self.trouble.lost),
            (Fate.BROKEN, self.trouble.broken),
            (Fate.LATE, self.trouble.late),
        ):
            if (dice := dice - times) < 0:
                return fate
        return Fate.FINE

    def post(self, channel: str, metadata: Answer | None, thread_ts: str | None) -> str:
        """A message is there."""
        self._last = max(self._last + 1, int(self.clock.now().timestamp() * 1e6))
        ts = f"{self._last // 1_000_000}.{self._last % 1_000_000:06}"
        self.said[channel].append(Posted(ts, self._last / 1e6, metadata, thread_ts))
        return ts


class Client:
    """The methods of `AsyncWebClient` that digests need. An answer is a mapping; that is all that is read of it."""

    token = "xoxb-simulated"  # noqa: S105 - nobody's

    def __init__(self, slack: ForgetfulSlack, step: Callable[[], Awaitable[None]]) -> None:
        self._slack = slack
        self._step = step

    async def chat_postMessage(  # noqa: N802 - as Slack calls it
        self, *, channel: str, metadata: Answer | None = None, thread_ts: str | None = None, **_: object
    ) -> Answer:
        """Posts, unless something goes wrong, in each of the ways that it can."""
        slack = self._slack
        await self._begin(channel)
        fate = slack.fate()
        if fate is Fate.BROKEN:
            raise aiohttp.ServerDisconnectedError
        if fate is Fate.LATE:
            delay = 5.0 + slack.rng.uniform(0.0, _LATE)
            asyncio.get_running_loop().call_later(delay, slack.post, channel, metadata, thread_ts)
            await asyncio.sleep(5.0)
            raise TimeoutError
        ts = slack.post(channel, metadata, thread_ts)
        await self._step()
        if fate is Fate.LOST:
            raise aiohttp.ServerDisconnectedError
        return {"ok": True, "ts": ts, "channel": channel}

    async def chat_update(self, **_: object) -> Answer:
        """Changes nothing that is looked at."""
        await self._step()
        return {"ok": True}

    async def conversations_history(self, *, channel: str, oldest: str = "0", **_: object) -> Answer:
        """What was said in a channel."""
        return await self._read(channel, None, oldest)

    async def conversations_replies(self, *, channel: str, ts: str, oldest: str = "0", **_: object) -> Answer:
        """What was said in a thread."""
        return await self._read(channel, ts, oldest)

    async def conversations_open(self, *, users: str, **_: object) -> Answer:
        """The direct conversation with somebody."""
        await self._begin(users)
        return {"ok": True, "channel": {"id": f"D{users}"}}

    async def conversations_info(self, *, channel: str, **_: object) -> Answer:
        """A public channel."""
        await self._begin(channel)
        return {"ok": True, "channel": {"id": channel, "is_private": False}}

    async def conversations_members(self, *, channel: str, **_: object) -> Answer:
        """Nobody that is looked at."""
        await self._begin(channel)
        return {"ok": True, "members": []}

    async def users_conversations(self, *, user: str, **_: object) -> Answer:
        """None that is looked at."""
        await self._begin(user)
        return {"ok": True, "channels": []}

    async def users_info(self, *, user: str, **_: object) -> Answer:
        """A colleague."""
        await self._begin(user)
        return {"ok": True, "user": {"id": user, "name": user.lower(), "profile": {"display_name": user}}}

    async def _read(self, channel: str, thread_ts: str | None, oldest: str) -> Answer:
        await self._begin(channel)
        if channel in self._slack.unread:
            _refuse("missing_scope")
        if self._slack.rng.randrange(1_000_000) < self._slack.trouble.broken:
            raise aiohttp.ServerDisconnectedError
        said = self._slack.said[channel]
        first = bisect_left(said, float(oldest), key=lambda each: each.at)
        return {
            "ok": True,
            "messages": [
                {"ts": each.ts, "metadata": each.metadata}
                for each in reversed(said[first:])
                if each.thread_ts == thread_ts or each.ts == thread_ts
            ],
        }

    async def _begin(self, channel: str) -> None:
        slack = self._slack
        slack.calls += 1
        await self._step()
        await asyncio.sleep(0.05)
        dice = slack.rng.randrange(1_000_000)
        if (dice := dice - slack.trouble.away) < 0:
            raise aiohttp.ConnectionTimeoutError
        if dice - slack.trouble.limited < 0:
            _refuse("ratelimited", status=429, headers={"Retry-After": "30"})
        if channel in slack.closed:
            _refuse("not_in_channel")


def _refuse(code: str, status: int = 200, headers: Mapping[str, str] | None = None) -> NoReturn:
    response = AsyncSlackResponse(
        client=None,  # asked for more pages only
        http_verb="POST",
        api_url="",
        req_args={},
        data={"ok": False, "error": code},
        headers=dict(headers or {}),
        status_code=status,
    )
    raise SlackApiError(code, response)  # type: ignore[no-untyped-call]
