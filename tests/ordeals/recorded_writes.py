"""Everything that SQLite writes to its files, in order, with every wait for the disk.

A VFS of SQLite's own (https://sqlite.org/vfs.html) with three methods of its files and one of its own replaced: each
notes what is asked for and then does it. The program under test is not changed and does not know.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.store.driver import sqlite3

_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_Delete = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_Write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
_Sync = CFUNCTYPE(c_int, c_void_p, c_int)


class _Methods(Structure):
    """`sqlite3_io_methods`: what can be done with an open file."""

    _fields_ = [
        ("iVersion", c_int),
        ("xClose", c_void_p),
        ("xRead", c_void_p),
        ("xWrite", _Write),
        ("xTruncate", _Truncate),
        ("xSync", _Sync),
        *((f"other_{number}", c_void_p) for number in range(13)),
    ]


class _Vfs(Structure):
    """`sqlite3_vfs`: where SQLite's files are."""

    _fields_ = [
        ("iVersion", c_int),
        ("szOsFile", c_int),
        ("mxPathname", c_int),
        ("pNext", c_void_p),
        ("zName", c_char_p),
        ("pAppData", c_void_p),
        ("xOpen", _Open),
        ("xDelete", _Delete),
        *((f"other_{number}", c_void_p) for number in range(14)),
    ]


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes at an offset."""

    file: str
    offset: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Truncated:
    """A file was cut to a size."""

    file: str
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    """SQLite waited until everything before was on disk."""

    file: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """A file was removed."""

    file: str


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody was told that this decision is on the record."""

    decision: int
    text: str


Step = Written | Truncated | Synced | Deleted | Told


@contextmanager
def recorded_writes() -> Iterator[list[Step]]:
    """The steps, growing as SQLite writes; files are named without their folder. For every log opened inside."""
    library = ctypes.CDLL(_library())
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    usual = library.sqlite3_vfs_find(None)
    recorder = _Recorder(usual)
    library.sqlite3_vfs_register(ctypes.byref(recorder.vfs), 1)
    try:
        yield recorder.steps
    finally:
        library.sqlite3_vfs_unregister(ctypes.byref(recorder.vfs))
        library.sqlite3_vfs_register(usual, 1)


def _library() -> str:
    package = sqlite3.Connection.__module__.split(".")[0]
    module: Any = __import__(f"{package}._sqlite3" if package != "sqlite3" else "_sqlite3", fromlist=["_"])
    return str(module.__file__)


class _Recorder:
    """The VFS. SQLite holds pointers into it, so it lives as long as it is registered."""

    def __init__(self, usual: Any) -> None:
        self.steps: list[Step] = []
        self._usual = usual
        self._names: dict[int, str] = {}
        self._methods: dict[int, tuple[_Methods, _Methods]] = {}
        self.vfs = _Vfs.from_buffer_copy(usual.contents)
        self.vfs.zName = b"recorded"
        self.vfs.xOpen = _Open(self._open)
        self.vfs.xDelete = _Delete(self._delete)

    def _open(self, _vfs: int, name: int | None, file: int, flags: int, out_flags: int | None) -> int:
        # SQLite keeps the pointer to the name, so the pointer goes on, not a copy of what it points to.
        status = int(self._usual.contents.xOpen(ctypes.addressof(self._usual.contents), name, file, flags, out_flags))
        slot = c_void_p.from_address(file)
        if status == 0 and name is not None and slot.value:
            self._names[file] = Path(ctypes.string_at(name).decode()).name
            slot.value = ctypes.addressof(self._recording(slot.value))
        return status

    def _recording(self, address: int) -> _Methods:
        """The methods at this address, those that write replaced; SQLite has a few sets of them and never frees any."""
        if address not in self._methods:
            theirs = _Methods.from_address(address)
            ours = _Methods.from_buffer_copy(theirs)
            ours.xWrite = _Write(self._noting(theirs.xWrite, self._written))
            ours.xTruncate = _Truncate(self._noting(theirs.xTruncate, self._truncated))
            ours.xSync = _Sync(self._noting(theirs.xSync, self._synced))
            self._methods[address] = (theirs, ours)
        return self._methods[address][1]

    def _noting(self, method: Callable[..., int], step: Callable[..., Step]) -> Callable[..., int]:
        def call(file: int, *arguments: int) -> int:
            status = int(method(file, *arguments))
            if status == 0:
                self.steps.append(step(self._names[file], *arguments))
            return status

        return call

    def _written(self, file: str, content: int, size: int, offset: int) -> Step:
        return Written(file, offset, ctypes.string_at(content, size))

    def _truncated(self, file: str, size: int) -> Step:
        return Truncated(file, size)

    def _synced(self, file: str, _flags: int) -> Step:
        return Synced(file)

    def _delete(self, _vfs: int, name: bytes, sync_folder: int) -> int:
        status = int(self._usual.contents.xDelete(ctypes.addressof(self._usual.contents), name, sync_folder))
        if status == 0:
            self.steps.append(Deleted(Path(name.decode()).name))
        return status
