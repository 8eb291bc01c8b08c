"""What the decision log promises when a program is killed, or several write at once: what was told is there."""

import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from bot.store import Store, Verified
from tests.sample_decisions import open_store, request

WRITER = """
import sys
from pathlib import Path
from bot.store import deciding
from rules.choices import Choice
from rules.grid import Model
from tests.sample_decisions import needing, open_store, request

with open_store(Path(sys.argv[1]), wait=60) as store:
    for number in range(int(sys.argv[2])):
        recorded = store.record(request(text=f"request {number} of {sys.argv[3]}"))
        print(recorded.id, recorded.text, flush=True)
        why = Choice(Model.IN_HOUSE, None, f"why {recorded.text}")
        store.write(lambda db, at: deciding.choose(db, at, recorded.id, "U9", why, seen=None, gate=needing(1, "U9")))
        print(recorded.id, f"overridden: {why.words}", flush=True)
"""
ENDLESS = 1_000_000


def writer(path: Path, count: int, name: str) -> subprocess.Popen[str]:
    """A program of its own that records decisions, and tells of each once the log has it."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(count), name], stdout=subprocess.PIPE, text=True
    )


def told(output: str) -> dict[int, str]:
    """The decisions that a writer told of: number, and what it told last. A line that was cut off was not told."""
    lines = [line for line in output.splitlines(keepends=True) if line.endswith("\n")]
    return {int(number): text.rstrip("\n") for number, text in (line.split(" ", 1) for line in lines)}


def kept(path: Path) -> dict[int, str]:
    """The decisions that the log has, and what it says of each, after it verified itself."""
    with Store.read(path) as reader:
        assert isinstance(reader.verify(), Verified)
        found = reader.decisions(limit=ENDLESS)
        courses = reader.courses(decision.id for decision in found)
    said = {decision.id: (decision.text, courses[decision.id].decided) for decision in found}
    return {number: f"{now.status}: {now.words}" if now else text for number, (text, now) in said.items()}


def test_what_was_told_survives_a_kill_at_any_moment(tmp_path: Path) -> None:
    path = tmp_path / "decisions.db"
    rng = random.Random(11)
    survived: dict[int, str] = {}
    for number in range(12):
        program = writer(path, ENDLESS, f"round {number}")
        assert program.stdout is not None
        first_line = program.stdout.readline()
        time.sleep(rng.uniform(0, 0.03))
        program.send_signal(signal.SIGKILL)
        survived |= told(first_line + program.communicate()[0])
        now = kept(path)
        # The last decision may have been made without anybody being told of it.
        assert all(now[number] in {what, f"overridden: why {what}"} for number, what in survived.items())
    with open_store(path) as store:
        assert isinstance(store.verify(), Verified)


def test_two_programs_that_start_and_write_one_log_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "decisions.db"
    programs = [writer(path, 40, name) for name in "ab"]
    outputs = [program.communicate()[0] for program in programs]
    assert [program.returncode for program in programs] == [0, 0]
    first, second = (told(output) for output in outputs)
    assert len(first) == len(second) == 40
    assert first | second == kept(path)
    assert sorted(first | second) == list(range(1, 81))


def test_a_log_that_many_start_at_the_same_moment_is_one_log(tmp_path: Path) -> None:
    together = Barrier(4)

    def start(path: Path) -> None:
        together.wait()
        with open_store(path, wait=60) as store:
            store.record(request())

    with ThreadPoolExecutor(4) as threads:
        for number in range(15):
            path = tmp_path / f"{number}.db"
            for started in [threads.submit(start, path) for _ in range(4)]:
                started.result()
            assert sorted(kept(path)) == [1, 2, 3, 4]
