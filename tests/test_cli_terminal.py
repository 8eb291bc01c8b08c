"""What somebody at a terminal meets."""

import os
import pty
import subprocess
import sys
import time
from pathlib import Path

SOURCING = str(Path(sys.executable).with_name("sourcing"))
PATIENCE = 30.0
"""Seconds to wait for an answer before the test gives up."""


class Terminal:
    """`sourcing` on a terminal of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.seen = ""
        environment = {
            **os.environ,
            "SOURCING_DATABASE": str(folder / "decisions.db"),
            "TERM": "dumb",
            "COLUMNS": "100",
        }
        self._screen, theirs = pty.openpty()
        self._process = subprocess.Popen(
            [SOURCING, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
        )
        os.close(theirs)

    def waits_for(self, words: str) -> None:
        """Reads until the words are on the screen; fails with what is there instead."""
        end = time.monotonic() + PATIENCE
        while words not in self.seen:
            assert time.monotonic() < end, f"never saw {words!r} in:\n{self.seen}"
            self.seen += self._read()

    def types(self, line: str) -> None:
        """Types a line; what was seen before is forgotten."""
        self.seen = ""
        os.write(self._screen, f"{line}\n".encode())

    def ends(self) -> int:
        """Reads to the end; returns the exit status."""
        while text := self._read():
            self.seen += text
        os.close(self._screen)
        return self._process.wait(PATIENCE)

    def _read(self) -> str:
        try:
            return os.read(self._screen, 65536).decode("utf-8", "replace")
        except OSError:
            return ""  # how Linux says that the other side has closed


def test_without_a_text_it_asks_for_one_and_then_the_questions_one_by_one(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "ask", "--home", "GB")
    terminal.waits_for("What do you want to place?")
    terminal.types("Something about our invoices")
    terminal.waits_for("Answer:")
    terminal.types("nonsense")
    terminal.waits_for("type a number from 1 to")
    terminal.waits_for("Answer:")
    terminal.types("2")
    terminal.waits_for("Answer:")
    terminal.types("")
    terminal.waits_for("Answer:")
    terminal.types("q")
    assert terminal.ends() == 0
    assert "Decision 1, recorded" in terminal.seen
    assert "Something about our invoices" in terminal.seen


def test_it_stops_asking_once_nothing_can_change_the_result(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "ask", "--answer", "work_type=goods_or_licence")
    terminal.waits_for("What do you want to place?")
    terminal.types("Forty chairs")
    assert terminal.ends() == 0
    assert "Settled: every model is ruled out." in terminal.seen
    assert "Decision 1, recorded" in terminal.seen
