"""What Slack sends is read whatever it leaves out, and whether it leaves it out or says null."""

from typing import Any

import pytest
from pydantic import BaseModel

from bot.slack import payloads
from bot.slack.payloads import as_fields, read_payload

ABOUT: dict[str, Any] = {"team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "1.2"}
VIEW = {"id": "V1", "type": "modal"}
SMALLEST: list[dict[str, Any]] = [
    {"command": "/sourcing", "team_id": "T1", "user_id": "U1", "channel_id": "C1", "trigger_id": "1.2"},
    {**ABOUT, "type": "message_action", "callback_id": "a", "channel": {"id": "C1"}, "message": {"ts": "1.0"}},
    {**ABOUT, "type": "shortcut", "callback_id": "a"},
    {**ABOUT, "type": "block_actions", "actions": [{"action_id": "a"}], "view": VIEW, "channel": {"id": "C1"}},
    {**ABOUT, "type": "view_submission", "view": VIEW},
    {**ABOUT, "type": "view_closed", "view": VIEW},
    {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "Ev1",
        "event": {"type": "message", "files": [{"id": "F1"}]},
    },
]
"""A payload of each kind with nothing in it that Slack could leave out."""


def with_nulls(body: dict[str, Any], read: BaseModel) -> dict[str, Any]:
    """The payload with null for every field that it leaves out, at every depth, as `read` knows them."""
    whole = dict(body)
    for name in type(read).model_fields:
        if name == "words":
            whole |= dict.fromkeys(("text", "blocks", "attachments", "files"))
            continue
        value, known = body.get(name), getattr(read, name)
        if isinstance(value, dict) and isinstance(known, BaseModel):
            whole[name] = with_nulls(value, known)
        elif isinstance(value, list):
            whole[name] = [None, *(with_nulls(each, model) for each, model in zip(value, known, strict=True))]
        elif name not in body and name != "type":
            whole[name] = None
    return whole


@pytest.mark.parametrize("body", SMALLEST, ids=lambda body: str(body.get("type", "command")))
def test_null_is_read_as_what_is_not_there(body: dict[str, Any]) -> None:
    read = read_payload(body)
    assert read_payload(with_nulls(body, read)) == read


@pytest.mark.parametrize("body", SMALLEST, ids=lambda body: str(body.get("type", "command")))
def test_what_is_handed_on_is_read_as_the_same_once_more(body: dict[str, Any]) -> None:
    read = read_payload(body)
    assert read_payload(as_fields(read)) == read


def test_the_words_of_a_message_are_read_once_and_handed_on() -> None:
    body = {**SMALLEST[1], "message": {"ts": "1.0", "text": "a &amp;lt; b", "blocks": [[[{"type": 3}]]]}}
    read = read_payload(as_fields(read_payload(body)))
    assert isinstance(read, payloads.MessageShortcut)
    assert read.message.words.text == "a &lt; b"


@pytest.mark.parametrize("values", [None, [], {}, {"block": None}, {"block": {"action": None}}])
def test_a_form_without_values_holds_nothing(values: Any) -> None:
    read = read_payload({**SMALLEST[5], "view": {**VIEW, "state": {"values": values}}})
    assert isinstance(read, payloads.ViewClosed)
    assert read.view.state.text("action") is None
