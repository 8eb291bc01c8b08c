"""Why the record cannot be quietly changed: a chain of hashes over events, and commitments to fields. Pure.

Each event's hash covers all its columns and the hash of the event before it, so an event cannot be edited, removed
or moved without breaking the chain after it. The event that records a decision does not repeat the decision's fields;
it holds, for each, a commitment: the SHA-256 of the field's name, its value as kept and, where the field can be
erased, a random salt, which stands beside the value. Erasing value and salt together leaves a commitment that can no
longer be opened, not even by guessing, and a chain that still holds.

A chain shows that nothing *inside* it was changed. Whoever can write the file can still cut off its end, or write a new
one: only a head published elsewhere, in a digest for instance, can show that.
"""

import base64
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
    """The hash of an event, from its columns exactly as they are kept; in hexadecimal."""
    return _sha256(["event 1", *(event[column] for column in CHAINED)]).hex()


def new_salts(fields: Iterable[str]) -> dict[str, str]:
    """A fresh 128-bit salt for each field."""
    return {field: secrets.token_urlsafe(16) for field in fields}


def commitment(salt: str | None, field: str, value: object) -> str:
    """What an event says about a field without saying it. `value` is the column exactly as it is kept.

    What can never be erased needs no salt: its value stays beside the commitment anyway.
    """
    return _short(_sha256(["field 1", salt, field, value]))


def opens(committed: object, salt: str | None, field: str, value: object) -> bool:
    """Whether the value is the one committed to. Decisions from before schema 3 have the hash in hexadecimal."""
    digest = _sha256(["field 1", salt, field, value])
    return committed in (_short(digest), digest.hex())


def commitments(row: Mapping[str, Any], fields: Iterable[str], salts: Mapping[str, str]) -> dict[str, str]:
    """The commitment to each of the fields."""
    return {field: commitment(salts.get(field), field, row[field]) for field in fields}


def _sha256(value: list[Any]) -> bytes:
    return hashlib.sha256(json_column(value).encode("ascii")).digest()


def _short(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
