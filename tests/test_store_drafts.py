"""What the store promises about questionnaires being filled in: no answer is lost, and none is kept for ever."""

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import Draft, DraftChangedError, NoSuchDraftError, Store, Writer, drafts
from tests.sample_decisions import open_store, request
from tests.size import many

ANY_TEXT = st.text(st.characters(codec=None, categories=None))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


def begin(store: Store, who: str = "U1", text: str = "Move payroll", decision_id: int | None = None) -> Draft:
    """A new draft."""
    return store.write(
        lambda db, at: drafts.create(db, at, who=who, text=text, home_country="GB", decision_id=decision_id)
    )


def answer(store: Store, draft: Draft, factor: str, option: str | None) -> Draft:
    """One answer given."""
    return store.write(lambda db, at: drafts.answer(db, at, draft.id, factor, option))


def save(store: Store, draft: Draft) -> Draft:
    """The draft kept as it is given."""
    return store.write(lambda db, at: drafts.save(db, at, draft))


def test_a_draft_comes_back_as_it_was_left(store: Store, path: Path) -> None:
    draft = store.write(
        lambda db, at: drafts.create(
            db,
            at,
            who="U1",
            text="Move payroll",
            home_country="GB",
            function="Finance",
            post_to="C1",
            thread_ts="1.2",
            origin={"author": "U2", "permalink": "https://example.slack.com/1"},
            answers={"scale": "5_49"},
            page=2,
        )
    )
    with Store.read(path) as reader:
        assert reader.draft(draft.id) == reader.latest_open_draft("U1") == draft
    assert (draft.function, draft.post_to, draft.thread_ts, draft.page) == ("Finance", "C1", "1.2", 2)
    assert (draft.origin["author"], draft.answers) == ("U2", {"scale": "5_49"})
    assert (draft.recorded_as, draft.decision_id) == (None, None)


@settings(max_examples=many(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT, who=ANY_TEXT, function=ANY_TEXT)
def test_any_text_comes_back_exactly(store: Store, text: str, who: str, function: str) -> None:
    draft = save(store, dataclasses.replace(begin(store, who, text), function=function))
    assert (draft.text, draft.who, draft.function) == (text, who, function)


@given(ANY_TEXT)
@settings(max_examples=many(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_id_that_nobody_was_given_finds_nothing(store: Store, draft_id: str) -> None:
    begin(store)
    with pytest.raises(NoSuchDraftError):
        store.draft(draft_id)


def test_ids_cannot_be_guessed(store: Store) -> None:
    ids = {begin(store).id for _ in range(50)}
    assert len(ids) == 50
    assert all(len(draft_id) >= 22 for draft_id in ids)


def test_answers_that_race_are_all_kept(store: Store) -> None:
    draft = begin(store)
    for factor, option in [("scale", "5_49"), ("duration", "over_3_years"), ("scale", "50_199")]:
        answer(store, draft, factor, option)  # each knows only the draft as it was at first
    assert store.draft(draft.id).answers == {"scale": "50_199", "duration": "over_3_years"}
    assert answer(store, draft, "scale", None).answers == {"duration": "over_3_years"}
    assert answer(store, draft, "never_given", None).answers == {"duration": "over_3_years"}


def test_a_draft_that_was_changed_since_is_not_overwritten(store: Store) -> None:
    draft = begin(store)
    answered = answer(store, draft, "scale", "5_49")
    with pytest.raises(DraftChangedError):
        save(store, dataclasses.replace(draft, page=1))
    assert store.draft(draft.id) == answered
    assert save(store, dataclasses.replace(answered, page=1)).answers == {"scale": "5_49"}


def test_going_on_starts_from_the_draft_touched_last_that_is_not_recorded(store: Store) -> None:
    first, second = begin(store), begin(store)
    begin(store, who="U2")
    assert store.latest_open_draft("U1") == second
    first = answer(store, first, "scale", "5_49")
    assert store.latest_open_draft("U1") == first
    store.record(request())
    save(store, dataclasses.replace(first, recorded_as=1))
    assert store.latest_open_draft("U1") == second
    store.write(lambda db, _: drafts.discard(db, second.id))
    assert store.latest_open_draft("U1") is None


def test_a_discarded_draft_is_gone_and_may_be_discarded_again(store: Store) -> None:
    draft = begin(store)
    for _ in range(2):
        store.write(lambda db, _: drafts.discard(db, draft.id))
    with pytest.raises(NoSuchDraftError, match="no longer kept; please start a new one"):
        store.draft(draft.id)
    with pytest.raises(NoSuchDraftError):
        answer(store, draft, "scale", "5_49")
    with pytest.raises(NoSuchDraftError):
        save(store, draft)


async def test_drafts_that_nobody_touched_for_a_month_are_gone_when_the_server_starts(store: Store, path: Path) -> None:
    old, touched = begin(store), begin(store)
    answer(store, touched, "scale", "5_49")
    store.close()
    writer = Writer.start(path, lambda: old.updated_at + timedelta(days=30, minutes=1))
    await writer.stop()
    with Store.read(path) as reader:
        assert reader.draft(touched.id).answers == {"scale": "5_49"}
        with pytest.raises(NoSuchDraftError):
            reader.draft(old.id)


def test_erasing_a_decision_erases_the_drafts_that_repeat_it(store: Store, tmp_path: Path) -> None:
    store.record(request(text="nothing special"))
    became = begin(store, text="Xylophone lessons")
    save(store, dataclasses.replace(became, recorded_as=1))
    begin(store, text="Xylophone lessons for two", decision_id=1)
    other = begin(store, text="other")
    store.erase(1, {"text"}, actor="U9", reason="")
    assert store.latest_open_draft("U1") == other
    assert b"Xylophone" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())
