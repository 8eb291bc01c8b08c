"""Which addresses are Slack's: no other is ever called, whatever a payload says."""

from collections.abc import Collection
from urllib.parse import urlsplit


def is_slacks(url: str, hosts: Collection[str], api_url: str) -> bool:
    """Whether an address is at one of these hosts, or where the Web API is, as with a stand-in for Slack."""
    try:
        parts, api = urlsplit(url), urlsplit(api_url)
    except ValueError:  # such as half an IPv6 address
        return False
    if (parts.scheme, parts.netloc) == (api.scheme, api.netloc):
        return True
    return parts.scheme == "https" and parts.netloc in hosts
