"""What a head that a digest named shows of the record, however it was copied."""

import shutil
from pathlib import Path

import pytest

from bot.store import Broken, Head, Store, Verified
from bot.store.chain import event_hash
from bot.store.event import CHAINED
from tests.sample_decisions import open_store, raw, request
from tests.test_cli import Run

LINE = "Record up to event {seq:,}: {head} · set up by Dana · /sourcing digest"


def a_log(path: Path, names: str = "abcdef") -> Head:
    """A log in which more was recorded after its head was published."""
    with open_store(path) as store:
        for name in names:
            store.record(request(text=f"Request {name}"))
        published = store.head()
        store.record(request(text="A later one"))
        store.record(request(text="The last"))
    return published


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the log is."""
    return tmp_path_factory.mktemp("published")


@pytest.fixture(scope="module")
def published(folder: Path) -> Head:
    """The head that a digest named."""
    return a_log(folder / "log" / "decisions.db")


@pytest.fixture
def run(folder: Path, published: Head) -> Run:
    """The program on that log."""
    assert published.seq == 7
    return Run(folder)


def after(folder: Path, sql: str, published: Head) -> str:
    """What verification says of the head, of a copy of the log that somebody changed."""
    copy = folder / "copy.db"
    shutil.copyfile(folder / "log" / "decisions.db", copy)
    with_guards = raw(copy)
    with_guards.executescript(sql)
    with_guards.close()
    with Store.read(copy) as reader:
        found = reader.verify(published=published)
    assert isinstance(found, Broken), sql
    return found.because


def rewritten(path: Path) -> None:
    """Write every event anew under another name, so that the chain holds together, as somebody would who can."""
    connection = raw(path)
    found = connection.execute("SELECT seq, decision_id, at, actor, kind, body, prev_hash FROM events ORDER BY seq")
    before = bytes(32)
    for row in found.fetchall():
        event = dict(zip(CHAINED, row, strict=True)) | {"actor": "U0SOMEBODY", "prev_hash": before}
        before = event_hash(event)
        connection.execute(
            "UPDATE events SET actor = :actor, prev_hash = :prev_hash, hash = :hash WHERE seq = :seq",
            event | {"hash": before},
        )
    connection.close()


def test_the_head_that_a_digest_named_is_found_with_when_that_was_and_what_came_after(
    run: Run, published: Head
) -> None:
    done = run("verify", "--digest", str(published))
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert said.startswith("Intact: 8 decisions, 9 events.\n")
    assert f"Digest: {published} is event 7 of the record, of 2026-11-23 09:0" in said
    assert "nothing was removed or rewritten since the digest. 2 events have come after it." in said
    assert "that the chain contains the head that the digest named" in said
    assert "--digest" not in said
    assert "only a head noted earlier (--head) or named in a digest (--digest) can show" in run("verify").stdout


@pytest.mark.parametrize(
    "written",
    [
        "{head}",
        "  #{head} ",
        "# {seq} - {short}",
        "{seq}-{capitals}",
        "{seq}\N{EN DASH}{short}",
        "{seq}\N{NON-BREAKING HYPHEN}{spaced}",
        "`{head}`",
        "*{head}*.",
        LINE,
        "Record up to event {seq:,}: {head} set up by Dana",
        "Record up to event {seq:,}:\n{head}\nadded by Dana",
    ],
)
def test_a_head_is_understood_however_it_was_copied(published: Head, written: str) -> None:
    short = published.short
    spaced = " ".join(short[at : at + 4] for at in range(0, 12, 4))
    pasted = written.format(head=published, seq=published.seq, short=short, capitals=short.upper(), spaced=spaced)
    assert Head.read(pasted) == published


def test_the_number_of_a_large_record_may_have_its_commas() -> None:
    assert Head.read("1,204-9f3ac2d177e0") == Head.read("1204-9F3A C2D1 77E0") == Head(1204, "9f3ac2d177e0")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "is not the head that a digest names"),
        ("9f3ac2d177e0", "the number of an event, a hyphen and 12 digits"),
        ("1204-9f3ac2d177e", "12 digits of 0 to 9 and a to f"),
        ("1204-9f3ac2d177e0a", "12 digits"),
        ("1204-9f3ac2d177go", "such as 1204-9f3ac2d177e0"),
        ("0-000000000000", "is not the head"),
        ("1204-9f3ac2d177e0 and 1205-9f3ac2d177e0", "names more than one head"),
    ],
)
def test_what_is_no_head_is_told_with_what_one_looks_like(run: Run, written: str, says: str) -> None:
    done = run("verify", "--digest", written)
    assert done.returncode == 2
    assert says in " ".join(done.stderr.split())
    assert "Intact" not in done.stdout


def test_a_record_whose_end_was_cut_off_since_the_digest_is_told(folder: Path, published: Head) -> None:
    cut = "DELETE FROM events WHERE seq >= 7; DELETE FROM decisions WHERE id >= 6;"
    said = after(folder, cut, published)
    assert said.startswith(
        f"The record ends with event 6 and does not reach the head {published}: events at its end were"
    )
    assert "putting back an older backup" in said
    assert "another log" in said


def test_a_record_that_was_rewritten_before_the_digest_is_told_though_its_chain_holds_together(
    run: Run, folder: Path, published: Head
) -> None:
    copy = folder / "rewritten.db"
    shutil.copyfile(folder / "log" / "decisions.db", copy)
    rewritten(copy)
    done = run("verify", "--database", str(copy))
    assert done.returncode == 0, "the chain by itself says nothing of it"
    done = run("verify", "--digest", str(published), "--database", str(copy))
    assert done.returncode == 1
    assert f"The head {published} is not in the record, where event 7 is 7-" in done.stderr
    assert "what is up to there was rewritten since that digest" in done.stderr


def test_a_change_after_the_digest_that_breaks_the_chain_is_told_as_it_always_is(folder: Path, published: Head) -> None:
    assert "Event 8 was changed after it was recorded" in after(
        folder, "UPDATE events SET actor = 'U0' WHERE seq = 8", published
    )


def test_the_head_of_another_log_is_in_none(folder: Path, published: Head, run: Run) -> None:
    other = a_log(folder / "other.db", "uvwxyz")
    assert other.seq == published.seq
    done = run("verify", "--digest", str(other))
    assert done.returncode == 1
    assert "the head is that of another log" in done.stderr


def test_a_slip_in_the_digits_is_told_apart_from_a_rewritten_record(run: Run, published: Head) -> None:
    wrong = "0" if published.short[3] != "0" else "1"
    slip = Head(published.seq, published.short[:3] + wrong + published.short[4:])
    done = run("verify", "--digest", str(slip))
    assert done.returncode == 1
    assert f"The head {slip} is not in the record, but {published} is, which differs from it by a slip" in done.stderr


def test_a_slip_in_the_number_is_told_with_the_event_that_has_these_digits(run: Run, published: Head) -> None:
    for seq in (6, 70, 10**30):
        done = run("verify", "--digest", str(Head(seq, published.short)))
        assert done.returncode == 1
        assert f"but {published} is: these are the digits of event 7" in done.stderr


def test_the_head_of_a_digest_stays_in_the_record_when_something_is_erased(tmp_path: Path) -> None:
    published = a_log(tmp_path / "decisions.db")
    with open_store(tmp_path / "decisions.db") as store:
        store.erase(2, {"text", "who"}, actor="U9", reason="asked for")
        found = store.verify(published=published)
    assert isinstance(found, Verified)
    assert found.published is not None
    assert found.published.head == published
