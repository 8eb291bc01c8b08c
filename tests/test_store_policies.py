"""What the store promises about policies put in force and the files that they come from."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import (
    EventKind,
    KeptPolicy,
    NoSuchUploadError,
    PolicyChange,
    PolicyChangedError,
    PolicyVersion,
    Store,
    UploadState,
    Verified,
    Writer,
    policy_changes,
    uploads,
)
from bot.store.driver import sqlite3
from tests.sample_decisions import POLICY_HASH, START, keep, open_store, request, ticking

OLD = PolicyVersion("2026.11", POLICY_HASH)


def policy(version: str) -> KeptPolicy:
    """A policy file of that version."""
    toml = f'version = "{version}"\n'
    return KeptPolicy(version, hashlib.sha256(toml.encode()).hexdigest(), toml)


def put(store: Store, version: str, *, after: int | None, actor: str = "U1") -> PolicyChange:
    """The version put in force."""
    return store.write(
        lambda db, at: policy_changes.put_in_force(
            db, at, policy(version), actor=actor, instead_of=OLD, file_sha256=None, after=after
        )
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


def test_a_policy_put_in_force_is_one_event_that_says_who_when_and_from_what_to_what(store: Store) -> None:
    assert store.latest_policy_change() is None
    done = put(store, "2026.12", after=None)
    assert store.latest_policy_change() == done
    assert (done.actor, done.policy, done.instead_of) == ("U1", policy("2026.12"), OLD)
    event = store.policy_events()[-1]
    assert (event.kind, event.at, event.actor) == (EventKind.POLICY_PUT_IN_FORCE, done.at, "U1")
    assert event.details["version"] == "2026.12"
    assert event.details["from_sha256"] == POLICY_HASH
    assert isinstance(store.verify(), Verified)


def test_of_two_that_know_the_same_state_the_second_is_refused(store: Store) -> None:
    first = put(store, "2026.12", after=None)
    before = store.policy_events()
    with pytest.raises(PolicyChangedError):
        put(store, "2027.01", after=None, actor="U2")
    assert store.policy_events() == before
    put(store, "2027.01", after=first.seq, actor="U2")
    last = store.latest_policy_change()
    assert last is not None
    assert last.policy.version == "2027.01"


def test_a_decision_under_a_policy_put_in_force_needs_no_further_event_about_it(store: Store) -> None:
    new = policy("2026.12")
    put(store, new.version, after=None)
    events = len(store.policy_events())
    keep(store, KeptPolicy(new.version, new.sha256, new.toml))
    assert len(store.policy_events()) == events
    assert store.policy(new.sha256) == new


def test_a_decision_under_another_policy_for_one_call_leaves_what_is_in_force(store: Store) -> None:
    done = put(store, "2026.12", after=None)
    store.record(request())
    assert store.latest_policy_change() == done


def test_a_policy_put_in_force_cannot_be_exchanged_unseen(store: Store, path: Path) -> None:
    put(store, "2026.12", after=None)
    with sqlite3.connect(path) as other:
        other.execute("DROP TRIGGER policies_are_not_changed")
        other.execute("UPDATE policies SET toml = 'version = 1' WHERE version = '2026.12'")
    other.close()
    assert not isinstance(store.verify(), Verified)


def receive(store: Store, **given: str) -> int:
    """A file that has arrived."""
    return store.write(
        lambda db, at: uploads.receive(db, at, who="U1", name="policy.toml", files=[{"id": "F1"}], **given)
    )


def settle(store: Store, number: int, state: UploadState) -> bool:
    """What became of an offer."""
    return store.write(lambda db, _: uploads.settle(db, number, state))


def test_an_upload_waits_until_it_is_answered_also_over_a_restart(store: Store, path: Path) -> None:
    number = receive(store)
    claimed = store.write(lambda db, _: uploads.claim_next(db))
    assert claimed is not None
    assert (claimed.id, claimed.who, claimed.files, claimed.attempts) == (number, "U1", [{"id": "F1"}], 1)
    with Store.open(path, clock=ticking()) as restarted:
        again = restarted.write(lambda db, _: uploads.claim_next(db))
        assert again is not None
        assert (again.id, again.attempts) == (number, 2)
        assert restarted.write(lambda db, _: uploads.answer(db, number, offered="a = 1", compared_with="f" * 64))
        assert not restarted.write(lambda db, _: uploads.answer(db, number, offered="a = 2", compared_with=None))
        assert restarted.write(lambda db, _: uploads.claim_next(db)) is None
        kept = restarted.upload(number)
        assert (kept.state, kept.toml, kept.compared_with) == (UploadState.OFFERED, "a = 1", "f" * 64)


def test_an_offer_is_settled_once(store: Store) -> None:
    number = receive(store, toml="a = 1")
    assert not settle(store, number, UploadState.DISCARDED)
    store.write(lambda db, _: uploads.answer(db, number, offered="a = 1", compared_with=None))
    assert settle(store, number, UploadState.PUT_IN_FORCE)
    assert not settle(store, number, UploadState.PUT_IN_FORCE)
    assert settle(store, number, UploadState.DISCARDED)
    assert not settle(store, number, UploadState.PUT_IN_FORCE)
    assert store.upload(number).state is UploadState.DISCARDED


async def test_an_answered_upload_is_kept_for_a_month(store: Store, path: Path) -> None:
    answered, waiting = receive(store), receive(store)
    store.write(lambda db, _: uploads.answer(db, answered, offered=None, compared_with=None))
    writer = Writer.start(path, ticking(START + uploads.KEPT_FOR + timedelta(hours=1)))
    await writer.stop()
    with pytest.raises(NoSuchUploadError):
        store.upload(answered)
    assert store.upload(waiting).state is UploadState.RECEIVED
