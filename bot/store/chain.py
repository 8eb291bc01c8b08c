"""Why the record cannot be quietly changed: each event's hash covers the event before it. Pure.

An event cannot be edited, removed or moved without breaking the chain after it. What the event that records a decision
says about the decision's fields is in `sealing`.

A chain shows that nothing *inside* it was changed. Whoever can write the file can still cut off its end, or write a new
one: only a head published elsewhere, in a digest for instance, can show that.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from bot.store.columns import json_column
from bot.store.event import CHAINED

GENESIS = bytes(32)
"""What stands before the first event; also the head of an empty log."""


def event_hash(event: Mapping[str, Any]) -> bytes:
    """The hash of an event, from its columns exactly as they are kept; the hash before it counts in hexadecimal."""
    *columns, prev_hash = (event[column] for column in CHAINED)
    return hashlib.sha256(json_column(["event 1", *columns, prev_hash.hex()]).encode("ascii")).digest()
