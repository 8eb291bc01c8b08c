"""What a policy says of how long words are kept, and what is done about it each night."""

from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.retention import Nightly
from bot.store import NewDecision, Status, Store, Verified, Writer, decisions, outbox
from bot.store.driver import sqlite3
from rules.comparing.policy_edits import policy_edits
from rules.policy import Policy
from rules.policy_file import PolicyMistakesError, default_policy_text, parse_policy
from tests.sample_decisions import POLICY_HASH, move, open_store, request
from tests.test_cli import Run

DEFAULT = default_policy_text()
BEFORE = DEFAULT.index("\n[[")
OWNER = "U0OWNER11"
NIGHT = datetime(2027, 3, 1, 2, 30, tzinfo=UTC)


def policy(retention: str) -> Policy:
    """The policy that ships, with this about retention."""
    return parse_policy(with_retention(retention))


def with_retention(retention: str) -> str:
    """Its text."""
    return f"{DEFAULT[:BEFORE]}\n{retention}\n{DEFAULT[BEFORE:]}"


def test_a_policy_that_says_nothing_keeps_everything() -> None:
    found = parse_policy(DEFAULT).retention
    assert (found.digest, found.cutoffs(NIGHT)) == ("", {})
    assert found.in_words == "words and names are kept for good"


def test_a_status_can_be_kept_shorter_longer_or_for_good() -> None:
    found = policy(
        '[retention]\nerase_after_days = 1095\nby_status = { discarded = 90, overridden = "keep" }'
    ).retention
    assert (found.days(Status.ACCEPTED), found.days(Status.RECORDED), found.days(Status.DISCARDED)) == (1095, 1095, 90)
    assert found.days(Status.OVERRIDDEN) is None
    assert found.in_words == (
        "words and names are erased after 1,095 days in which nobody did anything to a decision; "
        "if overridden, never; if discarded, after 90 days"
    )


@pytest.mark.parametrize(
    ("retention", "line", "says"),
    [
        ("[retention]\nerase_after_days = 0", 1, "erase_after_days: write a whole number of days from 1 to 36,500"),
        ("[retention]\nerase_after_days = true", 1, "write a whole number of days"),
        ('[retention]\nerase_after_days = "1095"', 1, "write a whole number of days"),
        ("[retention]\nerase_after_day = 5", 1, 'unknown key "erase_after_day"; did you mean "erase_after_days"?'),
        ("[retention]\n[retention.by_status]\nacepted = 5", 2, 'unknown key "acepted"; did you mean "accepted"?'),
        ("[retention]\nby_status = { discarded = -1 }", 1, "discarded: write a whole number of days"),
        ("[retention]\nby_status = 5", 1, "by_status: write a table"),
    ],
)
def test_each_mistake_is_named_with_its_line(retention: str, line: int, says: str) -> None:
    with pytest.raises(PolicyMistakesError) as found:
        policy(retention)
    (mistake,) = found.value.mistakes
    first = DEFAULT[:BEFORE].count("\n") + 2
    assert mistake.line == first + line
    assert says in str(found.value)


def test_a_change_of_it_is_told_among_what_is_written_differently() -> None:
    edits = policy_edits(parse_policy(DEFAULT), policy("[retention]\nerase_after_days = 365")).rules
    (edit,) = edits
    assert edit.startswith("retention: words and names are erased after 365 days in which nobody did anything")
    assert edit.endswith("; was: words and names are kept for good")


class Nights:
    """The server's nightly work on a log, with a clock that is set."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = NIGHT
        self.policy = policy("[retention]\nerase_after_days = 90\nby_status = { discarded = 30 }")
        self.writer = Writer.start(path, lambda: self.now)
        self.nightly = Nightly(path, self.writer, lambda: self.policy, lambda: self.now, [OWNER])

    async def next(self) -> None:
        """Another night passes."""
        self.now += timedelta(days=1)
        await self.nightly.work()

    def erased(self) -> list[int]:
        """The decisions of which nothing is left."""
        with Store.read(self.path) as log:
            assert isinstance(log.verify(), Verified)
            return sorted(each.id for each in log.decisions() if not each.text)

    def told(self) -> list[tuple[str, str]]:
        """Who is to be told what."""
        with closing(sqlite3.connect(self.path)) as log:
            rows = log.execute("SELECT channel, json_extract(payload, '$.blocks') FROM outbox WHERE kind = 'notice'")
            return list(rows)


@pytest.fixture
async def nights(tmp_path: Path) -> AsyncIterator[Nights]:
    """A log of decisions from November: accepted, discarded, waiting, and one that somebody accepted in February."""
    path = tmp_path / "decisions.db"
    with open_store(path) as store:
        for _ in range(4):
            store.record(request())
        move(store, 1, Status.ACCEPTED, actor="U8")
        move(store, 2, Status.DISCARDED, actor="U024BE7LH")
    nights = Nights(path)
    nights.now = datetime(2027, 2, 10, 12, tzinfo=UTC)
    await nights.writer.run(lambda db, at: outbox.enqueue_card(db, at, 4, "C1", None, "U024BE7LH"))
    nights.now = NIGHT
    yield nights
    await nights.writer.stop()


async def test_the_first_night_only_tells_the_owners_and_the_next_erases(nights: Nights) -> None:
    await nights.nightly.work()
    assert nights.erased() == []
    ((who, said),) = nights.told()
    assert who == OWNER
    assert "3 decisions (1, 2, 3)" in said
    assert "Nothing is erased tonight" in said
    await nights.nightly.work()
    assert nights.erased() == []
    await nights.next()
    assert nights.erased() == [1, 2, 3]
    assert len(nights.told()) == 1
    with Store.read(nights.path) as log:
        assert log.decision(3).status is Status.WITHDRAWN
        assert log.history(1)[-1].details["reason"].startswith("Retention, policy ")


async def test_a_change_of_the_policy_is_told_anew_before_it_is_acted_on(nights: Nights) -> None:
    await nights.nightly.work()
    nights.policy = policy("[retention]\nby_status = { discarded = 30 }")
    await nights.next()
    assert nights.erased() == []
    await nights.next()
    assert nights.erased() == [2]
    nights.policy = parse_policy(DEFAULT)
    await nights.next()
    nights.policy = policy("[retention]\nerase_after_days = 90")
    await nights.next()
    assert nights.erased() == [2]
    await nights.next()
    assert nights.erased() == [1, 2, 3]


async def test_by_day_and_without_a_word_in_the_policy_nothing_happens(nights: Nights) -> None:
    nights.now = NIGHT.replace(hour=12)
    await nights.nightly.work()
    nights.now, nights.policy = NIGHT, parse_policy(DEFAULT)
    await nights.nightly.work()
    await nights.next()
    assert (nights.erased(), nights.told()) == ([], [])


async def test_what_somebody_did_meanwhile_keeps_a_decision(nights: Nights) -> None:
    await nights.nightly.work()
    with Store.open(nights.path, clock=lambda: nights.now) as store:
        move(store, 3, Status.ACCEPTED, actor="U8")
    await nights.next()
    assert nights.erased() == [1, 2]


async def test_many_are_erased_a_few_at_a_time_and_a_night_that_was_broken_off_is_finished(nights: Nights) -> None:
    nights.now = datetime(2026, 11, 24, tzinfo=UTC)
    for _ in range(45):
        await nights.writer.run(lambda db, at: decisions.record(db, at, sample()))
    nights.now = NIGHT
    await nights.nightly.work()
    nights.now += timedelta(days=1)
    steps = 0

    def breaks_off() -> datetime:
        nonlocal steps
        steps += 1
        if steps == 4:
            raise KeyboardInterrupt
        return nights.now

    await nights.writer.stop()
    nights.writer = Writer.start(nights.path, breaks_off)
    steps = 0
    with pytest.raises(KeyboardInterrupt):
        await Nightly(nights.path, nights.writer, lambda: nights.policy, lambda: nights.now, [OWNER]).work()
    assert len(nights.erased()) == 40
    await nights.writer.stop()
    nights.writer = Writer.start(nights.path, lambda: nights.now)
    nights.nightly = Nightly(nights.path, nights.writer, lambda: nights.policy, lambda: nights.now, [OWNER])
    await nights.nightly.work()
    assert len(nights.erased()) == 48


def sample() -> NewDecision:
    """A decision under the policy of the sample log."""
    new = request()
    assert new.policy_sha256 == POLICY_HASH
    return new


def test_the_command_line_prints_what_is_due_and_erases_it_when_told_to(tmp_path: Path) -> None:
    run = Run(tmp_path)
    file = tmp_path / "policy.toml"
    with open_store(run.database) as store:
        store.record(request())
    assert "keeps everything" in run("erase", "--due").stdout
    file.write_text(with_retention("[retention]\nerase_after_days = 3"), encoding="utf-8")
    setting = {"SOURCING_POLICY": str(file)}
    due = run("erase", "--due", **setting).stdout
    assert "1 decision due; nothing is erased" in due or "Nothing is due" in due
    assert run("erase", "--due", "--apply", **setting).returncode == 0
    assert run("erase", "--apply", **setting).returncode == 2
    assert run("erase", "--due", "--user", "U1", **setting).returncode == 2
    assert "3 days" in run("policy", "show", **setting).stdout
