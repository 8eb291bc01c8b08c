"""What waits on somebody's Home, as the log finds it."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.store import Post, Status, Store, Viewer, posts, waits, walk
from bot.store.driver import Database
from tests.sample_decisions import START, move, open_store, request

BOB = Viewer("U0BOB", None)
WAITING = {3: 1, 1: 2, 2: 3, 4: 4}
"""The numbers of decisions, and after how many hours each began to wait."""


@pytest.mark.parametrize("sorted_up_to", [16_000, 0], ids=["a walk of what is seen", "a walk of what waits"])
def test_what_waits_comes_by_since_when_it_does_to_whoever_may_see_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sorted_up_to: int
) -> None:
    monkeypatch.setattr(walk, "_SORTABLE", sorted_up_to)
    with open_store(tmp_path / "decisions.db") as store:
        for number in (1, 2, 3, 4, 5):
            store.record(request(who="U0BOB" if number == 4 else "U0ALICE"))
        for number, hours in WAITING.items():
            post(store, number, START + timedelta(hours=hours))
        found = store.waiting_for_others(BOB, after=None, limit=1, count_to=10)
        assert [each.id for each in found.decisions] == [3], "2 is private, 4 is theirs, 5 was never posted"
        assert found.counted.number == 2
        after = store.waiting_for_others(BOB, after=found.places[0], limit=9, count_to=10)
        assert [each.id for each in after.decisions] == [1]
        assert numbers(store, replace(BOB, inside=frozenset({"C0OPEN"}))) == [3, 1, 2]
        move(store, 3, Status.ACCEPTED, actor="U0CAROL")
        assert numbers(store, BOB) == [1]
        assert numbers(store, replace(BOB, public=False)) == []


def post(store: Store, number: int, at: datetime) -> None:
    """Its card is posted, the second in private, and it begins to wait."""

    def work(db: Database, _: datetime) -> None:
        posts.add(db, Post(number, "C0OPEN", f"{number}.000100", None, private=number == 2, posted_at=at))
        waits.look_again(db, at, number, afresh=False)

    store.write(work)


def numbers(store: Store, viewer: Viewer) -> list[int]:
    """Of all that waits, as somebody sees it."""
    return [each.id for each in store.waiting_for_others(viewer, after=None, limit=9, count_to=0).decisions]
