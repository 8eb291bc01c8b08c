"""The shortcut on messages that have no text of their own: their words are in the form."""

from typing import Any

import pytest

from bot import ids
from bot.requests import MOST_CHARACTERS
from tests.slack.conftest import HELP_DESK, Office
from tests.slack.test_questionnaire import through

_SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": HELP_DESK}}
_FORWARDED = {"is_share": True, "text": HELP_DESK, "message_blocks": [{"message": {"blocks": [_SECTION]}}]}


Parts = dict[str, list[dict[str, Any]]]


async def opened_on(office: Office, parts: Parts, text: str = "") -> str:
    """What stands in Bob's form after the shortcut on a message with these parts."""
    message = office.slack.workspace.post(office.general, office.alice.id, text, parts.get("blocks", ()))
    message.attachments, message.files = parts.get("attachments", []), parts.get("files", [])
    await office.bob.message_shortcut("assess_message", message)
    await office.bob.waits_for("What do you need done?")
    return str(office.bob.values[ids.REQUEST_TEXT][ids.REQUEST_TEXT]["value"] or "")


@pytest.mark.parametrize(
    "parts",
    [
        {"blocks": [_SECTION]},
        {"attachments": [{"fallback": HELP_DESK, "text": HELP_DESK}]},
        {"attachments": [_FORWARDED]},
        {"files": [{"id": "F1", "mode": "email", "filetype": "email", "title": "", "plain_text": HELP_DESK}]},
        {"files": [{"id": "F1", "mode": "snippet", "title": "Untitled", "preview": HELP_DESK}]},
    ],
)
async def test_it_opens_with_the_words_of_the_message_and_records_them(office: Office, parts: Parts) -> None:
    async with office.bot():
        assert await opened_on(office, parts) == HELP_DESK
        await through(office.bob)
        await office.bob.submit()
    assert [decision.text for decision in office.decisions()] == [HELP_DESK]


async def test_where_there_is_nothing_to_read_the_form_says_so(office: Office) -> None:
    async with office.bot():
        assert await opened_on(office, {"files": [{"id": "F1", "name": "plan.png", "title": "plan.png"}]}) == ""
        assert "There are no words in that message that I can read" in office.bob.sees()
        await office.bob.fill("What do you need done?", HELP_DESK)
        await through(office.bob)
        await office.bob.submit()
    assert [decision.text for decision in office.decisions()] == [HELP_DESK]


async def test_where_only_the_beginning_was_read_the_form_says_so_and_the_record_too(office: Office) -> None:
    async with office.bot():
        await opened_on(office, {}, f"{HELP_DESK}. " * 1_000)
        assert "That message is longer than a request can be (40,000 characters)" in office.bob.sees()
        await through(office.bob)
        await office.bob.submit()
        (decision,) = office.decisions()
        assert MOST_CHARACTERS - 1 <= len(decision.text) <= MOST_CHARACTERS
        assert decision.origin["cut"] == "length"
        snippet = {"id": "F1", "mode": "snippet", "preview": HELP_DESK, "preview_is_truncated": True}
        await opened_on(office, {"files": [snippet]})
        assert "Slack hands over only the beginning of a file in that message." in office.bob.sees()


async def test_a_message_as_long_as_slack_takes_arrives_in_any_script_and_is_recorded_whole(office: Office) -> None:
    words = "給与計算を外部の会社に任せたい。" * (MOST_CHARACTERS // 16)
    async with office.bot():
        said = {"type": "text", "text": words}
        blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [said]}]}]
        assert await opened_on(office, {"blocks": blocks}, words)
        await through(office.bob)
        await office.bob.submit()
    assert [decision.text for decision in office.decisions()] == [words]


async def test_null_stands_for_what_is_not_there(office: Office) -> None:
    bob = office.bob
    async with office.bot():
        message = office.slack.workspace.post(office.general, office.alice.id, HELP_DESK)
        exchange = await bob.message_shortcut("assess_message", message)
        payload = exchange.delivery.payload
        nothing = dict.fromkeys(("blocks", "attachments", "files", "username", "thread_ts", "bot_profile"))
        for text in (HELP_DESK, None):
            again = {**payload, "trigger_id": office.slack.triggers.issue(bob.id, office.general.id)}
            again["message"] = {**payload["message"], **nothing, "text": text}
            answer = await office.slack.deliver("interactive", again)
            assert answer.acknowledgement.error is None
        await bob.waits_for("There are no words in that message that I can read")
        submitted = await bob.submit()
        assert submitted is None
        await bob.fill("What do you need done?", HELP_DESK)
        submitted = await bob.submit()
        assert submitted is not None
        view = submitted.delivery.payload["view"]
        emptied = {**view, "previous_view_id": None, "private_metadata": None, "root_view_id": None}
        emptied["state"] = {"values": {**view["state"]["values"], "more": None, ids.BUSINESS_FUNCTION: {"x": None}}}
        for changed in (emptied, {**view, "state": None}, {**view, "blocks": None}, {**view, "state": {"values": []}}):
            payload = {**submitted.delivery.payload, "view": changed, "trigger_id": None, "response_urls": None}
            answer = await office.slack.deliver("interactive", payload)
            assert answer.acknowledgement.error is None
        typed = await office.alice.command("/sourcing help")
        assert typed is not None
        again = {**typed.delivery.payload, "text": None, "channel_name": None, "response_url": None}
        answer = await office.slack.deliver("slash_commands", again)
        assert answer.acknowledgement.error is None
