"""What the store promises about who sees what: nobody ever sees a decision that was not theirs or told to them."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.store import NoSuchDecisionError, Post, Store, Viewer, posts
from tests.sample_decisions import START, open_store, request

PEOPLE = ("U1", "U2", "U3")
CHANNELS = {"C1": False, "C2": False, "G1": True, "G2": True}
"""Channel to whether it is private."""
WORDS = ("payroll", "catering")


def post(store: Store, decision_id: int, channel: str, ts: str) -> None:
    """A card in a channel."""
    noted = Post(decision_id, channel, ts, None, CHANNELS[channel], START)
    store.write(lambda db, _: posts.add(db, noted))


def ids(store: Store, viewer: Viewer | None, words: str = "", limit: int = 50) -> list[int]:
    """The decisions that somebody sees, newest first."""
    return [decision.id for decision in store.decisions(words, viewer=viewer, limit=limit)]


def test_a_person_sees_their_own_and_what_was_posted_where_they_can_read(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        for _ in range(4):
            store.record(request(who="U1"))
        post(store, 2, "C1", "1.0")
        post(store, 3, "G1", "2.0")
        assert ids(store, Viewer("U1", None)) == [4, 3, 2, 1]
        assert ids(store, Viewer("U2", "C2")) == [2]
        assert ids(store, Viewer("U2", "G1")) == [3, 2]
        assert ids(store, Viewer("U2", None)) == [2]
        assert ids(store, None) == [4, 3, 2, 1]


def test_what_is_hidden_takes_no_place_among_those_shown(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        for number in range(40):
            store.record(request(who="U1" if number % 10 == 0 else "U2"))
        assert ids(store, Viewer("U1", None), limit=4) == [31, 21, 11, 1]
        assert ids(store, Viewer("U1", None), "manila", limit=4) == [31, 21, 11, 1]


def test_a_decision_that_is_hidden_and_one_that_does_not_exist_are_refused_in_the_same_words(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request(who="U1"))
        stranger = Viewer("U2", "C1")
        for number in (1, 2):
            for look in (store.decision, store.history):
                with pytest.raises(NoSuchDecisionError) as refused:
                    look(number, viewer=stranger)
                assert str(refused.value) == f"There is no decision {number} that you can see."
        assert store.decision(1, viewer=Viewer("U1", None)).id == 1


def test_an_erased_requester_is_nobody(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request(who="U1"))
        store.erase(1, {"who"}, actor="U9", reason="")
        assert ids(store, Viewer("U1", None)) == []
        assert ids(store, Viewer("", None)) == []


class World(RuleBasedStateMachine):
    """People who record and post in any order, and everybody looking from everywhere after each step."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self._store = open_store(Path(self._folder.name, "decisions.db"))
        self._who: dict[int, str] = {}
        self._word: dict[int, str] = {}
        self._posted: set[tuple[int, str]] = set()
        self._messages = 0

    @initialize()
    def begin(self) -> None:
        self.record("U1", "payroll")

    @rule(who=st.sampled_from(PEOPLE), word=st.sampled_from(WORDS))
    def record(self, who: str, word: str) -> None:
        number = self._store.record(request(text=f"Move {word}", who=who)).id
        self._who[number], self._word[number] = who, word

    @rule(which=st.integers(0), channel=st.sampled_from(sorted(CHANNELS)))
    def post(self, which: int, channel: str) -> None:
        number = which % len(self._who) + 1
        self._messages += 1
        post(self._store, number, channel, f"{self._messages}.0")
        self._posted.add((number, channel))

    @invariant()
    def each_sees_exactly_what_they_may(self) -> None:
        for who in (*PEOPLE, "U0STRANGER"):
            for channel in (*CHANNELS, None):
                viewer = Viewer(who, channel)
                for word in (*WORDS, ""):
                    expected = [
                        number
                        for number in sorted(self._who, reverse=True)
                        if self._may_see(number, viewer) and word in self._word[number]
                    ]
                    assert ids(self._store, viewer, word) == expected
                    assert ids(self._store, viewer, word, limit=2) == expected[:2]
                for number in self._who:
                    if not self._may_see(number, viewer):
                        with pytest.raises(NoSuchDecisionError):
                            self._store.decision(number, viewer=viewer)
                    else:
                        assert self._store.decision(number, viewer=viewer).id == number

    def _may_see(self, number: int, viewer: Viewer) -> bool:
        channels = {channel for posted, channel in self._posted if posted == number}
        return (
            self._who[number] == viewer.who
            or viewer.channel in channels
            or any(not CHANNELS[channel] for channel in channels)
        )

    def teardown(self) -> None:
        self._store.close()
        self._folder.cleanup()


TestWorld = World.TestCase
TestWorld.settings = settings(max_examples=8, stateful_step_count=12, deadline=timedelta(seconds=30))
