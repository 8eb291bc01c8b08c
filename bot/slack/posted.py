"""What surrounds a call that posts something: what is asked before it, and where the message is that came of it."""

from collections.abc import Awaitable
from typing import TypeVar

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.client import CannotPostError, NotReachedError, UnknownResultError

T = TypeVar("T")


class NothingToSayError(CannotPostError):
    """There is no longer anything to tell, or nobody who may be told of it."""

    codes = frozenset[str]()


async def before_posting(asked: Awaitable[T]) -> T:
    """What Slack is asked first; where its answer is lost, it was not asked to post anything yet."""
    try:
        return await asked
    except UnknownResultError as error:
        raise NotReachedError(error.code) from error


def ts_of(answer: AsyncSlackResponse) -> str:
    """Where a message is, as the answer says; raises UnknownResultError where it does not."""
    ts = answer.get("ts")
    if not isinstance(ts, str):
        raise UnknownResultError("no_ts")
    return ts


def channel_of(answer: AsyncSlackResponse) -> str | None:
    """The conversation that a message is in, as the answer says."""
    channel = answer.get("channel")
    return channel if isinstance(channel, str) else None
