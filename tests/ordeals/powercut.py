"""Cuts the power at random moments while decisions are recorded, and looks whether everything told is on the record.

What SQLite writes is recorded once. At a cut, what it had waited for is on disk; of everything later, each sector of
512 bytes is there or not, by chance, whatever the order in which it was written. Files that were removed stay removed,
and a file that was never waited for may be missing.

The same cuts on a disk that only pretends to wait have to lose something: otherwise this would be blind.
"""

import asyncio
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.store import Store, StoreError, Verified, Writer
from tests.ordeals.recorded_writes import Deleted, Step, Synced, Told, Truncated, Written, recorded_writes
from tests.ordeals.recording import recording, typical

AT_ONCE = 16
_SECTOR = 512


@dataclass(slots=True)
class Disk:
    """Files as they are on disk for certain, and what was written to them since."""

    pretends: bool = False
    """Whether it only pretends to wait."""
    certain: dict[str, bytearray] = field(default_factory=dict)
    since: dict[str, list[Written | Truncated]] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        """Carry out one step."""
        match step:
            case Written() | Truncated():
                self.since.setdefault(step.file, []).append(step)
            case Synced(file):
                if not self.pretends:
                    content = self.certain.setdefault(file, bytearray())
                    for written in self.since.pop(file, []):
                        _apply(content, written)
            case Deleted(file):
                self.certain.pop(file, None)
                self.since.pop(file, None)

    def after_a_cut(self, rng: random.Random) -> dict[str, bytes]:
        """The files that somebody finds who switches the machine on again."""
        kept = rng.choice([0.0, 0.1, 0.5, 0.9, 1.0])
        found = {file: bytearray(content) for file, content in self.certain.items()}
        for file, steps in self.since.items():
            if file not in found and rng.random() >= kept:
                continue
            content = found.setdefault(file, bytearray())
            for step in steps:
                for part in _sectors(step):
                    if rng.random() < kept:
                        _apply(content, part)
        return {file: bytes(content) for file, content in found.items()}


def _sectors(step: Written | Truncated) -> Iterator[Written | Truncated]:
    if isinstance(step, Truncated):
        yield step
        return
    at = 0
    while at < len(step.content):
        size = _SECTOR - (step.offset + at) % _SECTOR
        yield Written(step.file, step.offset + at, step.content[at : at + size])
        at += size


def _apply(content: bytearray, step: Written | Truncated) -> None:
    if isinstance(step, Truncated):
        del content[step.size :]
        return
    content.extend(bytes(max(0, step.offset - len(content))))
    content[step.offset : step.offset + len(step.content)] = step.content


def record_steps(path: Path, decisions: int) -> list[Step]:
    """Everything written, and everything told, while the server's own writer records decisions for many at once."""
    with recorded_writes() as steps:
        asyncio.run(_record(path, decisions, steps.append))
    return steps


async def _record(path: Path, decisions: int, tell: Callable[[Told], None]) -> None:
    like, kept = typical()
    writer = Writer.start(path, lambda: datetime.now(UTC))

    async def one_after_the_other(name: int) -> None:
        for number in range(decisions // AT_ONCE):
            text = f"Hand payroll {number} of {name} to an agency in Cebu"
            tell(Told(await writer.run(recording(replace(like, text=text), kept)), text))

    await asyncio.gather(*(one_after_the_other(name) for name in range(AT_ONCE)))
    await writer.stop()


@dataclass(frozen=True, slots=True)
class Cuts:
    """What became of the log."""

    intact: int
    """Cuts after which it verified and had everything that was told."""
    lost: int
    """Cuts after which something told was missing."""
    damaged: int
    """Cuts after which it could not be read, or did not verify."""
    told: int
    """Decisions told before a cut, over all cuts."""


def cut(name: str, steps: Sequence[Step], cuts: int, *, pretends: bool = False, seed: int = 1) -> Cuts:
    """Cut the power so many times, each at a moment of its own; `name` is the log's file."""
    rng = random.Random(seed)
    moments = sorted(rng.randrange(len(steps) + 1) for _ in range(cuts))
    disk, done, told = Disk(pretends), 0, dict[int, str]()
    outcomes = {"intact": 0, "lost": 0, "damaged": 0}
    sum_of_told = 0
    for moment in moments:
        for step in steps[done:moment]:
            if isinstance(step, Told):
                told[step.decision] = step.text
            else:
                disk.take(step)
        done = moment
        sum_of_told += len(told)
        outcomes[_found(name, disk.after_a_cut(rng), told)] += 1
    return Cuts(**outcomes, told=sum_of_told)


def _found(name: str, files: dict[str, bytes], told: dict[int, str]) -> str:
    """Whether the log that was found is intact, has lost something, or is damaged."""
    with tempfile.TemporaryDirectory() as folder:
        for file, content in files.items():
            Path(folder, file).write_bytes(content)
        try:
            with Store.open(Path(folder, name), clock=lambda: datetime.now(UTC)) as store:
                kept = {decision.id: decision.text for decision in store.decisions(limit=len(told) + AT_ONCE)}
                verified = isinstance(store.verify(), Verified)
        except StoreError:
            return "damaged"
    if not verified:
        return "damaged"
    return "intact" if told.items() <= kept.items() else "lost"
