"""Cuts the power at random moments while decisions are recorded, and looks whether everything told is on the record."""

import tempfile
from pathlib import Path

from bench.timing import say
from tests.ordeals.powercut import cut, record_steps

CUTS = 600
PRETENDED_CUTS = 100
DECISIONS = 640


def main() -> None:
    """600 cuts, and 100 on a disk that pretends."""
    with tempfile.TemporaryDirectory() as folder:
        steps = record_steps(Path(folder, "decisions.db"), DECISIONS)
    for cuts, pretends in ((CUTS, False), (PRETENDED_CUTS, True)):
        found = cut("decisions.db", steps, cuts, pretends=pretends)
        say(
            f"{cuts} power cuts{', the disk only pretending to wait' if pretends else ''}: {found.intact} intact, "
            f"{found.lost} lost something told, {found.damaged} damaged ({found.told:,} decisions told before them)"
        )
