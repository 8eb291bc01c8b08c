"""Whether a request comes from Slack: its signature over the raw bytes, checked before anything is parsed.

Source: docs.slack.dev/authentication/verifying-requests-from-slack.
"""

import hashlib
import hmac
from collections.abc import Mapping

WINDOW = 300
"""Seconds that a request's timestamp may be off; an older one may be a replay."""

_LONGEST_TIMESTAMP = 12


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The signature that Slack gives a body sent at a time."""
    digest = hmac.new(secret.encode(), b"v0:%b:%b" % (timestamp.encode("ascii"), body), hashlib.sha256)
    return f"v0={digest.hexdigest()}"


def is_from_slack(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether the headers carry a signature of this body that is within the window. `now` is in Unix seconds."""
    timestamp = headers.get("X-Slack-Request-Timestamp", "")
    given = headers.get("X-Slack-Signature", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP):
        return False
    if abs(now - int(timestamp)) > WINDOW:
        return False
    expected = signature(secret, timestamp, body)
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape"))
