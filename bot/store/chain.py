"""Why the record cannot be quietly changed: a chain of hashes over events, and commitments to fields. Pure.

Each event's hash covers all its columns and the hash of the event before it, so an event cannot be edited, removed
or moved without breaking the chain after it. The event that records a decision does not repeat the decision's fields;
it holds, for each, a commitment: the SHA-256 of a random salt, the field's name and its value as kept. The salt stands
beside the value. Erasing value and salt together leaves a commitment that can no longer be opened, not even by
guessing, and a chain that still holds.

A chain shows that nothing *inside* it was changed. Whoever can write the file can still cut off its end, or write a new
one: only a head published elsewhere, in a digest for instance, can show that.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from bot.store.columns import json_column

GENESIS = "0" * 64
"""What stands before the first event; also the head of an empty log."""

CHAINED = ("seq", "decision_id", "at", "actor", "kind", "body", "prev_hash")
"""The columns of an event that its hash covers: all others."""


def event_hash(event: Mapping[str, Any]) -> str:
    """The hash of an event, from its columns exactly as they are kept."""
    return _sha256(["event 1", *(event[column] for column in CHAINED)])


def new_salts(fields: Iterable[str]) -> dict[str, str]:
    """A fresh 128-bit salt for each field."""
    return {field: secrets.token_hex(16) for field in fields}


def commitment(salt: str | None, field: str, value: object) -> str:
    """What an event says about a field without saying it. `value` is the column exactly as it is kept."""
    return _sha256(["field 1", salt, field, value])


def commitments(row: Mapping[str, Any], salts: Mapping[str, str]) -> dict[str, str]:
    """The commitment to each field that has a salt."""
    return {field: commitment(salt, field, row[field]) for field, salt in salts.items()}


def _sha256(value: list[Any]) -> str:
    return hashlib.sha256(json_column(value).encode("ascii")).hexdigest()
