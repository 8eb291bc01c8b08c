"""What somebody at a terminal meets."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from bot.store import Event, RecordedDecision, Store
from bot.views import outlook
from tests.sample_decisions import open_store, request

SOURCING = str(Path(sys.executable).with_name("sourcing"))
PATIENCE = 30.0
"""Seconds to wait for an answer before the test gives up."""


class Terminal:
    """`sourcing` on a terminal of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.seen = ""
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SOURCING_")},
            "SOURCING_DATABASE": str(folder / "decisions.db"),
            "TERM": "dumb",
            "COLUMNS": "100",
        }
        # In the background of a script Ctrl-C is ignored, and what is started there inherits that.
        signal.signal(signal.SIGINT, signal.default_int_handler)
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

    def interrupted(self) -> None:
        """Ctrl-C; again where it came before the program waited for a line, and readline has not noticed."""
        self.seen = ""
        for _ in range(5):
            self._process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(PATIENCE / 10)
                return

    def out_of_input(self) -> None:
        """Ctrl-D."""
        self.seen = ""
        os.write(self._screen, b"\x04")

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


MANY = "three Java developers until June"
"""It is too early to say: the first question decides, and several more follow."""
FIRST, SECOND = "Must the work stay in this country", "How much of the day must you work at the same time?"


def begun(folder: Path, *arguments: str, text: str = MANY) -> Terminal:
    """`sourcing ask` at its first question."""
    terminal = Terminal(folder, "ask", "--home", "US", *arguments)
    terminal.waits_for("What do you want to place?")
    terminal.types(text)
    terminal.waits_for("Answer:")
    return terminal


def on_record(folder: Path) -> tuple[RecordedDecision, list[Event]]:
    """The only decision, and what happened to it."""
    with Store.read(folder / "decisions.db") as store:
        (decision,) = store.decisions()
        return decision, store.history(decision.id)


def test_the_decision_is_on_record_and_its_card_shown_before_anything_is_asked(tmp_path: Path) -> None:
    terminal = begun(tmp_path)
    said = " ".join(terminal.seen.split())
    assert said.index("Decision 1, recorded") < said.index(MANY, 50) < said.index("About five questions, two minutes.")
    assert f"1 of about 5 {FIRST}" in said
    assert on_record(tmp_path)[0].text == MANY
    terminal.types("q")
    assert terminal.ends() == 0
    assert len(on_record(tmp_path)[1]) == 1


def test_each_answer_is_on_record_at_once_and_the_opening_of_the_card_is_shown_anew(tmp_path: Path) -> None:
    terminal = begun(tmp_path)
    terminal.types("1")
    terminal.waits_for("Close call by")
    terminal.waits_for(SECOND)
    decision, events = on_record(tmp_path)
    assert decision.answered["where_may"].option == "free"
    assert decision.standing == "close_call"
    assert [event.kind for event in events] == ["decision_recorded", "answer_given"]
    terminal.waits_for("Answer:")
    terminal.types("q")
    assert terminal.ends() == 0
    assert "Decision 1, recorded" in terminal.seen


def test_a_slip_costs_nothing_and_enter_skips(tmp_path: Path) -> None:
    terminal = begun(tmp_path)
    for slip in ("nonsense", "77", "-1", "1.5", "²", "0"):
        terminal.types(slip)
        terminal.waits_for("type a number from 1 to 3; Enter skips, b goes back, ? explains, q ends")
        terminal.waits_for("Answer:")
    terminal.types("")
    terminal.waits_for(SECOND)
    terminal.waits_for("Answer:")
    terminal.types("q")
    assert terminal.ends() == 0
    assert on_record(tmp_path)[0].answered == {}


def test_b_takes_the_last_answer_back_and_asks_it_again(tmp_path: Path) -> None:
    terminal = begun(tmp_path)
    terminal.types("b")
    terminal.waits_for("There is nothing to take back.")
    terminal.waits_for("Answer:")
    terminal.types("1")
    terminal.waits_for("Answer:")
    terminal.types("")
    terminal.waits_for("Answer:")
    terminal.types("b")
    terminal.waits_for(SECOND)  # what was skipped comes back first
    terminal.waits_for("Answer:")
    terminal.types("back")
    terminal.waits_for("Taken back. Too early: tell me one thing.")
    terminal.waits_for(FIRST)
    terminal.waits_for("Answer:")
    assert on_record(tmp_path)[0].answered == {}
    terminal.types("2")
    terminal.waits_for("Hire a software company here.")
    terminal.waits_for("Enter ends here, g goes on:")
    terminal.types("")
    assert terminal.ends() == 0
    decision, events = on_record(tmp_path)
    assert decision.answered["where_may"].option == "here_only"
    assert [event.details.get("option") for event in events] == [None, "free", None, "here_only"]


def test_a_question_mark_explains_why_it_is_asked_and_what_each_answer_does(tmp_path: Path) -> None:
    terminal = begun(tmp_path)
    terminal.types("?")
    terminal.waits_for("A promise, an agreement or a decision that binds you comes before any weighing.")
    terminal.waits_for("2 It must stay in this country Hire a software company here.")
    terminal.waits_for("Answer:")
    assert len(on_record(tmp_path)[1]) == 1
    terminal.types("q")
    assert terminal.ends() == 0


@pytest.mark.parametrize("broken_off", ["interrupted", "out_of_input"])
def test_breaking_off_loses_nothing_and_says_how_to_go_on(tmp_path: Path, broken_off: str) -> None:
    terminal = begun(tmp_path)
    terminal.types("1")
    terminal.waits_for("Answer:")
    terminal.types("1")
    terminal.waits_for("Enter ends here, g goes on:")
    getattr(terminal, broken_off)()
    assert terminal.ends() == 1
    said = " ".join(terminal.seen.split())
    assert "Decision 1 is on record with your 2 answers; go on with `sourcing ask --go-on 1`." in said
    assert "Aborted" not in said
    again = Terminal(tmp_path, "ask", "--go-on", "1")
    again.waits_for("Decision 1, recorded")
    again.waits_for(f"“{MANY}”")
    again.waits_for("Answer:")
    again.types("b")
    again.waits_for(SECOND)
    again.waits_for("Answer:")
    assert set(on_record(tmp_path)[0].answered) == {"where_may"}
    again.types("q")
    assert again.ends() == 0


def test_without_the_log_answers_are_kept_in_memory_only(tmp_path: Path) -> None:
    terminal = begun(tmp_path, "--no-log")
    assert "Not recorded" in terminal.seen
    terminal.types("1")
    terminal.waits_for("Close call by")
    terminal.waits_for("Answer:")
    terminal.types("b")
    terminal.waits_for("Too early: tell me one thing.")
    terminal.waits_for("Answer:")
    terminal.interrupted()
    assert terminal.ends() == 1
    assert "Nothing was recorded." in terminal.seen
    assert not (tmp_path / "decisions.db").exists()


def test_it_stops_asking_once_nothing_can_change_the_result(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "ask", "--answer", "work_type=goods_or_licence")
    terminal.waits_for("What do you want to place?")
    terminal.types("Forty chairs")
    terminal.waits_for(outlook.ENOUGH)
    terminal.waits_for("Enter ends here, g goes on for the record:")
    terminal.types("")
    assert terminal.ends() == 0
    assert on_record(tmp_path)[0].standing == "firm"


def test_whoever_wants_to_can_go_on_for_the_record(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "ask", "--answer", "work_type=goods_or_licence")
    terminal.waits_for("What do you want to place?")
    terminal.types("Forty chairs")
    terminal.waits_for("g goes on for the record:")
    terminal.types("perhaps")
    terminal.waits_for("press Enter to end here, or type g to go on")
    terminal.waits_for("g goes on for the record:")
    terminal.types("g")
    terminal.waits_for("How much does this work matter to how you compete?")
    terminal.waits_for("Answer:")
    terminal.types("3")
    terminal.waits_for("Where must the work happen?")
    terminal.waits_for("Answer:")
    terminal.types("")
    terminal.waits_for("Is it settled already who may do the work?")
    terminal.waits_for("Answer:")
    terminal.types("q")
    assert terminal.ends() == 0
    assert on_record(tmp_path)[0].answers == {"work_type": "goods_or_licence", "strategic_role": "commodity"}


def test_what_is_not_recorded_is_not_asked_for_the_record(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "ask", "--no-log", "--answer", "work_type=goods_or_licence")
    terminal.waits_for("What do you want to place?")
    terminal.types("Forty chairs")
    assert terminal.ends() == 0
    assert outlook.ENOUGH not in terminal.seen
    assert "Not recorded" in terminal.seen


@pytest.mark.parametrize(("arguments", "says"), [([], True), (["--home", "US"], False)])
def test_where_nobody_said_it_the_terminal_says_from_where_a_request_is_seen(
    tmp_path: Path, arguments: list[str], says: bool
) -> None:
    terminal = Terminal(tmp_path, "ask", "Payroll to a provider in Kraków", *arguments)
    assert terminal.ends() == 0
    said = " ".join(terminal.seen.split())
    assert "Seen from the United States" in said
    assert ("Seen from the United States (--home changes that)." in said) is says


def test_no_policy_file_gives_orders_to_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('title = "\\u001b[2J" # \x9b2J \u202e\n', encoding="utf-8")
    for command in (("check", str(path)), ("show", str(path)), ("show", "--toml", str(path)), ("diff", str(path))):
        terminal = Terminal(tmp_path, "policy", *command)
        terminal.ends()
        assert "policy.toml" in terminal.seen or "title" in terminal.seen
        assert not set(terminal.seen) & set("\x1b\x9b\u202e"), command


def test_an_erasure_is_confirmed_and_anything_but_yes_erases_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path / "decisions.db") as store:
        store.record(request())
    for answer, status, left in (("n", 1, True), ("", 1, True), ("y", 0, False)):
        terminal = Terminal(tmp_path, "erase", "--decision", "1", "--reason", "asked for")
        terminal.waits_for("This cannot be undone. Erase it? [y/N]:")
        terminal.types(answer)
        assert terminal.ends() == status
        assert ("Nothing is erased." in terminal.seen) is left
        with Store.read(tmp_path / "decisions.db") as log:
            assert ("text" not in log.decision(1).erased) is left
