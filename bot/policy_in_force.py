"""The policy that requests are judged by.

It is what the policy file says, or the policy that ships with the product where no file is named, until a version is
put in force from Slack. That one stays until another is put in force, or until the file is changed: then the file is
the newer word. Log and file together tell which it is, so that the server and the command line give one answer.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.store import PutInForce
from rules.policy import Policy
from rules.policy_file import PolicyMistakesError, default_policy_text, parse_policy, read_policy_text


@dataclass(frozen=True, slots=True)
class InForce:
    """A policy together with the text it was read from, which the log keeps."""

    policy: Policy
    text: str


class PolicyInForce:
    """Reads a policy file again whenever it changes, and stays with the last good one while the file has mistakes."""

    def __init__(self, path: Path | None, put: PutInForce | None = None) -> None:
        """Reads the file, or the policy that ships with the product for None; raises PolicyMistakesError.

        `put` is what was put in force last, as the log tells it.
        """
        self._path = path
        self._seen = _stamp(path)
        self._put = put
        self._file_text = read_policy_text(path) if path else None
        self._good = self._chosen()
        self.mistakes: PolicyMistakesError | None = None
        """Why the file as it is now is not in force; None while it is."""

    def current(self) -> InForce:
        """The last good policy, after a look at whether the file has changed."""
        stamp = _stamp(self._path)
        if self._path is not None and stamp != self._seen:
            self._seen = stamp
            try:
                self._file_text = read_policy_text(self._path)
                self._good = self._chosen()
                self.mistakes = None
            except PolicyMistakesError as error:
                self.mistakes = error
        return self._good

    @property
    def put(self) -> PutInForce | None:
        """What was put in force last, whether or not the file was changed since; None where nothing ever was."""
        return self._put

    @property
    def from_file(self) -> bool:
        """Whether it is the policy file that is in force."""
        return self._path is not None and self._good.text == self._file_text

    @property
    def file_sha256(self) -> str | None:
        """The hash of the policy file as it was last read; None where none is named."""
        return None if self._file_text is None else hashlib.sha256(self._file_text.encode()).hexdigest()

    @property
    def file_is_newer(self) -> bool:
        """Whether the file is in force because it was changed after a version had been put in force."""
        return self._put is not None and self.from_file and self.file_sha256 != self._put.file_sha256

    def has_been_put(self, put: PutInForce, policy: Policy) -> None:
        """Takes up what was put in force, once that is on disk; `policy` is what its text says."""
        self._put = put
        if self._goes_by(put):
            self._good = InForce(policy, put.policy.toml)

    def _chosen(self) -> InForce:
        """What is in force by the file and the log."""
        put = self._put
        if put is not None and self._goes_by(put):
            return InForce(parse_policy(put.policy.toml, name=f"policy {put.policy.version}"), put.policy.toml)
        if self._file_text is None:
            return InForce(parse_policy(default_policy_text(), name="default.toml"), default_policy_text())
        return InForce(parse_policy(self._file_text, name=str(self._path)), self._file_text)

    def _goes_by(self, put: PutInForce) -> bool:
        """Whether that is the newer word: no file is named, or the file is as it was then."""
        return self._file_text is None or self.file_sha256 == put.file_sha256


def _stamp(path: Path | None) -> tuple[int, int, int] | None:
    try:
        status = path.stat() if path else None
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino) if status else None
