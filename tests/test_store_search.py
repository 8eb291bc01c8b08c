"""What the store promises about searching where no spaces part the words: any part of the text finds it."""

from pathlib import Path

import pytest

from bot.store import Store, Viewer
from tests.sample_decisions import open_store, request

TEXTS = (
    "Move payroll to Kraków",
    "給与計算を外部の会社に任せたい。日本のSAPシステムも含む",
    "จ้างบริษัททำบัญชีเงินเดือนที่กรุงเทพ",
    "해외 콜센터를 마닐라로 이전",
    "把客服中心外包给马尼拉的供应商",
    "ຈ້າງບໍລິສັດເຮັດບັນຊີ",
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A log with one decision in each of the scripts."""
    log = open_store(tmp_path / "decisions.db")
    for text in TEXTS:
        log.record(request(text=text, who="U1"))
    return log


def found(store: Store, words: str, viewer: Viewer | None = None) -> list[int]:
    """The decisions that a search finds, newest first."""
    with store:
        return [decision.id for decision in store.decisions(words, viewer=viewer)]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("計算", [2]),  # two characters from the middle of what an index of words takes for one
        ("任せ", [2]),
        ("会", [2]),
        ("給与 日本", [2]),
        ("給与 大連", []),
        ("sap", [2]),  # a Latin word with none but other letters around it
        ("บัญชี", [3]),
        ("กรุงเทพ", [3]),
        ("ชี", [3]),
        ("콜센터", [4]),
        ("센터", [4]),
        ("外包", [5]),
        ("外", [5, 2]),
        ("ບັນຊີ", [6]),
        ("krakow", [1]),
        ("kra", [1]),
        ("rakow", []),
        ("ั", []),
        ("%", []),
        ("給%計", [2]),
    ],
)
def test_a_part_of_the_text_finds_it(store: Store, words: str, numbers: list[int]) -> None:
    assert found(store, words) == numbers


def test_what_is_hidden_is_not_found_by_a_part_either(store: Store) -> None:
    assert found(store, "計算", Viewer("U2", "C1")) == []


def test_what_is_erased_is_not_found_by_a_part_any_more(store: Store) -> None:
    store.erase(2, {"text"}, actor="U9", reason="")
    assert found(store, "計算") == []


def test_the_newest_that_are_found_in_either_way_come_first(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as log:
        for number in range(6):
            log.record(request(text="SAP 導入" if number % 2 else "Run SAP for us"))
        assert [each.id for each in log.decisions("sap", limit=4)] == [6, 5, 4, 3]
