"""Kills `sourcing ask` at random moments and looks whether everything that was shown is on the record."""

import tempfile
from pathlib import Path

from bench.timing import say
from tests.ordeals.kill import kill_asks

RUNS = 200


def main() -> None:
    """200 runs."""
    with tempfile.TemporaryDirectory() as folder:
        shown, kept = kill_asks(Path(folder) / "decisions.db", RUNS)
    say(f"{RUNS} runs killed at random moments: {shown} cards shown, all on the record ({kept}); the chain verifies")
