"""Files that people share with the bot, fetched with its token: from Slack's own hosts only, and never too much."""

from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from pydantic import ValidationError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.addresses import is_slacks
from bot.slack.client import NotReachedError, RateLimitedError, SlackError, UnknownResultError, call
from bot.slack.payloads import SharedFile

_HOSTS = frozenset({"files.slack.com", "slack.com", "files.slack-gov.com", "slack-gov.com"})
_SECONDS = 10
_OK = 200
_NO_RIGHT = frozenset({301, 302, 303, 307, 308, 401, 403})
"""Slack sends whoever lacks the scope to a page to sign in, or shows that page at once, with 200."""
_GONE = frozenset({404, 410})
_TOO_MANY = 429
_SERVER_ERRORS = 500


class FileError(Exception):
    """The file cannot be had; trying again would not help."""


class FileTooLargeError(FileError):
    """The file has more bytes than are taken."""


class NoRightToFileError(FileError):
    """Slack asks to sign in: the token has no right to files."""


class FileGoneError(FileError):
    """Somebody removed the file."""


class FileNotSeenError(FileError):
    """The file is not there, or we may not see it."""


class FileNotYetError(FileError):
    """The file cannot be had now; it may be later."""


_BY_CODE: Mapping[str, type[FileError]] = {
    "file_not_found": FileNotSeenError,
    "file_deleted": FileGoneError,
    "missing_scope": NoRightToFileError,
    "not_allowed_token_type": NoRightToFileError,
}


@dataclass(frozen=True, slots=True)
class SlackFiles:
    """The way to shared files."""

    session: aiohttp.ClientSession
    client: AsyncWebClient
    token: str
    api_url: str
    """Where the Web API is; a stand-in for Slack has its files there as well."""

    async def about(self, file_id: str) -> SharedFile:
        """What Slack says of a file, where a message only named it; raises FileError."""
        try:
            answer = await call(self.client.files_info, file=file_id)
            return SharedFile.model_validate(answer["file"])
        except (NotReachedError, RateLimitedError, UnknownResultError) as error:
            raise FileNotYetError(error.code) from error
        except SlackError as error:
            kind = _BY_CODE.get(error.code, FileError)
            raise kind(f"Slack said {error.code}") from error
        except (KeyError, ValidationError) as error:
            raise FileError("Slack described no file") from error

    async def fetch(self, url: str, most_bytes: int) -> bytes:
        """The content of a file; raises FileError, also where it has more than so many bytes.

        No redirect is followed: it leads to a page to sign in, and the token must not travel to where somebody else's
        redirect points.
        """
        if not is_slacks(url, _HOSTS, self.api_url):
            raise FileError("its address is not Slack's")
        headers = {"Authorization": f"Bearer {self.token}"}
        timeout = aiohttp.ClientTimeout(total=_SECONDS)
        try:
            async with self.session.get(url, headers=headers, timeout=timeout, allow_redirects=False) as answer:
                if answer.status == _TOO_MANY or answer.status >= _SERVER_ERRORS:
                    raise FileNotYetError(f"Slack answered {answer.status}")
                if answer.status in _NO_RIGHT or (answer.status == _OK and answer.content_type == "text/html"):
                    raise NoRightToFileError(f"Slack answered {answer.status}, {answer.content_type}")
                if answer.status in _GONE:
                    raise FileNotSeenError(f"Slack answered {answer.status}")
                if answer.status != _OK:
                    raise FileError(f"Slack answered {answer.status}, {answer.content_type}")
                content = bytearray()
                async for chunk in answer.content.iter_chunked(64 * 1024):
                    content += chunk
                    if len(content) > most_bytes:
                        raise FileTooLargeError(f"it has more than {most_bytes:,} bytes")
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise FileNotYetError(type(error).__name__) from error
        return bytes(content)
