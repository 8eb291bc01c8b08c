"""Policy files of which Slack tells little in the message: asked for, or named in the answer."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.playground.stand_in.journal import ApiCall
from tests.slack.conftest import Office
from tests.slack.policies import BEFORE, answers, direct, last_event, policy_text, uploads

BARE: dict[str, Any] = {"mode": "file_access", "file_access": "check_file_info"}


@pytest.fixture(autouse=True)
def small_policy(office: Office, tmp_path: Path) -> None:
    """In force when the bot starts."""
    office.policy_file = tmp_path / "policy.toml"
    office.policy_file.write_text(policy_text(BEFORE), encoding="utf-8")


async def shares(office: Office, content: str | None, name: str, told: dict[str, Any]) -> None:
    """Alice shares a file of which Slack tells the bot its id, and what is given; without content there is none."""
    message = await office.alice.upload(direct(office, office.alice), {"ours.pdf": b"%PDF"})
    await office.slack.until(lambda: len(answers(office, office.alice)) == 1)
    upload = office.slack.workspace.uploads[message.files[0]["id"]]
    upload.filename, upload.content = name, None if content is None else content.encode()
    payload = json.loads(json.dumps(last_event(office).delivery.payload)) | {"event_id": "Ev0BARE"}
    payload["event"]["files"] = [{"id": upload.id, **told}]
    exchange = await office.slack.deliver("events_api", payload)
    assert exchange.acknowledgement.error is None
    await office.slack.until(lambda: len(answers(office, office.alice)) == 2)


@pytest.mark.parametrize("told", [BARE, {}, dict.fromkeys(("name", "size", "url_private_download", "mode"))])
async def test_a_file_of_which_only_the_id_arrives_is_asked_for_and_answered(
    office: Office, told: dict[str, Any]
) -> None:
    async with office.bot():
        await shares(office, policy_text(), "policy.toml", told)
        assert "policy.toml: version 2026.12" in office.alice.sees()
        await office.alice.click("Discard")
        await office.alice.waits_for("policy.toml was discarded. Nothing has changed.")


@pytest.mark.parametrize("office", ["http"], indirect=True)
@pytest.mark.parametrize(
    ("content", "name", "told", "says"),
    [
        ("%PDF", "plan.pdf", BARE, "plan.pdf: a policy is a file that ends in .toml"),
        (None, "policy.toml", BARE, "This file: it was deleted, or Slack does not let me read it."),
        (None, "policy.toml", {"mode": "tombstone"}, "This file: it was deleted, so Slack does not let me read it."),
        (None, "a", {"mode": "tombstone", "name": "old.toml"}, "old.toml: it was deleted, so Slack does not let me"),
    ],
)
async def test_a_file_that_cannot_be_had_is_named_with_the_reason(
    office: Office, content: str | None, name: str, told: dict[str, Any], says: str
) -> None:
    async with office.bot():
        await shares(office, content, name, told)
        assert says in office.alice.sees()
    asked = [each for each in office.slack.log if isinstance(each, ApiCall) and each.method == "files.info"]
    assert bool(asked) == (told == BARE)
    office.slack.take_faults("file_not_found")


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_where_slack_does_not_say_at_once_what_a_file_is_it_is_asked_again(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("files.info", status=503)
        office.slack.fail_next("files.info", error="ratelimited", status=429, retry_after=1)
        await shares(office, policy_text(), "policy.toml", BARE)
        assert "policy.toml: version 2026.12" in office.alice.sees()


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_a_file_that_was_deleted_before_it_was_fetched_is_named(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("files-pri", status=404)
        office.slack.fail_next("files.info", error="file_deleted")
        await uploads(office, office.alice, policy_text())
        assert "policy.toml: it was deleted, so Slack does not let me read it." in office.alice.sees()
