"""What the event that records a decision says about the decision's fields without repeating them. Pure.

A commitment to a field is the SHA-256 of the field's name, its value as kept and, where the field can be erased, a
salt. The seal is the SHA-256 of the commitments to all fields. The event holds the seal alone, since everything in it
can be worked out again from the row; and a mark of each commitment, too short to prove anything, which says which field
it was when the seal no longer fits.

The salts derive from one random secret beside the decision. Erasing a field removes its value, and the secret with it:
what stays are the salts of the other fields, from which neither the secret nor the erased field's salt can be found.
The event that tells of the erasure holds the commitment, which the seal needs. It can no longer be opened, not even by
guessing.

Up to schema 6 the event held the commitment to each field, and each field had a random salt of its own.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from bot.store.columns import json_column

_BITS = 128
_MARK = 3


def new_secret() -> str:
    """What the salts of one decision derive from: 128 random bits."""
    return secrets.token_urlsafe(_BITS // 8)


def salts_from(secret: str, fields: Iterable[str]) -> dict[str, str]:
    """The salt of each field, 128 bits. None tells anything of another or of the secret."""
    return {field: hmac.digest(secret.encode(), field.encode(), "sha256")[: _BITS // 8].hex() for field in fields}


def salts_in(kept: object, fields: Iterable[str]) -> dict[str, str]:
    """The salts that are left, from what stands beside the decision: the secret, or salts that stand for themselves."""
    if isinstance(kept, str):
        return salts_from(kept, fields)
    return {field: salt for field, salt in kept.items() if isinstance(salt, str)} if isinstance(kept, dict) else {}


def commitment(salt: str | None, field: str, value: object) -> str:
    """What can be said about a field without saying it. `value` is the column exactly as it is kept.

    What can never be erased needs no salt: its value stays beside the commitment anyway.
    """
    return _short(_sha256(["field 1", salt, field, value]))


def seal_of(commitments: Iterable[str]) -> dict[str, str]:
    """What the event holds of a decision, given the commitments to its fields in their order."""
    each = list(commitments)
    return {"seal": _short(_sha256(["seal 1", *each])), "marks": "".join(one[:_MARK] for one in each)}


def marked(told: Mapping[str, Any], fields: Iterable[str]) -> dict[str, str]:
    """The mark of each field that is sealed: the first so many as the event has marks."""
    marks = told["marks"]
    return {field: marks[at : at + _MARK] for field, at in zip(fields, range(0, len(marks), _MARK), strict=False)}


def fits(committed: object, commitment_now: str) -> bool:
    """Whether a commitment in the event itself is the one to the field as it is; up to schema 2 in hexadecimal."""
    return committed in (commitment_now, base64.urlsafe_b64decode(f"{commitment_now}=").hex())


def _sha256(value: list[Any]) -> bytes:
    return hashlib.sha256(json_column(value).encode("ascii")).digest()


def _short(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
