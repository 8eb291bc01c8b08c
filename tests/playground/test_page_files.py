"""The files of the page."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "bot" / "playground" / "page"
LARGEST = 120_000
"""Bytes of the whole page, uncompressed."""


def test_the_page_is_small_and_needs_nothing_from_anywhere_else() -> None:
    files = sorted(PAGE.iterdir())
    assert sum(path.stat().st_size for path in files) < LARGEST
    for path in files:
        source = path.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
        assert not re.search(r"https?://(?!\$)", source), path.name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", source), path.name
