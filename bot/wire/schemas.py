"""The schemas under docs/schema, made from the types."""

import json

from pydantic import BaseModel

from bot.wire.base import ErrorOut
from bot.wire.classification import ClassifyIn, ClassifyOut
from bot.wire.digests import DigestListOut
from bot.wire.policy import PolicyShowOut
from bot.wire.policy_changes import PolicyDiffOut, PolicyReplayOut
from bot.wire.policy_check import PolicyCheckOut
from bot.wire.recommendation import AskOut, RecommendIn, RecommendOut
from bot.wire.record import LogOut, ShowOut

DOCUMENTS: dict[str, type[BaseModel]] = {
    "classify-in": ClassifyIn,
    "classify-out": ClassifyOut,
    "recommend-in": RecommendIn,
    "recommend-out": RecommendOut,
    "ask-out": AskOut,
    "policy-show-out": PolicyShowOut,
    "policy-diff-out": PolicyDiffOut,
    "policy-replay-out": PolicyReplayOut,
    "policy-check-out": PolicyCheckOut,
    "log-out": LogOut,
    "show-out": ShowOut,
    "digest-list-out": DigestListOut,
    "error-out": ErrorOut,
}
"""Every kind of JSON that goes in or out, by the name of its schema file."""


def schema_text(name: str) -> str:
    """The JSON Schema of one kind of document, as its file under docs/schema holds it."""
    schema = DOCUMENTS[name].model_json_schema(mode="validation" if name.endswith("-in") else "serialization")
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"
