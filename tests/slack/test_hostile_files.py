"""What one person's file can do to the bot and to everybody else: nothing."""

from contextlib import closing
from pathlib import Path

import pytest

from bot.policy import apart
from bot.policy.apart import Limits
from bot.policy.changes import MOST_WAITING
from bot.store.driver import sqlite3
from rules.policy_file import default_policy_text
from tests.slack.conftest import Office
from tests.slack.policies import BEFORE, answers, direct, policy_text, uploads

QUICK = Limits(seconds=4)
HEAD = default_policy_text().partition("[[factors]]")[0]


def endless() -> str:
    """A sound policy whose comparison with another takes far longer than a file may."""
    models = ("in_house", "offshore_captive", "hybrid")
    return HEAD + "".join(
        f'[[factors]]\nid = "f{number}"\nquestion = "q"\nwhy = "w"\nsource = "s"\n'
        + "".join(
            f'[[factors.options]]\nid = "o{place}"\nlabel = "l"\nbecause = "b"\n'
            f"points = {{ {models[(number + place) % 3]} = {(number + place) % 5 + 1} }}\n"
            for place in range(20)
        )
        for number in range(100)
    )


def running(office: Office) -> list[tuple[str, str, int]]:
    """The files that are not answered: whose, what they are called, and how often each was begun."""
    with closing(sqlite3.connect(office.database)) as log:
        return log.execute(
            "SELECT who, name, attempts FROM policy_uploads WHERE state = 'received' ORDER BY id"
        ).fetchall()


@pytest.fixture(autouse=True)
def small_policy(office: Office, tmp_path: Path) -> None:
    """In force when the bot starts."""
    office.policy_file = tmp_path / "policy.toml"
    office.policy_file.write_text(policy_text(BEFORE), encoding="utf-8")


@pytest.mark.parametrize("office", ["socket"], indirect=True)
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[rules]]\n" * 25_000, "mistakes; nothing has changed."),
        ("\n".join(f"a{number}" + ".b" * 1_940 + " = 1" for number in range(62)), "this key has more than 16 parts"),
        ("\n".join(f"k{number} = 1" for number in range(20_000)), 'unknown key "k0"'),
        ("\n".join(f"a{number} = " + "[" * 150 + "]" * 150 for number in range(800)), 'unknown key "a0"'),
        ("[[factors]]\n" + "[[factors.options]]\n" * 12_000, "mistakes; nothing has changed."),
        ('title = "\\u001b[2J"', "title: it has the control character U+001B"),
    ],
    ids=["rules", "dotted keys", "unknown keys", "deep arrays", "options", "control characters"],
)
async def test_a_hostile_file_is_answered_with_its_first_mistakes(office: Office, text: str, says: str) -> None:
    async with office.bot():
        await uploads(office, office.bob, text)
        assert says in office.bob.sees()


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_a_file_that_takes_too_long_is_ended_and_delays_nobody_else(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office.bot():
        await office.bob.upload(direct(office, office.bob), {"endless.toml": endless().encode()})
        await office.bob.waits_for("endless.toml is being checked.")
        await office.bob.upload(direct(office, office.bob), {"second.toml": b"a = 1"})
        await uploads(office, office.alice, policy_text())
        assert "[Put in force]" in office.alice.sees()
        assert len(answers(office, office.bob)) == 1, "who sent it waits for it, and so does that person's next file"
        assert running(office) == [(office.bob.id, "endless.toml", 1), (office.bob.id, "second.toml", 0)]
    monkeypatch.setattr(apart, "LIMITS", QUICK)
    async with office.bot():
        await office.bob.waits_for("endless.toml: checking it took longer than the 4 seconds")
        await office.bob.waits_for("second.toml has ")
        assert "Nothing has changed." in office.bob.sees()


@pytest.mark.parametrize("office", ["socket"], indirect=True)
async def test_a_file_that_takes_too_much_memory_is_ended(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "LIMITS", Limits(seconds=60, megabytes=44))
    async with office.bot():
        await uploads(office, office.bob, "[[factors]]\n" * 21_000)
        await office.bob.waits_for("more than the 44 MB of memory that a file may take")
        await uploads(office, office.bob, "margni = 4")
        assert 'unknown key "margni"' in office.bob.sees()


@pytest.mark.parametrize("office", ["socket"], indirect=True)
async def test_the_policy_in_force_is_shown_however_long_its_checks_take(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "LIMITS", Limits(seconds=0))
    async with office.bot():
        await office.bob.command("/sourcing policy")
        await office.bob.waits_for("Not finished: checking it took longer than the 0 seconds")
        assert f"*Version {BEFORE}*" in office.bob.sees()


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_who_sends_one_file_after_the_other_is_asked_to_wait(
    office: Office,
) -> None:
    async with office.bot():
        await office.bob.upload(direct(office, office.bob), {"endless.toml": endless().encode()})
        for number in range(MOST_WAITING):
            await office.bob.upload(direct(office, office.bob), {f"{number}.toml": b"a = 1"})
        await office.bob.waits_for(f"{MOST_WAITING - 1}.toml: {MOST_WAITING} of your files are still waiting")
        assert len(running(office)) == MOST_WAITING
        await uploads(office, office.alice, policy_text())
        assert "[Put in force]" in office.alice.sees()
