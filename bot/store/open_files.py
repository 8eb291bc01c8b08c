"""The files that an open log consists of, and whether they are still where they were opened.

Somebody who restores a backup, tidies up or renames a folder takes the files away from under a program that has them
open. What it then writes is in no file that anyone will find, and gone when it ends. SQLite does not notice.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bot.store.errors import LogGoneError

_ROOM = 1024 * 1024
"""Bytes that the log must be able to grow by; a full batch of decisions takes less."""

_Inode = tuple[int, int]


@dataclass(frozen=True, slots=True)
class OpenFiles:
    """What the file system calls the database and the files beside it, as of when they were opened."""

    path: Path
    opened: dict[Path, _Inode]

    @classmethod
    def of(cls, path: Path) -> Self:
        """The files of the log that has just been opened for writing, in write-ahead mode. Raises OSError."""
        database = path.resolve()  # SQLite keeps its files beside what a link points to
        beside = (database.with_name(f"{database.name}{ending}") for ending in ("-wal", "-shm"))
        return cls(path, {each: _inode(each) for each in (path.absolute(), *beside)})

    def check(self) -> None:
        """Raises LogGoneError where any of them was moved, deleted or replaced."""
        for path, inode in self.opened.items():
            try:
                in_place = _inode(path) == inode
            except OSError:
                in_place = False
            if not in_place:
                raise LogGoneError(self.path, path)

    def prove_room(self) -> None:
        """Raises OSError where no file here, as large as the log is now, could grow by a megabyte."""
        largest = max(path.stat().st_size for path in self.opened)
        with tempfile.TemporaryFile(dir=self.path.resolve().parent) as file:
            file.seek(largest)
            file.write(bytes(_ROOM))
            file.flush()


def _inode(path: Path) -> _Inode:
    found = os.stat(path)  # noqa: PTH116 - a third of the time of Path.stat, and before and after each commit
    return found.st_dev, found.st_ino
