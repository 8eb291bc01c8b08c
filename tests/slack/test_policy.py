"""What the bot says to a policy file that it is sent."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot import ids
from bot.playground.stand_in.journal import FileDownload
from bot.playground.stand_in.person import Person
from rules.grid import Model
from rules.policy_file import LARGEST, default_policy_text
from tests.slack.conftest import HELP_DESK, Office
from tests.slack.policies import (
    BEFORE,
    DEAD_RULE,
    FEW,
    POINTS,
    answers,
    asks_for_the_policy,
    changes,
    direct,
    last_event,
    policy_text,
    uploads,
)
from tests.slack.test_failures import locked

pytestmark = pytest.mark.parametrize("office", ["http"], indirect=True)
"""Each test starts a process or several; that what people do arrives alike over both transports is tested elsewhere."""


@pytest.fixture(autouse=True)
def small_policy(office: Office, tmp_path: Path) -> None:
    """In force when the bot starts."""
    office.policy_file = tmp_path / "policy.toml"
    office.policy_file.write_text(policy_text(BEFORE), encoding="utf-8")


async def test_where_nobody_may_change_it_the_answer_names_the_setting(office: Office) -> None:
    office.owners = frozenset()
    async with office.bot():
        await asks_for_the_policy(office.alice)
        assert "SOURCING_POLICY_OWNERS" in office.alice.sees()
        answer = await uploads(office, office.alice, policy_text())
        assert "SOURCING_POLICY_OWNERS" in str(answer.blocks)
        assert ids.PUT_IN_FORCE not in str(answer.blocks)


# A policy file sent to the bot


async def test_an_uploaded_policy_is_checked_compared_and_offered_in_the_same_conversation(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command(f"/sourcing {HELP_DESK}", office.general)
        await uploads(office, alice, policy_text("2026.12", few=Model.HYBRID))
        for words in (
            "policy.toml: version 2026.12",
            f"In force now: version {BEFORE}",
            "*Checks*",
            f"scale.{FEW}: hybrid 0 to +{POINTS}",
            "*In-house → Hybrid*, for example",
            "Version 2026.12 changes 1 of 1 decision on the record (100 %): 1 from in-house to hybrid.",
            "Who may put it in force: @alice.",
            "[Put in force]",
            "[Discard]",
        ):
            assert words in alice.sees()
        await alice.click("Put in force", confirm=False)
        assert "From now on every request is judged by version 2026.12" in alice.asked[-1]
        await alice.click("Discard")
        await alice.waits_for("policy.toml was discarded. Nothing has changed.")
        assert "[Put in force]" not in alice.sees()
    assert changes(office) == []


async def test_the_policy_that_ships_can_be_changed_too_and_the_wait_for_so_long_a_file_is_announced(
    office: Office,
) -> None:
    office.policy_file = None
    async with office.bot():
        await uploads(office, office.alice, default_policy_text().replace("margin = 6", "margin = 5", 1))
        assert "policy.toml is being checked. That takes a while; the answer follows here." in office.alice.sees()
        await office.alice.waits_for("margin: 6 to 5")
        assert "Both call themselves by the same version" in office.alice.sees()
        await office.alice.click("Put in force")
        await office.alice.waits_for("is in force.*")


async def test_what_is_proved_to_be_wrong_is_said_and_asked_about_once_more(office: Office) -> None:
    async with office.bot():
        await uploads(office, office.alice, policy_text() + DEAD_RULE)
        lines = (policy_text() + DEAD_RULE).splitlines()
        assert f":warning: line {lines.index('[[rules]]') + 1}: " in office.alice.sees()
        assert "dead" in office.alice.sees()
        await office.alice.click("Put in force")
        assert "known fault" in office.alice.asked[-1]
        await office.alice.waits_for("is in force.*")
        await asks_for_the_policy(office.bob, office.general)
        assert ":warning:" in office.bob.sees()


async def test_who_is_no_owner_learns_nothing_of_decisions_they_may_not_see(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}", office.general)
        await uploads(office, office.bob, policy_text("2026.12", few=Model.HYBRID))
        assert "There is no decision to judge anew." in office.bob.sees()
        await office.bob.command(f"/sourcing {HELP_DESK}", office.general)
        await uploads(office, office.bob, policy_text("2026.12", few=Model.HYBRID))
        assert "changes 1 of 1 decision on the record" in office.bob.sees()


async def test_a_file_with_mistakes_is_answered_with_their_lines(office: Office) -> None:
    lines = policy_text().splitlines()
    number = next(index for index, line in enumerate(lines, start=1) if line.startswith("margin"))
    async with office.bot():
        await uploads(office, office.alice, policy_text().replace("margin =", "margni =", 1))
        seen = office.alice.sees()
        assert f'Line {number}: unknown key "margni"; did you mean "margin"?' in seen
        assert "policy.toml has 2 mistakes; nothing has changed." in seen
        assert "[Put in force]" not in seen


async def test_a_file_whose_own_examples_come_out_otherwise_is_not_offered(office: Office) -> None:
    broken = policy_text() + '\n[[examples]]\nname = "wishful"\ngiven = {}\nexpect = { standing = "firm" }\n'
    async with office.bot():
        await uploads(office, office.alice, broken)
        assert 'example "wishful": expected firm, got too_early' in office.alice.sees()
        assert "[Put in force]" not in office.alice.sees()


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"policy.pdf": b"%PDF"}, "policy.pdf: a policy is a file that ends in .toml"),
        ({"policy.toml": b""}, "policy.toml: the file is empty."),
        ({"policy.toml": b" \n"}, "policy.toml: the file is empty."),
        ({"policy.toml": b"#" * (LARGEST + 1)}, "at most 524,288 bytes"),
        ({"old.toml": b"a = 1", "new.toml": b"a = 2"}, "These are several files: `old.toml`, `new.toml`."),
        ({"policy.toml": b"version = '\xff'"}, "byte 11 is not UTF-8"),
        ({"policy.toml": b"a = " + b"[" * 3_000}, "too deep in one another"),
        ({"policy.toml": policy_text(BEFORE).encode()}, "is in force already, word for word"),
    ],
)
async def test_what_is_no_new_policy_is_told_in_a_sentence(office: Office, files: dict[str, bytes], says: str) -> None:
    async with office.bot():
        await office.alice.upload(direct(office, office.alice), files)
        await office.alice.waits_for(says)
        assert "[Put in force]" not in office.alice.sees()


async def test_a_file_larger_than_slack_says_is_not_read_to_its_end(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("files-pri", status=503)
        message = await office.alice.upload(direct(office, office.alice), {"policy.toml": b"# small"})
        office.slack.workspace.uploads[message.files[0]["id"]].content = b"#" * (LARGEST + 1)
        await office.alice.waits_for("at most 524,288 bytes")


async def test_a_file_that_slack_hands_out_only_later_is_answered_all_the_same(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("files-pri", status=503)
        office.slack.fail_next("files-pri", reset="before")
        await uploads(office, office.alice, policy_text())
        assert "[Put in force]" in office.alice.sees()


async def test_a_file_that_slack_does_not_hand_out_is_told(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("files-pri", status=404)
        await uploads(office, office.alice, policy_text())
        assert "Slack did not hand the file over. Please upload it again." in office.alice.sees()
        await uploads(office, office.alice, policy_text())
        assert "[Put in force]" in office.alice.sees()


async def test_where_slack_wants_somebody_to_sign_in_the_missing_scope_is_named(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("files-pri", status=302)
        await uploads(office, office.alice, policy_text())
        assert "Slack does not give me the right to read it." in office.alice.sees()
        payload = json.loads(json.dumps(last_event(office).delivery.payload)) | {"event_id": "Ev0SIGNIN"}
        payload["event"]["files"][0].update(name="page.toml", url_private_download=f"{office.slack.url}/signin")
        await office.slack.deliver("events_api", payload)
        await office.alice.waits_for("page.toml: Slack does not give me the right to read it.")
        assert "files:read" in office.alice.sees()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/policy.toml", "https://files.slack.com.evil.example/x", "https://[", ""]
)
async def test_the_token_goes_nowhere_but_to_slack(office: Office, address: str) -> None:
    async with office.bot():
        await uploads(office, office.alice, policy_text())
        payload = json.loads(json.dumps(last_event(office).delivery.payload)) | {"event_id": "Ev0ELSEWHERE"}
        payload["event"]["files"][0]["url_private_download"] = address
        downloads = len([each for each in office.slack.log if isinstance(each, FileDownload)])
        await office.slack.deliver("events_api", payload)
        await office.alice.waits_for("Slack did not hand the file over.")
        assert len([each for each in office.slack.log if isinstance(each, FileDownload)]) == downloads


async def test_who_only_calls_the_bot_is_told_what_it_takes(office: Office) -> None:
    async with office.bot():
        await office.bob.say(direct(office, office.bob), "@Sourcing")
        await office.bob.waits_for("a policy file goes into a direct message to me")
    assert office.decisions() == []


async def test_the_bots_own_messages_and_edits_are_not_answered(office: Office) -> None:
    async with office.bot():
        await uploads(office, office.alice, policy_text())
        payload = last_event(office).delivery.payload
        for number, different in enumerate[dict[str, Any]](
            (
                {"bot_id": office.slack.app.bot_id, "user": office.slack.bot.id},
                {"subtype": "message_changed"},
                {"subtype": "message_deleted"},
                {"channel_type": "channel"},
                {"type": "reaction_added"},
                {"type": "team_join", "user": {"id": office.bob.id}},
            )
        ):
            event = {**payload["event"], **different}
            exchange = await office.slack.deliver("events_api", {**payload, "event_id": f"Ev{number}", "event": event})
            assert exchange.acknowledgement.error is None
        await uploads(office, office.bob, "")
        assert len(answers(office, office.alice)) == 1


async def test_an_event_delivered_again_is_answered_once(office: Office) -> None:
    async with office.bot():
        await uploads(office, office.alice, policy_text())
        await office.slack.redeliver(last_event(office), times=3)
        await uploads(office, office.bob, "")
    async with office.bot():
        await office.slack.redeliver(last_event(office))
        await office.slack.until(lambda: True)
        assert (len(answers(office, office.alice)), len(answers(office, office.bob))) == (1, 1)


async def test_a_file_that_cannot_be_kept_now_is_not_acknowledged_so_that_slack_sends_it_again(office: Office) -> None:
    async with office.bot():
        with locked(office.database):
            await office.alice.upload(direct(office, office.alice), {"policy.toml": policy_text().encode()})
            assert office.slack.take_faults()
        await office.slack.redeliver(last_event(office))
        await office.alice.waits_for("[Put in force]")


# Files as people save them


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("policy.toml", b"\xef\xbb\xbf" + policy_text().encode()),
        ("policy.toml", policy_text().replace("\n", "\r\n").encode("utf-16")),
        ("policy.toml", b"\xfe\xff" + policy_text().encode("utf-16-be")),
        ("policy.toml", policy_text().encode("utf-16-le")),
        ("policy.toml", policy_text().encode("utf-16-be")),
        ("Policy.TOML.txt", policy_text().encode()),
    ],
    ids=[
        *("byte-order mark", "UTF-16 of Windows", "UTF-16 the other way round", "UTF-16 without a mark"),
        *("UTF-16 without a mark the other way round", "toml.txt"),
    ],
)
async def test_a_policy_is_read_however_an_editor_saved_it(office: Office, name: str, content: bytes) -> None:
    async with office.bot():
        await uploads(office, office.alice, content, name)
        await office.alice.click("Put in force")
        await office.alice.waits_for("*Version 2026.12 is in force.*")


@pytest.mark.parametrize(
    ("name", "mode", "taken"),
    [
        ("Untitled", "snippet", True),
        ("policy.txt", "snippet", True),
        ("policy.txt", "hosted", False),
        ("figures.csv", "snippet", False),
    ],
)
async def test_a_snippet_may_be_a_policy_whatever_it_is_called(
    office: Office, name: str, mode: str, *, taken: bool
) -> None:
    async with office.bot():
        await uploads(office, office.alice, policy_text())
        payload = json.loads(json.dumps(last_event(office).delivery.payload)) | {"event_id": "Ev0SNIPPET"}
        payload["event"]["files"][0].update(name=name, mode=mode)
        await office.slack.deliver("events_api", payload)
        refused = f"{name}: a policy is a file that ends in .toml"
        await office.alice.waits_for(f"{name}: version 2026.12" if taken else refused)


# Hostile files


HOSTILE = "<!channel> <@U99999999> *bold* `tick` <https://evil.example|bank> & " + "x" * 400


async def test_what_stands_in_a_file_is_only_text(office: Office) -> None:
    hostile = re.sub(
        r'^(title|label|because) = ".*"$',
        lambda found: f'{found[1]} = "{HOSTILE}"',
        policy_text(few=Model.HYBRID),
        flags=re.MULTILINE,
    )
    hostile = hostile.replace('version = "2026.12"', 'version = "<!here> <@U99999999> `v` *12*"', 1)
    async with office.bot():
        await uploads(office, office.alice, hostile, name="<!channel>*`<@U99999999>.toml")
        await office.alice.click("Put in force")
        await office.alice.waits_for("is in force.*")
        await asks_for_the_policy(office.alice, office.general)
        wrong = hostile.replace("margin = 3", '"<!channel> <@U99999999>" = 3', 1)
        await uploads(office, office.alice, wrong, name="<!everyone>.toml")
        await office.alice.upload(direct(office, office.alice), {"<!channel>.toml": b"1", "<@U99999999>.toml": b"2"})
        await office.alice.waits_for("These are several files")
    assert {each.mention.target for each in office.slack.notified} <= {office.alice.id}


async def test_a_file_with_thousands_of_mistakes_is_answered_in_one_message(office: Office) -> None:
    async with office.bot():
        answer = await uploads(office, office.alice, "\n".join(f"k{number} = 1" for number in range(5_000)))
        assert "more" in str(answer.blocks)


async def test_a_policy_under_which_nobody_could_accept_something_is_not_offered(office: Office) -> None:
    office.reviewers = frozenset({"S0PROCUREMENT"})
    office.slack.workspace.groups["S0PROCUREMENT"] = [office.alice.id, office.bob.id]
    two = '\n[[approvals]]\nid = "four_eyes"\nneeded = 2\nbecause = "We decide in twos."\n'
    async with office.bot():
        answer = str((await uploads(office, office.alice, policy_text() + two)).blocks)
        said = (
            f"Nobody could accept a decision asked by {office.alice.id}: 2 people have to agree (“We decide in twos.”)"
        )
        assert f"{said}, and only {office.bob.id} may." in answer
        assert ids.PUT_IN_FORCE not in answer
        office.slack.workspace.groups["S0PROCUREMENT"].append(Person(office.slack, "carol").id)
        answer = str((await uploads(office, office.alice, policy_text() + two)).blocks)
        assert "approval four_eyes added: 2 people from the reviewers have to agree to any decision" in answer
