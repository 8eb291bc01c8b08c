"""What the decision log promises: what was told is saved comes back, its history can be told, and it can be found."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.assessing import assess
from bot.current_policy import CurrentPolicy
from bot.recording import decision_on
from bot.requests import Request
from bot.store import (
    Event,
    EventKind,
    Filters,
    KeptPolicy,
    NoSuchDecisionError,
    RecordedDecision,
    Status,
    Store,
    StoreError,
    Verified,
    decisions,
    idempotency,
    outbox,
)
from bot.store.columns import text_column, text_of
from bot.store.driver import Database
from rules.grid import Model
from tests.sample_decisions import POLICY_HASH, POLICY_TEXT, START, keep, move, open_store, request, ticking
from tests.size import many

ANY_TEXT = st.text(st.characters(codec=None, categories=None))
"""Every string that Python has, lone surrogates and NUL included."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log" / "decisions.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


def as_asked(decision: RecordedDecision) -> dict[str, object]:
    """The part of a recorded decision that was handed in."""
    return {field.name: getattr(decision, field.name) for field in dataclasses.fields(request())}


def test_what_was_recorded_is_there_when_the_file_is_opened_again(store: Store, path: Path) -> None:
    recorded = store.record(request())
    assert as_asked(recorded) == dataclasses.asdict(request())
    assert (recorded.id, recorded.status, recorded.erased) == (1, Status.RECORDED, frozenset())
    assert recorded.recorded_at == START + timedelta(minutes=2)
    with Store.read(path) as reader:
        assert reader.decision(1) == recorded


def test_a_commit_waits_for_the_disk(store: Store) -> None:
    assert store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
    store.record(request())
    assert not store._db.conn.in_transaction


def test_a_reader_sees_a_decision_as_soon_as_it_is_recorded(store: Store, path: Path) -> None:
    with Store.read(path) as reader:
        assert reader.decisions() == []
        recorded = store.record(request())
        assert reader.decisions() == [recorded]


def test_a_decision_that_cannot_be_written_leaves_no_trace(store: Store) -> None:
    with pytest.raises(ValueError, match="JSON"):
        store.record(dataclasses.replace(request(), classification={"sure": float("nan")}))
    with pytest.raises(ValueError, match="has not been kept"):
        store.record(dataclasses.replace(request(), policy_sha256="0" * 64))
    assert store.decisions() == []
    assert isinstance(store.verify(), Verified)
    assert store.record(request()).id == 1


def test_where_every_model_is_ruled_out_the_record_says_so(store: Store) -> None:
    assert store.record(dataclasses.replace(request(), recommended=None)).recommended is None


@settings(max_examples=many(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT, who=ANY_TEXT)
def test_any_text_comes_back_exactly(store: Store, text: str, who: str) -> None:
    recorded = store.record(request(text=text, who=who))
    assert (recorded.text, recorded.who) == (text, who)
    assert store.history(recorded.id)[0].actor == who


@pytest.mark.parametrize(
    "text",
    ["", "\0", "a\0b", "\ud800", "\ud83d\ude00 as two halves", "\\u0000", "\\\\ud800", "\u202eevil", "😀" * 10_000],
)
def test_awkward_text_comes_back_exactly(store: Store, text: str) -> None:
    assert store.record(request(text=text)).text == text


@given(ANY_TEXT)
def test_text_is_kept_as_valid_utf8_without_nul(text: str) -> None:
    kept = text_column(text)
    assert "\0" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert text_of(kept) == text


@pytest.mark.parametrize(
    "ranking",
    [
        [],
        ["a", {"model": "a"}],
        [{}, {}],
        [{"model": "a"}, {"model": "a", "points": 1}],
        [{"model": "a", "points": 1, "ruled_out": []}, {"points": -1, "ruled_out": [{"rule": "r"}], "model": "b"}],
    ],
)
def test_any_ranking_comes_back_as_it_was(store: Store, ranking: list[object]) -> None:
    assert store.record(dataclasses.replace(request(), ranking=ranking)).ranking == ranking
    assert store.decisions()[0].ranking == ranking
    assert isinstance(store.verify(), Verified)


@pytest.mark.parametrize("read", [{"scale": "25_99", "data_sensitivity": "ordinary_personal"}, {"scale": "5_24"}, {}])
def test_the_answers_read_from_the_text_come_back_whether_they_were_kept_or_not(
    store: Store, read: dict[str, str]
) -> None:
    new = dataclasses.replace(request(), classification={"answers": read, "sure": True})
    assert as_asked(store.record(new)) == dataclasses.asdict(new)
    assert isinstance(store.verify(), Verified)


def test_a_decision_takes_at_most_3200_bytes_with_indexes_event_key_and_every_third_posted(path: Path) -> None:
    loaded = CurrentPolicy(None).loaded()
    text = "Move our 40-seat help desk from Leeds to Manila, our own managers stay in charge"
    asked = Request(text=text, home_country="GB", who="U024BE7LH", where="C0PROCURE")
    new = decision_on(assess(asked, loaded), origin={"channel": "C024BE91L", "ts": "1796029200.000100"})
    with Store.open(path, clock=ticking()) as store:
        keep(store, loaded.kept)

        def three_hundred(db: Database, at: datetime) -> None:
            for number in range(300):
                recorded = idempotency.once(db, at, f"command-{number:032x}", lambda: decisions.record(db, at, new).id)
                if number % 3 == 0:
                    outbox.enqueue_card(db, at, recorded, f"C024BE{number:03}", None, "U024BE7LH")
                    claimed = outbox.claim_next(db, at)
                    assert claimed is not None
                    outbox.mark_sent(db, at, claimed, f"1796029{number:03}.000100", private=False)

        before = room_taken(store)
        store.write(three_hundred)
        each = (room_taken(store) - before) / 300
        assert each <= 3_200, f"a decision takes {each:,.0f} bytes; if a new column is worth it, raise the bound"
        assert isinstance(store.verify(), Verified)


def room_taken(store: Store) -> int:
    """Bytes of the file, with what still stands in the write-ahead log."""
    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    (page_size,) = store._db.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(page_size)


def test_times_are_kept_in_utc_to_the_microsecond(path: Path) -> None:
    moment = datetime(2026, 11, 23, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=9)))
    with Store.open(path, clock=lambda: moment) as store:
        keep(store, KeptPolicy("2026.11", POLICY_HASH, POLICY_TEXT))
        recorded_at = store.record(request()).recorded_at
    assert recorded_at == moment
    assert recorded_at.tzinfo is UTC


# The history


def told(event: Event) -> tuple[EventKind, str, datetime]:
    """What a person wants to know of an event first."""
    return event.kind, event.actor, event.at


def test_the_history_of_a_decision_can_be_told(store: Store) -> None:
    store.record(request(who="U1"))
    store.record(request(who="U2"))
    accepted = move(store, 1, Status.ACCEPTED, actor="U3", reason="The CFO agrees.")
    overridden = move(store, 1, Status.OVERRIDDEN, actor="U4", reason="The works council does not.")
    assert (accepted.status, overridden.status) == (Status.ACCEPTED, Status.OVERRIDDEN)
    assert store.decision(1) == overridden
    history = store.history(1)
    assert [told(event) for event in history] == [
        (EventKind.DECISION_RECORDED, "U1", accepted.recorded_at),
        (EventKind.STATUS_CHANGED, "U3", START + timedelta(minutes=4)),
        (EventKind.STATUS_CHANGED, "U4", START + timedelta(minutes=5)),
    ]
    assert [event.details["status"] for event in history] == ["recorded", "accepted", "overridden"]
    assert history[2].details["reason"] == "The works council does not."
    assert [event.seq for event in history] == [2, 4, 5]


def test_an_override_tells_what_was_chosen_and_can_be_thought_over(store: Store) -> None:
    store.record(request())
    for chosen, reason in [("in_house", "No."), ("in_house", "Cost."), ("hybrid", "Cost.")]:
        move(store, 1, Status.OVERRIDDEN, actor="U4", reason=reason, model=Model(chosen))
    told = [(event.details["model"], event.details["reason"]) for event in store.history(1)[1:]]
    assert told == [("in_house", "No."), ("in_house", "Cost."), ("hybrid", "Cost.")]
    last = store.course(1).decided
    assert last is not None
    assert (last.by, last.status, last.model) == ("U4", Status.OVERRIDDEN, Model.HYBRID)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (Status.DISCARDED, Status.ACCEPTED),
        (Status.DISCARDED, Status.OVERRIDDEN),
        (Status.ACCEPTED, Status.DISCARDED),
        (Status.OVERRIDDEN, Status.DISCARDED),
    ],
)
def test_a_move_that_is_not_possible_is_refused_with_a_sentence(store: Store, first: Status, then: Status) -> None:
    store.record(request())
    move(store, 1, first, actor=request().who, reason="agreed")
    with pytest.raises(StoreError, match=rf"^Decision 1 is {first}; it can no longer be {then}\.$"):
        move(store, 1, then, actor=request().who, reason="agreed")
    assert store.decision(1).status is first
    assert len(store.history(1)) == 2


def test_a_decision_that_takes_the_place_of_another_says_so_in_both(store: Store) -> None:
    store.record(request())
    assert store.course(1).decided is None
    later = store.record(dataclasses.replace(request(who="U7"), supersedes=1, origin={"channel": "C1", "ts": "1.2"}))
    assert (later.supersedes, later.origin) == (1, {"channel": "C1", "ts": "1.2"})
    assert store.decision(1).status is Status.SUPERSEDED
    last = store.course(1).decided
    assert last is not None
    assert (last.status, last.by, last.superseded_by) == (Status.SUPERSEDED, "U7", 2)
    assert store.decision(2) == later
    assert isinstance(store.verify(), Verified)
    with pytest.raises(StoreError, match="it can no longer be accepted"):
        move(store, 1, Status.ACCEPTED, actor="U4")


def test_a_discarded_decision_can_be_taken_up_again_and_one_can_be_replaced_twice(store: Store) -> None:
    store.record(request())
    move(store, 1, Status.DISCARDED, actor=request().who)
    store.record(dataclasses.replace(request(), supersedes=1))
    store.record(dataclasses.replace(request(), supersedes=1))
    assert [event.details["by"] for event in store.history(1)[2:]] == [2, 3]
    assert isinstance(store.verify(), Verified)


@pytest.mark.parametrize("supersedes", [1, 2, 7])
def test_a_decision_that_would_replace_none_is_not_recorded(store: Store, supersedes: int) -> None:
    with pytest.raises(NoSuchDecisionError):
        store.record(dataclasses.replace(request(), supersedes=supersedes))
    assert store.decisions() == []


def test_a_number_that_was_never_given_out_is_named_with_the_newest_one(store: Store) -> None:
    with pytest.raises(NoSuchDecisionError, match=r"^There is no decision 7; the log is still empty\.$"):
        store.decision(7)
    store.record(request())
    with pytest.raises(NoSuchDecisionError, match=r"^There is no decision 7; the newest is 1\.$"):
        store.history(7)
    with pytest.raises(NoSuchDecisionError):
        move(store, 7, Status.ACCEPTED, actor="U1")
    assert isinstance(store.verify(), Verified)


# The policies


def test_the_policy_in_force_at_each_decision_can_be_read_word_for_word(store: Store) -> None:
    kept = store.policy(store.record(request()).policy_sha256)
    assert kept is not None
    assert (kept.version, kept.sha256, kept.toml) == ("2026.11", POLICY_HASH, POLICY_TEXT)
    assert store.policy("0" * 64) is None


def test_the_latest_policy_is_the_one_in_force_even_when_an_earlier_one_came_back(path: Path) -> None:
    other = "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4"  # SHA-256 of "hi"
    with Store.open(path, clock=ticking()) as store:
        assert store.policy_events() == []
        for version, digest, text in [
            ("2026.11", POLICY_HASH, POLICY_TEXT),
            ("2026.12", other, "hi"),
            ("2026.12", other, "hi"),
            ("2026.11", POLICY_HASH, POLICY_TEXT),
        ]:
            keep(store, KeptPolicy(version, digest, text))
            assert store.policy_events()[-1].details == {"version": version, "sha256": digest}
        verified = store.verify()
        assert isinstance(verified, Verified)
        assert verified.events == 3


def test_a_policy_whose_text_and_hash_disagree_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="does not have the hash"):
        keep(store, KeptPolicy("2026.12", POLICY_HASH, POLICY_TEXT + "\n"))


# Finding a decision again


def ids(found: list[RecordedDecision]) -> list[int]:
    """The numbers of the decisions found."""
    return [decision.id for decision in found]


def test_decisions_come_newest_first_and_no_more_than_asked_for(store: Store) -> None:
    for _ in range(5):
        store.record(request())
    assert ids(store.decisions()) == [5, 4, 3, 2, 1]
    assert ids(store.decisions(limit=2)) == [5, 4]
    with pytest.raises(ValueError, match="limit must be at least 1"):
        store.decisions(limit=0)


def test_decisions_of_a_period_include_its_start_and_not_its_end(store: Store) -> None:
    times = [store.record(request()).recorded_at for _ in range(4)]
    assert ids(store.decisions(filters=Filters(since=times[1], until=times[3]))) == [3, 2]
    assert ids(store.decisions("manila", filters=Filters(since=times[1], until=times[3]))) == [3, 2]
    with pytest.raises(ValueError, match="without a zone"):
        store.decisions(filters=Filters(since=times[1].replace(tzinfo=None)))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("payroll", [2, 1]),
        ("PAYROLL krakow", [1]),
        ("Krako\u0301w", [1]),
        ("lond", [2]),  # the last word may be unfinished
        ("pay london", []),  # an earlier one may not
        ("month-end", [3]),
        ("payroll NOT krakow", []),  # words, never operators
        ("text:payroll", []),
        ("!!!", []),
        ("   ", [3, 2, 1]),
    ],
)
def test_words_find_the_requests_that_have_all_of_them(store: Store, words: str, expected: list[int]) -> None:
    for text in ["Payroll to Kraków", "Payroll to a London bureau", "Month-end close to our people in Porto"]:
        store.record(request(text=text))
    assert ids(store.decisions(words)) == expected


@settings(max_examples=many(300), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(ANY_TEXT, st.text("\"'*^(){}:-+, \0\n\ud800ANDORTNEAR_ª²", max_size=30)))
def test_nothing_typed_in_a_search_can_break_it(store: Store, words: str) -> None:
    store.decisions(words)


def test_searching_for_any_word_of_a_request_finds_it(store: Store) -> None:
    text = 'Déplacer "le centre" d’appels (40 sièges) à Casablanca; 給与計算 in Dalian* AND OR NEAR/3 col:umn'
    store.record(request(text=text))
    store.record(request(text="something else"))
    for word in text.split():
        assert ids(store.decisions(word)) == [1], word
