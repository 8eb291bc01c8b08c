"""The policy in Slack: what is in force, and how its owner puts another version in force."""

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path

import pytest

from bench.bot_process import SECRET as PROCESS_SECRET
from bench.bot_process import SERVE, BotProcess, bot_process
from bot import ids
from bot.playground.deliveries import Exchange
from bot.playground.journal import FileDownload, Sent
from bot.playground.person import Person
from bot.playground.transport import HttpTransport
from bot.playground.workspace import Channel, Message
from bot.policy_review import LARGEST
from bot.store import Event, EventKind, Store, Verified
from bot.store.driver import sqlite3
from rules.policy_file import default_policy_text, parse_policy
from tests.slack.conftest import HELP_DESK, Office, eventually
from tests.slack.test_failures import locked
from tests.slack.test_kill import killed_in

SHIPPED = parse_policy(default_policy_text())
ONE_QUESTION = """
[[factors]]
id = "scale"
question = "How many people?"
why = "Few are led from here."
source = "team default"

[[factors.options]]
id = "5_49"
label = "Few"
points = { in_house = 5 }
because = "Few are led from here."

[[factors.options]]
id = "500_plus"
label = "Many"
points = { offshore_captive = 5 }
because = "Many pay for a centre."
"""
DEAD_RULE = """
[[rules]]
id = "dead"
when = { scale = ["5_49"] }
points = { in_house = 1 }
because = "It changes nothing."
source = "team default"
"""
BEFORE = "2026.11"


def policy_text(version: str = "2026.12", *, few: str = "in_house") -> str:
    """A policy that is checked in no time; `few` is the model that fits few people."""
    head = default_policy_text().partition("[[factors]]")[0]
    text = head.replace(f'version = "{SHIPPED.version}"', f'version = "{version}"', 1) + ONE_QUESTION
    return text.replace("{ in_house = 5 }", f"{{ {few} = 5 }}")


@pytest.fixture(autouse=True)
def small_policy(office: Office, tmp_path: Path) -> None:
    """In force when the bot starts."""
    office.policy_file = tmp_path / "policy.toml"
    office.policy_file.write_text(policy_text(BEFORE), encoding="utf-8")


def direct(office: Office, person: Person) -> Channel:
    """The person's conversation with the bot."""
    return office.slack.workspace.direct({person.id, office.slack.bot.id})


def answers(office: Office, person: Person) -> list[Message]:
    """What the bot has said there."""
    return [each for each in office.slack.workspace.posted(direct(office, person)) if each.by_app]


async def uploads(office: Office, person: Person, text: str | bytes, name: str = "policy.toml") -> Message:
    """The person uploads a file to the bot and waits for the answer."""
    before = len(answers(office, person))
    content = text.encode() if isinstance(text, str) else text
    await person.upload(direct(office, person), {name: content})
    await office.slack.until(lambda: len(answers(office, person)) > before, within=30)
    return answers(office, person)[-1]


def changes(office: Office) -> list[Event]:
    """Every policy that was put in force, as the log tells it."""
    with Store.read(office.database) as store:
        assert isinstance(store.verify(), Verified)
        return [each for each in store.policy_changes() if each.kind is EventKind.POLICY_PUT_IN_FORCE]


def last_event(office: Office) -> Exchange:
    """The event that Slack sent last."""
    sent = [each for each in office.slack.log if isinstance(each, Sent) and each.delivery.kind == "events_api"]
    return Exchange(sent[-1].delivery, sent[-1].acknowledgement)


# Which policy is in force


async def test_anybody_can_ask_which_policy_is_in_force_and_how_it_is_changed(office: Office) -> None:
    office.policy_file = None
    async with office.bot():
        await office.bob.command("/sourcing policy")
        seen = office.bob.sees()
        for words in (
            SHIPPED.title,
            f"*Version {SHIPPED.version}*",
            SHIPPED.sha256[:12],
            "the policy that ships with this bot",
            "*Checks*",
            "examples, each as expected",
            "complete sets of answers",
            "7 of 7 models can win.",
            "upload a policy file to me in a direct message",
            "Who may put it in force: @alice.",
        ):
            assert words in seen
        assert office.alice.ephemerals() == []
        await office.bob.command("/sourcing help")
        assert "/sourcing policy" in office.bob.sees()
        await office.bob.command("/sourcing polcy")
        assert "Did you mean `/sourcing policy`?" in office.bob.sees()
    assert office.decisions() == []


async def test_where_nobody_may_change_it_the_answer_names_the_setting(office: Office) -> None:
    office.owners = frozenset()
    async with office.bot():
        await office.alice.command("/sourcing policy")
        assert "SOURCING_POLICY_OWNERS" in office.alice.sees()
        answer = await uploads(office, office.alice, policy_text())
        assert "SOURCING_POLICY_OWNERS" in str(answer.blocks)
        assert ids.PUT_IN_FORCE not in str(answer.blocks)


# A policy file sent to the bot


async def test_an_uploaded_policy_is_checked_compared_and_offered_in_the_same_conversation(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await alice.command(f"/sourcing {HELP_DESK}", office.general)
        await uploads(office, alice, policy_text("2026.12", few="hybrid"))
        assert last_event(office).acknowledgement.seconds < 1
        for words in (
            "policy.toml: version 2026.12",
            f"In force now: version {BEFORE}",
            "*Checks*",
            "scale.5_49: in_house +5 to 0",
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


@pytest.mark.parametrize("office", ["socket"], indirect=True)
async def test_the_policy_that_ships_can_be_changed_too(office: Office) -> None:
    office.policy_file = None
    async with office.bot():
        await uploads(office, office.alice, default_policy_text().replace("margin = 3", "margin = 4", 1))
        assert "margin: 3 to 4" in office.alice.sees()
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
        await office.bob.command("/sourcing policy", office.general)
        assert ":warning:" in office.bob.sees()


async def test_who_is_no_owner_learns_nothing_of_decisions_they_may_not_see(office: Office) -> None:
    async with office.bot():
        await office.alice.command(f"/sourcing {HELP_DESK}", office.general)
        await uploads(office, office.bob, policy_text("2026.12", few="hybrid"))
        assert "There is no decision to judge anew." in office.bob.sees()
        await office.bob.command(f"/sourcing {HELP_DESK}", office.general)
        await uploads(office, office.bob, policy_text("2026.12", few="hybrid"))
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
    broken = policy_text() + '\n[[examples]]\nname = "wishful"\ngiven = {}\nexpect = { standing = "settled" }\n'
    async with office.bot():
        await uploads(office, office.alice, broken)
        assert 'example "wishful": expected settled, got open' in office.alice.sees()
        assert "[Put in force]" not in office.alice.sees()


@pytest.mark.parametrize("office", ["http"], indirect=True)
@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"policy.pdf": b"%PDF"}, "policy.pdf: a policy is a file that ends in .toml"),
        ({"policy.toml": b""}, "policy.toml: the file is empty."),
        ({"policy.toml": b" \n"}, "policy.toml: the file is empty."),
        ({"policy.toml": b"#" * (LARGEST + 1)}, "at most 262,144 bytes"),
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


@pytest.mark.parametrize("office", ["socket"], indirect=True)
async def test_a_file_larger_than_slack_says_is_not_read_to_its_end(office: Office) -> None:
    async with office.bot():
        office.slack.fail_next("files-pri", status=503)
        message = await office.alice.upload(direct(office, office.alice), {"policy.toml": b"# small"})
        office.slack.workspace.uploads[message.files[0]["id"]].content = b"#" * (LARGEST + 1)
        await office.alice.waits_for("at most 262,144 bytes")


@pytest.mark.parametrize("office", ["http"], indirect=True)
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


@pytest.mark.parametrize("office", ["socket"], indirect=True)
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


async def test_who_only_writes_to_the_bot_is_told_what_it_takes(office: Office) -> None:
    async with office.bot():
        await office.bob.say(direct(office, office.bob), "Move payroll to Poland")
        await office.bob.waits_for("upload a policy file here")
    assert office.decisions() == []


async def test_the_bots_own_messages_and_edits_are_not_answered(office: Office) -> None:
    async with office.bot():
        await uploads(office, office.alice, policy_text())
        payload = last_event(office).delivery.payload
        for number, different in enumerate(
            (
                {"bot_id": office.slack.app.bot_id, "user": office.slack.bot.id},
                {"subtype": "message_changed"},
                {"subtype": "message_deleted"},
                {"channel_type": "channel"},
                {"type": "reaction_added"},
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


# Putting it in force


async def test_once_put_in_force_it_judges_the_next_request_and_the_record_says_who_and_from_what(
    office: Office,
) -> None:
    alice, bob = office.alice, office.bob
    async with office.bot():
        await alice.command(f"/sourcing {HELP_DESK}", office.general)
        await uploads(office, alice, policy_text("2026.12", few="hybrid"))
        await alice.click("Put in force")
        await alice.waits_for("*Version 2026.12 is in force.*")
        assert "[Put in force]" not in alice.sees()
        await bob.command(f"/sourcing {HELP_DESK}", office.general)
        await bob.command("/sourcing policy")
        assert f"put in force by @alice instead of version {BEFORE}" in bob.sees()
    assert [(each.policy_version, each.recommended) for each in office.decisions()] == [
        ("2026.12", "hybrid"),
        (BEFORE, "in_house"),
    ]
    (event,) = changes(office)
    assert event.actor == alice.id
    assert (event.details["from_version"], event.details["version"]) == (BEFORE, "2026.12")
    assert event.details["sha256"] == parse_policy(policy_text("2026.12", few="hybrid")).sha256


async def test_it_is_in_force_after_a_restart_and_for_the_command_line(office: Office) -> None:
    async with office.bot():
        await uploads(office, office.alice, policy_text("2026.12"))
    async with office.bot():
        await office.alice.click("Put in force")
        await office.alice.waits_for("*Version 2026.12 is in force.*")
    assert command_line_version(office) == "2026.12"
    async with office.bot():
        await office.bob.command("/sourcing policy", office.general)
        assert "*Version 2026.12*" in office.bob.sees()


def command_line_version(office: Office) -> str:
    """The policy that `sourcing` goes by on the same log."""
    environment = {"SOURCING_DATABASE": str(office.database), "PATH": "", "SOURCING_POLICY": str(office.policy_file)}
    sourcing = str(Path(sys.executable).with_name("sourcing"))
    command = [sourcing, "policy", "show", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return str(json.loads(done.stdout)["version"])


async def test_only_an_owner_can_press_the_button_and_is_named_to_others(office: Office) -> None:
    async with office.bot():
        answer = await uploads(office, office.bob, policy_text())
        assert "You may not put it in force." in office.bob.sees()
        assert "Who may put it in force: @alice." in office.bob.sees()
        assert ids.PUT_IN_FORCE not in str(answer.blocks)
        await uploads(office, office.alice, policy_text())
    office.owners = frozenset({office.bob.id})
    async with office.bot():
        await office.alice.click("Put in force")
        await office.alice.waits_for("You may not put a policy in force.")
        assert "Who may put it in force: @bob." in office.alice.sees()
    assert changes(office) == []


async def test_pressed_twice_it_is_one_change(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        offer = await uploads(office, alice, policy_text("2026.12"))
        await asyncio.gather(*(alice.click("Put in force", offer) for _ in range(4)))
        await alice.waits_for("*Version 2026.12 is in force.*")
    assert len(changes(office)) == 1


async def test_of_two_owners_the_second_is_told_and_may_check_again(office: Office) -> None:
    alice, bob = office.alice, office.bob
    office.owners = frozenset({alice.id, bob.id})
    async with office.bot():
        first = await uploads(office, alice, policy_text("2026.12"))
        second = await uploads(office, bob, policy_text("2027.01"))
        await asyncio.gather(alice.click("Put in force", first), bob.click("Put in force", second))
        await office.slack.until(lambda: "is in force.*" in alice.sees() + bob.sees())
        winner, loser = (alice, bob) if "is in force.*" in alice.sees() else (bob, alice)
        await loser.waits_for("was not put in force: it was compared with another policy")
        assert len(changes(office)) == 1
        offers = len(answers(office, loser))
        await loser.click("Check again")
        await loser.waits_for("is being checked again")
        await office.slack.until(lambda: len(answers(office, loser)) > offers, within=30)
        put = "2026.12" if winner is alice else "2027.01"
        assert f"In force now: version {put}" in loser.sees()
        await loser.click("Put in force")
        await loser.waits_for("is in force.*")
    assert [each.actor for each in changes(office)] == [winner.id, loser.id]


async def test_two_owners_with_the_same_file_make_one_change(office: Office) -> None:
    alice, bob = office.alice, office.bob
    office.owners = frozenset({alice.id, bob.id})
    async with office.bot():
        first = await uploads(office, alice, policy_text("2026.12"))
        second = await uploads(office, bob, policy_text("2026.12"))
        await alice.click("Put in force", first)
        await bob.click("Put in force", second)
        await bob.waits_for("*Version 2026.12 is in force.*")
        assert "put in force by @alice" in bob.sees()
    assert len(changes(office)) == 1


async def test_a_discarded_offer_cannot_be_put_in_force(office: Office) -> None:
    alice = office.alice
    async with office.bot():
        await uploads(office, alice, policy_text("2026.12"))
        clicked = await alice.click("Discard")
        assert clicked is not None
        await alice.waits_for("was discarded")
        pressed = json.loads(json.dumps(clicked.delivery.payload))
        pressed["actions"][0]["action_id"] = ids.PUT_IN_FORCE
        await office.slack.deliver("interactive", pressed)
        await office.slack.until(lambda: True)
    assert changes(office) == []


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_an_offer_that_is_no_longer_kept_says_so(office: Office) -> None:
    async with office.bot():
        await uploads(office, office.alice, policy_text("2026.12"))
    with closing(sqlite3.connect(office.database)) as other, other:
        other.execute("DELETE FROM policy_uploads")
    async with office.bot():
        await office.alice.click("Put in force")
        await office.alice.waits_for("This policy file is no longer kept; please upload it again.")


async def test_a_questionnaire_begun_before_goes_on_under_the_new_policy(office: Office) -> None:
    alice, bob = office.alice, office.bob
    async with office.bot():
        await bob.command("/sourcing")
        await bob.waits_for("What do you need done?")
        await bob.fill("What do you need done?", HELP_DESK)
        await bob.submit()
        await uploads(office, alice, policy_text("2026.12"))
        await alice.click("Put in force")
        await alice.waits_for("is in force.*")
        for _ in range(8):
            if bob.modal is not None and "submit" in bob.modal.content:
                await bob.submit()
        assert "is on record" in bob.sees()
    assert [each.policy_version for each in office.decisions()] == ["2026.12"]


# The policy file beside it


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_a_policy_file_changed_later_is_the_newer_word_and_on_the_record(office: Office, tmp_path: Path) -> None:
    alice, path = office.alice, tmp_path / "policy.toml"
    path.write_text(policy_text("file 1"), encoding="utf-8")
    office.policy_file = path
    async with office.bot():
        await uploads(office, alice, policy_text("slack"))
        await alice.click("Put in force")
        await alice.waits_for("*Version slack is in force.*")
    assert command_line_version(office) == "slack"
    path.write_text(policy_text("file 2"), encoding="utf-8")
    assert command_line_version(office) == "file 2"
    async with office.bot():
        await alice.command("/sourcing policy", office.general)
        assert "*Version file 2*" in alice.sees()
        assert "the file that the setting SOURCING_POLICY names" in alice.sees()
        path.write_text(policy_text("file 3"), encoding="utf-8")
        await eventually(lambda: len(changes(office)) == 3)
    told = [(each.actor, each.details["from_version"], each.details["version"]) for each in changes(office)]
    assert told == [
        (alice.id, "file 1", "slack"),
        ("SOURCING_POLICY", "slack", "file 2"),
        ("SOURCING_POLICY", "file 2", "file 3"),
    ]


@pytest.mark.parametrize("office", ["socket"], indirect=True)
async def test_a_policy_file_with_mistakes_is_told_to_whoever_asks(office: Office, tmp_path: Path) -> None:
    office.policy_file = tmp_path / "policy.toml"
    office.policy_file.write_text(policy_text("file 1"), encoding="utf-8")
    async with office.bot():
        office.policy_file.write_text("margni = 3", encoding="utf-8")
        await office.bob.command("/sourcing policy")
        assert "*Version file 1*" in office.bob.sees()
        assert "The policy file has been changed and has mistakes now" in office.bob.sees()


# Kills


@asynccontextmanager
async def process(office: Office) -> AsyncIterator[BotProcess]:
    """`sourcing serve` with Alice as the policy owner, reachable from Slack."""
    owners, file = f"SOURCING_POLICY_OWNERS={office.alice.id}", f"SOURCING_POLICY={office.policy_file}"
    program = ("env", owners, file, *SERVE)
    http = office.transport == "http"
    async with bot_process(office.slack, office.database, http=http, program=program) as bot:
        if http:
            office.slack.transport = HttpTransport(bot.events_url, PROCESS_SECRET)
        else:
            await office.slack.sockets.connected()
        yield bot
        await office.slack.transport.close()


@pytest.mark.parametrize("office", ["socket"], indirect=True)
async def test_a_file_is_answered_once_however_early_the_bot_is_killed(office: Office) -> None:
    alice, rng = office.alice, random.Random(1)
    office.slack.ack_limit = 0.5
    async with process(office) as bot:
        await uploads(office, alice, "")  # the first request after a start takes longer than any other
        upload = partial(alice.upload, direct(office, alice), {"policy.toml": policy_text().encode()})
        await killed_in(office, bot, upload, rng.uniform(0, 0.05))
    async with process(office):
        if last_event(office).acknowledgement.error is not None:
            await office.slack.redeliver(last_event(office))
        await alice.waits_for("[Put in force]", within=10)
        await uploads(office, alice, "")
    assert len(answers(office, alice)) == 3


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_what_was_told_to_be_in_force_is_in_force_after_a_kill(office: Office) -> None:
    alice, rng = office.alice, random.Random(2)
    office.slack.ack_limit = 0.5
    before = BEFORE
    for version in ("2026.12", "2027.01"):
        async with process(office) as bot:
            offer = await uploads(office, alice, policy_text(version))
            await killed_in(office, bot, partial(alice.click, "Put in force", offer), rng.uniform(0, 0.2))
            if f"*Version {version} is in force.*" in alice.sees():
                assert command_line_version(office) == version
        assert command_line_version(office) in {before, version}
        async with process(office):
            if f"*Version {version} is in force.*" not in alice.sees():
                await alice.click("Put in force", offer)
            await alice.waits_for(f"*Version {version} is in force.*")
            assert command_line_version(office) == version
        before = version
    told = [(each.actor, each.details["version"]) for each in changes(office)]
    assert told == [(alice.id, "2026.12"), (alice.id, "2027.01")]


# Hostile files


HOSTILE = "<!channel> <@U99999999> *bold* `tick` <https://evil.example|bank> \\u202egnol & " + "x" * 150


async def test_what_stands_in_a_file_is_only_text(office: Office) -> None:
    hostile = policy_text().replace('title = "Default sourcing policy"', f'title = "{HOSTILE}"', 1)
    hostile = hostile.replace('version = "2026.12"', 'version = "<!here> <@U99999999> `v` *12*"', 1)
    async with office.bot():
        await uploads(office, office.alice, hostile, name="<!channel>*`<@U99999999>.toml")
        await office.alice.click("Put in force")
        await office.alice.waits_for("is in force.*")
        await office.alice.command("/sourcing policy", office.general)
        wrong = hostile.replace("margin = 3", '"<!channel> <@U99999999>" = 3', 1)
        await uploads(office, office.alice, wrong, name="<!everyone>.toml")
        await office.alice.upload(direct(office, office.alice), {"<!channel>.toml": b"1", "<@U99999999>.toml": b"2"})
        await office.alice.waits_for("These are several files")
    assert {each.mention.target for each in office.slack.notified} <= {office.alice.id}


async def test_a_file_with_thousands_of_mistakes_is_answered_in_one_message(office: Office) -> None:
    async with office.bot():
        answer = await uploads(office, office.alice, "\n".join(f"k{number} = 1" for number in range(5_000)))
        assert "more" in str(answer.blocks)
