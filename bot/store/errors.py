"""What can go wrong with the decision log, each in one sentence that says what to do.

StoreError
├── NoLogYetError          a reader found no file
├── OlderLogError          a reader found a file that an older version of this program wrote
├── ReadOnlyError          the file or its folder may not be written
├── NoRoomError            the disk is full
├── DiskError              the disk does not take what is written, or gives nothing back
├── DamagedError           a part of the file cannot be read as a database
├── LogGoneError           a file of the log was moved, deleted or replaced while it was open
├── NoSuchDecisionError    a number that was never given out, or that the viewer may not see
├── CannotMoveError        a decision that has moved on
├── MovedMeanwhileError    a decision that somebody moved on since it was looked at
├── NotYoursError          what this person may not do
├── NoReasonError          words that are missing, such as why a decision is overridden
├── TooLateError           what can no longer be undone
├── AnsweredMeanwhileError a question that somebody answered since the decision was looked at
├── ErasedError            a decision of which too much is erased
├── NobodyToEraseError     a person of whom there is nothing
├── NoSuchDraftError       a draft that was discarded, or is too old
├── DraftChangedError      a draft that somebody changed since it was read
├── NoSuchUploadError      a policy file that is no longer kept
├── InTheWayError          another hand-over does not go with this one
├── NoSuchDelegationError  a hand-over that has ended, or that is not theirs
├── NoSuchDigestError      a channel in which nobody has set up a digest
├── DigestSentError        a week whose digest was sent, or is being sent
├── DigestChangedError     a digest that somebody set up otherwise since
└── PolicyChangedError     another policy was put in force since
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from bot.store.digest_settings import KeptDigest, Run, RunState
from bot.store.driver import sqlite3
from rules.choices import Verb
from rules.delegation import Delegation


class StoreError(Exception):
    """The decision log cannot do what was asked. The message is one sentence for a person, and says what to do."""

    advice: ClassVar[str] = "Please try again in a moment."
    """What it means for somebody who is not at the machine, and must not be told about paths."""


class NoLogYetError(StoreError):
    """There is nothing to read: no decision has been recorded here."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no decision log at {path} yet; `sourcing ask` starts one.")


class OlderLogError(StoreError):
    """The file has to be brought up to date before it can be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The decision log at {path} is from an older version of this program; "
            "the next `sourcing ask` brings it up to date."
        )


class ReadOnlyError(StoreError):
    """The file, or its folder, may be read and not written."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The decision log at {path} is read-only; allow this user to write to it and to its folder, "
            "or name another file."
        )


class NoRoomError(StoreError):
    """The disk is full, or this user may not fill it further."""

    advice = "There is no room left where decisions are kept; please tell whoever runs this bot."

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no room left on the disk for the decision log at {path}; free some space and try again."
        )


class DiskError(StoreError):
    """The disk fails; some that are full say no more than that."""

    advice = "The disk where decisions are kept is full or fails; please tell whoever runs this bot."

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The disk failed while using the decision log at {path}; check the disk and its room, and try again."
        )


class DamagedError(StoreError):
    """A part of the file is no longer what SQLite wrote."""

    advice = "The file with the decisions is damaged; please tell whoever runs this bot."

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The decision log at {path} is damaged; set the file aside and put the latest backup in its place."
        )


class LogGoneError(StoreError):
    """A file of the log is no longer what is open: what is written to it now would be lost."""

    advice = "The file with the decisions was moved or replaced; please tell whoever runs this bot."

    def __init__(self, path: Path, gone: Path) -> None:
        """`gone` is the log's file that is no longer in its place: the log itself, or one beside it."""
        super().__init__(
            f"{gone} was moved, deleted or replaced while the decision log at {path} was in use, so nothing more is "
            "recorded; put it back, or stop the program, check what is there now, and start it again."
        )


class NoSuchDecisionError(StoreError):
    """No decision has this number, or none that the viewer may see: which of the two is not told."""

    def __init__(self, decision_id: int, newest: int | None = None) -> None:
        """`newest` is the highest number given out, 0 in an empty log; None keeps it to ourselves."""
        if newest is None:
            super().__init__(f"There is no decision {decision_id} that you can see.")
        elif newest == 0:
            super().__init__(f"There is no decision {decision_id}; the log is still empty.")
        else:
            super().__init__(f"There is no decision {decision_id}; the newest is {newest}.")


class CannotMoveError(StoreError):
    """The decision has moved on, and from its status no way leads to what was asked."""

    def __init__(self, decision_id: int, status: str, asked: str) -> None:
        """`status` is what it is now; `asked` is what can no longer be done with it, such as "accepted"."""
        super().__init__(f"Decision {decision_id} is {status}; it can no longer be {asked}.")
        self.decision_id = decision_id
        self.status = status


class MovedMeanwhileError(StoreError):
    """Somebody did something with the decision since whoever asks looked at it; it is not changed unseen."""

    def __init__(self, decision_id: int, status: str, *, by: str, verb: Verb, at: datetime, event: int) -> None:
        """`status` is what it is now; the rest says who last did what, when, and which event tells of it."""
        super().__init__(f"Decision {decision_id} was {_DONE[verb]} meanwhile; look at it again before you change it.")
        self.decision_id = decision_id
        self.status = status
        self.by = by
        self.verb = verb
        self.at = at
        self.event = event


class NotYoursError(StoreError):
    """Whoever asks may not do that; the message is a sentence that says who may."""


class NoReasonError(StoreError):
    """Somebody has to say why, or what they ask, and nobody has."""

    def __init__(self, decision_id: int, verb: Verb) -> None:
        """`verb` is what takes words: to override, to reopen or to ask."""
        asked = "what you want to know about it" if verb is Verb.ASK else f"why it is {_DONE[verb]}"
        super().__init__(f"Decision {decision_id} is not changed yet: say in a few words {asked}.")


class TooLateError(StoreError):
    """It was done too long ago to be undone."""

    def __init__(self, decision_id: int) -> None:
        super().__init__(
            f"That was done with decision {decision_id} more than 15 minutes ago and can no longer be undone; "
            "a reviewer can reopen the decision."
        )


class AnsweredMeanwhileError(StoreError):
    """Somebody has given another answer to the same question; it is not replaced unseen."""

    def __init__(self, decision_id: int) -> None:
        super().__init__(
            f"Somebody else answered that about decision {decision_id} meanwhile; look at it again before you change "
            "their answer."
        )


class ErasedError(StoreError):
    """What an answer would be judged together with is erased."""

    def __init__(self, decision_id: int, so: str = "it takes no more answers") -> None:
        """`so` is what does not go without it."""
        super().__init__(f"What was said in decision {decision_id} has been erased, so {so}.")


class NobodyToEraseError(StoreError):
    """There is nothing of this person, or nothing any more."""

    def __init__(self, who: str) -> None:
        super().__init__(
            f'There is nothing of "{who}" to erase: no request, no draft, and nothing done to a decision. People in '
            "Slack go by their id, such as U024BE7LH, which their profile's menu copies."
        )


class NoSuchDraftError(StoreError):
    """The draft was discarded, or nobody touched it for too long."""

    def __init__(self) -> None:
        super().__init__("This questionnaire is no longer kept; please start a new one.")


class DraftChangedError(StoreError):
    """Somebody changed the draft since it was read."""

    def __init__(self) -> None:
        super().__init__("This questionnaire was changed in another window; open it again to go on.")


class NoSuchUploadError(StoreError):
    """The policy file was sent too long ago."""

    def __init__(self) -> None:
        super().__init__("This policy file is no longer kept; please upload it again.")


class InTheWayError(StoreError):
    """A hand-over of somebody's deciding that does not go with others."""

    def __init__(self, other: Delegation | None) -> None:
        """`other` is the first that it does not go with; None where there are too many of them all together."""
        super().__init__("Another hand-over is in the way; end that one first.")
        self.other = other


class NoSuchDelegationError(StoreError):
    """It has ended, or belongs to others."""

    def __init__(self) -> None:
        super().__init__("That has ended already; `/sourcing delegate` lists what holds.")


class NoSuchDigestError(StoreError):
    """Nobody has ever set up a digest in this channel."""

    def __init__(self) -> None:
        super().__init__("No weekly digest is set up in this channel; `/sourcing digest` there sets one up.")


_DIGEST_BECAME = {
    RunState.SENT: "was sent",
    RunState.UNKNOWN: "may have arrived, which nobody can say for certain",
}


class DigestSentError(StoreError):
    """This week's digest was sent, is on its way, or may have arrived."""

    def __init__(self, run: Run) -> None:
        became = _DIGEST_BECAME.get(run.state, "is on its way")
        super().__init__(f"The digest of {run.week} {became}, and there is one a week.")
        self.run = run


class DigestChangedError(StoreError):
    """Somebody has set the digest up otherwise since whoever asks looked at it."""

    def __init__(self, now: KeptDigest | None) -> None:
        super().__init__("Somebody changed this digest meanwhile; look at it again before you change it.")
        self.now = now


class PolicyChangedError(StoreError):
    """Another policy was put in force since the one that was to be replaced."""

    def __init__(self) -> None:
        super().__init__("Another policy was put in force meanwhile; check this one against it first.")


_DONE = {
    Verb.ACCEPT: "accepted",
    Verb.OVERRIDE: "overridden",
    Verb.APPROVE: "approved",
    Verb.TAKE_BACK: "changed",
    Verb.UNDO: "changed",
    Verb.REOPEN: "reopened",
    Verb.LATE_ANSWER: "reopened",
    Verb.WITHDRAW: "withdrawn",
    Verb.DISCARD: "discarded",
    Verb.BRING_BACK: "brought back",
    Verb.SUPERSEDE: "superseded",
    Verb.ASK: "asked about",
    Verb.SETTLE: "changed",
    Verb.ANSWER: "answered",
    Verb.ERASE: "erased",
}

_IN_WORDS: dict[int, str] = {
    sqlite3.SQLITE_BUSY: (
        "The decision log at {path} has been locked by another program for {wait:g} seconds; "
        "close that program or try again."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The decision log at {path} cannot be opened; check that this user may read and write it and its folder."
    ),
    sqlite3.SQLITE_PERM: "The decision log at {path} may not be opened by this user; change its permissions.",
    sqlite3.SQLITE_NOTADB: "{path} is not a database; name another file for the decision log.",
}
_KINDS: dict[int, type[ReadOnlyError | NoRoomError | DiskError | DamagedError]] = {
    sqlite3.SQLITE_READONLY: ReadOnlyError,
    sqlite3.SQLITE_FULL: NoRoomError,
    sqlite3.SQLITE_IOERR: DiskError,
    sqlite3.SQLITE_CORRUPT: DamagedError,
}
_GENERAL = 0xFF
"""SQLite's extended result codes keep the general one in the lowest byte."""

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

_IOERR_SHMSIZE = 4874
"""SQLITE_IOERR_SHMSIZE: no room to grow the shared-memory file, which means a full disk."""


@contextmanager
def explained(path: Path, wait: float) -> Iterator[None]:
    """Turn what SQLite and the operating system report about `path` into a StoreError. `wait` is in seconds."""
    try:
        yield
    except sqlite3.Error as error:
        raise _store_error(error, path, wait) from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise NoRoomError(path) from error
        reason = (error.strerror or str(error)).lower()
        raise StoreError(f"The decision log cannot be kept at {path} ({reason}); name another place for it.") from error


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Turn what goes wrong while reading a row back into a StoreError: we did not write it as it is now."""
    try:
        yield
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise StoreError(
            f"{name} was changed outside this program and cannot be read; run `sourcing verify`."
        ) from error


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another connection holds a lock that is needed."""
    return _code(error) & _GENERAL == sqlite3.SQLITE_BUSY


def is_corrupt(error: sqlite3.Error) -> bool:
    """Whether what is in the file, or in an index of it, makes no sense."""
    return _code(error) & _GENERAL == sqlite3.SQLITE_CORRUPT


def _store_error(error: sqlite3.Error, path: Path, wait: float) -> StoreError:
    code = _code(error)
    general = sqlite3.SQLITE_FULL if code == _IOERR_SHMSIZE else code & _GENERAL
    if general in _KINDS:
        return _KINDS[general](path)
    if general in _IN_WORDS:
        return StoreError(_IN_WORDS[general].format(path=path, wait=wait))
    return StoreError(f"The decision log at {path} could not be used ({error}); run `sourcing verify` to check it.")


def _code(error: sqlite3.Error) -> int:
    # Errors that the Python layer raises itself, such as for a closed connection, carry no code.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
