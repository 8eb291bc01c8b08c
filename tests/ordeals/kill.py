"""Kills `sourcing ask` at random moments and looks whether everything that was shown is on the record."""

import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

from bot.store import Store, Verified


def kill_asks(database: Path, runs: int, seed: int = 1) -> tuple[int, int]:
    """Kills so many runs, each at a random moment; returns how many cards were shown and how many are on the record.

    Raises AssertionError where a decision was shown and is not on the record, or the record does not verify.
    """
    sourcing = str(Path(sys.executable).with_name("sourcing"))
    rng = random.Random(seed)
    shown: set[int] = set()
    slowest = 0.0
    for run in range(runs):
        start = time.perf_counter()
        process = subprocess.Popen(
            [sourcing, "ask", "Hand payroll to an agency in Cebu", "--home", "AU"],
            stdout=subprocess.PIPE,
            env={**os.environ, "SOURCING_DATABASE": str(database), "PYTHONUNBUFFERED": "1"},
        )
        try:
            # The first run is left alone: it says how long a run takes on this machine.
            output, _ = process.communicate(timeout=rng.uniform(0.3, 1.2) * slowest if run else None)
            slowest = max(slowest, time.perf_counter() - start)
        except subprocess.TimeoutExpired:
            process.kill()
            output, _ = process.communicate()
        if found := re.match(rb"Decision (\d+), recorded", output):
            shown.add(int(found[1]))
    if not database.exists():
        return len(shown), 0
    with Store.read(database) as store:
        kept = {decision.id for decision in store.decisions(limit=runs)}
        if not shown <= kept:
            raise AssertionError(f"shown and lost: {sorted(shown - kept)}")
        verified = store.verify()
        assert isinstance(verified, Verified), verified.because
    return len(shown), len(kept)
