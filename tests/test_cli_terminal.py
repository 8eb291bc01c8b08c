"""What somebody at a terminal meets."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

from bot.store import Store

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
        """Reads until the words are on the screen, on whatever lines; fails with what is there instead."""
        end = time.monotonic() + PATIENCE
        while words not in " ".join(self.seen.split()):
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
        ready, _, _ = select.select([self._screen], [], [], PATIENCE)
        assert ready, f"nothing more after:\n{self.seen}"
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


def test_after_each_answer_it_says_what_is_still_possible(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "ask", "--home", "GB", "--answer", "export_control=military")
    terminal.waits_for("What do you want to place?")
    terminal.types("Something")
    terminal.waits_for("Still open: in-house, outsourcing here or hybrid.")
    terminal.waits_for("What do you need?")
    terminal.waits_for("Answer:")
    terminal.types("2")
    terminal.waits_for("Still open: in-house, outsourcing here or hybrid.")
    terminal.waits_for("Answer:")
    terminal.types("q")
    assert terminal.ends() == 0


def test_it_stops_asking_once_nothing_can_change_the_result(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "ask", "--answer", "work_type=goods_or_licence")
    terminal.waits_for("What do you want to place?")
    terminal.types("Forty chairs")
    terminal.waits_for("That is enough: no other answer would change this. Record it, or answer the rest as well.")
    terminal.waits_for("Enter logs it, g goes on:")
    terminal.types("")
    assert terminal.ends() == 0
    assert "Firm: every model is ruled out." in terminal.seen
    assert "Decision 1, recorded" in terminal.seen


def test_whoever_wants_to_can_go_on_for_the_record(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "ask", "--answer", "work_type=goods_or_licence")
    terminal.waits_for("What do you want to place?")
    terminal.types("Forty chairs")
    terminal.waits_for("g goes on:")
    terminal.types("perhaps")
    terminal.waits_for("press Enter to log it, or type g to go on")
    terminal.waits_for("g goes on:")
    terminal.types("g")
    terminal.waits_for("How much does this work matter to how you compete?")
    terminal.types("3")
    terminal.waits_for("Where must the work happen?")
    terminal.types("")
    terminal.waits_for("Has it been ruled out that others, or that your own people, do it?")
    terminal.types("q")
    assert terminal.ends() == 0
    assert "Decision 1, recorded" in terminal.seen
    with Store.read(tmp_path / "decisions.db") as store:
        assert store.decisions()[0].answers == {"work_type": "goods_or_licence", "strategic_role": "commodity"}


def test_what_is_not_recorded_is_not_asked_for_the_record(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "ask", "--no-log", "--answer", "work_type=goods_or_licence")
    terminal.waits_for("What do you want to place?")
    terminal.types("Forty chairs")
    assert terminal.ends() == 0
    assert "Enough" not in terminal.seen
    assert "Not recorded" in terminal.seen


def test_no_policy_file_gives_orders_to_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('title = "\\u001b[2J" # \x9b2J \u202e\n', encoding="utf-8")
    for command in (("check", str(path)), ("show", str(path)), ("show", "--toml", str(path)), ("diff", str(path))):
        terminal = Terminal(tmp_path, "policy", *command)
        terminal.ends()
        assert "policy.toml" in terminal.seen or "title" in terminal.seen
        assert not set(terminal.seen) & set("\x1b\x9b\u202e"), command
