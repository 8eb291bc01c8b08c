"""Slack's Web API as the bot calls it: one session, short timeouts, and errors with names.

SlackError
├── RateLimitedError     wait `retry_after` seconds
├── CannotPostError      the conversation does not take our message; a person has to change something
├── GoneError            what we wanted to change is no longer there; nothing to do
├── NotWelcomeError      the token was revoked, or the app removed
└── UnknownResultError   no answer, or a broken one: the call may have worked or not
"""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

TIMEOUT = 5
"""Seconds for one call."""

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


class UnknownResultError(SlackError):
    """No answer that can be trusted."""

    codes = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})


_BY_CODE = {code: kind for kind in SlackError.__subclasses__() for code in kind.codes}
_TOO_MANY = 429
_SERVER_ERRORS = 500


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
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise UnknownResultError(type(error).__name__) from error


def _typed(error: SlackApiError) -> SlackError:
    response = error.response
    status = response.status_code if isinstance(response, AsyncSlackResponse) else 0
    headers = response.headers if isinstance(response, AsyncSlackResponse) else {}
    code = str(response.get("error") or "") if hasattr(response, "get") else ""
    if status == _TOO_MANY:
        return RateLimitedError(_RATE_LIMITED, _seconds(headers.get("Retry-After")))
    if status >= _SERVER_ERRORS or not code:
        return UnknownResultError(f"http_{status}")
    return _BY_CODE.get(code, SlackError)(code)


def _seconds(retry_after: str | None) -> float:
    return float(retry_after) if retry_after and retry_after.isascii() and retry_after.isdigit() else 1.0
