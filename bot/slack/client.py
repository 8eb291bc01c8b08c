"""Slack's Web API as the bot calls it: one session, short timeouts, and errors with names.

SlackError
├── RateLimitedError     wait `retry_after` seconds
├── CannotPostError      the conversation does not take our message; a person has to change something
├── GoneError            what we wanted to change is no longer there; nothing to do
├── NotWelcomeError      the token was revoked, or the app removed
├── NotReachedError      the call has not left this machine
└── UnknownResultError   a broken answer: the call may have worked or not
    └── NoAnswerError    no answer in time: Slack may still be at work on it
"""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.clocks import SlackClock

TIMEOUT = 5
"""Seconds for one call."""
_CONNECT_TIMEOUT = 3
"""Seconds of these for the connection: without one, nothing has been sent."""

_RATE_LIMITED = "ratelimited"


class SlackError(Exception):
    """Slack said no. `code` is Slack's own word for it."""

    codes: frozenset[str] = frozenset()

    def __init__(self, code: str, retry_after: float = 0.0) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after
        """Seconds; 0 where Slack names none."""


class RateLimitedError(SlackError):
    """Too many calls; wait."""

    codes = frozenset({_RATE_LIMITED, "rate_limited", "message_limit_exceeded"})


class CannotPostError(SlackError):
    """The conversation does not take our message."""

    codes = frozenset(
        {
            "not_in_channel",
            "channel_not_found",
            "is_archived",
            "restricted_action",
            "restricted_action_read_only_channel",
            "restricted_action_thread_only_channel",
            "restricted_action_non_threadable_channel",
            "restricted_action_thread_locked",
            "missing_scope",
            "messages_tab_disabled",
            "cannot_dm_bot",
            "user_not_found",
            "user_disabled",
            "no_permission",
            "ekm_access_denied",
            "team_access_not_granted",
            "as_user_not_supported",
            "access_denied",
            "thread_not_found",
        }
    )


class GoneError(SlackError):
    """Somebody closed the modal, changed it meanwhile, or removed the message."""

    codes = frozenset({"not_found", "hash_conflict", "message_not_found", "cant_update_message", "edit_window_closed"})


class NotWelcomeError(SlackError):
    """The token no longer works."""

    codes = frozenset(
        {
            "invalid_auth",
            "account_inactive",
            "token_revoked",
            "token_expired",
            "not_authed",
            "no_such_app",
            "app_uninstalled",
        }
    )


class NotReachedError(SlackError):
    """There was no connection: Slack has not heard of the call."""


class UnknownResultError(SlackError):
    """No answer that can be trusted."""

    codes = frozenset(
        {"internal_error", "fatal_error", "service_unavailable", "team_added_to_org", "org_login_required"}
    )


class NoAnswerError(UnknownResultError):
    """Slack took longer than anybody waits: what it has begun may still take effect."""

    codes = frozenset({"request_timeout"})


_KINDS: tuple[type[SlackError], ...] = (*SlackError.__subclasses__(), NoAnswerError)
_BY_CODE = {code: kind for kind in _KINDS for code in kind.codes}
_OK = 200
_TOO_MANY = 429
_SERVER_ERRORS = 500
_GATEWAY_TIMEOUT = 504
_LONGEST_RETRY_AFTER = 3600.0


def slack_session(clock: SlackClock) -> aiohttp.ClientSession:
    """A session in which every call ends in time, and every answer sets the clock.

    The limits are the session's because the SDK drops those of a client that is given one.
    """

    async def hear(_: aiohttp.ClientSession, __: object, end: aiohttp.TraceRequestEndParams) -> None:
        if end.response.status == _OK:
            clock.hear(end.response.headers.get("Date"))

    traces = aiohttp.TraceConfig()
    traces.on_request_end.append(hear)
    timeout = aiohttp.ClientTimeout(total=TIMEOUT, connect=_CONNECT_TIMEOUT)
    return aiohttp.ClientSession(timeout=timeout, trace_configs=[traces])


def slack_client(token: str, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client that never repeats a call by itself: a repeated post is a second post."""
    base_url = api_url if api_url.endswith("/") else f"{api_url}/"
    return AsyncWebClient(token=token, base_url=base_url, session=session, timeout=TIMEOUT, retry_handlers=[])


async def call(method: Callable[..., Awaitable[AsyncSlackResponse]], **arguments: Any) -> AsyncSlackResponse:
    """Calls a Web API method; raises a SlackError of the fitting kind."""
    try:
        return await method(**arguments)
    except SlackApiError as error:
        raise _typed(error) from error
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise NotReachedError(type(error).__name__) from error
    except TimeoutError as error:
        raise NoAnswerError(type(error).__name__) from error
    except (SlackClientError, aiohttp.ClientError, OSError, ValueError, AttributeError) as error:
        # The last two are how the SDK trips over an answer that is no JSON object, such as a proxy's own page.
        raise UnknownResultError(type(error).__name__) from error


def _typed(error: SlackApiError) -> SlackError:
    response = error.response
    if not isinstance(response, AsyncSlackResponse):
        return UnknownResultError("no_json")
    status, headers = response.status_code, response.headers
    code = str(response.data.get("error") or "") if isinstance(response.data, dict) else ""
    kind = _BY_CODE.get(code, SlackError)
    if status == _TOO_MANY or kind is RateLimitedError:
        return RateLimitedError(code or _RATE_LIMITED, _seconds(headers.get("Retry-After")))
    if status == _GATEWAY_TIMEOUT:
        return NoAnswerError(f"http_{status}")
    if status >= _SERVER_ERRORS or not code:
        return UnknownResultError(f"http_{status}")
    return kind(code)


def _seconds(retry_after: str | None) -> float:
    is_number = retry_after and retry_after.isascii() and retry_after.isdigit()
    return min(float(retry_after or 0), _LONGEST_RETRY_AFTER) if is_number else 0.0
