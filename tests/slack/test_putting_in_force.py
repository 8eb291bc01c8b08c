"""A policy put in force from Slack: once, by its owners, and for good."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path

import pytest

from bot import ids
from bot.playground.stand_in.transport import HttpTransport
from bot.store.driver import sqlite3
from rules.grid import Model
from rules.policy_file import parse_policy
from tests.ordeals.bot_process import SECRET as PROCESS_SECRET
from tests.ordeals.bot_process import SERVE, BotProcess, bot_process
from tests.slack.conftest import HELP_DESK, Office, eventually
from tests.slack.policies import (
    BEFORE,
    answers,
    asks_for_the_policy,
    changes,
    command_line_version,
    direct,
    last_event,
    policy_text,
    uploads,
)
from tests.slack.test_kill import killed_in
from tests.slack.test_restored_backups import put_aside, put_back

pytestmark = pytest.mark.parametrize("office", ["socket"], indirect=True)
"""Each test starts a process or several; that what people do arrives alike over both transports is tested elsewhere."""


@pytest.fixture(autouse=True)
def small_policy(office: Office, tmp_path: Path) -> None:
    """In force when the bot starts."""
    office.policy_file = tmp_path / "policy.toml"
    office.policy_file.write_text(policy_text(BEFORE), encoding="utf-8")


# Putting it in force


async def test_once_put_in_force_it_judges_the_next_request_and_the_record_says_who_and_from_what(
    office: Office,
) -> None:
    alice, bob = office.alice, office.bob
    async with office.bot():
        await alice.command(f"/sourcing {HELP_DESK}", office.general)
        await uploads(office, alice, policy_text("2026.12", few=Model.HYBRID))
        await alice.click("Put in force")
        await alice.waits_for("*Version 2026.12 is in force.*")
        assert "[Put in force]" not in alice.sees()
        await bob.command(f"/sourcing {HELP_DESK}", office.general)
        await asks_for_the_policy(bob)
        assert f"put in force by @alice instead of version {BEFORE}" in bob.sees()
    assert [(each.policy_version, each.recommended) for each in office.decisions()] == [
        ("2026.12", "hybrid"),
        (BEFORE, "in_house"),
    ]
    (event,) = changes(office)
    assert event.actor == alice.id
    assert (event.details["from_version"], event.details["version"]) == (BEFORE, "2026.12")
    assert event.details["sha256"] == parse_policy(policy_text("2026.12", few=Model.HYBRID)).sha256


async def test_it_is_in_force_after_a_restart_and_for_the_command_line(office: Office) -> None:
    async with office.bot():
        await uploads(office, office.alice, policy_text("2026.12"))
    async with office.bot():
        await office.alice.click("Put in force")
        await office.alice.waits_for("*Version 2026.12 is in force.*")
    assert command_line_version(office) == "2026.12"
    async with office.bot():
        await asks_for_the_policy(office.bob, office.general)
        assert "*Version 2026.12*" in office.bob.sees()


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
        await office.slack.until(lambda: len(answers(office, loser)) > offers)
        put = "2026.12" if winner is alice else "2027.01"
        assert f"In force now: version {put}" in loser.sees()
        await loser.click("Put in force")
        await loser.waits_for("is in force.*")
    assert [each.actor for each in changes(office)] == [winner.id, loser.id]


async def test_a_press_that_arrives_again_does_not_undo_later_changes(office: Office) -> None:
    async with office.bot():
        pressed = []
        for version in ("2026.12", "2027.01"):
            offer = await uploads(office, office.alice, policy_text(version))
            pressed.append(await office.alice.click("Put in force", offer))
            await office.alice.waits_for(f"*Version {version} is in force.*")
        for each in pressed:
            assert each is not None
            await office.slack.redeliver(each, times=1)
    assert [each.details["version"] for each in changes(office)] == ["2026.12", "2027.01"]


async def test_an_offer_from_before_an_older_backup_was_put_back_puts_no_other_policy_in_force(office: Office) -> None:
    async with office.bot():
        put_aside(office)
        offer = await uploads(office, office.alice, policy_text("2026.12"))
    put_back(office)
    async with office.bot():
        await uploads(office, office.alice, policy_text("2027.01"))
        await office.alice.click("Put in force", offer)
        await office.alice.waits_for("This policy file is no longer kept; please upload it again.")
    assert changes(office) == []


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


async def test_an_offer_that_is_no_longer_kept_says_so(office: Office) -> None:
    async with office.bot():
        await uploads(office, office.alice, policy_text("2026.12"))
    with closing(sqlite3.connect(office.database)) as other, other:
        other.execute("DELETE FROM policy_uploads")
    async with office.bot():
        await office.alice.click("Put in force")
        await office.alice.waits_for("This policy file is no longer kept; please upload it again.")


async def test_an_offer_that_a_newer_release_cannot_read_is_answered_with_its_mistakes(office: Office) -> None:
    async with office.bot():
        await uploads(office, office.alice, policy_text("2026.12"))
    with closing(sqlite3.connect(office.database)) as db, db:
        db.execute("UPDATE policy_uploads SET toml = replace(toml, 'margin =', 'margni =')")
    async with office.bot():
        await office.alice.click("Put in force")
        await office.alice.waits_for("policy.toml has 2 mistakes; nothing has changed.")
    assert changes(office) == []


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
        assert bob.modal is None
    assert [each.policy_version for each in office.decisions()] == ["2026.12"]


# The policy file beside it


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
        await asks_for_the_policy(alice, office.general)
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


async def test_a_policy_file_with_mistakes_is_told_to_whoever_asks(office: Office, tmp_path: Path) -> None:
    office.policy_file = tmp_path / "policy.toml"
    office.policy_file.write_text(policy_text("file 1"), encoding="utf-8")
    async with office.bot():
        office.policy_file.write_text("margni = 3", encoding="utf-8")
        await asks_for_the_policy(office.bob)
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


async def test_a_file_is_answered_once_however_early_the_bot_is_killed(office: Office) -> None:
    alice, rng = office.alice, random.Random(1)
    async with process(office) as bot:
        await uploads(office, alice, "")  # the first request after a start takes longer than any other
        upload = partial(alice.upload, direct(office, alice), {"policy.toml": policy_text().encode()})
        await killed_in(office, bot, upload, rng.uniform(0, 0.05))
    async with process(office):
        if last_event(office).acknowledgement.error is not None:
            await office.slack.redeliver(last_event(office))
        await alice.waits_for("[Put in force]")
        await uploads(office, alice, "")
    assert len(answers(office, alice)) == 3


async def test_what_was_told_to_be_in_force_is_in_force_after_a_kill(office: Office) -> None:
    alice, rng = office.alice, random.Random(2)
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
